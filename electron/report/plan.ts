// The implementation plan: work streams, and which of them touch the same files and so cannot run at
// the same time. Planned by hand where somebody did; derived from the findings otherwise.
import type { SnapshotFinding, SnapshotStream, SnapshotTask } from '../api/snapshot.ts'
import { STREAM_TITLES } from './commit-messages.ts'
import { isMechanical } from './commits.ts'
import { groupBy } from './grouping.ts'
import { whole } from './labels.ts'
import type { PacketModel } from './model.ts'
import { folderOf, isTestPath } from './paths.ts'

const MOST_STREAMS = 12

/** The streams of the review: the planned ones, else one for each part of the code base. */
export function workStreams(model: PacketModel): readonly SnapshotStream[] {
  return model.snapshot.streams ?? derivedStreams(model)
}

/** All files of a stream: its own and those of its findings, sorted. */
export function streamFiles(
  stream: SnapshotStream,
  findings: ReadonlyMap<number, SnapshotFinding>,
): readonly string[] {
  const numbers = stream.tasks.flatMap((task) => task.findings)
  const paths = numbers.flatMap((number) => {
    const finding = findings.get(number)
    return finding === undefined ? [] : findingFiles(finding)
  })
  return [...new Set([...stream.files, ...paths])].sort()
}

function findingFiles(finding: SnapshotFinding): readonly string[] {
  return [
    finding.finding.location.path,
    ...finding.finding.related.map((one) => one.path),
    ...finding.fixes.map((fix) => fix.path),
  ]
}

function derivedStreams(model: PacketModel): SnapshotStream[] {
  const code = model.open.filter((one) => !isTestPath(one.finding.location.path))
  const tests = model.open.filter((one) => isTestPath(one.finding.location.path))
  const groups = [
    ...byFolder(code),
    ...(tests.length > 0 ? [[STREAM_TITLES.tests, tests] as const] : []),
  ]
  return groups.map(([title, findings], index) => ({
    id: `WS${index + 1}`,
    title,
    files: [],
    tasks: tasksOf(model, findings, index + 1),
  }))
}

type Part = readonly [title: string, findings: readonly SnapshotFinding[]]

/** Findings by folder; folders are taken together until there are few enough streams. */
function byFolder(findings: readonly SnapshotFinding[]): readonly Part[] {
  const deepest = Math.max(1, ...findings.map((one) => one.finding.location.path.split('/').length))
  for (let depth = deepest; depth > 0; depth -= 1) {
    const parts = foldersAt(findings, depth)
    if (parts.length > MOST_STREAMS) continue
    // One stream for all is no plan: where only the folders in it are too many, the largest stay.
    const isWhole = parts.length === 1 && depth < deepest
    return isWhole ? largest(foldersAt(findings, depth + 1)) : parts
  }
  return largest(foldersAt(findings, 1))
}

function foldersAt(findings: readonly SnapshotFinding[], depth: number): readonly Part[] {
  const groups = groupBy(findings, (one) =>
    folderOf(one.finding.location.path).split('/').slice(0, depth).join('/'),
  )
  return [...groups].map(([folder, own]) => [folder === '' ? STREAM_TITLES.top : folder, own])
}

/** The parts with the most findings, in their order; the others are taken together. */
function largest(parts: readonly Part[]): readonly Part[] {
  if (parts.length <= MOST_STREAMS) return parts
  const kept = new Set(
    parts.toSorted(([, a], [, b]) => b.length - a.length).slice(0, MOST_STREAMS - 1),
  )
  const rest = parts.filter((part) => !kept.has(part)).flatMap(([, own]) => own)
  return [...parts.filter((part) => kept.has(part)), [STREAM_TITLES.others, rest]]
}

function tasksOf(
  { effortOf }: PacketModel,
  findings: readonly SnapshotFinding[],
  stream: number,
): SnapshotTask[] {
  const groups = [...groupBy(findings, (one) => `${one.severity} ${one.ruleId}`).values()]
  return groups.map((own, index) => {
    const [first] = own
    return {
      id: `${stream}.${index + 1}`,
      title: first?.title ?? '',
      steps: [],
      findings: own.map((one) => one.number),
      isSeparateCommit: isMechanical(own, effortOf),
    }
  })
}

/** Streams that have to be done one after the other, in this order. */
interface Sequence {
  readonly streams: readonly string[]
  /** Files that more than one of them touches. */
  readonly shared: readonly string[]
  /** Streams of the sequence that share no file with another: they may also run beside it. */
  readonly independent: readonly string[]
}

