// Comments on their way to the store.

import type { Input } from '../../electron/api/contract.ts'
import type { Disposition } from '../../electron/api/threads.ts'
import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'

export type About = Input<'threads.open'>['about']

/** Each gives whether it was stored; a failure is shown. */
export function openThread({ api }: Workbench, reviewId: number, about: About, text: string) {
  const commandId = crypto.randomUUID()
  return stored(() => api.call('threads.open', { reviewId, commandId, about, text }))
}

export function replyTo({ api }: Workbench, reviewId: number, threadId: number, text: string) {
  const commandId = crypto.randomUUID()
  return stored(() => api.call('threads.reply', { reviewId, commandId, threadId, text }))
}

export function settleThread(
  { api }: Workbench,
  reviewId: number,
  { id, rev }: { readonly id: number; readonly rev: number },
  disposition: Disposition,
) {
  const commandId = crypto.randomUUID()
  return stored(() =>
    api.call('threads.dispose', { reviewId, commandId, threadId: id, rev, disposition }),
  )
}

export function answerForAll(
  { api }: Workbench,
  reviewId: number,
  { id, rev }: { readonly id: number; readonly rev: number },
  inFaq: boolean,
) {
  const commandId = crypto.randomUUID()
  return stored(() =>
    api.call('threads.answerAll', { reviewId, commandId, threadId: id, rev, inFaq }),
  )
}

export function editComment(
  { api }: Workbench,
  reviewId: number,
  { id, rev }: { readonly id: number; readonly rev: number },
  text: string,
) {
  const commandId = crypto.randomUUID()
  return stored(() => api.call('threads.edit', { reviewId, commandId, commentId: id, rev, text }))
}
