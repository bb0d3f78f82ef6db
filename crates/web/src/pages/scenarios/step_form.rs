//! The form of one step: its fields in the order in which a person thinks of them, and what was typed read back.

use domain::dunning::{Asks, Fault, Grouping, MOST_TITLE, Moment, Step, WhenUnreachable, level_for};
use domain::events::Channel;
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};
use domain::scenarios::{asks_fr, channel_fr, document_fr, grouping_fr};
use maud::{Markup, html};

use crate::ask::Ask;
use crate::fields::Fields;
use crate::ui::form::{self, Kind};

const CHANNELS: [(&str, Channel); 5] = [
    ("email", Channel::Email),
    ("letter", Channel::Letter),
    ("registered_letter", Channel::RegisteredLetter),
    ("call", Channel::Call),
    ("task", Channel::Task),
];
const PLACES: [&str; 4] = ["canal", "canal2", "canal3", "canal4"];
const MOMENTS: [(&str, &str); 3] =
    [("avant", "j avant l'échéance"), ("apres", "j après l'échéance"), ("suite", "j après l'étape précédente")];
/// The documents that a step may send.
const DOCUMENTS: [DocumentKind; 4] =
    [DocumentKind::PreDueNotice, DocumentKind::Reminder, DocumentKind::WarningReminder, DocumentKind::FormalNotice];

/// The form of a step as it is.
pub(super) fn of_step<'a>(fields: Fields<'a>, step: &Step) -> Fields<'a> {
    let (days, when) = match step.when {
        Moment::FromDue(days) if days < 0 => (days.unsigned_abs(), "avant"),
        Moment::FromDue(days) => (days.unsigned_abs(), "apres"),
        Moment::AfterPrevious(days) => (u32::from(days), "suite"),
    };
    let euros = |amount: Option<Cents>| amount.map_or_else(String::new, |cents| cents.plain().replace('.', ","));
    let mut fields = fields
        .preset("titre", &*step.title)
        .preset("jours", days.to_string())
        .preset("quand", when)
        .preset("modele", step.document.map_or("", DocumentKind::word))
        .preset("minimum", euros(step.least_amount))
        .preset("maximum", euros(step.most_amount))
        .preset("demande", if step.asks == Asks::Principal { "principal" } else { "tout" })
        .preset("delai", step.pay_within_days.to_string())
        .preset("regroupement", if step.grouping == Grouping::Debtor { "debiteur" } else { "creance" })
        .preset("envoi", if step.automatic { "seul" } else { "accord" })
        .preset("joindre", if step.attach_invoices { "oui" } else { "" })
        .preset("passer", if step.when_unreachable == WhenUnreachable::PassOver { "oui" } else { "" });
    for (place, channel) in PLACES.iter().zip(&step.channels) {
        fields = fields.preset(place, channel.word());
    }
    fields
}

/// The step that was typed; what is wrong is said in the fields.
pub(super) fn read(fields: &mut Fields<'_>, ask: &Ask, name: &str) -> Option<Step> {
    let title = fields.required("titre", MOST_TITLE, "Donnez un titre à l'étape.");
    if title.chars().any(char::is_control) {
        fields.wrong("titre", "Une seule ligne, s'il vous plaît.");
    }
    let when = moment(fields);
    let channels = channels(fields);
    let document = document(fields, &channels);
    let least_amount = amount(fields, "minimum");
    let most_amount = amount(fields, "maximum");
    if let (Some(least), Some(most)) = (least_amount, most_amount)
        && most < least
    {
        fields.wrong("maximum", "Le montant maximal est inférieur au montant minimal : aucune créance ne serait concernée.");
    }
    let written = channels.iter().any(|channel| channel.is_written());
    let pay_within = fields.number("delai", 0, 90);
    if written && pay_within.is_none() && fields.problem("delai").is_none() {
        fields.wrong("delai", "Donnez le nombre de jours laissés pour payer, de 0 à 90.");
    }
    let asks = fields.choice("demande", &[("principal", Asks::Principal), ("tout", Asks::PrincipalAndAccessories)]);
    let grouping = fields.choice("regroupement", &[("debiteur", Grouping::Debtor), ("creance", Grouping::Claim)]);
    let automatic = fields.choice("envoi", &[("seul", true), ("accord", false)]);
    let level = level_for(document, &channels).map_err(|fault| fields.wrong(field_of(fault), fault.french())).ok();
    if fields.has_problems() {
        return None;
    }
    Some(Step {
        name: name.into(),
        title: title.into(),
        document,
        channels,
        when: when?,
        automatic: automatic.unwrap_or(false),
        least_amount,
        most_amount,
        asks: asks.unwrap_or(Asks::Principal),
        grouping: grouping.unwrap_or(Grouping::Debtor),
        pay_within_days: pay_within.and_then(|days| u16::try_from(days).ok()).unwrap_or(8),
        attach_invoices: written && ask.form("joindre") == "oui",
        when_unreachable: if ask.form("passer") == "oui" { WhenUnreachable::PassOver } else { WhenUnreachable::Repair },
        level: level?,
    })
}

/// The field that a fault is about.
pub(super) fn field_of(fault: Fault) -> &'static str {
    match fault {
        Fault::TaskAlone | Fault::WrittenOnly => "canal",
        Fault::DocumentMissing | Fault::NotAStep | Fault::HarderBefore | Fault::ReminderFirst => "modele",
        Fault::SameName => "titre",
        Fault::NoticeBeforeDue | Fault::FirstFromDue => "quand",
        Fault::FirstForAll | Fault::FormalNotPassedOver => "minimum",
    }
}

