// A toast counts down by itself, waits while it is hovered or holds the focus, and says when its time is over.
export default {
  template: `
    <div @mouseenter="hold('hovered', true)" @mouseleave="hold('hovered', false)"
         @focusin="hold('focused', true)" @focusout="hold('focused', false)"><slot></slot></div>
  `,
  props: { seconds: Number },
  emits: ["over"],
  mounted() {
    this.left = this.seconds * 1000;
    this.held = { hovered: false, focused: false };
    this.start();
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    start() {
      this.since = performance.now();
      this.timer = setTimeout(() => this.$emit("over"), this.left);
    },
    hold(how, held) {
      const before = this.held.hovered || this.held.focused;
      this.held[how] = held;
      const now = this.held.hovered || this.held.focused;
      if (now === before) return;
      if (!now) return this.start();
      clearTimeout(this.timer);
      this.left -= performance.now() - this.since;
    },
  },
};
