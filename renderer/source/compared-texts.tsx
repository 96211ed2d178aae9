import { useEffect, useRef } from 'react'
import type { ComparedText, FileChange, FindingChange } from '../../electron/api/compare.ts'
import { useApi } from '../bridge/queries.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { showHidden } from '../ui/visible-text.ts'
import type { ComparedTextsShown, Lines } from './compared-editor.ts'
import './source-view.css'
import './fix-view.css'
import './compared-texts.css'
import { useDiffView } from './use-diff-view.ts'

interface Props {
  readonly reviewId: number
  readonly a: number
  readonly b: number
  /** Either a finding or a file. */
  readonly finding?: FindingChange
  readonly file?: FileChange
}

interface Shown extends Both {
  readonly pathA: string
  readonly pathB: string
  readonly linesA: Lines | undefined
  readonly linesB: Lines | undefined
}

/** The file of a change as both runs read it. */
export function ComparedTexts({ reviewId, a, b, finding, file }: Props) {
  const pathA = finding?.a?.path ?? finding?.b?.path ?? file?.path ?? ''
  const pathB = finding?.b?.path ?? finding?.a?.path ?? file?.path ?? ''
  const { data, isPlaceholderData } = useApi(
    'analysis.comparedTexts',
    { reviewId, a, b, pathA, pathB },
    { keepPrevious: true },
  )
  const shown = useRef<Shown>(undefined)
  // Until the texts of another file have come, those of the former stand with their own lines.
  if (data && !isPlaceholderData) {
    shown.current = { ...data, pathA, pathB, linesA: finding?.a, linesB: finding?.b }
  }
  const texts = shown.current
  if (texts === undefined) {
    return <section className="source" data-pane="texts" aria-label="Texts of both runs" />
  }
  const { linesA, linesB } = texts
  return (
    <section className="source fix compared" data-pane="texts" aria-label="Texts of both runs">
      <div className="fix-heads small muted">
        <Side name="Run A" path={texts.pathA} line={linesA?.startLine} />
        <Side name="Run B" path={texts.pathB} line={linesB?.startLine} />
      </div>
      <Notes {...texts} />
      {isDifference(texts) ? (
        <Difference a={texts.a.text} b={texts.b.text} linesA={linesA} linesB={linesB} />
      ) : (
        <OneText {...texts} />
      )}
    </section>
  )
}

interface SideProps {
  readonly name: string
  readonly path: string
  readonly line: number | undefined
}

function Side({ name, path, line }: SideProps) {
  return (
    <span className="compared-side">
      {name}
      <CutPath path={path} {...(line === undefined ? {} : { line })} />
    </span>
  )
}

interface Both {
  readonly a: ComparedText
  readonly b: ComparedText
  readonly isSame: boolean
}

/** A text that is not there is no empty text: against it, everything would look new. */
function isDifference({ a, b }: Both): boolean {
  const isKnown = ({ state }: ComparedText) => state === 'kept' || state === 'absent'
  return isKnown(a) && isKnown(b) && (a.state === 'kept' || b.state === 'kept')
}

function Notes({ a, b, isSame }: Both) {
  const notes = [a.note, b.note, isSame ? 'Both runs read the same text.' : '']
  return notes
    .filter((note) => note !== '')
    .map((note) => (
      <p key={note} className="source-notice small">
        <Icon name="info" /> {showHidden(note)}
      </p>
    ))
}

/** The one text that was kept. */
function OneText({ a, b }: Both) {
  const text = a.state === 'kept' ? a.text : b.text
  return text === '' ? null : <ScrolledText className="code compared-one">{text}</ScrolledText>
}

function Difference({ a, b, linesA, linesB }: ComparedTextsShown) {
  const container = useRef<HTMLDivElement>(null)
  const editor = useDiffView(
    container,
    async () => (await import('./compared-editor.ts')).createComparedEditor,
  )
  useEffect(() => editor?.show({ a, b, linesA, linesB }), [editor, a, b, linesA, linesB])
  return <div className="source-editor" ref={container} data-keys="commands" />
}
