//! Reading finished words by content: blanks of every width, case and apostrophes do not count; numbers, words and dates are whole.

use jiff::civil::Date;

use crate::letters::document::{Document, Part, Run};
use crate::letters::facts::LetterFacts;
use crate::letters::text;
use crate::money::{Cents, Currency, Rate};
use crate::party::{Iban, Language};

/// The words of a document in three readings.
pub(super) struct Reading {
    /// Everything that a reader sees, a line a string.
    all: String,
    /// Everything without any blank, for account numbers.
    compact: String,
    /// The same with article numbers drawn together: « l. 441-10 » as « l441-10 ».
    articles: String,
    /// What the writer says, a line a string, without the data of the debtor and the invoices.
    said: String,
    /// Subject, title and delivery, without data.
    head: String,
    /// Paragraphs and items of the body and closing, whole.
    paragraphs: Vec<String>,
    /// Words of six capitals or more in paragraphs, data aside.
    capitals: Vec<String>,
}

impl Reading {
    pub(super) fn of(document: &Document, facts: &LetterFacts) -> Reading {
        let all = document.words().iter().map(|line| normal(line)).collect::<Vec<_>>().join("\n");
        let data = data_of(facts);
        let strip = |lines: Vec<String>| stripped(&lines.iter().map(|line| normal(line)).collect::<Vec<_>>().join("\n"), &data);
        let mut paragraphs = Vec::new();
        let (mut said, quoted) = (Vec::new(), facts.l111_8.as_ref().map(|quote| normal(&quote.text)));
        for part in document.body.iter().chain(&document.closing).chain(document.annexes.iter().flat_map(|annex| &annex.parts)) {
            strings_of(part, quoted.as_deref(), &mut said, &mut paragraphs);
        }
        let head = vec![document.subject.clone(), document.title.clone(), document.delivery.clone()];
        said.extend(head.iter().cloned());
        said.push(document.salutation.clone());
        said.extend(document.payment.iter().flat_map(|box_| {
            [&box_.heading, &box_.qr_caption].into_iter().cloned().chain(box_.lines.iter().flat_map(|(a, b)| [a.clone(), b.clone()]))
        }));
        said.extend(document.annexes.iter().map(|annex| annex.title.clone()));
        said.extend(document.enclosures.iter().cloned());
        Reading {
            capitals: capitals(&paragraphs, &data),
            compact: all.chars().filter(|c| *c != ' ').collect(),
            articles: tight_articles(&all),
            all,
            said: strip(said),
            head: strip(head),
            paragraphs: paragraphs.iter().map(|paragraph| normal(paragraph)).collect(),
        }
    }

    /// Whether the words hold this, whole: « F-1 » is not in « F-12 ».
    pub(super) fn has(&self, words: &str) -> bool {
        holds(&self.all, &normal(words))
    }

