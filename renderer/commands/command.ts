// A command is data: the palette, the keymap and the sheet of keys are drawn from one list.

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
  /** Whether it means something now; without it, always. */
  readonly isEnabled?: () => boolean
  readonly run: () => void
}

export function isEnabled(command: Command): boolean {
  return command.isEnabled?.() ?? true
}
