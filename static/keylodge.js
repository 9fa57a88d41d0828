// What the browser does by itself for Keylodge: colour scheme, tooltips, keys, copying, and the word that
// the connection is lost. No inline handlers anywhere: everything is delegated from the document.
(() => {
  "use strict";
  const root = document.documentElement;
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private mode */ } },
  };

  // Colour scheme: "system", "light" or "dark", before the first paint
  const schemes = ["system", "light", "dark"];
  const scheme = () => (schemes.includes(store.get("kl-scheme")) ? store.get("kl-scheme") : "system");
  function applyScheme() {
    const now = scheme();
    if (now === "system") delete root.dataset.theme;
    else root.dataset.theme = now;
    for (const item of document.querySelectorAll("[data-scheme]"))
      item.setAttribute("aria-pressed", String(item.dataset.scheme === now));
    window.Quasar?.Dark?.set(now === "system" ? "auto" : now === "dark");
  }
  applyScheme();
  if (!root.lang) root.lang = "en";

  // Tooltips: [data-tip] while hovered or focused, Escape takes it away
  let tip = null;
  let tipped = null;
  function showTip(target) {
    const narrow = matchMedia("(min-width: 761px) and (max-width: 1100px)").matches;
    const clipped = target.dataset.tipClipped && target.scrollWidth > target.clientWidth;
    const words = target.dataset.tip || (narrow && target.dataset.tipCompact) || (clipped && target.dataset.tipClipped);
    if (!words) return;
    hideTip();
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    tip.textContent = words;
    tip.popover = "manual";
    document.body.append(tip);
    tip.showPopover?.();
    const at = target.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const below = at.bottom + 6 + size.height < innerHeight;
    tip.style.top = `${below ? at.bottom + 6 : at.top - size.height - 6}px`;
    tip.style.left = `${Math.max(6, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - 6))}px`;
    tipped = target;
  }
  function hideTip() {
    tip?.remove();
    tip = tipped = null;
  }
  const tippable = (event) => event.target.closest?.("[data-tip], [data-tip-compact], [data-tip-clipped]");
  let timer = 0;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const target = tippable(event);
    if (target === tipped) return;
    clearTimeout(timer);
    hideTip();
    if (target) timer = setTimeout(() => target.isConnected && showTip(target), 350);
  });
  document.addEventListener("focusin", (event) => {
    const target = tippable(event);
    clearTimeout(timer);
    hideTip();
    if (target && target.matches(":focus-visible")) showTip(target);
  });
  for (const name of ["focusout", "pointerdown", "scroll"])
    document.addEventListener(name, () => { clearTimeout(timer); hideTip(); }, true);

  // Keys
  const typing = (element) => element?.closest?.("input, textarea, select, [contenteditable=true]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hideTip();
      if (!document.querySelector(".q-dialog, :popover-open")) closeDrawer();
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector(".q-dialog")) return;
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select?.();
  });

  // Copying: the value comes from an attribute or from the text of another element
  async function copy(value) {
    try {
      if (!navigator.clipboard) throw new Error("no clipboard outside https");
      await navigator.clipboard.writeText(value);
      return true;
    } catch {
      return copyBySelection(value);
    }
  }
  function copyBySelection(value) {
    const held = document.activeElement;
    const area = document.createElement("textarea");
    area.value = value;
    area.className = "vh";
    (held?.closest(".q-dialog__inner") || document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    held?.focus();
    return done;
  }
  async function pressCopy(button) {
    const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    const done = await copy(source ? source.value ?? source.textContent : button.dataset.copy ?? "");
    const use = button.querySelector("use");
    const label = button.querySelector("span");
    button.dataset.icon ??= use?.getAttribute("href") ?? "";
    button.dataset.words ??= label?.textContent ?? "";
    const word = done ? "Copied" : "Copying failed";
    use?.setAttribute("href", button.dataset.icon.replace(/#.*/, done ? "#check" : "#x"));
    if (label) {
      button.style.minWidth = `${button.offsetWidth}px`;
      label.textContent = word;
    } else {
      const tipWas = button.dataset.tip;
      button.dataset.tip = word;
      showTip(button);
      button.dataset.tip = tipWas;
    }
    say(done ? "Copied" : "Copying failed. Select the text and copy it.");
    if (done) button.dispatchEvent(new CustomEvent("copied", { bubbles: true }));
    clearTimeout(button.klTimer);
    button.klTimer = setTimeout(() => {
      use?.setAttribute("href", button.dataset.icon);
      if (label) label.textContent = button.dataset.words;
      else if (tipped === button) hideTip();
    }, 2000);
  }

  // Politely said to a screen reader, which hears nothing from outside a dialog while one is open
  function say(words) {
    const place = [...document.querySelectorAll(".q-dialog")].pop() ?? document.body;
    let region = place.querySelector(":scope > [aria-live].vh");
    if (!region) {
      region = document.createElement("div");
      region.className = "vh";
      region.setAttribute("aria-live", "polite");
      place.append(region);
    }
    region.textContent = "";
    setTimeout(() => (region.textContent = words), 60);
  }

  // The drawer of a phone closes when a link was followed, and by Escape
  function closeDrawer() {
    document.querySelector(".q-drawer__backdrop:not(.hidden)")?.click();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".nav a")) closeDrawer();
    const target = event.target.closest?.("[data-copy], [data-copy-from], [data-scheme]");
    if (!target) return;
    if (target.dataset.scheme) {
      store.set("kl-scheme", target.dataset.scheme);
      applyScheme();
      target.closest("[popover]")?.hidePopover?.();
    } else pressCopy(target);
  });

  // Popovers of the shell open beside the button that names them
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.(".pmenu")) return;
    const opener = document.querySelector(`[popovertarget="${menu.id}"]`);
    opener?.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState !== "open" || !opener) return;
    const at = opener.getBoundingClientRect();
    const size = menu.getBoundingClientRect();
    const above = at.bottom + size.height + 8 > innerHeight;
    menu.style.top = `${above ? at.top - size.height - 4 : at.bottom + 4}px`;
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    applyScheme();
    menu.querySelector("a, button")?.focus();
  }, true);

  const local = ":not(.local, [data-copy], [data-copy-from], [data-scheme], [popovertarget])";
  const commands = `:is(.btn, .ib, .chip, .seg button, .ck)${local}`;
  function holdCommands(lost) {
    document.body.classList.toggle("kl-offline", lost);
    keylodge.settleAll(); // an answer on its way may have got lost
    for (const command of document.querySelectorAll(lost ? commands : "[data-held]")) {
      command.toggleAttribute("data-held", lost);
      if (lost) command.setAttribute("aria-disabled", "true");
      else command.removeAttribute("aria-disabled");
    }
  }

  // Connection lost: NiceGUI says so on its own popup, we say it in the strip and hold the commands
  function watchConnection() {
    const popup = document.getElementById("popup");
    if (!popup) return;
    let later = 0;
    new MutationObserver(() => {
      clearTimeout(later);
      const lost = popup.getAttribute("aria-hidden") === "false";
      later = setTimeout(() => holdCommands(lost), lost ? 400 : 0);
    }).observe(popup, { attributes: true, attributeFilter: ["aria-hidden"] });
    document.addEventListener("click", (event) => {
      const held = document.body.classList.contains("kl-offline") && event.target.closest?.(commands);
      if (!held) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
  }

  // Dialogs: focus.js brings the focus in and back
  function submitOnEnter(event, id) {
    const box = event.target;
    if (event.isComposing || event.defaultPrevented || !box.matches("input:not([type=checkbox], [type=radio])")) return;
    event.preventDefault();
    document.getElementById(id)?.click();
  }

  // Values typed one by one: hand the text to the server and empty the box at once
  function takeValue(event, emit) {
    const box = event.target;
    if (event.isComposing || !box.value.trim()) return;
    event.preventDefault();
    emit(box.value);
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Times are shown in the browser's zone: the server reads it from here (pages/console/zone.py)
  function tellZone() {
    const name = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    document.cookie = `keylodge_zone=${name}; path=/; max-age=31536000; samesite=lax`;
  }

  // Back and Forward inside a page: the page itself shows what the address names
  window.addEventListener("popstate", () => window.emitEvent?.("kl-back", location.pathname + location.search));

  // What others change is not drawn in a tab that nobody sees (pages/console/live.py)
  function tellSeen() {
    if (window.socket) window.emitEvent("kl-seen", !document.hidden);
    else if (document.getElementById("popup")) setTimeout(tellSeen, 100); // NiceGUI's page, not yet connected
  }
  document.addEventListener("visibilitychange", tellSeen);

  document.addEventListener("DOMContentLoaded", () => {
    if (document.hidden) tellSeen();
    tellZone();
    applyScheme();
    watchConnection();
  });
  window.keylodge = { copy, say, submitOnEnter, takeValue };
})();
