import { useEffect, useRef, useState } from 'react'
import type { WalkthroughStep } from '../../electron/api/walkthrough.ts'
import { showFailure } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import type { PresentedEditor } from './presented-editor.ts'
import './source-view.css'
import { useThemeName } from './use-theme-name.ts'

interface Props {
  readonly reviewId: number
  readonly step: WalkthroughStep
}

/** What a step of the walkthrough shows to everybody: its lines, or its fix. */
export function PresentedSource({ reviewId, step }: Props) {
  const container = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<PresentedEditor>()
  const theme = useThemeName()
  const { path, startLine, endLine, findingId, view } = step
  const { data: source } = useApi('sources.read', { reviewId, path }, { keepPrevious: true })
  const { data: detail } = useApi(
    'findings.detail',
    { reviewId, findingId: findingId ?? 1 },
    { enabled: findingId !== null && view === 'fix' },
  )
  const fix = view === 'fix' ? detail?.fixes[0] : undefined
  const text = source?.path === path ? source.text : undefined
  useEffect(() => {
    const state: { editor?: PresentedEditor; isGone: boolean } = { isGone: false }
    const start = async () => {
      const { presentFix, presentRegion } = await import('./presented-editor.ts')
      if (state.isGone || !container.current || text === undefined) {
        return
      }
      state.editor = fix
        ? presentFix(container.current, fix)
        : presentRegion(container.current, { text, startLine, endLine })
      setEditor(state.editor)
    }
    start().catch(showFailure)
    return () => {
      state.isGone = true
      state.editor?.dispose()
    }
  }, [text, startLine, endLine, fix])
  useEffect(() => editor?.applyTheme(theme), [editor, theme])
  return (
    <section className="presented-source" aria-label="Source">
      <div className="presented-editor" ref={container} />
    </section>
  )
}
