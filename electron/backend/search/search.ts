// Handlers of searching: one thread for each review that somebody searches.
import { join } from 'node:path'
import type { EventData, Handlers } from '../../api/contract.ts'
import { CONCURRENCY_FIELDS, FINDING_FIELDS, REVIEW_FIELDS } from '../../report/field-catalogue.ts'
import { RULE_INFOS } from '../rule-infos.ts'
import type { Session } from '../session.ts'
import { sha256Of } from '../sha256.ts'
import { createSearchThread, type SearchThread } from './search-thread.ts'

type Topic = Extract<keyof Handlers, `search.${string}`>

export interface SearchHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Absolute path; without it the index is kept in memory. */
  readonly cacheFolder: string | undefined
  readonly nativeBinding: string | undefined
  readonly onFound: (found: EventData<'search.found'>) => void
}

export function searches({ session, cacheFolder, nativeBinding, onFound }: SearchHandlerOptions) {
  const threads = new Map<number, SearchThread>()

  function threadOf(reviewId: number): SearchThread {
    const known = threads.get(reviewId)
    if (known !== undefined) return known
    const { file } = session(reviewId).store
    const thread = createSearchThread({
      database: file,
      index: cacheFolder === undefined ? '' : indexFile(cacheFolder, file),
      nativeBinding,
      ruleTitles: RULE_INFOS.map(({ id, title }) => [id, title] as const),
      fieldNames: fieldNames(),
    })
    threads.set(reviewId, thread)
    return thread
  }

  const handlers: Pick<Handlers, Topic> = {
    'search.run': ({ reviewId, searchId, options }) =>
      threadOf(reviewId).run(options, (hits) => onFound({ reviewId, searchId, hits: [...hits] })),
    'search.stop': ({ reviewId }) => {
      threads.get(reviewId)?.stop()
      return { ok: true }
    },
  }
  return {
    handlers,
    /** What a search knows of these findings, or of all, is not true any more. */
    changed(reviewId: number, findingIds?: readonly number[]): void {
      threads.get(reviewId)?.changed(findingIds)
    },
    async close(reviewId: number): Promise<void> {
      const thread = threads.get(reviewId)
      threads.delete(reviewId)
      await thread?.close()
    },
    async closeAll(): Promise<void> {
      const all = [...threads.values()]
      threads.clear()
      await Promise.all(all.map((thread) => thread.close()))
    },
  }
}

function indexFile(cacheFolder: string, database: string): string {
  const name = sha256Of(database).slice(0, 32)
  return join(cacheFolder, 'search', `${name}.sqlite`)
}

function fieldNames() {
  return [REVIEW_FIELDS, CONCURRENCY_FIELDS, FINDING_FIELDS].flatMap((fields) =>
    Object.values(fields).map(({ id, label }) => [id, label] as const),
  )
}
