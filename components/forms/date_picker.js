// Calendar and clock for a text box that holds `YYYY-MM-DD HH:mm`: opens from two buttons, reads the box, writes into
// it as if typed. Everything happens in the browser. Days by arrow keys, hour and minute as spin buttons.
const pad = (number) => String(number).padStart(2, "0");
const clamp = (number, most) => ((number % most) + most) % most;
const WEEK = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export default {
  template: `
    <div :id="id" class="pops">
      <div ref="pop" class="pop both" role="dialog" :aria-label="name" :class="view" @focusout="left"
           :popover="wide ? 'manual' : null" v-show="open">
        <div class="first">
          <div class="pop-h">
            <span class="grow" aria-live="polite">{{ title }}</span>
            <button type="button" class="ib" aria-label="Previous month" @click="turn(-1)"><svg class="i" aria-hidden="true"><use :href="icons + '#chevron-left'" /></svg></button>
            <button type="button" class="ib" aria-label="Next month" @click="turn(1)"><svg class="i" aria-hidden="true"><use :href="icons + '#chevron-right'" /></svg></button>
          </div>
          <div class="cal" role="group" :aria-label="title" ref="days">
            <span v-for="day in week" :key="day" aria-hidden="true">{{ day }}</span>
            <button v-for="day in days" :key="day" type="button" :style="day === 1 ? start : null" :data-day="day"
                    :aria-label="day + ' ' + title" :aria-pressed="String(day === chosen)" :tabindex="day === reached ? 0 : -1"
                    :disabled="past(day)" @click="choose(day)" @keydown="walk($event, day)">{{ day }}</button>
          </div>
        </div>
        <div class="second">
          <div class="digits">
            <template v-for="part in ['hour', 'minute']" :key="part"><span v-if="part === 'minute'" aria-hidden="true">:</span>
            <span tabindex="0" role="spinbutton" :ref="part"
                    :aria-label="part === 'hour' ? 'Hour' : 'Minute'" :aria-valuenow="at[part]" :aria-valuetext="pad(at[part])"
                    aria-valuemin="0" :aria-valuemax="part === 'hour' ? 23 : 59" :class="{ on: face === part }"
                    @click="face = part" @focus="face = part" @keydown="spin($event, part)">{{ pad(at[part]) }}</span></template>
          </div>
          <svg class="face" viewBox="0 0 216 216" aria-hidden="true" @pointerdown="aim" @pointermove="$event.buttons && aim($event)" @pointerup="aimed">
            <circle cx="108" cy="108" r="107" fill="var(--kl-sunken)" stroke="var(--kl-line)" />
            <line x1="108" y1="108" :x2="hand.x" :y2="hand.y" stroke="var(--kl-accent-fill)" stroke-width="2" />
            <circle cx="108" cy="108" r="3" fill="var(--kl-accent-fill)" />
            <circle :cx="hand.x" :cy="hand.y" r="16" fill="var(--kl-accent-fill)" />
            <text v-for="mark in marks" :key="mark.words" :x="mark.x" :y="mark.y" :class="{ in: mark.inner, on: mark.on }">{{ mark.words }}</text>
          </svg>
        </div>
      </div>
    </div>
  `,
  props: { id: String, box: String, calendar: String, clock: String, icons: String },
  data: () => ({ open: false, wide: true, view: "calendar", face: "hour", year: 2026, month: 1, reached: 1, at: {}, week: WEEK }),
  computed: {
    name() { return this.wide ? "Calendar and clock" : this.view === "clock" ? "Clock" : "Calendar"; },
    title() { return new Date(Date.UTC(this.year, this.month - 1)).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }); },
    days() { return new Date(Date.UTC(this.year, this.month, 0)).getUTCDate(); },
    start() { return { gridColumnStart: ((new Date(Date.UTC(this.year, this.month - 1, 1)).getUTCDay() + 6) % 7) + 1 }; },
    chosen() { return this.at.year === this.year && this.at.month === this.month ? this.at.day : 0; },
    hand() { return this.place(this.at[this.face] ?? 0); },
    marks() {
      const numbers = this.face === "hour" ? Array.from({ length: 24 }, (_, hour) => hour) : Array.from({ length: 12 }, (_, step) => step * 5);
      return numbers.map((number) => ({ ...this.place(number), words: this.face === "hour" && number ? String(number) : pad(number), on: number === this.at[this.face] }));
    },
  },
  mounted() {
    this.outside = (event) => { if (this.open && !this.$el.contains(event.target) && !this.ours(event.target)) this.hide(); };
    this.escape = (event) => {
      if (!this.open || event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      this.hide(true);
    };
    for (const view of ["calendar", "clock"]) {
      const opener = document.getElementById(this[view]);
      opener?.setAttribute("aria-haspopup", "dialog");
      opener?.setAttribute("aria-expanded", "false");
      opener?.addEventListener("click", () => (this.open && (this.wide || this.view === view) ? this.hide() : this.show(view)));
    }
    document.addEventListener("pointerdown", this.outside, true);
    window.addEventListener("keydown", this.escape, true);
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.outside, true);
    window.removeEventListener("keydown", this.escape, true);
  },
  methods: {
    pad,
    ours(target) { return [this.calendar, this.clock].some((id) => document.getElementById(id)?.contains(target)); },
    field() { return document.getElementById(this.box); },
    async show(view) {
      this.read();
      this.view = view;
      this.face = "hour";
      this.wide = matchMedia("(min-width: 761px)").matches;
      this.open = true;
      this.tell();
      await this.$nextTick();
      if (this.wide) this.float();
      else this.$refs.pop.scrollIntoView({ block: "nearest" });
      this.focus();
    },
    hide(back = false) {
      this.open = false;
      this.tell();
      if (this.wide) this.$refs.pop.hidePopover?.();
      if (back) document.getElementById(this[this.view])?.focus();
    },
    tell() {
      for (const view of ["calendar", "clock"])
        document.getElementById(this[view])?.setAttribute("aria-expanded", String(this.open && (this.wide || this.view === view)));
    },
    float() {
      const pop = this.$refs.pop;
      pop.showPopover?.();
      const at = this.field().parentElement.getBoundingClientRect();
      const size = pop.getBoundingClientRect();
      const below = at.bottom + 6 + size.height <= innerHeight - 8;
      pop.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
      pop.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    },
    focus() {
      if (this.view === "clock") this.part("hour").focus();
      else this.$refs.days.querySelector("[tabindex='0']")?.focus();
    },
    part(name) { return [this.$refs[name]].flat()[0]; },
    read() {
      const found = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?\s*$/.exec(this.field().value);
      const now = new Date();
      const [year, month, day, hour, minute] = found ? found.slice(1).map((part) => Number(part ?? 0)) : [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes()];
      this.year = Math.min(9998, Math.max(1, year));
      this.month = Math.min(12, Math.max(1, month));
      this.at = { year: this.year, month: this.month, day: Math.min(day, this.days) || 1, hour: Math.min(hour, 23), minute: Math.min(minute, 59) };
      this.reached = this.at.day;
    },
    write() {
      const { year, month, day, hour, minute } = this.at;
      this.field().value = `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}`;
      this.field().dispatchEvent(new Event("input", { bubbles: true }));
    },
    past(day) {
      const now = new Date();
      return Date.UTC(this.year, this.month - 1, day) < Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    },
    choose(day) {
      this.at = { ...this.at, year: this.year, month: this.month, day };
      this.reached = day;
      this.write();
      if (!this.wide) this.hide(true);
    },
    turn(by) {
      const month = this.month + by;
      this.year += Math.floor((month - 1) / 12);
      this.month = clamp(month - 1, 12) + 1;
      this.reached = Math.min(this.reached, this.days);
    },
    async walk(event, day) {
      const months = { PageUp: -1, PageDown: 1 }[event.key];
      if (!(event.key in STEPS) && !months && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      const column = (new Date(Date.UTC(this.year, this.month - 1, day)).getUTCDay() + 6) % 7;
      const step = { Home: -column, End: 6 - column }[event.key] ?? STEPS[event.key] ?? 0;
      this.reached = day;
      if (months) this.turn(months);
      else {
        const to = new Date(Date.UTC(this.year, this.month - 1, day + step));
        [this.year, this.month, this.reached] = [to.getUTCFullYear(), to.getUTCMonth() + 1, to.getUTCDate()];
      }
      await this.$nextTick();
      this.$refs.days.querySelector(`[data-day="${this.reached}"]`)?.focus();
    },
    spin(event, part) {
      const step = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.set(part, this.at[part] + step);
    },
    set(part, value) {
      this.at = { ...this.at, [part]: clamp(value, part === "hour" ? 24 : 60) };
      this.write();
    },
    place(number) {
      const hours = this.face === "hour";
      const inner = hours && (number === 0 || number > 12);
      const angle = (number / (hours ? 12 : 60)) * 2 * Math.PI;
      const radius = inner ? 58 : 88;
      return { x: 108 + radius * Math.sin(angle), y: 108 - radius * Math.cos(angle), inner };
    },
    aim(event) {
      const at = event.currentTarget.getBoundingClientRect();
      const x = ((event.clientX - at.left) / at.width) * 216 - 108;
      const y = ((event.clientY - at.top) / at.height) * 216 - 108;
      const turn = (Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1;
      if (this.face === "minute") return this.set("minute", Math.round(turn * 60));
      const hour = Math.round(turn * 12) % 12;
      this.set("hour", Math.hypot(x, y) < 73 ? (hour ? hour + 12 : 0) : hour || 12);
    },
    aimed() { if (this.face === "hour") this.face = "minute"; },
    left(event) {
      if (this.wide && event.relatedTarget && !this.$el.contains(event.relatedTarget) && !this.ours(event.relatedTarget)) this.hide();
    },
  },
};
