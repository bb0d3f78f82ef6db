//! The card of a debtor, claims with their statement, and lists: what is shown, recorded, refused.

use domain::access::Role;
use web::testing::{Client, Page};

use crate::town::{CANARY, Town, Who};

/// The number of the first address of that form in a page: `number_after(page, "/factures/")`.
fn number_after(page: &Page, path: &str) -> i64 {
    let text = page.text();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(path) {
        rest = &rest[at + path.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse() {
            return number;
        }
    }
    panic!("no {path} in the page: {text}");
}

/// What a hidden field or an input of that name holds.
fn value(page: &Page, name: &str) -> String {
    let text = page.text();
    let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name}: {text}"));
    let from = text[at..].find("value=\"").map(|more| at + more + 7).expect("a value");
    text[from..].split('"').next().unwrap_or_default().to_owned()
}

/// Our books with the claim PERLE-F1 and its debtor.
struct Desk {
    town: Town,
    owner: Client,
    home: String,
    debtor: i64,
    claim: i64,
}

fn desk() -> Desk {
    let town = Town::new();
    let (mut owner, home) = (town.client(Who::Ours(Role::Owner)), town.home());
    let list = owner.get(&format!("{home}/factures?q=PERLE-F1"));
    assert_eq!(list.status, 200, "{}", list.text());
    let (claim, debtor) = (number_after(&list, "/factures/"), number_after(&list, "/debiteurs/"));
    Desk { town, owner, home, debtor, claim }
}

impl Desk {
    fn card(&self) -> String {
        format!("{}/debiteurs/{}", self.home, self.debtor)
    }

    fn claim(&self) -> String {
        format!("{}/factures/{}", self.home, self.claim)
    }

    fn get(&mut self, url: &str) -> Page {
        self.owner.get(url)
    }

    fn done(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        let page = self.owner.post(url, form);
        assert_eq!(page.status, 303, "{url} {form:?}: {}", page.text());
        self.owner.get(page.header("location").unwrap_or_default())
    }

    fn refused(&mut self, url: &str, form: &[(&str, &str)]) -> String {
        let page = self.owner.post(url, form);
        assert_eq!(page.status, 422, "{url} {form:?}: {}", page.text());
        page.text()
    }
}

#[test]
fn a_card_says_what_is_owed_and_what_comes_next() {
    let mut desk = desk();
    let card = desk.get(&desk.card());
    let text = card.text();
    assert_eq!(card.status, 200, "{text}");
    for said in
        ["Perlerie PERLE 1", "PERLE-F1", "PERLE-F2", "Prochaine étape", "Demandable ce jour", "Historique", "Habitudes"].iter().take(6)
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let past = desk.get(&format!("{}?au=15/09/2026", desk.card())).text();
    assert!(past.contains("Situation au") && past.contains("Revenir à aujourd'hui"), "{past}");
    let wrong = desk.get(&format!("{}?au=hier", desk.card())).text();
    assert!(wrong.contains("« hier » n'est pas une date comprise"), "{wrong}");
}

#[test]
fn what_waits_is_decided_from_the_card_by_who_may() {
    let mut desk = desk();
    let agenda = desk.get(&format!("{}/agenda?canal=taches", desk.home));
    let card = format!("{}/debiteurs/{}", desk.home, number_after(&agenda, "/debiteurs/"));
    let page = desk.get(&card);
    let text = page.text();
    assert!(text.contains("<b>À décider</b> sur ") && text.contains("C'est fait"), "{text}");
    let at = text.find("/reporter\"").expect("the way to postpone");
    let url = text[..at].rfind("href=\"").map(|from| text[from + 6..at + 9].to_owned()).expect("an address");
    assert!(desk.get(&url).text().contains("Reporter cette action"));
    let mut reader = desk.town.client(Who::Ours(Role::Reader));
    let text = reader.get(&card).text();
    assert!(text.contains("<b>À décider</b>") && !text.contains("C'est fait") && !text.contains("/reporter\""), "{text}");
}

