import { useEffect, useState } from 'react'
import type { ClaimProblem } from '../../electron/api/claims.ts'
import type { Input } from '../../electron/api/contract.ts'
import { useWorkbench } from './workbench.tsx'

/** What the text is about. */
export type Subject = Input<'claims.check'>['about']

/** Typing rests this long before a text is checked, in milliseconds. */
const REST = 500
const NONE: readonly ClaimProblem[] = []

/**
 * Places of a text that is being written which the facts contradict. While the text changes those
 * stand that it has not reached yet.
 */
export function useClaims(reviewId: number, about: Subject, text: string): readonly ClaimProblem[] {
  const { api } = useWorkbench()
  const [answer, setAnswer] = useState({ text: '', problems: NONE })
  const asked = JSON.stringify(about)
  useEffect(() => {
    if (text.trim() === '') return
    let isGone = false
    const check = async () => {
      try {
        const subject = JSON.parse(asked) as Subject
        const problems = await api.call('claims.check', { reviewId, text, about: subject })
        if (!isGone) setAnswer({ text, problems })
      } catch {
        // A check that fails says nothing about the text; what failed is shown where it was asked for.
        if (!isGone) setAnswer({ text, problems: NONE })
      }
    }
    const timer = window.setTimeout(check, REST)
    return () => {
      isGone = true
      window.clearTimeout(timer)
    }
  }, [api, reviewId, asked, text])
  if (answer.problems.length === 0 || answer.text === text) {
    return answer.text === text ? answer.problems : NONE
  }
  return answer.problems.filter(({ end }) => text.startsWith(answer.text.slice(0, end)))
}
