// What every part of the window works with: the backend, the shell and the cache of their answers.
import { notifyManager, QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { EventData, Input, Method } from '../../electron/api/contract.ts'
import type { FindingRow } from '../../electron/api/domain.ts'
import { withRows } from '../state/rows.ts'
import type { Client } from './client.ts'
import { showFailure } from './notices.ts'

export interface Workbench {
  readonly api: Client
  readonly cache: QueryClient
}

const WorkbenchContext = createContext<Workbench | undefined>(undefined)
export const WorkbenchProvider = WorkbenchContext.Provider

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext)
  if (!workbench) {
    throw new Error('useWorkbench is called outside of the WorkbenchProvider.')
  }
  return workbench
}

/** The part of a method's name that says which data it reads. */
export function topicOf(method: Method): string {
  return method.slice(0, method.indexOf('.'))
}

/** A cache that follows the backend: one listener, no polling, no clocks. */
export function createWorkbench(api: Client): Workbench {
  // What was saved is shown before the draft of it goes: a field never falls back in between, which
  // would also take its own undo away.
  notifyManager.setScheduler(queueMicrotask)
  const cache = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  const workbench = { api, cache }
  const renew = renewer(cache)
  const renewFindings = findingRenewer(workbench)
  api.on('data.changed', (change) => {
    const { reviewId, findingIds } = change
    const isSmall = reviewId !== undefined && findingIds !== undefined
    for (const topic of change.topics) {
      if (topic === 'findings' && isSmall) {
        void renewFindings(reviewId, findingIds)
      } else {
        void renew(topic)
      }
    }
  })
  api.on('analysis.progressed', (progress: EventData<'analysis.progressed'>) => {
    cache.setQueryData(['analysis', 'analysis.progress', { reviewId: progress.reviewId }], progress)
  })
  api.on('clock.ticked', ({ reviewId, clock }: EventData<'clock.ticked'>) => {
    cache.setQueryData(['clock', 'clock.state', { reviewId }], clock)
    void cache.invalidateQueries({ queryKey: ['clock', 'clock.log', { reviewId }] })
  })
  return workbench
}

/**
 * Asks again for all of a topic. Changes that come while an answer is on its way are answered by
 * one more question after it: a stream of changes neither starves the readers nor piles up.
 */
function renewer(cache: QueryClient): (topic: string) => Promise<void> {
  const underWay = new Set<string>()
  const again = new Set<string>()
  return async (topic) => {
    if (underWay.has(topic)) {
      again.add(topic)
      return
    }
    underWay.add(topic)
    do {
      again.delete(topic)
      await cache.invalidateQueries({ queryKey: [topic] })
    } while (again.has(topic))
    underWay.delete(topic)
  }
}

/**
 * Asks for changed rows and puts them into the list that is shown. Changes that come while an
 * answer is on its way are asked for together after it.
 */
function findingRenewer(workbench: Workbench) {
  const waiting = new Map<number, Set<number>>()
  const underWay = new Set<number>()
  return async (reviewId: number, ids: readonly number[]) => {
    const all = waiting.get(reviewId) ?? new Set()
    waiting.set(reviewId, all)
    for (const id of ids) all.add(id)
    if (underWay.has(reviewId)) return
    underWay.add(reviewId)
    while (all.size > 0) {
      const asked = [...all].slice(0, MOST_ROWS)
      for (const id of asked) all.delete(id)
      await renewRows(workbench, reviewId, asked)
    }
    underWay.delete(reviewId)
  }
}

/** As many rows as one question may name. */
const MOST_ROWS = 10_000

async function renewRows({ api, cache }: Workbench, reviewId: number, ids: readonly number[]) {
  const changed = new Set(ids)
  void cache.invalidateQueries({
    queryKey: ['findings', 'findings.detail'],
    // The key was made of the method's input.
    predicate: ({ queryKey }) => {
      const input = queryKey[2] as Input<'findings.detail'>
      return input.reviewId === reviewId && changed.has(input.findingId)
    },
  })
  const listKey = ['findings', 'findings.list', { reviewId }]
  if (cache.getQueryData(listKey) === undefined) {
    // Its pages may have been read before the change.
    await cache.invalidateQueries({ queryKey: listKey })
    return
  }
  try {
    const fresh = await api.call('findings.list', { reviewId, ids: [...ids] })
    cache.setQueryData<readonly FindingRow[]>(listKey, (rows) => rows && withRows(rows, fresh))
  } catch (error) {
    showFailure(error)
  }
}
