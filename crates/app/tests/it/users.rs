//! Users day by day: signing in, codes, links, roles, and what must not work.

use app::AppError;
use app::users::{FRESH, Hasher, IDLE, LONGEST, SYSTEM, SessionState, Signed, Users};
use domain::Date;
use domain::access::Role;
use domain::ids::{Seq, TenantId, UserId};
use jiff::civil::date;
use store::{Location, Store, StoreError};

const NOW: i64 = 1_795_000_000_000_000;
const TODAY: Date = date(2026, 11, 18);
const SECOND: i64 = 1_000_000;
const PHRASE: &str = "le chat dort sur la pile";

struct World {
    store: Store,
    hasher: Hasher,
}

impl World {
    fn new() -> World {
        World { store: Store::open(&Location::Memory).expect("memory"), hasher: Hasher::new() }
    }

    /// So many seconds later.
    fn at(&self, seconds: i64) -> Users<'_> {
        Users { store: &self.store, hasher: &self.hasher, author: "test", today: TODAY, now: NOW + seconds * SECOND }
    }

    /// The first owner with a creditor.
    fn owner(&self) -> (UserId, TenantId) {
        let user = self.at(0).first_owner("Camille Renaud", "Camille@Exemple.fr", PHRASE, "Menuiserie Aubert").expect("first owner");
        (user, self.store.tenants().expect("tenants")[0].id)
    }

    fn signed(&self, email: &str, seconds: i64) -> Signed {
        let users = self.at(seconds);
        let signed = users.sign_in(email, PHRASE, "Firefox").expect("sign in");
        users.session(&signed.token).expect("session").expect("open")
    }

    /// Somebody else, by invitation.
    fn guest(&self, creditor: TenantId, email: &str, role: Role) -> UserId {
        let link = self.at(1).invite(creditor, email, role).expect("invite");
        self.at(2).accept_as_new(&link.token, "Léa Martin", PHRASE).expect("accept")
    }

    /// The owner with a device; the secret in base 32, and the recovery codes.
    fn with_device(&self, seconds: i64) -> (String, Vec<String>) {
        let signed = self.signed("camille@exemple.fr", seconds);
        let users = self.at(seconds);
        let enrolment = users.begin_second_factor(&signed).expect("begin");
        assert!(enrolment.url.starts_with("otpauth://totp/Quittance:"), "{}", enrolment.url);
        let code = code_of(&enrolment.secret, users.now);
        let codes = users.confirm_second_factor(&signed, &enrolment.token, &code).expect("confirm");
        (enrolment.secret, codes)
    }
}

/// What the device shows at that moment.
fn code_of(secret: &str, now: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("secret");
    let totp = totp_rs::Builder::new().with_secret(secret).build().expect("totp");
    totp.generate(u64::try_from(now / SECOND).expect("time")).to_string()
}

fn says<T: std::fmt::Debug>(result: Result<T, AppError>, words: &str) {
    let error = result.expect_err(words).to_string();
    assert!(error.contains(words), "« {error} » does not say « {words} »");
}

#[test]
fn the_first_owner_is_made_once_and_owns_what_there_is() {
    let world = World::new();
    assert!(world.at(0).none_yet().expect("none yet"));
    says(world.at(0).first_owner("Camille", "camille@exemple.fr", "court", "Aubert"), "au moins 12");
    assert!(world.store.tenants().expect("tenants").is_empty(), "a refusal leaves no creditor");
    let before = world.store.create_tenant("Déjà là", NOW).expect("tenant");
    let user = world.at(0).first_owner("Camille", "camille@exemple.fr", PHRASE, "Aubert").expect("owner");
    assert_eq!(world.at(0).role_in(user, before).expect("role"), Some(Role::Owner));
    assert_eq!(world.store.tenants().expect("tenants").len(), 1);
    says(world.at(1).first_owner("Autre", "autre@exemple.fr", PHRASE, "Autre"), "déjà fait");
    assert_eq!(world.at(1).role_in(user, SYSTEM).expect("role"), None, "nobody opens the system's books");
}

