import { useEffect } from 'react'
import type { SearchHit, SearchOptions } from '../../electron/api/search.ts'
import { showFailure } from '../bridge/notices.ts'
import { useWorkbench, type Workbench } from '../bridge/workbench.tsx'
import { forgetResults, useResults } from './results.ts'

/** A key that follows another within this time asks once, in milliseconds. */
const TYPING = 120
/** Changes of the review are taken in after this time of rest, in milliseconds. */
const REST = 1_000

/** Keeps the results in step with the question and with the review. */
export function useSearch(reviewId: number, options: SearchOptions) {
  const workbench = useWorkbench()
  const { text, isRegex, isCaseSensitive } = options
  useEffect(() => {
    const asked = JSON.stringify([reviewId, text, isRegex, isCaseSensitive])
    if (text.trim() === '') {
      forgetResults()
      return
    }
    const question = { text, isRegex, isCaseSensitive }
    let timer: number | undefined
    const search = () => {
      timer = undefined
      void run(workbench, reviewId, question, asked)
    }
    if (useResults.getState().asked !== asked) timer = window.setTimeout(search, TYPING)
    const off = workbench.api.on('data.changed', (change) => {
      if (change.reviewId !== reviewId || !change.topics.some((topic) => SEARCHED.has(topic)))
        return
      // A stream of changes puts a search off no further.
      timer ??= window.setTimeout(search, REST)
    })
    return () => {
      window.clearTimeout(timer)
      off()
    }
  }, [workbench, reviewId, text, isRegex, isCaseSensitive])
}

const SEARCHED = new Set(['findings', 'fixes', 'threads', 'packet', 'plan', 'items', 'sources'])

/** A first search shows hits as they come; one for the same question replaces them when it is done. */
async function run({ api }: Workbench, reviewId: number, options: SearchOptions, asked: string) {
  const searchId = crypto.randomUUID()
  const hits: SearchHit[] = []
  const { asked: last, outcome: known } = useResults.getState()
  const isAgain = last === asked && known !== undefined
  if (!isAgain) useResults.setState({ asked, hits: [], outcome: undefined })
  const isWanted = () => useResults.getState().asked === asked
  const off = api.on('search.found', (found) => {
    if (found.searchId !== searchId) return
    hits.push(...found.hits)
    if (!isAgain && isWanted()) useResults.setState({ hits: [...hits] })
  })
  try {
    const outcome = await api.call('search.run', { reviewId, searchId, options })
    if (isWanted() && outcome.state !== 'replaced') useResults.setState({ asked, hits, outcome })
  } catch (error) {
    showFailure(error)
  } finally {
    off()
  }
}
