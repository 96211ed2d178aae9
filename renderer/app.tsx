// Chooses between the start screen and the open review, and holds what both share.
import { useEffect, useMemo, useState } from 'react'
import type { ErrorData } from '../electron/api/errors.ts'
import type { HostOutput } from '../electron/api/host-contract.ts'
import { describeError, showFailure } from './bridge/notices.ts'
import { useApi } from './bridge/queries.ts'
import { useWorkbench } from './bridge/workbench.tsx'
import { clockCommands } from './clock/commands.ts'
import { AccessibilityHelp } from './commands/accessibility-help.tsx'
import { bindCommands } from './commands/bindings.ts'
import { useBoundCommands } from './commands/bound-commands.ts'
import { KeysSheet } from './commands/keys-sheet.tsx'
import { Palette } from './commands/palette.tsx'
import { useKeymap } from './commands/use-keymap.ts'
import { compareCommands } from './compare/commands.ts'
import { coverageCommands } from './coverage/commands.ts'
import { drawerCommands } from './drawer/commands.ts'
import { driftCommands } from './drift/commands.ts'
import { findingCommands } from './findings/commands.ts'
import { historyCommands } from './history/commands.ts'
import { manualCommands } from './manual/commands.ts'
import { mergeCommands } from './merge/commands.ts'
import { packetCommands } from './packet/commands.ts'
import { reviewCommands } from './review/commands.ts'
import { DropZone } from './review/drop-zone.tsx'
import { NoticeList } from './review/notice-list.tsx'
import { openLastReview, openReview } from './review/open-review.ts'
import { setupCommands } from './review/setup/commands.ts'
import { SetupScreen } from './review/setup/setup-screen.tsx'
import { StartScreen } from './review/start-screen.tsx'
import { useTheme } from './review/use-theme.ts'
import { scopeCommands } from './scope/commands.ts'
import { searchCommands } from './search/commands.ts'
import { Session } from './session.tsx'
import { SettingsDialog } from './settings/settings-dialog.tsx'
import { sourceCommands } from './source/commands.ts'
import { GoTo } from './source/go-to.tsx'
import { useView } from './state/view.ts'
import { strengthCommands } from './strengths/commands.ts'
import { talkCommands } from './talk/commands.ts'
import { walkthroughCommands } from './walkthrough/commands.ts'

interface Props {
  /** The review that the window was started for, if any. */
  readonly initial: Promise<HostOutput<'host.initialReview'>>
}

export function App({ initial: asked }: Props) {
  const workbench = useWorkbench()
  const { data: settings } = useApi('settings.read', {})
  const reviewId = useView((view) => view.reviewId)
  const setupId = useView((view) => view.setupId)
  const overlay = useView((view) => view.overlay)
  const initial = useInitialReview(asked)
  const commands = useMemo(
    () => [
      ...findingCommands(workbench),
      ...manualCommands(workbench),
      ...talkCommands(workbench),
      ...packetCommands(workbench),
      ...strengthCommands(),
      ...sourceCommands(workbench),
      ...coverageCommands(workbench),
      ...driftCommands(workbench),
      ...compareCommands(),
      ...historyCommands(workbench),
      ...walkthroughCommands(workbench),
      ...scopeCommands(workbench),
      ...mergeCommands(),
      ...drawerCommands(),
      ...setupCommands(workbench),
      ...searchCommands(),
      ...clockCommands(workbench),
      ...reviewCommands(workbench),
    ],
    [workbench],
  )
  const keys = settings?.keys
  const bound = useMemo(() => bindCommands(commands, keys ?? {}), [commands, keys])
  useEffect(() => useBoundCommands.setState({ all: bound }), [bound])
  useTheme(settings)
  useKeymap(bound, settings?.singleKeys ?? true)
  if (!settings || initial.isAsking) {
    return null
  }
  return (
    <DropZone>
      {setupId !== undefined && (
        <SetupScreen key={setupId} reviewId={setupId} settings={settings} />
      )}
      {setupId === undefined && reviewId === undefined && <StartScreen error={initial.error} />}
      {reviewId !== undefined && <Session key={reviewId} reviewId={reviewId} settings={settings} />}
      {overlay === 'palette' && <Palette commands={bound} />}
      {overlay === 'keys' && <KeysSheet commands={bound} hasSingleKeys={settings.singleKeys} />}
      {overlay === 'accessibility' && <AccessibilityHelp hasSingleKeys={settings.singleKeys} />}
      {overlay === 'settings' && <SettingsDialog settings={settings} commands={commands} />}
      {overlay === 'goTo' && reviewId !== undefined && <GoTo reviewId={reviewId} />}
      <NoticeList />
    </DropZone>
  )
}

interface Initial {
  readonly isAsking: boolean
  readonly error: ErrorData | undefined
}

/** Opens the review that the window was started for, if any. */
function useInitialReview(asked: Props['initial']): Initial {
  const workbench = useWorkbench()
  const [state, setState] = useState<Initial>({ isAsking: true, error: undefined })
  useEffect(() => {
    const ask = async () => {
      try {
        const { reviewId, error } = await asked
        if (reviewId !== null) {
          await openReview(workbench, reviewId)
        } else if (error === null) {
          await openLastReview(workbench)
        }
        setState({ isAsking: false, error: error ?? undefined })
      } catch (failure) {
        setState({ isAsking: false, error: describeError(failure) })
      }
    }
    void ask()
    return workbench.api.on('review.opened', ({ reviewId }) => {
      openReview(workbench, reviewId).catch(showFailure)
    })
  }, [workbench, asked])
  return state
}
