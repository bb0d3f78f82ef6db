//! Why the books and the accounts differ: the names of the parts of a difference, and how each is said.

use jiff::civil::Date;

use super::accounts::Account;
use crate::french::{date_short, money_fr};
use crate::ids::{AllocationId, ClaimId, DebtorId, MovementId};
use crate::money::{Cents, Currency};

vocabulary! {
    /// The kinds of causes.
    CauseKind {
        /// A payment of the books that the file has not.
        PaymentHere "payment_here" "règlement absent du fichier",
        /// A credit note of the books that the file has not.
        CreditHere "credit_here" "avoir absent du fichier",
        /// A refund of the books that the file has not.
        RefundHere "refund_here" "remboursement absent du fichier",
        /// An invoice of the books that the file has not.
        InvoiceHere "invoice_here" "facture absente du fichier",
        /// An entry of the file that the books have with another amount.
        OtherAmount "other_amount" "autre montant",
        /// An entry of the file that the books have on a later day.
        OtherDay "other_day" "autre date",
        /// A payment that came back on one side only.
        CameBack "came_back" "règlement impayé d'un seul côté",
        /// What was owed before the first day of the file is not what the file brings forward.
        Opening "opening" "à-nouveaux différents",
        /// An entry of the file that is nothing in the books.
        NoPlace "no_place" "écriture sans place ici",
        /// A line of the file without a day.
        Undated "undated" "ligne sans date",
        /// An entry of the file dated after its day.
        Ahead "ahead" "date à venir",
        /// Another account of the same customer.
        OtherAccount "other_account" "autre compte du client",
        /// On the account of another customer on one side.
        OtherDebtor "other_debtor" "compte d'un autre client",
        /// Money of one debtor pays what another owes.
        PaidAcross "paid_across" "réglé entre débiteurs",
        /// An entry of the file that was removed from the books since.
        Gone "gone" "écriture retirée ici",
        /// No name explains it.
        Unexplained "unexplained" "inexpliqué",
    }
}

/// Why a part of a difference is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A payment that the file has not.
    PaymentHere {
        /// Which.
        payment: MovementId,
        /// Its day.
        on: Date,
        /// Whether a line of the bank made it; else a person or a list of payments did.
        by_bank: bool,
    },
    /// A credit note that the file has not.
    CreditHere {
        /// Its number.
        number: String,
        /// Its day.
        on: Date,
    },
    /// A refund that the file has not.
    RefundHere {
        /// Which.
        refund: AllocationId,
        /// Its day.
        on: Date,
    },
    /// An invoice that the file has not.
    InvoiceHere {
        /// Its claim.
        claim: ClaimId,
        /// Its number.
        number: String,
        /// Its day.
        on: Date,
    },
    /// An entry that both have, with two amounts.
    OtherAmount {
        /// How it is called.
        what: String,
        /// What the books have.
        here: Cents,
        /// What the file has.
        file: Cents,
    },
    /// An entry that both have, which counts later in the books.
    OtherDay {
        /// How it is called.
        what: String,
        /// The day of the file.
        day: Date,
    },
    /// A payment that came back for one side only.
    CameBack {
        /// Which.
        payment: MovementId,
        /// Its day.
        on: Date,
        /// Whether it came back in the books; else in the file.
        here: bool,
    },
    /// Before the first day of the file.
    Opening {
        /// What the books have.
        here: Cents,
        /// What the file brings forward.
        file: Cents,
        /// That first day.
        from: Date,
    },
    /// Entries of the file that are nothing in the books.
    NoPlace,
    /// Lines of the file without a day.
    Undated,
    /// Entries of the file dated after its day.
    Ahead {
        /// That day.
        day: Date,
    },
    /// Another account of the same customer.
    OtherAccount(Account),
    /// On the account of another customer on one side.
    OtherDebtor {
        /// How it is called.
        what: String,
        /// The other customer.
        other: DebtorId,
        /// Whether the file has it here and the books have it there; else the other way round.
        moved_away: bool,
    },
    /// Money of this debtor paid what others owe (more), or theirs paid what this one owes (less).
    PaidAcross,
    /// Entries of the file that were removed from the books, or moved, since.
    Gone {
        /// How many.
        count: usize,
    },
    /// No name explains it.
    Unexplained,
}

