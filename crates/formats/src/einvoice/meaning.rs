//! What each life-cycle status means for the recovery of an invoice (AFNOR XP Z12-012, by its published codes).
//!
//! Some codes are known from documentation of platforms only: they bear `unverified`, and a person is told before anything
//! is built on them.

/// Who may set a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setter {
    /// The seller.
    Seller,
    /// The buyer.
    Buyer,
    /// The platform of the seller.
    SellerPlatform,
    /// The platform of the buyer.
    BuyerPlatform,
    /// Either platform, or the public portal.
    Platform,
}

/// What a status changes for recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing: the invoice is on its way.
    NoChange,
    /// It reached the buyer or his platform: evidence of receipt.
    Received,
    /// It did not reach the buyer: what may never have been received is not chased by itself.
    NotDelivered,
    /// The buyer approves it: strong evidence that the debt is not disputed.
    Approved,
    /// The buyer disputes a part.
    DisputedInPart,
    /// The buyer disputes it: dunning stops.
    Disputed,
    /// The buyer waits for a document: dunning stops until it is completed.
    Suspended,
    /// The document was given: what suspended it is over.
    Completed,
    /// The buyer refuses it: dunning stops, the invoice is to be cancelled or replaced.
    Refused,
    /// The buyer announces a payment: the reminder waits.
    PaymentAnnounced,
    /// The seller says what was cashed.
    Cashed,
    /// It never was a valid invoice: it is to be issued again, no penalty runs from it.
    NeverValid,
    /// It is said to be cancelled: a credit note is missing, or it is a mistake.
    Cancelled,
    /// A platform or the public portal turned it away: it may never have reached the buyer.
    TurnedAway,
    /// Somebody else is to be paid, or on another account.
    PayeeChanged,
    /// Between platforms: a person looks at it.
    Technical,
    /// A code that nobody published: a person looks at it.
    Unknown,
}

impl Effect {
    /// What a code changes, with its reasons: « déposée » that was not transmitted says the contrary of the code alone.
    pub fn of<'r>(code: &str, reasons: impl IntoIterator<Item = &'r str>) -> Effect {
        if code == "200" && reasons.into_iter().any(|reason| reason == "NON_TRANSMISE") {
            return Effect::NotDelivered;
        }
        Meaning::of(code).map_or(Effect::Unknown, |meaning| meaning.effect)
    }
}

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The code.
    pub code: &'static str,
    /// Its label in French.
    pub label: &'static str,
    /// Who sets it, where it is known.
    pub setter: Option<Setter>,
    /// What it changes.
    pub effect: Effect,
    /// « à vérifier »: not checked against the text of the issuer.
    pub unverified: bool,
    /// Whether a reason must come with it.
    pub wants_reason: bool,
}

const fn checked(code: &'static str, label: &'static str, setter: Setter, effect: Effect) -> Meaning {
    let wants_reason =
        matches!(effect, Effect::DisputedInPart | Effect::Disputed | Effect::Suspended | Effect::Refused | Effect::NeverValid);
    Meaning { code, label, setter: Some(setter), effect, unverified: false, wants_reason }
}

const fn unverified(code: &'static str, label: &'static str, effect: Effect) -> Meaning {
    Meaning { code, label, setter: None, effect, unverified: true, wants_reason: false }
}

const fn turned_away(code: &'static str, label: &'static str, wants_reason: bool) -> Meaning {
    Meaning { code, label, setter: Some(Setter::Platform), effect: Effect::TurnedAway, unverified: false, wants_reason }
}

const fn technical(code: &'static str, label: &'static str) -> Meaning {
    Meaning { code, label, setter: Some(Setter::Platform), effect: Effect::Technical, unverified: false, wants_reason: false }
}

