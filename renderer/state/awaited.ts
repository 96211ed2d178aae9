import { useEffect } from 'react'
import { setView } from './view.ts'

/** Does what the view waits for as soon as `isAwaited`, and ends the waiting. */
export function useAwaited(isAwaited: boolean, take: () => void): void {
  useEffect(() => {
    if (isAwaited) {
      setView({ awaited: undefined })
      take()
    }
  })
}
