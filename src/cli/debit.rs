//! `quittance debit`: mandates to debit an account, and the files of direct debits for the bank.

use std::io::Write;
use std::path::{Path, PathBuf};

use app::books::Books;
use app::debits::{self, Ask, DEFAULT_WAIT_DAYS, NewMandate, Prepared, PreparedBatch, Standing};
use clap::{Args, Subcommand, ValueEnum};
use domain::Date;
use domain::debits::Scheme;
use domain::french::{date_short, money_fr, refusal_fr};
use domain::ids::DebitBatchId;
use domain::money::Currency;
use formats::sepa::debit::Version;
use serde_json::{Value, json};
use store::{Read, Tx};

use super::answer::{Answer, Refusal, table};
use super::values::day;
use super::{Context, open};

/// Les prélèvements SEPA : mandats signés, et fichiers à remettre à votre banque.
///
/// Quittance ne prélève rien : il prépare un fichier (pain.008) de ce que les mandats permettent de prélever un jour donné, que vous
/// remettez à votre banque. Les relances des échéances concernées attendent l'argent.
#[derive(Args)]
pub struct DebitCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "ACTION", subcommand_help_heading = "Actions")]
enum What {
    /// Les mandats de prélèvement.
    Mandate {
        #[command(subcommand)]
        what: Mandates,
    },
    Prepare(Prepare),
    List(List),
    File(File),
    HandedOver(HandedOver),
    Cancel(Cancel),
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "ACTION", subcommand_help_heading = "Actions")]
enum Mandates {
    Add(Box<Add>),
    Revoke(Revoke),
    #[command(name = "list")]
    Of(Of),
}

/// Inscrit un mandat signé par un débiteur.
#[derive(Args)]
struct Add {
    /// Le débiteur qui a signé.
    debtor: String,
    /// Référence unique du mandat (RUM).
    #[arg(long, value_name = "RUM")]
    reference: String,
    /// IBAN à débiter.
    #[arg(long)]
    iban: String,
    /// Jour de la signature.
    #[arg(long, value_name = "JOUR", value_parser = day)]
    signed_on: Date,
    /// Règles du mandat.
    #[arg(long, value_enum, default_value_t = SchemeWord::Core, value_name = "RÈGLES")]
    scheme: SchemeWord,
    /// Pour un seul prélèvement.
    #[arg(long)]
    once: bool,
    /// Jours de préavis convenus, 14 sans cela.
    #[arg(long, value_name = "JOURS")]
    notice: Option<u16>,
    /// Dernier prélèvement fait par ce mandat avant son inscription ici.
    #[arg(long, value_name = "JOUR", value_parser = day)]
    last_used: Option<Date>,
}

#[derive(Clone, Copy, ValueEnum)]
enum SchemeWord {
    /// Tout débiteur ; remboursable sans motif pendant huit semaines.
    Core,
    /// Entre entreprises ; sans remboursement, enregistré par la banque du débiteur.
    B2b,
}

/// Révoque un mandat : plus rien n'est prélevé par lui.
#[derive(Args)]
struct Revoke {
    /// Le mandat, comme ma_12, ou sa RUM.
    mandate: String,
}

/// Liste les mandats, et jusqu'à quand chacun peut servir.
#[derive(Args)]
struct Of {
    /// Un seul débiteur.
    debtor: Option<String>,
}

/// Prépare le fichier des prélèvements d'un jour.
#[derive(Args)]
struct Prepare {
    /// Jour du prélèvement.
    #[arg(long, value_name = "JOUR", value_parser = day)]
    on: Date,
    /// Fichier à écrire ; sans cela, dans le dossier « prelevements » des données.
    #[arg(long, value_name = "FICHIER")]
    out: Option<PathBuf>,
    /// Échéance à présenter de nouveau après un rejet. Répétable.
    #[arg(long, value_name = "ÉCHÉANCE")]
    again: Vec<String>,
    /// Jours ouvrés des banques pendant lesquels les relances attendent après le prélèvement.
    #[arg(long, value_name = "JOURS", default_value_t = DEFAULT_WAIT_DAYS)]
    wait: u16,
    /// Version du message : 08 (pain.008.001.08) ou 02 (pain.008.001.02).
    #[arg(long, value_name = "VERSION", default_value = "08", value_parser = version)]
    format: Version,
}

/// Liste les lots, et ce qui a changé depuis leur préparation.
#[derive(Args)]
struct List {
    /// Un seul lot, comme lp_57, avec ses prélèvements.
    batch: Option<DebitBatchId>,
}

