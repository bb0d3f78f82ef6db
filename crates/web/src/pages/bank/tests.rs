//! The pages of the bank, walked through with forms alone.

use app::import::Options;
use domain::access::Role;
use domain::ids::BankLineId;
use domain::money::Cents;
use domain::payments::Settings;
use formats::table::TableKind;
use store::LineState;

use crate::testing::fixture::TODAY;
use crate::testing::scene::{Scene, hidden};
use crate::testing::{Client, Page};

pub(super) const PAGE: &str = "/d/1/banque";

const ROWS: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;email;adresse1;code_postal;ville\n\
    F-2026-101;12/10/2026;02/11/2026;400,00;C1;Menuiserie Sablier;entreprise;a@sablier.example;3 rue des Forges;69007;Lyon\n\
    F-2026-102;13/10/2026;04/11/2026;200,00;C1;Menuiserie Sablier;entreprise;a@sablier.example;3 rue des Forges;69007;Lyon\n\
    F-2026-103;14/10/2026;30/11/2026;95,00;C2;Verrerie <b>Comète</b>;entreprise;b@comete.example;8 quai Vert;69009;Lyon\n";

/// Books with two debtors, and an owner in front of them.
pub(super) fn scene() -> Scene {
    let scene = Scene::of(Role::Owner).identified();
    scene.take("factures.csv", ROWS, &Options::default());
    scene
}

/// What the rows of a statement are.
fn statement() -> Options<'static> {
    Options { listed: Some(TableKind::BankStatement), ..Options::default() }
}

impl Scene {
    /// A statement of these rows: day, text, amount.
    pub(super) fn bank(&self, name: &str, rows: &str) {
        self.take(name, format!("Date;Libellé;Montant\n{rows}"), &statement());
    }

    pub(super) fn lines(&self, state: LineState) -> Vec<store::BankLine> {
        self.books().read(|tx| Ok(tx.bank_lines(state, None, 100)?)).expect("lines")
    }

    pub(super) fn line(&self) -> BankLineId {
        self.lines(LineState::Open).first().expect("an open line").id
    }

    /// What is left of an invoice.
    pub(super) fn left(&self, number: &str) -> Cents {
        let (claim, _) = self.claim(number);
        let row = self.books().read(|tx| Ok(tx.claim(claim)?)).expect("a claim").expect("it is there");
        row.amount - row.settled
    }

    pub(super) fn act(&mut self, line: BankLineId, what: &str, form: &[(&str, &str)]) -> Page {
        self.client.post(&format!("{PAGE}/lignes/{}/{what}", line.0), form)
    }
}

/// The words of a page, quotes as typed.
pub(super) fn words(page: &Page) -> String {
    page.text().replace("&#39;", "'").replace("&apos;", "'").replace("&quot;", "\"")
}

/// A part payment: proposed for the oldest invoice, never taken without a person.
const PART: &str = "19/11/2026;VIR MENUISERIE SABLIER;150,00\n";

#[test]
fn an_open_line_is_shown_with_its_proposal_and_accepted_once() {
    let mut scene = scene();
    scene.bank("releve.csv", PART);
    let line = scene.line();
    let page = scene.client.get(PAGE);
    let text = words(&page);
    assert!(text.contains("VIR MENUISERIE SABLIER") && text.contains("F-2026-101") && text.contains("data-key=\"Enter\""), "{text}");
    assert!(text.contains("attendent cette ligne") && text.contains("Ne plus attendre"), "{text}");
    // 400,00 due, 150,00 paid: 250,00 stay.
    assert!(text.contains("250,00"), "{text}");
    let part =
        scene.client.send("GET", &format!("{PAGE}?ligne={}", line.0), &[("hx-request", "true"), ("hx-target", "detail")], Vec::new());
    assert!(!part.text().contains("<html") && part.text().contains(&format!("data-of=\"{}\"", line.0)), "{}", part.text());
    let mark = hidden(&page.text(), "/accepter", "vu");
    assert_eq!(scene.act(line, "accepter", &[("choix", "1"), ("vu", "0")]).status, 409, "another proposal than the one shown");
    assert_eq!(scene.left("F-2026-101"), Cents(40_000));
    let done = scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark)]);
    assert_eq!((done.status, done.header("location")), (303, Some(PAGE)), "{}", done.text());
    assert_eq!(scene.left("F-2026-101"), Cents(25_000));
    let told = scene.client.get(PAGE);
    assert!(words(&told).contains("Tout est rapproché") && told.text().contains("/rouvrir"), "the toast takes it back: {}", told.text());
    let late = scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark)]);
    let text = words(&late);
    assert_eq!(late.status, 409);
    assert!(
        text.contains("Vous demandiez : accepter la proposition 1") && text.contains("elle a été décidée : règlement, Camille Essai"),
        "{text}"
    );
    assert_eq!(scene.left("F-2026-101"), Cents(25_000), "counted once");
    let decided = words(&scene.client.get(&format!("{PAGE}?etat=reglements")));
    assert!(decided.contains("Camille Essai") && decided.contains("Menuiserie Sablier") && decided.contains("Rouvrir"), "{decided}");
}

