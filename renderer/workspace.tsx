// The panes of an open review and their sizes; what is in them belongs to the features.
import { lazy, memo, type ReactNode, Suspense } from 'react'
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels'
import type { FindingRow, ReviewHeader, Settings } from '../electron/api/domain.ts'
import type { SearchHit } from '../electron/api/search.ts'
import { AttachmentsPart } from './attachments/attachments-part.tsx'
import { useCommand } from './bridge/queries.ts'
import { CoveragePane } from './coverage/coverage-pane.tsx'
import { UnitsPanel } from './coverage/units-panel.tsx'
import { GhostNote } from './drift/ghost-note.tsx'
import { FindingLine } from './findings/finding-line.tsx'
import { FindingsPane } from './findings/findings-pane.tsx'
import { Inspector } from './findings/inspector.tsx'
import { RegionLine } from './findings/region-line.tsx'
import { NARROW_PANES, NarrowPanes } from './narrow-panes.tsx'
import { HoursPart } from './packet/hours-field.tsx'
import { NewTestsPart } from './packet/new-tests-part.tsx'
import { showInPacket, textKey } from './packet/packet-view.ts'
import { QuestionsPart } from './questions/questions-part.tsx'
import { SearchPane } from './search/search-pane.tsx'
import { useView } from './state/view.ts'
import { TalkTab } from './talk/talk-tab.tsx'
import { useMedia } from './ui/use-media.ts'
import './workspace.css'

const SourceView = lazy(async () => ({
  default: (await import('./source/source-view.tsx')).SourceView,
}))
const FixView = lazy(async () => ({ default: (await import('./source/fix-view.tsx')).FixView }))

interface Props {
  readonly header: ReviewHeader
  readonly settings: Settings
  readonly place: 'findings' | 'coverage' | 'search'
}

const PANELS = ['list', 'stage', 'inspector']

function savedLayout({ paneSizes }: Settings): Layout | undefined {
  const entries = PANELS.map((id) => [id, paneSizes[id]] as const)
  return entries.every(([, size]) => size !== undefined)
    ? (Object.fromEntries(entries) as Layout)
    : undefined
}

/** Shows where a text of the packet is written. */
function openWritten({ findingId, field, written }: SearchHit) {
  const panel = written === 'strength' ? 'strengths' : findingId === undefined ? 'texts' : 'finding'
  const awaited = field === undefined ? undefined : textKey({ findingId: findingId ?? null, field })
  showInPacket({ panel, awaited })
}

const NARROW = '(max-width: 1180px)'

const LIST_NAMES = { findings: 'Findings', coverage: 'Coverage', search: 'Search' }

/**
 * List, stage and inspector beside one another; on a narrow window the inspector goes below, on a
 * still narrower one only the stage and one of both are seen.
 */
