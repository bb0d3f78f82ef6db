//! Public holidays by territory.
//!
//! Source: C. trav. L3133-1 for the eleven of the whole country, L3134-13 for Alsace and Moselle; loi 83-550 and its decree for the
//! abolition of slavery. Checked against the open list of the administration from 2006 to 2031.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::law_book::Mark;
use crate::party::Territory;

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its French name.
    pub french: &'static str,
    /// The article or act that makes it a holiday.
    pub source: &'static str,
    /// How sure that is.
    pub mark: Mark,
    /// Whether it is a holiday in a part of the country only: it never lengthens a limit that one has to keep.
    pub local: bool,
}

const fn national(french: &'static str) -> Holiday {
    Holiday { french, source: "C. trav. L3133-1", mark: Mark::Secondary, local: false }
}

const GOOD_FRIDAY: Holiday = Holiday {
    french: "Vendredi saint",
    source: "C. trav. L3134-13 (communes ayant un temple protestant ou une église mixte)",
    mark: Mark::Secondary,
    local: true,
};
const SAINT_STEPHEN: Holiday =
    Holiday { french: "26 décembre (Saint-Étienne)", source: "C. trav. L3134-13", mark: Mark::Secondary, local: true };
const ABOLITION: Holiday =
    Holiday { french: "Abolition de l'esclavage", source: "loi 83-550 et décret 83-1003", mark: Mark::OwnKnowledge, local: true };
/// For the two Saints the law and the decree disagree.
const ABOLITION_SAINTS: Holiday = Holiday { mark: Mark::Doubtful, ..ABOLITION };

