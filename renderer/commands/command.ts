// A command is data: the palette, the keymap and the sheet of keys are drawn from one list.

import { useView } from '../state/view.ts'

export const COMMAND_GROUPS = ['Findings', 'Source', 'Review', 'Window'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

export interface Command {
  /** `topic.verb`, e.g. `finding.confirm`. */
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  /** Strokes as in `Ctrl+E`, `F8`, `j`, `?`; two strokes one after the other as in `s c`. */
  readonly keys: readonly string[]
  /** Text fields keep these strokes: there they undo typing. */
  readonly leavesTextAlone?: boolean
  /** It changes the review: one that can only be read has no use for it. */
  readonly writes?: boolean
  /** Whether it means something now; without it, always. */
  readonly isEnabled?: () => boolean
  readonly run: () => void
}

export function isEnabled(command: Command): boolean {
  return !isForbidden(command) && (command.isEnabled?.() ?? true)
}

/** True for what changes a review, while one is open that can only be read. */
export function isForbidden({ writes }: Command): boolean {
  return writes === true && useView.getState().isReadOnly
}

/** The same commands, each of which changes the review. */
export function writing(commands: readonly Command[]): readonly Command[] {
  return commands.map((command) => ({ ...command, writes: true }))
}
