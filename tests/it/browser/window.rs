//! What a person does in a browser: open, click what is called so, type, press keys, wait until something is read.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::wire::{ELEMENT, Wire};

/// A browser window on one server.
pub struct Window {
    wire: Wire,
    base: String,
}

/// Keys that are no letter, as WebDriver names them.
pub mod keys {
    pub const ENTER: &str = "\u{e007}";
    pub const ESCAPE: &str = "\u{e00c}";
    pub const CONTROL: &str = "\u{e009}";
}

/// How long a page may take to show what is waited for: so many looks, so far apart.
const LOOKS: usize = 400;
const APART: Duration = Duration::from_millis(50);

/// Each document keeps the violations of its policy from its first byte on.
const WATCH: &str = "window.__violations = []; document.addEventListener('securitypolicyviolation', \
    e => window.__violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber));";

/// Everything that can be clicked and is called so, the exact name first.
const CALLED: &str = "\
    const flat = s => (s || '').replace(/\\s+/g, ' ').trim();
    const [name, within] = arguments;
    const root = within ? document.querySelector(within) : (document.querySelector('dialog[open]') || document);
    if (!root) return [];
    const all = [...root.querySelectorAll('a[href], button, summary, [role=button], [role=option], input[type=submit]')]
      .filter(e => e.checkVisibility() && !e.disabled && e.getClientRects().length);
    const named = e => flat(e.getAttribute('aria-label') || e.innerText || e.value);
    const exact = all.filter(e => named(e) === name);
    return exact.length ? exact : all.filter(e => named(e).includes(name));";

/// The field under that label, or with that name.
const FIELD: &str = "\
    const flat = s => (s || '').replace(/\\s+/g, ' ').trim();
    const name = arguments[0];
    const labels = [...document.querySelectorAll('label')].filter(l => l.control && l.checkVisibility());
    const text = l => flat(l.innerText).replace(/ ?\\(.*\\)$/, '');
    const label = labels.find(l => flat(l.innerText) === name) || labels.find(l => text(l) === name) || labels.find(l => flat(l.innerText).startsWith(name));
    return label ? label.control : document.querySelector(`[aria-label=\"${CSS.escape(name)}\"], [name=\"${CSS.escape(name)}\"]`);";

impl Window {
    /// A window on that server, where pages run their scripts.
    pub fn open(base: &str) -> Window {
        Window::with(base, true)
    }

    /// A window where pages run no script at all.
    pub fn without_script(base: &str) -> Window {
        Window::with(base, false)
    }

