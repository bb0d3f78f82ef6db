//! Why a request was not answered as asked, in words for the person who reads them.

use app::AppError;
use store::StoreError;

/// Why a request was not answered as asked. Each becomes a page (or a fragment) that says what happened, what was kept, what to do.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Nothing of that name here, or not for this person: the same answer, so that nothing is learned.
    NotFound,
    /// The person may read these books, but not do this.
    Forbidden,
    /// Nobody is signed in.
    SignIn,
    /// What was asked is not understood.
    Bad(String),
    /// The law, a rule or the data refuses.
    Refused(String),
    /// Somebody changed it meanwhile.
    Conflict(String),
    /// The file or form is too large.
    TooLarge(String),
    /// Too many tries.
    TooMany(String),
    /// Somebody is at work on the data; try again.
    Busy(String),
    /// The program or the machine failed; the words go to the log, not to the page.
    Failed(String),
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Fault {
        match error {
            AppError::Usage(said) | AppError::Refused(said) => Fault::Refused(said),
            AppError::Busy(said) => Fault::Busy(said),
            AppError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        match error {
            StoreError::Busy | StoreError::Locked(_) => Fault::Busy(error.to_string()),
            StoreError::Missing { .. } | StoreError::NoTenant(_) => Fault::NotFound,
            StoreError::DiskFull => {
                Fault::TooLarge("Le disque est plein : rien n'a été enregistré. Libérez de la place, puis recommencez.".to_owned())
            }
            other => Fault::Failed(other.to_string()),
        }
    }
}

impl Fault {
    /// Status, title and what is said.
    pub fn told(&self) -> (u16, &'static str, String) {
        let said = |text: &str| text.to_owned();
        match self {
            Fault::NotFound => (
                404,
                "Page introuvable",
                said("Cette adresse ne mène à rien que vous puissiez consulter. Elle a pu changer, ou appartenir à un autre dossier."),
            ),
            Fault::Forbidden => (
                403,
                "Action non permise",
                said("Votre rôle dans ce dossier ne permet pas cette action. Un propriétaire du dossier peut vous la confier."),
            ),
            Fault::SignIn => (401, "Connexion nécessaire", said("Votre session a pris fin. Reconnectez-vous pour continuer.")),
            Fault::Bad(text) => (400, "Demande non comprise", text.clone()),
            Fault::Refused(text) => (422, "Ce n'est pas possible en l'état", text.clone()),
            Fault::Conflict(text) => (409, "Modifié entre-temps", text.clone()),
            Fault::TooLarge(text) => (413, "Trop volumineux", text.clone()),
            Fault::TooMany(text) => (429, "Trop d'essais", text.clone()),
            Fault::Busy(text) => (503, "Données occupées", text.clone()),
            Fault::Failed(_) => (
                500,
                "Une erreur est survenue",
                said(
                    "L'opération n'a pas abouti et rien n'a été enregistré. Recommencez ; si cela persiste, « quittance doctor » dira ce qui manque.",
                ),
            ),
        }
    }
}