/// Easter Sunday of a year of the Gregorian calendar (anonymous algorithm of Butcher and Meeus).
pub fn easter(year: i16) -> Date {
    let year_number = i32::from(year);
    let (golden, century, rest) = (year_number % 19, year_number / 100, year_number % 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let position = epact + weekday - 7 * correction + 114;
    let (month, day) = (position / 31, position % 31 + 1);
    // The algorithm gives a day from 22 March to 25 April.
    Date::new(year, i8::try_from(month).unwrap_or(4), i8::try_from(day).unwrap_or(1)).expect("Easter is a day of March or April")
}

/// The holiday that a day is in a territory, if it is one; the national one where two coincide.
pub fn is_holiday(day: Date, territory: Territory) -> Option<Holiday> {
    fixed(day).or_else(|| movable(day, territory)).or_else(|| local(day, territory))
}

/// Holidays of the whole country with a fixed date.
fn fixed(day: Date) -> Option<Holiday> {
    Some(match (day.month(), day.day()) {
        (1, 1) => national("1er janvier"),
        (5, 1) => national("1er mai (fête du Travail)"),
        (5, 8) => national("8 mai (victoire de 1945)"),
        (7, 14) => national("14 juillet (fête nationale)"),
        (8, 15) => national("15 août (Assomption)"),
        (11, 1) => national("1er novembre (Toussaint)"),
        (11, 11) => national("11 novembre (armistice de 1918)"),
        (12, 25) => national("25 décembre (Noël)"),
        _ => return None,
    })
}

/// Holidays that follow Easter: all fall from March to June.
fn movable(day: Date, territory: Territory) -> Option<Holiday> {
    if !(3..=6).contains(&day.month()) {
        return None;
    }
    let after_easter = i32::from(day.day_of_year()) - i32::from(easter(day.year()).day_of_year());
    match after_easter {
        -2 if territory == Territory::AlsaceMoselle => Some(GOOD_FRIDAY),
        1 => Some(national("Lundi de Pâques")),
        39 => Some(national("Ascension")),
        50 => Some(national("Lundi de Pentecôte")),
        _ => None,
    }
}

/// Holidays of one territory with a fixed date.
fn local(day: Date, territory: Territory) -> Option<Holiday> {
    // Saint-Martin shared the day of Guadeloupe until 2017.
    let saint_martin = if day.year() < 2018 { (5, 27) } else { (5, 28) };
    let (date, holiday) = match territory {
        Territory::Metropole => return None,
        Territory::AlsaceMoselle => ((12, 26), SAINT_STEPHEN),
        Territory::Mayotte => ((4, 27), ABOLITION),
        Territory::Martinique => ((5, 22), ABOLITION),
        Territory::Guadeloupe => ((5, 27), ABOLITION),
        Territory::Guyane => ((6, 10), ABOLITION),
        Territory::Reunion => ((12, 20), ABOLITION),
        Territory::SaintMartin => (saint_martin, ABOLITION_SAINTS),
        Territory::SaintBarthelemy => ((10, 9), ABOLITION_SAINTS),
    };
    ((day.month(), day.day()) == date).then_some(holiday)
}

/// The holidays of a year in a territory, in order, for a list on a screen.
pub fn of_year(year: i16, territory: Territory) -> impl Iterator<Item = (Date, Holiday)> {
    let first = Date::new(year, 1, 1).ok();
    first
        .into_iter()
        .flat_map(|first| first.series(1.day()))
        .take_while(move |day| day.year() == year)
        .filter_map(move |day| is_holiday(day, territory).map(|holiday| (day, holiday)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use jiff::civil::date;

    use super::*;

    const TERRITORIES: [(Territory, &str); 9] = [
        (Territory::Metropole, "Métropole"),
        (Territory::AlsaceMoselle, "Alsace-Moselle"),
        (Territory::Guadeloupe, "Guadeloupe"),
        (Territory::Martinique, "Martinique"),
        (Territory::Guyane, "Guyane"),
        (Territory::Reunion, "La Réunion"),
        (Territory::Mayotte, "Mayotte"),
        (Territory::SaintBarthelemy, "Saint-Barthélémy"),
        (Territory::SaintMartin, "Saint-Martin"),
    ];

    #[test]
    fn easter_falls_on_its_published_days() {
        // Rule book §12 for 2025 to 2028; the two ends of the range (1818, 2285: 22 March; 1943, 2038: 25 April); 2000, 2008, 2011.
        for day in [
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2028, 4, 16),
            date(1818, 3, 22),
            date(2285, 3, 22),
            date(1943, 4, 25),
            date(2038, 4, 25),
            date(2000, 4, 23),
            date(2008, 3, 23),
            date(2011, 4, 24),
        ] {
            assert_eq!(easter(day.year()), day);
        }
        assert!((1900..2200).all(|year| easter(year).weekday() == jiff::civil::Weekday::Sunday));
    }

    #[test]
    fn the_eleven_holidays_of_2026_are_those_of_the_calendar() {
        let found: Vec<Date> = of_year(2026, Territory::Metropole).map(|(day, _)| day).collect();
        let expected = [(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
        assert_eq!(found, expected.map(|(month, day)| date(2026, month, day)));
        assert!(of_year(2026, Territory::Metropole).all(|(_, holiday)| !holiday.local && holiday.mark == Mark::Secondary));
    }

    #[test]
    fn a_local_holiday_is_one_there_and_nowhere_else() {
        assert_eq!(is_holiday(date(2026, 4, 3), Territory::Metropole), None);
        let friday = is_holiday(date(2026, 4, 3), Territory::AlsaceMoselle).expect("Good Friday");
        assert!(friday.local && friday.french == "Vendredi saint" && friday.source.contains("temple protestant"));
        assert!(is_holiday(date(2026, 12, 26), Territory::AlsaceMoselle).is_some());
        assert_eq!(is_holiday(date(2026, 5, 22), Territory::Martinique).map(|h| h.mark), Some(Mark::OwnKnowledge));
        assert_eq!(is_holiday(date(2026, 5, 28), Territory::SaintMartin).map(|h| h.mark), Some(Mark::Doubtful));
        assert_eq!(is_holiday(date(2026, 5, 28), Territory::Guadeloupe), None);
    }

    #[test]
    fn a_holiday_is_as_sure_as_its_rule() {
        let rule = |id: &str| crate::law_book::rules::rule(id).expect("a rule on holidays").mark;
        for (territory, _) in TERRITORIES {
            for (_, holiday) in of_year(2026, territory) {
                let expected = match territory {
                    _ if !holiday.local => rule("holidays-national"),
                    Territory::AlsaceMoselle => rule("holidays-alsace-moselle"),
                    Territory::SaintMartin | Territory::SaintBarthelemy => rule("holidays-two-saints"),
                    _ => rule("holidays-overseas"),
                };
                assert_eq!(holiday.mark, expected, "{territory:?}: {}", holiday.french);
            }
        }
    }

    #[test]
    fn two_holidays_on_one_day_are_one() {
        // Ascension was 1 May in 2008.
        let first = is_holiday(date(2008, 5, 1), Territory::Metropole).expect("a holiday");
        assert_eq!(first.french, "1er mai (fête du Travail)");
        assert_eq!(of_year(2008, Territory::Metropole).count(), 10);
    }

    #[test]
    fn every_day_agrees_with_the_open_list_of_the_administration() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/holidays/jours_feries.csv");
        let Ok(text) = std::fs::read_to_string(&file) else {
            println!("skipped: no list of holidays beside the repository");
            return;
        };
        for (territory, zone) in TERRITORIES {
            let listed: BTreeSet<Date> = text
                .lines()
                .skip(1)
                .filter(|line| line.rsplit(',').next().is_some_and(|zones| zones.split('|').any(|z| z.trim() == zone)))
                .map(|line| line[..10].parse().expect("an ISO date"))
                .collect();
            assert!(listed.len() > 250, "{zone}: {}", listed.len());
            let ours: BTreeSet<Date> = (2006..=2031).flat_map(|year| of_year(year, territory).map(|(day, _)| day)).collect();
            assert_eq!(ours.symmetric_difference(&listed).collect::<Vec<_>>(), Vec::<&Date>::new(), "{zone}");
        }
    }
}
