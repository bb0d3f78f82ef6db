//! The values against the published tables, the gaps, and every series day by day.

use jiff::ToSpan;
use jiff::civil::date;

use super::*;
use crate::money::{Cents, Rate};
use crate::party::CreditorKind;
use crate::terms::RateClause;

fn law() -> &'static Law {
    Law::embedded()
}

#[test]
fn every_series_is_walked_day_by_day() {
    for series in law().list() {
        let last = series.last_day().min(series.checked_until);
        let mut day = series.first_day();
        let mut used = std::collections::BTreeSet::new();
        while day <= last {
            let entry = series.on(day).expect("no hole");
            assert!(entry.from <= day && entry.until.is_none_or(|until| day <= until), "{}: {day}", series.key);
            let holding = series.entries.iter().filter(|e| e.from <= day && e.until.is_some_and(|until| day <= until));
            assert!(holding.count() <= 1, "{}: two values on {day}", series.key);
            assert!(!entry.source.trim().is_empty() && entry.read_on >= date(2026, 1, 1), "{}: {day}", series.key);
            used.insert(entry.from);
            day = day.tomorrow().expect("far from the end of the calendar");
        }
        assert_eq!(used.len(), series.entries.len(), "{}: an entry that no day uses", series.key);
        assert!(series.on(series.first_day().yesterday().expect("a day before")).is_err());
        assert!(series.on(last.tomorrow().expect("a day after")).is_err());
    }
}

#[test]
fn the_default_rate_is_the_published_one() {
    // Rule book §1.1.
    for (year, month, rate) in
        [(2024, 1, 14_500), (2024, 7, 14_250), (2025, 1, 13_150), (2025, 7, 12_150), (2026, 1, 12_150), (2026, 7, 12_400)]
    {
        let applied = law().default_penalty_rate(date(year, month, 15)).expect("known");
        assert_eq!(applied.rate, Rate(rate), "{year}-{month}");
        assert_eq!(applied.source, "C. com. L441-10 II");
    }
    let applied = law().default_penalty_rate(date(2026, 3, 1)).expect("known");
    assert_eq!(applied.explain_fr(), "BCE 2,15\u{A0}% + 10\u{A0}points");
    assert_eq!(applied.mark, Some(Mark::Secondary));
}

#[test]
fn changes_of_the_ecb_inside_a_half_year_play_no_part() {
    // 2.40 from 17 June, 2.65 from 16 September 2026.
    assert_eq!(law().default_penalty_rate(date(2026, 6, 30)).expect("known").rate, Rate(12_150));
    assert_eq!(law().default_penalty_rate(date(2026, 12, 31)).expect("the anchor of 1 July is known").rate, Rate(12_400));
}

#[test]
fn the_first_half_of_2027_is_unknown_and_the_error_names_the_ecb() {
    let gap = law().default_penalty_rate(date(2027, 1, 1)).expect_err("unknown");
    assert_eq!((gap.key.as_str(), gap.day), ("ecb-refinancing-rate", date(2027, 1, 1)));
    assert!(gap.to_string().starts_with("Taux de refinancement de la BCE : aucune valeur connue au 1er janvier 2027"), "{gap}");
    assert_eq!(law().default_penalty_rate(date(2027, 5, 20)).expect_err("unknown").day, date(2027, 1, 1));
    let gap = law().legal_rate(CreditorKind::Business, date(2027, 1, 1)).expect_err("unknown");
    assert_eq!((gap.key.as_str(), gap.checked_until), ("legal-rate-business", date(2026, 12, 31)));
}

#[test]
fn before_2009_nothing_is_known() {
    assert!(law().default_penalty_rate(date(2008, 12, 31)).is_err(), "seven points then: not covered");
    let first = law().default_penalty_rate(date(2009, 1, 1)).expect("2.50 + 10");
    assert_eq!((first.rate, first.source, first.mark), (Rate(12_500), "C. com. L441-6 I (ancien)", Some(Mark::OwnKnowledge)));
    assert_eq!(law().public_rate(date(2008, 1, 1)).expect_err("before the series").key, "ecb-refinancing-rate");
}

