// What every part of the window works with: the backend, the shell and the cache of their answers.
import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Method } from '../../electron/api/contract.ts'
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
  api.on('data.changed', ({ topics }) => {
    for (const topic of topics) {
      void cache.invalidateQueries({ queryKey: [topic] })
    }
  })
  api.on('analysis.progressed', (progress) => {
    cache.setQueryData(['analysis', 'analysis.progress', { reviewId: progress.reviewId }], progress)
  })
  return { api, cache }
}
