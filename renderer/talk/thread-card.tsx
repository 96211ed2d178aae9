import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { AnchorNote } from '../../electron/api/anchors.ts'
import type { Comment, Disposition, Thread } from '../../electron/api/threads.ts'
import type { Subject } from '../bridge/use-claims.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, showFile, useView } from '../state/view.ts'
import { Markdown } from '../ui/markdown.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { minuteOf } from '../ui/time-words.ts'
import { showHidden } from '../ui/visible-text.ts'
import { Composer } from './composer.tsx'
import { answerForAll, editComment, replyTo, settleThread } from './write-thread.ts'

const DISPOSITIONS: readonly { readonly value: Disposition; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'wont-fix', label: 'Won’t fix' },
  { value: 'by-design', label: 'By design' },
  { value: 'follow-up', label: 'Follow up later' },
]

export type Ghost = (thread: Thread, note: AnchorNote) => ReactNode

interface Props {
  readonly reviewId: number
  readonly reviewer: string
  readonly thread: Thread
  /** How sure the place of its lines is; a thread about a finding has none of its own. */
  readonly ghost?: Ghost
}

/** One thread: its comments, what came of it, and a reply. */
export function ThreadCard({ reviewId, reviewer, thread, ghost }: Props) {
  const workbench = useWorkbench()
  const { path, startLine, endLine, disposition } = thread
  const place = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`
  const isAwaited = useView((view) => view.awaitedThread === thread.id)
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isAwaited) {
      card.current?.scrollIntoView({ block: 'nearest' })
      card.current?.focus()
      setView({ awaitedThread: undefined })
    }
  }, [isAwaited])
  const about = thread.findingId === null ? { path, symbol: '' } : { findingId: thread.findingId }
  const isSettled = disposition !== 'open' && disposition !== 'follow-up'
  return (
    <article
      ref={card}
      className="thread"
      data-settled={isSettled || undefined}
      aria-label="Thread"
      tabIndex={-1}
    >
      <header className="thread-head">
        {thread.findingId === null && (
          <button type="button" className="link-button" onClick={() => showFile(path, startLine)}>
            {showHidden(path)}:{place}
          </button>
        )}
        <select
          className="text-input thread-disposition"
          aria-label="What came of it"
          value={disposition}
          onChange={(event) => {
            const chosen = DISPOSITIONS.find(({ value }) => value === event.target.value)
            if (chosen) {
              void settleThread(workbench, reviewId, thread, chosen.value)
            }
          }}
        >
          {DISPOSITIONS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </header>
      {thread.anchor && ghost?.(thread, thread.anchor)}
      {thread.findingId === null && (
        <ScrolledText className="thread-code">{thread.snippet}</ScrolledText>
      )}
      {thread.comments.map((comment) => (
        <CommentView
          key={comment.id}
          reviewId={reviewId}
          about={about}
          comment={comment}
          isOwn={comment.by === reviewer}
        />
      ))}
      <label className="thread-faq muted small">
        <input
          type="checkbox"
          checked={thread.inFaq}
          onChange={(event) => void answerForAll(workbench, reviewId, thread, event.target.checked)}
        />
        In the packet’s questions and answers
      </label>
      <Composer
        field={`reply-${thread.id}`}
        reviewId={reviewId}
        about={about}
        label="Reply"
        action="Reply"
        onSend={(text) => replyTo(workbench, reviewId, thread.id, text)}
      />
    </article>
  )
}

interface CommentProps {
  readonly reviewId: number
  readonly about: Subject
  readonly comment: Comment
  readonly isOwn: boolean
}

function CommentView({ reviewId, about, comment, isOwn }: CommentProps) {
  const workbench = useWorkbench()
  const [isEditing, setEditing] = useState(false)
  return (
    <div className="comment">
      <p className="comment-head muted small">
        <span>{showHidden(comment.by)}</span>
        <time dateTime={comment.at}>{minuteOf(comment.at)}</time>
        {comment.isEdited && <span>edited</span>}
        {isOwn && !isEditing && (
          <button type="button" className="link-button" onClick={() => setEditing(true)}>
            Edit
          </button>
        )}
      </p>
      {isEditing ? (
        <Composer
          field={`comment-${comment.id}`}
          reviewId={reviewId}
          about={about}
          label="Edit the comment"
          action="Save"
          initial={comment.text}
          isFocused
          onSend={async (text) => {
            const isSaved = await editComment(workbench, reviewId, comment, text)
            setEditing(!isSaved)
            return isSaved
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <Markdown text={comment.text} />
      )}
    </div>
  )
}
