// How far something long is that the backend does for a review, while a component shows it.
import { useEffect, useState } from 'react'
import type { EventData } from '../../electron/api/contract.ts'
import { useWorkbench } from './workbench.tsx'

type Long = 'export.progressed' | 'import.progressed'

/** The last that was told since `isRunning` became true; undefined before and after. */
export function useProgress<E extends Long>(
  name: E,
  reviewId: number,
  isRunning: boolean,
): EventData<E> | undefined {
  const { api } = useWorkbench()
  const [progress, setProgress] = useState<EventData<E>>()
  useEffect(() => {
    if (!isRunning) return
    const stop = api.on(name, (data) => {
      if (data.reviewId === reviewId) setProgress(data)
    })
    return () => {
      stop()
      setProgress(undefined)
    }
  }, [api, name, reviewId, isRunning])
  // What was told last goes with the render that ends it, not with the effect behind.
  return isRunning ? progress : undefined
}
