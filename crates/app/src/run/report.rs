//! What a run did.

use std::path::PathBuf;

use domain::Date;
use domain::events::Channel;
use domain::ids::LetterId;
use domain::money::{Cents, Currency};
use serde::Serialize;

use crate::words::counted;

/// A letter, e-mail or call sheet that was handed over.
#[derive(Clone, Debug, Serialize)]
pub struct HandedOver {
    /// Which.
    #[serde(serialize_with = "shown")]
    pub id: LetterId,
    /// To whom: code and name.
    pub debtor: String,
    /// Which document, empty for a call.
    pub document: String,
    /// Through what.
    pub channel: Channel,
    /// What it asks.
    #[serde(serialize_with = "crate::balance::plain")]
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
}

fn shown<S: serde::Serializer>(id: &LetterId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// What a run did.
#[derive(Clone, Debug, Serialize)]
pub struct RunReport {
    /// The day.
    pub day: Date,
    /// The dated folder, where something was handed over on disk.
    pub folder: Option<PathBuf>,
    /// What was handed over.
    pub letters: Vec<HandedOver>,
    /// Letters that could not be written, and why.
    pub refused: Vec<String>,
    /// Actions that wait for a person.
    pub waiting: usize,
    /// What the cap and the brake said.
    pub verdict: String,
}

impl RunReport {
    /// The report as a person reads it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        if self.letters.is_empty() {
            out.push_str("Rien à remettre aujourd'hui.\n");
        }
        for (channel, what) in [
            (Channel::Email, ("courriel", "courriels")),
            (Channel::Letter, ("lettre", "lettres")),
            (Channel::RegisteredLetter, ("lettre recommandée", "lettres recommandées")),
            (Channel::Call, ("appel", "appels")),
        ] {
            let count = self.letters.iter().filter(|letter| letter.channel == channel).count();
            if count > 0 {
                out.push_str(&format!("{}\n", counted(count as u64, what.0, what.1)));
            }
        }
        if let Some(folder) = &self.folder {
            out.push_str(&format!("Remis dans {}\n", folder.display()));
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            out.push_str(&format!("Une fois partis : quittance record sent {name}\n"));
        }
        if self.waiting > 0 {
            out.push_str(&format!(
                "{} votre accord (quittance plan).\n",
                counted(self.waiting as u64, "action attend", "actions attendent")
            ));
        }
        if !self.verdict.is_empty() && !self.letters.is_empty() {
            out.push_str(&format!("{}\n", self.verdict));
        }
        for why in &self.refused {
            out.push_str(&format!("✗ {why}\n"));
        }
        out
    }
}
