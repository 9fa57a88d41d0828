// Gets a token from the browser, and shows the answer. Nothing of it reaches the server's page. Where a person has to be
// asked (`signIn`), an authorization in a window comes first.
const REFUSED = {
  invalid_client:
    "The client was refused (invalid_client): it is disabled or removed, or this secret is wrong, expired or removed. " +
    "Look in Details whether the client is enabled and the secret is listed there, or add another secret.",
  unauthorized_client:
    "The client may not do this (unauthorized_client): only Client-Credentials clients get a token for themselves.",
};
const REFUSED_PUBLIC = {
  invalid_client:
    "The client was refused (invalid_client): it is disabled or removed. Look in Details whether it is enabled.",
};
const REFUSED_CODE = {
  invalid_grant:
    "The code was refused (invalid_grant): it is good once, for 60 seconds, and for a person who is not disabled. " +
    "Press Get a token to start over.",
};
const UNREACHED = "The token endpoint didn't answer. Check the connection, then press Get a token again.";
const UNREAD = "The token endpoint's answer can't be read. The server's log tells why.";
const NOT_HERE = "There is no secret to ask with. Once it stands above, press Get a token again.";
const WAITING = "Waiting for the other window: sign in there, and decide.";
const CLOSED =
  "The window was closed before it had an answer. If it said why it can't go on, mend that; then press Get a token again.";
const BLOCKED = "The browser opened no window. Allow this page to open windows, then press Get a token again.";
const FOREIGN = "What came back doesn't belong to what was asked: its state, issuer or nonce differs. Press Get a token again.";

