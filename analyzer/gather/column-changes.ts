// What the code of a project does to attributes of objects: counting up and down, setting states,
// setting flags. By name, since what the objects are shows only when all files are known.
import type { FileRole } from '../engine/roles.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { type CountChange, readCounts } from './count-changes.ts'
import { defineGatherer } from './define.ts'
import { type FlagChange, readFlags } from './flag-changes.ts'
import { readStates, type StateChange } from './state-changes.ts'

interface Part {
  readonly counts?: readonly CountChange[]
  readonly states?: readonly StateChange[]
  readonly flags?: readonly FlagChange[]
}

export interface ColumnChanges {
  readonly counts: readonly (CountChange & { readonly path: string })[]
  readonly states: readonly (StateChange & { readonly path: string })[]
  readonly flags: readonly (FlagChange & { readonly path: string })[]
}

export const columnChanges = defineGatherer<Part, ColumnChanges>({
  id: 'column-changes-5',
  collect(facts: FileFacts, role: FileRole) {
    if (role !== 'source') return undefined
    const counts = readCounts(facts)
    const states = readStates(facts)
    const flags = readFlags(facts)
    const isEmpty = counts.length + states.length + flags.length === 0
    return isEmpty
      ? undefined
      : {
          ...(counts.length > 0 && { counts }),
          ...(states.length > 0 && { states }),
          ...(flags.length > 0 && { flags }),
        }
  },
  combine(parts) {
    return {
      counts: parts.flatMap(({ path, part }) =>
        (part.counts ?? []).map((one) => ({ ...one, path })),
      ),
      states: parts.flatMap(({ path, part }) =>
        (part.states ?? []).map((one) => ({ ...one, path })),
      ),
      flags: parts.flatMap(({ path, part }) => (part.flags ?? []).map((one) => ({ ...one, path }))),
    }
  },
})