#[test]
fn whatever_is_wrong_is_refused_in_the_same_words() {
    let world = World::new();
    let (_, creditor) = world.owner();
    let lea = world.guest(creditor, "lea@exemple.fr", Role::Reader);
    world.at(3).disable(lea).expect("disable");
    let users = world.at(4);
    let tries = [
        ("camille@exemple.fr", "autre phrase de passe"),
        ("inconnu@exemple.fr", PHRASE),
        ("pas une adresse", PHRASE),
        ("lea@exemple.fr", PHRASE),
    ];
    let said: Vec<String> = tries.iter().map(|(email, word)| users.sign_in(email, word, "x").expect_err("refused").to_string()).collect();
    assert!(said.iter().all(|words| words == "Adresse e-mail ou mot de passe incorrect."), "{said:?}");
    let signed = users.sign_in(" CAMILLE@exemple.FR", PHRASE, "Firefox").expect("any case");
    assert_eq!(signed.state, SessionState::Full);
}

#[test]
fn a_session_ends_by_silence_by_age_by_sign_out_and_with_its_user() {
    let world = World::new();
    let (_, creditor) = world.owner();
    let token = world.at(0).sign_in("camille@exemple.fr", PHRASE, "Firefox").expect("sign in").token;
    let open = |seconds: i64| world.at(seconds).session(&token).expect("session").is_some();
    assert!(world.at(0).session("autre").expect("session").is_none());
    let (idle, longest) = (IDLE / SECOND, LONGEST / SECOND);
    assert!(open(0) && !open(idle), "silence");
    assert!(open(idle - 1), "seen then, and remembered");
    let mut at = idle - 1;
    while at + idle - 1 < longest {
        at += idle - 1;
        assert!(open(at), "{at}");
    }
    assert!(!open(longest), "age");

    let lea = world.guest(creditor, "lea@exemple.fr", Role::Reader);
    let signed = world.signed("lea@exemple.fr", 10);
    world.at(11).sign_out(&signed).expect("sign out");
    assert_eq!(world.at(11).sessions(&signed).expect("sessions").len(), 0);
    let token = world.at(12).sign_in("lea@exemple.fr", PHRASE, "Firefox").expect("sign in").token;
    world.at(13).disable(lea).expect("disable");
    assert!(world.at(13).session(&token).expect("session").is_none());
    world.at(14).enable(lea).expect("enable");
    assert!(world.at(14).session(&token).expect("session").is_none(), "an ended session does not come back");
}

#[test]
fn another_password_ends_the_sessions_elsewhere_and_the_old_one_is_erased() {
    let world = World::new();
    world.owner();
    let (here, there) = (world.signed("camille@exemple.fr", 0), world.signed("camille@exemple.fr", 1));
    says(world.at(2).change_password(&here, "pas celui-là du tout", "douze chats gris dorment"), "n'est pas celui-là");
    says(world.at(2).change_password(&here, PHRASE, "camille@exemple.fr"), "reprend votre adresse");
    world.at(2).change_password(&here, PHRASE, "douze chats gris dorment").expect("change");
    let open: Vec<bool> = world.at(3).sessions(&here).expect("sessions").iter().map(|session| session.here).collect();
    assert_eq!(open, [true], "{there:?}");
    says(world.at(3).sign_in("camille@exemple.fr", PHRASE, "x"), "incorrect");
    world.at(3).sign_in("camille@exemple.fr", "douze chats gris dorment", "x").expect("new password");
    let mut secrets = Vec::new();
    world
        .store
        .read(SYSTEM, |tx| {
            tx.each_event::<StoreError>(Seq(1), |event| {
                secrets.push(event.event.kind());
                Ok(())
            })
        })
        .expect("journal");
    assert_eq!(secrets.iter().filter(|kind| **kind == "erased").count(), 1);
    assert!(world.store.check(None, &[]).expect("check").is_clean());
}

