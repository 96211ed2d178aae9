// The panel beside the source of a narrow window, from the keyboard and the palette.
import type { Command } from '../commands/command.ts'
import { focusPaneNamed, panelOf } from '../commands/panes.ts'
import { type Panel, setView, useView } from '../state/view.ts'

/** A narrow window shows one panel with the stage; wide ones show both, and these mean nothing. */
export function panelCommands(): readonly Command[] {
  const isNarrow = () => document.querySelector('[data-panel]') !== null
  const toggle = (panel: Panel, title: string, keys: readonly string[]): Command => ({
    id: `window.${panel}`,
    title,
    keys,
    group: 'Window',
    isEnabled: isNarrow,
    run: () => (useView.getState().panel === panel ? closePanel() : focusPaneNamed(panel)),
  })
  return [
    toggle('list', 'Open or close the list beside the source', ['Ctrl+B']),
    toggle('inspector', 'Open or close the inspector beside the source', ['Ctrl+I']),
    {
      id: 'window.closePanel',
      title: 'Close the panel beside the source',
      keys: ['Escape'],
      group: 'Window',
      isEnabled: () => {
        const { panel } = useView.getState()
        return panel !== undefined && panelOf(document.activeElement) === panel
      },
      run: closePanel,
    },
  ]
}

function closePanel() {
  setView({ panel: undefined })
  focusPaneNamed('stage')
}
