//! Users of the program: how an e-mail address names one, what a name and a password must be.
//!
//! A password has twelve characters or more and no rule on what they are; what is refused is what is tried first: common
//! passwords, one character or a run of the keyboard over and over, the person's own address or name. Nothing expires.
//! Not covered: hashing, which is not pure (`app::users`).

use serde::{Deserialize, Serialize};

/// Who a user is, in the erasable store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserProfile {
    /// First and last name.
    pub name: String,
    /// As written by the person.
    pub email: String,
}

/// Fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;

/// Most characters of a password.
pub const LONGEST_PASSWORD: usize = 128;

/// Most characters of a name.
pub const LONGEST_NAME: usize = 120;

/// The form of an e-mail address under which its user is found: without blanks around, in lower case.
///
/// # Errors
/// What is not the shape of an address, in words.
pub fn folded_email(text: &str) -> Result<String, String> {
    let folded = text.trim().to_lowercase();
    let shaped = folded.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    let sound = folded.len() <= 254 && !folded.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c));
    if shaped && sound {
        Ok(folded)
    } else {
        Err(format!("« {} » n'est pas une adresse e-mail. Écrivez-la comme prenom.nom@entreprise.fr.", shortened(text.trim())))
    }
}

/// A person's name as kept: without blanks around, on one line.
///
/// # Errors
/// Empty, too long, or with signs that no name has, in words.
pub fn clean_name(text: &str) -> Result<String, String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err("Donnez le prénom et le nom.".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("Le nom dépasse {LONGEST_NAME} caractères. Raccourcissez-le."));
    }
    if name.chars().any(char::is_control) {
        return Err("Le nom contient un caractère invisible. Retapez-le.".to_owned());
    }
    Ok(name)
}

/// Why a password is refused; `None` when it may be used.
pub fn password_problem(password: &str, profile: &UserProfile) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Some(format!("Le mot de passe compte {length} caractères ; il en faut au moins {SHORTEST_PASSWORD}. Une phrase convient."));
    }
    if length > LONGEST_PASSWORD {
        return Some(format!("Le mot de passe dépasse {LONGEST_PASSWORD} caractères. Raccourcissez-le."));
    }
    let folded = password.to_lowercase();
    let core: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let common = COMMON.iter().any(|word| core.starts_with(word) && core.len() <= word.len() + 4) || repeats(&core) || runs(&core);
    if common {
        return Some("Ce mot de passe est trop courant : il serait essayé parmi les premiers. Choisissez-en un autre.".to_owned());
    }
    let own = [profile.email.to_lowercase(), profile.name.to_lowercase()];
    if own.iter().any(|own| !own.is_empty() && (folded == *own || core == own.replace(|c: char| !c.is_alphanumeric(), ""))) {
        return Some("Le mot de passe reprend votre adresse ou votre nom. Choisissez-en un autre.".to_owned());
    }
    None
}

/// One piece of at most four characters, over and over.
fn repeats(core: &str) -> bool {
    let letters: Vec<char> = core.chars().collect();
    (1..=4).any(|period| letters.len() >= period && letters.iter().zip(letters.iter().skip(period)).all(|(a, b)| a == b))
}

/// One run of neighbours, up or down, from the first character to the last.
fn runs(core: &str) -> bool {
    const ROWS: [&str; 5] = [
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "azertyuiopqsdfghjklmwxcvbn",
        "qwertyuiopasdfghjklzxcvbnm",
        "98765432109876543210",
    ];
    ROWS.iter().any(|row| row.contains(core))
}

fn shortened(text: &str) -> String {
    if text.chars().count() > 60 { text.chars().take(60).collect::<String>() + "…" } else { text.to_owned() }
}

/// Beginnings of what is tried first, letters and digits only; up to four characters may follow.
const COMMON: &[&str] = &[
    "motdepasse",
    "motdepassemotdepasse",
    "monmotdepasse",
    "nouveaumotdepasse",
    "changezmoi",
    "changermoi",
    "azertyuiop",
    "azerty123456",
    "azertyazerty",
    "azerty1234",
    "qwertyuiop",
    "qwerty123456",
    "qwertyqwerty",
    "password",
    "passwordpassword",
    "mypassword",
    "newpassword",
    "changeme",
    "changemenow",
    "letmein",
    "letmeinplease",
    "welcome",
    "bienvenue",
    "bonjourbonjour",
    "bonjourtoutlemonde",
    "administrateur",
    "administrator",
    "adminadmin",
    "superadmin",
    "rootroot",
    "quittance",
    "quittancequittance",
    "comptabilite",
    "recouvrement",
    "facturation",
    "entreprise",
    "monentreprise",
    "jetaimejetaime",
    "iloveyou",
    "iloveyouforever",
    "soleilsoleil",
    "doudoudoudou",
    "marseille",
    "footballfootball",
    "football",
    "parissaintgermain",
    "allezlesbleus",
    "abcd1234",
    "abcdefgh",
    "abc123abc",
    "1234azerty",
    "123456azerty",
    "1234567890",
    "12345678910",
    "123456789101112",
    "0123456789",
    "1q2w3e4r5t6y",
    "1a2z3e4r5t6y",
    "000000000000",
    "123123123",
    "987654321",
    "correcthorsebatterystaple",
    "correctchevalpileagrafe",
    "lesanglotslongsdesviolons",
    "secretsecret",
    "motdepassesecret",
    "testtesttest",
    "testtest",
    "demodemo",
    "demonstration",
    "printemps",
    "utilisateur",
    "connexion",
    "identifiant",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> UserProfile {
        UserProfile { name: "Camille Renaud".to_owned(), email: "camille.renaud@exemple.fr".to_owned() }
    }

    #[test]
    fn an_address_is_found_whatever_its_case() {
        assert_eq!(folded_email("  Camille.Renaud@Exemple.FR "), Ok("camille.renaud@exemple.fr".to_owned()));
        for wrong in
            ["", "camille", "camille@", "@exemple.fr", "a@b", "a b@exemple.fr", "a@exemple.fr\nbcc: x", "<a@exemple.fr>", "a@b@c.fr"]
        {
            assert!(folded_email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_long_phrase_is_a_good_password_whatever_its_signs() {
        for good in ["le chat dort sur la pile", "12 rideaux bleus!", "Ünïcödé à foison", "ttttttttttta!rien d'autre"] {
            assert_eq!(password_problem(good, &person()), None, "{good}");
        }
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for bad in [
            "court",
            "onze.signes",
            "MotDePasse123",
            "azertyuiop12",
            "Password2026!",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "123456789012",
            "Camille Renaud",
            "camille.renaud@exemple.fr",
            "Quittance2026",
            "abcdefghijklm",
        ] {
            assert!(password_problem(bad, &person()).is_some(), "{bad}");
        }
        assert!(password_problem(&"x7".repeat(65), &person()).is_some_and(|why| why.contains("128")));
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(clean_name("  Camille\n Renaud "), Ok("Camille Renaud".to_owned()));
        assert!(clean_name(" ").is_err());
        assert!(clean_name(&"a".repeat(300)).is_err());
    }
}
