// Handlers of the talk about findings and lines.
import type { Handlers, ParsedInput } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { NewThread } from '../../store/threads.ts'
import type { Session } from '../session.ts'
import { snippetAt } from '../source-lines.ts'
import { shownVersion } from '../sources.ts'

type Topic = Extract<keyof Handlers, `threads.${string}`>

export interface ThreadHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change, with the finding that the thread is about if it is about one. */
  readonly onChange: (session: Session, findingIds: readonly number[]) => void
}

export function threadHandlers({
  session: sessionOf,
  onChange,
}: ThreadHandlerOptions): Pick<Handlers, Topic> {
  function changed(session: Session, threadId: number): void {
    const findingId = session.store.threads.findingOf(threadId)
    onChange(session, findingId === undefined ? [] : [findingId])
  }
  return {
    'threads.list': ({ reviewId }) => sessionOf(reviewId).store.threads.all(),
    'threads.open': ({ reviewId, commandId, about, text }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'threads.open' }
      const threadId = session.store.threads.open(placeOf(session, about), text, command)
      changed(session, threadId)
      return { threadId }
    },
    'threads.reply': ({ reviewId, commandId, threadId, text }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'threads.reply' }
      const commentId = session.store.threads.reply(threadId, text, command)
      changed(session, threadId)
      return { commentId }
    },
    'threads.dispose': ({ reviewId, commandId, threadId, rev, disposition }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'threads.dispose' }
      const result = session.store.threads.dispose(threadId, rev, disposition, command)
      changed(session, threadId)
      return result
    },
    'threads.answerAll': ({ reviewId, commandId, threadId, rev, inFaq }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'threads.answerAll' }
      const result = session.store.threads.answerAll(threadId, rev, inFaq, command)
      changed(session, threadId)
      return result
    },
    'threads.edit': ({ reviewId, commandId, commentId, rev, text }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'threads.edit' }
      const saved = session.store.threads.edit(commentId, rev, text, command)
      changed(session, saved.threadId)
      return { rev: saved.rev }
    },
  }
}

/** Throws `not-found` for an unknown finding or file, `invalid-input` for lines beyond its end. */
function placeOf({ store }: Session, about: ParsedInput<'threads.open'>['about']): NewThread {
  if ('findingId' in about) {
    const finding = store.findings.get(about.findingId)
    if (finding === undefined) {
      throw new AppError('not-found', `There is no finding #${about.findingId}.`, 'Choose another.')
    }
    const { path, range } = finding.location
    const snippet = store.findings.body(about.findingId)?.snippet ?? ''
    const { startLine, endLine } = range
    const { textSha256 } = finding
    return { findingId: about.findingId, path, startLine, endLine, snippet, textSha256 }
  }
  const { path, startLine, endLine } = about
  const snippet = snippetAt(store, about)
  const textSha256 = shownVersion(store, path)
  return { findingId: null, path, startLine, endLine, snippet, textSha256 }
}
