// Below the panes, closed until it is asked for: the steps that lead to a finding, what the analyses
// said, what stands against the packet, what tests showed.
import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useKeyOf } from '../commands/bound-commands.ts'
import { DRAWER_TABS, type DrawerTab, setView } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import './drawer.css'

interface Props {
  readonly tab: DrawerTab
  readonly parts: Readonly<Record<DrawerTab, ReactNode>>
}

const NAMES: Readonly<Record<DrawerTab, string>> = {
  steps: 'Path steps',
  log: 'Analyzer log',
  problems: 'Problems of the packet',
  tests: 'Tests',
}

export function Drawer({ tab, parts }: Props) {
  const key = useKeyOf('window.drawer')
  const close = () => setView({ drawer: undefined })
  return (
    <aside
      className="drawer"
      data-pane="drawer"
      aria-label="Drawer"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close()
      }}
    >
      <Tabs
        className="tabs"
        selectedKey={tab}
        onSelectionChange={(chosen) => {
          const drawer = DRAWER_TABS.find((name) => name === chosen)
          if (drawer) setView({ drawer })
        }}
      >
        <div className="drawer-head">
          <TabList className="tab-list" aria-label="Drawer">
            {DRAWER_TABS.map((name) => (
              <Tab key={name} id={name} className="tab">
                {NAMES[name]}
              </Tab>
            ))}
          </TabList>
          <IconButton icon="close" label="Close the drawer" keys={key} onPress={close} />
        </div>
        {DRAWER_TABS.map((name) => (
          <TabPanel key={name} id={name} className="tab-panel drawer-panel">
            {parts[name]}
          </TabPanel>
        ))}
      </Tabs>
    </aside>
  )
}
