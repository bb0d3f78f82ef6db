//! The web application: pages, forms and the server that answers them.
//!
//! * A page is a synchronous function of who asks ([`route::Scoped`]) and what is asked ([`ask::Ask`]); it calls one use
//!   case and presents the answer. Only `server` knows that the network is asynchronous.
//! * Every route names its permission in its handler's type; [`routes`] lists them all, and the permission matrix walks it.
//! * Pages work without JavaScript: links, forms, redirections. htmx only makes them quicker.
#![forbid(unsafe_code)]

mod answer;
mod ask;
mod attempts;
pub mod demo;
mod fault;
mod fields;
mod house;
mod pages;
mod route;
mod server;
pub mod testing;
mod ui;

pub use house::{Clock, House, Setting};
pub use route::{Access, RouteInfo};
pub use server::{Binding, POLICY, Serving, Waiting, serve};

/// Every route of the application, as the server mounts them.
pub fn routes() -> Vec<RouteInfo> {
    pages::all().iter().map(route::Route::info).collect()
}
