import { type ReactNode, useEffect, useId, useRef } from 'react'
import type { ClaimProblem } from '../../electron/api/claims.ts'
import './checked-text.css'
import { Icon } from './icon.tsx'
import { showHidden } from './visible-text.ts'

interface Props {
  /** What stands in the field. */
  readonly text: string
  /** Places of the text that the facts contradict, in order and disjoint. */
  readonly problems: readonly ClaimProblem[]
  /** The field, an `input` or `textarea` of the class `text-input`, described by this id as well. */
  readonly children: (describedBy: string | undefined) => ReactNode
}

/** A text field whose doubtful places are underlined, with what is true below it. */
export function CheckedText({ text, problems, children }: Props) {
  const id = useId()
  return (
    <div className="checked-text">
      <div className="checked-field">
        {children(problems.length > 0 ? id : undefined)}
        {problems.length > 0 && <Underlines text={text} problems={problems} />}
      </div>
      <ul id={id} className="checked-problems small" role="status" hidden={problems.length === 0}>
        {problems.map(({ start, end, message }) => (
          <li key={start}>
            <Icon name="warning" />
            <span className="selectable">
              <q>{showHidden(text.slice(start, end))}</q> {showHidden(message)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The same text laid over the field, of which only the lines below words are seen. */
function Underlines({ text, problems }: Omit<Props, 'children'>) {
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const own = layer.current
    const field = own?.previousElementSibling
    if (!own || !(field instanceof HTMLElement)) return
    const follow = () => {
      const { paddingBlock, paddingInlineStart, paddingInlineEnd, font } = getComputedStyle(field)
      // The scroll bar takes room from the text of the field alone.
      const bar = Math.max(0, field.offsetWidth - field.clientWidth - 2)
      Object.assign(own.style, {
        paddingBlock,
        paddingInlineStart,
        paddingInlineEnd: `calc(${paddingInlineEnd} + ${bar}px)`,
        font,
        height: `${field.offsetHeight}px`,
      })
      own.dataset.line = String(field instanceof HTMLInputElement)
      own.scrollTop = field.scrollTop
      own.scrollLeft = field.scrollLeft
    }
    const observer = new ResizeObserver(follow)
    observer.observe(field)
    field.addEventListener('scroll', follow, { passive: true })
    field.addEventListener('input', follow)
    follow()
    return () => {
      observer.disconnect()
      field.removeEventListener('scroll', follow)
      field.removeEventListener('input', follow)
    }
  }, [])
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end } of problems) {
    parts.push(text.slice(at, start), <span key={start}>{text.slice(start, end)}</span>)
    at = end
  }
  parts.push(text.slice(at), '\n')
  return (
    <div ref={layer} className="text-input checked-layer" aria-hidden="true">
      {parts}
    </div>
  )
}
