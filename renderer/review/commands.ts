import type { Settings } from '../../electron/api/domain.ts'
import { headerNow } from '../bridge/header.ts'
import { showFailure } from '../bridge/notices.ts'
import { ask } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { focusPane } from '../commands/panes.ts'
import { hasReview, INSPECTOR_TABS, type Place, setView, useView } from '../state/view.ts'
import { closeReview, openReview } from './open-review.ts'
import { panelCommands } from './panel-commands.ts'

const PLAN_VIEWS = [
  { planView: 'streams', title: 'Plan: work streams' },
  { planView: 'items', title: 'Plan: action items' },
  { planView: 'people', title: 'Plan: people' },
] as const

/** Commands of the review as a whole and of the window. */
export function reviewCommands(workbench: Workbench): readonly Command[] {
  const go = (place: Place, title: string, keys: readonly string[]): Command => ({
    id: `place.${place}`,
    title,
    keys,
    group: 'Window',
    isEnabled: hasReview,
    run: () => setView({ place }),
  })
  const analysis = (method: 'analysis.start' | 'analysis.cancel', title: string): Command => ({
    id: method,
    title,
    keys: [],
    group: 'Review',
    writes: true,
    isEnabled: () => {
      const header = headerNow(workbench)
      const isRunning = header?.runState === 'running'
      return method === 'analysis.start' ? header?.isMissing === false && !isRunning : isRunning
    },
    run: () => {
      const { reviewId } = useView.getState()
      if (reviewId !== undefined) {
        void ask(workbench, method, { reviewId })
      }
    },
  })
  const theme = (name: Settings['theme'], title: string): Command => ({
    id: `theme.${name}`,
    title,
    keys: [],
    group: 'Window',
    run: () => void ask(workbench, 'settings.save', { change: { theme: name } }),
  })
  return [
    {
      id: 'review.openFolder',
      title: 'Open a folder',
      keys: ['Ctrl+O'],
      group: 'Review',
      run: () => void openFolder(workbench),
    },
    {
      id: 'review.export',
      title: 'Export the packet',
      keys: ['Ctrl+E'],
      group: 'Review',
      isEnabled: hasReview,
      run: () => setView({ overlay: 'export' }),
    },
    {
      id: 'review.drift',
      title: 'Findings in the files as they are now',
      keys: [],
      group: 'Review',
      isEnabled: hasReview,
      run: () => setView({ overlay: 'drift' }),
    },
    analysis('analysis.start', 'Analyse again'),
    analysis('analysis.cancel', 'Cancel the analysis'),
    {
      id: 'review.leave',
      title: 'All reviews',
      keys: [],
      group: 'Review',
      isEnabled: hasReview,
      run: closeReview,
    },
    go('findings', 'Findings', ['Ctrl+1']),
    go('coverage', 'Coverage', ['Ctrl+2']),
    go('walkthrough', 'Walkthrough', ['Ctrl+3']),
    go('checklists', 'Checklists', ['Ctrl+4']),
    go('plan', 'Plan', ['Ctrl+5']),
    go('packet', 'Packet', ['Ctrl+6']),
    go('runs', 'Runs', ['Ctrl+7']),
    ...PLAN_VIEWS.map(
      ({ planView, title }): Command => ({
        id: `plan.${planView}`,
        title,
        keys: [],
        group: 'Window',
        isEnabled: hasReview,
        run: () => setView({ place: 'plan', planView }),
      }),
    ),
    ...INSPECTOR_TABS.map(
      (tab): Command => ({
        id: `inspector.${tab}`,
        title: `Inspector: ${tab}`,
        keys: [],
        group: 'Window',
        isEnabled: hasReview,
        run: () => setView({ tab }),
      }),
    ),
    {
      id: 'window.palette',
      title: 'All commands',
      keys: ['Ctrl+Shift+P', 'F1'],
      group: 'Window',
      run: () => setView({ overlay: 'palette' }),
    },
    {
      id: 'window.keys',
      title: 'Keys that are valid here',
      keys: ['?'],
      group: 'Window',
      run: () => setView({ overlay: 'keys' }),
    },
    {
      id: 'window.accessibility',
      title: 'Help for screen readers and the keyboard',
      keys: ['Alt+F1'],
      group: 'Window',
      run: () => setView({ overlay: 'accessibility' }),
    },
    {
      id: 'window.settings',
      title: 'Settings and keys',
      keys: ['Ctrl+,'],
      group: 'Window',
      run: () => setView({ overlay: 'settings' }),
    },
    {
      id: 'window.nextPane',
      title: 'Next pane',
      keys: ['F6'],
      group: 'Window',
      run: () => focusPane(1),
    },
    {
      id: 'window.previousPane',
      title: 'Previous pane',
      keys: ['Shift+F6'],
      group: 'Window',
      run: () => focusPane(-1),
    },
    {
      id: 'review.nextReviewer',
      title: 'The next reviewer is at the keyboard',
      keys: [],
      group: 'Review',
      writes: true,
      isEnabled: () => (headerNow(workbench)?.reviewers.length ?? 0) > 1,
      run: () => {
        const { reviewer = '', reviewers = [] } = headerNow(workbench) ?? {}
        const next = reviewers[(reviewers.indexOf(reviewer) + 1) % reviewers.length]
        void ask(workbench, 'settings.save', { change: { reviewer: next } })
      },
    },
    ...panelCommands(),
    theme('system', 'Theme: like the system'),
    theme('light', 'Theme: light'),
    theme('dark', 'Theme: dark'),
    theme('contrast-light', 'Theme: high contrast, light'),
    theme('contrast-dark', 'Theme: high contrast, dark'),
  ]
}

async function openFolder(workbench: Workbench) {
  try {
    const { reviewId } = await askHost('host.openFolder', {})
    if (reviewId !== null) {
      await openReview(workbench, reviewId)
    }
  } catch (error) {
    showFailure(error)
  }
}
