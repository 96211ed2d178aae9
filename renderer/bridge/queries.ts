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

/** The current answer of a method; asked again when the backend says that its topic changed. */
export function useApi<M extends Method>(
  method: M,
  input: Input<M>,
  { enabled = true, keepPrevious = false }: Options = {},
): UseQueryResult<Output<M>> {
  const { api } = useWorkbench()
  const options: QueryObserverOptions<Output<M>> = {
    queryKey: keyOf(method, input),
    queryFn: () => answerOf(api, method, input),
    enabled,
  }
  if (method === 'findings.list') {
    options.structuralSharing = keepNewer
  }
  if (keepPrevious) {
    options.placeholderData = keepPreviousData
  }
  return useQuery(options as Parameters<typeof useQuery>[0]) as UseQueryResult<Output<M>>
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
