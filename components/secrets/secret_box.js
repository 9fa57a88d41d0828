// A read-only text box whose text the server sends once, past everything that keeps messages, and only here is kept:
// not in a prop, not in Vue's data, so that no update and no reconnect can carry it again.
export default {
  template: `<textarea :id="id" ref="box" readonly rows="1" spellcheck="false" autocomplete="off" class="mono"></textarea>`,
  props: { id: String, env: String, file: String },
  emits: ["ready", "shown"],
  mounted() {
    this.receive = (message) => {
      if (message.id !== this.id || this.$refs.box.value) return;
      this.$refs.box.value = message.text;
      this.fit();
      this.stop();
      this.$emit("shown");
      this.$refs.box.dispatchEvent(new Event("kl-secret-here", { bubbles: true }));
    };
    window.socket.on("kl-secret", this.receive);
    this.asking = setInterval(() => this.$emit("ready"), 3000);
    this.$emit("ready");
  },
  beforeUnmount() {
    this.stop();
    this.$refs.box.value = "";
  },
  methods: {
    stop() {
      window.socket.off("kl-secret", this.receive);
      clearInterval(this.asking);
    },
    fit() {
      this.$refs.box.style.height = "auto";
      this.$refs.box.style.height = `${this.$refs.box.scrollHeight}px`;
    },
    download() {
      const text = `${this.env}CLIENT_SECRET=${this.$refs.box.value}\n`;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
      link.download = this.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
  },
};
