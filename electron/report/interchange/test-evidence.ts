// What a test run and a coverage measurement say, from JUnit XML and coverage.xml. The tags are read
// one by one; nothing in the file is resolved, followed or carried out.
import { counted, whole } from '../labels.ts'
import { visibleLine } from '../tree/visible.ts'
import { type Imported, NOTHING } from './changes.ts'
import { attribute, withoutProlog, withoutUnread } from './xml-text.ts'

/** Names may have a prefix; the last part tells an element that has no content. */
const TAG =
  /<(?:[\w.-]{1,40}:)?(testsuites?|testcase|failure|error|skipped|coverage|class|line)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|<\/(?:[\w.-]{1,40}:)?(testcase)\s*>/g

/** Failed tests that are named one by one. */
const NAMED = 10
/** Rows of the tables: groups of tests and files, those with most to say first. */
const ROWS = 20
/** Characters of a name. */
const NAME_ROOM = 160

/** True for JUnit XML or coverage.xml. */
export function isTestEvidence(text: string): boolean {
  return /^<(?:[\w.-]{1,40}:)?(?:testsuites?|coverage)[\s>]/.test(withoutProlog(text))
}

/** The evidence as a draft of the test status, with tables; a reviewer confirms it. */
export function readTestEvidence(text: string): Imported {
  const plain = withoutUnread(withoutProlog(text))
  const blocks = [...tests(plain), ...coverage(plain)]
  const evidence = blocks.join('\n\n')
  return {
    ...NOTHING,
    kind: 'test-evidence',
    texts: evidence === '' ? [] : [{ field: 'test-status', text: evidence }],
    problems: evidence === '' ? ['The file names no test and no covered line.'] : [],
  }
}

interface Group {
  total: number
  failed: number
  skipped: number
  seconds: number
}

function tests(text: string): string[] {
  const failed: string[] = []
  /** Failures that belong to no test, as when a file of tests cannot be loaded. */
  let outside = 0
  const groups = new Map<string, Group>()
  let current: { readonly name: string; readonly group: Group; isDone: boolean } | undefined
  for (const [, tag = '', attributes = '', end, closed] of text.matchAll(TAG)) {
    if (closed !== undefined) current = undefined
    else if (tag === 'testcase') {
      const [owner, name] = [attribute(attributes, 'classname'), attribute(attributes, 'name')]
      const group = groupOf(groups, owner || attribute(attributes, 'file'))
      group.total += 1
      group.seconds += secondsIn(attribute(attributes, 'time'))
      current = {
        name: [owner, name].filter((part) => part !== '').join('.'),
        group,
        isDone: false,
      }
      if (end === '/') current = undefined
    } else if (current === undefined) {
      if (tag === 'failure' || tag === 'error') outside += 1
    } else if (!current.isDone && /^(?:failure|error|skipped)$/.test(tag)) {
      if (tag === 'skipped') current.group.skipped += 1
      else {
        current.group.failed += 1
        failed.push(current.name)
      }
      current.isDone = true
    }
  }
  if (groups.size === 0) return []
  const sum = (of: (group: Group) => number) =>
    [...groups.values()].reduce((total, group) => total + of(group), 0)
  const [total, skipped] = [sum((one) => one.total), sum((one) => one.skipped)]
  const share = percent(total - failed.length - skipped, total)
  const names = failed.slice(0, NAMED).map(literal)
  const more = failed.length > NAMED ? ` and ${whole(failed.length - NAMED)} more` : ''
  return [
    [
      `${whole(total - failed.length - skipped)} of ${counted(total, 'test')} ${total === 1 ? 'passes' : 'pass'} (${share}), ${counted(failed.length, 'fails', 'fail')}, ${counted(skipped, 'is', 'are')} skipped.`,
      ...(outside === 0 ? [] : [`${counted(outside, 'error')} outside of a test.`]),
      ...(failed.length === 0 ? [] : [`Failing: ${names.join(', ')}${more}.`]),
    ].join(' '),
    groupTable(
      groups,
      sum((one) => one.seconds),
    ),
  ]
}

function groupOf(groups: Map<string, Group>, name: string): Group {
  const known = groups.get(name)
  if (known !== undefined) return known
  const group = { total: 0, failed: 0, skipped: 0, seconds: 0 }
  groups.set(name, group)
  return group
}

