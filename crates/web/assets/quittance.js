/* Quittance: what pages gain with JavaScript. Everything here is also reached by links and forms without it. */
(() => {
  "use strict";
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const visible = e => !!e && e.getClientRects().length > 0;
  const say = words => { const place = $("#annonces"); if (place) { place.textContent = ""; setTimeout(() => { place.textContent = words; }, 30); } };

  /* ---- dialogs ---- */
  let before = null;
  const open = id => { const d = document.getElementById(id); if (!d || d.open) return false; before = document.activeElement; d.showModal(); $("[autofocus],input:not([type=hidden]),select,textarea", d)?.focus(); return true; };
  document.addEventListener("click", e => {
    const o = e.target.closest("[data-open]");
    if (o && open(o.dataset.open)) e.preventDefault();
    const c = e.target.closest("[data-close]");
    if (c && c.closest("dialog")) { e.preventDefault(); c.closest("dialog").close(); }
    if (e.target.matches("dialog")) e.target.close();
  });
  document.addEventListener("close", e => { if (e.target.matches("dialog") && before) { before.focus(); before = null; } }, true);

  /* ---- a form is sent once ---- */
  document.addEventListener("submit", e => {
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    if (e.defaultPrevented || e.target.method !== "post") return;
    e.target.dataset.sent = "1";
    (e.submitter || $("button", e.target))?.setAttribute("aria-busy", "true");
  });
  const again = () => $$("form[data-sent]").forEach(f => { delete f.dataset.sent; $$("[aria-busy]", f).forEach(b => b.removeAttribute("aria-busy")); });
  addEventListener("pageshow", again);
  addEventListener("htmx:finally:request", again);

  /* ---- the names of the files chosen, in words of ours ---- */
  const picked = field => {
    const place = field.type === "file" && field.parentElement && $("[data-picked]", field.parentElement);
    if (place && field.files.length) place.textContent = [...field.files].map(f => f.name).join(", ");
    else if (place) place.textContent = "Aucun fichier choisi";
  };
  addEventListener("pageshow", () => $$("input[type=file]").forEach(picked));

  /* ---- the tab one is on is in sight ---- */
  $$(".tabs a[aria-current]").forEach(tab => {
    const bar = tab.parentElement, [a, b] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
    if (a.right > b.right) bar.scrollLeft += a.right - b.right + 32;
  });

  /* ---- forms that answer a change ---- */
  document.addEventListener("change", e => { if (e.target.matches("[data-submit-on-change]")) e.target.form?.requestSubmit(); picked(e.target); selection(); });

  /* ---- lists: current line, ticked lines ---- */
  const items = () => $$("[data-nav] [data-item]").filter(visible);
  const current = () => $("[data-nav] [data-item][aria-current]");
  let from = null;
  const move = by => {
    const all = items(); if (!all.length) return;
    let n = all.indexOf(current()); n = n < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, n + by));
    all.forEach(x => x.removeAttribute("aria-current")); all[n].setAttribute("aria-current", "true");
    all[n].scrollIntoView({ block: "nearest" });
    const link = $("a", all[n]) || all[n]; link.focus({ preventScroll: true });
    if (link.hasAttribute("hx-get") && window.htmx) window.htmx.trigger(link, "survol");
  };
  const tick = range => {
    const line = current(), box = line && $("input[type=checkbox]", line); if (!box) return;
    const all = items(), here = all.indexOf(line);
    if (range && from !== null) {
      const [a, b] = [Math.min(from, here), Math.max(from, here)];
      all.slice(a, b + 1).forEach(x => { const c = $("input[type=checkbox]", x); if (c) c.checked = true; });
    } else { box.checked = !box.checked; from = here; }
    selection();
  };
  const euros = cents => new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(cents / 100) + "\u00a0€";
  const selection = () => {
    const bulk = $("[data-bulk]"); if (!bulk) return;
    const ticked = $$("[data-nav] [data-item] input[type=checkbox]").filter(b => b.checked);
    const cents = ticked.reduce((sum, b) => sum + Number(b.dataset.cents || 0), 0);
    bulk.hidden = !ticked.length;
    $$("[data-bulk-count]").forEach(e => { e.textContent = ticked.length; });
    $$("[data-bulk-sum]").forEach(e => { e.textContent = euros(cents); });
  };
  document.addEventListener("click", e => {
    const all = e.target.closest("[data-tick-all]"), none = e.target.closest("[data-tick-none]");
    if (!all && !none) return;
    e.preventDefault();
    $$("[data-nav] [data-item] input[type=checkbox]").filter(visible).forEach(b => { b.checked = !!all; });
    selection();
  });

  /* ---- palette ---- */
  const palette = $("#palette");
  palette?.addEventListener("keydown", e => {
    const options = $$("[role=option]", palette); if (!options.length) return;
    let n = options.findIndex(o => o.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      n = (n + (e.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((o, i) => { o.setAttribute("aria-selected", i === n); });
      options[n].scrollIntoView({ block: "nearest" });
      $("input", palette).setAttribute("aria-activedescendant", options[n].id);
    } else if (e.key === "Enter" && n >= 0) { e.preventDefault(); options[n].click(); }
  });

  /* ---- keys ---- */
  let going = 0;
  document.addEventListener("keydown", e => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k" && palette) { e.preventDefault(); open("palette"); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || document.documentElement.dataset.keys === "off") return;
    if (e.target.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable],dialog[open]")) return;
    const key = e.key;
    if (Date.now() < going) {
      going = 0;
      const link = $(`[data-go="${CSS.escape(key.toLowerCase())}"]`);
      if (link) { e.preventDefault(); location.assign(link.href); }
      return;
    }
    if (key === "g" || key === "G") { going = Date.now() + 1500; return; }
    if (key === "/") { const field = $$("input[type=search]").find(visible); if (field) { e.preventDefault(); field.focus(); } return; }
    if (key === "?") { if (open("touches")) e.preventDefault(); return; }
    if (key === "j" || key === "ArrowDown") { if (items().length) { e.preventDefault(); move(1); } return; }
    if (key === "k" || key === "ArrowUp") { if (items().length) { e.preventDefault(); move(-1); } return; }
    if ((key === "x" || key === "X") && $("[data-nav] [data-item] input[type=checkbox]")) { tick(key === "X"); return; }
    // Enter is what has the focus, unless that is the current line or nothing: then it accepts, where something may be accepted;
    // once, however long it is held down.
    if (key === "Enter" && (e.repeat || e.target !== document.body && !e.target.closest("[data-item][aria-current]"))) return;
    const target = $$(`[data-key="${CSS.escape(key)}"]`).find(visible);
    if (!target) return;
    // A word is for what is shown: a panel that still shows the line before is not answered.
    const shown = target.closest("[data-of]"), line = current();
    if (shown && line && line.dataset.item && line.dataset.item !== shown.dataset.of) { e.preventDefault(); say("La fiche se charge : recommencez."); return; }
    e.preventDefault(); target.click();
  });

  /* ---- after a swap: focus and words ---- */
  addEventListener("htmx:after:swap", () => {
    selection();
    const words = $("[data-announce]"); if (words) { say(words.dataset.announce); words.removeAttribute("data-announce"); }
    if (document.activeElement === document.body) $("[data-focus]")?.focus({ preventScroll: true });
  });
  const offline = on => { const b = $("#hors-ligne"); if (b) b.hidden = !on; };
  addEventListener("htmx:error", () => offline(true));
  addEventListener("htmx:after:request", () => offline(false));
  addEventListener("offline", () => offline(true));
  addEventListener("online", () => offline(false));

  /* ---- toasts leave by themselves, but not under the eyes of who could undo ---- */
  $$("[data-toast]").forEach(t => { if (!$("form", t)) setTimeout(() => t.remove(), 8000); });
  $(".error-summary")?.focus();
  selection();
})();
