// A native text box (or text area) with the value protocol of NiceGUI's ui.input:
// what is typed stays on the client, and an update from the server never takes letters back.
export default {
  template: `
    <textarea v-if="multiline" :id="id" ref="box" v-model="inputValue" :rows="rows"></textarea>
    <input v-else :id="id" ref="box" v-model="inputValue" :type="type" />
  `,
  props: { value: String, loopback: null, id: String, type: String, multiline: Boolean, rows: { type: Number, default: 3 } },
  emits: ["update:value"],
  data() {
    return { inputValue: this.value, emitting: true };
  },
  beforeUnmount() {
    const element = mounted_app.elements[this.id.slice(1)];
    if (element) element.props.value = this.inputValue;
  },
  watch: {
    value(newValue) {
      this.emitting = false;
      this.inputValue = newValue;
      this.$nextTick(() => (this.emitting = true));
    },
    inputValue(newValue) {
      if (this.emitting) this.$emit("update:value", newValue);
    },
  },
  methods: {
    updateValue() {
      this.inputValue = this.value;
    },
    focus() {
      this.$refs.box.focus();
    },
    select() {
      this.$refs.box.select();
    },
  },
};
