//! `quittance record …`: what a person says became true. One subcommand a fact; who says it is `--author`.

use clap::{Args, Subcommand, ValueEnum};
use domain::Date;
use domain::money::{Cents, Rate};
use domain::party::DebtorKind;
use domain::terms::{CreditCause, RateClause};

use super::values;

/// Inscrit un fait : paiement, avoir, litige, promesse, suspension, procédure collective…
///
/// Chaque fait porte deux dates : le jour où il est vrai (--on, aujourd'hui par défaut) et le moment où vous le dites.
/// Rien n'est jamais effacé : un fait se corrige par un autre.
#[derive(Args)]
pub struct Record {
    #[command(subcommand)]
    pub fact: Fact,
}

/// A fact to record.
#[derive(Subcommand)]
#[command(subcommand_value_name = "FAIT", subcommand_help_heading = "Faits")]
pub enum Fact {
    /// Un débiteur, saisi à la main.
    Debtor(DebtorArgs),
    /// Une facture, saisie à la main.
    Invoice(InvoiceArgs),
    /// Un règlement reçu. Sans --claim, il solde les échéances les plus anciennes et le dit.
    Payment(PaymentArgs),
    /// Un avoir. La cause décide si la somme a pu porter intérêt.
    CreditNote(CreditNoteArgs),
    /// Un remboursement : du crédit rendu au débiteur ; --undo pour l'annuler.
    Refund(RefundArgs),
    /// Un règlement revenu impayé (chèque, prélèvement) : il n'a jamais payé.
    Reversal(ReversalArgs),
    /// Un litige, sur toute l'échéance ou une partie ; --close pour le clore.
    Dispute(DisputeArgs),
    /// Une promesse de règlement ; --cancel pour l'annuler.
    Promise(PromiseArgs),
    /// Un échéancier accepté ; --end pour y mettre fin.
    Plan(PlanArgs),
    /// Une suspension des relances ; --lift pour la lever.
    Hold(HoldArgs),
    /// Une remise : indemnité, intérêts, ou une somme d'intérêts ; --withdraw pour la reprendre.
    Waiver(WaiverArgs),
    /// Une procédure collective du débiteur ; --close à sa clôture.
    Insolvency(InsolvencyArgs),
    /// Les conditions de règlement convenues, du créancier ou d'un débiteur.
    Terms(TermsArgs),
    /// La nature du débiteur : entreprise, particulier, non_professionnel, public.
    Kind(KindArgs),
    /// Les coordonnées d'un débiteur.
    Contact(ContactArgs),
    /// Un appel passé.
    Call(CallArgs),
    /// L'envoi réel de courriers remis : alors seulement l'étape compte.
    Sent(SentArgs),
    /// La réception (ou première présentation) d'une mise en demeure.
    Received(ReceivedArgs),
    /// Un courrier revenu ou refusé.
    Returned(ReturnedArgs),
    /// « Mes règlements sont à jour au JOUR » : condition des relances fermes.
    UpToDate(UpToDateArgs),
    /// La date d'échéance d'une créance, imprimée ou convenue.
    DueDate(DueDateArgs),
    /// Un jugement exécutoire et notifié : intérêts au taux légal, majoré deux mois après.
    Judgment(OnClaims),
    /// La capitalisation des intérêts (C. civ. 1343-2), prévue au contrat ou ordonnée.
    Capitalisation(OnClaims),
    /// Un acte qui interrompt ou suspend la prescription.
    Limitation(LimitationArgs),
    /// Le rattachement de créances et règlements à un autre débiteur (fusion de fiches, scission).
    Move(MoveArgs),
    /// Le scénario d'un débiteur, ou de tous ceux d'une nature.
    Scenario(ScenarioArgs),
    /// La politique de relance (fichier TOML) : plafonds, calendrier, budget de contacts.
    Policy(PolicyArgs),
    /// L'effacement des données personnelles d'un débiteur (RGPD).
    Erasure(ErasureArgs),
}

/// The day a fact is true from.
#[derive(Args)]
pub struct On {
    /// Jour où le fait est vrai (aujourd'hui par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    pub on: Option<Date>,
}