#[test]
fn a_small_difference_is_given_up_only_where_it_is_asked() {
    let mut scene = scene();
    scene.bank("releve.csv", "19/11/2026;VIR MENUISERIE SABLIER F-2026-101;397,00\n");
    let line = scene.line();
    let page = scene.client.get(PAGE);
    assert!(words(&page).contains("Accepter et abandonner l'écart de 3,00\u{a0}€"), "{}", words(&page));
    let mark = hidden(&page.text(), "/accepter", "vu");
    assert_eq!(scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark), ("ecart", "abandonner")]).status, 303);
    assert_eq!(scene.left("F-2026-101"), Cents::ZERO);
    // Taken back by the toast of somebody who changes their mind: nothing was paid.
    assert_eq!(scene.act(line, "rouvrir", &[]).status, 303);
    assert_eq!(scene.lines(LineState::Open).len(), 1);
}

#[test]
fn a_line_is_split_by_hand_and_what_was_typed_is_kept() {
    let mut scene = scene();
    scene.bank("releve.csv", "19/11/2026;VIR INCONNU AU BATAILLON;700,00\n");
    let line = scene.line();
    let address = format!("{PAGE}/lignes/{}/repartir", line.0);
    assert!(words(&scene.client.get(&address)).contains("Code ou nom du débiteur"));
    let found = scene.act(line, "repartir", &[("etape", "chercher"), ("debiteur", "sablier")]);
    assert!(found.status == 200 && found.text().contains("F-2026-101") && found.text().contains("F-2026-102"), "{}", found.text());
    let nobody = scene.act(line, "repartir", &[("etape", "chercher"), ("debiteur", "personne de tel")]);
    assert!(nobody.status == 422 && words(&nobody).contains("Aucun débiteur « personne de tel »"));
    let ((one, debtor), (two, _), (three, other)) = (scene.claim("F-2026-101"), scene.claim("F-2026-102"), scene.claim("F-2026-103"));
    let (debtor, other) = (debtor.0.to_string(), other.0.to_string());
    let (m1, m2, m3) = (format!("m{}", one.0), format!("m{}", two.0), format!("m{}", three.0));
    let mut form = vec![("etape", "enregistrer"), ("d", &*debtor), ("d", &*other), (&*m1, "400,00"), (&*m2, "50,00"), (&*m3, "95,00")];
    let wrong = scene.act(line, "repartir", &form);
    let text = words(&wrong);
    assert_eq!(wrong.status, 422);
    // 400,00 + 50,00 + 95,00 = 545,00; 155,00 are missing.
    assert!(text.contains("Les parts font 545,00\u{a0}€ et la ligne 700,00\u{a0}€ : il manque 155,00\u{a0}€."), "{text}");
    assert!(text.contains("value=\"50,00\"") && text.contains("Verrerie &lt;b&gt;Comète&lt;/b&gt;"), "{text}");
    form[0] = ("etape", "reste");
    let rest = scene.act(line, "repartir", &form);
    assert!(rest.status == 200 && rest.text().contains("value=\"155,00\""), "{}", rest.text());
    let unread = [("etape", "enregistrer"), ("d", &*debtor), (&*m1, "quatre cents")];
    let unread = scene.act(line, "repartir", &unread);
    assert!(unread.status == 422 && unread.text().contains("value=\"quatre cents\""));
    form[0] = ("etape", "enregistrer");
    form.extend([("avaloir", "155,00"), ("avaloir_de", &*other)]);
    let done = scene.act(line, "repartir", &form);
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!((scene.left("F-2026-101"), scene.left("F-2026-102"), scene.left("F-2026-103")), (Cents::ZERO, Cents(15_000), Cents::ZERO));
    let text = words(&scene.client.get(&format!("{PAGE}?ligne={}", line.0)));
    assert!(text.contains("À valoir") && text.contains("155,00"), "{text}");
    assert_eq!(scene.act(line, "repartir", &form).status, 409, "a second time");
}