#[test]
fn notes_and_names_are_text_whatever_they_hold() {
    let mut desk = desk();
    let nasty = "<script>alert(1)</script> #read(\"/etc/passwd\") & « ok »";
    let card = desk.done(&format!("{}/note", desk.card()), &[("texte", nasty)]).text();
    assert!(card.contains("&lt;script&gt;alert(1)&lt;/script&gt; #read(") && !card.contains("<script>alert"), "{card}");
    assert!(desk.refused(&format!("{}/note", desk.card()), &[("texte", "  ")]).contains("Écrivez la note."));
    let sheet = desk.get(&format!("{}/fiche", desk.card()));
    let long = "N".repeat(300);
    let form = |name: &str, seen: &str| {
        vec![
            ("nom".to_owned(), name.to_owned()),
            ("vu".to_owned(), seen.to_owned()),
            ("langue".to_owned(), "fr".to_owned()),
            ("contacts".to_owned(), "2".to_owned()),
        ]
    };
    let seen = value(&sheet, "vu");
    let sent: Vec<(String, String)> = form(&long, &seen);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert!(desk.done(&format!("{}/fiche", desk.card()), &sent).text().contains(&long));
    let beyond: Vec<(String, String)> = form(&"N".repeat(301), &seen);
    let beyond: Vec<(&str, &str)> = beyond.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert!(desk.refused(&format!("{}/fiche", desk.card()), &beyond).contains("301 caractères : 300 au plus"));
}

#[test]
fn two_people_on_one_record_see_both_values() {
    let mut desk = desk();
    let url = format!("{}/fiche", desk.card());
    let (first, second) = (desk.get(&url), desk.get(&url));
    let (seen, again) = (value(&first, "vu"), value(&second, "vu"));
    assert_eq!(seen, again);
    let common = [("langue", "fr"), ("contacts", "2")];
    desk.done(&url, &[&[("nom", "Perlerie du Lac"), ("vu", &seen)], &common[..]].concat());
    let conflict = desk.owner.post(&url, &[&[("nom", "Perlerie du Port"), ("vu", &again)], &common[..]].concat());
    let text = conflict.text();
    assert_eq!(conflict.status, 409, "{text}");
    assert!(text.contains("Perlerie du Lac") && text.contains("Perlerie du Port"), "{text}");
    let now = value(&conflict, "vu");
    let card = desk.done(&url, &[&[("nom", "Perlerie du Port"), ("vu", &now)], &common[..]].concat()).text();
    assert!(card.contains("Perlerie du Port"), "{card}");
}

#[test]
fn a_payment_shows_what_it_pays_before_it_is_recorded() {
    let mut desk = desk();
    let url = format!("{}/reglement", desk.card());
    let mut form = vec![("montant", "5 000,00"), ("date", "19/11/2026"), ("moyen", "transfer")];
    let heads = desk.town.heads();
    let preview = desk.owner.post(&url, &form);
    let text = preview.text();
    assert!(
        preview.status == 200 && text.contains("paiera") && text.contains("19 novembre 2026") && text.contains("sur PERLE-F1"),
        "{text}"
    );
    assert!(text.contains("resteront à affecter"), "5 000 € are more than what is owed: {text}");
    assert_eq!(desk.town.heads(), heads, "a preview records nothing");
    let seen = value(&preview, "vu");
    form.extend([("etape", "enregistrer"), ("vu", seen.as_str())]);
    assert!(desk.done(&url, &form).text().contains("Paiement reçu"));
    for (typed, said) in [
        ([("montant", "1.234"), ("date", "19/11/2026")], "ambigu"),
        ([("montant", "-5"), ("date", "19/11/2026")], "supérieur à zéro"),
        ([("montant", "12"), ("date", "31/02/2026")], "n'est pas une date comprise"),
        ([("montant", "12"), ("date", "+8j")], "à venir"),
        ([("montant", ""), ("date", "")], "Donnez un montant."),
    ] {
        let text = desk.refused(&url, &typed);
        assert!(text.contains(said) && text.contains(&format!("value=\"{}\"", typed[0].1)), "{said}: {text}");
    }
}