/// Every code that was published.
pub static MEANINGS: [Meaning; 31] = [
    checked("200", "Déposée", Setter::SellerPlatform, Effect::NoChange),
    checked("201", "Émise par la plateforme", Setter::SellerPlatform, Effect::NoChange),
    checked("202", "Reçue par la plateforme", Setter::BuyerPlatform, Effect::Received),
    checked("203", "Mise à disposition", Setter::BuyerPlatform, Effect::Received),
    checked("204", "Prise en charge", Setter::Buyer, Effect::Received),
    checked("205", "Approuvée", Setter::Buyer, Effect::Approved),
    checked("206", "Approuvée partiellement", Setter::Buyer, Effect::DisputedInPart),
    checked("207", "En litige", Setter::Buyer, Effect::Disputed),
    checked("208", "Suspendue", Setter::Buyer, Effect::Suspended),
    checked("209", "Complétée", Setter::Seller, Effect::Completed),
    checked("210", "Refusée", Setter::Buyer, Effect::Refused),
    checked("211", "Paiement transmis", Setter::Buyer, Effect::PaymentAnnounced),
    checked("212", "Encaissée", Setter::Seller, Effect::Cashed),
    checked("213", "Rejetée", Setter::Platform, Effect::NeverValid),
    unverified("214", "Visée", Effect::NoChange),
    unverified("220", "Annulée", Effect::Cancelled),
    checked("221", "Erreur de routage", Setter::Platform, Effect::NotDelivered),
    unverified("224", "Demande de paiement direct", Effect::NoChange),
    unverified("225", "Affacturée", Effect::PayeeChanged),
    unverified("226", "Affacturée confidentiel", Effect::PayeeChanged),
    unverified("227", "Changement de compte à payer", Effect::PayeeChanged),
    unverified("228", "Non affacturée", Effect::NoChange),
    technical("250", "Statut technique 250"),
    technical("251", "Statut technique 251"),
    technical("300", "Statut technique 300"),
    technical("301", "Statut technique 301"),
    technical("400", "Statut technique 400"),
    technical("401", "Statut technique 401"),
    unverified("500", "Recevable", Effect::Technical),
    turned_away("501", "Irrecevable", true),
    turned_away("601", "Rejetée par le portail public", false),
];

impl Meaning {
    /// What a code stands for.
    pub fn of(code: &str) -> Option<&'static Meaning> {
        MEANINGS.iter().find(|meaning| meaning.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_rule_book_do_what_it_says() {
        use Effect::*;
        for (code, effect) in [
            ("205", Approved),
            ("206", DisputedInPart),
            ("207", Disputed),
            ("208", Suspended),
            ("210", Refused),
            ("211", PaymentAnnounced),
            ("212", Cashed),
            ("213", NeverValid),
            ("220", Cancelled),
            ("221", NotDelivered),
            ("225", PayeeChanged),
            ("226", PayeeChanged),
            ("227", PayeeChanged),
            ("500", Technical),
            ("501", TurnedAway),
            ("601", TurnedAway),
        ] {
            assert_eq!(Meaning::of(code).map(|meaning| meaning.effect), Some(effect), "{code}");
        }
        assert_eq!(Meaning::of("999"), None);
        assert_eq!(Effect::of("200", ["NON_TRANSMISE"]), NotDelivered);
        assert_eq!(Effect::of("200", ["AUTRE"]), NoChange);
    }

    #[test]
    fn a_reason_is_wanted_where_the_schematron_wants_one() {
        let wanted: Vec<&str> = MEANINGS.iter().filter(|meaning| meaning.wants_reason).map(|meaning| meaning.code).collect();
        assert_eq!(wanted, ["206", "207", "208", "210", "213", "501"]);
        let unverified: Vec<&str> = MEANINGS.iter().filter(|meaning| meaning.unverified).map(|meaning| meaning.code).collect();
        assert_eq!(unverified, ["214", "220", "224", "225", "226", "227", "228", "500"]);
        assert!(MEANINGS.windows(2).all(|pair| pair[0].code < pair[1].code), "in order, each once");
    }
}