#[derive(Args)]
pub struct DebtorArgs {
    /// Code que vous lui donnez.
    pub code: String,
    /// Nom ou raison sociale.
    #[arg(long)]
    pub name: String,
    /// Nature : business, consumer, non_professional, public_body ; à qualifier sans cette option.
    #[arg(long, value_parser = values::debtor_kind)]
    pub kind: Option<DebtorKind>,
    /// Adresse électronique.
    #[arg(long, default_value = "")]
    pub email: String,
    /// Téléphone.
    #[arg(long, default_value = "")]
    pub phone: String,
    /// Ligne d'adresse (bâtiment, rue). Répétable.
    #[arg(long = "line", value_name = "LIGNE")]
    pub lines: Vec<String>,
    /// Code postal.
    #[arg(long, default_value = "")]
    pub postal_code: String,
    /// Ville.
    #[arg(long, default_value = "")]
    pub city: String,
    /// SIREN.
    #[arg(long, default_value = "")]
    pub siren: String,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct InvoiceArgs {
    /// Débiteur : son code, ou db_12.
    pub debtor: String,
    /// Numéro imprimé.
    pub number: String,
    /// Montant TTC.
    #[arg(value_parser = values::amount)]
    pub amount: Cents,
    /// Échéance imprimée ; sans elle, celle des conditions convenues, sinon présumée.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    pub due: Option<Date>,
    /// Ce qui a été fourni.
    #[arg(long)]
    pub subject: Option<String>,
    /// Devise.
    #[arg(long, default_value = "EUR")]
    pub currency: String,
    /// Jour de la facture (aujourd'hui par défaut).
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct PaymentArgs {
    /// Débiteur : son code, ou db_12.
    pub debtor: String,
    /// Montant reçu.
    #[arg(value_parser = values::amount)]
    pub amount: Cents,
    /// Échéance réglée : numéro de facture ou cr_12, avec sa part si besoin (F-12=500,00). Répétable.
    #[arg(long = "claim", value_name = "ÉCHÉANCE[=MONTANT]")]
    pub claims: Vec<String>,
    /// Moyen : transfer, cheque, direct_debit, card, cash, other.
    #[arg(long, default_value = "transfer")]
    pub means: String,
    /// Libellé ou référence.
    #[arg(long)]
    pub reference: Option<String>,
    /// Ne rien imputer : l'argent reste à affecter (et suspend les relances qu'il couvrirait).
    #[arg(long, conflicts_with = "claims")]
    pub unallocated: bool,
    /// Devise.
    #[arg(long, default_value = "EUR")]
    pub currency: String,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct CreditNoteArgs {
    /// Débiteur : son code, ou db_12.
    pub debtor: String,
    /// Numéro de l'avoir.
    pub number: String,
    /// Montant TTC, positif.
    #[arg(value_parser = values::amount)]
    pub amount: Cents,
    /// Cause : correction (jamais dû), return (retour), discount (geste commercial).
    #[arg(long, default_value = "correction", value_parser = values::credit_cause)]
    pub cause: CreditCause,
    /// Échéance créditée, avec sa part si besoin. Répétable.
    #[arg(long = "claim", value_name = "ÉCHÉANCE[=MONTANT]")]
    pub claims: Vec<String>,
    /// Devise.
    #[arg(long, default_value = "EUR")]
    pub currency: String,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct ReversalArgs {
    /// Règlement revenu : rg_12.
    pub payment: String,
    /// Motif, par exemple AM04 ou « provision insuffisante ».
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct RefundArgs {
    /// Débiteur (code ou db_12), règlement ou avoir rendu (rg_12), ou remboursement à annuler (im_12) avec --undo.
    pub what: String,
    /// Montant rendu.
    #[arg(value_parser = values::amount, conflicts_with = "undo")]
    pub amount: Option<Cents>,
    /// Libellé ou référence du virement.
    #[arg(long)]
    pub reference: Option<String>,
    /// Devise.
    #[arg(long, default_value = "EUR")]
    pub currency: String,
    /// Annuler un remboursement inscrit par erreur.
    #[arg(long)]
    pub undo: bool,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct DisputeArgs {
    /// Échéance contestée (numéro de facture ou cr_12), ou litige à clore (li_12) avec --close.
    pub what: String,
    /// Part contestée ; toute l'échéance sans cette option.
    #[arg(long, value_parser = values::amount)]
    pub amount: Option<Cents>,
    /// Motif : quality, delivery, price, quantity, not_ordered, already_paid, other.
    #[arg(long, default_value = "other")]
    pub cause: String,
    /// Explication.
    #[arg(long)]
    pub note: Option<String>,
    /// Clore le litige.
    #[arg(long)]
    pub close: bool,
    /// Le débiteur avait raison (un avoir suit).
    #[arg(long, requires = "close")]
    pub founded: bool,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct PromiseArgs {
    /// Débiteur (code ou db_12), ou promesse à annuler (pr_12) avec --cancel.
    pub what: String,
    /// Montant promis.
    #[arg(long, value_parser = values::amount)]
    pub amount: Option<Cents>,
    /// Jour promis.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    pub by: Option<Date>,
    /// Échéances couvertes ; toutes les échéances en retard sans cette option. Répétable.
    #[arg(long = "claim", value_name = "ÉCHÉANCE")]
    pub claims: Vec<String>,
    /// Explication.
    #[arg(long)]
    pub note: Option<String>,
    /// Annuler la promesse.
    #[arg(long)]
    pub cancel: bool,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct PlanArgs {
    /// Débiteur (code ou db_12), ou échéancier à terminer (ec_12) avec --end.
    pub what: String,
    /// Une échéance du plan : JOUR:MONTANT. Répétable, dans l'ordre.
    #[arg(long = "due", value_parser = values::day_and_amount, value_name = "JOUR:MONTANT")]
    pub dues: Vec<(Date, Cents)>,
    /// Échéances couvertes ; toutes les échéances ouvertes sans cette option. Répétable.
    #[arg(long = "claim", value_name = "ÉCHÉANCE")]
    pub claims: Vec<String>,
    /// Mettre fin à l'échéancier.
    #[arg(long)]
    pub end: bool,
    #[command(flatten)]
    pub on: On,
}

/// Causes of a hold, on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum HoldWord {
    /// Votre choix.
    Pause,
    /// Surendettement.
    OverIndebtedness,
    /// Décès.
    Death,
    /// Refus de contact.
    ContactRefused,
    /// Personne vulnérable.
    VulnerablePerson,
    /// Droit étranger à qualifier.
    ForeignLaw,
    /// Réponse à lire.
    OpenReply,
    /// À payer à un tiers (affacturage, mandat).
    OtherPayee,
}

#[derive(Args)]
pub struct HoldArgs {
    /// Débiteur (code ou db_12), échéance (cr_12), ou suspension à lever (su_12) avec --lift.
    pub what: String,
    /// Cause.
    #[arg(long, value_enum, default_value = "pause")]
    pub cause: HoldWord,
    /// Dernier jour ; sans date, jusqu'à ce que vous la leviez.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    pub until: Option<Date>,
    /// Explication.
    #[arg(long)]
    pub note: Option<String>,
    /// Lever la suspension.
    #[arg(long)]
    pub lift: bool,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct WaiverArgs {
    /// Échéance (numéro de facture ou cr_12), ou remise à reprendre (re_12) avec --withdraw.
    pub what: String,
    /// Ce qui est remis : indemnity, interest, ou une somme d'intérêts.
    #[arg(default_value = "")]
    pub of: String,
    /// Motif, conservé avec l'auteur.
    #[arg(long)]
    pub reason: Option<String>,
    /// Reprendre la remise.
    #[arg(long)]
    pub withdraw: bool,
    #[command(flatten)]
    pub on: On,
}

/// Proceedings, on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum ProceedingWord {
    /// Sauvegarde.
    Safeguard,
    /// Redressement judiciaire.
    Reorganisation,
    /// Liquidation judiciaire.
    Liquidation,
}

#[derive(Args)]
pub struct InsolvencyArgs {
    /// Débiteur (code ou db_12), ou procédure à clore (pc_12) avec --close.
    pub what: String,
    /// Procédure.
    #[arg(long, value_enum)]
    pub proceeding: Option<ProceedingWord>,
    /// Jour du jugement d'ouverture.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    pub judgment: Option<Date>,
    /// Jour de publication au BODACC.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    pub published: Option<Date>,
    /// Clôture.
    #[arg(long)]
    pub close: bool,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct TermsArgs {
    /// Conditions : « 30 jours », « 45 jours fin de mois », « comptant »… Entre guillemets.
    pub terms: Option<String>,
    /// Un seul débiteur (code ou db_12) ; tous sans cette option.
    #[arg(long)]
    pub debtor: Option<String>,
    /// Taux annuel de pénalités du contrat, en pour cent.
    #[arg(long, value_parser = values::rate, conflicts_with = "rate_clause")]
    pub contract_rate: Option<Rate>,
    /// Clause de taux : 3x-legal ou ecb+10.
    #[arg(long, value_parser = values::rate_clause)]
    pub rate_clause: Option<RateClause>,
    /// Le contrat impute d'abord sur le principal.
    #[arg(long)]
    pub principal_first: bool,
    /// Nature des débiteurs quand le fichier ne la dit pas.
    #[arg(long, value_parser = values::debtor_kind)]
    pub default_kind: Option<DebtorKind>,
    /// Les numéros composés d'un FEC ont été vérifiés : leurs échéances présumées reçoivent aussi leur date convenue.
    #[arg(long)]
    pub numbers_checked: bool,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct KindArgs {
    /// Débiteur (code ou db_12) ; « tous » pour tous ceux qui restent à qualifier.
    pub debtor: String,
    /// Nature.
    #[arg(value_parser = values::debtor_kind)]
    pub kind: DebtorKind,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct ContactArgs {
    /// Débiteur (code ou db_12).
    pub debtor: String,
    /// Nom.
    #[arg(long)]
    pub name: Option<String>,
    /// Adresse électronique.
    #[arg(long)]
    pub email: Option<String>,
    /// Téléphone.
    #[arg(long)]
    pub phone: Option<String>,
    /// Ligne d'adresse (bâtiment, rue). Répétable.
    #[arg(long = "line")]
    pub lines: Vec<String>,
    /// Code postal.
    #[arg(long)]
    pub postal_code: Option<String>,
    /// Ville.
    #[arg(long)]
    pub city: Option<String>,
    /// Pays (code à deux lettres).
    #[arg(long)]
    pub country: Option<String>,
    /// Langue des courriers : fr ou en.
    #[arg(long)]
    pub language: Option<String>,
    /// SIREN.
    #[arg(long)]
    pub siren: Option<String>,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct CallArgs {
    /// Débiteur (code ou db_12), ou fiche d'appel remise par run (co_12).
    pub what: String,
    /// Résultat : reached, no_answer, message, wrong_number, other.
    #[arg(long, default_value = "reached")]
    pub outcome: String,
    /// Échéances dont il a été question. Répétable.
    #[arg(long = "claim", value_name = "ÉCHÉANCE")]
    pub claims: Vec<String>,
    /// Ce qui a été dit.
    #[arg(long)]
    pub note: Option<String>,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct SentArgs {
    /// Courriers (co_12), ou le nom du dossier daté remis par run.
    #[arg(required = true)]
    pub letters: Vec<String>,
    /// Numéro de recommandé (pour un seul courrier).
    #[arg(long)]
    pub tracking: Option<String>,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct ReceivedArgs {
    /// Courrier (co_12) ou échéances (numéro de facture, cr_12).
    #[arg(required = true)]
    pub what: Vec<String>,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct ReturnedArgs {
    /// Courrier (co_12).
    pub letter: String,
    /// Motif : « destinataire inconnu à l'adresse », « refusé »…
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct UpToDateArgs {
    /// Jour jusqu'auquel tous les règlements reçus sont inscrits (aujourd'hui par défaut).
    #[arg(value_parser = values::day, value_name = "JOUR")]
    pub through: Option<Date>,
}

#[derive(Args)]
pub struct DueDateArgs {
    /// Échéance (numéro de facture ou cr_12).
    pub claim: String,
    /// Dernier jour pour payer.
    #[arg(value_parser = values::day)]
    pub due: Date,
    /// La date est convenue (par défaut : imprimée sur la facture).
    #[arg(long)]
    pub agreed: bool,
}

#[derive(Args)]
pub struct OnClaims {
    /// Échéances (numéro de facture ou cr_12).
    #[arg(required = true)]
    pub claims: Vec<String>,
    #[command(flatten)]
    pub on: On,
}

/// Acts on limitation, on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum LimitationWord {
    /// Reconnaissance écrite ou claire (C. civ. 2240).
    Recognition,
    /// Reconnaissance possible, jamais certaine : montrée, sans effet.
    PossibleRecognition,
    /// Demande en justice (2241).
    CourtAction,
    /// Mesure conservatoire ou acte d'exécution (2244).
    Enforcement,
    /// Déclaration de créance (C. com. L622-25-1).
    InsolvencyDeclaration,
    /// Médiation ou conciliation (2238).
    Mediation,
}

#[derive(Args)]
pub struct LimitationArgs {
    /// Échéances (numéro de facture ou cr_12).
    #[arg(required = true)]
    pub claims: Vec<String>,
    /// Acte.
    #[arg(long, value_enum)]
    pub by: LimitationWord,
    /// Dernier jour d'une suspension.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    pub until: Option<Date>,
    #[command(flatten)]
    pub on: On,
}

#[derive(Args)]
pub struct MoveArgs {
    /// Ce qui est déplacé : échéances, règlements (rg_12), ou un débiteur entier (code ou db_12).
    #[arg(required = true)]
    pub what: Vec<String>,
    /// Débiteur d'arrivée.
    #[arg(long)]
    pub to: String,
}

#[derive(Args)]
pub struct ScenarioArgs {
    /// Nom d'un scénario livré, ou chemin d'un fichier TOML.
    pub scenario: String,
    /// Débiteur (code ou db_12).
    #[arg(long, conflicts_with = "kind")]
    pub debtor: Option<String>,
    /// Tous les débiteurs de cette nature.
    #[arg(long, value_parser = values::debtor_kind)]
    pub kind: Option<DebtorKind>,
}

#[derive(Args)]
pub struct PolicyArgs {
    /// Fichier TOML ; les valeurs absentes gardent leur défaut prudent.
    pub file: std::path::PathBuf,
}

#[derive(Args)]
pub struct ErasureArgs {
    /// Débiteur (code ou db_12).
    pub debtor: String,
    /// Motif.
    #[arg(long)]
    pub reason: String,
}
