//! `quittance serve`.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::json;
use web::{Binding, House, Serving, Setting};

use super::answer::{Answer, Refusal};
use super::{Context, open};
use crate::typesetting::Typst;

/// L'application dans le navigateur, sur le dossier des données.
///
/// Par défaut elle ne répond qu'à cette machine (127.0.0.1). Une autre adresse demande un certificat, ou un serveur
/// mandataire qui s'occupe du chiffrement. Ctrl C l'arrête sans couper ce qui est en cours.
#[derive(Args)]
pub struct Serve {
    /// Adresse d'écoute.
    #[arg(long, value_name = "ADRESSE", default_value = "127.0.0.1")]
    address: IpAddr,
    /// Port ; 0 prend un port libre.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    /// Chaîne de certificats (PEM), avec --key.
    #[arg(long, value_name = "FICHIER", requires = "key")]
    certificate: Option<PathBuf>,
    /// Clé privée du certificat (PEM).
    #[arg(long, value_name = "FICHIER", requires = "certificate")]
    key: Option<PathBuf>,
    /// Un serveur mandataire chiffre devant Quittance et transmet le nom d'hôte sans le changer.
    #[arg(long)]
    behind_proxy: bool,
}

impl Serve {
    /// Serves until told to end.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let certificate = self.certificate.zip(self.key);
        if !self.address.is_loopback() && certificate.is_none() && !self.behind_proxy {
            return Err(Refusal::usage(format!(
                "{} est joignable par d'autres machines : donnez --certificate et --key, ou --behind-proxy si un mandataire chiffre devant Quittance.",
                self.address
            )));
        }
        let setting = Setting {
            secure: certificate.is_some() || self.behind_proxy,
            local: self.address.is_loopback() && !self.behind_proxy,
            demo: false,
            setup_code: !self.address.is_loopback() || self.behind_proxy,
        };
        let binding = Binding { address: self.address, port: self.port, next_free: false, certificate };
        let serving = listen(&binding)?;
        let house = house(context, &context.data, setting)?;
        announce(&serving, context.json);
        announce_first_access(&house)?;
        answer(serving, house)
    }
}

/// Takes the port, or says who may have it.
pub fn listen(binding: &Binding) -> Result<Serving, Refusal> {
    binding.listen().map_err(|error| {
        let place = format!("{}:{}", binding.address, binding.port);
        match error.kind() {
            std::io::ErrorKind::AddrInUse => Refusal::busy(format!(
                "{place} est déjà pris, peut-être par un autre « quittance serve ». Donnez --port avec un autre numéro, ou 0."
            )),
            _ => Refusal::refused(format!("{place} : {}.", domain::french::refusal_fr(&error))),
        }
    })
}

/// The house on a data folder.
pub fn house(context: &Context, folder: &Path, setting: Setting) -> Result<House, Refusal> {
    let opening = app::books::Opening { folder, ..open::opening(context) };
    let store = opening.store()?;
    let engine = Typst::new().map_err(Refusal::refused)?;
    Ok(House::new(Arc::new(store), folder, Arc::new(context.clock), Arc::new(engine), setting))
}

/// Says where to look, on the standard output, before the first request.
pub fn announce(serving: &Serving, as_json: bool) {
    use std::io::Write;
    let url = serving.url();
    let line = if as_json { json!({ "url": url }).to_string() } else { format!("Quittance répond sur {url} (Ctrl C pour arrêter).") };
    let mut out = std::io::stdout().lock();
    // Nobody listens to our output: the server is no less useful for it.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Where others than this machine reach us, the first access asks for a code that only the console shows.
fn announce_first_access(house: &House) -> Result<(), Refusal> {
    if let Some(code) = house.setup_code()
        && house.store.read(app::users::SYSTEM, |tx| tx.users_after(0, 1))?.is_empty()
    {
        eprintln!("Premier accès : code d'installation {code}");
    }
    Ok(())
}

/// Answers until told to end.
pub fn answer(serving: Serving, house: House) -> Result<Answer, Refusal> {
    let house = Arc::new(house);
    web::serve(serving, &house)
        .map_err(|error| Refusal::refused(format!("Le serveur s'est arrêté : {}.", domain::french::refusal_fr(&error))))?;
    Ok(Answer::done(String::new(), serde_json::Value::Null))
}
