// A list to choose from: a combobox whose list opens in the browser's top layer, so no dialog or panel cuts it off.
// One value: a button shows it. Several: each is a pill, and a text box narrows the list. Focus stays on the combobox.
export default {
  template: `
    <div class="inbox choice" :class="{ multi: multiple, pick: prefix, off: disabled }" @mousedown="pressBox">
      <span v-if="prefix" class="lab" aria-hidden="true">{{ name }}</span>
      <template v-if="multiple">
        <span v-for="option in chosenOptions" :key="option.value" class="pill" :class="{ locked: isLocked(option) }">
          <svg v-if="isLocked(option)" class="i s" aria-hidden="true"><use :href="sprite + '#lock'" /></svg>
          {{ option.label }}<button v-if="!isLocked(option)" type="button" class="ib mini" :disabled="disabled"
            :aria-label="'Remove ' + option.label" @click="remove(option)"><svg class="i s" aria-hidden="true"><use :href="sprite + '#x'" /></svg></button>
        </span>
        <input ref="box" :id="id" v-bind="combo" aria-autocomplete="list" autocomplete="off" spellcheck="false" v-model="typed"
          :disabled="disabled" @keydown="keyed" @blur="close" @click="show" @input="show" />
      </template>
      <button v-else ref="box" type="button" :id="id" v-bind="combo" :disabled="disabled" @keydown="keyed" @blur="close" @click="toggle">
        <span class="val" :class="{ none: !chosenOptions.length }">{{ chosenOptions[0]?.label || placeholder }}</span>
      </button>
      <svg class="i" aria-hidden="true"><use :href="sprite + '#chevron-down'" /></svg>
      <div ref="list" :id="id + '-list'" class="kl-menu" popover="manual" role="listbox" aria-label="Choices"
        :aria-multiselectable="multiple || undefined" @mousedown.prevent.stop>
        <div v-for="(option, index) in shown" :key="option.value" :id="id + '-' + index" role="option" :class="{ at: index === at }"
          :aria-selected="String(isChosen(option))" :aria-disabled="isLocked(option) || undefined" @click="pick(option)" @mousemove="at = index">
          <span><span>{{ option.label }}</span><small v-if="option.note">{{ option.note }}</small></span>
          <svg v-if="isChosen(option)" class="i" aria-hidden="true"><use :href="sprite + '#' + (isLocked(option) ? 'lock' : 'check')" /></svg>
        </div>
        <div v-if="!shown.length" class="none" role="option" aria-disabled="true" aria-selected="false">{{ nothing }}</div>
      </div>
    </div>
  `,
  inheritAttrs: false,
  props: {
    value: [String, Array], options: Array, multiple: Boolean, locked: { type: Array, default: () => [] }, name: String,
    prefix: Boolean, placeholder: String, sprite: String, disabled: Boolean, loopback: null, id: String, labelledby: String,
    describedby: String, invalid: Boolean, nothing: { type: String, default: "Nothing matches." },
  },
  emits: ["update:value"],
  data() {
    return { chosen: this.value, typed: "", open: false, at: -1, jump: "", jumpTimer: 0 };
  },
  computed: {
    values() {
      if (this.multiple) return this.chosen || [];
      return this.chosen === null || this.chosen === undefined ? [] : [this.chosen];
    },
    chosenOptions() {
      return this.values.map((value) => this.options.find((option) => option.value === value) || { value, label: value });
    },
    shown() {
      const words = this.typed.trim().toLowerCase();
      return this.multiple && words ? this.options.filter((option) => option.label.toLowerCase().includes(words)) : this.options;
    },
    combo() {
      return {
        role: "combobox", "aria-haspopup": "listbox", "aria-expanded": String(this.open),
        "aria-controls": this.id + "-list",
        "aria-activedescendant": this.open && this.at >= 0 ? `${this.id}-${this.at}` : undefined,
        "aria-labelledby": this.labelledby, "aria-label": this.labelledby ? undefined : this.name,
        "aria-describedby": this.describedby, "aria-invalid": this.invalid || undefined,
      };
    },
  },
  watch: {
    value(value) {
      this.chosen = value;
    },
    typed() {
      this.at = this.shown.length ? 0 : -1;
    },
  },
  mounted() {
    this.follow = (event) => !this.$refs.list?.contains(event.target) && this.place();
  },
  beforeUnmount() {
    this.close();
  },
  methods: {
    isChosen(option) {
      return this.values.includes(option.value);
    },
    isLocked(option) {
      return this.locked.includes(option.value);
    },
    focus() {
      this.$refs.box.focus();
    },
    pressBox(event) {
      if (this.disabled || event.target.closest("button, input")) return;
      event.preventDefault();
      this.focus();
      this.toggle();
    },
    toggle() {
      if (this.open) this.close();
      else this.show();
    },
    show() {
      if (this.open || this.disabled) return;
      this.open = true;
      this.at = Math.max(0, this.shown.findIndex((option) => !this.multiple && this.isChosen(option)));
      const list = this.$refs.list;
      list.showPopover();
      this.$nextTick(() => {
        this.place();
        list.children[this.at]?.scrollIntoView({ block: "nearest" });
      });
      addEventListener("scroll", this.follow, true);
      addEventListener("resize", this.follow);
    },
    place() {
      const list = this.$refs.list;
      if (!list || !this.open) return;
      const at = this.$el.getBoundingClientRect();
      list.style.minWidth = `${at.width}px`;
      list.style.maxWidth = `${Math.min(innerWidth - 16, Math.max(at.width, 420))}px`;
      const height = list.offsetHeight;
      const above = at.bottom + height + 8 > innerHeight && at.top > height;
      list.style.top = `${above ? at.top - height - 4 : at.bottom + 4}px`;
      list.style.left = `${Math.max(8, Math.min(at.left, innerWidth - list.offsetWidth - 8))}px`;
    },
    close() {
      if (!this.open) return;
      this.open = false;
      this.$refs.list?.hidePopover();
      removeEventListener("scroll", this.follow, true);
      removeEventListener("resize", this.follow);
    },
    set(value) {
      this.chosen = value;
      const element = mounted_app.elements[this.id.slice(1)];
      if (element) element.props.value = value;
      this.$emit("update:value", value);
    },
    pick(option) {
      if (!option || this.isLocked(option)) return;
      if (!this.multiple) {
        this.close();
        if (!this.isChosen(option)) this.set(option.value);
        return;
      }
      this.typed = "";
      if (this.isChosen(option)) this.remove(option);
      else this.set([...this.values, option.value]);
      this.$nextTick(this.place);
    },
    remove(option) {
      this.set(this.values.filter((value) => value !== option.value));
      this.focus();
    },
    move(to) {
      this.at = Math.max(0, Math.min(to, this.shown.length - 1));
      this.$nextTick(() => this.$refs.list.children[this.at]?.scrollIntoView({ block: "nearest" }));
    },
    keyed(event) {
      const opens = ["ArrowDown", "ArrowUp"].includes(event.key) || (!this.multiple && ["Enter", " "].includes(event.key));
      if (!this.open && opens) {
        event.preventDefault();
        return this.show();
      }
      if (this.multiple && event.key === "Backspace" && !this.typed) {
        const last = this.chosenOptions.findLast((option) => !this.isLocked(option));
        return last && this.remove(last);
      }
      if (!this.open) return undefined;
      const steps = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 };
      if (!this.multiple) Object.assign(steps, { Home: 0, End: this.shown.length - 1 });
      if (event.key in steps) this.move(steps[event.key]);
      else if (event.key === "Enter" || (event.key === " " && !this.multiple)) this.pick(this.shown[this.at]);
      else if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      } else if (event.key === "Tab") return this.close();
      else if (!this.multiple && event.key.length === 1) return this.typeahead(event.key);
      else return undefined;
      return event.preventDefault();
    },
    typeahead(letter) {
      clearTimeout(this.jumpTimer);
      this.jump += letter.toLowerCase();
      this.jumpTimer = setTimeout(() => (this.jump = ""), 600);
      const hit = this.shown.findIndex((option) => option.label.toLowerCase().startsWith(this.jump));
      if (hit >= 0) this.move(hit);
    },
  },
};
