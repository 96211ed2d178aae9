import { useEffect } from 'react'
import type { Command } from './command.ts'
import {
  isPlainKey,
  isRowKey,
  isSingleKey,
  type KeyPress,
  matchStroke,
  strokeOf,
} from './keymap.ts'
import { showWaiting } from './waiting-keys.tsx'

/** True where a letter is text: a field, or an editor that can be written in. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target.closest('[data-keys="commands"]')) {
    return false
  }
  return target.closest('input, textarea, select, [contenteditable], .monaco-editor') !== null
}

/** The editor of a fix has uses of its own for Escape: it closes its search, its extra cursors and the list of differences. */
function isInEditor(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  const isWriting = isTyping(target) && target.closest('.monaco-editor') !== null
  return isWriting || target.closest('.diff-review') !== null
}

function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null
}

/** True while the list's cursor is on a finding, not on a group. */
function isOnRow(target: EventTarget | null): boolean {
  const list = target instanceof Element ? target.closest('[role="tree"]') : null
  return list?.getAttribute('aria-activedescendant')?.startsWith('finding-') ?? false
}

function pressOf(event: KeyboardEvent): KeyPress {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event
  const isAltGraph = event.getModifierState('AltGraph')
  return { key, ctrlKey, metaKey, altKey, shiftKey, isAltGraph }
}

/** Runs commands from the keyboard. Single keys do nothing while text is typed or switched off. */
export function useKeymap(commands: readonly Command[], hasSingleKeys: boolean) {
  useEffect(() => {
    let waiting: readonly string[] = []
    const onKeyDown = (event: KeyboardEvent) => {
      const stroke = strokeOf(pressOf(event))
      if (!stroke || event.isComposing || event.defaultPrevented || isInOverlay(event.target)) {
        return
      }
      if (stroke === 'Escape' && isInEditor(event.target)) {
        return
      }
      const isOff = !hasSingleKeys && !isPlainKey(stroke)
      const isText = isSingleKey(stroke) && isTyping(event.target)
      const isElsewhere = isRowKey(stroke) && !isOnRow(event.target)
      if (isOff || isText || isElsewhere) {
        waiting = []
        showWaiting(waiting)
        return
      }
      const usable = isTyping(event.target)
        ? commands.filter(({ leavesTextAlone }) => !leavesTextAlone)
        : commands
      const match = matchStroke(usable, waiting, stroke)
      waiting = match.kind === 'wait' ? match.strokes : []
      showWaiting(waiting)
      if (match.kind === 'none') {
        return
      }
      event.preventDefault()
      event.stopPropagation()
      if (match.kind === 'run') {
        match.command.run()
      }
    }
    // Before the editor, which would take the strokes for itself.
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [commands, hasSingleKeys])
}
