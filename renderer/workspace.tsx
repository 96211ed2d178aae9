// The panes of an open review and their sizes; what is in them belongs to the features.
import { lazy, Suspense } from 'react'
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels'
import type { ReviewHeader, Settings } from '../electron/api/domain.ts'
import { useCommand } from './bridge/queries.ts'
import { FindingsPane } from './findings/findings-pane.tsx'
import { Inspector } from './findings/inspector.tsx'
import { useView } from './state/view.ts'
import './workspace.css'

const SourceView = lazy(async () => ({
  default: (await import('./source/source-view.tsx')).SourceView,
}))
const FixView = lazy(async () => ({ default: (await import('./source/fix-view.tsx')).FixView }))

interface Props {
  readonly header: ReviewHeader
  readonly settings: Settings
}

const PANELS = ['list', 'stage', 'inspector']

function savedLayout({ paneSizes }: Settings): Layout | undefined {
  const entries = PANELS.map((id) => [id, paneSizes[id]] as const)
  return entries.every(([, size]) => size !== undefined)
    ? (Object.fromEntries(entries) as Layout)
    : undefined
}

export function Workspace({ header, settings }: Props) {
  const stage = useView((view) => view.stage)
  const save = useCommand('settings.save')
  const layout = savedLayout(settings)
  return (
    <Group
      className="workspace"
      orientation="horizontal"
      {...(layout ? { defaultLayout: layout } : {})}
      onLayoutChanged={(sizes, { isUserInteraction }) => {
        if (isUserInteraction) {
          void save({ change: { paneSizes: sizes } })
        }
      }}
    >
      <Panel
        id="list"
        className="pane"
        defaultSize={400}
        minSize={240}
        groupResizeBehavior="preserve-pixel-size"
      >
        <FindingsPane header={header} density={settings.density} />
      </Panel>
      <Separator className="separator" aria-label="Width of the list" />
      <Panel id="stage" className="pane" minSize={240}>
        <Suspense fallback={<section className="source" aria-label="Source" />}>
          {stage === 'fix' ? <FixView reviewId={header.id} /> : <SourceView reviewId={header.id} />}
        </Suspense>
      </Panel>
      <Separator className="separator" aria-label="Width of the inspector" />
      <Panel
        id="inspector"
        className="pane"
        defaultSize={380}
        minSize={260}
        groupResizeBehavior="preserve-pixel-size"
      >
        <aside className="inspector" data-pane="inspector" aria-label="Inspector">
          <Inspector reviewId={header.id} />
        </aside>
      </Panel>
    </Group>
  )
}
