// Which strokes run which command: defaults of the commands, with what a person changed on top.
import type { Command } from './command.ts'

/** Strokes by the id of the command, for the commands whose keys were changed. */
export type KeyChanges = Readonly<Record<string, readonly string[]>>

/** The commands with the keys that are in force. */
export function bindCommands(
  commands: readonly Command[],
  changes: KeyChanges,
): readonly Command[] {
  return commands.map((command) => {
    const keys = changes[command.id]
    return keys === undefined ? command : { ...command, keys }
  })
}

/** Two sequences collide when one is the other or begins it: the longer one is never reached. */
export function collides(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `)
}

export interface Conflict {
  /** The stroke of the command that was asked about. */
  readonly keys: string
  readonly other: Command
}

/**
 * The other commands that the keys of this one run into. What two commands share by `defaults` is
 * meant so: they mean something in different places.
 */
export function conflictsOf(
  command: Command,
  all: readonly Command[],
  defaults: readonly Command[] = [],
): readonly Conflict[] {
  const isDefault = (id: string, keys: string) =>
    defaults.some((one) => one.id === id && one.keys.includes(keys))
  return command.keys.flatMap((keys) =>
    all
      .filter(({ id, keys: others }) => {
        if (id === command.id) return false
        const isMeant = (other: string) => isDefault(command.id, keys) && isDefault(id, other)
        return others.some((other) => collides(other, keys) && !isMeant(other))
      })
      .map((other) => ({ keys, other })),
  )
}

/** The changes with new keys for a command; its default keys are no change. */
export function changeKeys(
  changes: KeyChanges,
  { id, keys: defaults }: Pick<Command, 'id' | 'keys'>,
  keys: readonly string[],
): Record<string, string[]> {
  const kept = Object.entries(changes).filter(([other]) => other !== id)
  const isDefault = keys.length === defaults.length && keys.every((key, at) => key === defaults[at])
  const all: [string, readonly string[]][] = isDefault ? kept : [...kept, [id, keys]]
  return Object.fromEntries(all.map(([name, strokes]) => [name, [...strokes]]))
}