#[test]
fn credit_is_shown_and_given_back() {
    let mut desk = desk();
    let url = format!("{}/remboursement", desk.card());
    assert!(desk.get(&url).text().contains("rien à son crédit"));
    let advance = [("montant", "80"), ("date", "18/11/2026"), ("moyen", "transfer"), ("sans_affecter", "oui")];
    let seen = value(&desk.owner.post(&format!("{}/reglement", desk.card()), &advance), "vu");
    let mut sure = advance.to_vec();
    sure.extend([("etape", "enregistrer"), ("vu", seen.as_str())]);
    let card = desk.done(&format!("{}/reglement", desk.card()), &sure).text();
    assert!(card.contains("À son crédit") && card.contains("/remboursement"), "{card}");
    assert_eq!(value(&desk.get(&url), "montant"), "80,00");
    for (form, said) in [
        ([("montant", "80,01"), ("date", "19/11/2026")], "Ce crédit est de 80,00"),
        ([("montant", "80"), ("date", "17/11/2026")], "Aucun crédit à rendre"),
        ([("montant", "0"), ("date", "19/11/2026")], "supérieur à zéro"),
        ([("montant", "12"), ("date", "+8j")], "à venir"),
        ([("montant", ""), ("date", "")], "Donnez un montant."),
    ] {
        let text = desk.refused(&url, &form);
        assert!(text.contains(said), "{said}: {text}");
    }
    let card = desk.done(&url, &[("montant", "80"), ("date", "19/11/2026"), ("libelle", "Trop-perçu")]).text();
    assert!(card.contains("Remboursement : 80,00") && card.contains("Trop-perçu") && !card.contains("À son crédit"), "{card}");
}

#[test]
fn a_promise_is_noted_listed_and_cancelled() {
    let mut desk = desk();
    let claim = format!("cr_{}", desk.claim);
    let url = format!("{}/promesse", desk.card());
    let form = [("pour", "+8j"), ("montant", "120"), ("date", "20/11/2026"), ("echeance", claim.as_str())];
    let card = desk.done(&url, &form).text();
    assert!(card.contains("Promesse de 120,00") && card.contains("28/11/2026"), "{card}");
    let list = desk.get(&format!("{}/promesses", desk.home));
    assert!(list.text().contains("Perlerie PERLE 1") && list.text().contains("En cours"), "{}", list.text());
    let mine = desk.get(&format!("{}/promesses?suivi=moi", desk.home)).text();
    assert!(mine.contains("Aucune promesse ici"), "{mine}");
    let promise = {
        let text = list.text();
        let at = text.find(&format!("/debiteurs/{}/promesses/", desk.debtor)).expect("the way to cancel it");
        text[at..].split('"').next().unwrap_or_default().to_owned()
    };
    let url = format!("{}{promise}", desk.home);
    let elsewhere = url.replace(&format!("/debiteurs/{}/", desk.debtor), "/debiteurs/1/");
    assert_eq!(desk.owner.post(&elsewhere, &[]).status, 404, "another debtor's promise does not exist");
    desk.done(&url, &[]);
    let cancelled = desk.get(&format!("{}/promesses?etat=annulees", desk.home)).text();
    assert!(cancelled.contains("Annulée") && cancelled.contains("Perlerie PERLE 1"), "{cancelled}");
    assert!(
        desk.refused(&format!("{}/promesse", desk.card()), &[("pour", "hier"), ("montant", "x")]).contains("Cochez au moins une facture")
    );
}

#[test]
fn another_scenario_shows_its_effect_before_it_is_adopted() {
    let mut desk = desk();
    let url = format!("{}/scenario", desk.card());
    let form = desk.get(&url);
    assert_eq!(form.status, 200);
    let name = domain::dunning::SHIPPED.last().expect("a scenario").0;
    let heads = desk.town.heads();
    let effect = desk.owner.post(&url, &[("scenario", name), ("vu", "")]);
    let text = effect.text();
    assert!(
        effect.status == 200 && text.contains("Aujourd'hui") && text.contains("Avec ce scénario") && text.contains("Adopter ce scénario"),
        "{text}"
    );
    assert_eq!(desk.town.heads(), heads);
    desk.done(&url, &[("scenario", name), ("vu", ""), ("etape", "enregistrer"), ("montre", name)]);
    let conflict = desk.owner.post(&url, &[("scenario", domain::dunning::SHIPPED[0].0), ("vu", "")]);
    assert!(conflict.status == 409 && conflict.text().contains(name), "{}", conflict.text());
    assert!(desk.refused(&url, &[("scenario", "lune")]).contains("Choisissez dans la liste."));
}

