//! A newcomer with an old unpaid invoice, in the browser alone and without reading anything: from an empty folder to an approved
//! mise en demeure, each reminder before it confirmed as sent; and the same beginning from an accounting file that knows neither
//! addresses nor terms.

use super::server::Server;
use super::window::Window;
use crate::books::Books;

const EMAIL: &str = "anne@boreal.example";
const PASSWORD: &str = "les volets sont bleus";

/// One invoice, three months late on the first day.
const ROWS: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;siren;email;telephone;adresse1;code_postal;ville\n\
    F1;01/05/2026;31/05/2026;1 200,00;C1;Menuiserie Dupont;entreprise;732829320;compta@dupont.example;0478000000;3 rue des Forges;69007;Lyon\n";

fn first_access(window: &Window) {
    window.go("/").at("/premier-acces");
    window.fill("Entreprise créancière", "Ateliers Boréal").fill("Prénom et nom", "Anne Morel").fill("Adresse e-mail", EMAIL);
    window.fill("Mot de passe", PASSWORD).fill("Confirmez le mot de passe", PASSWORD).click("Ouvrir Quittance").at("/d/1/");
}

fn sign_in(window: &Window) {
    window.go("/connexion").fill("Adresse e-mail", EMAIL).fill("Mot de passe", PASSWORD).click("Se connecter");
    window.until("the door opens", || (!window.path().starts_with("/connexion")).then_some(()));
}

/// The page of the first steps leads to each of them.
fn company_and_terms(window: &Window) {
    window.go("/d/1/bienvenue").click("Renseigner").at("/parametres/creancier");
    for (label, text) in [
        ("Nom ou raison sociale", "Ateliers Boréal"),
        ("Forme", "SARL"),
        ("Capital", "20 000 €"),
        ("SIREN", "552 100 554"),
        ("Ville du registre (RCS)", "Lyon"),
        ("Adresse", "12 quai Perrache"),
        ("Code postal", "69002"),
        ("Ville", "Lyon"),
        ("Courriel", "compta@boreal.example"),
        ("Téléphone", "04 78 11 22 33"),
        ("IBAN", "FR76 3000 6000 0112 3456 7890 189"),
        ("Signataire", "Anne Morel"),
        ("Qualité", "Gérante"),
    ] {
        window.fill(label, text);
    }
    window.click("Enregistrer").reads("Identité enregistrée.");
    window.calm();
    window.go("/d/1/bienvenue").click("Indiquer").at("/parametres/conditions");
    window.fill("Délai convenu", "30 jours").choose("Vos débiteurs sont, sauf mention contraire", "entreprise").click("Enregistrer");
    window.reads("30 jours");
    window.calm();
}

/// Until the day that is said: the page said another before.
fn payments_are_known(window: &Window, day: &str) {
    let (year, month, of_month) = (&day[..4], &day[5..7], &day[8..]);
    window.go("/d/1/bienvenue").click("C'est à jour").reads(&format!("Règlements connus jusqu'au {of_month}/{month}/{year}"));
}

/// What is proposed first is done as its button says: approved, or called.
fn first_of_the_agenda(window: &Window, title: &str) {
    window.go("/d/1/agenda").reads(title);
    if title == "Appel" {
        window.click("Appel passé").shows("dialog[open]").choose("Comment s'est-il passé ?", "Message laissé").click("Inscrire l'appel");
        window.reads("appel inscrit");
    } else {
        window.click_in("#detail", "Approuver");
        window.until("the approval is said", || window.text_of(".toasts").contains("Approuvé").then_some(()));
    }
    window.calm();
}

/// The delivery of the day, and a person's word that it left.
fn handed_over_and_sent(window: &Window) {
    window.go("/d/1/courriers?etat=prepares").click("Remettre maintenant").at("/courriers/remises/");
    window.until("the delivery is done", || window.text().contains("dans le dossier du jour").then_some(()));
    window.go("/d/1/courriers").click("Remis").click("Confirmer le dossier").reads("envoyé");
    window.calm();
}

