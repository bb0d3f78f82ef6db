//! The people: users of the creditor, each signed in with a password of their own address.

use std::net::SocketAddr;
use std::thread;

use super::host::Folder;
use super::http::{Person, hidden};

/// Connections that ask for one page, and users that are always there.
pub const MOST_AT_ONCE: usize = 64;

/// Sign-ins under way at once while the crowd comes in.
const DOORS: usize = 4;

const PASSWORD: &str = "banc d'essai de la quittance";

fn email(user: usize) -> String {
    format!("essai{user}@atelier.example")
}

/// Makes sure that so many users exist.
pub fn exist(folder: &Folder, wanted: usize) -> Result<(), String> {
    let known = folder.run(&["user", "list"], "")?;
    let missing: Vec<usize> = (0..wanted).filter(|user| !known.contains(&email(*user))).collect();
    if !missing.is_empty() {
        println!("Adding {} users", missing.len());
    }
    for user in missing {
        let (name, address) = (format!("Essai {user}"), email(user));
        let mut words = vec!["user", "add", &address, "--name", &name, "--password-stdin"];
        // The first of all is the owner, whoever it is.
        if user > 0 {
            words.extend(["--role", "manager"]);
        }
        folder.run(&words, &format!("{PASSWORD}\n"))?;
    }
    Ok(())
}

/// So many people, signed in.
pub fn signed_in(address: SocketAddr, wanted: usize) -> Result<Vec<Person>, String> {
    let work = |door: usize| (door..wanted).step_by(DOORS).map(|user| sign_in(address, user)).collect::<Result<Vec<_>, _>>();
    thread::scope(|scope| {
        let doors: Vec<_> = (0..DOORS).map(|door| scope.spawn(move || work(door))).collect();
        let mut people = Vec::new();
        for door in doors {
            people.extend(door.join().map_err(|_| "a sign-in failed".to_owned())??);
        }
        Ok(people)
    })
}

/// One person at the door.
pub fn sign_in(address: SocketAddr, user: usize) -> Result<Person, String> {
    let mut person = Person::at(address).asking_for(user);
    let door = person.get("/connexion", false).map_err(|error| format!("/connexion: {error}"))?;
    let token = hidden(&door.text(), "jeton").ok_or("/connexion has no form")?;
    let form = [("jeton", token.as_str()), ("courriel", &email(user)), ("mot_de_passe", PASSWORD)];
    let answer = person.post("/connexion", &form).map_err(|error| format!("/connexion: {error}"))?;
    if answer.status == 303 && person.has("session") {
        Ok(person)
    } else {
        Err(format!("{} could not sign in: {} {}", email(user), answer.status, answer.location))
    }
}
