// Focus goes into a dialog when it opens, and back to where it came from when it closes, even where that was redrawn.
(() => {
  const fields = "input:not([disabled], [type=hidden]), textarea:not([disabled]), [role=combobox]:not([disabled])";
  const floating = ".q-dialog, .q-menu, [role=status]";
  let last = null; // what had the focus before a dialog: the element, its tag and words, its region
  const wordsOf = (element) => element.getAttribute("aria-label") || element.textContent.trim();

  document.addEventListener("focusin", ({ target }) => {
    if (target.closest(floating) || target.id === "kl-page") return;
    last = { at: target, tag: target.tagName, words: wordsOf(target), region: target.closest("[role=region][tabindex]") };
  });
  const hasFocus = (element) => {
    if (element?.isConnected && element.getClientRects().length) element.focus({ preventScroll: true });
    return element && document.activeElement === element;
  };
  function focusAgain() {
    if (document.activeElement !== document.body || document.querySelector(".q-dialog")) return;
    const isTwin = (element) => !element.closest(floating) && wordsOf(element) === last.words;
    const twin = last && [...document.querySelectorAll(last.tag)].find(isTwin);
    [last?.at, twin, last?.region, document.getElementById("kl-page")].some(hasFocus);
  }
  function focusFirst(id) {
    const card = document.getElementById(id);
    if (!card || card.contains(document.activeElement)) return;
    const first = card.querySelector(`.dlg-b :is(${fields})`) || card.querySelector(".dlg-f button:not([disabled])") || card.querySelector("button");
    first?.focus({ preventScroll: true });
  }
  function focusBack() {
    for (const wait of [60, 600]) setTimeout(focusAgain, wait); // what was changed is redrawn a moment later
  }
  Object.assign(window.keylodge, { focusFirst, focusBack });
})();