    /// Whether they hold at least one of these.
    pub(super) fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|words| self.has(words))
    }

    /// Whether they hold it, blanks aside.
    pub(super) fn has_compact(&self, words: &str) -> bool {
        let compact: String = normal(words).chars().filter(|c| *c != ' ').collect();
        self.compact.contains(&compact)
    }

    /// The account numbers in the words, without blanks: what begins as an IBAN and whose key is right. Words of a sentence that
    /// happen to be drawn together have no ten figures and no right key.
    pub(super) fn ibans(&self) -> Vec<String> {
        const SHORTEST: usize = 15;
        const LONGEST: usize = 34;
        let signs: Vec<char> = self.compact.chars().collect();
        let mut found: Vec<String> = Vec::new();
        let mut at = 0;
        while at + SHORTEST <= signs.len() {
            let run = signs[at..].iter().take(LONGEST).take_while(|sign| sign.is_ascii_alphanumeric()).count();
            let begins = run >= SHORTEST && signs[at].is_ascii_alphabetic() && signs[at + 1].is_ascii_alphabetic();
            let keyed = begins && signs[at + 2].is_ascii_digit() && signs[at + 3].is_ascii_digit();
            let whole = |len: &usize| {
                let text: String = signs[at..at + len].iter().collect();
                let figures = text.chars().skip(4).filter(char::is_ascii_digit).count();
                if figures < 10 { None } else { Iban::parse(&text).ok().map(|_| text.to_uppercase()) }
            };
            match (SHORTEST..=run).filter(|_| keyed).collect::<Vec<_>>().iter().find_map(whole) {
                Some(iban) => {
                    at += iban.len();
                    found.push(iban);
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether they hold this amount: « 40,00 € » is not in « 1 040,00 € ».
    pub(super) fn has_money(&self, cents: Cents, currency: Currency) -> bool {
        let amount = normal(&text::money(cents, currency));
        self.all.match_indices(&amount).any(|(at, _)| {
            let mut before = self.all[..at].chars().rev();
            match (before.next(), before.next()) {
                (Some(' '), Some(digit)) => !digit.is_ascii_digit(),
                (Some(last), _) => !last.is_ascii_digit() && last != ',' && last != '-',
                (None, _) => true,
            }
        })
    }

    /// Whether they hold this day, in words or in figures.
    pub(super) fn has_day(&self, day: Date) -> bool {
        [text::date(day, Language::Fr), text::date(day, Language::En), text::date_short(day)].iter().any(|day| self.has(day))
    }

    /// Whether they hold this rate.
    pub(super) fn has_rate(&self, rate: Rate) -> bool {
        self.has(&text::rate(rate))
    }

    /// Whether they hold this article, however its number is spaced (« L. 441-10 »); 1344 is not in 1344-1.
    pub(super) fn has_article(&self, article: &str) -> bool {
        let text = &self.articles;
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        text.match_indices(&article.to_lowercase()).any(|(at, found)| {
            let mut after = text[at + found.len()..].chars();
            let next = after.next();
            let sub_article = next == Some('-') && digit(after.next());
            !digit(text[..at].chars().next_back()) && !digit(next) && !sub_article
        })
    }

    /// Whether one paragraph holds one of the first and one of the second.
    pub(super) fn has_together(&self, first: &[&str], second: &[&str]) -> bool {
        let any = |text: &str, of: &[&str]| of.iter().map(|w| normal(w)).any(|w| !w.is_empty() && holds_start(text, &w));
        self.paragraphs.iter().any(|paragraph| any(paragraph, first) && any(paragraph, second))
    }

    /// Which of these the writer says.
    pub(super) fn said(&self, words: &[&str]) -> Vec<String> {
        found(&self.said, words)
    }

    /// Which of these the subject, title or delivery say.
    pub(super) fn said_in_head(&self, words: &[&str]) -> Vec<String> {
        found(&self.head, words)
    }

    /// Words that the writer shouts: six capitals or more.
    pub(super) fn capitals(&self) -> &[String] {
        &self.capitals
    }

    /// What the writer says, a string each, without data.
    pub(super) fn said_lines(&self) -> impl Iterator<Item = &str> {
        self.said.lines()
    }
}

fn found(text: &str, words: &[&str]) -> Vec<String> {
    words.iter().filter(|words| holds(text, &normal(words))).map(|words| format!("« {words} »")).collect()
}

fn capitals(paragraphs: &[String], data: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in paragraphs.iter().flat_map(|line| line.split(|c: char| !c.is_alphabetic())) {
        let shouted = word.chars().count() >= 6 && word.chars().all(char::is_uppercase);
        if shouted && !found.iter().any(|known| known == word) && !data.iter().any(|datum| holds(datum, &normal(word))) {
            found.push(word.to_owned());
        }
    }
    found
}

fn strings_of(part: &Part, quoted: Option<&str>, said: &mut Vec<String>, paragraphs: &mut Vec<String>) {
    let joined = |runs: &[Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    match part {
        Part::Paragraph { runs } => {
            said.push(joined(runs));
            paragraphs.push(joined(runs));
        }
        Part::List { items } => {
            said.extend(items.iter().map(|runs| joined(runs)));
            paragraphs.extend(items.iter().map(|runs| joined(runs)));
        }
        Part::Table { table } => {
            said.push(table.caption.clone());
            said.extend(table.head.iter().chain(table.rows.iter().flatten()).chain(&table.total).cloned());
        }
        // The law's own words are not the writer's; any other quotation is.
        Part::Quote { text, .. } if Some(normal(text).as_str()) == quoted => {}
        Part::Quote { text, source } => said.extend([text.clone(), source.clone()]),
    }
}

/// Names, numbers and free text that come from the accounts or from a person, longest first.
fn data_of(facts: &LetterFacts) -> Vec<String> {
    let creditor = &facts.creditor;
    let mut data: Vec<&str> = vec![
        &creditor.name,
        &creditor.consumer_mediator,
        &creditor.signatory_name,
        &creditor.email,
        &facts.debtor.name,
        &facts.debtor_code,
        &facts.reference,
    ];
    data.extend(creditor.agent.iter().flat_map(|agent| [agent.name.as_str(), &agent.activity, &agent.registration]));
    data.extend(facts.items.iter().flat_map(|item| [item.number.as_str(), &item.subject]));
    data.extend(facts.sent.iter().map(|letter| letter.reference.as_str()));
    data.extend(facts.first_letter.iter().map(|letter| letter.reference.as_str()));
    data.extend(facts.call.iter().flat_map(|call| [call.spoke_with.as_str(), &call.said]));
    data.extend(facts.enclosures.iter().map(String::as_str));
    let mut data: Vec<String> = data.into_iter().map(normal).filter(|datum| datum.chars().count() >= 3).collect();
    data.sort_by_key(|datum| std::cmp::Reverse(datum.len()));
    data
}

fn stripped(line: &str, data: &[String]) -> String {
    data.iter().fold(line.to_owned(), |line, datum| {
        let mut kept = String::with_capacity(line.len());
        let mut from = 0;
        for (at, found) in line.match_indices(datum.as_str()) {
            if whole(&line, at, found) {
                kept.push_str(&line[from..at]);
                kept.push('…');
                from = at + found.len();
            }
        }
        kept + &line[from..]
    })
}

/// One blank for any run of blanks, lower case, straight apostrophe, hyphen for the minus sign.
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '’' | '‘' => out.push('\''),
            '\u{2212}' | '\u{2011}' => out.push('-'),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// « l. 441-10 » and « l 441-10 » as « l441-10 ».
fn tight_articles(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let between = matches!(c, '.' | ' ') && out.ends_with(['l', 'r', 'd']);
        let number_follows = || chars[at..].iter().find(|c| !matches!(c, '.' | ' ')).is_some_and(char::is_ascii_digit);
        if !between || !number_follows() {
            out.push(*c);
        }
    }
    out
}

fn holds(text: &str, words: &str) -> bool {
    !words.is_empty() && text.match_indices(words).any(|(at, found)| whole(text, at, found))
}

/// Whether a word of the text begins so: « contest » is in « contestez ».
fn holds_start(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

fn whole(text: &str, at: usize, found: &str) -> bool {
    let touches =
        |edge: Option<char>, next: Option<char>| edge.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
    !touches(found.chars().next(), text[..at].chars().next_back())
        && !touches(found.chars().next_back(), text[at + found.len()..].chars().next())
}
