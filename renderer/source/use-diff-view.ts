import { type RefObject, useEffect, useRef, useState } from 'react'
import { showFailure } from '../bridge/notices.ts'
import { setView, useView } from '../state/view.ts'
import type { DiffView } from './diff-editor.ts'
import { runEditorLayers } from './editor-layers.ts'
import { useThemeName } from './use-theme-name.ts'

/**
 * A diff editor of the stage in `container`, undefined until its code is there. `load` brings what
 * makes it; it is asked once. The editor follows the theme, the columns that were chosen and the
 * walk through the differences.
 */
export function useDiffView<View extends DiffView>(
  container: RefObject<HTMLElement | null>,
  load: () => Promise<(container: HTMLElement) => View>,
): View | undefined {
  const [editor, setEditor] = useState<View>()
  const first = useRef(load)
  useEffect(() => {
    const state: { editor?: View; isGone: boolean } = { isGone: false }
    const start = async () => {
      await runEditorLayers()
      const make = await first.current()
      if (state.isGone || container.current === null) return
      state.editor = make(container.current)
      setEditor(state.editor)
    }
    start().catch(showFailure)
    return () => {
      state.isGone = true
      state.editor?.dispose()
    }
  }, [container])
  const theme = useThemeName()
  useEffect(() => editor?.applyTheme(theme), [editor, theme])
  const isOneColumn = useView((view) => view.isFixInOneColumn)
  useEffect(() => editor?.setOneColumn(isOneColumn), [editor, isOneColumn])
  const asked = useView((view) => view.askedDifference)
  useEffect(() => {
    if (editor && asked !== undefined) {
      setView({ askedDifference: undefined })
      editor.nextDifference(asked)
    }
  }, [editor, asked])
  return editor
}
