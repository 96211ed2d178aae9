// The texts of an opened packet: nothing but the lines that it shows, where they stood in their files.
import { deflateSync } from 'node:zlib'
import type { FindingsFile } from '../../report/schema/findings.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import { sha256Of } from '../sha256.ts'

/** Last line for which an excerpt is kept. */
const MAX_LINE = 200_000

interface Excerpt {
  readonly path: string
  readonly startLine: number
  readonly lines: readonly string[]
}

/**
 * Keeps, for each file that the packet shows something of, a text that is empty but for those lines
 * and as long as the file was. `patches` are texts of the packet's patches. Gives the hashes by path.
 */
export function keepExcerpts(
  store: ReviewStore,
  packet: FindingsFile,
  patches: readonly string[],
): ReadonlyMap<string, string> {
  const byPath = new Map<string, string[]>()
  for (const { path, startLine, lines } of excerptsOf(packet, patches)) {
    const known = byPath.get(path) ?? []
    for (const [at, line] of lines.entries()) {
      if (startLine + at <= MAX_LINE) known[startLine + at - 1] = line
    }
    byPath.set(path, known)
  }
  const lengths = new Map(packet.files.map(({ path, lines }) => [path, lines]))
  const sums = new Map<string, string>()
  for (const [path, known] of byPath) {
    known.length = Math.max(known.length, Math.min(lengths.get(path) ?? 0, MAX_LINE))
    const text = Array.from(known, (line) => line ?? '').join('\n')
    const bytes = Buffer.from(`${text}\n`, 'utf8')
    const sha256 = sha256Of(bytes)
    store.texts.keep({ sha256, size: bytes.length, deflated: deflateSync(bytes) })
    sums.set(path, sha256)
  }
  return sums
}

function excerptsOf(packet: FindingsFile, patches: readonly string[]): readonly Excerpt[] {
  const excerpt = (path: string, startLine: number, text: string): Excerpt => ({
    path,
    startLine,
    lines: text === '' ? [] : text.split(/\r\n|\n|\r/),
  })
  const { findings, strengths, threads } = packet
  return [
    ...findings.flatMap(({ location, snippet, context }) => contextOf(location, snippet, context)),
    ...[...threads, ...findings.flatMap((one) => one.threads)].map((one) =>
      excerpt(one.path, one.startLine, one.snippet),
    ),
    ...strengths.flatMap(({ places }) =>
      places
        .filter(({ isCurrent }) => isCurrent)
        .map((one) => excerpt(one.path, one.startLine, one.snippet)),
    ),
    ...patches.flatMap(oldLines),
    // What a fix takes away, to its last space.
    ...findings.flatMap(({ fixes }) =>
      fixes.map(({ path, startLine, before }) => excerpt(path, startLine, before)),
    ),
  ]
}

/** The snippet of a finding with the lines around it. */
function contextOf(
  { path, range, cell }: FindingsFile['findings'][number]['location'],
  snippet: string,
  { before, after }: { before: readonly string[]; after: readonly string[] } = NO_CONTEXT,
): readonly Excerpt[] {
  const own = { path, startLine: range.startLine, lines: snippet.split(/\r\n|\n|\r/) }
  const startLine = range.startLine - before.length
  const isWhole = own.lines.length === range.endLine - range.startLine + 1
  // Of a long region the snippet is the beginning: what comes behind it is not what follows it.
  if (startLine < 1 || cell !== undefined) return [own]
  return [{ path, startLine, lines: [...before, ...own.lines, ...(isWhole ? after : [])] }]
}

const NO_CONTEXT = { before: [], after: [] } as const

/** The lines that stood in the file before the patch: those around the change too. */
function oldLines(patch: string): readonly Excerpt[] {
  const [, path] = /^--- a\/(.+)$/m.exec(patch) ?? []
  // A name in quotes is spelled in a way of its own; its lines are left out.
  if (path === undefined) return []
  return patch.split(/^(?=@@ )/m).flatMap((hunk): Excerpt[] => {
    const [, startLine] = /^@@ -(\d+)/.exec(hunk) ?? []
    if (startLine === undefined) return []
    const lines = hunk
      .split('\n')
      .filter((line) => line.startsWith(' ') || line.startsWith('-'))
      .map((line) => line.slice(1).replace(/\r$/, ''))
    return [{ path, startLine: Number(startLine), lines }]
  })
}
