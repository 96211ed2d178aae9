// Reviews and action lists written by hand in Markdown: their items become findings with severity,
// places, before and after, and their status boxes. What is no item is left alone.
import type { Severity } from '../../../analyzer/model.ts'
import type { Status } from '../../api/domain.ts'
import { counted } from '../labels.ts'
import { type Imported, type ImportedFinding, NOTHING } from './changes.ts'
import { createMojibakeRepair } from './mojibake.ts'
import { type IssueRow, issueRows } from './review-tables.ts'

interface Section {
  readonly depth: number
  readonly title: string
  readonly lines: readonly string[]
}

/** `3. Workload never falls`, `HIGH-2: Wrong exception`, `Critical #1: ...`, `Test Important #4` */
const ITEM =
  /^(?:(?:issue|finding|item)\s+)?(?:#?(\d{1,4})[.):]\s+|((?:test[\s-]+)?(?:critical|high|important|medium|minor|low|nice-to-have|info))[\s-]*#?(\d{1,4})\s*[:.)—–-]*\s*)(.*)$/i

const SEVERITIES: readonly (readonly [RegExp, Severity])[] = [
  [/\bcritical\b|\bP0\b|\bblocker/i, 'critical'],
  [/\bhigh\b|\bimportant\b|\bP1\b|\bmajor\b/i, 'high'],
  [/\bmedium\b|\bP2\b|\bmoderate\b/i, 'medium'],
  [/\blow\b|\bminor\b|\bnice[- ]to[- ]have\b|\bP3\b/i, 'low'],
  [/\binfo\b/i, 'info'],
]

export function readMarkdownReview(source: string): Imported {
  const text = createMojibakeRepair()(source.replace(/^\ufeff/, ''))
  const findings: ImportedFinding[] = []
  // Headings above an item say how severe it is where it does not say so itself.
  const above: Section[] = []
  let withoutPlace = 0
  for (const section of sectionsOf(text)) {
    while ((above.at(-1)?.depth ?? 0) >= section.depth) above.pop()
    const finding = itemOf(section, above)
    above.push(section)
    if (finding === undefined) continue
    if (finding.path === '') withoutPlace += 1
    findings.push(finding)
  }
  // An index lists again what its items say at length.
  const known = new Set(findings.map(({ title }) => title.toLowerCase()))
  for (const row of issueRows(text)) {
    if (known.has(row.title.toLowerCase())) continue
    known.add(row.title.toLowerCase())
    findings.push(findingOf(row))
  }
  const problems =
    withoutPlace === 0 ? [] : [`${counted(withoutPlace, 'item')} without a file and lines.`]
  return { ...NOTHING, kind: 'markdown-review', findings, problems }
}

/** Text under each heading; headings within code are code. */
function sectionsOf(text: string): readonly Section[] {
  const sections: { depth: number; title: string; lines: string[] }[] = []
  let fence = ''
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (fence === '') fence = mark
    else if (mark.startsWith(fence)) fence = ''
    const [, hashes, title = ''] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line) ?? []
    if (hashes !== undefined && fence === '') {
      sections.push({ depth: hashes.length, title, lines: [] })
    } else sections.at(-1)?.lines.push(line)
  }
  return sections
}

