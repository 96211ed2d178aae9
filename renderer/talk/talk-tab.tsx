import { useCallback } from 'react'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { splitPath } from '../ui/paths.ts'
import { showHidden } from '../ui/visible-text.ts'
import { Composer } from './composer.tsx'
import './talk-tab.css'
import { type Ghost, ThreadCard } from './thread-card.tsx'
import { openThread } from './write-thread.ts'

interface Props {
  readonly reviewId: number
  /** Without one, only the lines of the open file are talked about; `number` is for people. */
  readonly finding: { readonly id: number; readonly number: number } | undefined
  /** How sure the place of lines is that followed the code. */
  readonly ghost: Ghost
}

/** The talk about the finding, and about lines of the file that the source shows. */
export function TalkTab({ reviewId, finding, ghost }: Props) {
  const workbench = useWorkbench()
  const { data: threads = [] } = useApi('threads.list', { reviewId })
  const { data: header } = useApi('reviews.header', { reviewId })
  const path = useView((view) => view.target?.path)
  const region = useView((view) => view.region)
  const awaited = useView((view) => view.awaited)
  const isSelected = useView((view) => view.selectedId === finding?.id)
  const onFocused = useCallback(() => setView({ awaited: undefined }), [])
  const reviewer = header?.reviewer ?? ''
  const isReadOnly = header?.readOnly ?? true
  const own = threads.filter((thread) => finding && thread.findingId === finding.id)
  const inFile = threads.filter((thread) => thread.findingId === null && thread.path === path)
  const lines =
    region !== undefined && region.path === path
      ? {
          path: region.path,
          startLine: region.range.startLine,
          // A selection that ends before the first column of a line does not take that line in.
          endLine:
            region.range.endColumn === 1 && region.range.endLine > region.range.startLine
              ? region.range.endLine - 1
              : region.range.endLine,
        }
      : undefined
  const place =
    lines &&
    (lines.startLine === lines.endLine
      ? `line ${lines.startLine}`
      : `lines ${lines.startLine}-${lines.endLine}`)
  return (
    <>
      {finding && (
        <section className="section">
          {own.map((thread) => (
            <ThreadCard key={thread.id} reviewId={reviewId} reviewer={reviewer} thread={thread} />
          ))}
          {!isReadOnly && (
            <Composer
              field={`thread-of-${finding.id}`}
              reviewId={reviewId}
              about={{ findingId: finding.id }}
              label={`New thread on #${finding.number}`}
              action="Comment"
              isFocused={awaited === 'comment' && isSelected}
              onFocused={onFocused}
              onSend={(text) => openThread(workbench, reviewId, { findingId: finding.id }, text)}
            />
          )}
        </section>
      )}
      {path !== undefined && (
        <section className="section">
          <h3>Lines of {showHidden(splitPath(path).name)}</h3>
          {inFile.map((thread) => (
            <ThreadCard
              key={thread.id}
              reviewId={reviewId}
              reviewer={reviewer}
              thread={thread}
              ghost={ghost}
            />
          ))}
          {inFile.length === 0 && (isReadOnly || !lines) && (
            <p className="muted">
              No thread yet.{!isReadOnly && ' Select lines of the source to start one.'}
            </p>
          )}
          {!isReadOnly && lines && (
            <Composer
              field={`thread-at-${lines.path}:${lines.startLine}`}
              reviewId={reviewId}
              about={{ path: lines.path, symbol: '' }}
              label={`New thread on ${place}`}
              action="Comment"
              isFocused={awaited === 'line-comment'}
              onFocused={onFocused}
              onSend={(text) => openThread(workbench, reviewId, lines, text)}
            />
          )}
        </section>
      )}
    </>
  )
}
