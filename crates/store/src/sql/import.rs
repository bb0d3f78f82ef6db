//! Imports.

/// Allocations of an import's payments or to its claims, all younger than it.
macro_rules! of_import {
    () => {
        "tenant_id = $1 AND id > $2 AND (movement_import = $2 OR claim_import = $2)"
    };
}

/// Those that waited for it, and for no other import that is not completed.
macro_rules! waited {
    () => {
        concat!(
            of_import!(),
            " AND standing = 3
            AND NOT EXISTS (SELECT 1 FROM import i WHERE i.tenant_id = $1 AND i.state <> 'completed'
                AND i.id IN (allocation.movement_import, allocation.claim_import))"
        )
    };
}

statements! {
    /// An import begins.
    INSERT = "INSERT INTO import (tenant_id, id, day, sha256, format, name, file, state, taken, known, problems, started_at, ended_on,
        completed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 'started', 0, 0, 0, $8, NULL, NULL)";
    /// It ends.
    COMPLETE = "UPDATE import SET state = 'completed', taken = $3, known = $4, problems = $5, ended_on = $6, completed_by = $7
        WHERE tenant_id = $1 AND id = $2";
    /// It never was.
    UNDO = "UPDATE import SET state = 'undone', ended_on = $3 WHERE tenant_id = $1 AND id = $2";
    /// Imports whose rows do not count.
    NOT_LIVE = "SELECT id, state FROM import WHERE tenant_id = $1 AND state <> 'completed'";
    /// One import.
    ONE = "SELECT id, day, sha256, format, name, file, state, taken, known, problems, started_at FROM import
        WHERE tenant_id = $1 AND id = $2";
    /// The newest import of a file.
    BY_SHA256 = "SELECT id, day, sha256, format, name, file, state, taken, known, problems, started_at FROM import
        WHERE tenant_id = $1 AND sha256 = $2 AND state <> 'undone' ORDER BY id DESC LIMIT 1";
    /// Every import.
    LIST = "SELECT id, day, sha256, format, name, file, state, taken, known, problems, started_at FROM import
        WHERE tenant_id = $1 ORDER BY id";
    /// When the first import began.
    FIRST = "SELECT started_at FROM import WHERE tenant_id = $1 ORDER BY id LIMIT 1";
    /// Where an import stands.
    STATE = "SELECT state FROM import WHERE tenant_id = $1 AND id = $2";
    /// Allocations of its payments or to its claims, all younger than it, that waited for it alone settle their claims.
    SETTLE_COMPLETED = settle!("+", waited!());
    /// They count from now on.
    COUNT_COMPLETED = concat!("UPDATE allocation SET standing = 0 WHERE ", waited!());
    /// What counted of them settles nothing any more.
    SETTLE_UNDONE = settle!("-", of_import!(), " AND standing = 0");
    /// They are void.
    VOID_UNDONE = concat!("UPDATE allocation SET standing = 2 WHERE ", of_import!(), " AND standing IN (0, 3)");
    /// The first event after its end that rests on what an import brought; what it recorded itself goes with it.
    DEPENDS = "SELECT MIN(x.id) FROM (
        SELECT d.id FROM dispute d JOIN claim c ON c.tenant_id = d.tenant_id AND c.id = d.claim
            WHERE d.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT k.id FROM cover k JOIN claim c ON c.tenant_id = k.tenant_id AND c.id = k.claim
            WHERE k.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT s.id FROM step s JOIN claim c ON c.tenant_id = s.tenant_id AND c.id = s.claim
            WHERE s.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT t.letter FROM letter_item t JOIN claim c ON c.tenant_id = t.tenant_id AND c.id = t.claim
            WHERE t.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT w.id FROM waiver w JOIN claim c ON c.tenant_id = w.tenant_id AND c.id = w.claim
            WHERE w.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT f.id FROM milestone f JOIN claim c ON c.tenant_id = f.tenant_id AND c.id = f.claim
            WHERE f.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT a.id FROM allocation a LEFT JOIN claim c ON c.tenant_id = a.tenant_id AND c.id = a.claim
            JOIN movement m ON m.tenant_id = a.tenant_id AND m.id = a.movement
            WHERE a.tenant_id = $1 AND a.standing = 0
              AND (c.import_id = $2 OR m.import_id = $2) AND COALESCE(c.import_id, 0) <> COALESCE(m.import_id, 0)
        UNION ALL SELECT v.id FROM invoice_status v JOIN claim c ON c.tenant_id = v.tenant_id AND c.id = v.invoice
            JOIN import j ON j.tenant_id = v.tenant_id AND j.id = v.import_id
            WHERE v.tenant_id = $1 AND c.import_id = $2 AND j.state <> 'undone'
        UNION ALL SELECT t.id FROM entry_told t JOIN import j ON j.tenant_id = t.tenant_id AND j.id = t.import_id AND j.state <> 'undone'
            LEFT JOIN claim c ON c.tenant_id = t.tenant_id AND c.id = t.target AND t.what = 'invoice'
            LEFT JOIN movement m ON m.tenant_id = t.tenant_id AND m.id = t.target AND t.what <> 'invoice'
            WHERE t.tenant_id = $1 AND t.import_id <> $2 AND (c.import_id = $2 OR m.import_id = $2)
        UNION ALL SELECT l.batch FROM debit_line l JOIN claim c ON c.tenant_id = l.tenant_id AND c.id = l.claim
            JOIN debit_batch b ON b.tenant_id = l.tenant_id AND b.id = l.batch AND b.cancelled_on IS NULL
            WHERE l.tenant_id = $1 AND c.import_id = $2
        UNION ALL SELECT n.id FROM debit_mandate n JOIN debtor d ON d.tenant_id = n.tenant_id AND d.id = n.debtor
            WHERE n.tenant_id = $1 AND d.import_id = $2
        UNION ALL SELECT c.id FROM claim c JOIN debtor d ON d.tenant_id = c.tenant_id AND d.id = c.debtor
            WHERE c.tenant_id = $1 AND d.import_id = $2 AND COALESCE(c.import_id, 0) <> $2
        UNION ALL SELECT m.id FROM movement m JOIN debtor d ON d.tenant_id = m.tenant_id AND d.id = m.debtor
            WHERE m.tenant_id = $1 AND d.import_id = $2 AND COALESCE(m.import_id, 0) <> $2
        ) x WHERE x.id > (SELECT COALESCE(i.completed_by, i.id) FROM import i WHERE i.tenant_id = $1 AND i.id = $2)";
}