#[test]
fn the_password_again_makes_a_session_fresh_for_a_while() {
    let world = World::new();
    world.owner();
    let token = world.at(0).sign_in("camille@exemple.fr", PHRASE, "Firefox").expect("sign in").token;
    let signed = |seconds: i64| world.at(seconds).session(&token).expect("session").expect("open");
    let later = FRESH / SECOND;
    assert!(signed(0).is_fresh(NOW + FRESH - 1) && !signed(later).is_fresh(NOW + FRESH));
    says(world.at(later).prove_again(&signed(later), "non"), "n'est pas celui-là");
    world.at(later).prove_again(&signed(later), PHRASE).expect("again");
    assert!(signed(later).is_fresh(NOW + FRESH));
}

#[test]
fn a_code_is_asked_for_and_its_step_is_taken_once() {
    let world = World::new();
    world.owner();
    let (secret, codes) = world.with_device(0);
    assert_eq!(codes.len(), 10);
    let users = world.at(60);
    let signed = users.sign_in("camille@exemple.fr", PHRASE, "Firefox").expect("password");
    assert_eq!(signed.state, SessionState::SecondFactor);
    let waiting = users.session(&signed.token).expect("session").expect("waiting");
    assert_eq!(waiting.state, SessionState::SecondFactor);
    let code = code_of(&secret, users.now);
    let done = users.second_factor(&waiting, &code, "Firefox").expect("code");
    assert!(users.session(&signed.token).expect("session").is_none(), "the session began anew");
    assert_eq!(users.session(&done.token).expect("session").expect("open").state, SessionState::Full);

    let again = users.sign_in("camille@exemple.fr", PHRASE, "Firefox").expect("password");
    let waiting = users.session(&again.token).expect("session").expect("waiting");
    says(users.second_factor(&waiting, &code, "Firefox"), "a déjà servi");
    // The step before is older than the one taken, though the clock would still allow it.
    says(users.second_factor(&waiting, &code_of(&secret, users.now - 30 * SECOND), "Firefox"), "erroné");
    let next = world.at(90);
    next.second_factor(&waiting, &code_of(&secret, next.now), "Firefox").expect("the next step");
    assert!(world.at(60 + 11 * 60).session(&again.token).expect("session").is_none());
}

#[test]
fn five_wrong_codes_lock_for_a_while_even_the_right_one() {
    let world = World::new();
    world.owner();
    let (secret, codes) = world.with_device(0);
    let waiting = |seconds: i64| {
        let users = world.at(seconds);
        let token = users.sign_in("camille@exemple.fr", PHRASE, "x").expect("password").token;
        users.session(&token).expect("session").expect("waiting")
    };
    let first = waiting(60);
    for _ in 0..5 {
        says(world.at(60).second_factor(&first, "abcdefghij", "x"), "erroné");
    }
    let users = world.at(120);
    says(users.second_factor(&first, &code_of(&secret, users.now), "x"), "Trop de codes erronés. Réessayez dans 14 min.");
    says(users.second_factor(&first, &codes[0], "x"), "Trop de codes");
    let users = world.at(60 + 15 * 60);
    users.second_factor(&waiting(60 + 15 * 60), &code_of(&secret, users.now), "x").expect("after a while");
}

#[test]
fn a_recovery_code_works_once_however_it_is_typed() {
    let world = World::new();
    world.owner();
    let (_, codes) = world.with_device(0);
    let enter = |code: &str| {
        let users = world.at(60);
        let token = users.sign_in("camille@exemple.fr", PHRASE, "x").expect("password").token;
        let waiting = users.session(&token).expect("session").expect("waiting");
        users.second_factor(&waiting, code, "x")
    };
    enter(&app::users::spaced(&codes[3]).to_uppercase()).expect("first time");
    says(enter(&codes[3]), "a déjà servi");
    enter(&codes[4]).expect("another");
    assert_eq!(world.at(61).list().expect("list")[0].codes_left, 8);
    assert!(world.store.check(None, &[]).expect("check").is_clean());
}

