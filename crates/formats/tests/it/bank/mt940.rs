//! MT940: messages, wrapped narratives, reversals, intermediate balances, the same during the day.

use domain::Date;
use formats::bank::{BalanceKind, EntryKind, Format};

use super::{account, cents, clean, kinds, message, read, text};
use crate::{codes, has_error};

/// 100,00 € on 1 March; in 50,00 and 30,00, out 20,00; 160,00 € on 2 March.
const USUAL: &str = ":20:RELEVE
:25:FR7630006000011234567890189
:28C:00042/001
:60F:C260301EUR100,00
:61:2603020302C50,NTRFFA-2026-12//B4711
VIREMENT
:86:VIR SEPA RECU /DE DUPONT SARL
/MOTIF FACTURE 2026-12
:61:2603020302CR30,00NMSCNONREF
:86:REM CHQ N 1234
:61:260302D20,NCHGNONREF//B4713
:86:FRAIS DE TENUE DE COMPTE
:62F:C260302EUR160,00
:64:C260302EUR160,00
:86:RELEVE SANS VALEUR
-
";

#[test]
fn a_french_statement() {
    let read = clean(USUAL);
    assert_eq!((read.format, read.is_balanced(), text(&read.id), text(&read.sequence)), (Format::Mt940, Some(true), "RELEVE", "00042/001"));
    assert_eq!(read.account.as_ref().map(|id| id.key()).as_deref(), Some("FR7630006000011234567890189"));
    assert_eq!(
        (cents(&read), kinds(&read)),
        (vec![5_000, 3_000, -2_000], vec![EntryKind::TransferIn, EntryKind::ChequeDeposit, EntryKind::Fee])
    );
    let first = &read.entries[0];
    assert_eq!((first.line, text(&first.bank_reference), text(&first.own_reference)), (5, "B4711", "FA-2026-12"));
    assert_eq!(first.remittance, ["VIREMENT", "VIR SEPA RECU /DE DUPONT SARL", "/MOTIF FACTURE 2026-12"]);
    assert_eq!(first.raw, ":61:2603020302C50,NTRFFA-2026-12//B4711\nVIREMENT\n:86:VIR SEPA RECU /DE DUPONT SARL\n/MOTIF FACTURE 2026-12");
    assert_eq!(read.entries[1].bank_reference, None);
    assert_eq!(
        (&read.notes[..], read.balances.len()),
        (&["RELEVE SANS VALEUR".to_owned()][..], 3),
        "what follows the closing is of the statement"
    );
}

#[test]
fn headers_trailers_and_missing_ends_change_nothing() {
    let swift = format!(
        "{{1:F01BNPAFRPPXXXX0000000000}}{{2:I940XXXXN}}{{4:\r\n{}-}}{{5:{{CHK:123}}}}\r\n",
        USUAL.trim_end_matches("-\n").replace('\n', "\r\n")
    );
    let endless = USUAL.trim_end_matches("-\n").to_owned();
    let noisy = format!("ABNANL2A\n940\nABNANL2A\n{}", USUAL.replace(":61:260302D", "\n\n:61:260302D"));
    for text in [&swift, &endless, &noisy] {
        let read = clean(text);
        assert_eq!((cents(&read), read.is_balanced()), (vec![5_000, 3_000, -2_000], Some(true)), "{text}");
    }
    let twice = format!("{endless}{endless}");
    assert_eq!(read(&twice).statements.iter().map(|statement| statement.is_balanced()).collect::<Vec<_>>(), [Some(true), Some(true)]);
}

#[test]
fn german_and_dutch_narratives_are_taken_apart() {
    let read = clean(
        ":20:X\n:25:50880050/0194791600888\n:28C:1\n:60F:D260301EUR10,\n:61:2603020302CR25,NTRFNONREF//B1\n:86:166?00GUTSCHRIFT?20EREF+FA-2026-0\n012?21SVWZ+Facture 12?30AGRIFRPP?31FR1420041010050500013M02606?32DUPO\nNT?33 SARL\n:61:2603020302D5,N102EREF\nFR7630006000011234567890189\n:86:/EREF/FA-9/NAME/FOURNISSEUR SA/REMI/USTD//COMMANDE 7/\n:62F:C260302EUR10,\n-\n",
    );
    let [first, second] = &read.entries[..] else { panic!("two movements") };
    assert_eq!(
        (text(&first.end_to_end), text(&first.counterparty), account(first).as_str()),
        ("FA-2026-0012", "DUPONT SARL", "FR1420041010050500013M02606")
    );
    assert_eq!(first.remittance, ["GUTSCHRIFT", "Facture 12"]);
    assert_eq!(
        (text(&second.end_to_end), text(&second.counterparty), account(second).as_str()),
        ("FA-9", "FOURNISSEUR SA", "FR7630006000011234567890189")
    );
    assert_eq!((&second.remittance[..], second.own_reference.as_ref()), (&["COMMANDE 7".to_owned()][..], None));
}

