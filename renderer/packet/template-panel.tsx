// The template of the open document: the built-in one, or a copy that the reviewer changes while the
// document beside it follows.
import { type RefObject, useEffect, useRef } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Template, TemplatePreview } from '../../electron/api/templates.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Button } from '../ui/button.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { setPacketView, usePacketView } from './packet-view.ts'
import './template-panel.css'
import { writeTemplate } from './write-template.ts'

interface Props {
  readonly header: ReviewHeader
}

/** How long typing has to rest before the document follows, in milliseconds. */
const REST_MS = 250

export function TemplatePanel({ header }: Props) {
  const document = usePacketView((view) => view.document)
  const { data: template } = useApi('templates.read', { reviewId: header.id, document })
  if (template === undefined) return null
  return <Editor key={document} header={header} template={template} />
}

function Editor({ header, template }: Props & { readonly template: Template }) {
  const workbench = useWorkbench()
  const { document, builtIn } = template
  const area = useRef<HTMLTextAreaElement>(null)
  const { text, isDraft, change, flush } = useAutosave(
    `template-${document}`,
    template.text === '' ? builtIn : template.text,
    (next) => writeTemplate(workbench, { reviewId: header.id, document }, next),
  )
  useEffect(() => {
    const timer = window.setTimeout(() => setPacketView({ previewed: { document, text } }), REST_MS)
    return () => window.clearTimeout(timer)
  }, [document, text])
  useEffect(() => () => setPacketView({ previewed: undefined }), [])
  const previewed = usePacketView((view) => view.previewed)
  const shown = previewed?.document === document ? previewed.text : text
  const { data: preview } = useApi(
    'templates.preview',
    { reviewId: header.id, document, text: shown },
    { keepPrevious: true },
  )
  const isOwn = text !== builtIn
  const reset = () => {
    change(builtIn)
    flush()
  }
  return (
    <>
      <section className="section" aria-label="Template">
        <div className="text-editor-head">
          <label className="field-label" htmlFor="template-text">
            Template of this document
          </label>
          <span className="text-state" data-state={isOwn ? 'draft' : 'written'}>
            {isDraft ? 'Not saved yet' : isOwn ? 'Your copy' : 'Built-in'}
          </span>
        </div>
        <p className="muted small">
          Markdown with tags. Change it and the document beside it follows; the computed parts stay
          computed.
        </p>
        <textarea
          ref={area}
          id="template-text"
          className="text-input code template-input"
          spellCheck={false}
          value={text}
          maxLength={200_000}
          readOnly={header.readOnly}
          onChange={(event) => change(event.target.value)}
          onBlur={flush}
        />
        <div>
          <Button isDisabled={!isOwn || header.readOnly} onPress={reset}>
            Back to the built-in template
          </Button>
        </div>
      </section>
      {preview !== undefined && <Lint preview={preview} area={area} />}
      <Names template={template} area={area} isReadOnly={header.readOnly} change={change} />
    </>
  )
}

const VERDICTS: Readonly<Record<TemplatePreview['verdict'], string>> = {
  success: 'Works, with nothing to remark',
  warning: 'Works, with something to know',
  failed: 'Failed: the built-in template stands in its place',
  error: 'Error: it cannot be rendered; the built-in template stands in its place',
}

interface LintProps {
  readonly preview: TemplatePreview
  readonly area: RefObject<HTMLTextAreaElement | null>
}

function Lint({ preview: { verdict, problems }, area }: LintProps) {
  const goTo = (line: number) => {
    const field = area.current
    if (field === null) return
    const lines = field.value.split('\n')
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    field.focus()
    field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
  }
  return (
    <section className="section" aria-label="Check of the template" role="status">
      <h3 className="template-verdict" data-verdict={verdict}>
        {VERDICTS[verdict]}
      </h3>
      <ul className="preflight-list">
        {problems.map(({ weight, message, line }) => (
          <li key={`${line} ${message}`} data-weight={weight === 'fail' ? 'block' : 'warn'}>
            {line === undefined ? (
              showHidden(message)
            ) : (
              <button type="button" className="preflight-jump" onClick={() => goTo(line)}>
                Line {line}: {showHidden(message)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface NamesProps {
  readonly template: Template
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly isReadOnly: boolean
  readonly change: (text: string) => void
}

/** What can be named; a press puts it where the cursor is. */
function Names({ template, area, isReadOnly, change }: NamesProps) {
  const insert = (tag: string) => {
    const field = area.current
    if (field === null) return
    const { selectionStart: from, selectionEnd: to, value } = field
    change(value.slice(0, from) + tag + value.slice(to))
    field.focus()
    // The new text is in the field once React has drawn it.
    window.requestAnimationFrame(() => {
      const close = tag.indexOf('{{/')
      const at = from + (close < 0 ? tag.length : close)
      field.setSelectionRange(at, at)
    })
  }
  return (
    <section className="section" aria-label="What can be named">
      <h3>What can be named</h3>
      {template.names.map(({ title, tags }) => (
        <details key={title} className="template-names">
          <summary>
            {title} ({tags.length})
          </summary>
          <div className="template-tags">
            {tags.map((tag) => (
              <button
                key={tag}
                type="button"
                className="template-tag code"
                disabled={isReadOnly}
                onClick={() => insert(tag)}
              >
                {tag}
              </button>
            ))}
          </div>
        </details>
      ))}
    </section>
  )
}