#[test]
fn a_newcomer_gets_to_an_approved_formal_notice() {
    let mut books = Books::new();
    let mut first = true;
    // Four reminders, each as long after the one before as the scenario shipped with the program wants.
    for (day, title) in [
        ("2026-09-04", "Première relance"),
        ("2026-09-14", "Appel"),
        ("2026-09-23", "Deuxième relance"),
        ("2026-10-05", "Relance avant mise en demeure"),
        ("2026-10-15", "Mise en demeure"),
    ] {
        books.on(day);
        let server = Server::of(&books, &[]);
        let window = Window::open(&server.base);
        if first {
            first_access(&window);
            company_and_terms(&window);
            let path = books.file("factures.csv", ROWS);
            window.go("/d/1/bienvenue").click("Importer un fichier").at("/imports/nouveau");
            window.choose_file("#fichiers", &path).click("Continuer").at("/imports/depots/");
            window.click("Importer 1 ligne").reads("Résultat de l'import").reads("1 ligne prise");
            first = false;
        } else {
            sign_in(&window);
        }
        payments_are_known(&window, day);
        first_of_the_agenda(&window, title);
        if title == "Mise en demeure" {
            window.go("/d/1/courriers?document=formal-notice").reads("Menuiserie Dupont");
            // By hand: 30 days at 12,15 % and 107 at 12,40 % of 1 200,00 are 11,98 + 43,62; with 40,00, 1 295,60.
            window
                .reads("1 295,60")
                .click_on("main table a[href*='/courriers/']")
                .at("/courriers/")
                .reads("Prêt à partir")
                .reads("1 295,60");
            window.calm();
        } else if title != "Appel" {
            handed_over_and_sent(&window);
        }
    }
}

/// An accounting file: one customer, one invoice, neither address nor terms nor what the customer is.
const LEDGER: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t\
    PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n\
    VE\tVentes\t1\t20260715\t411000\tClients\tDUPONT\tMenuiserie Dupont\tF2026-118\t20260715\tFacture F2026-118\t2400,00\t0,00\t\t\t20260731\t\t\n\
    VE\tVentes\t1\t20260715\t706000\tPrestations\t\t\tF2026-118\t20260715\tFacture F2026-118\t0,00\t2000,00\t\t\t20260731\t\t\n\
    VE\tVentes\t1\t20260715\t445710\tTVA\t\t\tF2026-118\t20260715\tFacture F2026-118\t0,00\t400,00\t\t\t20260731\t\t\n";

#[test]
fn an_accounting_file_becomes_a_reminder_once_terms_kind_and_address_are_said() {
    let mut books = Books::new();
    books.on("2026-09-04");
    let server = Server::of(&books, &[]);
    let window = Window::open(&server.base);
    first_access(&window);
    let path = books.file("552100554FEC20261231.txt", LEDGER);
    window.go("/d/1/bienvenue").click("Importer un fichier").at("/imports/nouveau");
    window.choose_file("#fichiers", &path).click("Continuer").at("/imports/depots/");
    window.click("Importer").reads("Résultat de l'import");
    window.calm();
    company_and_terms(&window);
    // Each lack is named where the first steps are, and mended where it is named.
    window.go("/d/1/bienvenue").click("Compléter").at("/a-completer");
    window.go("/d/1/a-completer?type=courriel").reads("Menuiserie Dupont");
    window.fill_in("[name=courriel]", "compta@dupont.example").click_in(".mend", "Enregistrer").reads("Courriel");
    window.until("nothing lacks an e-mail", || (!window.has(".mend [name=courriel]")).then_some(()));
    window.go("/d/1/a-completer?type=adresse").fill_in("[name=rue]", "3 rue des Forges");
    window.fill_in("[name=code_postal]", "69007").fill_in("[name=ville]", "Lyon").click_in(".mend", "Enregistrer");
    window.until("nothing lacks an address", || (!window.has(".mend [name=rue]")).then_some(()));
    window.calm();
    payments_are_known(&window, "2026-09-04");
    first_of_the_agenda(&window, "Première relance");
}