export interface Parallelisation {
  /** Sequences over code; different sequences can run at the same time. */
  readonly sequences: readonly Sequence[]
  /** Streams that touch tests alone: they start when the code is stable. */
  readonly afterwards: readonly string[]
}

export interface StreamFiles {
  readonly id: string
  readonly title: string
  readonly files: readonly string[]
}

/**
 * Which streams can run at the same time. Streams that touch a common file, or files of one folder,
 * stay in one sequence in the order given; streams over tests alone come after the code.
 */
export function parallelisation(streams: readonly StreamFiles[]): Parallelisation {
  const isTests = (stream: StreamFiles) =>
    stream.files.length > 0 ? stream.files.every(isTestPath) : /\btests?\b/i.test(stream.title)
  const code = streams.filter((stream) => !isTests(stream))
  return {
    sequences: components(code).map((members) => {
      const owners = new Map<string, number>()
      for (const { files } of members) {
        for (const file of new Set(files)) owners.set(file, (owners.get(file) ?? 0) + 1)
      }
      const shared = [...owners].filter(([, count]) => count > 1).map(([file]) => file)
      const isAlone = (stream: StreamFiles) => !stream.files.some((file) => shared.includes(file))
      return {
        streams: members.map((stream) => stream.id),
        shared: shared.sort(),
        independent: members.length < 2 ? [] : members.filter(isAlone).map((stream) => stream.id),
      }
    }),
    afterwards: streams.filter(isTests).map((stream) => stream.id),
  }
}

/** Streams connected by a file or a folder, each component in the order given. */
function components(streams: readonly StreamFiles[]): StreamFiles[][] {
  const groups: { members: StreamFiles[]; keys: Set<string> }[] = []
  for (const stream of streams) {
    const keys = new Set(stream.files.flatMap((file) => [file, `${folderOf(file)}/`]))
    const touched = groups.filter((group) => [...keys].some((key) => group.keys.has(key)))
    const merged = {
      members: [...touched.flatMap((group) => group.members), stream],
      keys: new Set([...touched.flatMap((group) => [...group.keys]), ...keys]),
    }
    for (const group of touched) groups.splice(groups.indexOf(group), 1)
    groups.push(merged)
  }
  const order = new Map(streams.map((stream, index) => [stream, index]))
  const at = (stream: StreamFiles | undefined) =>
    stream === undefined ? 0 : (order.get(stream) ?? 0)
  return groups
    .map((group) => group.members.sort((a, b) => at(a) - at(b)))
    .sort((a, b) => at(a[0]) - at(b[0]))
}

/** The plan in sentences: `WS1-WS5 are sequential: they share router.py.` */
export function parallelisationText(plan: Parallelisation): readonly string[] {
  const { sequences } = plan
  const alone = sequences.flatMap(({ streams }) => (streams.length === 1 ? streams : []))
  const together = sequences.filter(({ streams }) => streams.length > 1)
  const sentences = together.map(({ streams, shared, independent }) => {
    const files = shared.slice(0, 6).join(', ')
    const more = shared.length > 6 ? ` and ${whole(shared.length - 6)} more files` : ''
    const why = shared.length > 0 ? `shared files: ${files}${more}` : 'files of one folder'
    const beside =
      independent.length > 0 && shared.length > 0
        ? ` ${names(independent)} ${independent.length === 1 ? 'touches' : 'touch'} none of these and can also run beside the others.`
        : ''
    return `${names(streams)} are sequential (${why}).${beside}`
  })
  const apart =
    alone.length > 0
      ? [`${names(alone)} ${alone.length === 1 ? 'shares' : 'share'} no file with another stream.`]
      : []
  const count =
    together.length === 0 ? 'They' : `These ${sequences.length} sequences share no file and`
  const parallel = sequences.length > 1 ? [`${count} can run at the same time.`] : []
  const after =
    plan.afterwards.length > 0 && sequences.length > 0
      ? [`${names(plan.afterwards)} can start when the code of the other streams is stable.`]
      : []
  return [...sentences, ...apart, ...parallel, ...after]
}

/** `WS1-WS5`, `WS6 and WS7`, `WS1, WS3 and WS4`. */
function names(ids: readonly string[]): string {
  const numbers = ids.map((id) => Number(/^WS(\d+)$/.exec(id)?.[1]))
  const isRun =
    ids.length > 2 && numbers.every((value, index) => value === (numbers[0] ?? 0) + index)
  if (isRun) return `${ids[0]}-${ids.at(-1)}`
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
}
