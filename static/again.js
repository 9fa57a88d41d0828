// A page that could not be made just now tries again by itself: each browser at another moment, and only once the server
// is ready, because a browser's own error page would never try again. A form that was sent is not sent twice.
(() => {
  "use strict";
  const SOONEST_MS = 2000;
  const SPREAD_MS = 4000;
  async function again() {
    try {
      if ((await fetch("/health/ready", { cache: "no-store" })).ok) return location.replace(location.pathname + location.search);
    } catch { /* it doesn't answer yet */ }
    wait();
  }
  const wait = () => setTimeout(again, SOONEST_MS + Math.random() * SPREAD_MS);
  wait();
})();