    fn with(base: &str, script: bool) -> Window {
        let wire = Wire::start(script);
        wire.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }));
        Window { wire, base: base.to_owned() }
    }

    /// Goes to an address of the server.
    pub fn go(&self, path: &str) -> &Window {
        let url = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        self.done("POST", "/url", &json!({ "url": url }));
        self
    }

    /// Asks for the page shown once more.
    pub fn again(&self) -> &Window {
        self.done("POST", "/refresh", &json!({}));
        self
    }

    /// Path and query of the page shown.
    pub fn path(&self) -> String {
        let url = self.done("GET", "/url", &Value::Null);
        let url = url.as_str().unwrap_or_default();
        url.strip_prefix(&self.base).unwrap_or(url).to_owned()
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str, arguments: Value) -> Value {
        self.done("POST", "/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs a script that calls its last argument when it is done.
    pub fn run_later(&self, script: &str, arguments: Value) -> Value {
        self.done("POST", "/execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// Clicks the button or link of that name, once it is there.
    pub fn click(&self, name: &str) -> &Window {
        self.click_in("", name)
    }

    /// Clicks the button or link of that name inside the element that a selector finds.
    pub fn click_in(&self, within: &str, name: &str) -> &Window {
        self.until(&format!("« {name} » can be clicked"), || {
            let found = self.run(CALLED, json!([name, within]));
            self.clicked(found.get(0)?)
        });
        self
    }

    /// Clicks what a selector finds, once it is there.
    pub fn click_on(&self, css: &str) -> &Window {
        self.until(&format!("{css} can be clicked"), || self.clicked(&self.find(css)?));
        self
    }

    fn clicked(&self, element: &Value) -> Option<()> {
        self.wire.ask("POST", &format!("/element/{}/click", id(element)), &json!({})).ok().map(drop)
    }

    /// Replaces what stands in the field under that label.
    pub fn fill(&self, label: &str, text: &str) -> &Window {
        self.until(&format!("« {label} » can be filled in"), || self.filled(&self.run(FIELD, json!([label])), text));
        self
    }

    /// Replaces what stands in the field that a selector finds.
    pub fn fill_in(&self, css: &str, text: &str) -> &Window {
        self.until(&format!("{css} can be filled in"), || self.filled(&self.find(css)?, text));
        self
    }

    fn filled(&self, field: &Value, text: &str) -> Option<()> {
        let at = format!("/element/{}", field.get(ELEMENT)?.as_str()?);
        self.wire.ask("POST", &format!("{at}/clear"), &json!({})).ok()?;
        self.wire.ask("POST", &format!("{at}/value"), &json!({ "text": text })).ok().map(drop)
    }

    /// Chooses a file in the field that a selector finds.
    pub fn choose_file(&self, css: &str, path: &str) -> &Window {
        self.until(&format!("{css} takes a file"), || {
            let field = self.find(css)?;
            self.wire.ask("POST", &format!("/element/{}/value", id(&field)), &json!({ "text": path })).ok().map(drop)
        });
        self
    }

    /// Chooses the entry of that text in the list under that label.
    pub fn choose(&self, label: &str, entry: &str) -> &Window {
        const CHOOSE: &str = "const field = (function () { FIELD }).call(null, arguments[0]);
            const flat = s => s.replace(/\\s+/g, ' ').trim();
            if (!field || !field.options) return false;
            const option = [...field.options].find(o => flat(o.text) === arguments[1]) || [...field.options].find(o => flat(o.text).startsWith(arguments[1]));
            if (!option) return false;
            field.value = option.value;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        let script = CHOOSE.replace("FIELD", FIELD);
        self.until(&format!("« {entry} » can be chosen under « {label} »"), || {
            (self.run(&script, json!([label, entry])) == true).then_some(())
        });
        self
    }

    /// Presses keys one after the other, on what has the focus.
    pub fn press(&self, keys: &str) -> &Window {
        self.keys(keys.chars().map(|key| vec![key.to_string()]))
    }

    /// Presses several keys together.
    pub fn chord(&self, keys: &[&str]) -> &Window {
        self.keys([keys.iter().map(|key| (*key).to_owned()).collect()])
    }

    fn keys(&self, chords: impl IntoIterator<Item = Vec<String>>) -> &Window {
        for chord in chords {
            let down = chord.iter().map(|key| json!({ "type": "keyDown", "value": key }));
            let up = chord.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
            let actions: Vec<Value> = down.chain(up).collect();
            self.done("POST", "/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }));
        }
        self
    }

    /// The text of the page as it is read, white space made single.
    pub fn text(&self) -> String {
        self.text_of("body")
    }

    /// The text of what a selector finds, white space made single; empty when nothing is found.
    pub fn text_of(&self, css: &str) -> String {
        let script = "const e = document.querySelector(arguments[0]); return e ? e.innerText.replace(/\\s+/g, ' ').trim() : '';";
        self.run(script, json!([css])).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page shows a text.
    pub fn reads(&self, text: &str) -> &Window {
        self.until(&format!("« {text} » is read"), || self.text().contains(text).then_some(()));
        self
    }

    /// Waits until the address holds a text.
    pub fn at(&self, part: &str) -> &Window {
        self.until(&format!("the address holds {part}"), || self.path().contains(part).then_some(()));
        self
    }

    /// Waits until a selector finds something.
    pub fn shows(&self, css: &str) -> &Window {
        self.until(&format!("{css} is shown"), || self.find(css).map(drop));
        self
    }

    /// Whether a selector finds something now.
    pub fn has(&self, css: &str) -> bool {
        self.find(css).is_some()
    }

    /// The element that a selector finds first.
    pub fn find(&self, css: &str) -> Option<Value> {
        self.wire.ask("POST", "/element", &json!({ "using": "css selector", "value": css })).ok()
    }

    /// What stands in the field under that label.
    pub fn value(&self, label: &str) -> String {
        let script = format!("const field = (function () {{ {FIELD} }}).call(null, arguments[0]); return field ? field.value : null;");
        self.run(&script, json!([label])).as_str().unwrap_or_default().to_owned()
    }

    /// Where the focus is: tag, id and name of the element.
    pub fn focus(&self) -> String {
        let script = "const e = document.activeElement; const flat = s => (s || '').replace(/\\s+/g, ' ').trim();
            return e ? [e.tagName.toLowerCase(), e.id, flat(e.getAttribute('aria-label') || e.innerText || e.name).slice(0, 80)].join('|') : '';";
        self.run(script, json!([])).as_str().unwrap_or_default().to_owned()
    }

    /// Sees the page on a screen of that size; a narrow one has fingers.
    pub fn size(&self, width: u32, height: u32) -> &Window {
        let phone = width < 600;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.wire.devtools("Emulation.setDeviceMetricsOverride", size);
        self.wire.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone }));
        self
    }

    /// Chooses the theme, as the cookie of the switch does.
    pub fn theme(&self, theme: &str) -> &Window {
        self.wire.devtools("Network.setCookie", json!({ "name": "theme", "value": theme, "url": self.base }));
        self
    }

    /// A picture of the whole page, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let metrics = self.wire.devtools("Page.getLayoutMetrics", json!({}));
        let (width, height) = (&metrics["cssContentSize"]["width"], &metrics["cssContentSize"]["height"]);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let picture = self.wire.devtools("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }));
        from_base64(picture["data"].as_str().unwrap_or_default())
    }

    /// What the console and the policy complained about since the last time this was asked.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.done("POST", "/se/log", &json!({ "type": "browser" }));
        let severe = log.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
        let mut all: Vec<String> = severe.filter_map(|entry| entry["message"].as_str().map(str::to_owned)).collect();
        let violations = self.run("return (window.__violations || []).splice(0)", json!([]));
        all.extend(violations.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(|line| format!("policy: {line}"))));
        all
    }

    /// Nothing was complained about.
    pub fn calm(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "{}: {complaints:#?}", self.path());
    }

    /// Nothing was complained about but the answer that was provoked, by its status.
    pub fn calm_but(&self, status: u16) {
        let provoked = format!("the server responded with a status of {status}");
        let complaints: Vec<String> = self.complaints().into_iter().filter(|line| !line.contains(&provoked)).collect();
        assert!(complaints.is_empty(), "{}: {complaints:#?}", self.path());
    }

    fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        self.wire.ask(method, path, body).unwrap_or_else(|problem| panic!("{method} {path} {body:.200}: {problem}"))
    }

    /// Looks until there is something to see, for some twenty seconds.
    pub fn until<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        for _ in 0..LOOKS {
            if let Some(seen) = look() {
                return seen;
            }
            thread::sleep(APART);
        }
        panic!("{}: in vain waited that {what}. The page reads:\n{}", self.path(), self.text());
    }
}

fn id(element: &Value) -> &str {
    element[ELEMENT].as_str().unwrap_or("none")
}

/// The bytes that a base64 text stands for.
fn from_base64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => Some(u32::from(c - b'A')),
        b'a'..=b'z' => Some(u32::from(c - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(c - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for value in text.bytes().filter_map(digit) {
        bits = bits << 6 | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
            bits &= (1 << held) - 1;
        }
    }
    bytes
}

#[test]
fn pictures_come_out_of_base64_whole() {
    assert_eq!(from_base64("UXVpdHRhbmNl"), b"Quittance");
    assert_eq!(from_base64("UXVpdA=="), b"Quit");
    assert_eq!(from_base64("/+8="), [0xff, 0xef]);
}
