// Stretches of statements that occur again, over all files; linear in the size of the code.
import type { ClonePart } from '../gather/clone-parts.ts'
import type { GatheredPart } from '../gather/define.ts'
import { HASH_STRIDE } from './statement-hashes.ts'

export interface Stretch {
  readonly path: string
  /** UTF-16 index. */
  readonly start: number
  readonly startLine: number
  readonly endLine: number
}

export interface Clone {
  readonly copy: Stretch
  readonly original: Stretch
  readonly statements: number
  readonly tokens: number
}

/** Statements that must agree before two places are compared at all. */
const SEED = 5
/** Of the places with one seed only so many are compared: what repeats more is a pattern. */
const MAX_PLACES = 8
const MIN_STATEMENTS = 6
/** Share of different statements; long tables of assignments are no copies. */
const MIN_VARIETY = 0.6
/** Statements from which on a stretch that is no copy is a table, which would be compared anew at each line. */
const LONG = 200
/** The part of such a stretch in which no other one begins. */
const SKIPPED = 0.1

/** Places of the table of seeds for each statement: so few that only here and there two share one. */
const ROOM = 4

interface Spot {
  readonly file: number
  readonly at: number
}

/** Copies of at least `minTokens`, each named once with the first place that it repeats. */
export function findClones(
  parts: readonly GatheredPart<ClonePart>[],
  minTokens: number,
): readonly Clone[] {
  const seeds = new Map<number, Spot[]>()
  const isAgain = repeatedSeeds(parts)
  const found: Clone[] = []
  for (const [file, { part }] of parts.entries()) {
    const count = part.statements.length / HASH_STRIDE
    let covered = 0
    for (let at = 0; at + SEED <= count; at += 1) {
      const key = seedAt(part, at)
      if (!isAgain(key)) continue
      const known = seeds.get(key)
      const best = at < covered ? undefined : longest(parts, known ?? [], { file, at })
      if (best !== undefined) {
        const clone = asClone(parts, best.spot, { file, at }, best.length)
        if (clone !== undefined && clone.tokens >= minTokens) {
          found.push(clone)
          covered = at + clone.statements
        } else if (best.length > LONG) covered = at + Math.floor(best.length * SKIPPED)
      }
      if (known === undefined) seeds.set(key, [{ file, at }])
      else if (known.length < MAX_PLACES) known.push({ file, at })
    }
  }
  return found
}

/** True for all seeds that occur more than once, and for few others: most of a project occurs once. */
function repeatedSeeds(parts: readonly GatheredPart<ClonePart>[]): (seed: number) => boolean {
  const count = parts.reduce((sum, { part }) => sum + part.statements.length / HASH_STRIDE, 0)
  const places = 2 ** Math.ceil(Math.log2(count * ROOM + 1))
  const counts = new Uint8Array(places)
  const placeOf = (seed: number) => (seed ^ (seed >>> 15)) & (places - 1)
  for (const { part } of parts) {
    const end = part.statements.length / HASH_STRIDE - SEED
    for (let at = 0; at <= end; at += 1) {
      const place = placeOf(seedAt(part, at))
      if ((counts[place] as number) < 2) counts[place] = (counts[place] as number) + 1
    }
  }
  return (seed) => (counts[placeOf(seed)] as number) > 1
}

const hashAt = ({ statements }: ClonePart, at: number) => statements[at * HASH_STRIDE] as number

function seedAt(part: ClonePart, at: number): number {
  let key = 0
  for (let step = 0; step < SEED; step += 1) {
    key = (Math.imul(key, 0x9e3779b1) + hashAt(part, at + step)) | 0
  }
  return key
}

function longest(
  parts: readonly GatheredPart<ClonePart>[],
  candidates: readonly Spot[],
  here: Spot,
): { readonly spot: Spot; readonly length: number } | undefined {
  const own = parts[here.file]?.part
  let best: { readonly spot: Spot; readonly length: number } | undefined
  for (const spot of candidates) {
    const other = parts[spot.file]?.part
    if (own === undefined || other === undefined) continue
    // In one file the two stretches must not overlap.
    const room = spot.file === here.file ? here.at - spot.at : Number.POSITIVE_INFINITY
    const limit = Math.min(
      own.statements.length / HASH_STRIDE - here.at,
      other.statements.length / HASH_STRIDE - spot.at,
      room,
    )
    let length = 0
    while (length < limit && hashAt(own, here.at + length) === hashAt(other, spot.at + length)) {
      length += 1
    }
    if (length >= MIN_STATEMENTS && length > (best?.length ?? 0)) best = { spot, length }
  }
  return best
}

function asClone(
  parts: readonly GatheredPart<ClonePart>[],
  original: Spot,
  copy: Spot,
  length: number,
): Clone | undefined {
  const part = parts[copy.file]?.part
  if (part === undefined) return undefined
  const different = new Set<number>()
  let tokens = 0
  for (let step = 0; step < length; step += 1) {
    different.add(hashAt(part, copy.at + step))
    tokens += part.statements[(copy.at + step) * HASH_STRIDE + 1] as number
  }
  if (different.size < length * MIN_VARIETY) return undefined
  return {
    copy: stretch(parts, copy, length),
    original: stretch(parts, original, length),
    statements: length,
    tokens,
  }
}

function stretch(
  parts: readonly GatheredPart<ClonePart>[],
  { file, at }: Spot,
  length: number,
): Stretch {
  const statements = parts[file]?.part.statements ?? []
  return {
    path: parts[file]?.path ?? '',
    start: statements[at * HASH_STRIDE + 2] ?? 0,
    startLine: statements[at * HASH_STRIDE + 3] ?? 1,
    endLine: statements[(at + length - 1) * HASH_STRIDE + 4] ?? 1,
  }
}
