import { useEffect } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi, useAreListed, useCommand } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { DriftDialog } from './drift-dialog.tsx'
import { driftSentence } from './drift-words.ts'
import '../ui/strip.css'
import './drift.css'

interface Props {
  readonly header: ReviewHeader
}

/** Tells that the folder is not any more as it was analysed, and what that does to the marks. */
export function DriftBar({ header }: Props) {
  const { cache } = useWorkbench()
  const start = useCommand('analysis.start')
  const isOpen = useView((view) => view.overlay === 'drift')
  const isReady = header.runState !== 'running' && header.runState !== 'none'
  const isListed = useAreListed(header.id)
  const { data } = useApi('drift.read', { reviewId: header.id }, { enabled: isReady && isListed })
  useEffect(() => {
    // Files are edited in other windows: who comes back from there wants to know.
    const look = () => void cache.invalidateQueries({ queryKey: ['drift'] })
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [cache])
  const sentence = isReady && data ? driftSentence(data) : ''
  if (!data || sentence === '') {
    return isOpen && data ? <DriftDialog header={header} drift={data} /> : null
  }
  return (
    <section className="strip" aria-label="Drift">
      <Icon name="git-compare" />
      <span className="strip-text" role="status">
        {showHidden(sentence)}
      </span>
      {data.files.length > 0 && (
        <Button onPress={() => setView({ overlay: 'drift' })}>Preview</Button>
      )}
      {!header.readOnly && (
        <Button onPress={() => void start({ reviewId: header.id })}>Analyse again</Button>
      )}
      {isOpen && <DriftDialog header={header} drift={data} />}
    </section>
  )
}