#[test]
fn a_line_is_set_aside_and_lines_like_it_too() {
    let mut scene = scene();
    scene.bank("releve.csv", "18/11/2026;VIR MUTUELLE DES MARINS REMBOURSEMENT;80,00\n");
    let line = scene.line();
    let short = scene.act(line, "ecarter", &[("motif", "Mutuelle"), ("desormais", "mots"), ("mots", "vi")]);
    assert!(short.status == 422 && words(&short).contains("au moins quatre lettres") && short.text().contains("value=\"Mutuelle\""));
    let form = [("motif", "Mutuelle"), ("desormais", "mots"), ("mots", "MUTUELLE DES MARINS")];
    assert_eq!(scene.act(line, "ecarter", &form).status, 303);
    let text = words(&scene.client.get(&format!("{PAGE}?etat=ecartees")));
    assert!(text.contains("pas un client") && text.contains("Mutuelle"), "{text}");
    scene.bank("releve-2.csv", "19/11/2026;VIR MUTUELLE DES MARINS NOVEMBRE;81,00\n");
    assert_eq!((scene.lines(LineState::Open).len(), scene.lines(LineState::Aside).len()), (0, 2), "the rule holds");
    let learned = scene.client.get(&format!("{PAGE}/reglages"));
    assert!(words(&learned).contains("« MUTUELLE DES MARINS »"), "{}", words(&learned));
    let rule = scene.books().read(|tx| Ok(tx.bank_rules()?)).expect("rules")[0].0;
    assert_eq!(scene.client.post(&format!("{PAGE}/regles/{}/retirer", rule.0), &[]).status, 303);
    assert_eq!(scene.client.post(&format!("{PAGE}/regles/{}/retirer", rule.0), &[]).status, 404, "it is not there any more");
    assert!(scene.books().read(|tx| Ok(tx.bank_rules()?)).expect("rules").is_empty());
}

#[test]
fn a_reopened_line_is_due_again_and_holds_its_debtor_again() {
    let mut scene = scene();
    scene.bank("releve.csv", PART);
    let line = scene.line();
    let (_, debtor) = scene.claim("F-2026-101");
    let card = format!("/d/1/debiteurs/{}", debtor.0);
    assert!(words(&scene.client.get(&card)).contains("reçus à la banque le"), "the card says that money waits");
    let mark = hidden(&scene.client.get(PAGE).text(), "/accepter", "vu");
    scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark)]);
    let text = words(&scene.client.get(&card));
    assert!(!text.contains("reçus à la banque le <") && text.contains("Voir la ligne de banque"), "{text}");
    let stale = scene.act(line, "rouvrir", &[("vu", "1")]);
    assert_eq!(stale.status, 409, "another decision than the one shown");
    let seen = hidden(&scene.client.get(&format!("{PAGE}?ligne={}", line.0)).text(), "/rouvrir", "vu");
    assert_eq!(scene.act(line, "rouvrir", &[("vu", &seen)]).status, 303);
    assert_eq!(scene.left("F-2026-101"), Cents(40_000));
    let page = scene.client.get(&format!("{PAGE}?ligne={}", line.0));
    let text = words(&page);
    assert!(text.contains("À confirmer") && text.contains("/accepter"), "{text}");
    // Five days from the 20th: its letters wait, although an earlier wait had ended.
    assert!(text.contains("attendent cette ligne") && text.contains("25/11/2026"), "{text}");
    assert_eq!(scene.act(line, "rouvrir", &[("vu", &seen)]).status, 409, "it is open already");
}