#[test]
fn the_article_is_the_one_in_force() {
    let source = |y, m| law().default_penalty_rate(date(y, m, 2)).expect("known").source;
    assert_eq!(source(2018, 12), "C. com. L441-6 I (ancien)");
    assert_eq!(source(2019, 5), "C. com. L441-6 I (ancien), puis L441-10 II");
    assert_eq!(source(2019, 7), "C. com. L441-10 II");
    let legal = |y, m| law().legal_rate(CreditorKind::Business, date(y, m, 2)).expect("known").source;
    assert_eq!(legal(2016, 3), "C. civ. 1153 (ancien) ; CMF L313-2");
    assert_eq!(legal(2017, 3), "C. civ. 1231-6 ; CMF L313-2");
}

#[test]
fn the_floor_of_clauses_is_the_published_one() {
    // Rule book §1.1.
    for (year, month, floor) in
        [(2023, 7, 12_660), (2024, 1, 15_210), (2024, 7, 14_760), (2025, 1, 11_130), (2025, 7, 8_280), (2026, 1, 7_860), (2026, 7, 8_250)]
    {
        assert_eq!(law().contract_floor(date(year, month, 1)).expect("known").rate, Rate(floor), "{year}-{month}");
    }
}

#[test]
fn the_legal_rate_has_a_column_for_each_kind_of_creditor() {
    let rate = |kind, y, m| law().legal_rate(kind, date(y, m, 1)).expect("known").rate;
    assert_eq!(rate(CreditorKind::Business, 2026, 1), Rate(2_620));
    assert_eq!(rate(CreditorKind::Individual, 2026, 1), Rate(6_670));
    assert_eq!(rate(CreditorKind::Business, 2018, 1), Rate(890), "0.88 is a typing error of a public table");
    assert_eq!(rate(CreditorKind::Business, 2019, 1), Rate(860), "so is 0.76");
    let doubtful = law().legal_rate(CreditorKind::Individual, date(2026, 7, 1)).expect("known");
    assert_eq!((doubtful.rate, doubtful.mark), (Rate(6_840), Some(Mark::Doubtful)));
    assert_eq!(law().legal_rate(CreditorKind::Business, date(2026, 7, 1)).expect("known").mark, Some(Mark::Secondary));
    assert_eq!(law().legal_rate(CreditorKind::Business, date(2014, 12, 31)).expect_err("one column then").key, "legal-rate-business");
}

#[test]
fn the_public_rate_is_that_of_the_half_year_in_which_interest_began() {
    let applied = law().public_rate(date(2026, 6, 4)).expect("known");
    assert_eq!((applied.rate, applied.source), (Rate(10_150), "CCP R2192-31"));
    assert_eq!(law().public_rate(date(2026, 7, 1)).expect("known").rate, Rate(10_400));
    assert_eq!(law().public_rate(date(2019, 3, 31)).expect_err("decree 2013-269").key, "public-penalty-points");
    assert_eq!(law().public_rate(date(2027, 1, 1)).expect_err("unknown").key, "ecb-refinancing-rate");
}

#[test]
fn a_clause_gives_its_rate() {
    let rate = |clause, day| law().contract_rate(clause, CreditorKind::Business, day).expect("known");
    let day = date(2026, 7, 1);
    assert_eq!(rate(RateClause::Fixed { rate: Rate(9_875) }, date(2031, 1, 1)).rate, Rate(9_875), "a fixed rate needs no series");
    assert_eq!(rate(RateClause::PerMonth { rate: Rate(1_500) }, day).rate, Rate(18_000));
    assert_eq!(rate(RateClause::TimesLegal { times: 3 }, day).rate, Rate(8_250));
    assert_eq!(rate(RateClause::TimesLegal { times: 3 }, day).explain_fr(), "3 × taux légal 2,75\u{A0}%");
    assert_eq!(rate(RateClause::EcbPlus { points: Rate::points(12) }, day).rate, Rate(14_400));
    assert_eq!(rate(RateClause::Fixed { rate: Rate(9_875) }, day).explain_fr(), "taux du contrat");
    let gap = law().contract_rate(RateClause::TimesLegal { times: 3 }, CreditorKind::Individual, date(2027, 1, 1));
    assert_eq!(gap.expect_err("unknown").key, "legal-rate-individual");
}

