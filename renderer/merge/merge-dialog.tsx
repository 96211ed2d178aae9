import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { MergeChoice, MergePreview } from '../../electron/api/merge.ts'
import { describeError } from '../bridge/notices.ts'
import { countSave } from '../bridge/saves.ts'
import { askHost } from '../bridge/shell.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { ConflictStep } from './conflict-step.tsx'
import './merge.css'
import { MergeSummary } from './merge-summary.tsx'

interface Props {
  readonly header: ReviewHeader
}

interface Looked {
  readonly sourceId: number
  readonly preview: MergePreview
}

/** The merge assistant: another reviewer's database, what it brings, and the conflicts one by one. */
export function MergeDialog({ header }: Props) {
  const { api } = useWorkbench()
  const reviewId = header.id
  const [choices, setChoices] = useState<ReadonlyMap<string, MergeChoice>>(new Map())
  const [at, setAt] = useState<number | undefined>(undefined)
  const close = () => setView({ overlay: undefined })

  const look = useMutation({
    mutationFn: async (): Promise<Looked | undefined> => {
      const { sourceId } = await askHost('host.chooseReview', {})
      if (sourceId === null) {
        return undefined
      }
      const preview = await api.call('merge.preview', { reviewId, sourceId })
      setChoices(new Map())
      setAt(undefined)
      return { sourceId, preview }
    },
  })
  const apply = useMutation({
    mutationFn: ({ sourceId, preview }: Looked) =>
      countSave(() =>
        api.call('merge.apply', {
          reviewId,
          sourceId,
          commandId: crypto.randomUUID(),
          state: preview.state,
          choices: [...choices].map(([key, take]) => ({ key, take })),
        }),
      ),
  })
  const looked = look.data
  const conflicts = looked?.preview.conflicts ?? []
  const isOpen = choices.size < conflicts.length
  const conflict = at === undefined ? undefined : conflicts[at]
  const error = apply.error ?? look.error
  const failure = error === null ? undefined : describeError(error)

  function choose(take: MergeChoice, isForRest: boolean) {
    const rest = isForRest ? conflicts.slice(at) : conflicts.slice(at, (at ?? 0) + 1)
    const next = new Map(choices)
    for (const { key, findingId } of rest) {
      next.set(key, take === 'both' && findingId === null ? 'mine' : take)
    }
    setChoices(next)
    const following = (at ?? 0) + 1
    setAt(isForRest || following >= conflicts.length ? undefined : following)
  }

  return (
    <Dialog title="Merge another reviewer’s database" width="wide" onClose={close}>
      <div className="dialog-content merge">
        {failure !== undefined && (
          <p className="import-failure" role="alert">
            {showHidden(failure.message)} {failure.nextStep}
          </p>
        )}
        {apply.data ? (
          <MergeSummary
            counts={apply.data}
            joined={apply.data.joined}
            left={apply.data.left}
            isDone
          />
        ) : looked === undefined ? (
          <p>
            Two reviewers of the same code, each with a database of their own: what only one of them
            changed is taken, what both changed is shown once for you to choose. The other file is
            only read. One undo takes the merge back.
          </p>
        ) : conflict === undefined || at === undefined ? (
          <MergeSummary
            counts={{ ...looked.preview, conflicts: conflicts.length }}
            reviewers={looked.preview.reviewers}
            joined={looked.preview.joined}
            left={looked.preview.left}
            open={conflicts.length - choices.size}
          />
        ) : (
          <ConflictStep
            key={conflict.key}
            conflict={conflict}
            number={at + 1}
            total={conflicts.length}
            chosen={choices.get(conflict.key)}
            onChoose={choose}
            onGo={(by) => setAt(Math.min(Math.max(at + by, 0), conflicts.length - 1))}
          />
        )}
      </div>
      {conflict === undefined && (
        <footer className="dialog-foot">
          {!apply.data && (
            <Button
              kind={looked === undefined ? 'primary' : 'plain'}
              autoFocus={looked === undefined}
              isDisabled={header.readOnly}
              onPress={() => {
                apply.reset()
                if (!look.isPending) {
                  look.mutate()
                }
              }}
            >
              {looked === undefined ? 'Choose the other database' : 'Choose another'}
            </Button>
          )}
          {!apply.data && conflicts.length > 0 && (
            <Button
              kind={isOpen ? 'primary' : 'plain'}
              autoFocus={isOpen}
              onPress={() => setAt(firstOpen(conflicts, choices))}
            >
              {isOpen ? 'Go through the conflicts' : 'Look at the conflicts again'}
            </Button>
          )}
          {looked !== undefined && looked.preview.events > 0 && !isOpen && (
            // One button for both, never disabled: the focus stays where it is.
            <Button
              kind="primary"
              autoFocus
              onPress={() => (apply.data ? close() : apply.isPending || apply.mutate(looked))}
            >
              {apply.data ? 'Done' : 'Merge'}
            </Button>
          )}
        </footer>
      )}
    </Dialog>
  )
}

function firstOpen(
  conflicts: MergePreview['conflicts'],
  choices: ReadonlyMap<string, MergeChoice>,
): number {
  return Math.max(
    0,
    conflicts.findIndex(({ key }) => !choices.has(key)),
  )
}
