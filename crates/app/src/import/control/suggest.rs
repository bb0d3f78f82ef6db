//! What could be put in a cell, only where a plain slip is evident: a due date of which one part alone is not what the other
//! rows of the file say, an amount whose digits are those of the balance on the same row. Elsewhere the person is asked.

use std::collections::{BTreeSet, HashMap};

use domain::Date;
use domain::french::{amount_fr, date_short};
use domain::money::Currency;
use formats::Input;
use formats::table::{self, Field, Mapping, RawRow};
use formats::values::{self, DateOrder};
use jiff::ToSpan;

use super::rows::Gap;
use super::{Control, Found};

/// Puts suggestions where there are any.
pub(super) fn complete(seen: &mut Control, input: &Input<'_>, mapping: &Mapping, gaps: &HashMap<Gap, u64>) {
    let wanted: BTreeSet<u64> = seen.found.iter().filter(|found| found.error && found.column.is_some()).filter_map(|f| f.line).collect();
    if wanted.is_empty() {
        return;
    }
    let rows = table::rows_at(input, mapping, &wanted);
    let usual = usual(gaps);
    for found in &mut seen.found {
        let Some(row) = found.line.and_then(|line| rows.get(&line)) else { continue };
        found.suggestion = match found.code.as_str() {
            "due_before_issue" => due_date(row, mapping, usual),
            "amount_invalid" | "amount_ambiguous" => amount(found, row, mapping),
            _ => None,
        };
    }
}

/// What at least half of the rows say.
fn usual(gaps: &HashMap<Gap, u64>) -> Option<Gap> {
    let days: u64 = gaps.iter().filter(|(gap, _)| matches!(gap, Gap::Days(_))).map(|(_, n)| n).sum();
    let (gap, n) = gaps.iter().max_by_key(|(gap, n)| (**n, **gap))?;
    (*n >= 2 && *n * 2 >= days).then_some(*gap)
}

fn due_date(row: &RawRow, mapping: &Mapping, usual: Option<Gap>) -> Option<String> {
    let order = mapping.date_order.or(Some(DateOrder::DayFirst));
    let day = |field: Field| values::date(cell(row, mapping, field)?, order).ok();
    let (issued, typed) = (day(Field::IssuedOn)?, day(Field::DueOn)?);
    let meant = match usual? {
        Gap::Months(months) => issued.checked_add(months.months()).ok()?,
        Gap::Days(days) => issued.checked_add(days.days()).ok()?,
    };
    one_part_differs(typed, meant).then(|| date_short(meant))
}

fn one_part_differs(a: Date, b: Date) -> bool {
    [a.day() != b.day(), a.month() != b.month(), a.year() != b.year()].iter().filter(|differs| **differs).count() == 1
}

fn amount(found: &Found, row: &RawRow, mapping: &Mapping) -> Option<String> {
    let typed = row.cells.get(found.column?)?;
    let balance = values::amount(cell(row, mapping, Field::Balance)?, mapping.decimal_mark, 2).ok()?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    (digits(typed) == digits(&balance.plain())).then(|| amount_fr(balance, Currency::EUR))
}

fn cell<'r>(row: &'r RawRow, mapping: &Mapping, field: Field) -> Option<&'r str> {
    let at = mapping.fields.iter().position(|of| *of == Some(field))?;
    row.cells.get(at).map(String::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn only_one_part_of_a_date_may_differ() {
        assert!(one_part_differs(date(2026, 10, 6), date(2026, 12, 6)));
        assert!(one_part_differs(date(2025, 12, 6), date(2026, 12, 6)));
        assert!(!one_part_differs(date(2025, 10, 6), date(2026, 12, 6)));
        assert!(!one_part_differs(date(2026, 12, 6), date(2026, 12, 6)));
    }

    #[test]
    fn what_few_rows_say_is_not_usual() {
        assert_eq!(usual(&HashMap::from([(Gap::Days(30), 1)])), None);
        assert_eq!(usual(&HashMap::from([(Gap::Days(30), 3), (Gap::Days(45), 4), (Gap::Days(60), 4)])), None);
        assert_eq!(usual(&HashMap::from([(Gap::Days(30), 2), (Gap::Days(31), 2), (Gap::Months(1), 4)])), Some(Gap::Months(1)));
    }
}
