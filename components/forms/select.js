// A native list to choose from, beside its label: shows a change at once and tells the server.
export default {
  template: `
    <label class="inbox pick">
      <span class="lab" @click.prevent="$refs.box.focus(), $refs.box.showPicker?.()">{{ name }}</span>
      <select :id="id" ref="box" :value="value" @change="changed" @keydown.up.down="open">
        <option v-for="[key, label] in options" :key="key" :value="key">{{ label }}</option>
      </select>
      <svg class="i" aria-hidden="true"><use :href="sprite + '#chevron-down'" /></svg>
    </label>
  `,
  inheritAttrs: false,
  props: { value: String, options: Array, name: String, sprite: String, loopback: null, id: String },
  emits: ["update:value"],
  methods: {
    open(event) {
      // Where the closed list would change with each arrow (Firefox), it opens first, as it does elsewhere.
      if (CSS.supports("appearance", "base-select") || !this.$refs.box.showPicker) return;
      event.preventDefault();
      this.$refs.box.showPicker();
    },
    changed(event) {
      const element = mounted_app.elements[this.id.slice(1)];
      if (element) element.props.value = event.target.value;
      this.$emit("update:value", event.target.value);
    },
  },
};