function groupTable(groups: ReadonlyMap<string, Group>, seconds: number): string {
  const row = (name: string, { total, failed, skipped, seconds: own }: Group) =>
    [name, whole(total), whole(failed), whole(skipped), `${own.toFixed(2)} s`] as const
  const sorted = [...groups].toSorted(([, a], [, b]) => b.failed - a.failed || b.total - a.total)
  const all = [...groups.values()].reduce(
    (sum, one) => ({
      total: sum.total + one.total,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
      seconds,
    }),
    { total: 0, failed: 0, skipped: 0, seconds },
  )
  return markdownTable(
    ['Tests of', 'Tests', 'Failures', 'Skipped', 'Time'],
    [
      ...sorted.slice(0, ROWS).map(([name, group]) => row(literal(name), group)),
      ...(sorted.length > ROWS
        ? [[`and ${whole(sorted.length - ROWS)} more`, '', '', '', '']]
        : []),
      row('**Total**', all),
    ],
  )
}

/** Times are seconds, with commas between thousands where the tool writes them. */
function secondsIn(text: string): number {
  const seconds = Number(text.replaceAll(',', ''))
  return seconds >= 0 && seconds < 1e9 ? seconds : 0
}

interface CoveredFile {
  covered: number
  lines: number
  /** Numbers of its lines: some tools tell those of a method twice. */
  readonly seen: Set<string>
}

function coverage(text: string): string[] {
  const files = new Map<string, CoveredFile>()
  let stated = ''
  let current: CoveredFile | undefined
  for (const [, tag, attributes = ''] of text.matchAll(TAG)) {
    if (tag === 'coverage' && stated === '') stated = statedCoverage(attributes)
    if (tag === 'class') {
      const name = attribute(attributes, 'filename')
      current = files.get(name) ?? { covered: 0, lines: 0, seen: new Set() }
      if (name !== '') files.set(name, current)
    }
    if (tag === 'line' && current !== undefined) {
      const number = attribute(attributes, 'number')
      if (number !== '' && current.seen.has(number)) continue
      current.seen.add(number)
      current.lines += 1
      if (Number(attribute(attributes, 'hits')) > 0) current.covered += 1
    }
  }
  const known = [...files].filter(([, { lines }]) => lines > 0)
  if (stated === '') return []
  return [stated, ...(known.length === 0 ? [] : [fileTable(known)])]
}

/** Those with the most lines that no test reaches stand first. */
function fileTable(files: readonly (readonly [string, CoveredFile])[]): string {
  const missed = ({ lines, covered }: CoveredFile) => lines - covered
  const sorted = files.toSorted(([, a], [, b]) => missed(b) - missed(a))
  const rest = sorted.length - ROWS
  return markdownTable(
    ['File', 'Lines', 'Not covered', 'Covered'],
    [
      ...sorted
        .slice(0, ROWS)
        .map(([name, one]) => [
          literal(name),
          whole(one.lines),
          whole(missed(one)),
          percent(one.covered, one.lines),
        ]),
      ...(rest > 0 ? [[`and ${whole(rest)} more`, '', '', '']] : []),
    ],
  )
}

function statedCoverage(attributes: string): string {
  const number = (name: string) => {
    const value = attribute(attributes, name)
    return value === '' ? Number.NaN : Number(value)
  }
  const [covered, valid] = [number('lines-covered'), number('lines-valid')]
  if (Number.isInteger(covered) && Number.isInteger(valid) && valid > 0) {
    return `${whole(covered)} of ${counted(valid, 'line')} are covered (${percent(covered, valid)}).`
  }
  const rate = number('line-rate')
  return rate >= 0 && rate <= 1 ? `${percent(rate, 1)} of the lines are covered.` : ''
}

/** Never rounded up: 100 % is all of it. */
function percent(part: number, of: number): string {
  return `${Math.floor((1_000 * part) / of) / 10} %`
}

/** A name of the file as code, so that nothing in it is Markdown. */
function literal(name: string): string {
  const plain = visibleLine(name.slice(0, 2 * NAME_ROOM))
    .replaceAll('`', "'")
    .replaceAll('\\', '/')
    .replaceAll('|', '/')
  const characters = [...plain]
  const shown =
    characters.length > NAME_ROOM ? `${characters.slice(0, NAME_ROOM).join('')}...` : plain
  return shown === '' ? '-' : `\`${shown}\``
}

/** The first column holds words, the others numbers. */
function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const marks = heads.map((_, at) => (at === 0 ? '---' : '---:'))
  return [line(heads), line(marks), ...rows.map(line)].join('\n')
}
