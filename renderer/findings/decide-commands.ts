// Judgements of the selected findings beside verdict and severity: priority, gate, status.
import type { Command } from '../commands/command.ts'
import type { Bulk } from '../state/view.ts'
import { GATES, PRIORITIES, STATUSES } from './choices.ts'

interface Options {
  readonly isEnabled: () => boolean
  readonly write: (change: Pick<Bulk, 'priority' | 'gate' | 'status'>) => void
}

/** One command for each priority, gate and status. */
export function decideCommands({ isEnabled, write }: Options): readonly Command[] {
  const aCommand = (
    id: string,
    title: string,
    keys: readonly string[],
    change: Parameters<typeof write>[0],
  ): Command => ({
    id: `finding.${id}`,
    title,
    keys,
    group: 'Findings',
    writes: true,
    isEnabled,
    run: () => write(change),
  })
  return [
    ...PRIORITIES.map(({ value, name }) =>
      aCommand(`priority.${value}`, `Priority: ${name}`, [`p ${value.slice(1)}`], {
        priority: value,
      }),
    ),
    ...GATES.map(({ value, name }) =>
      aCommand(`gate.${value}`, `Has to be closed: ${name}`, [`g ${value.charAt(0)}`], {
        gate: value,
      }),
    ),
    ...STATUSES.map(({ value, label }) =>
      aCommand(`status.${value}`, `Status: ${label}`, [], { status: value }),
    ),
  ]
}
