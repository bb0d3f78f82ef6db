//! Users, roles, sessions and links of the system's books.

use domain::access::Role;
use domain::events::{
    NewEvent, PasswordSet, RecoveryCodeUsed, RoleGiven, RoleTaken, SecondFactorRemoved, SecondFactorSet, UserCreated, UserDisabled,
    UserEnabled,
};
use domain::ids::{TenantId, UserId};
use store::{Guard, SessionRow, StoreError, TicketRow};

use crate::harness::{NOW, Place, TODAY};

const SYSTEM: TenantId = TenantId(0);

fn user(place: &Place, email: &str) -> UserId {
    let seq = place.write(SYSTEM, |tx| {
        let event = UserCreated { login: tx.keyed_digest(email.as_bytes())?, profile: tx.keep(b"{}")? };
        tx.append(NewEvent::new(TODAY, event))
    });
    UserId(seq.0)
}

fn a_user_is_found_by_the_digest_of_the_address_and_replayed(place: &Place) {
    let (mine, other) = (place.tenant(), place.tenant());
    let camille = user(place, "camille@exemple.fr");
    place.write(SYSTEM, |tx| {
        let (first, second) = (tx.keep(b"$argon2id$1")?, tx.keep(b"$argon2id$2")?);
        let (secret, recovery) = (tx.keep(b"12345678901234567890")?, tx.keep(b"[]")?);
        let old = first.id;
        tx.append(NewEvent::new(TODAY, PasswordSet { user: camille, secret: first }))?;
        tx.append(NewEvent::new(TODAY, PasswordSet { user: camille, secret: second }))?;
        tx.erase(TODAY, vec![old], "mot de passe remplacé")?;
        tx.append(NewEvent::new(TODAY, SecondFactorSet { user: camille, secret, recovery }))?;
        tx.append(NewEvent::new(TODAY, RecoveryCodeUsed { user: camille, code: 0 }))?;
        tx.append(NewEvent::new(TODAY, RecoveryCodeUsed { user: camille, code: 3 }))?;
        tx.append(NewEvent::new(TODAY, RoleGiven { user: camille, creditor: mine, role: Role::Reader }))?;
        tx.append(NewEvent::new(TODAY, RoleGiven { user: camille, creditor: mine, role: Role::Owner }))?;
        tx.append(NewEvent::new(TODAY, RoleGiven { user: camille, creditor: other, role: Role::Reader }))?;
        tx.append(NewEvent::new(TODAY, RoleTaken { user: camille, creditor: other }))?;
        tx.append(NewEvent::new(TODAY, UserDisabled { user: camille }))?;
        tx.append(NewEvent::new(TODAY, UserEnabled { user: camille }))
    });
    let read = |tx: &mut store::Read<'_>| {
        let login = tx.keyed_digest(b"camille@exemple.fr")?;
        let row = tx.user_by_login(&login)?.unwrap();
        Ok::<_, StoreError>((row, tx.roles_of(camille)?, tx.roles_in(mine)?, tx.role_in(camille, other)?))
    };
    let (row, roles, in_mine, in_other) = place.store.read(SYSTEM, read).unwrap();
    assert_eq!((row.id, row.recovery_used, row.disabled_on), (camille, 0b1001, None));
    assert!(row.password.is_some() && row.totp.is_some());
    assert_eq!((roles, in_mine, in_other), (vec![(mine, Role::Owner)], vec![(camille, Role::Owner)], None));
    let unknown = place.store.read(SYSTEM, |tx| {
        let login = tx.keyed_digest(b"autre@exemple.fr")?;
        tx.user_by_login(&login)
    });
    assert!(unknown.unwrap().is_none());
    place.record(SYSTEM, TODAY, SecondFactorRemoved { user: camille });
    let row = place.store.read(SYSTEM, |tx| tx.user(camille)).unwrap().unwrap();
    assert_eq!((row.totp, row.recovery, row.recovery_used), (None, None, 0));
    let report = place.store.check(None, &[]).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

fn a_role_of_nobody_is_refused(place: &Place) {
    let refused = place.store.write(SYSTEM, "test", NOW, |tx| {
        tx.append(NewEvent::new(TODAY, RoleGiven { user: UserId(9), creditor: TenantId(1), role: Role::Owner }))
    });
    let error: StoreError = refused.unwrap_err();
    assert_eq!(error.to_string(), "l'utilisateur n° 9 n'existe pas dans ce dossier");
}

