// Data by `useApi`, actions by `useCommand`: features hold no keys and no invalidation.
import {
  keepPreviousData,
  type QueryObserverOptions,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Input, Method, Output } from '../../electron/api/contract.ts'
import type { Client } from './client.ts'
import { keepNewer, readFindings } from './finding-pages.ts'
import { showFailure } from './notices.ts'
import { topicOf, useWorkbench, type Workbench } from './workbench.tsx'

interface Options {
  readonly enabled?: boolean
  /** Show the last answer while another input is asked for. */
  readonly keepPrevious?: boolean
}

/** The key under which a method's answer is kept. */
export function keyOf<M extends Method>(method: M, input: Input<M>) {
  return [topicOf(method), method, input] as const
}

/** All findings come in pages; every other answer comes whole. */
function answerOf<M extends Method>(api: Client, method: M, input: Input<M>): Promise<Output<M>> {
  const isWholeList = method === 'findings.list' && !('ids' in input)
  if (isWholeList && 'reviewId' in input) {
    // The method is the one whose answer these rows are.
    return readFindings(api, input.reviewId) as Promise<Output<M>>
  }
  return api.call(method, input)
}

function optionsOf<M extends Method>(
  api: Client,
  method: M,
  input: Input<M>,
): Pick<QueryObserverOptions<Output<M>>, 'queryKey' | 'queryFn' | 'structuralSharing'> {
  const sharing = method === 'findings.list' ? { structuralSharing: keepNewer } : {}
  return {
    queryKey: keyOf(method, input),
    queryFn: () => answerOf(api, method, input),
    ...sharing,
  }
}

/** Asks now, and keeps the answer for whoever shows it. */
export function askAnew<M extends Method>(
  { api, cache }: Workbench,
  method: M,
  input: Input<M>,
): Promise<Output<M>> {
  const options = { ...optionsOf(api, method, input), staleTime: 0 }
  return cache.fetchQuery(options as Parameters<typeof cache.fetchQuery>[0]) as Promise<Output<M>>
}

/** Asks for what is shown next, unless it is known; who shows it is told when that fails. */
export function askAhead<M extends Method>(
  { api, cache }: Workbench,
  method: M,
  input: Input<M>,
): void {
  void cache.prefetchQuery(
    optionsOf(api, method, input) as Parameters<typeof cache.prefetchQuery>[0],
  )
}

/** The current answer of a method; asked again when the backend says that its topic changed. */
export function useApi<M extends Method>(
  method: M,
  input: Input<M>,
  { enabled = true, keepPrevious = false }: Options = {},
): UseQueryResult<Output<M>> {
  const { api } = useWorkbench()
  const options: QueryObserverOptions<Output<M>> = {
    ...optionsOf(api, method, input),
    enabled,
  }
  if (keepPrevious) {
    options.placeholderData = keepPreviousData
  }
  return useQuery(options as Parameters<typeof useQuery>[0]) as UseQueryResult<Output<M>>
}

/**
 * Whether the findings of a review have come. What is counted from all of them is asked for after
 * them: answered first, it would hold them up.
 */
export function useAreListed(reviewId: number): boolean {
  return useApi('findings.list', { reviewId }).isFetched
}

/** Asks and shows a failure; `undefined` then. For actions whose failure has no better place. */
export async function ask<M extends Method>(
  { api }: Workbench,
  method: M,
  input: Input<M>,
): Promise<Output<M> | undefined> {
  try {
    return await api.call(method, input)
  } catch (error) {
    showFailure(error)
    return undefined
  }
}

/** The action of a method: failures are shown, the answer is `undefined` then. */
export function useCommand<M extends Method>(method: M) {
  const workbench = useWorkbench()
  return useCallback((input: Input<M>) => ask(workbench, method, input), [workbench, method])
}