export function Workspace({ header, settings, place }: Props) {
  const isNarrow = useMedia(NARROW)
  const isNarrower = useMedia(NARROW_PANES)
  const save = useCommand('settings.save')
  const layout = isNarrow ? undefined : savedLayout(settings)
  const listed = (
    <>
      {place === 'coverage' && <CoveragePane header={header} />}
      {place === 'search' && <SearchPane header={header} onWritten={openWritten} />}
      {place === 'findings' && (
        <FindingsPane
          reviewId={header.id}
          reviewer={header.reviewer}
          readOnly={header.readOnly}
          density={settings.density}
        />
      )}
    </>
  )
  if (isNarrower) {
    return (
      <NarrowPanes
        list={{ name: LIST_NAMES[place], content: listed }}
        stage={
          <>
            <Stage reviewId={header.id} />
            <FindingLine />
          </>
        }
        inspector={{
          name: place === 'coverage' ? 'Symbols' : 'Inspector',
          content: <InspectorPane header={header} place={place} />,
        }}
      />
    )
  }
  const regionLine = place === 'findings' && settings.regionLine ? lineUnder : undefined
  const list = (
    <Panel
      id="list"
      className="pane"
      defaultSize={isNarrow ? 344 : 392}
      minSize={240}
      groupResizeBehavior="preserve-pixel-size"
    >
      {listed}
    </Panel>
  )
  if (isNarrow) {
    return (
      <Group className="workspace" orientation="horizontal">
        {list}
        <Separator className="separator" aria-label="Width of the list" />
        <Panel id="reading" className="pane" minSize={320}>
          <Group orientation="vertical">
            <Panel id="stage" className="pane" minSize={160}>
              <Stage reviewId={header.id} regionLine={regionLine} />
            </Panel>
            <Separator className="separator separator-flat" aria-label="Height of the inspector" />
            <Panel id="inspector" className="pane" defaultSize="42%" minSize={160}>
              <InspectorPane header={header} place={place} />
            </Panel>
          </Group>
        </Panel>
      </Group>
    )
  }
  return (
    <Group
      className="workspace"
      orientation="horizontal"
      {...(layout ? { defaultLayout: layout } : {})}
      onLayoutChanged={(sizes, { isUserInteraction }) => {
        if (isUserInteraction) {
          void save({ change: { paneSizes: { ...settings.paneSizes, ...sizes } } })
        }
      }}
    >
      {list}
      <Separator className="separator" aria-label="Width of the list" />
      <Panel id="stage" className="pane" minSize={240}>
        <Stage reviewId={header.id} regionLine={regionLine} />
      </Panel>
      <Separator className="separator" aria-label="Width of the inspector" />
      <Panel
        id="inspector"
        className="pane"
        defaultSize={368}
        minSize={260}
        groupResizeBehavior="preserve-pixel-size"
      >
        <InspectorPane header={header} place={place} />
      </Panel>
    </Group>
  )
}

interface PaneProps {
  readonly reviewId: number
  /** What stands under the region of the selected finding. */
  readonly regionLine?: ((finding: FindingRow) => ReactNode) | undefined
}

function lineUnder(finding: FindingRow) {
  return <RegionLine finding={finding} />
}

// Counts of the review change with each decision; the panes that do not show them stay as they are.
export const Stage = memo(function Stage({ reviewId, regionLine }: PaneProps) {
  const stage = useView((view) => view.stage)
  return (
    <Suspense fallback={<section className="source" aria-label="Source" />}>
      {stage === 'fix' ? (
        <FixView reviewId={reviewId} />
      ) : (
        <SourceView reviewId={reviewId} regionLine={regionLine} />
      )}
    </Suspense>
  )
})

const InspectorPane = memo(function InspectorPane({
  header,
  place,
}: Pick<Props, 'header' | 'place'>) {
  const own = { reviewId: header.id, isReadOnly: header.readOnly }
  return (
    <aside className="inspector" data-pane="inspector" aria-label="Inspector">
      {place === 'coverage' ? (
        <UnitsPanel header={header} />
      ) : (
        <Inspector
          reviewId={header.id}
          questions={({ id }) => <QuestionsPart key={id} reviewId={header.id} findingId={id} />}
          effort={({ id }) => <HoursPart header={header} findingId={id} />}
          tests={({ id }) => <NewTestsPart key={id} header={header} findingId={id} />}
          attachments={({ id }) => <AttachmentsPart reviewId={header.id} findingId={id} />}
          talk={(finding) => (
            <TalkTab
              key={finding?.id ?? 'lines'}
              reviewId={header.id}
              finding={finding}
              ghost={({ id: threadId, path, startLine: line }, note) => (
                <GhostNote {...own} mark={{ threadId }} note={note} path={path} line={line} />
              )}
            />
          )}
          ghost={({ id, location }, note) => (
            <GhostNote
              {...own}
              mark={{ findingId: id }}
              note={note}
              path={location.path}
              line={location.range.startLine}
            />
          )}
        />
      )}
    </aside>
  )
})