#[test]
fn a_statement_is_computed_for_any_day_and_printed() {
    let mut desk = desk();
    let text = desk.get(&desk.claim()).text();
    for said in ["Décompte ligne par ligne", "L441-10", "Indemnité forfaitaire", "Chaque jour de plus", "Prescription", "Règles appliquées"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let before = desk.get(&format!("{}?au=30/09/2026", desk.claim())).text();
    assert!(before.contains("Total dû au 30/09/2026") && !before.contains("Indemnité forfaitaire de recouvrement"), "{before}");
    let far = desk.get(&format!("{}?au=01/01/2090", desk.claim()));
    assert!(far.status == 200 && !far.text().contains("Décompte ligne par ligne"), "a rate that nobody knows is said: {}", far.text());
    let pdf = desk.get(&format!("{}/decompte.pdf", desk.claim()));
    assert!(pdf.status == 200 || pdf.status == 422, "{}", pdf.text());
    assert_eq!(desk.get(&format!("{}/factures/999999", desk.home)).status, 404);
}

#[test]
fn disputes_waivers_and_acts_are_recorded_on_a_claim() {
    let mut desk = desk();
    let claim = desk.claim();
    let page = desk.done(&format!("{claim}/litige"), &[("motif", "price"), ("montant", "20"), ("date", "18/11/2026")]);
    assert!(page.text().contains("En litige") && page.text().contains("20,00"), "{}", page.text());
    let list = desk.get(&format!("{}/litiges", desk.home)).text();
    assert!(list.contains("PERLE-F1") && list.contains("prix"), "{list}");
    assert!(desk.get(&format!("{}/factures?etat=litige", desk.home)).text().contains("PERLE-F1"));
    let listed = |desk: &mut Desk| desk.get(&format!("{}/factures?q=PERLE-F1", desk.home)).text();
    let disputed = "<span class=\"badge dispute\">En litige</span>";
    assert!(listed(&mut desk).contains(disputed), "the list says where a claim stands, whatever is asked of it");
    let journal = desk.get(&format!("{}/journal", desk.home)).text();
    assert!(journal.contains(">PERLE-F1</a>"), "the journal names the invoice: {journal}");
    let close = {
        let text = page.text();
        let at = text.find(&format!("{claim}/litiges/")).expect("the way to close it");
        text[at..].split('"').next().unwrap_or_default().to_owned()
    };
    assert_eq!(desk.owner.post(&close, &[]).status, 400, "founded or not must be said");
    desk.done(&close, &[("fonde", "non")]);
    assert!(!listed(&mut desk).contains(disputed));
    assert!(
        desk.refused(&format!("{claim}/litige"), &[("motif", "price"), ("montant", "999999"), ("date", "18/11/2026")])
            .contains("dépasse l'échéance")
    );
    desk.done(&format!("{claim}/remise"), &[("quoi", "indemnity"), ("date", "20/11/2026"), ("motif", "Geste commercial")]);
    assert!(
        desk.refused(&format!("{claim}/remise"), &[("quoi", "indemnity"), ("date", "20/11/2026"), ("motif", "")])
            .contains("Donnez le motif.")
    );
    desk.done(&format!("{claim}/echeance"), &[("echeance", "05/10/2026"), ("fondement", "convenue")]);
    assert!(
        desk.refused(&format!("{claim}/echeance"), &[("echeance", "01/01/2026"), ("fondement", "convenue")])
            .contains("ne peut pas précéder")
    );
    let acted = desk.done(&format!("{claim}/acte"), &[("acte", "recue"), ("date", "10/11/2026")]).text();
    assert!(acted.contains("10/11/2026"), "{acted}");
    assert!(desk.refused(&format!("{claim}/acte"), &[("acte", "recue"), ("date", "+3j")]).contains("à venir"));
}

#[test]
fn a_file_is_joined_by_its_bytes_and_given_back_as_a_download() {
    let mut desk = desk();
    let url = format!("{}/pieces", desk.claim());
    let not_one = desk.owner.upload(&url, &[], "fichier", "facture.pdf", b"<html><script>1</script></html>");
    assert!(not_one.status == 422 && not_one.text().contains("ni un PDF"), "{}", not_one.text());
    let joined = desk.owner.upload(&url, &[], "fichier", "../bon <b>.pdf", b"%PDF-1.7 bon de livraison");
    assert_eq!(joined.status, 303, "{}", joined.text());
    let page = desk.get(&desk.claim());
    let piece = number_after(&page, "/pieces/");
    assert!(page.text().contains("bon &lt;b&gt;.pdf"), "{}", page.text());
    let file = desk.get(&format!("{}/pieces/{piece}", desk.home));
    assert!(file.header("content-disposition").is_some_and(|said| said.starts_with("attachment")), "{:?}", file.headers);
    assert_eq!(file.bytes, b"%PDF-1.7 bon de livraison");
    let theirs = format!("/d/{}/pieces/{piece}", desk.town.theirs.0);
    assert_eq!(desk.town.client(Who::Outsider).get(&theirs).status, 404);
}

#[test]
fn pages_of_a_list_are_the_whole_list_and_exports_too() {
    let mut desk = desk();
    let (mut url, mut numbers, mut pages) = (format!("{}/factures?etat=toutes", desk.home), Vec::new(), 0);
    loop {
        let page = desk.get(&url);
        assert_eq!(page.status, 200, "{}", page.text());
        let text = page.text();
        let (mut rest, body) = ("", text.split_once("<tbody").map_or("", |(_, body)| body));
        for line in body.split("<tr ").skip(1) {
            rest = line;
            let link = line.split("/factures/").nth(1).unwrap_or_default();
            numbers.push(link.chars().take_while(char::is_ascii_digit).collect::<String>());
        }
        pages += 1;
        match text.split("rel=\"next\" href=\"").nth(1) {
            Some(next) if !rest.is_empty() => url = next.split('"').next().unwrap_or_default().replace("&amp;", "&"),
            _ => break,
        }
    }
    let count = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert!(pages > 1 && numbers.len() == count, "{pages} pages, {count} lines");
    let csv = desk.get(&format!("{}/factures/export?etat=toutes&format=csv", desk.home)).text();
    assert_eq!(csv.lines().count(), count + 1, "one row a line, and its heads");
    assert!(csv.contains("PERLE-F1") && !csv.contains(CANARY));
    let total = desk.get(&format!("{}/factures?etat=toutes&total=1", desk.home)).text();
    assert!(total.contains(&format!("{count} échéances")), "{total}");
    for sort in ["echeance", "reste", "emission", "numero"] {
        for reverse in ["", "&inverse=1"] {
            assert_eq!(desk.get(&format!("{}/factures?tri={sort}{reverse}", desk.home)).status, 200);
        }
    }
    for wrong in ["etat=lune", "tri=lune", "apres=lune", "au=lune"] {
        let page = desk.get(&format!("{}/factures?{wrong}", desk.home));
        assert!(page.status == 400 && page.text().contains("lune"), "{wrong}: {}", page.text());
    }
    assert_eq!(desk.get(&format!("{}/factures?debiteur=999999", desk.home)).status, 404);
    let past = desk.get(&format!("{}/factures?au=15/10/2026", desk.home)).text();
    assert!(past.contains("Situation au"), "{past}");
    assert_eq!(desk.town.client(Who::Ours(Role::Reader)).get(&format!("{}/factures/export?format=csv", desk.home)).status, 403);
}

#[test]
fn a_view_is_kept_by_who_keeps_it() {
    let mut desk = desk();
    desk.done(&format!("{}/vues", desk.home), &[("liste", "factures"), ("nom", "Vieux <b>"), ("requete", "etat=retard&tranche=4")]);
    let page = desk.get(&format!("{}/factures", desk.home)).text();
    assert!(page.contains("Vieux &lt;b&gt;") && page.contains("etat=retard&amp;tranche=4"), "{page}");
    let other = desk.town.client(Who::Ours(Role::Reader)).get(&format!("{}/factures", desk.home)).text();
    assert!(!other.contains("Vieux"), "{other}");
    assert_eq!(desk.owner.post(&format!("{}/vues", desk.home), &[("liste", "lune"), ("nom", "x")]).status, 404);
    assert_eq!(desk.owner.post(&format!("{}/vues", desk.home), &[("liste", "factures"), ("nom", "")]).status, 422);
}

#[test]
fn who_follows_a_debtor_finds_it_among_their_own() {
    let mut desk = desk();
    let url = format!("{}/suivi", desk.card());
    let form = desk.get(&url).text();
    let me = form.split("<option value=\"ut_").nth(1).and_then(|rest| rest.split('"').next()).map(|id| format!("ut_{id}")).expect("a user");
    let name = form.split(&format!("value=\"{me}\">")).nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned();
    let card = desk.done(&url, &[("suivi", &me)]).text();
    assert!(card.contains(&format!("suivi par {name}")), "{card}");
    assert!(desk.refused(&url, &[("suivi", "ut_99999")]).contains("Choisissez un utilisateur"));
    assert!(
        desk.refused(&format!("{}/absences", desk.home), &[("absent", &me), ("remplacant", &me), ("du", "20/11/2026"), ("au", "+3j")])
            .contains("autre personne")
    );
}

#[test]
fn a_person_is_erased_once_nothing_is_owed() {
    let mut desk = desk();
    let url = format!("{}/effacement", desk.card());
    let asked = desk.get(&url).text();
    assert!(asked.contains("doit encore") && !asked.contains("name=\"motif\""), "said at once, without a form: {asked}");
    let owed = desk.refused(&url, &[("motif", "demande"), ("certain", "oui")]);
    assert!(owed.contains("doit encore"), "{owed}");
    let payment = format!("{}/reglement", desk.card());
    let mut form = vec![("montant", "5 000,00"), ("date", "19/11/2026"), ("moyen", "transfer")];
    let preview = desk.owner.post(&payment, &form);
    let seen = value(&preview, "vu");
    form.extend([("etape", "enregistrer"), ("vu", seen.as_str())]);
    desk.done(&payment, &form);
    assert!(desk.refused(&url, &[("motif", "")]).contains("Donnez le motif."), "nothing is owed any more: the form is there");
    assert_eq!(desk.town.client(Who::Ours(Role::Manager)).get(&url).status, 403);
}

/// A life-cycle status of an invoice as a platform sends it; the seller is not said.
fn status_file(code: &str, invoice: &str, text: &str) -> String {
    format!(
        r#"<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="ram" xmlns:udt="udt">
<rsm:ExchangedDocument><ram:IssuerTradeParty><ram:RoleCode>BY</ram:RoleCode></ram:IssuerTradeParty></rsm:ExchangedDocument>
<rsm:AcknowledgementDocument><ram:IssueDateTime><udt:DateTimeString format="204">20260910091500</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{invoice}</ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode><ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
<ram:SpecifiedDocumentStatus><ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:Reason>{text}</ram:Reason></ram:SpecifiedDocumentStatus>
</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>"#
    )
}

#[test]
fn a_claim_shows_the_statuses_of_its_invoice_with_what_was_done_and_why() {
    let mut desk = desk();
    let none = desk.get(&desk.claim()).text();
    assert!(!none.contains("Statuts de la facture électronique"), "no empty panel: {none}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("the file");
        path
    };
    let files = [
        file("210.xml", status_file("210", "PERLE-F1", "&lt;b&gt;Dix manquent&lt;/b&gt;")),
        file("225.xml", status_file("225", "PERLE-F1", "Cédée")),
    ];
    let books = desk.town.books();
    let report = app::import::files(&books, &files, &app::import::Options::default(), &app::ports::Silent).expect("an import");
    assert!(report.files.iter().all(|file| file.import.is_some()), "{}", report.text());
    let text = desk.get(&desk.claim()).text();
    for said in [
        "Statuts de la facture électronique",
        "210 « Refusée »",
        "10/09/2026",
        "par l'acheteur",
        "Motif : quantité facturée incorrecte",
        "&lt;b&gt;Dix manquent&lt;/b&gt;",
        "Litige ouvert : la facture n'est plus relancée.",
        "Annulez-la par un avoir",
        "225 « Affacturée »",
        "Sens à vérifier",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let story = desk.get(&desk.card()).text();
    assert!(story.contains("Statut 210 « Refusée » sur PERLE-F1"), "{story}");
}
