// What was typed into a form survives a lost connection and a restarted server: kept in this tab's session storage,
// by form and target, until the server says it is done. Only fields that are marked with data-field are kept, and no
// secret or password is ever marked.
(() => {
  "use strict";
  const PREFIX = "kl-draft:";
  const done = new WeakSet();
  const taken = new WeakMap(); // list field → texts handed over by Enter that the server hasn't drawn yet
  const store = {
    get(key) { try { return sessionStorage.getItem(PREFIX + key); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(PREFIX + key, value); } catch { /* full or forbidden */ } },
    remove(key) { try { sessionStorage.removeItem(PREFIX + key); } catch { /* forbidden */ } },
    keys() { try { return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)); } catch { return []; } },
  };

  const words = (element) => element.textContent.trim();
  function texts(field) {
    const drawn = [...field.querySelectorAll(".pill > span, li > .mono")].map(words);
    const waiting = (taken.get(field) ?? []).filter((value) => !drawn.includes(value));
    const left = field.querySelector("input")?.value.trim();
    return [...drawn, ...waiting, ...(left ? [left] : [])];
  }
  const readers = {
    text: (field) => field.querySelector("input, textarea")?.value ?? "",
    flag: (field) => field.querySelector("input[type=checkbox]")?.checked ?? false,
    list: texts,
    labels: (field) => [...field.querySelectorAll(".pill")].map(words),
    expiration: (field) => (field.querySelector("input[type=checkbox]")?.checked ? "never" : field.querySelector("input")?.value ?? ""),
  };
  function read(form) {
    const values = {};
    for (const field of form.querySelectorAll("[data-field]")) values[field.dataset.field] = readers[field.dataset.kind]?.(field);
    return values;
  }

  function keep(form) {
    if (!form.isConnected || done.has(form)) return;
    const base = JSON.parse(form.dataset.base || "{}");
    const values = read(form);
    const changed = Object.keys(values).some((name) => JSON.stringify(values[name]) !== JSON.stringify(base[name]));
    if (!changed) store.remove(form.dataset.draft);
    else store.set(form.dataset.draft, JSON.stringify({ values, base, mark: form.dataset.mark ?? "", path: location.pathname }));
  }
  const form = (event) => event.target.closest?.("[data-draft]");
  const keepNow = (event) => { const found = form(event); if (found) keep(found); };
  // A click or a key may change a list by way of the server: look again when that has been drawn
  const keepSoon = (event) => { const found = form(event); if (found) for (const wait of [150, 900]) setTimeout(() => keep(found), wait); };
  document.addEventListener("input", keepNow);
  document.addEventListener("change", keepNow);
  document.addEventListener("keyup", keepSoon);
  document.addEventListener("click", keepSoon);
  document.addEventListener("keydown", (event) => {
    const field = event.key === "Enter" && event.target.closest?.("[data-kind=list]");
    if (field && event.target.value?.trim()) taken.set(field, [...(taken.get(field) ?? []), event.target.value.trim()]);
  }, true);
  document.addEventListener("click", (event) => {
    const field = event.target.closest?.("[data-kind=list]");
    const name = event.target.closest?.("button")?.getAttribute("aria-label")?.replace(/^Remove /, "");
    if (field && name) taken.set(field, (taken.get(field) ?? []).filter((value) => value !== name));
  }, true);

  window.keylodge.drafts = {
    read: (key) => store.get(key),
    clear(key) {
      for (const form of document.querySelectorAll("[data-draft]")) if (form.dataset.draft === key) done.add(form);
      store.remove(key);
    },
    forget: (key) => store.remove(key), // and go on keeping what is typed into its form
    // Keys of what was left behind on this very page, when nothing is open
    pending: (scope) => document.querySelector("[data-draft]") ? [] : store.keys().filter((key) => key.startsWith(scope + "/") && JSON.parse(store.get(key) || "{}").path === location.pathname),
  };
})();
