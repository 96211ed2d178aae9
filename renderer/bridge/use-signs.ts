// Tells the backend that somebody is at work here, and on what: it decides by its own clock what
// counts. A window that is hidden or has no focus gives no signs.
import { useEffect, useRef } from 'react'
import { useWorkbench } from './workbench.tsx'

/** What somebody at work does; nothing of it is told but that it happened. */
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const
/** At most one sign in this time, unless another place is looked at. Milliseconds. */
const AT_MOST_EVERY = 2_000

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

/** Gives signs while the component is there. `path` is '' and `findingId` null for no place. */
export function useSigns(reviewId: number, path: string, findingId: number | null) {
  const { api } = useWorkbench()
  const last = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const tell = (isPresent: boolean) => {
      last.current = isPresent ? performance.now() : Number.NEGATIVE_INFINITY
      const input = isPresent ? { path, findingId } : { path: '', findingId: null }
      // Whoever is still there is told of again in a moment; whoever left is idle soon.
      api.call('clock.sign', { reviewId, isPresent, ...input }).catch(() => undefined)
    }
    const onSign = () => {
      if (performance.now() - last.current >= AT_MOST_EVERY && isLookedAt()) tell(true)
    }
    const onLeave = () => tell(false)
    const onShown = () => {
      if (document.visibilityState === 'hidden') onLeave()
      else onSign()
    }
    if (isLookedAt()) tell(true)
    for (const name of SIGNS) {
      window.addEventListener(name, onSign, { capture: true, passive: true })
    }
    window.addEventListener('focus', onSign)
    window.addEventListener('blur', onLeave)
    document.addEventListener('visibilitychange', onShown)
    return () => {
      for (const name of SIGNS) window.removeEventListener(name, onSign, { capture: true })
      window.removeEventListener('focus', onSign)
      window.removeEventListener('blur', onLeave)
      document.removeEventListener('visibilitychange', onShown)
    }
  }, [api, reviewId, path, findingId])
}
