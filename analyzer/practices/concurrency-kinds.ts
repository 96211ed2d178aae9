// How a file does things at once: its imports and the definitions and calls that run together.
import type { FileChecker } from '../engine/checker.ts'
import type { Location } from '../model.ts'
import type { Node } from '../syntax/tree.ts'

export const CONCURRENCY_KINDS = ['asyncio', 'threading', 'multiprocessing'] as const
export type ConcurrencyKind = (typeof CONCURRENCY_KINDS)[number]

/** Places of a file that speak for one kind. */
export interface ConcurrencyCount {
  readonly kind: ConcurrencyKind
  readonly count: number
  /** The first of them. */
  readonly places: readonly Location[]
}

const MAX_PLACES = 3
const MAX_PLACES_OF_PROJECT = 12

const IMPORTS: Readonly<Record<ConcurrencyKind, RegExp>> = {
  asyncio:
    /^(?:asyncio|anyio|trio|uvloop|aiohttp|asyncpg|redis\.asyncio|sqlalchemy\.ext\.asyncio)(?:\.|$)/,
  threading:
    /^(?:threading|_thread|queue|concurrent\.futures(?:\.thread|\.ThreadPoolExecutor)?$|gevent|eventlet)(?:\.|$)?/,
  multiprocessing:
    /^(?:multiprocessing|billiard|concurrent\.futures\.(?:process|ProcessPoolExecutor))(?:\.|$)/,
}
const CALLS: ReadonlyMap<string, ConcurrencyKind> = new Map<string, ConcurrencyKind>([
  ['asyncio.create_task', 'asyncio'],
  ['asyncio.gather', 'asyncio'],
  ['asyncio.run', 'asyncio'],
  ['asyncio.TaskGroup', 'asyncio'],
  ['anyio.create_task_group', 'asyncio'],
  ['threading.Thread', 'threading'],
  ['threading.Timer', 'threading'],
  ['concurrent.futures.ThreadPoolExecutor', 'threading'],
  ['asyncio.to_thread', 'threading'],
  ['multiprocessing.Process', 'multiprocessing'],
  ['multiprocessing.Pool', 'multiprocessing'],
  ['concurrent.futures.ProcessPoolExecutor', 'multiprocessing'],
  ['os.fork', 'multiprocessing'],
])

/** Counts imports, coroutine functions and calls that start something. */
export function countConcurrency(checker: FileChecker): readonly ConcurrencyCount[] {
  const { facts } = checker
  if (checker.role !== 'source') return []
  const found: Record<ConcurrencyKind, Node[]> = { asyncio: [], threading: [], multiprocessing: [] }
  for (const { target, node } of facts.imports) {
    if (target === undefined) continue
    for (const kind of CONCURRENCY_KINDS) if (IMPORTS[kind].test(target)) found[kind].push(node)
  }
  for (const one of facts.functions) if (one.isAsync) found.asyncio.push(one.nameNode)
  for (const [name, kind] of CALLS) found[kind].push(...facts.callsTo(name))
  return CONCURRENCY_KINDS.flatMap((kind) => {
    const nodes = found[kind]
    if (nodes.length === 0) return []
    const places = nodes.slice(0, MAX_PLACES).map((node) => checker.locate(node))
    return [{ kind, count: nodes.length, places }]
  })
}

/** Adds up what the files told; kinds that no file speaks for are left out. */
export function combineConcurrency(
  files: readonly (readonly ConcurrencyCount[])[],
): readonly ConcurrencyCount[] {
  const byKind = Map.groupBy(files.flat(), ({ kind }) => kind)
  return CONCURRENCY_KINDS.flatMap((kind) => {
    const own = byKind.get(kind)
    if (own === undefined) return []
    const count = own.reduce((sum, one) => sum + one.count, 0)
    return [
      { kind, count, places: own.flatMap(({ places }) => places).slice(0, MAX_PLACES_OF_PROJECT) },
    ]
  })
}