impl Cause {
    /// Its kind.
    pub fn kind(&self) -> CauseKind {
        match self {
            Cause::PaymentHere { .. } => CauseKind::PaymentHere,
            Cause::CreditHere { .. } => CauseKind::CreditHere,
            Cause::RefundHere { .. } => CauseKind::RefundHere,
            Cause::InvoiceHere { .. } => CauseKind::InvoiceHere,
            Cause::OtherAmount { .. } => CauseKind::OtherAmount,
            Cause::OtherDay { .. } => CauseKind::OtherDay,
            Cause::CameBack { .. } => CauseKind::CameBack,
            Cause::Opening { .. } => CauseKind::Opening,
            Cause::NoPlace => CauseKind::NoPlace,
            Cause::Undated => CauseKind::Undated,
            Cause::Ahead { .. } => CauseKind::Ahead,
            Cause::OtherAccount(_) => CauseKind::OtherAccount,
            Cause::OtherDebtor { .. } => CauseKind::OtherDebtor,
            Cause::PaidAcross => CauseKind::PaidAcross,
            Cause::Gone { .. } => CauseKind::Gone,
            Cause::Unexplained => CauseKind::Unexplained,
        }
    }
}

/// A part of a difference: parts of one difference add up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Ours less theirs.
    pub cents: Cents,
    /// Why.
    pub cause: Cause,
    /// The claim or movement that it is about, where it is about one.
    pub thing: Option<i64>,
}

impl Part {
    /// What tells it apart from any other part, the same from one file to the next.
    pub fn mark(&self) -> String {
        let thing = self.thing.map(|id| id.to_string()).unwrap_or_default();
        let more = match &self.cause {
            Cause::OtherAccount(account) => account.word().to_owned(),
            Cause::OtherDebtor { other, .. } => other.to_string(),
            Cause::Opening { from, .. } => from.to_string(),
            Cause::Gone { count } => count.to_string(),
            _ => String::new(),
        };
        format!("{}:{thing}:{more}:{}", self.cause.kind().word(), self.cents.0)
    }

    /// The cause in one sentence. `named` says how another debtor is called.
    pub fn said(&self, named: impl Fn(DebtorId) -> String) -> String {
        let euros = |cents: Cents| money_fr(cents, Currency::EUR);
        match &self.cause {
            Cause::PaymentHere { payment, on, by_bank } => {
                let source = if *by_bank { ", pris de la banque" } else { "" };
                format!("règlement {payment} du {}{source}, que le fichier n'a pas", date_short(*on))
            }
            Cause::CreditHere { number, on } => format!("avoir {number} du {}, que le fichier n'a pas", date_short(*on)),
            Cause::RefundHere { refund, on } => format!("remboursement {refund} du {}, que le fichier n'a pas", date_short(*on)),
            Cause::InvoiceHere { number, on, .. } => format!("facture {number} du {}, que le fichier n'a pas", date_short(*on)),
            Cause::OtherAmount { what, here, file } => {
                format!("{what} : {} ici, {} dans le fichier", euros(*here), euros(*file))
            }
            Cause::OtherDay { what, day } => format!("{what}, que le fichier a au plus tard le {}", date_short(*day)),
            Cause::CameBack { payment, on, here } => {
                let (back, not) = if *here { ("ici", "dans le fichier") } else { ("dans le fichier", "ici") };
                format!("règlement {payment} du {}, revenu impayé {back} et non {not}", date_short(*on))
            }
            Cause::Opening { here, file, from } => {
                format!("avant le {} : {} ici, {} en à-nouveaux dans le fichier", date_short(*from), euros(*here), euros(*file))
            }
            Cause::NoPlace => "écritures du fichier qui ne sont rien ici".to_owned(),
            Cause::Undated => "lignes du fichier sans date lisible, dont rien n'a été tiré".to_owned(),
            Cause::Ahead { day } => format!("écritures du fichier datées après le {}", date_short(*day)),
            Cause::OtherAccount(account) => format!("compte {}, compté ici avec le 411", account.french()),
            Cause::OtherDebtor { what, other, moved_away: true } => {
                format!("{what}, ici sur la fiche {}, dans le fichier sur ce compte", named(*other))
            }
            Cause::OtherDebtor { what, other, moved_away: false } => {
                format!("{what}, ici sur cette fiche, dans le fichier sur le compte {}", named(*other))
            }
            Cause::PaidAcross if self.cents.is_positive() => "son argent règle ici ce que d'autres doivent".to_owned(),
            Cause::PaidAcross => "l'argent d'un autre débiteur règle ici ce qu'il doit".to_owned(),
            Cause::Gone { count: 1 } => "une écriture du fichier retirée ou déplacée ici depuis".to_owned(),
            Cause::Gone { count } => format!("{count} écritures du fichier retirées ou déplacées ici depuis"),
            Cause::Unexplained => "inexpliqué".to_owned(),
        }
    }
}
