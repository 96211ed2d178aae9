// Read lines of two reviewers: what either has read is read, unless one of them took it back.
import { z } from 'zod'
import type { StoredRegion } from '../reviewed-files.ts'

/** No analysed file is longer; a line beyond it is nobody's. */
const MAX_LINE = 1_000_000
const Line = z.int().min(1).max(MAX_LINE)
const RegionsSchema = z
  .array(z.object({ symbol: z.string().max(8_192), startLine: Line, endLine: Line }))
  .max(100_000)

/** The regions in a column that another copy wrote; undefined when they are none. */
export function regionsIn(json: string): readonly StoredRegion[] | undefined {
  return RegionsSchema.safeParse(JSON.parse(json)).data
}

/**
 * The union of both sides without what either side had at the base and then took back. `base` is the
 * record's way to write lines (`1-20, 31`). Disjoint, in order, each within one symbol.
 */
export function mergeRegions(
  ours: readonly StoredRegion[],
  theirs: readonly StoredRegion[],
  base: string,
): readonly StoredRegion[] {
  const [mine, their] = [ownersIn(ours), ownersIn(theirs)]
  const before = ownersIn(
    base.split(', ').flatMap((part) => {
      const found = /^(\d+)(?:-(\d+))?$/.exec(part)
      if (!found) return []
      return [{ symbol: '', startLine: Number(found[1]), endLine: Number(found[2] ?? found[1]) }]
    }),
  )
  const lines = [...new Set([...mine.keys(), ...their.keys()])].sort((a, b) => a - b)
  const merged: { symbol: string; startLine: number; endLine: number }[] = []
  for (const line of lines) {
    const isTakenBack = before.has(line) && !(mine.has(line) && their.has(line))
    if (isTakenBack) continue
    const symbol = mine.get(line) ?? their.get(line) ?? ''
    const last = merged.at(-1)
    if (last?.symbol === symbol && last.endLine === line - 1) last.endLine = line
    else merged.push({ symbol, startLine: line, endLine: line })
  }
  return merged
}

function ownersIn(regions: readonly StoredRegion[]): ReadonlyMap<number, string> {
  const owners = new Map<number, string>()
  for (const { symbol, startLine, endLine } of regions) {
    for (let line = startLine; line <= Math.min(endLine, MAX_LINE); line += 1) {
      owners.set(line, symbol)
    }
  }
  return owners
}