#[test]
fn reversals_and_returns() {
    let read = clean(
        ":20:X\n:25:A/1\n:28C:1\n:60F:C260301EUR100,\n:61:2603020302RC40,NTRFFA-1\n:86:VIR ANNULE\n:61:2603020302RD15,NTRFP-1\n:86:VIR ANNULE\n:61:2603020302D25,NRTINONREF\n:86:PRLV IMPAYE MARTIN\n:61:2603020302D10,NTRFNONREF\n:86:/EREF/FA-3/RTRN/MS03/NAME/MARTIN/\n:62F:C260302EUR40,\n-\n",
    );
    use EntryKind::*;
    assert_eq!(
        (cents(&read), kinds(&read)),
        (vec![-4_000, 1_500, -2_500, -1_000], vec![TransferReversed, TransferReturned, DirectDebitReturned, Returned])
    );
    assert!(read.entries[0].reversal && read.entries[0].kind.is_return());
    let returned = read.entries[3].returned.as_ref().unwrap();
    assert_eq!((text(&returned.reason), text(&returned.original_reference)), ("MS03", "FA-3"));
}

#[test]
fn a_day_in_several_messages_has_intermediate_balances() {
    let reading = read(
        ":20:A\n:25:C/1EUR\n:28C:7/1\n:60F:C260301EUR1,\n:61:260302C2,NTRFX\n:62M:C260302EUR3,\n-\n:20:A\n:25:C/1EUR\n:28C:7/2\n:60M:C260302EUR3,\n:61:260302C4,NTRFX\n:62F:C260302EUR7,\n-\n",
    );
    assert_eq!(reading.problems, []);
    let of: Vec<(Option<BalanceKind>, Option<bool>)> =
        reading.statements.iter().map(|s| (s.opening.as_ref().map(|balance| balance.kind), s.is_balanced())).collect();
    assert_eq!(of, [(Some(BalanceKind::Opening), Some(true)), (Some(BalanceKind::Intermediate), Some(true))]);
    assert_eq!(reading.statements[0].account, reading.statements[1].account);
}

#[test]
fn an_mt942_is_read_and_refused_as_a_source() {
    let reading = read(
        "{1:F01}{2:O9421200}{4:\n:20:X\n:25:A/1\n:28C:1\n:34F:EURC0,\n:13D:2603021200+0100\n:61:260302C2,NTRFX\n:61:260302EC9,NTRFX\n:90C:1EUR2,\n-}\n",
    );
    assert!(has_error(&reading.problems, "statement_provisional"));
    let read = &reading.statements[0];
    assert_eq!((read.format, cents(read), read.pending), (Format::Mt942, vec![200], 1));
    assert_eq!(read.notes, [":13D:2603021200+0100", ":90C:1EUR2,"]);
}

#[test]
fn faults_are_said_at_their_line() {
    let reading = read(&USUAL.replace(":61:260302D20,", ":61:260302X20,").replace("2603020302CR", "2602300302CR"));
    assert_eq!(codes(&reading.problems), [(1, "balance_differs"), (9, "date_impossible"), (11, "direction_unknown")]);
    assert_eq!((cents(&reading.statements[0]), reading.statements[0].refused), (vec![5_000, 3_000], 1));
    assert_eq!(reading.statements[0].entries[1].value_on, Some(Date::constant(2026, 2, 28)));
    assert!(
        message(&reading.problems, "direction_unknown").contains("« :61:260302X20,NCHGNONREF//B4713 » : le sens (C, D, RC ou RD) manque.")
    );
    let cut = &USUAL[..USUAL.find(":62F").unwrap()];
    assert!(has_error(&read(cut).problems, "statement_unfinished"));
    let wrong = read(&USUAL.replace(":60F:C260301EUR100,00", ":60F:X"));
    assert!(has_error(&wrong.problems, "balance_invalid"));
    let other = read(&USUAL.replace(":62F:C260302EUR", ":62F:C260302DEM"));
    assert_eq!(codes(&other.problems), [(1, "balance_currency")]);
    let five = read(&USUAL.replace("CR30,00", "CR30,00125"));
    assert_eq!(codes(&five.problems), [(1, "balance_differs"), (9, "amount_too_precise")]);
}

#[test]
fn a_file_of_more_statements_than_any_bank_gives_is_an_error_and_takes_no_more_memory() {
    let one = ":20:X\n:25:A\n:28C:1\n:60F:C260301EUR0,\n:62F:C260301EUR0,\n-\n";
    let full = read(&one.repeat(10_000));
    assert_eq!((full.statements.len(), codes(&full.problems)), (10_000, vec![]));
    let more = read(&one.repeat(10_003));
    assert_eq!((more.statements.len(), codes(&more.problems)), (10_000, vec![(60_001, "too_many_statements")]));
    assert!(has_error(&more.problems, "too_many_statements"));
}