#[test]
fn letters_wait_longer_or_no_more() {
    let mut scene = scene();
    scene.bank("releve.csv", PART);
    let line = scene.line();
    assert_eq!(scene.act(line, "attendre", &[("jours", "400")]).status, 400);
    assert_eq!(scene.act(line, "attendre", &[("jours", "9")]).status, 303);
    assert!(words(&scene.client.get(PAGE)).contains("29/11/2026"), "nine days from the 20th");
    assert_eq!(scene.act(line, "attendre", &[("jours", "0")]).status, 303);
    assert!(!words(&scene.client.get(PAGE)).contains("attendent cette ligne"));
}

#[test]
fn money_that_left_takes_a_payment_back() {
    let mut scene = scene();
    scene.bank("releve.csv", "10/11/2026;VIR MENUISERIE SABLIER F-2026-101;400,00\n");
    assert_eq!((scene.lines(LineState::Open).len(), scene.left("F-2026-101")), (0, Cents::ZERO), "sure: taken without asking");
    let text = words(&scene.client.get(&format!("{PAGE}?etat=reglements")));
    assert!(text.contains("automatique"), "{text}");
    scene.bank("releve-2.csv", "18/11/2026;PRLV DIVERS SANS MOTIF;-400,00\n");
    let Some(line) = scene.lines(LineState::Open).first().map(|line| line.id) else {
        let aside = scene.lines(LineState::Aside)[0].id;
        scene.act(aside, "rouvrir", &[]);
        return returned(&mut scene, aside);
    };
    returned(&mut scene, line);
}

/// An advance that goes back: proposed to whom the line names, said by a person, and taken back.
#[test]
fn money_that_left_gives_credit_back() {
    let mut scene = scene();
    let advance = app::record::NewPayment {
        debtor: "C1",
        amount: Cents(8_000),
        currency: "EUR",
        claims: &[],
        means: "transfer",
        reference: None,
        unallocated: true,
        on: TODAY,
    };
    scene.books().write(|tx| app::record::payment(tx, &advance)).expect("an advance");
    scene.bank("releve.csv", "18/11/2026;VIR REMBOURSEMENT MENUISERIE SABLIER;-80,00\n");
    let line = scene.line();
    let page = scene.client.get(PAGE);
    let text = words(&page);
    assert!(text.contains("Rend son crédit à") && text.contains("Le montant est celui de rg_"), "{text}");
    // Somebody else has no such credit, and nobody bears that name.
    let less = scene.act(line, "rembourser", &[("debiteur", "C2")]);
    assert!(less.status == 422 && words(&less).contains("ne peuvent pas être remboursés"), "{}", words(&less));
    assert_eq!(scene.act(line, "rembourser", &[("debiteur", "personne")]).status, 422);
    assert_eq!(scene.act(line, "rembourser", &[]).status, 422);
    let search = words(&scene.client.get(&format!("{PAGE}/lignes/{}/rembourser?debiteur=C1", line.0)));
    assert!(search.contains("80,00") && search.contains("à son crédit"), "{search}");
    let debtor = hidden(&page.text(), "/rembourser", "debiteur");
    assert_eq!(scene.act(line, "rembourser", &[("debiteur", &debtor)]).status, 303);
    let text = words(&scene.client.get(&format!("{PAGE}?etat=remboursements")));
    assert!(text.contains("Rendu à") && text.contains("Menuiserie Sablier") && text.contains("80,00"), "{text}");
    assert_eq!(scene.act(line, "rembourser", &[("debiteur", &debtor)]).status, 409, "it is decided");
    assert_eq!(scene.act(line, "rouvrir", &[]).status, 303);
    let left = scene.books().read(|tx| {
        let (_, debtor) = app::resolve::claim(tx, "F-2026-101", None)?;
        Ok(tx.debtor_facts(debtor)?.expect("the joiner").movements[0].unallocated(TODAY))
    });
    assert_eq!(left.expect("facts"), Cents(8_000));
}

