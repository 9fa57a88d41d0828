// Gets a token from the browser, and shows the answer. Nothing of it reaches the server's page. Where a person has to be
// asked, an authorization in a window comes first (`signIn`), or a code that they type elsewhere (`device`).
const LOOK = "Look in Details whether the client is enabled";
const REFUSED = {
  invalid_client:
    "The client was refused (invalid_client): it is disabled or removed, or this secret is wrong, expired or removed. " +
    `${LOOK} and the secret is listed there, or add another secret.`,
  invalid_grant:
    "The code was refused (invalid_grant): it is good once, for 60 seconds, and for a person who is not disabled. " +
    "Press Get a token to start over.",
  access_denied: "Access was denied (access_denied). Press Get a token again to decide anew.",
  expired_token: "Nobody decided in time (expired_token). Press Get a token for another code.",
};
const REFUSED_WITHOUT_SECRET = {
  ...REFUSED,
  invalid_client: `The client was refused (invalid_client): it is disabled or removed. ${LOOK}.`,
};
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
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
          <a v-if="link" class="link" :href="link" target="_blank" rel="noopener">Open the page</a>
          <button v-if="parts.length" type="button" class="link" :aria-expanded="open" :aria-controls="id + '-parts'"
            @click="open = !open">{{ (open ? "Hide token" : "Show token") + plural }}</button>
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
  props: { id: String, icons: String, path: String, client: String, source: String, signIn: Object, device: Object },
  data: () => ({ words: "", kind: "bad", link: "", open: false, busy: false, parts: [] }),
  computed: {
    sign() {
      return { ok: "#circle-check", bad: "#circle-alert", plain: "#info" }[this.kind];
    },
    plural() {
      return this.signIn || this.device ? "s" : "";
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
        const proof = secret ? { client_id: this.client, client_secret: secret } : { client_id: this.client };
        const answer = await (this.device ? this.pair() : this.exchange(proof));
        if (answer && !this.gone) this.settle(answer);
      } finally {
        this.busy = false;
        this.$nextTick(() => this.$el?.scrollIntoView?.({ block: "nearest" }));
      }
    },
    async exchange(proof) {
      const form = this.signIn ? await this.authorize() : { grant_type: "client_credentials" };
      return form && !this.gone ? this.post(this.path, { ...form, ...proof }) : null;
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
    // Codes for this page as for a device, and the answer once somebody decided where the link leads
    async pair() {
      const client = { client_id: this.client };
      const given = await this.post(this.device.path, { ...client, scope: this.device.scope });
      if (!given?.ok) return given;
      const { user_code, verification_uri_complete, device_code, interval } = given.body;
      this.tell(`Open the page, compare its code with ${user_code}, and decide there.`, "plain");
      this.link = verification_uri_complete;
      for (let pause = interval; !this.gone; ) {
        await new Promise((done) => setTimeout(done, pause * 1000));
        const answer = this.gone ? null : await this.post(this.path, { ...client, grant_type: DEVICE_CODE, device_code });
        if (answer?.body.error === "slow_down") pause += 5;
        else if (answer?.body.error !== "authorization_pending") return answer;
      }
      return null;
    },
    // What an endpoint answers; null where nothing can be read, which is told
    async post(path, form) {
      const began = performance.now();
      let answer;
      try {
        answer = await fetch(path, { method: "POST", credentials: "omit", body: new URLSearchParams(form) });
      } catch {
        return this.tell(UNREACHED);
      }
      const took = Math.max(1, Math.round(performance.now() - began));
      try {
        return { ok: answer.ok, body: await answer.json(), took, wait: Number(answer.headers.get("retry-after")) };
      } catch {
        return this.tell(UNREAD);
      }
    },
    settle(answer) {
      if (!answer.ok) return this.tell(this.refusal(answer));
      try {
        this.show(answer);
      } catch {
        this.tell(UNREAD);
      }
    },
    show({ body, took }) {
      const { nonce, first } = this.asked ?? {};
      const ids = [body.id_token, first].filter(Boolean);
      if (ids.some((token) => decoded(token)[1].nonce !== nonce)) return this.tell(FOREIGN);
      this.tell(`Token${this.plural} issued in ${took} ms, valid for ${span(body.expires_in)}.`, "ok");
      this.parts = [
        ...partsOf(this.plural && "Access token", body.access_token),
        ...(body.id_token ? partsOf("ID token", body.id_token) : []),
        ...(first ? [part("ID token beside the code", decoded(first)[1])] : []),
        part("Answer", body),
      ];
    },
    refusal({ body, wait }) {
      const known = this.source ? REFUSED : REFUSED_WITHOUT_SECRET;
      const why = body.error_description ?? "it doesn't say why.";
      const words = known[body.error] ?? `The token endpoint refused (${body.error}): ${why}`;
      return wait ? `${words} Wait ${span(wait)} before you try again.` : words;
    },
    tell(words, kind = "bad") {
      this.parts = [];
      this.link = "";
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
