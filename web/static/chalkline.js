// What a script adds to pages that work without one: keys from card to card, and a
// word when an answer does not come. See the template "keys" for what they do.
"use strict";
(() => {
  const cards = () => [...document.querySelectorAll("main article.card")];
  let last = ""; // the card that the reader was on

  const current = () => document.activeElement?.closest("main article.card") ?? (last && document.getElementById(last));

  // To is no motion: the page is there at once, as for those who want none.
  const to = (card) => {
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };

  const step = (by) => {
    const all = cards();
    const at = all.indexOf(current());
    const next = at < 0 ? all.find((c) => c.getBoundingClientRect().bottom > 0) : all[at + by];
    if (next) to(next);
  };

  const press = (selector) => {
    const card = current();
    if (card) card.querySelector(selector)?.click();
    else step(1);
  };

  const show = () => {
    help.showModal();
    help.querySelector("form button").focus();
  };

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    o: () => press(".title a"),
    s: () => press('.foot button[value="saved"]'),
    u: () => press('.foot button[value="useful"]'),
    n: () => press('.foot button[value="not_for_me"]'),
    "?": () => show(),
  };

  document.addEventListener("focusin", (e) => {
    const card = e.target.closest("main article.card");
    if (card) last = card.id;
  });

  const help = document.getElementById("keys");
  if (help) {
    const off = document.getElementById("keys-off");
    const open = document.getElementById("keys-open");
    const stored = "chalkline-keys";
    try {
      off.checked = localStorage.getItem(stored) === "off";
    } catch {
      // Nothing may be stored here: the keys stay on.
    }
    off.addEventListener("change", () => {
      try {
        if (off.checked) localStorage.setItem(stored, "off");
        else localStorage.removeItem(stored);
      } catch {
        // They are off until the page is left.
      }
    });
    open.classList.remove("scripted");
    open.addEventListener("click", show);
    document.addEventListener("keydown", (e) => {
      const typing = e.target.closest?.("input, textarea, select, [contenteditable]");
      if (typing || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || help.open || off.checked) return;
      const act = Object.hasOwn(actions, e.key) && actions[e.key];
      if (!act) return;
      e.preventDefault();
      act();
    });
  }

  // After an answer the reader stands on the way back, or where they had been.
  document.addEventListener("htmx:afterSettle", () => {
    const place = document.querySelector("[data-focus]");
    if (!place) return;
    place.removeAttribute("data-focus");
    place.focus({ preventScroll: true });
  });

  // A form whose answer did not come says so where the reader is.
  const failed = (e) => {
    const form = e.detail.elt.closest("form");
    const place = form?.closest(".foot, .own-note, .gone");
    if (!place) return;
    const xhr = e.detail.xhr;
    const told = xhr?.getResponseHeader("Content-Type")?.startsWith("text/plain") && xhr.responseText;
    const heard = document.getElementById("heard");
    const words = told || heard.dataset.failed;
    let line = place.querySelector(":scope > .problem");
    if (!line) {
      line = document.createElement("p");
      line.className = "problem";
      place.append(line);
    }
    line.textContent = words;
    heard.textContent = words;
  };
  for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, failed);
})();