/// What was paid by hand since a proposal was made: the proposal does not count twice, and the page says why.
#[test]
fn a_proposal_that_the_books_overtook_is_refused_in_its_place() {
    let mut scene = scene();
    scene.bank("releve.csv", "19/11/2026;VIR MENUISERIE SABLIER F-2026-101;397,00\n");
    let line = scene.line();
    let mark = hidden(&scene.client.get(PAGE).text(), "/accepter", "vu");
    let by_hand = app::record::NewPayment {
        debtor: "C1",
        amount: Cents(40_000),
        currency: "EUR",
        claims: &["F-2026-101".to_owned()],
        means: "transfer",
        reference: None,
        unallocated: false,
        on: TODAY,
    };
    scene.books().write(|tx| app::record::payment(tx, &by_hand)).expect("a payment");
    let page = scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark)]);
    let text = words(&page);
    assert_eq!(page.status, 409, "{text}");
    assert!(text.contains("a changé depuis cette proposition") && text.contains("Vous demandiez : accepter"), "{text}");
    assert_eq!((scene.left("F-2026-101"), scene.lines(LineState::Open).len()), (Cents::ZERO, 1));
}

/// A line of -400,00 is attached to the payment of the joiner, found by its name.
fn returned(scene: &mut Scene, line: BankLineId) {
    let page = scene.client.get(&format!("{PAGE}/lignes/{}/impaye?debiteur=sablier", line.0));
    let payment = hidden(&page.text(), "role=\"list\"", "reglement");
    let none = scene.act(line, "impaye", &[("reglement", "rg_999999")]);
    assert!(none.status == 422 && words(&none).contains("Aucun règlement rg_999999"), "{}", words(&none));
    assert_eq!(scene.act(line, "impaye", &[("reglement", "douze")]).status, 422);
    let done = scene.act(line, "impaye", &[("reglement", &payment)]);
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(scene.left("F-2026-101"), Cents(40_000), "due again");
    let text = words(&scene.client.get(&format!("{PAGE}?etat=impayes")));
    assert!(text.contains("Règlement repris à") && text.contains("Menuiserie Sablier"), "{text}");
}

#[test]
fn a_reader_reads_and_decides_nothing() {
    let scene = scene();
    scene.bank("releve.csv", PART);
    let line = scene.line();
    let mut reader = Client::signed_in(&scene.house, scene.tenant, Role::Reader);
    let text = words(&reader.get(PAGE));
    assert!(text.contains("VIR MENUISERIE SABLIER") && text.contains("F-2026-101"));
    for word in ["/accepter", "/repartir", "/ecarter", "/attendre", "/rapprocher\"", "data-key=\"Enter\""] {
        assert!(!text.contains(word), "{word}");
    }
    for what in ["accepter", "attendre", "rouvrir", "repartir", "ecarter", "impaye", "rembourser"] {
        assert_eq!(reader.post(&format!("{PAGE}/lignes/{}/{what}", line.0), &[]).status, 403, "{what}");
    }
    let accounts = reader.get(&format!("{PAGE}/comptes")).text();
    assert!(accounts.contains("FR76 •••• •••• 0189") && !accounts.contains("3000 6000"), "{accounts}");
    assert!(!accounts.contains("Ajouter le compte"));
    let settings = reader.get(&format!("{PAGE}/reglages")).text();
    assert!(settings.contains("disabled") && !settings.contains("Enregistrer"));
    assert_eq!(reader.post(&format!("{PAGE}/comptes"), &[]).status, 403);
    // An accountant decides lines, and sets no rules.
    let mut accountant = Client::signed_in(&scene.house, scene.tenant, Role::Accountant);
    assert!(accountant.get(PAGE).text().contains("/accepter"));
    assert_eq!(accountant.post(&format!("{PAGE}/reglages"), &[]).status, 403);
}

