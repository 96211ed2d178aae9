// Tables of issues in reviews written by hand: a row with an id, a title and a place each.
import type { Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { plainText } from '../tree/plain-text.ts'

/** One row by the meaning of its columns; '' where there is no such column. */
export interface IssueRow {
  readonly id: string
  readonly severity: string
  readonly title: string
  readonly file: string
  /** The first range of lines that a cell of the row gives: `71-77`. */
  readonly lines: string
  /** What stands in columns of other names, with the name before it. */
  readonly rest: string
}

const COLUMNS = {
  id: /^(?:id|#|no\.?|issue id|number)$/i,
  severity: /^(?:severity|priority|level)$/i,
  title: /^(?:title|issue|finding|summary|description|problem)$/i,
  file: /^(?:files?|location|where|path|file:lines?)$/i,
} as const
const ISSUE =
  /^(?:test[\s-]+)?(?:critical|high|important|medium|minor|low|nice-to-have|info)[\s-]*#?\d{1,4}$/i
const LINES =
  /^~?(?:lines?\s+)?\d{1,7}(?:\s?[-–]\s?\d{1,7})?(?:,\s*\d{1,7}(?:\s?[-–]\s?\d{1,7})?)*$/i

/** Rows of all tables that list issues, in the order of the text. */
export function issueRows(text: string): readonly IssueRow[] {
  // Most texts have no such table, and are not taken apart for one.
  if (!/^\s{0,3}\|.*\b(?:id|#|no)\b.*\|/im.test(text)) return []
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return root.children.flatMap((node) => (node.type === 'table' ? rowsOf(node) : []))
}

function rowsOf({ children: [head, ...rows] }: Table): readonly IssueRow[] {
  const heads = head?.children.map((cell) => plainText(cell).trim()) ?? []
  const at = (column: RegExp) => heads.findIndex((one) => column.test(one))
  const [id, severity, title, file] = [
    at(COLUMNS.id),
    at(COLUMNS.severity),
    at(COLUMNS.title),
    at(COLUMNS.file),
  ]
  if (id === -1 || title === -1) return []
  const known = new Set([id, severity, title, file])
  return rows.flatMap((row) => {
    const cells = row.children.map((cell) => plainText(cell).trim())
    const cell = (index: number) => cells[index] ?? ''
    if (!ISSUE.test(cell(id))) return []
    const lines = cells.find((one, index) => !known.has(index) && LINES.test(one)) ?? ''
    const rest = cells.flatMap((one, index) =>
      known.has(index) || one === '' ? [] : [`**${heads[index] ?? ''}**: ${one}`],
    )
    return [
      {
        id: cell(id),
        severity: cell(severity),
        title: cell(title),
        file: cell(file),
        lines,
        rest: rest.join('\n\n'),
      },
    ]
  })
}
