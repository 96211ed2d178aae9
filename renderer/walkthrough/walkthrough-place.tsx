// The Walkthrough place: steps in the order in which they are told, and the one that is looked at.
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { WalkthroughStep } from '../../electron/api/walkthrough.ts'
import { describeError } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import { NARROW_PANES, NarrowPanes } from '../narrow-panes.tsx'
import { listedRow } from '../state/listed.ts'
import { selectFinding, setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { useMedia } from '../ui/use-media.ts'
import { showHidden } from '../ui/visible-text.ts'
import { makeWalkthrough } from './commands.ts'
import { MinutesPart } from './minutes-part.tsx'
import { startPresenting } from './present.ts'
import { StepEditor } from './step-editor.tsx'
import { StepList } from './step-list.tsx'
import './walkthrough.css'

interface Props {
  readonly header: ReviewHeader
  readonly stage: ReactNode
}

export function WalkthroughPlace({ header, stage }: Props) {
  const reviewId = header.id
  const workbench = useWorkbench()
  const { data } = useApi('walkthrough.read', { reviewId }, { keepPrevious: true })
  const at = useView((view) => view.walkthroughAt)
  const isNarrow = useMedia(NARROW_PANES)
  const steps = data?.steps ?? []
  const step = steps[Math.min(at, steps.length - 1)]
  useEffect(() => step && look(step), [step])
  if (data === undefined) {
    return null
  }
  const list = (
    <section className="walkthrough-list" data-pane="list" aria-label="Walkthrough">
      <header className="walkthrough-head">
        <h2>{steps.length === 0 ? 'Walkthrough' : showHidden(data.title)}</h2>
        {steps.length > 0 && (
          <p className="muted small">
            {steps.length} {steps.length === 1 ? 'step' : 'steps'}. {data.explanation} Drag, or
            press Alt with Up or Down.
          </p>
        )}
        <Actions header={header} hasSteps={steps.length > 0} />
      </header>
      {steps.length === 0 ? (
        <p className="pane-empty">
          A walkthrough tells the findings of a review in an order that can be followed: the worst
          first, each after what it depends on.
        </p>
      ) : (
        <StepList
          reviewId={reviewId}
          steps={steps}
          at={at}
          isEditable={!header.readOnly}
          onPresent={() => void startPresenting(workbench, reviewId, at, false)}
        />
      )}
    </section>
  )
  const detail = (
    <aside className="walkthrough-detail" data-pane="inspector" aria-label="Step">
      <h2 className="hidden-visually">Step</h2>
      {step !== undefined && (
        <StepEditor key={step.id} reviewId={reviewId} step={step} isEditable={!header.readOnly} />
      )}
      <MinutesPart minutes={data.minutes} />
    </aside>
  )
  if (isNarrow) {
    return (
      <NarrowPanes
        list={{ name: 'Walkthrough', content: list }}
        stage={stage}
        inspector={{ name: 'Step', content: detail }}
      />
    )
  }
  return (
    <div className="walkthrough">
      {list}
      <div className="walkthrough-stage">{stage}</div>
      {detail}
    </div>
  )
}

/** The step in the source, with its finding selected if it has one. */
function look({ findingId, path, startLine, endLine }: WalkthroughStep) {
  const row = listedRow(findingId ?? undefined)
  if (row) {
    selectFinding(row)
  }
  const range = { startLine, startColumn: 1, endLine, endColumn: 1 }
  setView({ target: { path, range }, stage: 'source' })
}

function Actions({
  header,
  hasSteps,
}: {
  readonly header: ReviewHeader
  readonly hasSteps: boolean
}) {
  const reviewId = header.id
  const workbench = useWorkbench()
  const save = useMutation({
    mutationFn: (format: 'md' | 'tour') =>
      askHost('host.saveWalkthrough', { reviewId, format }).then(({ path }) =>
        path === '' ? '' : `Saved to ${path}`,
      ),
  })
  const bring = useMutation({
    mutationFn: async () => {
      const { sourceId } = await askHost('host.chooseTour', {})
      if (sourceId === null) {
        return ''
      }
      const { skipped } = await workbench.api.call('walkthrough.importTour', {
        reviewId,
        commandId: crypto.randomUUID(),
        sourceId,
      })
      return skipped === 0 ? 'Imported.' : `Imported; ${skipped} steps show no lines of the review.`
    },
  })
  const error = bring.error ?? save.error
  const failure = error === null ? undefined : describeError(error)
  const said = bring.data || save.data
  return (
    <>
      <div className="walkthrough-actions">
        {hasSteps && (
          <Button
            kind="primary"
            icon="play"
            onPress={() =>
              void startPresenting(workbench, reviewId, useView.getState().walkthroughAt, false)
            }
          >
            Present <KeyHint command="walkthrough.present" />
          </Button>
        )}
        {hasSteps && (
          <Button
            icon="multiple-windows"
            onPress={() =>
              void startPresenting(workbench, reviewId, useView.getState().walkthroughAt, true)
            }
          >
            With notes window
          </Button>
        )}
        <Button
          kind={hasSteps ? 'plain' : 'primary'}
          isDisabled={header.readOnly}
          onPress={() => void makeWalkthrough(workbench, 'blockers')}
        >
          Of blockers
        </Button>
        <Button
          isDisabled={header.readOnly}
          onPress={() => void makeWalkthrough(workbench, 'shown')}
        >
          Of the shown findings
        </Button>
        <Button kind="quiet" isDisabled={header.readOnly} onPress={() => bring.mutate()}>
          Import .tour
        </Button>
        {hasSteps && (
          <>
            <Button kind="quiet" onPress={() => save.mutate('md')}>
              Save Markdown
            </Button>
            <Button kind="quiet" onPress={() => save.mutate('tour')}>
              Save .tour
            </Button>
          </>
        )}
      </div>
      {failure !== undefined && (
        <p className="import-failure" role="alert">
          {showHidden(failure.message)} {failure.nextStep}
        </p>
      )}
      {said !== undefined && said !== '' && (
        <p className="muted small" role="status">
          {showHidden(said)}
        </p>
      )}
    </>
  )
}
