//! The bank's file: CAMT.053 as banks in France write it.
//!
//! Its texts are capital letters, digits, blanks and hyphens, as [`super::bank_words`] makes them: nothing has to be escaped.

use domain::Date;
use domain::money::Cents;

use super::{Booked, Movement, Week};

/// The holder's name as its bank writes it, and the account of the letterhead.
const HOLDER: (&str, &str) = ("ATELIERS BOREAL", "FR7630006000011234567890189");

/// The statement of some days.
pub(super) fn text(week: &Week<'_>) -> String {
    let entries: String = week.booked.iter().map(entry).collect();
    let id = format!("BOREAL{:05}", week.number);
    let account = format!("<Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>{}</Nm></Ownr></Acct>", HOLDER.1, HOLDER.0);
    let balances = format!("{}{}", balance("OPBD", week.opening, week.from), balance("CLBD", week.closing, week.to));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\n\
         <GrpHdr><MsgId>{id}</MsgId><CreDtTm>{to}T23:30:00</CreDtTm></GrpHdr>\n\
         <Stmt><Id>{id}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{to}T23:30:00</CreDtTm>\n\
         <FrToDt><FrDtTm>{from}T00:00:00</FrDtTm><ToDtTm>{to}T23:59:59</ToDtTm></FrToDt>\n\
         {account}\n{balances}\n{entries}</Stmt>\n</BkToCstmrStmt></Document>\n",
        number = week.number,
        from = week.from,
        to = week.to,
    )
}

fn balance(code: &str, cents: Cents, on: Date) -> String {
    let (amount, side) = signed(cents);
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )
}

/// An amount without its sign, and the side of the account that says it.
fn signed(cents: Cents) -> (String, &'static str) {
    (Cents(cents.0.abs()).plain(), if cents.0 < 0 { "DBIT" } else { "CRDT" })
}

fn entry(booked: &Booked) -> String {
    let (amount, side) = signed(booked.cents);
    let (family, sub, said) = booked.movement.words();
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>\
         <BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>\
         <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>\
         <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{parties}\
         <RmtInf><Ustrd>{text}</Ustrd></RmtInf>{returned}</TxDtls></NtryDtls><AddtlNtryInf>{said}</AddtlNtryInf></Ntry>\n",
        on = booked.on,
        reference = booked.reference,
        parties = parties(booked),
        text = booked.text,
        returned = returned(booked),
    )
}

/// Who is on the other side, where the bank says it.
fn parties(booked: &Booked) -> String {
    if booked.name.is_empty() {
        return String::new();
    }
    let (party, account) = if booked.movement.is_of_customers() { ("Dbtr", "DbtrAcct") } else { ("Cdtr", "CdtrAcct") };
    let named = format!("<{party}><Nm>{}</Nm></{party}>", booked.name);
    let from = booked.iban.as_ref().map(|iban| format!("<{account}><Id><IBAN>{iban}</IBAN></Id></{account}>")).unwrap_or_default();
    format!("<RltdPties>{named}{from}</RltdPties>")
}

/// Why money came back: the account lacked funds.
fn returned(booked: &Booked) -> &'static str {
    match booked.movement {
        Movement::DebitBack | Movement::ChequeBack => "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>",
        _ => "",
    }
}