#[test]
fn a_device_is_added_by_its_first_code_and_only_by_its_user() {
    let world = World::new();
    let (camille, creditor) = world.owner();
    world.guest(creditor, "lea@exemple.fr", Role::Reader);
    let (mine, theirs) = (world.signed("camille@exemple.fr", 5), world.signed("lea@exemple.fr", 5));
    let enrolment = world.at(5).begin_second_factor(&mine).expect("begin");
    let code = code_of(&enrolment.secret, world.at(5).now);
    says(world.at(5).confirm_second_factor(&theirs, &enrolment.token, &code), "a expiré");
    says(world.at(5).confirm_second_factor(&mine, &enrolment.token, "000000"), "n'est pas celui");
    says(world.at(3_700).confirm_second_factor(&mine, &enrolment.token, &code), "a expiré");
    assert!(!world.at(5).account(camille).expect("account").has_second_factor);
    world.at(5).confirm_second_factor(&mine, &enrolment.token, &code).expect("confirm");
    assert!(world.at(5).account(camille).expect("account").has_second_factor);
    world.at(6).remove_second_factor(camille, Some(&mine.token)).expect("remove");
    assert_eq!(world.at(6).sign_in("camille@exemple.fr", PHRASE, "x").expect("sign in").state, SessionState::Full);
}

#[test]
fn an_invitation_works_once_for_an_hour_and_for_its_address() {
    let world = World::new();
    let (_, creditor) = world.owner();
    let link = world.at(0).invite(creditor, "Lea@Exemple.fr", Role::Collector).expect("invite");
    let shown = world.at(10).invitation(&link.token).expect("read").expect("waits");
    assert_eq!(
        (shown.email.as_str(), shown.role, shown.creditor_name.as_str(), shown.has_account),
        ("Lea@Exemple.fr", Role::Collector, "Menuiserie Aubert", false)
    );
    assert!(world.at(3_600).invitation(&link.token).expect("read").is_none(), "an hour");
    says(world.at(3_600).accept_as_new(&link.token, "Léa Martin", PHRASE), "ne fonctionne plus");
    assert!(world.at(10).reset_of(&link.token).expect("read").is_none(), "an invitation is no reset");
    let lea = world.at(10).accept_as_new(&link.token, "Léa Martin", PHRASE).expect("accept");
    assert_eq!(world.at(10).role_in(lea, creditor).expect("role"), Some(Role::Collector));
    says(world.at(11).accept_as_new(&link.token, "Autre", PHRASE), "ne fonctionne plus");
    says(world.at(11).invite(creditor, "lea@exemple.fr", Role::Reader), "a déjà accès à ce dossier (Chargé de recouvrement)");

    let earlier = world.at(20).invite(creditor, "noe@exemple.fr", Role::Reader).expect("invite");
    let later = world.at(21).invite(creditor, "noe@exemple.fr", Role::Accountant).expect("invite again");
    assert!(world.at(22).invitation(&earlier.token).expect("read").is_none(), "the later takes its place");
    let waiting = world.at(22).invitations(creditor).expect("list");
    assert_eq!(waiting.iter().map(|invitation| invitation.role).collect::<Vec<_>>(), [Role::Accountant]);
    assert!(!world.at(22).take_back(TenantId(99), &waiting[0].handle).expect("other tenant"));
    assert!(world.at(22).take_back(creditor, &waiting[0].handle).expect("take back"));
    assert!(world.at(23).invitation(&later.token).expect("read").is_none());
}

#[test]
fn whoever_has_an_account_accepts_signed_in_and_with_that_address() {
    let world = World::new();
    let (camille, creditor) = world.owner();
    let lea = world.guest(creditor, "lea@exemple.fr", Role::Reader);
    let other = world.at(3).new_creditor(camille, "Atelier Brun").expect("new creditor");
    says(world.at(3).new_creditor(lea, "À moi"), "Seul un propriétaire");
    says(world.at(3).new_creditor(camille, "atelier brun"), "déjà un dossier");
    let link = world.at(4).invite(other, "lea@exemple.fr", Role::Manager).expect("invite");
    assert!(world.at(4).invitation(&link.token).expect("read").expect("waits").has_account);
    says(world.at(5).accept_as_new(&link.token, "Voleur", PHRASE), "déjà l'adresse");
    says(world.at(5).accept_as(&link.token, &world.signed("camille@exemple.fr", 5)), "Cette invitation est pour lea@exemple.fr");
    world.at(6).accept_as(&link.token, &world.signed("lea@exemple.fr", 6)).expect("accept");
    let places = world.at(7).places(lea).expect("places");
    assert_eq!(
        places.iter().map(|place| (place.name.as_str(), place.role)).collect::<Vec<_>>(),
        [("Menuiserie Aubert", Role::Reader), ("Atelier Brun", Role::Manager)]
    );
}

