// A native check box that shows a change at once and tells the server.
export default {
  template: `<input :id="id" ref="box" type="checkbox" :checked="value" :indeterminate="some" @change="changed" />`,
  props: { value: Boolean, some: Boolean, loopback: null, id: String },
  emits: ["update:value"],
  methods: {
    changed(event) {
      const element = mounted_app.elements[this.id.slice(1)];
      if (element) element.props.value = event.target.checked;
      this.$emit("update:value", event.target.checked);
    },
    focus() {
      this.$refs.box.focus();
    },
  },
};
