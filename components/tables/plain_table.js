// A small table whose rows come whole from the server: Vue changes only what differs, so focus and scroll stay.
// Everything is text; icons come from our sprite by names that the server checked.
export default {
  template: `
    <table class="grid" :class="kind" :aria-label="label">
      <colgroup>
        <col v-if="checks" class="c-check">
        <col v-for="col in columns" :key="col.key" :class="col.css" :style="{ '--w': col.width || 'auto' }">
      </colgroup>
      <thead>
        <tr>
          <th v-if="checks" class="c-check" scope="col"><span class="vh">Selected</span></th>
          <th v-for="col in columns" :key="col.key" :class="col.css" scope="col" :aria-sort="col.sorted ? 'ascending' : undefined">
            <span class="th"><span :class="{ vh: col.hidden }">{{ col.label }}</span><svg v-if="col.sorted" class="i s" aria-hidden="true"><use :href="sprite + '#arrow-up'" /></svg></span>
          </th>
        </tr>
      </thead>
      <tbody>
        <tr v-for="row in rows" :key="row.id" :class="[{ sel: row.selected, off: row.off, live: row.live, play: row.live }, row.live]"
            :aria-selected="opens ? String(row.selected) : undefined" :tabindex="opens ? 0 : undefined" :data-row="row.id"
            @click="open(row)" @keydown.enter.self="open(row)" @keydown.space.self.prevent="toggle(row)"
            @keydown.down.self.prevent="$event.target.nextElementSibling?.focus()"
            @keydown.up.self.prevent="$event.target.previousElementSibling?.focus()">
          <td v-if="checks" class="c-check">
            <input type="checkbox" class="ck" :aria-label="'Select ' + row.name" :checked="row.selected" @click.stop @change="toggle(row)">
          </td>
          <td v-for="(cell, index) in row.cells" :key="columns[index].key" :class="columns[index].css">
            <span v-if="cell.kind === 'person'" class="row">
              <span class="av" :class="cell.hue" aria-hidden="true">{{ cell.initials }}</span>
              <span class="clip" :data-tip-clipped="cell.words">{{ cell.words }}</span>
              <span v-if="cell.note" class="muted aside">{{ cell.note }}</span>
            </span>
            <span v-else-if="cell.kind === 'author'" class="row" :data-tip="cell.tip">
              <span class="av" :class="cell.hue" role="img" :aria-label="cell.by">{{ cell.initials }}</span>
              <span class="num clip">{{ cell.words }}<span class="no-phone"> by {{ cell.by }}</span></span>
            </span>
            <span v-else-if="cell.kind === 'status'" class="st" :class="cell.tone">
              <svg v-if="cell.icon" class="i s" aria-hidden="true"><use :href="sprite + '#' + cell.icon" /></svg>
              <span v-else-if="cell.led" class="led" :class="cell.led"></span>
              <b v-if="cell.tone === 'soon' || cell.tone === 'bad'">{{ cell.words }}</b><template v-else>{{ cell.words }}</template>
            </span>
            <span v-else-if="cell.kind === 'tags'" class="tags">
              <span v-for="tag in cell.tags.slice(0, 1)" class="tag">{{ tag }}</span>
              <span v-if="cell.tags.length > 1" class="tag" :data-tip="cell.tags.slice(1).join(', ')"><span aria-hidden="true">+{{ cell.tags.length - 1 }}</span><span class="vh">{{ cell.tags.slice(1).join(', ') }}</span></span>
            </span>
            <button v-else-if="cell.kind === 'action'" type="button" class="btn small" :aria-label="cell.name" :data-settled="row.acted"
                    @click.stop="$emit('act', row.id)">
              <svg class="i s" aria-hidden="true"><use :href="sprite + '#' + cell.icon" /></svg>{{ cell.words }}
            </button>
            <span v-else class="clip cell" :class="{ mono: cell.kind === 'mono', num: cell.kind === 'number' }" :data-tip="cell.tip || undefined" :data-tip-clipped="cell.tip ? undefined : cell.words"><span v-if="cell.before" class="ph">{{ cell.before + ' ' }}</span>{{ cell.words }}<span v-if="cell.after" class="ph">{{ ' ' + cell.after }}</span></span>
          </td>
        </tr>
      </tbody>
    </table>
  `,
  props: { kind: String, label: String, columns: Array, rows: Array, checks: Boolean, opens: Boolean, sprite: String },
  emits: ["open", "toggle", "act"],
  methods: {
    open(row) {
      if (this.opens) this.$emit("open", row.id);
    },
    toggle(row) {
      if (this.opens) this.$emit("toggle", row.id);
    },
  },
};
