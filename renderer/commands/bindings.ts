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

/** The other commands that the keys of this one run into. */
export function conflictsOf(command: Command, all: readonly Command[]): readonly Conflict[] {
  return command.keys.flatMap((keys) =>
    all
      .filter(({ id, keys: others }) => id !== command.id && others.some((k) => collides(k, keys)))
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
