//! Long work (travaux): what kinds there are and where one may stand. Working state: nothing here is an event.

vocabulary! {
    /// What a job does.
    JobKind {
        /// Reads the files of a deposit whole and says what would be taken; writes nothing.
        Control "control" "contrôle de fichiers",
        /// Takes the files of a deposit in.
        Import "import" "import de fichiers",
        /// Sets and hands over the letters that were approved.
        HandOver "hand_over" "envoi du jour",
        /// Judges the lines of the bank that nobody decided against the books as they are.
        Reconcile "reconcile" "rapprochement bancaire",
    }
}

vocabulary! {
    /// Where a job stands.
    JobState {
        /// Nobody works on it yet.
        Queued "queued" "en attente",
        /// Somebody works on it, as long as its lease runs.
        Running "running" "en cours",
        /// Carried out.
        Done "done" "terminé",
        /// Given up, with the reason in words.
        Failed "failed" "arrêté sur une erreur",
        /// A person asked to stop.
        Cancelled "cancelled" "abandonné",
    }
}

impl JobState {
    /// Whether nothing more will happen to it.
    pub fn is_over(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed | JobState::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for kind in [JobKind::Control, JobKind::Import, JobKind::HandOver, JobKind::Reconcile] {
            assert_eq!(JobKind::of_word(kind.word()), Some(kind));
        }
        for state in [JobState::Queued, JobState::Running, JobState::Done, JobState::Failed, JobState::Cancelled] {
            assert_eq!(JobState::of_word(state.word()), Some(state));
        }
        assert!(JobState::Done.is_over() && !JobState::Running.is_over());
    }
}
