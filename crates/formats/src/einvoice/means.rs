//! Means of payment by their codes (UNTDID 4461), as the books call them.

/// The word of a code: `transfer`, `cheque`, `direct_debit`, `card`, `cash`; `other` for any other.
pub fn means_word(code: &str) -> &'static str {
    match code {
        "10" => "cash",
        "20" => "cheque",
        "30" | "31" | "42" | "58" => "transfer",
        "48" | "54" | "55" => "card",
        "49" | "59" => "direct_debit",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::means_word;

    #[test]
    fn codes_of_untdid_4461_have_their_word() {
        // Credit transfer, payment to a bank account, SEPA credit transfer; direct debit, SEPA direct debit; compensation is none of ours.
        assert!(["30", "42", "58"].iter().all(|code| means_word(code) == "transfer"));
        assert!(["49", "59"].iter().all(|code| means_word(code) == "direct_debit"));
        assert_eq!(["97", "", "058"].map(means_word), ["other"; 3]);
    }
}
