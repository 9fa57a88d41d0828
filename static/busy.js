// A pressed command shows that it is at work, in the browser by itself: after 150 ms, until the server says that its
// handler has ended or waits for a person (data-settled changes). Meanwhile it can't be pressed again.
(() => {
  "use strict";
  const AFTER_MS = 150;
  const AT_MOST_MS = 30000; // an answer that got lost holds no command for ever
  const pressed = new Map(); // button → what ends its wait

  function settle(button) {
    pressed.get(button)?.();
    pressed.delete(button);
  }
  function press(button) {
    const show = setTimeout(() => button.setAttribute("aria-busy", "true"), AFTER_MS);
    const give_up = setTimeout(() => settle(button), AT_MOST_MS);
    const watch = new MutationObserver(() => settle(button));
    watch.observe(button, { attributeFilter: ["data-settled", "disabled"] });
    pressed.set(button, () => {
      clearTimeout(show);
      clearTimeout(give_up);
      watch.disconnect();
      button.removeAttribute("aria-busy");
    });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-settled]");
    if (!button || button.disabled || button.getAttribute("aria-disabled") === "true") return;
    if (!pressed.has(button)) return press(button);
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  const settleAll = () => [...pressed.keys()].forEach(settle);
  window.addEventListener("pageshow", settleAll);
  window.keylodge.settleAll = settleAll;
})();
