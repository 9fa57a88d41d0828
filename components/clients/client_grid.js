// The grid of clients. Vue changes only what differs, so focus, scroll position and hover stay when rows are drawn again.
// A row: click or Enter opens it, its check box or Space adds it to the selection, the arrow keys walk.
export default {
  template: `
    <table class="grid clients" aria-label="Clients">
      <thead>
        <tr>
          <th v-for="col in columns" :key="col.name" :class="col.css" :style="{ width: col.width }" :aria-sort="col.sorted" scope="col">
            <input v-if="col.name === 'check'" type="checkbox" class="ck" aria-label="Select all clients on this page"
              :checked="col.all" :indeterminate.prop="col.some && !col.all" @change="$emit('toggle_all', true)">
            <button v-else type="button" @click="$emit('sort', col.name)">
              {{ col.label }}
              <svg v-if="col.sorted" class="i s" aria-hidden="true"><use :href="sprite + (col.sorted === 'ascending' ? '#arrow-up' : '#arrow-down')" /></svg>
            </button>
          </th>
        </tr>
      </thead>
      <tbody>
        <tr v-for="row in rows" :key="row.id" :class="[{ sel: row.selected, off: !row.enabled, live: row.live, play: row.live }, row.live]"
          :aria-selected="String(row.selected)" :data-row="row.id" tabindex="0"
          @click="$event.target.closest('button, input') || $emit('open', row.id)"
          @keydown.enter.self="$emit('open', row.id)" @keydown.space.self.prevent="$emit('toggle', row.id)"
          @keydown.down.self.prevent="$event.target.nextElementSibling?.focus()"
          @keydown.up.self.prevent="$event.target.previousElementSibling?.focus()">
          <td v-for="col in columns" :key="col.name" :class="col.css">
            <input v-if="col.name === 'check'" type="checkbox" class="ck" :aria-label="'Select ' + row.name" :checked="row.selected"
              @change="$emit('toggle', row.id)">
            <span v-else-if="col.name === 'name'" class="row"><span class="clip">{{ row.name }}</span></span>
            <span v-else-if="col.name === 'id'" class="idc">
              <span class="mono only-phone">{{ row.short }}</span><span class="mono no-phone">{{ col.compact ? row.short : row.id }}</span>
              <button type="button" class="ib mini" :aria-label="'Copy client ID of ' + row.name" :data-copy="row.id">
                <svg class="i s" aria-hidden="true"><use :href="sprite + '#copy'" /></svg>
              </button>
            </span>
            <span v-else-if="col.name === 'enabled'" class="st" :class="{ quiet: !row.enabled }">
              <span class="led" :class="{ on: row.enabled }"></span>{{ row.enabled ? 'Enabled' : 'Disabled' }}
            </span>
            <span v-else-if="col.name === 'secrets'" class="st" :class="row.secrets_kind">
              <svg v-if="signs[row.secrets_kind]" class="i s" aria-hidden="true"><use :href="sprite + signs[row.secrets_kind]" /></svg>
              <span class="clip"><span class="rest">{{ row.secrets_rest }}</span><b v-if="row.secrets_bold">{{ row.secrets_bold }}</b></span>
            </span>
            <span v-else-if="col.name === 'tags'" class="tags">
              <span v-for="tag in row.tags.slice(0, 1)" :key="tag" class="tag clip">{{ tag }}</span>
              <span v-if="row.tags.length > 1" class="tag" :data-tip="row.tags.slice(1).join(', ')">+{{ row.tags.length - 1 }}</span>
            </span>
            <span v-else-if="col.name === 'changed'" class="row">
              <span class="av" :class="row.by_hue" :data-tip="row.by" role="img" :aria-label="row.by">{{ row.by_initials }}</span>
              <span class="num clip" :data-tip="row.changed_title">{{ row.changed }}<span v-if="!col.compact" class="no-phone"> by {{ row.by }}</span></span>
            </span>
          </td>
        </tr>
      </tbody>
    </table>
  `,
  props: { columns: Array, rows: Array, turn: Number, sprite: String },
  emits: ["open", "toggle", "toggle_all", "sort"],
  data: () => ({ signs: { soon: "#clock-alert", bad: "#circle-x" } }),
  methods: {
    // Single rows by their place; `turn` tells whether all rows were sent since.
    patch(turn, rows) {
      if (turn > this.turn) for (const [at, row] of Object.entries(rows)) this.rows[at] = row;
    },
  },
};
