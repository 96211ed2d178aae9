// Failures on their way to the eye: what happened and what to do next.
import { create } from 'zustand'
import { AppError, type ErrorData } from '../../electron/api/errors.ts'

export interface Notice extends ErrorData {
  readonly key: number
}

interface Notices {
  readonly list: readonly Notice[]
  readonly lastKey: number
}

export const useNotices = create<Notices>(() => ({ list: [], lastKey: 0 }))

/** The error as data; an unexpected one is described without its stack. */
export function describeError(error: unknown): ErrorData {
  if (error instanceof AppError) {
    return error.toData()
  }
  return {
    code: 'internal',
    message: 'Something unexpected happened in the window.',
    nextStep: 'Repeat the action; if it happens again, restart Lectern. Saved work is kept.',
  }
}

/** Shows a failure until it is dismissed; the same failure is shown once. */
export function showFailure(error: unknown) {
  if (!(error instanceof AppError)) {
    console.error(error)
  }
  const data = describeError(error)
  useNotices.setState(({ list, lastKey }) => {
    const others = list.filter((notice) => notice.message !== data.message)
    return { list: [...others.slice(-2), { ...data, key: lastKey + 1 }], lastKey: lastKey + 1 }
  })
}

export function dismissNotice(key: number) {
  useNotices.setState(({ list }) => ({ list: list.filter((notice) => notice.key !== key) }))
}
