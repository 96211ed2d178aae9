// Files that draw windows or fill a terminal: what they do belongs to one thread, and most of it is looks.
import type { Checker } from '../../engine/checker.ts'

const TOOLKITS: ReadonlySet<string> = new Set(
  'gi gtk Gtk wx tkinter Tkinter PyQt4 PyQt5 PyQt6 PySide PySide2 PySide6 Qt kivy curses urwid blessed'.split(
    ' ',
  ),
)
const KEY = {}

/** True for a file that imports a toolkit for windows, or the names that another module has from one. */
export function drawsWindows(checker: Checker): boolean {
  return checker.once(KEY, () =>
    checker.facts.imports.some(({ module, target, name }) =>
      [...(target ?? module).split('.'), name].some((part) => TOOLKITS.has(part)),
    ),
  )
}
