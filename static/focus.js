// Focus goes into a dialog when it opens, and back to where it came from when it closes. Where what had it is redrawn,
// its twin gets it: the same kind of control with the same name.
(() => {
  const fields = "input:not([disabled], [type=hidden]), textarea:not([disabled]), [role=combobox]:not([disabled])";
  const floating = ".q-dialog, .q-menu, [role=status]";
  let last = null; // what had the focus outside dialogs: the element, its tag and words, its region
  let stand_in = null; // what holds the focus until the twin is drawn: the region, or the page
  const wordsOf = (element) => element.getAttribute("aria-label") || element.textContent.trim();

  document.addEventListener("focusin", ({ target }) => {
    if (target.closest(floating) || target === stand_in) return;
    stand_in = null;
    if (target.id === "kl-page") return;
    last = { at: target, tag: target.tagName, words: wordsOf(target), region: target.closest("[role=region][tabindex]") };
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest?.(floating)) last = stand_in = null; // whoever clicks goes elsewhere
  }, true);
  const takesFocus = (element) => {
    if (element?.isConnected && element.getClientRects().length) element.focus({ preventScroll: true });
    return Boolean(element) && document.activeElement === element;
  };
  function twinOf({ tag, words }) {
    const isTwin = (element) => !element.closest(floating) && wordsOf(element) === words;
    return [...document.querySelectorAll(tag)].find(isTwin);
  }
  function focusAgain() {
    const lost = [document.body, stand_in].includes(document.activeElement);
    if (!last || !lost || document.querySelector(".q-dialog")) return;
    if (takesFocus(last.at) || takesFocus(twinOf(last))) return;
    stand_in = last.region?.isConnected ? last.region : document.getElementById("kl-page");
    takesFocus(stand_in);
  }
  let soon = 0;
  function focusSoon(wait) {
    clearTimeout(soon);
    soon = setTimeout(focusAgain, wait);
  }
  // A redraw may come long after the dialog closed, and in several pieces
  new MutationObserver(() => (stand_in || (last && !last.at.isConnected)) && focusSoon(30))
    .observe(document.documentElement, { childList: true, subtree: true });

  function focusFirst(id) {
    const card = document.getElementById(id);
    if (!card || card.contains(document.activeElement)) return;
    const first = card.querySelector(`.dlg-b :is(${fields})`) || card.querySelector(".dlg-f button:not([disabled])") || card.querySelector("button");
    first?.focus({ preventScroll: true });
  }
  Object.assign(window.keylodge, { focusFirst, focusBack: () => focusSoon(60) });
})();
