//! Nothing panics, nothing is lost: each customer's movements add up to its balance, whatever the file.

use domain::money::Cents;
use proptest::prelude::*;

use crate::fec_shapes::{BOOKS, read};

fn a_line() -> impl Strategy<Value = String> {
    let journal = prop::sample::select(vec!["VT", "BQ", "OD", "AN", "ca"]);
    let account = prop::sample::select(vec!["411000", "4110", "416", "4191", "512000", "706000", "445710", "530", "658", "x"]);
    let day = prop::sample::select(vec!["20250110", "20250111", "20250230", "", "03/01/2025"]);
    let amount = prop::sample::select(vec!["0,00", "", "10,00", "10.00", "-5,00", "3,33", "N/A", "120"]);
    let small = |words: Vec<&'static str>| prop::sample::select(words);
    (
        (journal, 0u8..6, day.clone(), account, small(vec!["C1", "C2", ""])),
        (small(vec!["F1", "F2", "", "sans"]), day, amount.clone(), amount, small(vec!["", "", "A", "B"])),
    )
        .prop_map(|((journal, entry, day, account, auxiliary), (piece, piece_day, debit, credit, lettering))| {
            format!("{journal}|{journal}|{entry}|{day}|{account}|Compte|{auxiliary}|Nom|{piece}|{piece_day}|Libellé|{debit}|{credit}|{lettering}||20251231||")
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_movements_of_a_customer_are_its_balance(lines in prop::collection::vec(a_line(), 0..60)) {
        let text = format!("{}\n{}", BOOKS.lines().next().expect("a header"), lines.join("\n"));
        let (read, problems) = read(text.as_bytes());
        let (file, receivables) = read.expect("a header");
        prop_assert_eq!(file.lines, lines.len() as u64);
        let refused = problems.iter().filter(|p| matches!(p.code, "amount_invalid" | "column_count")).map(|p| p.line).collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(file.refused, refused.len() as u64, "each line is taken or has its error");

        let mut effects = vec![Cents::ZERO; receivables.customers.len()];
        let mut open = effects.clone();
        for movement in &receivables.movements {
            effects[movement.customer] += movement.cents;
            open[movement.customer] += movement.open;
            prop_assert!(movement.open.0.signum() * movement.cents.0.signum() >= 0 && movement.open.0.abs() <= movement.cents.0.abs());
        }
        for (index, customer) in receivables.customers.iter().enumerate() {
            prop_assert_eq!(effects[index] + customer.set_aside, customer.balance);
            prop_assert_eq!(open[index], effects[index], "allocations move nothing between customers");
            let sides = receivables.movements.iter().filter(|m| m.customer == index && !m.open.is_zero());
            let signs: std::collections::BTreeSet<i64> = sides.map(|m| m.open.0.signum()).collect();
            prop_assert!(signs.len() <= 1, "no debit stays open beside an unused credit");
        }
        for a in &receivables.allocations {
            prop_assert!(a.cents.is_positive() && receivables.movements[a.credit].cents.0 < 0 && receivables.movements[a.debit].cents.is_positive());
        }
        let mut keys: Vec<&str> = receivables.movements.iter().map(|m| m.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), receivables.movements.len(), "identities are unique");
    }

    #[test]
    fn bytes_changed_at_random_are_read_or_refused(at in prop::collection::vec((0usize..1400, any::<u8>()), 1..40), cut in 0usize..1400) {
        let mut bytes = BOOKS.as_bytes().to_vec();
        for (at, byte) in at {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut.max(1));
        let (some, problems) = read(&bytes);
        prop_assert!(some.is_some() || problems.iter().any(|p| p.severity == formats::Severity::Error));
    }

    #[test]
    fn random_bytes_are_refused_with_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let (some, problems) = read(&bytes);
        prop_assert!(some.is_some() || !problems.is_empty());
        formats::recognise(&bytes, "x.csv");
    }
}
