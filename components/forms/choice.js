// Several of a list, which no native element draws: each chosen one is a pill, and a text box, the combobox, narrows the
// list that opens in the browser's top layer, so that no dialog or panel cuts it off. Focus stays on the combobox.
export default {
  template: `
    <div class="inbox multi" @mousedown="pressBox">
      <span v-for="option in chosenOptions" :key="option.value" class="pill" :class="{ locked: isLocked(option) }">
        <svg v-if="isLocked(option)" class="i s" aria-hidden="true"><use :href="sprite + '#lock'" /></svg>
        {{ option.label }}<button v-if="!isLocked(option)" type="button" class="ib mini" :aria-label="'Remove ' + option.label" @click="remove(option)"><svg class="i s" aria-hidden="true"><use :href="sprite + '#x'" /></svg></button>
      </span>
      <input ref="box" :id="id" v-bind="combo" aria-autocomplete="list" autocomplete="off" spellcheck="false" v-model="typed"
        @keydown="keyed" @blur="close" @click="show" @input="show" />
      <svg class="i" aria-hidden="true"><use :href="sprite + '#chevron-down'" /></svg>
      <div ref="list" :id="id + '-list'" class="kl-menu" popover="manual" role="listbox" aria-label="Choices"
        aria-multiselectable="true" @mousedown.prevent.stop>
        <div v-for="(option, index) in shown" :key="option.value" :id="id + '-' + index" role="option" :class="{ at: index === at }"
          :aria-selected="String(isChosen(option))" :aria-disabled="isLocked(option) || undefined" @click="pick(option)" @mousemove="at = index">
          <span><span>{{ option.label }}</span><small v-if="option.note">{{ option.note }}</small></span>
          <svg v-if="isChosen(option)" class="i" aria-hidden="true"><use :href="sprite + '#' + (isLocked(option) ? 'lock' : 'check')" /></svg>
        </div>
        <div v-if="!shown.length" class="none" role="option" aria-disabled="true" aria-selected="false">Nothing matches.</div>
      </div>
    </div>
  `,
  inheritAttrs: false,
  props: {
    value: Array, options: Array, locked: Array, sprite: String, loopback: null, id: String,
    labelledby: String, describedby: String, invalid: Boolean,
  },
  emits: ["update:value"],
  data() {
    return { chosen: this.value, typed: "", open: false, at: -1 };
  },
  computed: {
    chosenOptions() {
      return this.chosen.map((value) => this.options.find((option) => option.value === value) || { value, label: value });
    },
    shown() {
      const words = this.typed.trim().toLowerCase();
      return words ? this.options.filter((option) => option.label.toLowerCase().includes(words)) : this.options;
    },
    combo() {
      return {
        role: "combobox", "aria-haspopup": "listbox", "aria-expanded": String(this.open),
        "aria-controls": this.id + "-list",
        "aria-activedescendant": this.open && this.at >= 0 ? `${this.id}-${this.at}` : undefined,
        "aria-labelledby": this.labelledby, "aria-describedby": this.describedby, "aria-invalid": this.invalid || undefined,
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
      return this.chosen.includes(option.value);
    },
    isLocked(option) {
      return this.locked.includes(option.value);
    },
    focus() {
      this.$refs.box.focus();
    },
    pressBox(event) {
      if (event.target.closest("button, input")) return;
      event.preventDefault();
      this.focus();
      if (this.open) this.close();
      else this.show();
    },
    show() {
      if (this.open) return;
      this.open = true;
      this.at = 0;
      this.$refs.list.showPopover();
      this.$nextTick(this.place);
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
      this.typed = "";
      if (this.isChosen(option)) this.remove(option);
      else this.set([...this.chosen, option.value]);
      this.$nextTick(this.place);
    },
    remove(option) {
      this.set(this.chosen.filter((value) => value !== option.value));
      this.focus();
    },
    move(to) {
      this.at = Math.max(0, Math.min(to, this.shown.length - 1));
      this.$nextTick(() => this.$refs.list.children[this.at]?.scrollIntoView({ block: "nearest" }));
    },
    keyed(event) {
      if (!this.open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
        event.preventDefault();
        return this.show();
      }
      if (event.key === "Backspace" && !this.typed) {
        const last = this.chosenOptions.findLast((option) => !this.isLocked(option));
        return last && this.remove(last);
      }
      if (!this.open) return undefined;
      const steps = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 };
      if (event.key in steps) this.move(steps[event.key]);
      else if (event.key === "Enter") this.pick(this.shown[this.at]);
      else if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      } else if (event.key === "Tab") return this.close();
      else return undefined;
      return event.preventDefault();
    },
  },
};