fn session(user: UserId, token: u8, at: i64) -> SessionRow {
    SessionRow {
        token: [token; 32],
        user,
        state: "full".to_owned(),
        created_at: at,
        seen_at: at,
        fresh_at: at,
        expires_at: at + 100,
        agent: "Firefox".to_owned(),
    }
}

fn sessions_begin_are_seen_and_end(place: &Place) {
    let (camille, lea) = (user(place, "camille@exemple.fr"), user(place, "lea@exemple.fr"));
    place.write(SYSTEM, |tx| {
        tx.open_session(&session(camille, 1, NOW), 0)?;
        tx.open_session(&session(camille, 2, NOW + 10), 0)?;
        tx.open_session(&session(lea, 3, NOW), 0)?;
        tx.session_seen(&[1; 32], NOW + 50)?;
        tx.session_fresh(&[1; 32], NOW + 60)
    });
    let all = |user| place.store.read(SYSTEM, |tx| tx.sessions_of(user)).unwrap();
    assert_eq!(
        all(camille).iter().map(|s| (s.token[0], s.seen_at, s.fresh_at)).collect::<Vec<_>>(),
        [(2, NOW + 10, NOW + 10), (1, NOW + 50, NOW + 60)]
    );
    // A new one puts those away that are over, whether by age or by silence.
    place.write(SYSTEM, |tx| tx.open_session(&session(camille, 4, NOW + 105), NOW + 20));
    assert_eq!(all(camille).iter().map(|s| s.token[0]).collect::<Vec<_>>(), [4]);
    place.write(SYSTEM, |tx| {
        tx.open_session(&session(camille, 5, NOW + 106), 0)?;
        assert_eq!(tx.end_sessions(camille, Some(&[5; 32]))?, 1);
        tx.end_session(&[3; 32])
    });
    assert_eq!(all(camille).len(), 1);
    assert!(all(lea).is_empty() && place.store.read(SYSTEM, |tx| tx.session(&[3; 32])).unwrap().is_none());
    let seen = place.store.write_if_idle(SYSTEM, "test", NOW, |tx| tx.session_seen(&[5; 32], NOW + 200)).unwrap();
    assert!(seen.is_some() && all(camille)[0].seen_at == NOW + 200);
}

fn links_are_replaced_used_and_forgotten(place: &Place) {
    let mine = place.tenant();
    let camille = user(place, "camille@exemple.fr");
    let ticket = |token: u8, user, creditor, at: i64| TicketRow {
        token: [token; 32],
        purpose: "reset".to_owned(),
        user,
        creditor,
        body: "{}".to_owned(),
        created_at: at,
        expires_at: at + 100,
    };
    place.write(SYSTEM, |tx| {
        tx.give_ticket(&ticket(1, Some(camille), None, NOW))?;
        tx.give_ticket(&ticket(2, Some(camille), None, NOW))?;
        tx.give_ticket(&ticket(3, None, Some(mine), NOW))?;
        tx.give_ticket(&ticket(4, None, Some(mine), NOW + 10))?;
        tx.give_ticket(&ticket(5, None, Some(mine), NOW + 101))
    });
    let there = |token: u8| place.store.read(SYSTEM, |tx| tx.ticket(&[token; 32])).unwrap().is_some();
    assert_eq!([1, 2, 3, 4, 5].map(there), [false, true, false, true, true]);
    place.write(SYSTEM, |tx| {
        tx.end_ticket(&[4; 32])?;
        tx.end_tickets_of(camille)
    });
    assert_eq!(place.store.read(SYSTEM, |tx| tx.tickets_in(mine)).unwrap().len(), 1);
    assert!(!there(2));
    let guard = Guard { totp_step: 7, failures: 2, failed_at: NOW };
    place.write(SYSTEM, |tx| tx.set_guard(camille, Guard::default()));
    place.write(SYSTEM, |tx| tx.set_guard(camille, guard));
    assert_eq!(place.store.read(SYSTEM, |tx| tx.guard(camille)).unwrap(), guard);
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

on_both! {
    a_user_is_found_by_the_digest_of_the_address_and_replayed,
    a_role_of_nobody_is_refused,
    sessions_begin_are_seen_and_end,
    links_are_replaced_used_and_forgotten,
}
