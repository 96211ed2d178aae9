// Where rows come from: which query gave an expression its value, and how its result was taken.
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { before, type Chain, readChain } from './chain.ts'
import type { SqlContext } from './context.ts'
import { localValues } from './local-values.ts'
import { readFilters, readModel } from './predicates.ts'
import { emptyQuery, type Query } from './query.ts'
import { readQuery, readQueryPrefix } from './read-query.ts'
import { readSession } from './sessions.ts'

export type Taken =
  /** Exactly one row: more or none is an error. */
  | 'one'
  /** One row or `None`: more is an error. */
  | 'one-or-none'
  /** The first row or `None`. */
  | 'first'
  /** By primary key. */
  | 'get'
  | 'all'
  /** The first value of the first row. */
  | 'value'
  | 'count'
  | 'exists'
  | 'row-count'
  /** Sums and the like over all rows: Django's `aggregate`. */
  | 'total'
  /** The rows are gone through one by one, or the result was not taken yet. */
  | 'open'

export interface Rows {
  readonly query: Query
  readonly taken: Taken
  /** True if an absent row raises: nobody needs to test for it. */
  readonly isRequired: boolean
  /** True for one of several rows: the variable of a loop, an item. */
  readonly isElement: boolean
  /** The session or connection that runs it, NO_NODE where the query finds its own. */
  readonly session: Node
  /** The expression that runs the query. */
  readonly node: Node
  /** False where only some ways lead from this query to the expression. */
  readonly isCertain: boolean
}

const RUNS = new Set(['execute', 'scalars', 'scalar', 'exec', 'stream', 'stream_scalars', 'run'])
const PASSING = new Set([
  'scalars',
  'mappings',
  'unique',
  'tuples',
  'yield_per',
  'iterator',
  'columns',
  'partitions',
  'execution_options',
])
const TAKING: Readonly<Record<string, { readonly taken: Taken; readonly isRequired?: true }>> = {
  scalar_one: { taken: 'one', isRequired: true },
  one: { taken: 'one', isRequired: true },
  one_or_404: { taken: 'one', isRequired: true },
  scalar_one_or_none: { taken: 'one-or-none' },
  one_or_none: { taken: 'one-or-none' },
  first: { taken: 'first' },
  last: { taken: 'first' },
  fetchone: { taken: 'first' },
  first_or_404: { taken: 'first', isRequired: true },
  latest: { taken: 'first', isRequired: true },
  earliest: { taken: 'first', isRequired: true },
  get_or_404: { taken: 'get', isRequired: true },
  scalar: { taken: 'value' },
  all: { taken: 'all' },
  fetchall: { taken: 'all' },
  fetchmany: { taken: 'all' },
  paginate: { taken: 'all' },
  in_bulk: { taken: 'all' },
  count: { taken: 'count' },
  exists: { taken: 'exists' },
  rowcount: { taken: 'row-count' },
  aggregate: { taken: 'total' },
  aaggregate: { taken: 'total' },
}
const HELPERS = /^(?:aget_object_or_404|get_object_or_404|get_list_or_404)$/
const MAX_DEPTH = 6

/** Every query that may have given the value, the likeliest first; empty if none is known. */
export function readRows(context: SqlContext, expression: Node, depth = 0): readonly Rows[] {
  if (expression === NO_NODE || depth > MAX_DEPTH) return []
  const chain = readChain(context.facts, expression)
  const own =
    helperRows(context, chain) ?? executedRows(context, chain) ?? queryRows(context, chain)
  if (own !== undefined) return [own]
  return localRows(context, chain, depth)
}

/** `get_object_or_404(Order, pk=pk)`. */
function helperRows(context: SqlContext, chain: Chain): Rows | undefined {
  const { facts } = context
  const [link] = chain.links
  if (link === undefined || link.call === NO_NODE || chain.links.length !== 1) return undefined
  const name = link.name === '' ? facts.dottedText(chain.root)?.split('.').at(-1) : link.name
  if (name === undefined || !HELPERS.test(name)) return undefined
  const [source, ...filters] = facts.arguments(link.call)
  if (source === undefined) return undefined
  const model = readModel(context, source.value)
  const base = model === undefined ? readQuery(context, source.value) : undefined
  const read = readFilters(context, filters, model ?? base?.model)
  const query = queryOf(link.node, model, base)
  return {
    query: {
      ...query,
      predicates: [...query.predicates, ...read.predicates],
      isComplete: query.isComplete && read.isComplete,
    },
    taken: name === 'get_list_or_404' ? 'all' : 'one',
    isRequired: true,
    isElement: false,
    session: NO_NODE,
    node: link.node,
    isCertain: true,
  }
}

function queryOf(node: Node, model: Query['model'], base: Query | undefined): Query {
  return base ?? { ...emptyQuery(node, 'select', 'django'), model }
}

/** `session.execute(stmt).scalar_one()`, `session.scalars(stmt)`, `db.get_or_404(Model, id)`. */
function executedRows(context: SqlContext, chain: Chain): Rows | undefined {
  const { facts } = context
  for (const [at, link] of chain.links.entries()) {
    if (link.call === NO_NODE) continue
    const isRun = RUNS.has(link.name)
    const isShortcut = link.name === 'first_or_404' || link.name === 'one_or_404'
    if (!isRun && !isShortcut) continue
    const [given] = facts.arguments(link.call)
    if (given === undefined || given.isUnpacked) continue
    const query = readQuery(context, given.value)
    if (query === undefined) continue
    const session = before(chain, at)
    const started: Rows = {
      query: { ...query, session },
      taken: link.name === 'scalar' ? 'value' : 'open',
      isRequired: false,
      isElement: false,
      session,
      node: link.node,
      isCertain: true,
    }
    const own = isShortcut ? TAKING[link.name] : undefined
    return take(
      context,
      own ? { ...started, taken: own.taken, isRequired: true } : started,
      chain,
      at + 1,
    )
  }
  return undefined
}

