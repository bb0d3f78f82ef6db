//! What must be true of any page: nothing wider than the screen, nothing serious that axe finds, a visible focus.

use serde_json::json;

use super::window::Window;

/// The accessibility checker, for tests only: never served, run from outside through WebDriver.
const AXE: &str = include_str!("vendor/axe-4.14.1.min.js");

/// SHA-256 of that file as it came from its author's release.
const AXE_SHA256: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// The screens that every page must fit: from the smallest phone to the desk.
pub const WIDTHS: [u32; 5] = [320, 390, 768, 1024, 1440];

/// What sticks out of the screen, of which no ancestor scrolls or hides its overflow.
const WIDER: &str = "\
    const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
    if (wide <= 0) return [];
    const held = e => { for (let p = e.parentElement; p && p !== document.documentElement; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
    const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !held(e));
    const said = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map(c => '.' + c).join('');
    return ['the page is ' + wide + ' px wider than its screen', ...out.slice(-4).map(said)];";

/// All of it: what the standard asks for, and what is good practice.
const ALL: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

const RUN_AXE: &str = "\
    const done = arguments[arguments.length - 1];
    axe.run(document, { runOnly: ONLY, resultTypes: ['violations'] })
      .then(r => done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
        .flatMap(v => v.nodes.slice(0, 4).map(n => v.id + ' (' + v.impact + '): ' + n.target.join(' ') + ' — ' + n.html.slice(0, 160)
          + ' ' + (n.any[0] || n.all[0] || n.none[0] || { message: '' }).message))))
      .catch(e => done(['axe: ' + e]));";

/// The page shown, at every width: what is wider than the screen.
pub fn widths(window: &Window) -> Vec<String> {
    let mut problems = vec![];
    for width in WIDTHS {
        window.size(width, 900);
        let wider = texts(&window.run(WIDER, json!([])));
        if !wider.is_empty() {
            problems.push(format!("{} at {width} px: {}", window.path(), wider.join(", ")));
        }
    }
    window.size(1440, 900);
    problems
}

/// The page shown, in its theme: what axe finds serious or critical.
pub fn axe(window: &Window) -> Vec<String> {
    window.run(&format!("{AXE}; return true"), json!([]));
    let found = texts(&window.run_later(&RUN_AXE.replace("ONLY", ALL), json!([])));
    let theme = window.run("return document.documentElement.dataset.theme || 'light'", json!([]));
    found.iter().map(|problem| format!("{} in {}: {problem}", window.path(), theme.as_str().unwrap_or("?"))).collect()
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

#[test]
fn the_checker_is_the_one_that_was_pinned() {
    use sha2::{Digest, Sha256};
    let digest: String = Sha256::digest(AXE).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, AXE_SHA256);
}

/// Pages that are wrong on purpose: each check sees its fault, and nothing on a page without one.
#[test]
fn each_check_sees_the_fault_that_was_planted() {
    let window = Window::open("");
    let show = |body: &str| {
        let head = "<!doctype html><html lang=fr><head><meta charset=utf-8><title>Essai</title><link rel=icon href=data:,>\
            <meta name=viewport content='width=device-width'><meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"></head>";
        window.go(&format!("data:text/html,{head}<body><main><h1>Essai</h1>{body}</main></body></html>").replace('#', "%23"));
    };
    show("<p>Rien de travers.</p>");
    assert_eq!(widths(&window), Vec::<String>::new());
    assert_eq!(axe(&window), Vec::<String>::new());
    window.calm();
    show("<table id=large width=700><tr><td>Trop large</td></tr></table>");
    let wide = widths(&window);
    assert!(
        wide.len() == 2 && wide[1].contains("at 390 px") && wide[0].contains("at 320 px: the page is") && wide[0].contains("table#large"),
        "{wide:?}"
    );
    show("<input type=text><p style='color:#bbb;background:#fff'>Presque invisible</p>");
    let found = axe(&window);
    assert!(found.iter().any(|problem| problem.contains("label (critical)")), "{found:?}");
    assert!(found.iter().any(|problem| problem.contains("color-contrast (serious)")), "{found:?}");
    show("<script>document.title = 'pris'</script>");
    let complaints = window.complaints();
    assert!(complaints.iter().any(|line| line.starts_with("policy: script-src")), "{complaints:?}");
    assert_eq!(window.complaints(), Vec::<String>::new(), "told once");
    window.run("console.error('voici')", json!([]));
    assert!(window.complaints().iter().any(|line| line.contains("voici")));
}
