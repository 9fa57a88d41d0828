// An example of code with the secret filled in here, in the browser: the server's page knows only its place in it.
// ⟦…⟧ stands around a value, ⟦secret⟧ for the text of the box `source`, and ⟨…⟩ around a command.
export default {
  template: `<pre :id="id" ref="code"></pre>`,
  props: { id: String, text: String, source: String, placeholder: String },
  mounted() {
    this.heard = (event) => event.target.id === this.source && this.fill();
    document.addEventListener("kl-secret-here", this.heard);
    this.fill();
  },
  updated() {
    this.fill();
  },
  beforeUnmount() {
    document.removeEventListener("kl-secret-here", this.heard);
    this.$refs.code.replaceChildren();
  },
  methods: {
    fill() {
      const secret = document.getElementById(this.source)?.value || this.placeholder;
      const parts = this.text.split(/(⟦[^⟧]*⟧|⟨[^⟩]*⟩)/).map((part) => {
        if (!/^[⟦⟨]/.test(part)) return part;
        const span = document.createElement("span");
        span.className = part[0] === "⟦" ? "s" : "k";
        const words = part.slice(1, -1);
        span.textContent = words === "secret" ? secret : words;
        return span;
      });
      this.$refs.code.replaceChildren(...parts);
    },
  },
};
