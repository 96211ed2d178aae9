// How the list is grouped and ordered, as commands.
import type { Command } from '../commands/command.ts'
import { type GroupBy, QUEUES, type SortBy, setView } from '../state/view.ts'
import { QUEUE_NAMES } from './queues.ts'

export const GROUPS: readonly { value: GroupBy; label: string }[] = [
  { value: 'severity', label: 'Severity' },
  { value: 'rule', label: 'Rule' },
  { value: 'file', label: 'File' },
  { value: 'category', label: 'Category' },
  { value: 'task', label: 'Task of the plan' },
  { value: 'gate', label: 'Gate' },
  { value: 'none', label: 'No groups' },
]
export const ORDERS: readonly { value: SortBy; label: string }[] = [
  { value: 'severity', label: 'By severity' },
  { value: 'place', label: 'By file and line' },
  { value: 'rule', label: 'By rule' },
  { value: 'number', label: 'By number' },
]

/** One command for each queue, each grouping and each order. */
export function listCommands(isOn: () => boolean): readonly Command[] {
  const aCommand = (id: string, title: string, run: () => void): Command => ({
    id,
    title,
    keys: [],
    group: 'Findings',
    isEnabled: isOn,
    run,
  })
  return [
    ...QUEUES.map((queue) =>
      aCommand(`list.queue.${queue}`, `Queue: ${QUEUE_NAMES[queue].toLowerCase()}`, () =>
        setView({ queue, listScrollTop: 0 }),
      ),
    ),
    ...GROUPS.map(({ value, label }) =>
      aCommand(`list.group.${value}`, `Group the list: ${label.toLowerCase()}`, () =>
        groupBy(value),
      ),
    ),
    ...ORDERS.map(({ value, label }) =>
      aCommand(`list.sort.${value}`, `Order the list: ${label.toLowerCase()}`, () => sortBy(value)),
    ),
  ]
}

export function groupBy(value: GroupBy) {
  setView({ groupBy: value, collapsed: new Set(), listScrollTop: 0 })
}

export function sortBy(value: SortBy) {
  setView({ sortBy: value, listScrollTop: 0 })
}
