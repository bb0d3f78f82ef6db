//! Routes: an address, what it needs, and the function that answers. A handler says its permission in its type.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use app::books::Books;
use app::live::{Live, View};
use app::users::{Signed, Users};
use domain::Date;
use domain::access::{Needs, Permission, Role, allows};
use domain::ids::{TenantId, UserId};
use store::{Read, Tx};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::house::House;

/// A signed-in user.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub id: UserId,
    pub name: String,
    pub email: String,
}

/// Somebody at the door, signed in or not.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub house: Arc<House>,
    pub user: Option<User>,
    /// The session, also while its second factor is waited for.
    pub signed: Option<Signed>,
    /// What anti-forgery tokens and toasts hang on: the session's digest, or the visitor's own cookie.
    pub session: String,
    pub today: Date,
    pub now: i64,
}

/// Somebody signed in, outside any creditor's books.
#[derive(Clone)]
pub(crate) struct Person {
    pub visitor: Visitor,
    pub user: User,
    /// The session.
    pub signed: Signed,
}

/// Somebody signed in, inside the books of one creditor.
#[derive(Clone)]
pub(crate) struct Inside {
    pub person: Person,
    pub tenant: TenantId,
    /// The creditor's name.
    pub creditor: String,
    /// How many creditors' books this user may open.
    pub creditors: usize,
    pub role: Role,
}

/// [`Inside`], with a permission that was checked.
pub(crate) struct Scoped<P: Needs> {
    inside: Inside,
    permission: PhantomData<P>,
}

impl Deref for Person {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Deref for Inside {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.person
    }
}

impl<P: Needs> Deref for Scoped<P> {
    type Target = Inside;
    fn deref(&self) -> &Inside {
        &self.inside
    }
}

impl Visitor {
    /// The use cases on users, in this user's name.
    pub fn with_users<T>(&self, work: impl FnOnce(&Users<'_>) -> app::Result<T>) -> Result<T, Fault> {
        let author = self.user.as_ref().map_or_else(|| "web".to_owned(), |user| user.id.to_string());
        Ok(work(&self.house.users(&author, self.today, self.now))?)
    }
}

impl Person {
    /// Whether the password was given a short while ago, as what is grave asks for.
    pub fn is_fresh(&self) -> bool {
        self.signed.is_fresh(self.now)
    }
}

impl Inside {
    /// The books, on behalf of this user.
    pub fn books(&self) -> Books {
        Books::over(Arc::clone(&self.house.store), self.tenant, &self.house.folder, &self.user.id.to_string(), self.today, self.now)
    }

    /// Reads the books.
    pub fn read<T>(&self, work: impl FnOnce(&mut Read<'_>) -> app::Result<T>) -> Result<T, Fault> {
        Ok(self.books().read(work)?)
    }

    /// Writes in the books, everything or nothing.
    pub fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> app::Result<T>) -> Result<T, Fault> {
        Ok(self.books().write(work)?)
    }

    /// The books as of today, from memory.
    pub fn live(&self) -> Result<View, Fault> {
        Ok(self.house.lives.of(&self.books())?)
    }

    /// The same where they are at hand, for counts that no page waits for.
    pub fn at_hand(&self) -> Option<Arc<Live>> {
        self.house.lives.at_hand(&self.books())
    }

    /// Whether this user may do that here.
    pub fn can(&self, permission: Permission) -> bool {
        allows(self.role, permission)
    }

    /// An address inside these books.
    pub fn url(&self, path: &str) -> String {
        format!("/d/{}{path}", self.tenant.0)
    }
}

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing: sign-in and the like.
    Anyone,
    /// Somebody signed in.
    Person,
    /// A permission in the books named by the address.
    Creditor(Permission),
}

/// A route, as tests and documentation see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// With its parameters in braces.
    pub path: &'static str,
    /// What it needs.
    pub access: Access,
}

type Handler<W> = Arc<dyn Fn(W, &Ask) -> Result<Answer, Fault> + Send + Sync>;

/// Who is given to the handler.
#[derive(Clone)]
pub(crate) enum Run {
    Anyone(Handler<Visitor>),
    Person(Handler<Person>),
    Creditor(Permission, Handler<Inside>),
}

/// An address and what answers there.
#[derive(Clone)]
pub(crate) struct Route {
    pub method: &'static str,
    pub path: &'static str,
    /// The most bytes of files that it takes.
    pub files: u64,
    pub run: Run,
}

impl Route {
    /// As tests and documentation see it.
    pub fn info(&self) -> RouteInfo {
        let access = match self.run {
            Run::Anyone(_) => Access::Anyone,
            Run::Person(_) => Access::Person,
            Run::Creditor(permission, _) => Access::Creditor(permission),
        };
        RouteInfo { method: self.method, path: self.path, access }
    }

    /// Takes files, up to so many bytes in all.
    pub fn taking(self, bytes: u64) -> Route {
        Route { files: bytes, ..self }
    }
}

/// The answer of a handler.
pub(crate) type Answered = Result<Answer, Fault>;

/// Shows, in the books of a creditor.
pub(crate) fn get<P: Needs>(path: &'static str, handler: fn(&Scoped<P>, &Ask) -> Answered) -> Route {
    scoped("GET", path, handler)
}

/// Changes, in the books of a creditor.
pub(crate) fn post<P: Needs>(path: &'static str, handler: fn(&Scoped<P>, &Ask) -> Answered) -> Route {
    scoped("POST", path, handler)
}

fn scoped<P: Needs>(method: &'static str, path: &'static str, handler: fn(&Scoped<P>, &Ask) -> Answered) -> Route {
    debug_assert!(path.starts_with("/d/{tenant}/"), "{path} names no creditor");
    let run = move |inside: Inside, ask: &Ask| handler(&Scoped { inside, permission: PhantomData }, ask);
    Route { method, path, files: 0, run: Run::Creditor(P::PERMISSION, Arc::new(run)) }
}

/// Shows, to somebody signed in.
pub(crate) fn get_person(path: &'static str, handler: fn(&Person, &Ask) -> Answered) -> Route {
    Route { method: "GET", path, files: 0, run: Run::Person(Arc::new(move |person, ask| handler(&person, ask))) }
}

/// Changes, for somebody signed in.
pub(crate) fn post_person(path: &'static str, handler: fn(&Person, &Ask) -> Answered) -> Route {
    Route { method: "POST", path, files: 0, run: Run::Person(Arc::new(move |person, ask| handler(&person, ask))) }
}

/// Shows, to anyone.
pub(crate) fn get_anyone(path: &'static str, handler: fn(&Visitor, &Ask) -> Answered) -> Route {
    Route { method: "GET", path, files: 0, run: Run::Anyone(Arc::new(move |visitor, ask| handler(&visitor, ask))) }
}

/// Changes, for anyone.
pub(crate) fn post_anyone(path: &'static str, handler: fn(&Visitor, &Ask) -> Answered) -> Route {
    Route { method: "POST", path, files: 0, run: Run::Anyone(Arc::new(move |visitor, ask| handler(&visitor, ask))) }
}
