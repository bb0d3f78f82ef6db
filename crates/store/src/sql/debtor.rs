//! Debtors.

statements! {
    /// What changes of a debtor.
    UPDATE = "UPDATE debtor SET kind = COALESCE($3, kind), siren = COALESCE($4, siren), vat = COALESCE($5, vat),
        country = COALESCE($6, country), language = COALESCE($7, language), details = COALESCE($8, details),
        reach_changed_on = COALESCE($9, reach_changed_on), reach = COALESCE($10, reach)
        WHERE tenant_id = $1 AND id = $2";
    /// Its scenario; none goes back to the policy's.
    SET_SCENARIO = "UPDATE debtor SET scenario = $3 WHERE tenant_id = $1 AND id = $2";
    /// One debtor.
    ONE = "SELECT id, code, kind, siren, vat, country, language, reach, scenario, details, import_id, reach_changed_on FROM debtor
        WHERE tenant_id = $1 AND id = $2";
    /// Debtors of a range.
    RANGE = "SELECT id, code, kind, siren, vat, country, language, reach, scenario, details, import_id, reach_changed_on FROM debtor
        WHERE tenant_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id";
    /// The next debtors.
    BLOCK = "SELECT id FROM debtor WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Debtors of a code.
    BY_CODE = "SELECT id, code, kind, siren, vat, country, language, reach, scenario, details, import_id, reach_changed_on FROM debtor
        WHERE tenant_id = $1 AND code = $2 ORDER BY id";
    /// Debtors of any of these codes.
    OF_CODES = "SELECT code, id, import_id FROM debtor WHERE tenant_id = $1 AND code = ANY($2) ORDER BY id";
    /// Debtors of a SIREN.
    BY_SIREN = "SELECT id, code, kind, siren, vat, country, language, reach, scenario, details, import_id, reach_changed_on FROM debtor
        WHERE tenant_id = $1 AND siren = $2 AND siren <> '' ORDER BY id";
    /// Codes and details of a range of debtors.
    DETAILS = "SELECT d.id, d.code, p.bytes FROM debtor d LEFT JOIN private p ON p.tenant_id = d.tenant_id AND p.id = d.details
        WHERE d.tenant_id = $1 AND d.id BETWEEN $2 AND $3 ORDER BY d.id";
    /// Debtors to look at again on a day, or whose last decision was made under other rules.
    DUE = "SELECT d.id FROM debtor d LEFT JOIN look_again l ON l.tenant_id = d.tenant_id AND l.debtor = d.id
        WHERE d.tenant_id = $1 AND (l.debtor IS NULL OR l.day <= $2 OR l.fingerprint <> $3) ORDER BY d.id";
    /// What lists show of a range of debtors.
    FACES = "SELECT d.id, d.code, d.siren, p.bytes FROM debtor d LEFT JOIN private p ON p.tenant_id = d.tenant_id AND p.id = d.details
        WHERE d.tenant_id = $1 AND d.id BETWEEN $2 AND $3 ORDER BY d.id";
    /// How many debtors there are.
    COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM debtor WHERE tenant_id = $1";
}
