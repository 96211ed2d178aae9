// What the status bar says about saving: how many writes are on their way, when the last one was
// acknowledged, and the failure that still stands.
import { create } from 'zustand'
import type { ErrorData } from '../../electron/api/errors.ts'

interface Saves {
  readonly underWay: number
  readonly lastSavedAt: Date | undefined
  readonly failure: ErrorData | undefined
  /** How often the window was connected to a backend: drafts are tried again with each new one. */
  readonly connections: number
}

export const useSaves = create<Saves>(() => ({
  underWay: 0,
  lastSavedAt: undefined,
  failure: undefined,
  connections: 0,
}))

/** Counts a write until it is acknowledged or refused. */
export async function countSave<T>(write: () => Promise<T>): Promise<T> {
  useSaves.setState((saves) => ({ underWay: saves.underWay + 1 }))
  try {
    const result = await write()
    useSaves.setState({ lastSavedAt: new Date(), failure: undefined })
    return result
  } finally {
    useSaves.setState((saves) => ({ underWay: saves.underWay - 1 }))
  }
}
