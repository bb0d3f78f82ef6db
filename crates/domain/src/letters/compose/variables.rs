//! The variables of the small language: one list, read by the parser, by the filler and by whoever shows help.

use super::{LetterError, legal_interest_runs, money, tables};
use crate::letters::address;
use crate::letters::document::{DocumentKind, Part, Run};
use crate::letters::facts::{LetterClaim, LetterFacts};
use crate::letters::labels::{interest_name, labels, sent_as};
use crate::letters::shipped;
use crate::letters::template::{Template, Value, Values};
use crate::letters::text;
use crate::money::Rate;
use crate::party::{DebtorKind, Language};

/// Where a variable may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Within words.
    Inline,
    /// Alone in its paragraph (a table).
    Block,
}

/// A variable as help shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// What is written between the braces.
    pub name: &'static str,
    /// Where it may stand.
    pub place: Place,
    /// What it stands for, in French.
    pub meaning: &'static str,
}

macro_rules! variables {
    ($($name:literal $place:ident $meaning:literal;)*) => {
        /// Every variable, in the order of the help.
        pub const ALL: &[Variable] = &[$(Variable { name: $name, place: Place::$place, meaning: $meaning }),*];
    };
}

variables! {
    "designation" Inline "« facture F-1 », « factures F-1 et F-2 » ou « 9 factures »";
    "numeros" Inline "numéros des factures";
    "montant_total" Inline "somme demandée";
    "montant_principal" Inline "principal demandé";
    "montant_interets" Inline "intérêts demandés";
    "montant_indemnites" Inline "indemnités forfaitaires demandées";
    "date_courrier" Inline "date du courrier";
    "date_limite" Inline "date limite de règlement";
    "reference" Inline "référence du courrier";
    "creancier" Inline "nom du créancier";
    "siege_creancier" Inline "adresse du créancier";
    "debiteur" Inline "nom du débiteur";
    "contact" Inline "comment répondre ou contester : « écrivez-nous à… ou appelez-nous au… »";
    "courriel" Inline "courriel du créancier";
    "telephone" Inline "téléphone du créancier";
    "courriers_precedents" Inline "phrase qui cite les courriers vraiment envoyés";
    "courriers" Inline "dates et références des courriers vraiment envoyés";
    "reglements_recus" Inline "phrase sur ce qui a été reçu ou crédité";
    "deductions" Inline "montants reçus ou crédités, facture par facture";
    "part_contestee" Inline "phrase sur la part contestée, qui n'est pas demandée";
    "contestations" Inline "montants contestés, facture par facture";
    "composition" Inline "phrase qui distingue principal, intérêts et indemnité";
    "composition_detail" Inline "principal, intérêts et indemnité, montant par montant";
    "interets" Inline "phrase sur les intérêts ou pénalités, selon le débiteur";
    "indemnite" Inline "phrase sur l'indemnité forfaitaire, quand elle est demandée";
    "taux" Inline "taux appliqués et leur source";
    "annonce" Inline "phrase qui annonce la mise en demeure";
    "mediateur" Inline "phrase sur le médiateur qui peut être saisi";
    "mediateur_consommation" Inline "médiateur de la consommation du créancier";
    "reception_mise_en_demeure" Inline "date de réception d'une mise en demeure antérieure";
    "decompte_joint" Inline "phrase qui renvoie au décompte joint";
    "mandataire" Inline "nom de la personne qui écrit pour le créancier";
    "siege_mandataire" Inline "son adresse";
    "activite_mandataire" Inline "son activité";
    "premiere_lettre_reference" Inline "référence de la première lettre du recouvreur";
    "premiere_lettre_date" Inline "date de la première lettre du recouvreur";
    "date_appel" Inline "date de l'appel";
    "avec" Inline "« avec » l'interlocuteur de l'appel";
    "compte_rendu" Inline "ce qui a été dit pendant l'appel";
    "promesse" Inline "phrase sur le règlement promis";
    "montant_promis" Inline "somme promise";
    "date_promesse" Inline "date promise";
    "montant_recu" Inline "règlement reçu";
    "date_reglement" Inline "date du règlement reçu";
    "soldees" Inline "phrase sur les factures soldées par ce règlement";
    "numeros_soldes" Inline "numéros des factures soldées";
    "reste" Inline "phrase sur ce qui reste à régler après un règlement";
    "montant_reste" Inline "principal restant après un règlement";
    "quittance" Inline "phrase de quittance, pour un recouvreur";
    "tableau" Block "tableau des factures";
    "tableau_sommes" Block "tableau du principal, des intérêts et de l'indemnité, quand ils sont demandés";
    "decompte" Block "décompte ligne par ligne";
}

