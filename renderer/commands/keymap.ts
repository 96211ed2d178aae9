// From key presses to commands. Pure: what is pressed and what was pressed before go in, what to do
// comes out.
import type { Command } from './command.ts'
import { isEnabled } from './command.ts'

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  /** True where AltGr gives the character: it comes as Ctrl+Alt on some systems. */
  readonly isAltGraph?: boolean
}

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'])

/**
 * The stroke as commands write it, `undefined` for a modifier alone. Shift is part of a printable
 * character (`?`, `N`) and is named only beside other modifiers and with keys that print nothing.
 */
export function strokeOf(press: KeyPress): string | undefined {
  const { key, shiftKey } = press
  const ctrlKey = press.ctrlKey && !press.isAltGraph
  const altKey = press.altKey && !press.isAltGraph
  const { metaKey } = press
  if (MODIFIERS.has(key)) {
    return undefined
  }
  const isPrintable = [...key].length === 1 && key !== ' '
  const isControl = ctrlKey || metaKey
  const names = [
    isControl ? 'Ctrl' : '',
    altKey ? 'Alt' : '',
    shiftKey && (!isPrintable || isControl || altKey) ? 'Shift' : '',
    isPrintable && (isControl || altKey) ? key.toUpperCase() : key === ' ' ? 'Space' : key,
  ]
  return names.filter(Boolean).join('+')
}

/** Whether the stroke would type a character or edit text in a field. Escape leaves a field. */
export function isSingleKey(stroke: string): boolean {
  return !/^(Ctrl|Alt)\+|^(Shift\+)?F\d+$|^Escape$/u.test(stroke)
}

/**
 * Whether the stroke means a command only while the list's cursor is on a finding: elsewhere it
 * moves a cursor, opens a group or presses a button.
 */
export function isRowKey(stroke: string): boolean {
  return /^(Shift\+)?(Arrow\w+|Space|Enter|Backspace|Delete|Home|End|Page\w+)$/u.test(stroke)
}

/** Whether the stroke still works when single keys are switched off: those that only open. */
export function isPlainKey(stroke: string): boolean {
  return stroke === 'Enter' || !isSingleKey(stroke)
}

export type Match =
  | { readonly kind: 'run'; readonly command: Command }
  /** The first stroke of a longer sequence: wait for the next one. */
  | { readonly kind: 'wait'; readonly strokes: readonly string[] }
  | { readonly kind: 'none' }

/** What the stroke means after the strokes that are waiting. */
export function matchStroke(
  commands: readonly Command[],
  waiting: readonly string[],
  stroke: string,
): Match {
  const pressed = [...waiting, stroke].join(' ')
  const usable = commands.filter(isEnabled)
  const command = usable.find(({ keys }) => keys.includes(pressed))
  if (command) {
    return { kind: 'run', command }
  }
  if (usable.some(({ keys }) => keys.some((each) => each.startsWith(`${pressed} `)))) {
    return { kind: 'wait', strokes: [...waiting, stroke] }
  }
  return waiting.length > 0 ? matchStroke(commands, [], stroke) : { kind: 'none' }
}
