import { useEffect, useRef, useState } from 'react'
import type { Fix } from '../../electron/api/domain.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { saveFix } from '../bridge/fixes.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './source-view.css'
import './fix-view.css'
import type { FixText } from './region.ts'
import { useDiffView } from './use-diff-view.ts'

interface Props {
  readonly reviewId: number
}

/** The open fix of the selected finding. */
export function FixView({ reviewId }: Props) {
  const findingId = useView((view) => view.selectedId)
  const fixId = useView((view) => view.fixId)
  const { data: finding } = useApi(
    'findings.detail',
    { reviewId, findingId: findingId ?? 1 },
    { enabled: findingId !== undefined },
  )
  const fix = finding?.fixes.find(({ id }) => id === fixId) ?? finding?.fixes[0]
  if (!finding || !fix) {
    return (
      <section className="source" data-pane="stage" aria-label="Fix">
        <div className="pane-empty">
          <p>{finding ? 'This finding has no fix yet.' : 'Loading the fix.'}</p>
          <Button onPress={() => setView({ stage: 'source' })}>Back to the source</Button>
        </div>
      </section>
    )
  }
  return <FixInFile key={fix.id} reviewId={reviewId} findingId={finding.id} fix={fix} />
}

type InFileProps = Omit<OpenProps, 'file'>

/** Waits for the file around the fix; without it the fix is shown alone. */
function FixInFile({ reviewId, findingId, fix }: InFileProps) {
  const { data, isPending } = useApi('sources.read', { reviewId, path: fix.path })
  if (isPending) {
    return <section className="source" data-pane="stage" aria-label="Fix" />
  }
  return <OpenFix reviewId={reviewId} findingId={findingId} fix={fix} file={data?.text} />
}

/** A draft is kept as text: what is written and the lines that it stands for belong together. */
function writeDraft({ startLine, endLine, after }: FixText): string {
  return JSON.stringify({ startLine, endLine, after })
}

function readDraft(draft: string): FixText {
  // Written by the function above and kept in this window alone.
  return JSON.parse(draft) as FixText
}

interface OpenProps {
  readonly reviewId: number
  readonly findingId: number
  readonly fix: Fix
  readonly file: string | undefined
}

function OpenFix({ reviewId, findingId, fix, file }: OpenProps) {
  const workbench = useWorkbench()
  const container = useRef<HTMLDivElement>(null)
  const [problems, setProblems] = useState<readonly string[]>([])
  const place = { reviewId, findingId, fixId: fix.id }
  const { text, isDraft, change, flush } = useAutosave(
    `fix-${fix.id}`,
    writeDraft(fix),
    async (draft) => {
      const { after, ...region } = readDraft(draft)
      const isMoved = region.startLine !== fix.startLine || region.endLine !== fix.endLine
      const found = await saveFix(workbench, place, { after, ...(isMoved ? { region } : {}) })
      setProblems(found ?? [])
      return found !== undefined
    },
  )
  const isReadOnly = useView((view) => view.isReadOnly)
  const first = useRef({ fix, file, text, change, isReadOnly })

  const editor = useDiffView(container, async () => {
    const { createFixEditor } = await import('./fix-editor.ts')
    return (made) => {
      const begun = first.current
      const fixEditor = createFixEditor(made, {
        fix: begun.fix,
        file: begun.file,
        text: readDraft(begun.text),
        isReadOnly: begun.isReadOnly,
        onChange: (written) => begun.change(writeDraft(written)),
      })
      fixEditor.focus()
      return fixEditor
    }
  })
  useEffect(() => editor?.setText(readDraft(text)), [editor, text])

  return (
    <section className="source fix" data-pane="stage" aria-label="Fix" onBlur={flush}>
      <header className="breadcrumb">
        <Icon name="git-compare" />
        <CutPath path={fix.path} line={fix.startLine} />
        <span className="fix-state small" role="status">
          {isReadOnly ? 'Read only' : isDraft ? 'Saving' : 'Saved'}
        </span>
        <Button kind="quiet" onPress={() => setView({ stage: 'source' })}>
          Close
        </Button>
      </header>
      <div className="fix-heads small muted" aria-hidden="true">
        <span>Before, as analysed</span>
        <span>After</span>
      </div>
      <div className="source-editor" ref={container} />
      {problems.length > 0 && (
        <ul className="fix-problems" aria-label="Problems of the fix">
          {problems.map((problem) => (
            <li key={problem}>
              <Icon name="warning" /> {showHidden(problem)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
