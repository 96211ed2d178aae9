// `path:line`, the one way in which the packet cites source.
import type { Location } from '../../analyzer/model.ts'
import { mono } from './tree/build.ts'

/** Last line of a location; an end at column 1 belongs to the line before. */
export function lastLine(location: Location): number {
  const { startLine, endLine, endColumn } = location.range
  return endColumn === 1 && endLine > startLine ? endLine - 1 : endLine
}

/** Lines of a location: `71` or `71-77`. */
export function lineSpan(location: Location): string {
  const { startLine } = location.range
  const last = lastLine(location)
  return last > startLine ? `${startLine}-${last}` : String(startLine)
}

/** `src/queue.py:71-77`; for notebooks with the cell: `a.ipynb:71 (cell 3, line 2)`. */
export function citationText(location: Location): string {
  const cell =
    location.cell === undefined ? '' : ` (cell ${location.cell.number}, line ${location.cell.line})`
  return `${location.path}:${lineSpan(location)}${cell}`
}

export function citation(location: Location): ReturnType<typeof mono> {
  return mono(citationText(location))
}

/** `src/queue.py:71-77` of lines alone. */
export function linesText(path: string, startLine: number, endLine: number): string {
  return `${path}:${endLine > startLine ? `${startLine}-${endLine}` : startLine}`
}

/** `src/queue.py:71-77, 115-139; src/prom.py:7`: several places, those of one file together. */
export function placesText(locations: readonly Location[]): string {
  const byPath = new Map<string, string[]>()
  for (const location of locations) {
    const spans = byPath.get(location.path) ?? []
    const span = lineSpan(location)
    if (!spans.includes(span)) spans.push(span)
    byPath.set(location.path, spans)
  }
  return [...byPath].map(([path, spans]) => `${path}:${spans.join(', ')}`).join('; ')
}

/** A long path with its middle cut and the file name whole, for tables on paper. */
export function shortPath(path: string, room = 40): string {
  if (path.length <= room) return path
  const name = path.slice(path.lastIndexOf('/') + 1)
  const head = path.slice(0, Math.max(0, room - name.length - 5))
  return head === '' ? `.../${name}` : `${head}.../${name}`
}
