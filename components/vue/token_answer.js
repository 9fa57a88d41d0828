// Asks the token endpoint for a token, from the browser, and shows the answer. Nothing of it reaches the server's page.
const REFUSED = {
  invalid_client:
    "The client was refused (invalid_client): it is disabled or removed, or this secret is wrong, expired or removed. " +
    "Look in Details whether the client is enabled and the secret is listed there, or add another secret.",
  unauthorized_client:
    "The client may not do this (unauthorized_client): only Client-Credentials clients get a token for themselves.",
};
const UNREACHED = "The token endpoint didn't answer. Check the connection, then press Get a token again.";
const UNREAD = "The token endpoint's answer can't be read. The server's log tells why.";
const NOT_HERE = "There is no secret to ask with. Once it stands above, press Get a token again.";

export default {
  template: `
    <div :id="id" class="answer">
      <div role="status">
        <div v-if="words" class="note" :class="bad ? 'bad' : 'ok'">
          <svg class="i" aria-hidden="true"><use :href="icons + (bad ? '#circle-alert' : '#circle-check')"></use></svg>
          <div class="grow">{{ words }}</div>
          <button v-if="parts.length" type="button" class="link" :aria-expanded="open" :aria-controls="id + '-parts'"
            @click="open = !open">{{ open ? "Hide token" : "Show token" }}</button>
        </div>
      </div>
      <div v-if="parts.length" v-show="open" :id="id + '-parts'">
        <div v-for="(part, at) in parts" role="group" :aria-labelledby="id + '-name-' + at" class="token-part">
          <div class="lbl" :id="id + '-name-' + at">{{ part.name }}</div>
          <div class="code"><pre :id="id + '-part-' + at">{{ part.text }}</pre>
            <button type="button" class="ib mini" :data-copy-from="id + '-part-' + at"
              :aria-label="'Copy ' + part.name.toLowerCase()" :data-tip="'Copy ' + part.name.toLowerCase()">
              <svg class="i s" aria-hidden="true"><use :href="icons + '#copy'"></use></svg></button></div>
        </div>
      </div>
    </div>`,
  props: { id: String, icons: String, path: String, client: String, source: String },
  data: () => ({ words: "", bad: false, open: false, busy: false, parts: [] }),
  methods: {
    async ask() {
      const secret = document.getElementById(this.source)?.value.trim();
      if (this.busy) return;
      if (!secret) return this.tell(NOT_HERE);
      this.busy = true;
      try {
        await this.request(secret);
      } finally {
        this.busy = false;
        this.$nextTick(() => this.$el.scrollIntoView?.({ block: "nearest" }));
      }
    },
    async request(secret) {
      const form = { grant_type: "client_credentials", client_id: this.client, client_secret: secret };
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
      this.tell(refusal(answer, body));
    },
    show(body, took) {
      const [header, claims] = body.access_token.split(".").slice(0, 2).map(decode);
      this.parts = [
        { name: "Header", text: pretty(header) },
        { name: "Claims", text: pretty(claims) },
        { name: "Answer", text: pretty(body) },
      ];
      this.bad = false;
      this.words = `Token issued in ${took} ms, valid for ${span(body.expires_in)}.`;
    },
    tell(words) {
      this.parts = [];
      this.open = false;
      this.bad = true;
      this.words = words;
    },
  },
};

function refusal(answer, body) {
  const wait = Number(answer.headers.get("retry-after"));
  const words =
    REFUSED[body.error] ?? `The token endpoint refused (${body.error}): ${body.error_description ?? "it doesn't say why."}`;
  return wait ? `${words} Wait ${span(wait)} before you try again.` : words;
}

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
