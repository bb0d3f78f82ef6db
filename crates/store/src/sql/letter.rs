//! Letters, calls and tasks.

/// What a record (`$2`) heard counts for another (`$3`) too.
macro_rules! hear {
    () => {
        "INSERT INTO heard (tenant_id, debtor, letter) SELECT l.tenant_id, $3, l.id FROM letter l
        WHERE l.tenant_id = $1 AND l.debtor <> $3
        AND l.id IN (SELECT id FROM letter WHERE tenant_id = $1 AND debtor = $2
            UNION SELECT letter FROM heard WHERE tenant_id = $1 AND debtor = $2)"
    };
}

statements! {
    /// A letter prepared, or a contact made by hand.
    INSERT = "INSERT INTO letter (tenant_id, id, debtor, document, channel, day, asked, currency, pay_by, action, words, pdf, receipt,
        outcome, note, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// One of its claims.
    ITEM = "INSERT INTO letter_item (tenant_id, letter, rank, claim, scenario, step, level, cycle, principal, interest, indemnity)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// One of its states.
    STATE = "INSERT INTO letter_state (tenant_id, letter, id, state, day, word) VALUES ($1, $2, $3, $4, $5, $6)";
    /// The state it is in.
    SET_STATE = "UPDATE letter SET state = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor, channel";
    /// One letter.
    ONE = "SELECT id, debtor, document, channel, day, asked, currency, pay_by, action, words, pdf, receipt, state FROM letter
        WHERE tenant_id = $1 AND id = $2 AND action <> ''";
    /// Letters in a state.
    IN_STATE = "SELECT id, debtor, document, channel, day, asked, currency, pay_by, action, words, pdf, receipt, state FROM letter
        WHERE tenant_id = $1 AND state = $2 AND action <> '' ORDER BY id";
    /// The claims of a letter.
    ITEMS = "SELECT claim, scenario, step, level, cycle, principal, interest, indemnity, rank FROM letter_item
        WHERE tenant_id = $1 AND letter = $2 ORDER BY rank";
    /// The states of a letter.
    STATES = "SELECT state, day, word FROM letter_state WHERE tenant_id = $1 AND letter = $2 ORDER BY id";
    /// What letters that left asked, claim by claim, since a day, with who owes each claim now and what is still open of it.
    ASKED_SINCE = "SELECT l.id, c.debtor, l.day, l.currency, t.claim, t.principal, t.interest, t.indemnity, c.amount - c.settled
        FROM letter l JOIN letter_item t ON t.tenant_id = l.tenant_id AND t.letter = l.id
        JOIN claim c ON c.tenant_id = t.tenant_id AND c.id = t.claim
        WHERE l.tenant_id = $1 AND l.state IN ('handed_over', 'sent') AND l.day >= $2 AND l.document <> ''
        ORDER BY l.id, c.debtor, t.rank";
    /// The frozen words of a letter, if they were not erased.
    WORDS = "SELECT p.bytes FROM letter l JOIN private p ON p.tenant_id = l.tenant_id AND p.id = l.words
        WHERE l.tenant_id = $1 AND l.id = $2";
    /// What a record heard about a claim, or about none, counts for another too.
    HEAR = concat!(hear!(), " AND (EXISTS (SELECT 1 FROM letter_item t WHERE t.tenant_id = l.tenant_id AND t.letter = l.id AND t.claim = $4)
            OR NOT EXISTS (SELECT 1 FROM letter_item t WHERE t.tenant_id = l.tenant_id AND t.letter = l.id)) ON CONFLICT DO NOTHING");
    /// All that a record heard counts for the one that it was joined with.
    HEAR_ALL = concat!(hear!(), " ON CONFLICT DO NOTHING");
    /// The records beside its own for which a letter counts.
    HEARD_BY = "SELECT debtor FROM heard WHERE tenant_id = $1 AND letter = $2 ORDER BY debtor";
    /// A page of the list of letters, newest first: of a state, a document and a channel, or of any (an empty word).
    PAGE = "SELECT l.id, l.debtor, l.document, l.channel, l.day, l.asked, l.currency, l.state,
        (SELECT s.day FROM letter_state s WHERE s.tenant_id = l.tenant_id AND s.letter = l.id ORDER BY s.id DESC LIMIT 1),
        (SELECT s.word FROM letter_state s WHERE s.tenant_id = l.tenant_id AND s.letter = l.id ORDER BY s.id DESC LIMIT 1)
        FROM letter l WHERE l.tenant_id = $1 AND l.action <> '' AND l.id < $2 AND ($3 = '' OR l.state = $3)
        AND ($4 = '' OR l.document = $4) AND ($5 = '' OR l.channel = $5) ORDER BY l.id DESC LIMIT $6";
    /// The numbers of the letters of a state, a document and a channel, or of any, oldest first.
    IDS = "SELECT id FROM letter WHERE tenant_id = $1 AND action <> '' AND state = $2 AND ($3 = '' OR document = $3)
        AND ($4 = '' OR channel = $4) ORDER BY id";
    /// How many letters there are in a state.
    COUNT = "SELECT COUNT(*) FROM letter WHERE tenant_id = $1 AND action <> '' AND state = $2";
    /// How many letters there are in a state, by document and channel.
    COUNTS = "SELECT document, channel, COUNT(*) FROM letter WHERE tenant_id = $1 AND action <> '' AND state = $2
        GROUP BY document, channel ORDER BY document, channel";
    /// Folders of which letters wait to be confirmed, newest first, with how many.
    UNCONFIRMED_FOLDERS = "SELECT s.word, COUNT(*) FROM letter l
        JOIN letter_state s ON s.tenant_id = l.tenant_id AND s.letter = l.id AND s.state = 'handed_over'
        WHERE l.tenant_id = $1 AND l.state = 'handed_over' AND l.action <> '' GROUP BY s.word ORDER BY s.word DESC LIMIT 50";
    /// The letter of an action that may still leave or did: neither cancelled nor refused.
    OF_ACTION = "SELECT id, state FROM letter WHERE tenant_id = $1 AND debtor = $2 AND action = $3 ORDER BY id DESC LIMIT 1";
    /// The states of a letter with who said so and when.
    HISTORY = "SELECT s.state, s.day, s.word, j.author, j.recorded_at FROM letter_state s
        JOIN journal j ON j.tenant_id = s.tenant_id AND j.seq = s.id WHERE s.tenant_id = $1 AND s.letter = $2 ORDER BY s.id";
    /// Letters handed over to a place.
    HANDED_OVER_TO = "SELECT DISTINCT letter FROM letter_state WHERE tenant_id = $1 AND word = $2 AND state = 'handed_over' ORDER BY letter";
}
