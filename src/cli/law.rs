//! `quittance law`: what the program knows of the law, with sources and marks.

use clap::{Args, Subcommand};
use domain::Date;
use domain::french::date_short;
use domain::law::Series;
use domain::law_book::{beliefs, rules, texts};
use serde_json::{Value, json};

use super::answer::{Answer, Refusal};
use super::{Context, values};

/// Le droit que Quittance applique : taux datés, règles, articles, idées reçues, avec leur source.
///
/// Chaque valeur porte sa source et une marque de certitude : [A] texte officiel, [B] source secondaire, [K] à vérifier
/// avant un acte, [?] douteux. Quittance informe ; la qualification et l'acte restent à vous.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Law {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "QUOI", subcommand_help_heading = "Quoi")]
enum What {
    /// Une série à un jour donné, avec sa source (par exemple : value ecb-refinancing-rate --on 2026-07-01).
    Value {
        /// Nom de la série (voir « quittance law »).
        series: String,
        /// Jour (aujourd'hui par défaut).
        #[arg(long, value_name = "JOUR", value_parser = values::day)]
        on: Option<Date>,
    },
    /// Toutes les valeurs d'une série.
    Series {
        /// Nom de la série.
        series: String,
    },
    /// Les règles, dans nos mots ; ou une seule avec son texte.
    Rules {
        /// Nom de la règle.
        rule: Option<String>,
    },
    /// Les articles reproduits, ou un seul (par exemple : article « C. com. L441-10 »).
    Article {
        /// Citation.
        citation: Option<String>,
    },
    /// Les idées reçues, avec la règle d'aujourd'hui.
    Beliefs,
}

impl Law {
    /// Shows what is asked.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let today = context.clock.today();
        match self.what {
            None => Ok(list(today)),
            Some(What::Value { series, on }) => value(&series, on.unwrap_or(today)),
            Some(What::Series { series }) => Ok(whole(find(&series)?)),
            Some(What::Rules { rule: None }) => Ok(all_rules()),
            Some(What::Rules { rule: Some(id) }) => one_rule(&id),
            Some(What::Article { citation: None }) => Ok(all_articles()),
            Some(What::Article { citation: Some(citation) }) => one_article(&citation),
            Some(What::Beliefs) => Ok(all_beliefs()),
        }
    }
}

/// A mark as shown: `[K]`.
fn mark(mark: domain::law::Mark) -> String {
    format!("[{}]", mark.word())
}

fn list(today: Date) -> Answer {
    let law = app::law::in_force();
    let mut out = format!("Valeurs du droit au {}\n\n", date_short(today));
    let mut series_json = Vec::new();
    for series in law.list() {
        let now = series.on(anchor(series, today));
        let shown = now.as_ref().map_or_else(|_| "inconnue".to_owned(), |entry| format!("{} {}", series.show(entry), mark(entry.mark)));
        let known = format!("connue jusqu'au {}", date_short(series.last_day()));
        out.push_str(&format!("{:<26} {:<44} {shown:<16} {known}\n", series.key, series.name));
        series_json.push(json!({
            "key": series.key, "name": series.name, "article": series.article, "value": now.as_ref().ok().map(|entry| series.show(entry)),
            "checked_until": series.checked_until.to_string(), "known_until": series.last_day().to_string(),
        }));
    }
    let ending = law.running_out(today);
    for series in &ending {
        let when = if series.days_left < 0 {
            format!("n'est plus connue depuis le {}", date_short(series.last_day))
        } else {
            format!("finit le {} (dans {} jours)", date_short(series.last_day), series.days_left)
        };
        out.push_str(&format!("\nÀ mettre à jour : {} {when}.", series.name));
    }
    out.push_str(&format!(
        "\n\n{} règles (quittance law rules), {} articles reproduits (law article), {} idées reçues (law beliefs), vérifiés au {}.\n",
        rules::all().count(),
        texts::all().len(),
        beliefs::all().len(),
        date_short(beliefs::checked_until())
    ));
    out.push_str("Marques : [A] texte officiel, [B] source secondaire, [K] à vérifier avant un acte, [?] douteux.\n");
    let ending_json: Vec<Value> =
        ending.iter().map(|s| json!({ "key": s.key, "last_day": s.last_day.to_string(), "days_left": s.days_left })).collect();
    Answer::done(out, json!({ "day": today.to_string(), "series": series_json, "running_out": ending_json }))
        .with_problems(!ending.is_empty())
}

/// The day on which a series is read for a day: its half-year's first day where it is anchored so.
fn anchor(series: &Series, day: Date) -> Date {
    match series.read_by {
        domain::law::ReadBy::Day => day,
        domain::law::ReadBy::HalfYear => domain::law::HalfYear::of(day).first_day(),
    }
}

fn find(key: &str) -> Result<&'static Series, Refusal> {
    let all = app::law::in_force().list();
    all.iter().find(|series| series.key == key).copied().ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|series| series.key.as_str()).collect();
        Refusal::usage(format!("Aucune série « {key} ». Séries : {}.", names.join(", ")))
    })
}

