// The first line of a commit as its author would write it: what the change does, and where.
import type { SnapshotFinding } from '../api/snapshot.ts'
import { proseLine } from './tree/prose.ts'

/** Titles of streams that are derived from the findings and named after no folder. */
export const STREAM_TITLES = {
  tests: 'Tests',
  top: 'Top folder',
  others: 'Other folders',
} as const

/** Longer first lines are cut off in the lists of most tools. */
const ROOM = 72
/** Names that keep their capital within a sentence. */
const NAMES: ReadonlySet<string> = new Set(['Python', 'Redis', 'Django', 'FastAPI', 'Flask'])

/** Where the streams lie that are derived from the findings and named after no folder. */
const STREAM_PLACES: Readonly<Record<string, string | undefined>> = {
  [STREAM_TITLES.tests]: 'the tests',
  [STREAM_TITLES.top]: 'the top folder',
  [STREAM_TITLES.others]: 'other folders',
}

/** Of findings of one kind: the title of their fix where they share one, else what goes away. */
export function commitMessage(findings: readonly SnapshotFinding[]): string {
  const [first] = findings
  if (first === undefined) return ''
  const written = new Set(findings.map(ownFixTitle))
  const [shared = ''] = written
  if (written.size === 1 && shared !== '') return withPlace(proseLine(shared), findings, ' (', ')')
  return withPlace(`Fix ${withinSentence(proseLine(first.title))}`, findings, ' in ', '')
}

/** What its fix says of this one place: the words of a reviewer, or a rule's that name something in it. */
function ownFixTitle({ fixes }: SnapshotFinding): string {
  const { title = '', author } = fixes.at(-1) ?? {}
  return author === 'reviewer' || title.includes('`') ? title.trim() : ''
}

/** Of the findings of a work stream; `title` is the stream's. */
export function streamMessage(title: string, findings: readonly SnapshotFinding[]): string {
  const paths = findings.map((one) => one.finding.location.path)
  const isFolder = paths.every((path) => path.startsWith(`${title}/`))
  const place = isFolder ? `${title}/` : STREAM_PLACES[title]
  // A reviewer's title says what belongs together.
  if (place === undefined) return `Fix: ${title}`
  const isOneKind = new Set(findings.map(({ ruleId }) => ruleId)).size === 1
  return isOneKind ? commitMessage(findings) : `Fix what the review found in ${place}`
}

/** With the name of the file or the number of files, as long as there is room. */
function withPlace(
  what: string,
  findings: readonly SnapshotFinding[],
  opening: string,
  closing: string,
): string {
  const paths = [...new Set(findings.map((one) => one.finding.location.path))]
  const [path = ''] = paths
  const places =
    paths.length > 1 ? [`${paths.length} files`] : [path, path.slice(path.lastIndexOf('/') + 1)]
  const messages = places.map((place) => `${what}${opening}${place}${closing}`)
  return messages.find((message) => message.length <= ROOM) ?? messages.at(-1) ?? what
}

/** `Exception lost` becomes `exception lost`; `HTTP request` and `Redis key` stay. */
function withinSentence(title: string): string {
  const [, word = ''] = /^(\p{Lu}\p{Ll}*)(?![\p{Lu}\d_])/u.exec(title) ?? []
  return word === '' || NAMES.has(word) ? title : word.toLowerCase() + title.slice(word.length)
}
