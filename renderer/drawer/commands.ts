// The drawer from the keyboard and the palette.
import type { Command } from '../commands/command.ts'
import { focusPaneNamed } from '../commands/panes.ts'
import { type DrawerTab, hasReview, setView, useView } from '../state/view.ts'

const TITLES: readonly (readonly [DrawerTab, string])[] = [
  ['steps', 'Drawer: path steps of the finding'],
  ['log', 'Drawer: analyzer log'],
  ['problems', 'Drawer: problems of the packet'],
  ['tests', 'Drawer: tests'],
]

function show(drawer: DrawerTab) {
  setView({ drawer, isDrawerAsked: true })
  // It is drawn first.
  requestAnimationFrame(() => focusPaneNamed('drawer'))
}

export function drawerCommands(): readonly Command[] {
  return [
    {
      id: 'window.drawer',
      title: 'Open or close the drawer',
      keys: ['Ctrl+J'],
      group: 'Window',
      isEnabled: hasReview,
      run: () => {
        const { drawer } = useView.getState()
        // On a narrow window it may be open and give way all the same.
        if (document.querySelector('[data-pane="drawer"]') === null) show(drawer ?? 'steps')
        else {
          setView({ drawer: undefined })
          focusPaneNamed('list')
        }
      },
    },
    ...TITLES.map(
      ([tab, title]): Command => ({
        id: `drawer.${tab}`,
        title,
        keys: [],
        group: 'Window',
        isEnabled: hasReview,
        run: () => show(tab),
      }),
    ),
  ]
}