/// Redonne le fichier d'un lot.
#[derive(Args)]
struct File {
    /// Le lot, comme lp_57.
    batch: DebitBatchId,
    /// Fichier à écrire ; sans cela, dans le dossier « prelevements » des données.
    #[arg(long, value_name = "FICHIER")]
    out: Option<PathBuf>,
    /// Le donner même si le lot n'est plus à remettre tel quel.
    #[arg(long)]
    anyway: bool,
}

/// Dit que le fichier d'un lot est remis à la banque : le lot ne peut plus être annulé ici.
#[derive(Args)]
struct HandedOver {
    /// Le lot, comme lp_57.
    batch: DebitBatchId,
    /// Jour de la remise, s'il n'est pas d'aujourd'hui.
    #[arg(long, value_name = "JOUR", value_parser = day)]
    on: Option<Date>,
    /// La banque l'a, même si des prélèvements ne devraient plus se faire ou si le jour est tardif.
    #[arg(long)]
    anyway: bool,
}

/// Annule un lot dont le fichier n'a pas été remis à la banque.
#[derive(Args)]
struct Cancel {
    /// Le lot, comme lp_57.
    batch: DebitBatchId,
    /// Le fichier n'a jamais été remis : à dire d'un lot dont le jour est passé ou trop proche.
    #[arg(long)]
    never_sent: bool,
}

fn version(text: &str) -> Result<Version, String> {
    Version::of_number(text.trim()).ok_or_else(|| "Écrivez 08 ou 02.".to_owned())
}

impl DebitCommand {
    /// Carries the action out.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let today = books.today();
        let write = |work: &dyn Fn(&mut Tx<'_>) -> app::Result<app::record::Done>| -> Result<Answer, Refusal> {
            let done = books.write(|tx| work(tx))?;
            Ok(Answer::done(done.said.clone(), json!(done)))
        };
        match self.what {
            What::Mandate { what: Mandates::Add(add) } => write(&|tx| debits::add(tx, &add.mandate(), today)),
            What::Mandate { what: Mandates::Revoke(revoke) } => write(&|tx| debits::revoke(tx, &revoke.mandate, today)),
            What::Mandate { what: Mandates::Of(of) } => Ok(books.read(|tx| mandates(tx, of.debtor.as_deref(), today))?),
            What::Prepare(prepare) => prepare.run(&books),
            What::List(List { batch: None }) => Ok(books.read(|tx| batches(tx, today))?),
            What::List(List { batch: Some(batch) }) => Ok(books.read(|tx| lines(tx, batch))?),
            What::File(file) => file.run(&books),
            What::HandedOver(one) => write(&|tx| debits::handed_over(tx, one.batch, one.on.unwrap_or(today), one.anyway, today)),
            What::Cancel(one) => write(&|tx| debits::cancel(tx, one.batch, one.never_sent, today)),
        }
    }
}

impl Add {
    fn mandate(&self) -> NewMandate<'_> {
        NewMandate {
            debtor: &self.debtor,
            reference: &self.reference,
            scheme: match self.scheme {
                SchemeWord::Core => Scheme::Core,
                SchemeWord::B2b => Scheme::B2b,
            },
            once: self.once,
            signed_on: self.signed_on,
            iban: &self.iban,
            notice_days: self.notice,
            last_used_on: self.last_used,
        }
    }
}

impl Prepare {
    fn run(self, books: &Books) -> Result<Answer, Refusal> {
        // What is in the way is said before anything is recorded.
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            return Err(Refusal::usage(format!("--out : « {} » existe déjà. Rien n'a été préparé ; donnez un autre nom.", out.display())));
        }
        let ask = Ask { collect_on: self.on, wait_days: self.wait, version: self.format, again: &self.again };
        let prepared = books.write(|tx| debits::prepare(tx, &ask, books.today()))?;
        let Some(batch) = &prepared.batch else {
            let text = format!("Rien à prélever le {} : aucun fichier n'est préparé.\n{}", date_short(self.on), told_left(&prepared));
            return Ok(Answer::done(text, json_of(&prepared, None)).refused());
        };
        let path = self.out.unwrap_or_else(|| folder(books).join(&batch.file_name));
        let written = put(&path, &batch.bytes);
        let profile = books.read(app::creditor::profile)?;
        let mut text = told(batch);
        text.push_str(&told_left(&prepared));
        match &written {
            Ok(()) => text.push_str(&format!("\nFichier : {} (SHA-256 {}).\n", path.display(), batch.sha256)),
            Err(why) => text.push_str(&format!(
                "\nLe lot {} est inscrit, mais son fichier n'a pas pu être écrit ({} : {why}). Redemandez-le : « quittance debit file {} --out FICHIER ».\n",
                batch.id,
                path.display(),
                batch.id
            )),
        }
        batch.to_do(&profile).iter().for_each(|line| text.push_str(&format!("{line}\n")));
        let unwritable = prepared.left.iter().any(|left| left.word == "file");
        let path = written.is_ok().then_some(path.as_path());
        Ok(Answer::done(text, json_of(&prepared, path)).with_problems(path.is_none() || unwritable))
    }
}

