// Where the cursor of the source is: written by the editor, read by commands that mean lines.
import { create } from 'zustand'

interface Cursor {
  readonly path: string
  /** First and last selected line (1-based); the same one where nothing is selected. */
  readonly startLine: number
  readonly endLine: number
  readonly isSelection: boolean
}

export const useCursor = create<Cursor>(() => ({
  path: '',
  startLine: 1,
  endLine: 1,
  isSelection: false,
}))