fn value(key: &str, on: Date) -> Result<Answer, Refusal> {
    let series = find(key)?;
    let read_on = anchor(series, on);
    let entry = series.on(read_on).map_err(|gap| Refusal::refused(gap.to_string()))?;
    let anchored = if read_on == on { String::new() } else { format!(" (valeur du {}, pour tout le semestre)", date_short(read_on)) };
    let text = format!(
        "{} au {}{anchored} : {} {}\nSource : {} (lu le {})\nArticle : {}\nCertitude : {}\n",
        series.name,
        date_short(on),
        series.show(entry),
        mark(entry.mark),
        entry.source,
        date_short(entry.read_on),
        series.article,
        entry.mark.french()
    );
    let json = json!({
        "key": series.key, "on": on.to_string(), "read_on_day": read_on.to_string(), "value": series.show(entry), "raw": entry.is,
        "from": entry.from.to_string(), "source": entry.source, "read_on": entry.read_on.to_string(), "mark": entry.mark.word(), "article": series.article,
    });
    Ok(Answer::done(text, json))
}

fn whole(series: &Series) -> Answer {
    let mut out =
        format!("{} ({})\nArticle : {} ; vérifiée au {}\n\n", series.name, series.key, series.article, date_short(series.checked_until));
    for entry in &series.entries {
        out.push_str(&format!("{}  {:>9} {}  {}\n", entry.from, series.show(entry), mark(entry.mark), entry.source));
    }
    let entries: Vec<Value> = series
        .entries
        .iter()
        .map(|e| json!({ "from": e.from.to_string(), "until": e.until.map(|d| d.to_string()), "value": series.show(e), "source": e.source, "mark": e.mark.word() }))
        .collect();
    Answer::done(
        out,
        json!({ "key": series.key, "name": series.name, "checked_until": series.checked_until.to_string(), "entries": entries }),
    )
}

fn rule_json(rule: &rules::Rule) -> Value {
    json!({ "id": rule.id, "title": rule.title, "statement": rule.statement, "references": rule.references(), "source": rule.source_in_full(), "mark": rule.mark.word() })
}

fn all_rules() -> Answer {
    let mut out = String::new();
    for chapter in rules::chapters() {
        out.push_str(&format!("\n{} (vérifié au {})\n", chapter.title, date_short(chapter.checked_until)));
        for rule in &chapter.rules {
            out.push_str(&format!("  {:<34} {} {} — {}\n", rule.id, mark(rule.mark), rule.title, rule.references()));
        }
    }
    out.push_str("\nUne règle en entier : quittance law rules NOM\n");
    Answer::done(out.trim_start().to_owned(), json!({ "rules": rules::all().map(rule_json).collect::<Vec<_>>() }))
}

fn one_rule(id: &str) -> Result<Answer, Refusal> {
    let rule = rules::rule(id).ok_or_else(|| Refusal::usage(format!("Aucune règle « {id} » (voir « quittance law rules »).")))?;
    let mut out = format!(
        "{} {}\n\n{}\n\nRéférences : {}\nSource : {}\n",
        rule.title,
        mark(rule.mark),
        rule.statement,
        rule.references(),
        rule.source_in_full()
    );
    for text in rule.texts() {
        out.push_str(&format!("\n{}\n{}\n\n{}\n", text.citation(), text.french_status(), text.body));
    }
    Ok(Answer::done(out, rule_json(rule)))
}

fn all_articles() -> Answer {
    let out: String = texts::all().iter().map(|text| format!("{:<24} {}\n", text.citation(), text.french_status())).collect();
    let json: Vec<Value> =
        texts::all().iter().map(|t| json!({ "citation": t.citation(), "from": t.from, "complete": t.complete })).collect();
    Answer::done(out, json!({ "articles": json }))
}

fn one_article(citation: &str) -> Result<Answer, Refusal> {
    let text = texts::cited(citation)
        .ok_or_else(|| Refusal::usage(format!("L'article « {citation} » n'est pas reproduit ici (voir « quittance law article »).")))?;
    let out = format!("{}\n{}\n\n{}\n", text.citation(), text.french_status(), text.body);
    let json = json!({ "citation": text.citation(), "from": text.from, "state_of_source": text.state_of_source, "complete": text.complete, "status": text.french_status(), "body": text.body });
    Ok(Answer::done(out, json))
}

fn all_beliefs() -> Answer {
    let mut out = String::from("Idées reçues, et la règle d'aujourd'hui\n");
    for belief in beliefs::all() {
        out.push_str(&format!("\n« {} »\n  → {} {}\n", belief.said, belief.rule, mark(belief.mark)));
    }
    let json: Vec<Value> = beliefs::all().iter().map(|b| json!({ "said": b.said, "rule": b.rule, "mark": b.mark.word() })).collect();
    Answer::done(out, json!({ "checked_until": beliefs::checked_until().to_string(), "beliefs": json }))
}