/// The variable of that name, as the program spells it.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    ALL.iter().find(|variable| variable.name == name).map(|variable| variable.name)
}

/// Where a known variable may stand.
pub(crate) fn place(name: &str) -> Place {
    ALL.iter().find(|variable| variable.name == name).map_or(Place::Inline, |variable| variable.place)
}

/// The values of one letter.
pub(super) struct Filled<'a> {
    pub kind: DocumentKind,
    pub facts: &'a LetterFacts,
}

impl Values for Filled<'_> {
    type Error = LetterError;

    fn language(&self) -> Language {
        self.facts.language
    }

    fn several(&self) -> bool {
        self.numbers().len() > 1
    }

    fn value(&self, name: &'static str) -> Result<Value, LetterError> {
        if place(name) == Place::Block {
            return Ok(Value::Parts(self.block(name)));
        }
        match self.sentence(name)? {
            Some(runs) => Ok(Value::Runs(runs)),
            None => Ok(Value::Text(text::clean(&self.datum(name)?))),
        }
    }
}

impl Filled<'_> {
    /// What a letter for somebody else says first: who writes and for whom; then, for a collector, its first letter (CPCE R124-4).
    pub(super) fn opening(&self) -> Result<Vec<Part>, LetterError> {
        let key = match (self.facts.creditor.agent.is_some(), self.facts.by_collector()) {
            (_, true) => "mandat.collector",
            (true, false) if self.facts.acts_for != crate::party::ActsFor::Itself => "mandat.profession",
            _ => return Ok(Vec::new()),
        };
        let mut parts = vec![Part::Paragraph { runs: self.phrase(key)? }];
        if self.facts.by_collector() && self.facts.first_letter.is_some() {
            parts.push(Part::Paragraph { runs: self.phrase("premiere_lettre")? });
        }
        Ok(parts)
    }

    fn block(&self, name: &str) -> Vec<Part> {
        match name {
            "tableau" => tables::claims(self.facts),
            "tableau_sommes" => tables::sums(self.facts),
            _ => tables::statement(self.facts),
        }
    }

    fn phrase(&self, key: &str) -> Result<Vec<Run>, LetterError> {
        let text = shipped::phrase(self.facts.language, key).ok_or_else(|| LetterError::NoPhrase { key: key.to_owned() })?;
        Template::parse(text)?.render_runs(self)
    }

    fn phrase_if(&self, wanted: bool, key: &str) -> Result<Vec<Run>, LetterError> {
        if wanted { self.phrase(key) } else { Ok(Vec::new()) }
    }

    /// A sentence that appears only when a fact calls for it; `None` for a plain datum.
    fn sentence(&self, name: &str) -> Result<Option<Vec<Run>>, LetterError> {
        let facts = self.facts;
        Ok(Some(match name {
            "courriers_precedents" => self.phrase_if(self.cited().next().is_some(), name)?,
            "reglements_recus" => self.received()?,
            "part_contestee" => self.phrase_if(facts.sum(|i| i.disputed).is_positive(), name)?,
            "composition" => self.phrase(if self.accessories() { "composition.avec" } else { "composition.sans" })?,
            "interets" => self.interest()?,
            "indemnite" => self.indemnity()?,
            "annonce" => self.announcement()?,
            "mediateur" => self.mediator()?,
            "decompte_joint" => self.phrase_if(!facts.statement.is_empty(), name)?,
            "contact" => self.phrase(self.contact_key())?,
            "promesse" => self.phrase_if(facts.call.as_ref().is_some_and(|call| call.promised.is_some()), name)?,
            "soldees" => match facts.thanks.as_ref().map_or(0, |thanks| thanks.settled.len()) {
                0 => Vec::new(),
                1 => self.phrase("soldees.une")?,
                _ => self.phrase("soldees.plusieurs")?,
            },
            "reste" => self.phrase_if(facts.thanks.as_ref().is_some_and(|thanks| thanks.remaining.is_positive()), name)?,
            "quittance" => self.phrase_if(facts.by_collector(), name)?,
            _ => return Ok(None),
        }))
    }

    fn accessories(&self) -> bool {
        (self.facts.interest_asked() + self.facts.indemnity_asked()).is_positive()
    }

    fn received(&self) -> Result<Vec<Run>, LetterError> {
        let mut runs = self.phrase_if(self.facts.sum(|i| i.paid + i.credited).is_positive(), "reglements_recus")?;
        if self.facts.items.iter().any(|item| item.principal > item.book()) && !self.facts.statement.is_empty() {
            runs.push(Run { text: " ".to_owned(), bold: false });
            runs.extend(self.phrase("imputation")?);
        }
        Ok(runs)
    }

    /// What is said of interest: asked, announced, or reserved, as the kind of debtor and the step allow.
    fn interest(&self) -> Result<Vec<Run>, LetterError> {
        let facts = self.facts;
        let formal = self.kind == DocumentKind::FormalNotice;
        match facts.debtor_kind {
            DebtorKind::Business | DebtorKind::PublicBody => {
                let kind = facts.debtor_kind.word();
                match (facts.interest_asked().is_positive(), formal && !self.accessories()) {
                    (true, _) => self.phrase(&format!("interets.{kind}")),
                    (false, true) => self.phrase(&format!("reserve.{kind}")),
                    (false, false) => Ok(Vec::new()),
                }
            }
            DebtorKind::Consumer | DebtorKind::NonProfessional if legal_interest_runs(facts) => self.phrase("interets.legal"),
            DebtorKind::Consumer | DebtorKind::NonProfessional => self.phrase_if(formal, "interet_a_venir"),
            DebtorKind::Unknown => Ok(Vec::new()),
        }
    }

    fn indemnity(&self) -> Result<Vec<Run>, LetterError> {
        let wanted = self.facts.professional() && self.facts.indemnity_asked().is_positive();
        self.phrase_if(wanted, &format!("indemnite.{}", self.facts.debtor_kind.word()))
    }

    fn announcement(&self) -> Result<Vec<Run>, LetterError> {
        match self.facts.debtor_kind {
            DebtorKind::Unknown => Ok(Vec::new()),
            kind if self.facts.professional() && !self.accessories() => self.phrase(&format!("annonce.{}.sans", kind.word())),
            _ => self.phrase("annonce.avec"),
        }
    }

    fn mediator(&self) -> Result<Vec<Run>, LetterError> {
        let facts = self.facts;
        match facts.debtor_kind {
            DebtorKind::Business | DebtorKind::PublicBody => self.phrase_if(facts.business_mediator, "mediateur.business"),
            DebtorKind::Consumer => self.phrase_if(!facts.creditor.consumer_mediator.trim().is_empty(), "mediateur.consumer"),
            DebtorKind::NonProfessional | DebtorKind::Unknown => Ok(Vec::new()),
        }
    }

    fn contact_key(&self) -> &'static str {
        match (self.facts.creditor.email.trim().is_empty(), self.facts.creditor.phone.trim().is_empty()) {
            (false, false) => "contact.courriel_et_telephone",
            (false, true) => "contact.courriel",
            (true, false) => "contact.telephone",
            (true, true) => "contact.adresse",
        }
    }

    /// A plain datum, as characters.
    fn datum(&self, name: &str) -> Result<String, LetterError> {
        let facts = self.facts;
        let creditor = &facts.creditor;
        let day = |date| text::date(date, facts.language);
        let agent = creditor.agent.as_ref();
        Ok(match name {
            "designation" => self.designation(),
            "numeros" => text::listed(&self.numbers(), labels(facts.language).and),
            "montant_total" => money(facts, facts.asked()),
            "montant_principal" => money(facts, facts.sum(|i| i.principal)),
            "montant_interets" => money(facts, facts.interest_asked()),
            "montant_indemnites" => money(facts, facts.indemnity_asked()),
            "date_courrier" => day(facts.date),
            "date_limite" => facts.pay_by.map(day).ok_or_else(|| lacks("la date limite de règlement"))?,
            "reference" => facts.reference.trim().to_owned(),
            "creancier" => super::creditor_name(creditor),
            "siege_creancier" => address::in_a_sentence(&creditor.address),
            "debiteur" => facts.debtor.name.trim().to_owned(),
            "courriel" => creditor.email.trim().to_owned(),
            "telephone" => creditor.phone.trim().to_owned(),
            "courriers" => self.letters_cited(),
            "deductions" => self.deductions(),
            "contestations" => self.per_claim(|i| i.disputed, ""),
            "composition_detail" => self.composition(),
            "taux" => self.rates(),
            "mediateur_consommation" => creditor.consumer_mediator.trim().to_owned(),
            "reception_mise_en_demeure" => self.notices_received(),
            "mandataire" => agent.map(|agent| agent.name.trim().to_owned()).unwrap_or_default(),
            "siege_mandataire" => agent.map(|agent| address::in_a_sentence(&agent.address)).unwrap_or_default(),
            "activite_mandataire" => agent.map(|agent| agent.activity.trim().to_owned()).unwrap_or_default(),
            "premiere_lettre_reference" => facts.first_letter.as_ref().map(|first| first.reference.clone()).unwrap_or_default(),
            "premiere_lettre_date" => facts.first_letter.as_ref().map(|first| day(first.sent_on)).unwrap_or_default(),
            _ => return self.datum_of_an_event(name),
        })
    }

    /// Data of a call or of a payment.
    fn datum_of_an_event(&self, name: &str) -> Result<String, LetterError> {
        let facts = self.facts;
        let day = |date| text::date(date, facts.language);
        let call = || facts.call.as_ref().ok_or_else(|| lacks("le compte rendu de l'appel"));
        let promised = || call()?.promised.ok_or_else(|| lacks("le règlement promis"));
        let thanks = || facts.thanks.as_ref().ok_or_else(|| lacks("le règlement reçu"));
        Ok(match name {
            "date_appel" => day(call()?.on),
            "avec" => match call()?.spoke_with.trim() {
                "" => String::new(),
                person => format!("{}{person}", labels(facts.language).with),
            },
            "compte_rendu" => call()?.said.trim().to_owned(),
            "montant_promis" => money(facts, promised()?.0),
            "date_promesse" => day(promised()?.1),
            "montant_recu" => money(facts, thanks()?.amount),
            "date_reglement" => day(thanks()?.received_on),
            "numeros_soldes" => text::listed(&thanks()?.settled, labels(facts.language).and),
            "montant_reste" => money(facts, thanks()?.remaining),
            // Every name of the list is above or in `datum`: the test that fills each one says so.
            other => return Err(LetterError::NoPhrase { key: other.to_owned() }),
        })
    }

    fn numbers(&self) -> Vec<String> {
        let mut numbers: Vec<String> = Vec::new();
        for item in &self.facts.items {
            if !numbers.contains(&item.number) {
                numbers.push(item.number.clone());
            }
        }
        numbers
    }

    fn designation(&self) -> String {
        let (words, numbers) = (labels(self.facts.language), self.numbers());
        match numbers.len() {
            0 => String::new(),
            1 => format!("{} {}", words.invoice.to_lowercase(), numbers[0]),
            2..=4 => format!("{} {}", words.invoices.to_lowercase(), text::listed(&numbers, words.and)),
            many => format!("{many} {}", words.invoices.to_lowercase()),
        }
    }

    /// Letters really sent, in writing, before this one, that asked for the same money.
    fn cited(&self) -> impl Iterator<Item = &crate::letters::facts::SentLetter> {
        let asked = |document| !matches!(document, DocumentKind::PreDueNotice | DocumentKind::ThankYou | DocumentKind::Statement);
        let date = self.facts.date;
        self.facts.sent.iter().filter(move |letter| asked(letter.document) && letter.channel.is_written() && letter.sent_on <= date)
    }

    fn letters_cited(&self) -> String {
        let (language, words) = (self.facts.language, labels(self.facts.language));
        let letters: Vec<String> = self
            .cited()
            .map(|letter| {
                let (how, day) = (sent_as(letter.document, letter.channel, language), text::date(letter.sent_on, language));
                match letter.reference.trim() {
                    "" => format!("{} {day} ({how})", words.on),
                    reference => format!("{} {day} ({how} {reference})", words.on),
                }
            })
            .collect();
        text::listed(&letters, words.and)
    }

    fn per_claim(&self, of: fn(&LetterClaim) -> crate::money::Cents, what: &str) -> String {
        let words = labels(self.facts.language);
        let space = if what.is_empty() { "" } else { " " };
        let parts: Vec<String> = self
            .facts
            .items
            .iter()
            .filter(|item| of(item).is_positive())
            .map(|item| format!("{}{space}{what} {} {}", money(self.facts, of(item)), words.on_invoice, item.number))
            .collect();
        text::listed(&parts, words.and)
    }

    fn deductions(&self) -> String {
        let words = labels(self.facts.language);
        let both = [self.per_claim(|i| i.paid, words.received), self.per_claim(|i| i.credited, words.credited)];
        both.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn composition(&self) -> String {
        let (facts, words) = (self.facts, labels(self.facts.language));
        let mut parts = vec![format!("{} {}", money(facts, facts.sum(|i| i.principal)), words.of_principal)];
        if facts.interest_asked().is_positive() {
            parts.push(format!("{} {}", money(facts, facts.interest_asked()), interest_name(facts.debtor_kind, facts.language).1));
        }
        if facts.indemnity_asked().is_positive() {
            parts.push(format!("{} {}", money(facts, facts.indemnity_asked()), words.of_indemnity));
        }
        text::listed(&parts, words.and)
    }

    /// « au taux annuel de 12,40 % (source) »; several rates are listed, and the statement says which on which days. The source
    /// is said to a business only, whose rate the contract may fix: the others' sentences name theirs.
    fn rates(&self) -> String {
        let (facts, words) = (self.facts, labels(self.facts.language));
        let mut rates: Vec<Rate> = Vec::new();
        let mut sources: Vec<&str> = Vec::new();
        for used in &facts.rates {
            if !rates.contains(&used.rate) {
                rates.push(used.rate);
            }
            let said = facts.debtor_kind == DebtorKind::Business && !used.source.trim().is_empty();
            if said && !sources.contains(&used.source.trim()) {
                sources.push(used.source.trim());
            }
        }
        let shown: Vec<String> = rates.iter().map(|rate| text::rate(*rate)).collect();
        let said = match shown.as_slice() {
            [] => return words.at_statement_rates.to_owned(),
            [only] => format!("{} {only}", words.at_rate),
            // A public buyer owes one rate for the whole delay of an invoice (CCP R2192-31).
            several => {
                let by = if facts.debtor_kind == DebtorKind::PublicBody { words.by_invoice } else { words.by_period };
                format!("{} {} {by}", words.at_rates, text::listed(several, words.and))
            }
        };
        if sources.is_empty() { said } else { format!("{said} ({})", sources.join("\u{00A0}; ")) }
    }

    fn notices_received(&self) -> String {
        let mut days: Vec<jiff::civil::Date> = self.facts.items.iter().filter_map(|item| item.notice_received_on).collect();
        days.sort_unstable();
        days.dedup();
        let days: Vec<String> = days.into_iter().map(|day| text::date(day, self.facts.language)).collect();
        text::listed(&days, labels(self.facts.language).and)
    }
}

fn lacks(what: &'static str) -> LetterError {
    LetterError::NoFact { what, remedy: "complétez le courrier ou retirez cette variable" }
}
