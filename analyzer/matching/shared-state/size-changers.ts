// Who changes how much is in a shared collection, and whether that breaks a loop over it.
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Access } from '../../flow/accesses.ts'
import { effectsOf } from '../../flow/effects.ts'
import type { Location } from '../../flow/locations.ts'
import { changesSize } from '../../flow/mutators.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { K_IDENTIFIER } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'

/** Another function that changes how much is in the place. */
export function changerOf(
  checker: Checker,
  owner: FunctionFacts,
  read: Access,
): string | undefined {
  const { location } = read
  // `rooms[name]`: what changes an item is recorded with its container.
  const path = location.path.filter((step) => !step.startsWith('['))
  const name = path[0]
  if (location.root === 'self' && location.path.length > path.length) {
    const found = changerOfItem(checker, owner, read)
    if (found !== undefined) return found
  }
  const isOfObject = location.root === 'self' && name !== undefined && path.length === 1
  if (!isOfObject && !(location.root === 'global' && name === undefined)) return undefined
  const key = isOfObject ? `self${name}` : `.${location.text.replace(/\[.*/, '')}`
  const own = owner.class?.symbol ?? owner.enclosing?.class?.symbol
  return checker.project
    .at(changers, `${checker.path} ${isOfObject ? `${own} ` : ''}${key}`)
    ?.find(
      ({ symbol, method }) =>
        symbol !== owner.symbol &&
        !/(?:^|\.)__(?:init|post_init|new)__$/.test(symbol) &&
        breaksLoop(checker, method, read, symbol),
    )?.symbol
}

/** Another method that changes the same part of an item: `self.rooms[name].members`, by whatever name. */
function changerOfItem(checker: Checker, owner: FunctionFacts, read: Access): string | undefined {
  const own = owner.class ?? owner.enclosing?.class
  const place = placeOf(read.location)
  return own?.methods.find(
    (one) =>
      one !== owner &&
      checker.analysis
        .of(one)
        .accesses.some(
          ({ kind, location, method }) =>
            kind === 'mutate' &&
            location.root === 'self' &&
            placeOf(location) === place &&
            method !== undefined &&
            breaksLoop(checker, method, read, one.symbol),
        ),
  )?.symbol
}

/** Items of one container stand for each other. */
const placeOf = ({ path }: Location): string =>
  path.map((step) => (step.startsWith('[') ? '[*]' : step)).join('')

/** Two tasks run the function: one loops while the other takes its own entry out. */
export function changesItself(
  { tree }: Checker,
  accesses: readonly Access[],
  read: Access,
  loop: Node,
): boolean {
  return accesses.some(
    ({ kind, method, location, node }) =>
      kind === 'mutate' &&
      (method === 'remove' || method === 'discard') &&
      location.key === read.location.key &&
      !tree.contains(loop, node),
  )
}

interface Change {
  readonly symbol: string
  readonly method: string
}

const REMOVES = new Set(['remove', 'discard', 'pop', 'popitem', 'popleft', 'clear'])

const OF_DICTS = new Set(['pop', 'popitem', 'clear', 'setdefault'])

const ADDS_BY_KEY = new Set(['add', 'update', 'setdefault'])

/** Where an application is put together, before anything runs. */
const SETS_UP =
  /(?:^|\.)_?(?:add|register|mount|include|load|use|install|set|configure|init)(?:_\w+)?$/

/** What is appended to a list while it is looped over is only visited as well. */
function breaksLoop(checker: Checker, method: string, read: Access, symbol: string): boolean {
  // `rooms.pop(name)` takes one of many collections away, not something out of it.
  const isItem = read.method === 'get' || read.location.path.at(-1)?.startsWith('[') === true
  if (isItem && OF_DICTS.has(method)) return false
  if (REMOVES.has(method)) return true
  const isByKey = ADDS_BY_KEY.has(method) || (method === '[]' && !isItem && isDict(checker, read))
  return isByKey && !SETS_UP.test(symbol)
}

function isDict({ tree, facts, analysis }: Checker, { method, node }: Access): boolean {
  if (/^(?:items|keys|values)$/.test(method ?? '')) return true
  const [only] = tree.kind(node) === K_IDENTIFIER ? (facts.resolve(node)?.definitions ?? []) : []
  const given = only && writtenValue(tree, only.node)?.node
  return [node, given].some(
    (one) => one !== undefined && analysis.sharedValues.containerKind(one) === 'dict',
  )
}

/** The functions that change the size of each place, by file, class and key. */
export const changers = defineTable({
  id: 'changers of collections',
  make({ index }): ReadonlyMap<string, readonly Change[]> {
    const found = new Map<string, Change[]>()
    for (const one of index.functions) {
      for (const { key, class: owner, method } of effectsOf(one)?.mutations ?? []) {
        if (method !== '[]' && (method === undefined || !changesSize(method))) continue
        const place = `${one.module.summary.path} ${owner === undefined ? '' : `${owner} `}${key}`
        const known = found.get(place)
        const change = { symbol: one.summary.symbol, method }
        if (known === undefined) found.set(place, [change])
        else known.push(change)
      }
    }
    return found
  },
})
