//! Every table of the projections, with its columns and the numbers that order it: what `check` compares row by row.

/// A table that is a function of the events.
pub(crate) struct Table {
    /// Its name.
    pub name: &'static str,
    /// How the thing is called in a finding.
    pub french: &'static str,
    /// The numbers that identify a row within the tenant; the first columns of a comparison.
    pub key: &'static [&'static str],
    /// The other columns.
    pub columns: &'static [&'static str],
}

/// All of them.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "setting", french: "réglages", key: &["id"], columns: &["kind", "debtor", "name", "day", "body"] },
    Table { name: "up_to_date", french: "paiements à jour", key: &["id"], columns: &["day", "import_id"] },
    Table {
        name: "import",
        french: "imports",
        key: &["id"],
        columns: &[
            "day",
            "sha256",
            "format",
            "name",
            "file",
            "state",
            "taken",
            "known",
            "problems",
            "started_at",
            "ended_on",
            "completed_by",
        ],
    },
    Table {
        name: "debtor",
        french: "débiteurs",
        key: &["id"],
        columns: &["code", "kind", "siren", "vat", "country", "language", "reach", "scenario", "reach_changed_on", "details", "import_id"],
    },
    Table {
        name: "claim",
        french: "créances",
        key: &["id"],
        columns: &[
            "invoice",
            "debtor",
            "number",
            "issued_on",
            "performed_on",
            "due_on",
            "due_basis",
            "amount",
            "total",
            "currency",
            "seen_on",
            "settled",
            "last_entry_on",
            "import_id",
            "source_key",
            "subject",
        ],
    },
    Table { name: "piece", french: "pièces", key: &["id"], columns: &["invoice", "file", "name"] },
    Table {
        name: "movement",
        french: "règlements et avoirs",
        key: &["id"],
        columns: &[
            "debtor",
            "kind",
            "cause",
            "day",
            "amount",
            "currency",
            "number",
            "means",
            "reference",
            "reversed_on",
            "import_id",
            "source_key",
        ],
    },
    Table {
        name: "allocation",
        french: "imputations",
        key: &["debtor", "claim", "id"],
        columns: &["payer", "movement", "kind", "cause", "day", "cents", "reversed_on", "movement_import", "claim_import", "standing"],
    },
    Table {
        name: "dispute",
        french: "litiges",
        key: &["id"],
        columns: &["debtor", "claim", "day", "amount", "cause", "note", "closed_on", "founded"],
    },
    Table { name: "promise", french: "promesses", key: &["id"], columns: &["debtor", "day", "amount", "by_day", "note", "cancelled_on"] },
    Table { name: "instalment_plan", french: "échéanciers", key: &["id"], columns: &["debtor", "day", "dues", "ended_on"] },
    Table { name: "cover", french: "créances couvertes", key: &["id", "rank"], columns: &["claim"] },
    Table {
        name: "hold",
        french: "suspensions",
        key: &["id"],
        columns: &["debtor", "claim", "cause", "day", "until_day", "note", "lifted_on"],
    },
    Table {
        name: "insolvency",
        french: "procédures collectives",
        key: &["id"],
        columns: &["debtor", "proceeding", "day", "published_on", "closed_on"],
    },
    Table {
        name: "waiver",
        french: "remises",
        key: &["id"],
        columns: &["debtor", "claim", "day", "what", "author", "reason", "withdrawn_on"],
    },
    Table {
        name: "milestone",
        french: "actes sur les créances",
        key: &["debtor", "claim", "id", "rank"],
        columns: &["kind", "day", "act", "until_day"],
    },
    Table {
        name: "letter",
        french: "courriers",
        key: &["id"],
        columns: &[
            "debtor", "document", "channel", "day", "asked", "currency", "pay_by", "action", "words", "pdf", "receipt", "outcome", "note",
            "state",
        ],
    },
    Table {
        name: "letter_item",
        french: "créances des courriers",
        key: &["letter", "rank"],
        columns: &["claim", "scenario", "step", "level", "cycle", "principal", "interest", "indemnity"],
    },
    Table { name: "letter_state", french: "états des courriers", key: &["letter", "id"], columns: &["state", "day", "word"] },
    Table {
        name: "step",
        french: "étapes",
        key: &["debtor", "claim", "id", "rank"],
        columns: &["scenario", "step", "level", "cycle", "day", "channel", "letter", "skipped"],
    },
    Table {
        name: "postponed",
        french: "reports",
        key: &["debtor", "claim", "id", "rank"],
        columns: &["scenario", "step", "level", "cycle", "until_day"],
    },
    Table { name: "approved", french: "approbations", key: &["debtor", "id"], columns: &["action", "day"] },
    Table { name: "event_debtor", french: "index des événements", key: &["debtor", "seq"], columns: &[] },
    Table { name: "heard", french: "courriers d'une autre fiche", key: &["debtor", "letter"], columns: &[] },
    Table { name: "merged", french: "débiteurs réunis", key: &["debtor", "other"], columns: &[] },
    Table { name: "erased", french: "effacements", key: &["id"], columns: &["by_event"] },
];
