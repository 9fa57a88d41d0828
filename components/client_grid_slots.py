"""The Vue templates of the grid's header and rows. No data is ever formatted into them: `{{ }}` escapes it."""

from components.text import icon_href

_ICON = '<svg class="i s" aria-hidden="true"><use href="{href}"></use></svg>'


def header_slot() -> str:
    """The header: a check box for the page and a button for each column, with `aria-sort` on the sorted one."""
    return _fill("""
<tr>
  <th v-for="col in props.cols" :key="col.name" :class="col.css" :style="{width: col.width}" :aria-sort="col.sorted" scope="col">
    <input v-if="col.name === 'check'" type="checkbox" class="ck" aria-label="Select all clients on this page"
           :checked="col.all" :indeterminate.prop="col.some && !col.all" @change="$parent.$emit('toggle_all', true)">
    <button v-else type="button" @click="$parent.$emit('sort', col.name)">
      {{ col.label }}
      <span v-if="col.sorted === 'ascending'">@arrow-up@</span>
      <span v-if="col.sorted === 'descending'">@arrow-down@</span>
    </button>
  </th>
</tr>""")


def body_slot() -> str:
    """A row: click or Enter opens it, its check box adds it to the selection, the arrow keys walk."""
    return _fill("""
<tr :class="[{sel: props.row.selected, off: !props.row.enabled, live: props.row.live, play: props.row.live}, props.row.live]"
    :aria-selected="props.row.selected" :data-row="props.row.id" tabindex="0"
    @click="$parent.$emit('open', props.row.id)"
    @keydown.enter.self="$parent.$emit('open', props.row.id)"
    @keydown.space.self.prevent="$parent.$emit('toggle', props.row.id)"
    @keydown.down.self.prevent="$event.target.nextElementSibling && $event.target.nextElementSibling.focus()"
    @keydown.up.self.prevent="$event.target.previousElementSibling && $event.target.previousElementSibling.focus()">
  <td v-for="col in props.cols" :key="col.name" :class="col.css">
    <input v-if="col.name === 'check'" type="checkbox" class="ck" :aria-label="'Select ' + props.row.name"
           :checked="props.row.selected" @click.stop @change="$parent.$emit('toggle', props.row.id)">
    <span v-else-if="col.name === 'name'" class="row"><span class="clip">{{ props.row.name }}</span></span>
    <span v-else-if="col.name === 'id'" class="idc">
      <span class="mono only-phone">{{ props.row.short }}</span><span class="mono no-phone">{{ col.compact ? props.row.short : props.row.id }}</span>
      <button type="button" class="ib mini" :aria-label="'Copy client ID of ' + props.row.name"
              :data-copy="props.row.id" @click.stop>@copy@</button>
    </span>
    <span v-else-if="col.name === 'enabled'" :class="['st', {quiet: !props.row.enabled}]">
      <span :class="['led', {on: props.row.enabled}]"></span>{{ props.row.enabled ? 'Enabled' : 'Disabled' }}
    </span>
    <span v-else-if="col.name === 'secrets'" :class="['st', props.row.secrets_kind]">
      <template v-if="props.row.secrets_kind === 'soon'">@clock-alert@</template>
      <template v-if="props.row.secrets_kind === 'bad'">@circle-x@</template>
      <span class="clip"><span class="rest">{{ props.row.secrets_rest }}</span><b v-if="props.row.secrets_bold">{{ props.row.secrets_bold }}</b></span>
    </span>
    <span v-else-if="col.name === 'tags'" class="tags">
      <span v-for="tag in props.row.tags.slice(0, 1)" class="tag clip">{{ tag }}</span>
      <span v-if="props.row.tags.length > 1" class="tag" :data-tip="props.row.tags.slice(1).join(', ')">+{{ props.row.tags.length - 1 }}</span>
    </span>
    <span v-else-if="col.name === 'changed'" class="row">
      <span :class="['av', props.row.by_hue]" :data-tip="props.row.by" role="img" :aria-label="props.row.by">{{ props.row.by_initials }}</span>
      <span class="num clip" :data-tip="props.row.changed_title">{{ props.row.changed }}<span v-if="!col.compact" class="no-phone"> by {{ props.row.by }}</span></span>
    </span>
  </td>
</tr>""")


def _fill(template: str) -> str:
    for name in ("arrow-up", "arrow-down", "copy", "clock-alert", "circle-x"):
        template = template.replace(f"@{name}@", _ICON.format(href=icon_href(name)))
    return template