impl File {
    fn run(self, books: &Books) -> Result<Answer, Refusal> {
        let file = books.read(|tx| debits::file(tx, self.batch, self.anyway, books.today()))?;
        let path = self.out.unwrap_or_else(|| folder(books).join(&file.name));
        put(&path, &file.bytes).map_err(|why| Refusal::refused(format!("{} : {why}.", path.display())))?;
        let mut said = format!("Fichier du lot {} : {}.", self.batch, path.display());
        file.changed.iter().for_each(|changed| said.push_str(&format!("\n    À retirer avant le prélèvement : {changed}")));
        let json = json!({ "batch": self.batch.to_string(), "file": path.display().to_string(), "changed": file.changed });
        Ok(Answer::done(said, json).with_problems(!file.changed.is_empty()))
    }
}

/// Where files go when nobody says where.
fn folder(books: &Books) -> PathBuf {
    books.folder().join("prelevements")
}

/// Writes a file that is not there yet, whole or not at all; one that is there with the same bytes is left alone.
fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| refusal_fr(&error))?;
    }
    if path.exists() {
        return Err("un autre fichier porte déjà ce nom".to_owned());
    }
    // Under another name until it is whole: a file cut short by a full disk must not look like one for the bank.
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.partiel", std::process::id()));
    let unfinished = path.with_file_name(name);
    let written = std::fs::File::create_new(&unfinished).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.and_then(|()| std::fs::rename(&unfinished, path)).map_err(|error| {
        // What was there under that name before is not ours.
        if error.kind() != std::io::ErrorKind::AlreadyExists {
            std::fs::remove_file(&unfinished).ok();
        }
        refusal_fr(&error)
    })
}

fn told(batch: &PreparedBatch) -> String {
    let count = app::words::counted(batch.lines.len() as u64, "prélèvement", "prélèvements");
    let (sum, on) = (money_fr(batch.total, Currency::EUR), date_short(batch.collect_on));
    let mut text = format!("Lot {} : {count}, {sum} le {on}.\n\n", batch.id);
    let rows: Vec<Vec<String>> = batch
        .lines
        .iter()
        .map(|line| {
            let who = format!("{} {}", line.code, line.name);
            vec![line.number.clone(), line.claim.to_string(), who, line.mandate.clone(), money_fr(line.cents, Currency::EUR)]
        })
        .collect();
    text.push_str(&table(&["Facture", "Échéance", "Débiteur", "RUM", "Montant"].map(str::to_owned), &rows, 4));
    for line in batch.lines.iter().filter(|line| line.less.is_some()) {
        text.push_str(&format!("{} : {}.\n", line.number, line.less.as_deref().unwrap_or_default()));
    }
    text
}

fn told_left(prepared: &Prepared) -> String {
    let mut text = if prepared.left.is_empty() { String::new() } else { "\nNe sont pas prélevées :\n".to_owned() };
    for left in &prepared.left {
        text.push_str(&format!("  {} ({}), {} {} : {}\n", left.number, left.claim, left.code, left.name, left.why));
    }
    if let Some(left) = prepared.left.iter().find(|left| left.word == "presented") {
        text.push_str(&format!("Pour présenter de nouveau une échéance : --again {}.\n", left.claim));
    }
    prepared.in_vain.iter().for_each(|said| text.push_str(&format!("{said}\n")));
    text
}

fn json_of(prepared: &Prepared, path: Option<&Path>) -> Value {
    let batch = prepared.batch.as_ref().map(|batch| {
        json!({
            "batch": batch.id.to_string(), "collect_on": batch.collect_on, "until": batch.until, "total": batch.total.plain(),
            "message": batch.file_name.trim_end_matches(".xml"), "sha256": batch.sha256,
            "file": path.map(|path| path.display().to_string()),
            "debits": batch.lines.iter().map(|line| json!({
                "claim": line.claim.to_string(), "number": line.number, "debtor": line.debtor.to_string(), "code": line.code,
                "mandate": line.mandate, "amount": line.cents.plain(), "end_to_end": line.end_to_end, "less": line.less,
            })).collect::<Vec<_>>(),
        })
    });
    let left: Vec<Value> = prepared
        .left
        .iter()
        .map(|left| {
            json!({ "claim": left.claim.to_string(), "number": left.number, "debtor": left.debtor.to_string(), "code": left.code, "reason": left.word, "why": left.why })
        })
        .collect();
    json!({ "prepared": batch, "left": left, "in_vain": prepared.in_vain })
}

