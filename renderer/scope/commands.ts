// What is listed: all of the repository or what changed; for the palette and the keyboard.

import type { GitState } from '../../electron/api/git.ts'
import { keyOf } from '../bridge/queries.ts'
import { chooseScope } from '../bridge/scope.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'

export function scopeCommands({ cache }: Workbench): readonly Command[] {
  const stateNow = () => {
    const { reviewId } = useView.getState()
    return reviewId === undefined
      ? undefined
      : cache.getQueryData<GitState>(keyOf('git.state', { reviewId }))
  }
  const aCommand = (id: string, title: string, isUsable: () => boolean, run: () => void) =>
    ({
      id,
      title,
      keys: [],
      group: 'Review',
      isEnabled: () => useView.getState().reviewId !== undefined && isUsable(),
      run,
    }) satisfies Command
  const isNarrowed = () => useView.getState().scope !== undefined
  const changedNow = () => {
    const { scope } = useView.getState()
    return scope && 'base' in scope ? scope : undefined
  }
  const isChanged = () => changedNow() !== undefined
  const hasHistory = () => stateNow() !== undefined && stateNow()?.problem === undefined
  return [
    aCommand('scope.choose', 'List only what changed against a base', hasHistory, () =>
      setView({ overlay: 'scope' }),
    ),
    aCommand(
      'scope.paths',
      'List only some folders or files',
      () => true,
      () => setView({ overlay: 'paths' }),
    ),
    aCommand('scope.whole', 'List the whole repository', isNarrowed, () => chooseScope(undefined)),
    aCommand('scope.unit', 'Findings in changed lines or in changed files', isChanged, () => {
      const scope = changedNow()
      if (scope) {
        chooseScope({ ...scope, unit: scope.unit === 'lines' ? 'files' : 'lines' })
      }
    }),
    aCommand('scope.files', 'Changed files', isChanged, () => setView({ overlay: 'changes' })),
    aCommand('scope.commits', 'Commits since the analysis', hasHistory, () =>
      setView({ overlay: 'commits' }),
    ),
  ]
}