#[test]
fn the_account_of_a_payer_is_shown_in_part_and_learned_once_confirmed() {
    let mut scene = scene();
    let rows = "Date;Libellé;Contrepartie;IBAN de la contrepartie;Montant\n19/11/2026;VIR RECU;MENUISERIE SABLIER;FR7630001007941234567890185;150,00\n";
    scene.take("releve.csv", rows, &statement());
    let line = scene.line();
    let mut reader = Client::signed_in(&scene.house, scene.tenant, Role::Reader);
    let text = reader.get(PAGE).text();
    assert!(text.contains("FR76 •••• •••• 0185") && !text.contains("FR7630001007941234567890185"), "{text}");
    let page = scene.client.get(PAGE);
    assert!(page.text().contains("FR76 3000 1007 9412 3456 7890 185"), "an owner sees it in full");
    let mark = hidden(&page.text(), "/accepter", "vu");
    scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark)]);
    let (payer, _, iban) = scene.books().read(|tx| Ok(tx.payer_accounts()?)).expect("payers").remove(0);
    assert_eq!(iban, "FR7630001007941234567890185");
    assert!(words(&reader.get(&format!("{PAGE}/reglages"))).contains("Menuiserie Sablier"));
    let forget = format!("{PAGE}/payeurs/{}/oublier", payer.0);
    assert_eq!(reader.post(&forget, &[]).status, 403);
    assert_eq!(scene.client.post(&forget, &[]).status, 303);
    assert_eq!(scene.client.post(&forget, &[]).status, 404, "it is forgotten");
}

#[test]
fn a_line_of_other_books_does_not_exist() {
    let scene = scene();
    scene.bank("releve.csv", PART);
    let line = scene.line();
    let theirs = scene.house.store.create_tenant("Maison Voisine", 0).expect("another creditor");
    let mut neighbour = Client::signed_in(&scene.house, theirs, Role::Owner);
    assert_eq!(neighbour.get(PAGE).status, 404, "our books");
    let own = format!("/d/{}/banque", theirs.0);
    assert_eq!(neighbour.get(&own).status, 200);
    assert_eq!(neighbour.get(&format!("{own}?ligne={}", line.0)).status, 404);
    for what in ["accepter", "attendre", "rouvrir", "repartir", "ecarter", "impaye", "rembourser"] {
        let page = neighbour.post(&format!("{own}/lignes/{}/{what}", line.0), &[("choix", "1"), ("jours", "1"), ("reglement", "rg_1")]);
        assert_eq!(page.status, 404, "{what}");
    }
    assert_eq!(scene.lines(LineState::Open).len(), 1);
}

