//! Icons, drawn inline: 24 × 24, strokes in the colour of the text beside them.

use maud::{Markup, PreEscaped, html};

macro_rules! icons {
    ($($name:ident $drawing:literal),* $(,)?) => {
        /// What an icon shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Icon { $($name),* }

        impl Icon {
            fn drawing(self) -> &'static str {
                match self { $(Icon::$name => $drawing),* }
            }
        }
    };
}

icons! {
    Search r##"<circle cx="11" cy="11" r="6.500"/><path d="m20 20-4.300-4.300"/>"##,
    Theme r##"<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M18.400 5.600 17 7M7 17l-1.400 1.400"/>"##,
    Switch r##"<path d="m8 9 4-4 4 4M8 15l4 4 4-4"/>"##,
    Dashboard r##"<path d="M4 13h6V4H4zM14 20h6V11h-6zM4 20h6v-3H4zM14 7h6V4h-6z"/>"##,
    Agenda r##"<path d="M9 6h11M9 12h11M9 18h11"/><path d="m3.5 6 1 1 2-2M3.5 12l1 1 2-2M3.5 18l1 1 2-2"/>"##,
    Debtors r##"<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-3.6 3.2-5.5 6.5-5.5s5.900 1.900 6.500 5.500M16 4.800a3.500 3.500 0 0 1 0 6.400M18 15c2 .7 3.200 2.400 3.500 5"/>"##,
    File r##"<path d="M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h5"/>"##,
    Flag r##"<path d="M5 21V4c4-2 7 2 14 0v10c-7 2-10-2-14 0"/>"##,
    Letter r##"<path d="M4 10v10h16V10M4 10l8-6 8 6M4 10l8 6 8-6"/>"##,
    Scenario r##"<circle cx="5" cy="12" r="2.200"/><circle cx="12" cy="12" r="2.200"/><circle cx="19" cy="12" r="2.200"/><path d="M7.200 12h2.600M14.200 12h2.600"/>"##,
    Template r##"<path d="M4 5h16v14H4zM8 9h8M8 12.500h8M8 16h4"/>"##,
    Settings r##"<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100"/>"##,
    Warning r##"<path d="M12 4 2.800 20h18.400zM12 10v4.500M12 17.300v.1"/>"##,
    Previous r##"<path d="m15 6-6 6 6 6"/>"##,
    Next r##"<path d="m9 6 6 6-6 6"/>"##,
    Info r##"<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5M12 8v.1"/>"##,
    Done r##"<circle cx="12" cy="12" r="8.500"/><path d="m8.300 12.300 2.500 2.500 4.900-5"/>"##,
    Blocked r##"<circle cx="12" cy="12" r="8.500"/><path d="m9 9 6 6M15 9l-6 6"/>"##,
    Check r##"<path d="m5 12.500 4.500 4.500L19 7.500"/>"##,
    Promise r##"<path d="M4 12c3-5 6-5 8-3 2-2 5-2 8 3-2 4-5 7-8 8-3-1-6-4-8-8z"/><path d="m9 12.500 2.200 2.200 4-4"/>"##,
    Menu r##"<path d="M4 7h16M4 12h16M4 17h16"/>"##,
    Company r##"<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3"/>"##,
    Import r##"<path d="M12 4v11M8 11l4 4 4-4M4 17v3h16v-3"/>"##,
    Close r##"<path d="M6 6l12 12M18 6 6 18"/>"##,
    Download r##"<path d="M12 4v11M8 11l4 4 4-4M5 20h14"/>"##,
    Phone r##"<path d="M5 4h4l1.500 5-2.300 1.700a12 12 0 0 0 5.100 5.100L15 13.500l5 1.500v4c0 .6-.4 1-1 1C11 20 4 13 4 5c0-.6.400-1 1-1z"/>"##,
    Mail r##"<path d="M3.500 6h17v12h-17z"/><path d="m4 7 8 6 8-6"/>"##,
    Filter r##"<path d="M4 6h16M7 12h10M10 18h4"/>"##,
    Plus r##"<path d="M12 5v14M5 12h14"/>"##,
    Clock r##"<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3.300 2"/>"##,
    Without r##"<circle cx="12" cy="12" r="8.500"/><path d="M8.500 12h7"/>"##,
    Pencil r##"<path d="m4 20 .8-4L16 4.800l3.200 3.200L8 19.200zM13.800 7l3.200 3.200"/>"##,
    Euro r##"<path d="M18 6.500A7 7 0 1 0 18 17.500M3.500 10.500h9M3.500 13.500h8"/>"##,
    Split r##"<path d="M4 12h6l4-6h6M10 12l4 6h6"/>"##,
    Bank r##"<path d="m3 9 9-5 9 5zM5 9v8M10 9v8M14 9v8M19 9v8M3 20h18"/>"##,
    Debit r##"<path d="M3.500 6h17v12h-17zM3.500 10h17M7 14.500h4"/>"##,
    Calendar r##"<path d="M4 6h16v14H4zM4 10.500h16M8 3.500V8M16 3.500V8"/>"##,
    Key r##"<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M16 7l2.500 2.500"/>"##,
}

/// An icon beside words that say the same.
pub(crate) fn icon(icon: Icon) -> Markup {
    sized(icon, "i")
}

/// A smaller one.
pub(crate) fn icon_small(icon: Icon) -> Markup {
    sized(icon, "i i-s")
}

/// A larger one.
pub(crate) fn icon_large(icon: Icon) -> Markup {
    sized(icon, "i i-l")
}

/// One inside a drawing, around its origin: so many units wide.
pub(crate) fn icon_drawn(icon: Icon, size: i32) -> Markup {
    html! {
        svg class="i" x=(-size / 2) y=(-size / 2) width=(size) height=(size) viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(icon.drawing())) }
    }
}

fn sized(icon: Icon, class: &str) -> Markup {
    html! { svg class=(class) viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(icon.drawing())) } }
}

/// The mark of the program.
pub(crate) fn brand() -> Markup {
    html! {
        svg width="26" height="26" viewBox="0 0 28 28" aria-hidden="true" focusable="false" {
            path d="M5 2.500h18A2.500 2.500 0 0 1 25.500 5v20.500l-3.400-2.100-3.300 2.100-3.300-2.100-3.300 2.100-3.300-2.100-3.300 2.100-3.100-2V5A2.500 2.500 0 0 1 5 2.500z" fill="currentColor" {}
            path d="m9 12.700 3.600 3.600 6.700-7.100" fill="none" stroke="var(--surface)" stroke-width="2.400" stroke-linecap="round" stroke-linejoin="round" {}
        }
    }
}
