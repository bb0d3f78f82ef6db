//! When an invoice is to be paid, out of the terms of payment of its file: one date, several parts, or dates that say two things.

use domain::Date;
use domain::money::Cents;

use super::fields::Sheet;
use super::invoice::{Instalment, Payment};
use crate::values::french_day;
use crate::xml::Node;

/// One term of payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Term {
    /// Its due date.
    pub(super) due_on: Option<Date>,
    /// The part to be paid by then.
    pub(super) amount: Option<Cents>,
    /// Whether it offers a discount for paying early: its date obliges nobody.
    pub(super) discount: bool,
}

impl Payment {
    /// Takes due date and instalments from the terms.
    pub(super) fn settle(&mut self, terms: &[Term], node: &Node, sheet: &mut Sheet<'_>) {
        let part = |term: &Term| term.amount.map(|amount| Instalment { due_on: term.due_on, amount });
        self.instalments = terms.iter().filter_map(part).collect();
        let binding = |discount: bool| terms.iter().filter(move |term| discount || !term.discount).filter_map(|term| term.due_on);
        self.due_on = binding(false).max().or_else(|| binding(true).max());
        if !self.instalments.is_empty() {
            return;
        }
        if let (Some(first), Some(last)) = (binding(false).min(), self.due_on)
            && first < last
        {
            let (first, last) = (french_day(first), french_day(last));
            sheet.warning(
                node,
                "due_several",
                format_args!("la facture donne plusieurs échéances sans dire ce qui est dû à chacune, du {first} au {last} : la dernière est retenue. Corrigez-la s'il le faut."),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problems;
    use jiff::civil::date;

    fn settled(terms: &[(i8, Option<i64>, bool)]) -> (Option<i8>, usize, Vec<&'static str>) {
        let term = |(month, amount, discount): &(i8, Option<i64>, bool)| Term {
            due_on: Some(date(2026, *month, 1)),
            amount: amount.map(Cents),
            discount: *discount,
        };
        let terms: Vec<Term> = terms.iter().map(term).collect();
        let mut problems = Problems::new();
        let mut payment = Payment::default();
        payment.settle(&terms, &Node::default(), &mut Sheet::new(&mut problems, true));
        let codes = problems.into_vec().iter().map(|problem| problem.code).collect();
        (payment.due_on.map(Date::month), payment.instalments.len(), codes)
    }

    #[test]
    fn the_last_date_that_obliges_is_the_due_date() {
        assert_eq!(settled(&[]), (None, 0, vec![]));
        assert_eq!(settled(&[(3, None, false)]), (Some(3), 0, vec![]));
        assert_eq!(settled(&[(3, None, true)]), (Some(3), 0, vec![]), "one term with a discount is the due date all the same");
        assert_eq!(settled(&[(2, None, true), (3, None, false)]), (Some(3), 0, vec![]), "2 % in February, net in March");
        assert_eq!(settled(&[(4, None, false), (3, None, false)]), (Some(4), 0, vec!["due_several"]));
        assert_eq!(settled(&[(3, Some(500), false), (4, Some(700), false)]), (Some(4), 2, vec![]));
    }
}