fn mandates(tx: &mut Read<'_>, debtor: Option<&str>, today: Date) -> app::Result<Answer> {
    let shown = debits::mandates(tx, debtor, today)?;
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    for one in &shown {
        let mandate = &one.mandate;
        let (state, said) = match &one.standing {
            Standing::Valid { through } => ("valid", format!("utilisable jusqu'au {}", date_short(*through))),
            Standing::Barred(bar) => ("barred", bar.to_string()),
        };
        rows.push(vec![
            mandate.id.to_string(),
            mandate.reference.clone(),
            format!("{} {}", one.code, one.name),
            format!("{}{}", mandate.scheme.code(), if mandate.once { " ponctuel" } else { "" }),
            mandate.iban.clone().unwrap_or_default(),
            said.clone(),
        ]);
        json.push(json!({
            "mandate": mandate.id.to_string(), "reference": mandate.reference, "debtor": mandate.debtor.to_string(), "code": one.code,
            "scheme": mandate.scheme.word(), "once": mandate.once, "signed_on": mandate.signed_on, "iban": mandate.iban,
            "notice_days": mandate.notice_days, "last_presented_on": mandate.last_presented_on, "revoked_on": mandate.revoked_on,
            "state": state, "said": said,
        }));
    }
    let text = if rows.is_empty() {
        "Aucun mandat. « quittance debit mandate add DÉBITEUR --reference RUM --iban IBAN --signed-on JOUR » en inscrit un.".to_owned()
    } else {
        table(&["Référence", "RUM", "Débiteur", "Règles", "Compte", "Il est"].map(str::to_owned), &rows, 6)
    };
    Ok(Answer::done(text, json!(json)))
}

fn batches(tx: &mut Read<'_>, today: Date) -> app::Result<Answer> {
    let shown = debits::batches(tx, today)?;
    let (mut text, mut json) = (String::new(), Vec::new());
    for one in &shown {
        let (batch, (state, said)) = (&one.batch, one.state());
        let count = app::words::counted(batch.debits, "prélèvement", "prélèvements");
        let (sum, on) = (money_fr(batch.total, Currency::EUR), date_short(batch.collect_on));
        text.push_str(&format!("{}  {on}  {count}, {sum}, {said}\n", batch.id));
        for changed in &one.changed {
            text.push_str(&format!("    À retirer avant le prélèvement : {changed}\n"));
        }
        json.push(json!({
            "batch": batch.id.to_string(), "prepared_on": batch.on, "collect_on": batch.collect_on, "until": batch.until,
            "debits": batch.debits, "total": batch.total.plain(), "message": batch.message, "sha256": batch.sha256, "state": state,
            "handed_over_on": batch.handed_over_on, "cancelled_on": batch.cancelled_on, "changed": one.changed,
        }));
    }
    if shown.is_empty() {
        text.push_str("Aucun lot de prélèvements.");
    }
    let changed = shown.iter().any(|one| one.lapsed || !one.changed.is_empty());
    Ok(Answer::done(text, json!(json)).with_problems(changed))
}

fn lines(tx: &mut Read<'_>, batch: DebitBatchId) -> app::Result<Answer> {
    let shown = debits::lines(tx, batch)?;
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    for one in &shown {
        let line = &one.line;
        rows.push(vec![
            line.number.clone(),
            line.claim.to_string(),
            format!("{} {}", one.code, one.name),
            line.end_to_end.clone(),
            money_fr(line.cents, Currency::EUR),
            money_fr(line.open, Currency::EUR),
        ]);
        json.push(json!({
            "claim": line.claim.to_string(), "number": line.number, "debtor": line.debtor.to_string(), "code": one.code,
            "mandate": line.mandate.to_string(), "end_to_end": line.end_to_end, "amount": line.cents.plain(), "open": line.open.plain(),
        }));
    }
    let head = ["Facture", "Échéance", "Débiteur", "Bout en bout", "Prélevé", "Encore dû"].map(str::to_owned);
    Ok(Answer::done(table(&head, &rows, 4), json!(json)))
}
