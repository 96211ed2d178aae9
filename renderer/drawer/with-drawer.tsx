import { type ReactNode, useEffect } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import type { Settings } from '../../electron/api/domain.ts'
import { useCommand } from '../bridge/queries.ts'
import { setView, useView } from '../state/view.ts'
import { useMedia } from '../ui/use-media.ts'
import { Drawer } from './drawer.tsx'

interface Props {
  readonly settings: Settings
  /** What the drawer shows, by its tabs. */
  readonly parts: Parameters<typeof Drawer>[0]['parts']
  readonly children: ReactNode
}

/** On such a window the drawer is the first to give way; asked for, it lies over the panes. */
const NARROW = '(max-width: 1180px), (max-height: 640px)'

/** The panes with the drawer below them, as high as it was left. */
export function WithDrawer({ settings, parts, children }: Props) {
  const tab = useView((view) => view.drawer)
  const isAsked = useView((view) => view.isDrawerAsked)
  const isNarrow = useMedia(NARROW)
  const save = useCommand('settings.save')
  useEffect(() => {
    if (isNarrow) setView({ isDrawerAsked: false })
  }, [isNarrow])
  return (
    <main className="drawer-column">
      <Group
        className="drawer-group"
        orientation="vertical"
        onLayoutChanged={({ drawer, above }, { isUserInteraction }) => {
          if (isUserInteraction && drawer !== undefined && above !== undefined) {
            void save({ change: { paneSizes: { ...settings.paneSizes, drawer, above } } })
          }
        }}
      >
        <Panel id="above" className="pane" minSize={160}>
          <div className="frame-main">{children}</div>
        </Panel>
        {tab && !isNarrow && (
          <>
            <Separator className="separator separator-flat" aria-label="Height of the drawer" />
            <Panel
              id="drawer"
              className="pane"
              defaultSize={`${settings.paneSizes.drawer ?? 30}%`}
              minSize={96}
            >
              <Drawer tab={tab} parts={parts} />
            </Panel>
          </>
        )}
      </Group>
      {tab && isNarrow && isAsked && (
        <div className="drawer-over">
          <Drawer tab={tab} parts={parts} />
        </div>
      )}
    </main>
  )
}
