// An authorization (RFC 6749 section 4.1, with PKCE) in a window of its own, for Get a token. What is kept for it stays
// in this page; the answer comes from our callback page, in a message between two pages of this origin (callback.js).
(() => {
  "use strict";
  const SHAPE = "popup,width=520,height=760";
  const encode = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));

  async function addressOf({ path, ...request }, { state, nonce, verifier }) {
    const challenge = encode(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    return `${path}?${new URLSearchParams({ ...request, response_mode: "fragment", state, nonce, ...pkce })}`;
  }

  function answerOf(opened) {
    return new Promise((resolve) => {
      const done = (answer) => {
        removeEventListener("message", hear);
        clearInterval(watch);
        resolve(answer);
      };
      const hear = ({ data, origin, source }) => {
        if (origin !== location.origin || source !== opened || typeof data?.authorization !== "string") return;
        done(new URLSearchParams(data.authorization));
      };
      addEventListener("message", hear);
      // A window that has just closed may have said something on its way out
      const watch = setInterval(() => opened.closed && setTimeout(() => done(null), 500), 250);
    });
  }

  // Opens the window at once: a moment later browsers would take it for an advertisement. Null where they do anyhow.
  // `answer` resolves to the parameters that came back, or to null where the window was closed before.
  function openAuthorization(request) {
    const opened = window.open("about:blank", "_blank", SHAPE);
    if (!opened) return null;
    const kept = { state: random(), nonce: random(), verifier: random() };
    addressOf(request, kept).then((address) => opened.location.replace(address));
    return { ...kept, answer: answerOf(opened), focus: () => opened.focus(), close: () => opened.close() };
  }

  Object.assign(window.keylodge, { openAuthorization });
})();