#[test]
fn accounts_are_added_once_and_settings_are_kept() {
    let mut scene = scene();
    let add = |scene: &mut Scene, iban: &str| scene.client.post(&format!("{PAGE}/comptes"), &[("iban", iban), ("nom", "Courant")]);
    assert_eq!(add(&mut scene, "").status, 422);
    let wrong = add(&mut scene, "FR76 3000 6000 0112 3456 7890 188");
    assert!(wrong.status == 422 && words(&wrong).contains("sa clé est fausse") && wrong.text().contains("value=\"Courant\""));
    assert_eq!(add(&mut scene, "FR76 3000 6000 0112 3456 7890 189").status, 303);
    let again = add(&mut scene, "FR7630006000011234567890189");
    assert!(again.status == 422 && words(&again).contains("est déjà connu"));
    assert!(words(&scene.client.get(&format!("{PAGE}/comptes"))).contains("Courant ···· 0189"));
    let page = scene.client.get(&format!("{PAGE}/reglages"));
    let mark = hidden(&page.text(), "/reglages", "vu");
    let save = |scene: &mut Scene, mark: &str, limit: &str, threshold: &str| {
        let form = [("vu", mark), ("seuil", threshold), ("frais", "30,00"), ("ecart", limit), ("jours", "3")];
        scene.client.post(&format!("{PAGE}/reglages"), &form)
    };
    assert_eq!(save(&mut scene, &mark, "8,00", "70").status, 422, "two readings are as likely");
    assert_eq!(save(&mut scene, &mark, "-8,00", "96").status, 422);
    assert_eq!(save(&mut scene, &mark, "8,00", "96").status, 303);
    let set = scene.books().read(|tx| Ok(tx.matching(TODAY)?)).expect("settings");
    assert_eq!((set.automatic_from, set.write_off_limit, set.fee_limit, set.hold_days), (960, Cents(800), Cents(3_000), 3));
    assert_eq!(set.discount, None);
    // A discount has a rate and days, and what an early payment leaves of it is offered to be given up.
    let mark_now = hidden(&scene.client.get(&format!("{PAGE}/reglages")).text(), "/reglages", "vu");
    let discount = |scene: &mut Scene, rate: &str, days: &str| {
        let form = [
            ("vu", &*mark_now),
            ("seuil", "96"),
            ("frais", "30,00"),
            ("ecart", "8,00"),
            ("jours", "3"),
            ("escompte", rate),
            ("escompte_jours", days),
        ];
        scene.client.post(&format!("{PAGE}/reglages"), &form).status
    };
    assert_eq!(["2", "", "21", "deux"].map(|rate| discount(&mut scene, rate, if rate == "2" { "" } else { "8" })), [422; 4]);
    assert_eq!(discount(&mut scene, "10 %", "40"), 303);
    let set = scene.books().read(|tx| Ok(tx.matching(TODAY)?)).expect("settings");
    assert_eq!(set.discount.map(|discount| (discount.rate.0, discount.days)), Some((10_000, 40)));
    // 400,00 of 12 October, paid on 19 November: 38 days; 10 % are 40,00, more than banks take.
    scene.bank("escompte.csv", "19/11/2026;VIR MENUISERIE SABLIER F-2026-101;360,00\n");
    assert!(
        words(&scene.client.get(PAGE)).contains("Accepter et abandonner l'écart de 40,00\u{a0}€"),
        "{}",
        words(&scene.client.get(PAGE))
    );
    // Where the creditor wants it without asking, what was granted is not due any more: 200,00 less 20,00.
    let bold = Settings { automatic_from: 800, ..set };
    scene.books().write(|tx| app::bank::set_matching(tx, bold, TODAY)).expect("settings");
    scene.bank("escompte-2.csv", "19/11/2026;VIR MENUISERIE SABLIER F-2026-102;180,00\n");
    assert_eq!(scene.left("F-2026-102"), Cents::ZERO);
    let set = Settings { discount: None, automatic_from: 960, ..scene.books().read(|tx| Ok(tx.matching(TODAY)?)).expect("settings") };
    scene.books().write(|tx| app::bank::set_matching(tx, set, TODAY)).expect("settings");
    let late = save(&mut scene, &mark, "9,00", "96");
    let text = words(&late);
    assert_eq!(late.status, 409);
    assert!(text.contains("écart 8,00\u{a0}€") && text.contains("écart 9,00\u{a0}€") && text.contains("value=\"9,00\""), "{text}");
}

#[test]
fn reconciling_again_is_a_job() {
    let mut scene = scene();
    scene.bank("releve.csv", "19/11/2026;VIR VERRERIE COMETE F-2026-201;130,00\n");
    assert_eq!(scene.lines(LineState::Open).len(), 1);
    scene.take(
        "factures-2.csv",
        format!(
            "{}\nF-2026-201;15/10/2026;16/11/2026;130,00;C2;Verrerie Comète;entreprise;b@comete.example;8 quai Vert;69009;Lyon\n",
            ROWS.lines().next().expect("a header")
        ),
        &Options::default(),
    );
    // An import looks at the open lines as well: the line is known by now.
    assert_eq!(scene.lines(LineState::Open).len(), 0);
    scene.bank("releve-2.csv", PART);
    let queued = scene.client.post(&format!("{PAGE}/rapprocher"), &[]);
    let job = queued.header("location").expect("a job").to_owned();
    assert_eq!(scene.client.post(&format!("{PAGE}/rapprocher"), &[]).header("location"), Some(&*job), "a second click finds the first");
    assert!(words(&scene.client.get(&job)).contains("Rapprochement en cours"));
    assert!(words(&scene.client.get(PAGE)).contains("Voir son avancement"));
    scene.house.jobs.work_off("essai").expect("jobs");
    let text = words(&scene.client.get(&job));
    assert!(text.contains("1 ligne à rapprocher"), "{text}");
}
