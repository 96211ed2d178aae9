// The frame of an open review: bar, rail, panes, status; and the dialogs that commands open.

import { lazy, Suspense, useDeferredValue } from 'react'
import type { Settings } from '../electron/api/domain.ts'
import { useApi } from './bridge/queries.ts'
import { ClockStatus } from './clock/clock-status.tsx'
import { ConductDialog } from './clock/conduct-dialog.tsx'
import { WorkSigns } from './clock/work-signs.tsx'
import { CompareView } from './compare/compare-view.tsx'
import { CoverageChip } from './coverage/coverage-chip.tsx'
import { LogPart } from './drawer/log-part.tsx'
import { ProblemsPart } from './drawer/problems-part.tsx'
import { TEST_STATUS, TestsPart } from './drawer/tests-part.tsx'
import { WithDrawer } from './drawer/with-drawer.tsx'
import { DriftBar } from './drift/drift-bar.tsx'
import { ExportDialog } from './export/export-dialog.tsx'
import { StepsPart } from './findings/steps-part.tsx'
import { CheckpointDialog } from './history/checkpoint-dialog.tsx'
import { HistoryDialog } from './history/history-dialog.tsx'
import { UndoHint } from './history/undo-hint.tsx'
import { FindingDialog } from './manual/finding-dialog.tsx'
import { MergeDialog } from './merge/merge-dialog.tsx'
import { PacketPlace } from './packet/packet-place.tsx'
import { showInPacket, textKey } from './packet/packet-view.ts'
import { wayTo } from './packet/problem-ways.ts'
import { ChecklistsPlace } from './plan/checklists-place.tsx'
import { PlanPlace } from './plan/plan-place.tsx'
import { MissingBar } from './recovery/missing-bar.tsx'
import { Recovery } from './recovery/recovery.tsx'
import { useKeptView } from './review/keep-view.ts'
import { Ledger } from './review/ledger.tsx'
import { Rail } from './review/rail.tsx'
import { ReadOnlyBar } from './review/read-only-bar.tsx'
import { ReviewFailure } from './review/review-failure.tsx'
import { RunStrip } from './review/run-strip.tsx'
import { SessionBar } from './review/session-bar.tsx'
import { StatusBar } from './review/status-bar.tsx'
import { ScopeChip } from './scope/scope-chip.tsx'
import { useView } from './state/view.ts'
import { StrengthDialog } from './strengths/strength-dialog.tsx'
import { StrengthsPanel } from './strengths/strengths-panel.tsx'
import { Presenter } from './walkthrough/presenter.tsx'
import { WalkthroughPlace } from './walkthrough/walkthrough-place.tsx'
import { Stage, Workspace } from './workspace.tsx'

const PresentedSource = lazy(async () => ({
  default: (await import('./source/presented-source.tsx')).PresentedSource,
}))

const ComparedTexts = lazy(async () => ({
  default: (await import('./source/compared-texts.tsx')).ComparedTexts,
}))

/** Shows the text of the packet that tells how the tests stand. */
function writeTestStatus() {
  showInPacket({ panel: 'texts', awaited: textKey({ findingId: null, field: TEST_STATUS }) })
}

interface Props {
  readonly reviewId: number
  readonly settings: Settings
}

export function Session({ reviewId, settings }: Props) {
  const { data: header, error } = useApi('reviews.header', { reviewId })
  const { data: presented } = useApi('walkthrough.shown', { reviewId })
  const place = useView((view) => view.place)
  const stage = useView((view) => view.stage)
  const overlay = useView((view) => view.overlay)
  useKeptView(reviewId)
  // The bars are drawn before the panes: all at once would keep the window waiting.
  const isFramed = useDeferredValue(true, false)
  if (error) {
    return <ReviewFailure error={error} />
  }
  if (!header) {
    return null
  }
  if (presented?.at !== undefined && presented.at !== null) {
    return (
      <Presenter
        header={header}
        at={presented.at}
        stage={(step) => (
          <Suspense>
            <PresentedSource reviewId={header.id} step={step} />
          </Suspense>
        )}
      />
    )
  }
  return (
    <div className="frame" data-read-only={header.readOnly || undefined}>
      <SessionBar
        header={header}
        scope={<ScopeChip header={header} />}
        coverage={<CoverageChip header={header} />}
      />
      <RunStrip header={header} />
      {header.readOnly && <ReadOnlyBar header={header} />}
      {header.isMissing && <MissingBar header={header} />}
      {!header.readOnly && <Recovery />}
      {!header.isPacket && <DriftBar header={header} />}
      <div className="frame-body">
        <Rail />
        {isFramed && (
          <WithDrawer
            settings={settings}
            parts={{
              steps: <StepsPart reviewId={header.id} />,
              log: <LogPart header={header} />,
              problems: <ProblemsPart header={header} wayTo={wayTo} />,
              tests: <TestsPart header={header} onWrite={writeTestStatus} />,
            }}
          >
            {(place === 'findings' || place === 'coverage' || place === 'search') && (
              <Workspace header={header} settings={settings} place={place} />
            )}
            {place === 'walkthrough' && (
              <WalkthroughPlace header={header} stage={<Stage reviewId={header.id} />} />
            )}
            {place === 'checklists' && <ChecklistsPlace header={header} />}
            {place === 'plan' && <PlanPlace header={header} />}
            {place === 'packet' && (
              <PacketPlace header={header} strengths={<StrengthsPanel header={header} />} />
            )}
            {place === 'runs' && stage !== 'compare' && <Ledger header={header} />}
            {place === 'runs' && stage === 'compare' && (
              <CompareView
                reviewId={header.id}
                texts={(of) => (
                  <Suspense>
                    <ComparedTexts reviewId={header.id} {...of} />
                  </Suspense>
                )}
              />
            )}
          </WithDrawer>
        )}
      </div>
      <StatusBar
        header={header}
        hasSingleKeys={settings.singleKeys}
        clock={<ClockStatus reviewId={header.id} settings={settings} />}
        undoHint={!header.readOnly && <UndoHint reviewId={header.id} />}
      />
      {!header.readOnly && <WorkSigns reviewId={header.id} />}
      {overlay === 'finding' && <FindingDialog header={header} />}
      {overlay === 'strength' && <StrengthDialog header={header} />}
      {overlay === 'history' && <HistoryDialog header={header} />}
      {overlay === 'checkpoint' && <CheckpointDialog header={header} />}
      {overlay === 'conduct' && <ConductDialog header={header} />}
      {overlay === 'merge' && <MergeDialog header={header} />}
      {overlay === 'export' && <ExportDialog header={header} wayTo={wayTo} />}
    </div>
  )
}