export default {
  template: `
    <div :id="id" class="answer">
      <div role="status">
        <div v-if="words" class="note" :class="kind">
          <svg class="i" aria-hidden="true"><use :href="icons + sign"></use></svg>
          <div class="grow">{{ words }}</div>
          <button v-if="parts.length" type="button" class="link" :aria-expanded="open" :aria-controls="id + '-parts'"
            @click="open = !open">{{ (open ? "Hide token" : "Show token") + (signIn ? "s" : "") }}</button>
        </div>
      </div>
      <div v-if="parts.length" v-show="open" :id="id + '-parts'">
        <div v-for="(part, at) in parts" role="group" :aria-labelledby="id + '-name-' + at" class="token-part">
          <div class="lbl" :id="id + '-name-' + at">{{ part.name }}</div>
          <div class="code"><pre :id="id + '-part-' + at">{{ part.text }}</pre>
            <button type="button" class="ib mini" :data-copy-from="id + '-part-' + at"
              :aria-label="part.copy" :data-tip="part.copy">
              <svg class="i s" aria-hidden="true"><use :href="icons + '#copy'"></use></svg></button></div>
        </div>
      </div>
    </div>`,
  props: { id: String, icons: String, path: String, client: String, source: String, signIn: Object },
  data: () => ({ words: "", kind: "bad", open: false, busy: false, parts: [] }),
  computed: {
    sign() {
      return { ok: "#circle-check", bad: "#circle-alert", plain: "#info" }[this.kind];
    },
  },
  beforeUnmount() {
    this.run?.close();
    this.gone = true;
  },
  methods: {
    async ask() {
      const secret = this.source ? document.getElementById(this.source)?.value.trim() : "";
      if (this.busy) return this.run?.focus();
      if (this.source && !secret) return this.tell(NOT_HERE);
      this.busy = true;
      try {
        const form = this.signIn ? await this.authorize() : { grant_type: "client_credentials" };
        const proof = secret ? { client_id: this.client, client_secret: secret } : { client_id: this.client };
        if (form && !this.gone) await this.request({ ...form, ...proof });
      } finally {
        this.busy = false;
        this.$nextTick(() => this.$el?.scrollIntoView?.({ block: "nearest" }));
      }
    },
    // The window, and what the token endpoint is told afterwards; null where there is nothing to tell it.
    async authorize() {
      const { issuer, ...request } = this.signIn;
      const home = new URL(request.redirect_uri).origin;
      if (home !== location.origin)
        return this.tell(`Answers go to ${home}, and this page is at ${location.origin}. Open Keylodge at ${home} for this.`);
      this.run = keylodge.openAuthorization({ ...request, client_id: this.client });
      if (!this.run) return this.tell(BLOCKED);
      this.tell(WAITING, "plain");
      const { state, nonce, verifier, answer: coming } = this.run;
      const answer = await coming;
      this.run = null;
      if (!answer) return this.tell(CLOSED);
      if (answer.get("state") !== state || answer.get("iss") !== issuer) return this.tell(FOREIGN);
      if (answer.has("error")) return this.tell(denial(answer));
      this.asked = { nonce, first: answer.get("id_token") };
      const { redirect_uri } = request;
      return { grant_type: "authorization_code", code: answer.get("code"), redirect_uri, code_verifier: verifier };
    },
    async request(form) {
      const began = performance.now();
      let answer;
      try {
        answer = await fetch(this.path, { method: "POST", credentials: "omit", body: new URLSearchParams(form) });
      } catch {
        return this.tell(UNREACHED);
      }
      const took = Math.max(1, Math.round(performance.now() - began));
      let body;
      try {
        body = await answer.json();
        if (answer.ok) return this.show(body, took);
      } catch {
        return this.tell(UNREAD);
      }
      this.tell(refusal(answer, body, this.signIn ? { ...(this.source ? REFUSED : REFUSED_PUBLIC), ...REFUSED_CODE } : REFUSED));
    },
    show(body, took) {
      const first = this.signIn && this.asked.first;
      const ids = this.signIn ? [body.id_token, first].filter(Boolean) : [];
      if (ids.some((token) => decoded(token)[1].nonce !== this.asked.nonce)) return this.tell(FOREIGN);
      this.parts = this.signIn
        ? [
            ...partsOf("Access token", body.access_token),
            ...partsOf("ID token", body.id_token),
            ...(first ? [part("ID token beside the code", decoded(first)[1])] : []),
          ]
        : partsOf("", body.access_token);
      this.parts.push(part("Answer", body));
      this.kind = "ok";
      this.words = `Token${this.signIn ? "s" : ""} issued in ${took} ms, valid for ${span(body.expires_in)}.`;
    },
    tell(words, kind = "bad") {
      this.parts = [];
      this.open = false;
      this.kind = kind;
      this.words = words;
      return null;
    },
  },
};

function denial(answer) {
  const [error, why] = [answer.get("error"), answer.get("error_description") ?? ""];
  if (error === "access_denied") return `Access was denied (access_denied). ${why} Press Get a token again to decide anew.`;
  return `The authorization endpoint refused (${error}). ${why}`;
}

function refusal(answer, body, known) {
  const wait = Number(answer.headers.get("retry-after"));
  const words =
    known[body.error] ?? `The token endpoint refused (${body.error}): ${body.error_description ?? "it doesn't say why."}`;
  return wait ? `${words} Wait ${span(wait)} before you try again.` : words;
}

function partsOf(token, text) {
  const name = (part) => (token ? `${token} ${part.toLowerCase()}` : part);
  const [header, claims] = decoded(text);
  return [part(name("Header"), header), part(name("Claims"), claims)];
}

const part = (name, value) => ({ name, copy: `Copy ${name.replace(/^[A-Z](?=[a-z])/, lower)}`, text: pretty(value) });

const lower = (letter) => letter.toLowerCase();

const decoded = (token) => token.split(".").slice(0, 2).map(decode);

function decode(part) {
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

const pretty = (value) => JSON.stringify(value, null, 2);

function span(seconds) {
  for (const [length, word] of [[3600, "hour"], [60, "minute"]])
    if (seconds >= length && seconds % length === 0) return count(seconds / length, word);
  return count(seconds, "second");
}

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