fn moment(fields: &mut Fields<'_>) -> Option<Moment> {
    let when = fields.choice("quand", &[("avant", 0), ("apres", 1), ("suite", 2)]);
    let most = match when {
        Some(0) => 90,
        Some(1) => 730,
        _ => 365,
    };
    let days = fields.number("jours", 1, most);
    if days.is_none() && fields.problem("jours").is_none() {
        fields.wrong("jours", "Donnez un nombre de jours. Le jour de l'échéance, rien n'est encore en retard.");
    }
    let days = i32::try_from(days?).ok()?;
    match when {
        Some(0) => Some(Moment::FromDue(-days)),
        Some(1) => Some(Moment::FromDue(days)),
        Some(_) => u16::try_from(days).ok().map(Moment::AfterPrevious),
        None => {
            fields.wrong("quand", "Dites depuis quand les jours se comptent.");
            None
        }
    }
}

fn channels(fields: &mut Fields<'_>) -> Vec<Channel> {
    let mut channels = Vec::new();
    for place in PLACES {
        let Some(channel) = fields.choice(place, &CHANNELS) else { continue };
        if channels.contains(&channel) {
            fields.wrong(place, "Ce canal est déjà choisi : prenez-en un autre, ou aucun.");
        }
        channels.push(channel);
    }
    if fields.shown(PLACES[0]).is_empty() {
        fields.wrong("canal", "Choisissez au moins un canal.");
    }
    channels
}

/// The document; a call or a task has none, whatever the list still shows.
fn document(fields: &mut Fields<'_>, channels: &[Channel]) -> Option<DocumentKind> {
    let words: Vec<(&str, DocumentKind)> = DOCUMENTS.iter().map(|kind| (kind.word(), *kind)).collect();
    let chosen = fields.choice("modele", &words);
    let written = channels.iter().any(|channel| channel.is_written());
    chosen.filter(|_| written || channels.is_empty())
}

fn amount(fields: &mut Fields<'_>, name: &str) -> Option<Cents> {
    let amount = fields.amount(name, Currency::EUR)?;
    if amount.0 < 0 || amount.0 > MOST_AMOUNT {
        fields.wrong(name, "Donnez un montant positif, de 1 000 000 000 € au plus.");
        return None;
    }
    Some(amount)
}

const MOST_AMOUNT: i64 = 100_000_000_000;

/// The fields.
pub(super) fn inputs(fields: &Fields<'_>) -> Markup {
    let chosen = PLACES.iter().filter(|place| !fields.shown(place).is_empty()).count();
    // One more than is used, so that there is always room for another.
    let shown = (chosen + 1).clamp(2, PLACES.len());
    let first: Vec<(&str, &str)> = CHANNELS.iter().map(|(word, channel)| (*word, channel_fr(*channel))).collect();
    let others: Vec<(&str, &str)> =
        std::iter::once(("", "Aucun")).chain(first.iter().copied().filter(|(word, _)| *word != "task")).collect();
    let documents: Vec<(&str, &str)> = std::iter::once(("", "Aucun (appel ou décision)"))
        .chain(DOCUMENTS.iter().map(|kind| (kind.word(), document_fr(Some(*kind)))))
        .collect();
    html! {
        div class="form-grid" {
            div class="full" { (form::field(fields, "titre", "Titre", Kind::Text, "")) }
            (form::field(fields, "jours", "Déclenchement", Kind::Number, ""))
            (form::select(fields, "quand", "Compté", &MOMENTS, ""))
            div class=(if shown == 3 { "full fields-3" } else { "contents" }) {
                (form::select(fields, PLACES[0], "Canal", &first, ""))
                @for (rank, place) in PLACES[1..shown].iter().enumerate() { (form::select(fields, place, if rank == 0 { "À défaut" } else { "Puis" }, &others, "")) }
            }
            div class="full" { (form::select(fields, "modele", "Modèle", &documents, "")) }
            details class="full small" {
                summary { "Conditions toujours vérifiées" }
                div class="row wrap mt1" {
                    span class="cond" { "étape précédente partie" } span class="cond" { "rien de contesté dans la somme" } span class="cond" { "ni promesse ni échéancier en cours" }
                    span class="cond" { "ni suspension" } span class="cond" { "budget de contact" }
                }
            }
            (form::field(fields, "minimum", "Montant minimal (€)", Kind::Amount, "Retard exigible du débiteur ; avant l'échéance, la créance. Vide : aucun."))
            (form::field(fields, "maximum", "Montant maximal (€)", Kind::Amount, "Compté de même. Vide : aucun."))
            div class="full" { (form::tick(fields, "passer", "oui", "Passer cette étape si le débiteur n'est joignable par aucun de ces canaux")) }
            div class="full" {
                (form::radios(fields, "demande", "Somme demandée", &[("principal", asks_fr(Asks::Principal)), ("tout", asks_fr(Asks::PrincipalAndAccessories))]))
            }
            (form::field(fields, "delai", "Délai pour payer (jours)", Kind::Number, "À compter du jour du courrier. L'étape suivante l'attend."))
            div class="beside" { (form::tick(fields, "joindre", "oui", "Joindre les factures au courrier")) }
            div class="full" { (form::select(fields, "regroupement", "Regroupement", &[("debiteur", grouping_fr(Grouping::Debtor)), ("creance", grouping_fr(Grouping::Claim))], "")) }
            div class="full" {
                (form::radios(fields, "envoi", "Avant l'envoi", &[("accord", "Après accord dans l'agenda ; en bloc pour les seules relances"), ("seul", "Automatique, dans les limites de la politique")]))
            }
        }
    }
}