#[test]
fn five_points_are_added_the_day_after_the_two_months() {
    // Enforceable on 15 January 2026: the two months end on 15 March at midnight (CPC 641, 642).
    assert_eq!(increased_from(date(2026, 1, 15)), date(2026, 3, 16));
    assert_eq!(increased_from(date(2025, 12, 31)), date(2026, 3, 1), "no 31 February: the last day of the month");
    let rate = |day| law().judgment_rate(CreditorKind::Business, date(2026, 1, 15), day).expect("known");
    assert_eq!(rate(date(2026, 3, 15)).rate, Rate(2_620));
    let increased = rate(date(2026, 3, 16));
    assert_eq!((increased.rate, increased.source), (Rate(7_620), "C. civ. 1231-7 ; CMF L313-3"));
    assert_eq!(increased.explain_fr(), "taux légal 2,62\u{A0}% + 5\u{A0}points");
}

#[test]
fn the_indemnity_is_forty_euros_since_2013() {
    assert_eq!(law().fixed_indemnity(date(2012, 12, 31)), Ok(Cents::ZERO));
    assert_eq!(law().fixed_indemnity(date(2013, 1, 1)), Ok(Cents(40_00)));
    assert_eq!(law().fixed_indemnity(date(2026, 12, 31)), Ok(Cents(40_00)));
    assert_eq!(law().fixed_indemnity(date(2027, 1, 1)).expect_err("to be read again").key, "fixed-indemnity");
    assert_eq!(law().public_fixed_indemnity(date(2026, 6, 4)), Ok(Cents(40_00)));
}

#[test]
fn a_series_that_runs_out_is_announced_forty_five_days_before() {
    let end = date(2026, 12, 31);
    assert_eq!(law().running_out(end.saturating_sub(46.days())), []);
    let soon = law().running_out(date(2026, 11, 21));
    let ecb = soon.iter().find(|series| series.key == "ecb-refinancing-rate").expect("announced");
    assert_eq!((ecb.last_day, ecb.days_left), (end, 40), "checked until 21 November, known to the end of the half-year");
    assert!(soon.iter().any(|series| series.key == "legal-rate-business"));
    assert_eq!(law().running_out(date(2027, 1, 10))[0].days_left, -10, "still said once it has ended");
}

#[test]
fn a_newer_folder_takes_the_place_of_the_embedded_law() {
    let mut files: BTreeMap<String, String> = EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let same = Law::from_toml_files(&files).expect("reads");
    assert_eq!(same.fingerprint(), law().fingerprint());

    let ecb = files.get_mut("ecb-refinancing-rate.toml").expect("there");
    *ecb = ecb.replace("checked_until = 2026-11-21", "checked_until = 2027-01-02");
    let newer = Law::from_toml_files(&files).expect("reads");
    assert_ne!(newer.fingerprint(), law().fingerprint());
    let gap = newer.default_penalty_rate(date(2027, 3, 1)).expect_err("the points are to be read again too");
    assert_eq!(gap.key, "default-penalty-points");
    let points = files.get_mut("default-penalty-points.toml").expect("there");
    *points = points.replace("checked_until = 2026-12-31", "checked_until = 2027-01-02");
    let newer = Law::from_toml_files(&files).expect("reads");
    assert_eq!(newer.default_penalty_rate(date(2027, 6, 30)).expect("2.65 + 10").rate, Rate(12_650));

    files.insert("tarif.toml".to_owned(), String::new());
    assert!(Law::from_toml_files(&files).expect_err("unknown").to_string().contains("fichier inconnu"));
    files.remove("tarif.toml");
    let moved = files.remove("fixed-indemnity.toml").expect("there");
    assert!(Law::from_toml_files(&files).expect_err("missing").to_string().contains("law/values/fixed-indemnity.toml : fichier absent"));
    files.insert("fixed-indemnity.toml".to_owned(), moved.replace("\"euros\"", "\"points\""));
    assert!(Law::from_toml_files(&files).expect_err("unit").to_string().contains("unité"));
}

#[test]
fn values_are_shown_in_their_unit() {
    let shown: Vec<String> = law().list().iter().map(|series| series.show(series.entries.last().expect("an entry"))).collect();
    assert_eq!(
        shown.join(" | ").replace('\u{A0}', " "),
        "2,65 % | 2,75 % | 6,84 % | 10 points | 8 points | 5 points | 3 fois | 40,00 € | 40,00 €"
    );
}