#[test]
fn a_reset_link_works_once_keeps_the_second_factor_and_ends_sessions() {
    let world = World::new();
    let (camille, _) = world.owner();
    let (secret, _) = world.with_device(0);
    let first = world.at(40).reset_link(camille).expect("link");
    let link = world.at(41).reset_link(camille).expect("link");
    assert!(world.at(42).reset_of(&first.token).expect("read").is_none(), "the later takes its place");
    assert!(world.at(42).invitation(&link.token).expect("read").is_none(), "a reset is no invitation");
    says(world.at(3_700).reset(&link.token, "douze chats gris dorment"), "ne fonctionne plus");
    says(world.at(43).reset(&link.token, "motdepasse2026"), "trop courant");
    world.at(44).reset(&link.token, "douze chats gris dorment").expect("reset");
    says(world.at(45).reset(&link.token, "treize chats gris dorment"), "ne fonctionne plus");
    let users = world.at(90);
    let signed = users.sign_in("camille@exemple.fr", "douze chats gris dorment", "x").expect("sign in");
    assert_eq!(signed.state, SessionState::SecondFactor);
    let waiting = users.session(&signed.token).expect("session").expect("waiting");
    users.second_factor(&waiting, &code_of(&secret, users.now), "x").expect("code");
}

#[test]
fn a_creditor_keeps_an_owner_who_can_sign_in() {
    let world = World::new();
    let (camille, creditor) = world.owner();
    let lea = world.guest(creditor, "lea@exemple.fr", Role::Reader);
    let last = "dernier propriétaire";
    says(world.at(3).take_role(camille, creditor), last);
    says(world.at(3).give_role(camille, creditor, Role::Manager), last);
    says(world.at(3).disable(camille), last);
    world.at(4).give_role(lea, creditor, Role::Owner).expect("a second owner");
    world.at(5).disable(lea).expect("disable");
    says(world.at(6).take_role(camille, creditor), last);
    world.at(7).enable(lea).expect("enable");
    world.at(8).take_role(camille, creditor).expect("now");
    assert_eq!(world.at(8).role_in(camille, creditor).expect("role"), None);
    says(world.at(8).take_role(camille, creditor), "aucun rôle");
    assert_eq!(world.at(9).members(creditor).expect("members").len(), 1);
    assert!(world.store.check(None, &[]).expect("check").is_clean());
}

#[test]
fn only_who_owns_all_their_books_may_open_them_for_somebody() {
    let world = World::new();
    let (camille, creditor) = world.owner();
    let lea = world.guest(creditor, "lea@exemple.fr", Role::Reader);
    let alone = world.store.create_tenant("Ailleurs", NOW).expect("tenant");
    assert!(world.at(3).owns_all_of(camille, lea).expect("read"));
    world.at(3).give_role(lea, alone, Role::Owner).expect("role");
    assert!(!world.at(3).owns_all_of(camille, lea).expect("read"));
}

#[test]
fn a_user_is_found_by_address_or_reference_and_renamed() {
    let world = World::new();
    let (camille, _) = world.owner();
    assert_eq!(world.at(0).find("CAMILLE@exemple.fr").expect("find"), camille);
    assert_eq!(world.at(0).find(&camille.to_string()).expect("find"), camille);
    says(world.at(0).find("autre@exemple.fr"), "Aucun utilisateur");
    says(world.at(0).rename(camille, "  "), "prénom");
    world.at(1).rename(camille, "Camille  Renaud-Petit").expect("rename");
    assert_eq!(world.at(1).account(camille).expect("account").profile.name, "Camille Renaud-Petit");
    says(world.at(2).add("Autre", "camille@EXEMPLE.fr", PHRASE, &[]), "déjà l'adresse");
}
