// The column beside the source that says who wrote its lines. Only what is in sight is in the page.
import type { Blame } from '../../electron/api/git.ts'
import { type BlameRow, blameRows, rowAt } from './blame-rows.ts'
import { prepareMonaco } from './monaco.ts'
import './blame-column.css'

const monaco = prepareMonaco()
type Editor = ReturnType<typeof monaco.editor.create>

/** In CSS pixels, from the top of the text. */
interface Span {
  readonly top: number
  readonly height: number
}

/** A column in front of the other children of `container`, which follows the editor. */
export function blameColumn(editor: Editor, container: HTMLElement) {
  const column = document.createElement('div')
  column.className = 'blame-column'
  // Seen beside its lines; the line of the cursor is told in words above the source.
  column.setAttribute('aria-hidden', 'true')
  const sheet = document.createElement('div')
  sheet.className = 'blame-sheet'
  column.append(sheet)
  let rows: readonly BlameRow[] | undefined

  function draw(): void {
    if (rows === undefined) return
    const top = editor.getScrollTop()
    const lineCount = editor.getModel()?.getLineCount() ?? 0
    // Told are the lines that are in sight whole; at both ends one may be cut.
    const inSight = editor.getVisibleRanges()[0]
    const whole = inSight?.startLineNumber ?? 1
    const isCut = whole > 1 && editor.getBottomForLineNumber(whole - 1) > top
    const first = isCut ? whole - 1 : whole
    const last = Math.min(lineCount, (inSight?.endLineNumber ?? lineCount) + 1)
    sheet.style.transform = `translateY(${-top}px)`
    const nodes: HTMLElement[] = []
    for (let line = first; line <= last; ) {
      const row = rowAt(rows, line)
      const end = Math.min(last, row?.endLine ?? line)
      // The words stand at the first line in sight, and so never scroll away from their lines.
      if (row !== undefined) nodes.push(nodeOf(row, line, spanOf(line, end)))
      line = end + 1
    }
    sheet.replaceChildren(...nodes)
  }

  function spanOf(line: number, end: number): Span {
    const top = editor.getTopForLineNumber(line)
    return { top, height: editor.getBottomForLineNumber(end) - top }
  }

  column.addEventListener('click', ({ target, clientY }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('.blame-row') : null
    const y = clientY - column.getBoundingClientRect().top + editor.getScrollTop()
    if (row === null) return
    let lineNumber = Number(row.dataset.line)
    while (editor.getBottomForLineNumber(lineNumber) < y) lineNumber += 1
    editor.setPosition({ lineNumber, column: 1 })
    editor.focus()
  })
  column.addEventListener('wheel', ({ deltaY }) => {
    editor.setScrollTop(editor.getScrollTop() + deltaY)
  })
  const listeners = [
    editor.onDidScrollChange(draw),
    editor.onDidLayoutChange(draw),
    editor.onDidChangeModel(draw),
    editor.onDidChangeViewZones(draw),
  ]
  return {
    show(blame: Blame | undefined): void {
      const wasShown = rows !== undefined
      rows = blame && blameRows(blame)
      if (wasShown !== (rows !== undefined)) {
        if (rows === undefined) column.remove()
        else container.prepend(column)
        // Lines that stick to the top would stand beside the authors of others.
        editor.updateOptions({
          stickyScroll: { enabled: rows === undefined },
          // The code needs the room.
          minimap: { enabled: rows === undefined },
        })
      }
      draw()
    },
    dispose(): void {
      for (const listener of listeners) listener.dispose()
      column.remove()
    },
  }
}

function nodeOf(row: BlameRow, line: number, { top, height }: Span): HTMLElement {
  const node = document.createElement('div')
  node.className = 'blame-row'
  node.dataset.first = `${line === row.startLine}`
  node.dataset.line = `${line}`
  node.style.top = `${top}px`
  node.style.height = `${height}px`
  node.style.setProperty('--freshness', `${Math.round(row.freshness * 100)}%`)
  node.title = row.text
  for (const part of ['author', 'date', 'commit'] as const) {
    const span = document.createElement('span')
    span.className = `blame-${part}`
    span.textContent = row[part]
    node.append(span)
  }
  return node
}