function itemOf(section: Section, above: readonly Section[]): ImportedFinding | undefined {
  const plain = section.title.replaceAll(/\*\*|`/g, '').replace(/^[^\p{L}\p{N}#]+/u, '')
  const item = ITEM.exec(plain)
  if (item === null || section.depth < 2) return undefined
  const [, , word = '', , title = ''] = item
  const body = section.lines.join('\n').trim()
  // A numbered heading alone may be a chapter: an item also names a file, a fix or a status.
  const isItem = word !== '' || /\*\*(?:priority|files?|location|problem|fix|status)\b/i.test(body)
  if (!isItem) return undefined
  const stated = /^\s*[-*]?\s*\*\*(?:priority|severity)\*\*:?\s*(.+)$/im.exec(body)?.[1] ?? ''
  const severity =
    [word, stated, ...above.toReversed().map((one) => one.title)]
      .map(severityIn)
      .find((one) => one !== undefined) ?? 'medium'
  const place = placeIn(body)
  const [before = '', after] = codeIn(body)
  return {
    ruleId: `review:${severity}`,
    title: title.trim() || plain,
    message: `**${title.trim() || plain}**\n\n${withoutStatus(body)}`,
    severity,
    ...place,
    snippet: before,
    status: statusIn(body),
    ...(after === undefined ? {} : { fix: { before, after } }),
  }
}

/** A row of a table: what it says of the place and no more. */
function findingOf({ id, severity: stated, title, file, lines, rest }: IssueRow): ImportedFinding {
  const severity = severityIn(id) ?? severityIn(stated) ?? 'medium'
  return {
    ruleId: `review:${severity}`,
    title,
    message: [`**${title}**`, rest].filter((part) => part !== '').join('\n\n'),
    severity,
    ...placeIn(lines === '' ? file : `${file}:${lines.replace(/^\D+/, '')}`),
    snippet: '',
    status: 'not-started',
  }
}

function severityIn(text: string): Severity | undefined {
  return SEVERITIES.find(([words]) => words.test(text))?.[1]
}

/** `path.py:12-20`, `` `path.py` (Lines 96-99, 491-496) ``, `path.py (line 3)`. */
function placeIn(body: string): Pick<ImportedFinding, 'path' | 'startLine' | 'endLine'> {
  const found =
    /`?((?:[\w.-]+\/){0,30}[\w.-]+\.(?:pyw?|pyx|pxd|ipynb|toml|cfg|ini|sql|ya?ml))`?(?::(\d{1,7})(?:\s?[-–]\s?(\d{1,7}))?|[\s,]{0,3}\(?\s?(?:at\s+)?lines?\s+~?(\d{1,7})(?:\s?[-–]\s?(\d{1,7}))?)?/i.exec(
      body,
    )
  const [, path = '', colon, colonEnd, word, wordEnd] = found ?? []
  const startLine = Number(colon ?? word ?? 1)
  return { path, startLine, endLine: Math.max(startLine, Number(colonEnd ?? wordEnd ?? startLine)) }
}

/** Before and after, where two blocks are named so. */
function codeIn(body: string): readonly string[] {
  const blocks = [
    ...body.matchAll(
      /(?:^|\n)[^\n]*\b(before|current|after|improved|fixed)\b[^\n]*\n+`{3,}[^\n]*\n([\s\S]*?)\n`{3,}/gi,
    ),
  ]
  const block = (...words: readonly string[]) =>
    blocks.find(([, word = '']) => words.includes(word.toLowerCase()))?.[2]
  const before = block('before', 'current')
  const after = block('after', 'improved', 'fixed')
  return before === undefined || after === undefined ? [] : [`${before}\n`, `${after}\n`]
}

function statusIn(body: string): Status {
  const [, mark = ' ', word = ''] =
    /\*\*status\*\*:?\s*\[([ xX])\]\s*([^\n]*)/i.exec(body) ??
    /\[([ xX])\]\s*\**(?:status)\**:?\s*([^\n]*)/i.exec(body) ??
    []
  if (mark !== ' ') return 'verified'
  if (/in progress/i.test(word)) return 'in-progress'
  if (/fixed/i.test(word)) return 'fixed'
  if (/deferred/i.test(word)) return 'deferred'
  return /rejected/i.test(word) ? 'rejected' : 'not-started'
}

/** The box would say a status that changes from now on. */
function withoutStatus(body: string): string {
  return body
    .split('\n')
    .filter(
      (line) => !/^\s*[-*]?\s*\*\*status\*\*:?\s*\[[ xX]\]/i.test(line) && !/^-{3,}$/.test(line),
    )
    .join('\n')
    .trim()
}
