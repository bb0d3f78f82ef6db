//! The pages of a line that settles another currency than its own, walked through with forms alone.

use app::import::Options;
use domain::access::Role;
use domain::money::Cents;
use store::LineState;

use super::tests::{PAGE, scene, words};
use crate::testing::Client;
use crate::testing::scene::{Scene, hidden};

const DOLLARS: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type;email;adresse1;code_postal;ville\n\
    F-2026-301;12/10/2026;02/11/2026;2500,00;USD;C1;Menuiserie Sablier;entreprise;a@sablier.example;3 rue des Forges;69007;Lyon\n";

const BOTH: &str = "2\u{202f}312,45\u{a0}€ pour 2\u{202f}500,00\u{a0}USD";

/// Books with invoices in euros and one in dollars, and a line of the bank; `order` is what it says of its payer's order.
fn with_line(order: &str) -> Scene {
    let scene = scene();
    scene.take("dollars.csv", DOLLARS, &Options::default());
    let statement = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>R</Id>\
         <Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">2312.45</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
         <Sts>BOOK</Sts><BookgDt><Dt>2026-11-18</Dt></BookgDt>{order}<AddtlNtryInf>VIR MENUISERIE SABLIER F-2026-301</AddtlNtryInf></Ntry>\
         </Stmt></BkToCstmrStmt></Document>"
    );
    scene.take("releve.xml", &statement, &Options::default());
    scene
}

const ORDER: &str = "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">2500.00</Amt></InstdAmt></AmtDtls>";

#[test]
fn what_the_bank_converted_is_shown_proposed_and_accepted() {
    let mut scene = with_line(ORDER);
    let line = scene.line();
    let page = scene.client.get(PAGE);
    let text = words(&page);
    assert!(text.contains("2\u{202f}500,00\u{a0}USD, convertis par la banque"), "{text}");
    assert!(text.contains("F-2026-301") && text.contains("attendent cette ligne"), "{text}");
    let form = words(&scene.client.get(&format!("{PAGE}/lignes/{}/repartir?proposition=1", line.0)));
    assert!(form.contains("name=\"regle\"") && form.contains("value=\"USD\""), "{form}");
    assert_eq!(form.matches("value=\"2\u{202f}500,00\"").count(), 2, "what it settles, and the part of the invoice: {form}");
    let mark = hidden(&page.text(), "/accepter", "vu");
    let done = scene.act(line, "accepter", &[("choix", "1"), ("vu", &mark)]);
    assert_eq!((done.status, scene.left("F-2026-301")), (303, Cents::ZERO), "{}", done.text());
    let decided = words(&scene.client.get(&format!("{PAGE}?etat=reglements")));
    assert!(decided.contains(BOTH) && decided.contains("Règlement converti"), "{decided}");
    let (_, debtor) = scene.claim("F-2026-301");
    let card = words(&scene.client.get(&format!("/d/1/debiteurs/{}", debtor.0)));
    assert!(card.contains("paiement converti, 2\u{202f}500,00\u{a0}USD"), "{card}");
    assert_eq!(scene.act(line, "rouvrir", &[]).status, 303);
    assert_eq!(scene.left("F-2026-301"), Cents(250_000), "due again, in dollars");
}

#[test]
fn a_person_says_what_a_line_settles_in_another_currency() {
    let mut scene = with_line("");
    let line = scene.line();
    assert!(!words(&scene.client.get(PAGE)).contains("convertis par la banque"));
    let (claim, debtor) = scene.claim("F-2026-301");
    let (debtor, part) = (debtor.0.to_string(), format!("m{}", claim.0));
    let in_euros = words(&scene.act(line, "repartir", &[("etape", "verifier"), ("d", &debtor)]));
    assert!(in_euros.contains("F-2026-101") && !in_euros.contains(&part), "{in_euros}");
    let with = |sum: &'static str, code: &'static str, paid: &'static str| {
        [("etape", "enregistrer"), ("d", &*debtor), ("regle", sum), ("devise", code), (&*part, paid)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = |scene: &mut Scene, form: [(String, String); 5]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        scene.act(line, "repartir", &form)
    };
    for (form, said) in [
        (with("2312,45", "EUR", "2312,45"), "La ligne est déjà en EUR"),
        (with("2500,00", "dollars", "2500,00"), "en trois lettres"),
        (with("", "USD", "2500,00"), "Donnez aussi le montant"),
        (with("0,00", "USD", "2500,00"), "supérieur à zéro"),
        (with("2500,00", "USD", "2000,00"), "et ce que la ligne règle 2\u{202f}500,00\u{a0}USD : il manque 500,00\u{a0}USD."),
    ] {
        let page = send(&mut scene, form);
        assert!(page.status == 422 && words(&page).contains(said), "{said}: {}", words(&page));
        assert_eq!(scene.left("F-2026-301"), Cents(250_000));
    }
    let mut sum = with("2500,00", "usd", "2000,00");
    sum[0].1 = "reste".to_owned();
    let page = send(&mut scene, sum);
    let text = words(&page);
    assert!(page.status == 200 && text.contains("name=\"avaloir\"") && text.contains("value=\"500,00\""), "{text}");
    let both = "Pour vous, les 2\u{202f}312,45\u{a0}€ de la ligne règlent 2\u{202f}500,00\u{a0}USD.";
    assert!(text.contains(both) && text.contains("F-2026-301") && !text.contains("F-2026-101"), "{text}");
    let done = send(&mut scene, with("2500,00", "usd", "2500,00"));
    assert_eq!((done.status, scene.left("F-2026-301")), (303, Cents::ZERO), "{}", done.text());
    assert!(words(&scene.client.get(&format!("{PAGE}?etat=reglements"))).contains(BOTH));
}

/// The same dollars come back at another rate: a person says which payment it is.
#[test]
fn what_was_converted_is_taken_back_by_a_line_of_another_amount() {
    let mut scene = with_line(ORDER);
    let (_, debtor) = scene.claim("F-2026-301");
    let mark = hidden(&scene.client.get(PAGE).text(), "/accepter", "vu");
    scene.act(scene.line(), "accepter", &[("choix", "1"), ("vu", &mark)]);
    scene.bank("releve.csv", "19/11/2026;REJET VIR MENUISERIE SABLIER;-2299,80\n");
    let line = scene.line();
    let page = scene.client.get(&format!("{PAGE}/lignes/{}/impaye?debiteur=db_{}", line.0, debtor.0));
    assert!(words(&page).contains("2\u{202f}500,00\u{a0}USD"), "{}", words(&page));
    let payment = hidden(&page.text(), "role=\"list\"", "reglement");
    let done = scene.act(line, "impaye", &[("reglement", &payment)]);
    assert_eq!((done.status, scene.left("F-2026-301")), (303, Cents(250_000)), "{}", done.text());
    let text = words(&scene.client.get(&format!("{PAGE}?etat=impayes")));
    assert!(text.contains("2\u{202f}299,80\u{a0}€ pour 2\u{202f}500,00\u{a0}USD"), "{text}");
    assert_eq!(scene.lines(LineState::Return).len(), 1);
}

#[test]
fn a_reader_sees_what_was_ordered() {
    let scene = with_line(ORDER);
    let mut reader = Client::signed_in(&scene.house, scene.tenant, Role::Reader);
    let text = words(&reader.get(PAGE));
    assert!(text.contains("convertis par la banque") && !text.contains("/accepter"), "{text}");
}
