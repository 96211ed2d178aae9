// What every part of the window works with: the backend, the shell and the cache of their answers.
import { notifyManager, QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { EventData, Method } from '../../electron/api/contract.ts'
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Client } from './client.ts'

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
  api.on('data.changed', (change) => {
    const { reviewId, findingIds } = change
    const isSmall = reviewId !== undefined && findingIds !== undefined
    for (const topic of change.topics) {
      if (topic === 'findings' && isSmall) {
        void renewFindings(workbench, reviewId, findingIds)
      } else {
        void renew(topic)
      }
    }
  })
  api.on('analysis.progressed', (progress: EventData<'analysis.progressed'>) => {
    cache.setQueryData(['analysis', 'analysis.progress', { reviewId: progress.reviewId }], progress)
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

/** Asks for some rows and puts them into the list that is shown, ahead of older ones only. */
async function renewFindings({ api, cache }: Workbench, reviewId: number, ids: readonly number[]) {
  for (const findingId of ids) {
    void cache.invalidateQueries({
      queryKey: ['findings', 'findings.detail', { reviewId, findingId }],
    })
  }
  const listKey = ['findings', 'findings.list', { reviewId }]
  if (cache.getQueryData(listKey) === undefined) {
    // Its pages may have been read before the change.
    await cache.invalidateQueries({ queryKey: listKey })
    return
  }
  const fresh = await api.call('findings.list', { reviewId, ids: [...ids] })
  const byId = new Map(fresh.map((row) => [row.id, row]))
  cache.setQueryData<readonly FindingRow[]>(listKey, (rows) =>
    rows?.map((row) => {
      const newer = byId.get(row.id)
      return newer && newer.rev >= row.rev ? newer : row
    }),
  )
}