/** `session.query(X).filter(y).first()`, `session.get(X, id)`, `Model.objects.get(pk=1)`. */
function queryRows(context: SqlContext, chain: Chain): Rows | undefined {
  const prefix = readQueryPrefix(context, chain)
  if (prefix === undefined) return undefined
  const { query, next } = prefix
  if (query.style === 'core') return undefined
  // A row by its key, held by a variable, is no query that goes on.
  if (query.style === 'get' && next === 0) return undefined
  const started: Rows = {
    query,
    taken: query.style === 'get' ? 'get' : 'open',
    isRequired: query.style === 'get' && chain.links[next - 1]?.name === 'get_one',
    isElement: false,
    session: query.session,
    node: query.node,
    isCertain: true,
  }
  return take(context, started, chain, next)
}

/** Rows in a local variable. */
function localRows(context: SqlContext, chain: Chain, depth: number): readonly Rows[] {
  const { facts } = context
  if (facts.tree.kind(chain.root) !== k.K_IDENTIFIER) return []
  return localValues(facts, chain.root).flatMap(({ value, kind, isCertain }) => {
    if (kind === 'entered') return []
    return readRows(context, value, depth + 1).flatMap((rows) => {
      const element = kind === 'iterated' ? { ...rows, isElement: true } : rows
      const taken = take(context, element, chain, 0)
      return taken === undefined ? [] : [{ ...taken, isCertain: taken.isCertain && isCertain }]
    })
  })
}

/** Follows what is done with a result; undefined once it is no row of that query any more. */
function take(context: SqlContext, rows: Rows, chain: Chain, from: number): Rows | undefined {
  let now = rows
  for (const link of chain.links.slice(from)) {
    const isSubscript = link.name === ''
    if (isSubscript && link.call === NO_NODE) {
      if (now.taken === 'one' || now.taken === 'value' || now.isElement) return undefined
      const slice = sliceOf(context, link.node)
      if (slice !== NO_NODE) {
        now = { ...now, query: { ...now.query, limit: slice } }
        continue
      }
      now = now.taken === 'all' || now.taken === 'open' ? { ...now, isElement: true } : now
      continue
    }
    const isAsyncDjango =
      now.query.style === 'django' &&
      /^a(?=get|first|last|count|exists|latest|earliest)/.test(link.name)
    const name = isAsyncDjango ? link.name.slice(1) : link.name
    if (now.taken !== 'open' && now.taken !== 'get') {
      if (name === 'rowcount' && link.call === NO_NODE) return undefined
      return undefined
    }
    if ((name === 'get' || name === 'get_or_none') && link.call !== NO_NODE) {
      const asked = identityOf(context, now.query, link.call)
      const isRequired = now.query.style === 'django' && name === 'get'
      now = { ...now, query: asked, taken: isRequired ? 'one' : 'get', isRequired, node: link.node }
      continue
    }
    if (PASSING.has(name)) continue
    const taking = TAKING[name]
    if (taking === undefined || now.taken === 'get') return undefined
    // `Order.exists(number=3)` of Tortoise; with Django it has no arguments.
    const isAsked = name === 'get_or_404' || (name === 'exists' && now.query.style === 'django')
    const query = isAsked ? identityOf(context, now.query, link.call) : now.query
    now = {
      ...now,
      query,
      taken: taking.taken,
      isRequired: taking.isRequired ?? false,
      node: now.query.style === 'core' ? now.node : link.node,
    }
  }
  return now
}

/** `[:50]` leaves several rows, fewer of them; NO_NODE for an item. */
function sliceOf({ facts }: SqlContext, subscript: Node): Node {
  const inner = facts.tree.child(subscript, k.F_SUBSCRIPT)
  return inner !== NO_NODE && facts.tree.kind(inner) === k.K_SLICE ? inner : NO_NODE
}

/** `.get(pk=1)` and `.get(1)` name the row. */
function identityOf(context: SqlContext, query: Query, call: Node): Query {
  const { facts } = context
  const args = facts.arguments(call)
  if (query.style === 'django') {
    const read = readFilters(context, args, query.model)
    return {
      ...query,
      predicates: [...query.predicates, ...read.predicates],
      isComplete: query.isComplete && read.isComplete,
    }
  }
  const [identity] = args
  const keys = [...(query.model?.columns.values() ?? [])].filter(({ isPrimaryKey }) => isPrimaryKey)
  const column = keys.length === 1 ? keys[0]?.name : undefined
  if (identity === undefined || column === undefined) return query
  const predicate = {
    column,
    model: query.model,
    op: '=',
    value: identity.value,
    node: identity.value,
    isConditional: false,
  } as const
  return { ...query, predicates: [...query.predicates, predicate] }
}

/** The session that a result belongs to, if it is one. */
export function sessionOfRows(context: SqlContext, rows: Rows) {
  return readSession(context, rows.session)
}
