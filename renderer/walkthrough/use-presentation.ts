// What both windows of a presentation share: the steps, the one that is shown, and the keys.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Outcome, Walkthrough, WalkthroughStep } from '../../electron/api/walkthrough.ts'
import { useApi } from '../bridge/queries.ts'
import { useSigns } from '../bridge/use-signs.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { OUTCOMES } from './outcomes.ts'
import { decideStep, showStep, stopPresenting } from './present.ts'

const ON = new Set(['ArrowRight', 'PageDown', ' '])
const BACK = new Set(['ArrowLeft', 'PageUp'])

export interface Presentation {
  readonly steps: readonly WalkthroughStep[]
  readonly step: WalkthroughStep | undefined
  /** Decisions about the step that is shown. */
  readonly minutes: Walkthrough['minutes']
  readonly pending: Outcome | undefined
  readonly setPending: (outcome: Outcome | undefined) => void
  readonly decide: (outcome: Outcome, speaker: string, words: string) => Promise<boolean>
  readonly go: (to: number) => void
  readonly stop: () => void
  readonly onKeyDown: (event: React.KeyboardEvent) => void
}

/** The presentation of a review at a step, from 0. */
export function usePresentation(reviewId: number, at: number): Presentation {
  const workbench = useWorkbench()
  const { data } = useApi('walkthrough.read', { reviewId }, { keepPrevious: true })
  const [pending, setPending] = useState<Outcome>()
  const steps = data?.steps ?? []
  const step = steps[Math.min(at, steps.length - 1)]
  useSigns(reviewId, step?.path ?? '', step?.findingId ?? null)
  // Keys may follow each other faster than the windows follow them.
  const asked = useRef(at)
  useEffect(() => {
    asked.current = at
  }, [at])
  const go = (to: number) => {
    const next = Math.min(Math.max(to, 0), steps.length - 1)
    if (next !== asked.current) {
      asked.current = next
      void showStep(workbench, reviewId, next)
    }
  }
  const stop = useCallback(() => void stopPresenting(workbench, reviewId), [workbench, reviewId])
  return {
    steps,
    step,
    minutes: (data?.minutes ?? []).filter(
      (minute) =>
        step !== undefined &&
        minute.findingId === step.findingId &&
        (step.findingId !== null || minute.title === step.title),
    ),
    pending,
    setPending,
    decide: (outcome, speaker, words) =>
      step === undefined
        ? Promise.resolve(false)
        : decideStep(workbench, reviewId, step.id, { outcome, speaker, words }),
    go,
    stop,
    onKeyDown(event) {
      const { key, ctrlKey, altKey, metaKey, shiftKey, target } = event
      const isOnButton = target instanceof Element && target.closest('button') !== null
      if (ctrlKey || altKey || metaKey || shiftKey || (isOnButton && key === ' ')) {
        return
      }
      const outcome = OUTCOMES.find((one) => one.key === key)
      if (outcome) {
        setPending(outcome.outcome)
      } else if (ON.has(key)) {
        go(asked.current + 1)
      } else if (BACK.has(key)) {
        go(asked.current - 1)
      } else if (key === 'Home') {
        go(0)
      } else if (key === 'End') {
        go(steps.length - 1)
      } else if (key === 'Escape' || key === 'F5') {
        stop()
      } else {
        return
      }
      event.preventDefault()
    },
  }
}
