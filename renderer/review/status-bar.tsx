import { type ReactNode, useEffect, useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useSaves } from '../bridge/saves.ts'
import { KeyHint } from '../commands/key-hint.tsx'
import { WaitingKeys } from '../commands/waiting-keys.tsx'
import { useDrafts } from '../state/drafts.ts'
import { setView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { OpenLanguage } from './open-language.tsx'
import { ReviewerMenu } from './reviewer-menu.tsx'
import './status-bar.css'
import { secondsClockOf } from '../ui/time-words.ts'

interface Props {
  readonly header: ReviewHeader
  /** How long this sitting lasts. */
  readonly clock: ReactNode
  /** What would be undone, where something can be. */
  readonly undoHint: ReactNode
  readonly hasSingleKeys: boolean
}

const QUIET_MS = 300
const RUN_TEXT = {
  none: 'Not analysed',
  running: 'Analysing',
  finished: 'Analysis finished',
  cancelled: 'Analysis stopped',
  failed: 'Analysis failed',
}

/** Whether all is saved, and where the analysis stands. */
export function StatusBar({ header, clock, undoHint, hasSingleKeys }: Props) {
  const finished = header.runFinishedAt ? ` ${secondsClockOf(header.runFinishedAt)}` : ''
  return (
    <footer className="status-bar">
      <SavedState readOnly={header.readOnly} />
      <WaitingKeys />
      <span className="status-run">
        {RUN_TEXT[header.runState]}
        {header.runState === 'finished' && finished}
        {header.ruleCount > 0 && !header.isPacket && `, ${header.ruleCount} rules`}
      </span>
      <span className="status-space" />
      {undoHint}
      {clock}
      <ReviewerMenu header={header} />
      <OpenLanguage />
      <button type="button" onClick={() => setView({ overlay: 'keys' })}>
        {hasSingleKeys ? 'Keys' : 'Single keys off'} <KeyHint command="window.keys" />
      </button>
    </footer>
  )
}

function SavedState({ readOnly }: { readonly readOnly: boolean }) {
  const { underWay, lastSavedAt, failure } = useSaves()
  const drafts = useDrafts(({ byField }) => Object.keys(byField).length)
  const isBusy = useLongerThan(underWay > 0, QUIET_MS)
  if (readOnly) {
    return (
      <span>
        <Icon name="lock" /> Read only: nothing is saved here
      </span>
    )
  }
  if (failure && drafts > 0) {
    return (
      <span className="status-failure" role="alert">
        <Icon name="warning" /> Not saved: {failure.message} {failure.nextStep}
      </span>
    )
  }
  if (isBusy) {
    return <span role="status">Saving</span>
  }
  return (
    <span role="status">
      All changes saved{lastSavedAt ? ` ${secondsClockOf(lastSavedAt)}` : ''}
    </span>
  )
}

/** True once the state has held for that long: short work shows nothing. */
function useLongerThan(isOn: boolean, delayMs: number): boolean {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isOn) {
      setLong(false)
      return
    }
    const timer = window.setTimeout(() => setLong(true), delayMs)
    return () => window.clearTimeout(timer)
  }, [isOn, delayMs])
  return isLong
}
