// Reads queries: `select(...)`, `update(...)`, `session.query(...)`, `session.get(...)`,
// `Model.query`, Django managers; through local variables.

import { behindName } from '../../facts/named-constants.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { OrmModel } from '../orm/model.ts'
import { before, type Chain, type ChainLink, readChain } from './chain.ts'
import { externalName, type SqlContext } from './context.ts'
import { localValues } from './local-values.ts'
import { readColumn, readFilters, readModel } from './predicates.ts'
import {
  emptyQuery,
  type OpenQuery,
  type Query,
  type QueryPredicate,
  type QueryValue,
} from './query.ts'
import { ownManagerStart, relatedStart } from './related-rows.ts'
import { readSession } from './sessions.ts'

const MAX_DEPTH = 8
const STATEMENTS: Readonly<Record<string, Query['action']>> = {
  select: 'select',
  update: 'update',
  delete: 'delete',
  insert: 'insert',
}
const SQL_ROOT = /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy)\b/
const JOINS = /^(?:join|outerjoin|join_from|outerjoin_from)$/
/** Methods of query sets that leave the rows as they are. */
const RELATED = new Set(['select_related', 'prefetch_related', 'only', 'defer', 'using'])
const DJANGO_SOURCES = new Set(['objects', '_default_manager', '_base_manager'])

/** The query that an expression is or continues; undefined for everything else. */
export function readQuery(context: SqlContext, expression: Node, depth = 0): Query | undefined {
  if (expression === NO_NODE || depth > MAX_DEPTH) return undefined
  const chain = readChain(context.facts, expression)
  const started = start(context, chain, depth)
  if (started === undefined) return undefined
  const { query, next } = started
  query.node = expression
  for (let at = next; at < chain.links.length; at += 1) {
    const link = chain.links[at]
    if (link === undefined || !extend(context, query, link)) return undefined
  }
  return query
}

/** Length of the chain's head that is a query, and that query: `select(X).where(y)` of a result. */
export function readQueryPrefix(
  context: SqlContext,
  chain: Chain,
): { readonly query: Query; readonly next: number } | undefined {
  const started = start(context, chain, 0)
  if (started === undefined) return undefined
  const { query } = started
  let { next } = started
  query.node = chain.links[next - 1]?.node ?? chain.root
  for (; next < chain.links.length; next += 1) {
    const link = chain.links[next]
    if (link === undefined || !extend(context, query, link)) break
    query.node = link.node
  }
  return { query, next }
}

function start(
  context: SqlContext,
  chain: Chain,
  depth: number,
): { readonly query: OpenQuery; readonly next: number } | undefined {
  return (
    statementStart(context, chain) ??
    sourceStart(context, chain) ??
    localStart(context, chain, depth)
  )
}

/** `select(...)`, `sa.select(...)`, `db.select(...)`; `Table.insert()`. */
function statementStart(context: SqlContext, chain: Chain) {
  const { facts } = context
  for (const [at, link] of chain.links.entries()) {
    if (at > 2 || link.call === NO_NODE) continue
    const callee = facts.callee(link.call)
    const written = link.name === '' ? facts.dottedText(chain.root) : link.name
    const plain = written?.split('.').at(-1) ?? ''
    const path = externalName(context, callee) ?? facts.qualifiedName(callee) ?? ''
    const name = SQL_ROOT.test(path) ? path.slice(path.lastIndexOf('.') + 1) : plain
    const action = STATEMENTS[name]
    if (action === undefined) continue
    const isLibrary = SQL_ROOT.test(path)
    const table = at === 1 || link.name !== '' ? readModel(context, before(chain, at)) : undefined
    if (!isLibrary && table === undefined) continue
    const query = emptyQuery(link.node, action, 'core')
    const args = facts.arguments(link.call)
    query.entities = args.filter(({ name: own }) => own === undefined).map(({ value }) => value)
    query.model = table ?? entityModel(context, query.entities)
    if (action === 'select') query.asks = asksOf(context, query.entities)
    if (args.some(({ isUnpacked }) => isUnpacked)) query.isComplete = false
    if (query.asks === 'exists') addInner(context, query)
    return { query, next: at + 1 }
  }
  return undefined
}

/** `select(exists().where(...))`, `select(exists(select(X).where(...)))`, `select(stmt.exists())`. */
function addInner(context: SqlContext, query: OpenQuery): void {
  const { facts } = context
  const chain = readChain(facts, query.entities[0] ?? NO_NODE)
  const [first, ...further] = chain.links
  if (first === undefined || first.call === NO_NODE) return
  const [given] = facts.arguments(first.call)
  const inner =
    readQueryPrefix(context, chain)?.query ?? readQuery(context, given?.value ?? NO_NODE)
  if (inner !== undefined) {
    query.model ??= inner.model
    query.predicates = inner.predicates
    query.isComplete &&= inner.isComplete
    return
  }
  for (const link of further) {
    if (link.call === NO_NODE || link.name !== 'where') continue
    const read = readFilters(context, facts.arguments(link.call), query.model)
    query.predicates = [...query.predicates, ...read.predicates]
    query.isComplete &&= read.isComplete
    query.model ??= read.predicates.find(({ model }) => model !== undefined)?.model
  }
}

/** `session.query(...)`, `session.get(...)`, `Model.query`, `Model.objects`. */
function sourceStart(context: SqlContext, chain: Chain) {
  const { facts } = context
  for (const [at, link] of chain.links.entries()) {
    if (at > 4) return undefined
    const owner = before(chain, at)
    if (link.call === NO_NODE) {
      const isManager = DJANGO_SOURCES.has(link.name)
      const model = isManager || link.name === 'query' ? readModel(context, owner) : undefined
      const own = model ?? managerModel(context, owner, link.name)
      if (own === undefined && !isManager) {
        const related = relatedStart(context, owner, link)
        if (related === undefined) continue
        return { query: related, next: at + 1 }
      }
      const isDjango = own?.library === 'django' || isManager
      if (own === undefined && !(isManager && isModelName(facts.dottedText(owner)))) continue
      if (!isDjango && link.name !== 'query') continue
      const query = emptyQuery(link.node, 'select', isDjango ? 'django' : 'query-api')
      query.model = own
      query.session = isDjango ? link.node : NO_NODE
      return { query, next: at + 1 }
    }
    const own = ownManagerStart(context, owner, link)
    if (own !== undefined) return { query: own, next: at }
    const isGet = link.name === 'get' || link.name === 'get_one'
    if (isGet || link.name === 'query') {
      const session = readSession(context, owner)
      if (session === undefined || session.kind === 'engine') continue
      const entities = facts
        .arguments(link.call)
        .filter(({ name }) => name === undefined)
        .map(({ value }) => value)
      const model = entityModel(context, entities)
      if (isGet && model === undefined && !isModelName(facts.dottedText(entities[0] ?? NO_NODE))) {
        continue
      }
      const query = emptyQuery(link.node, 'select', isGet ? 'get' : 'query-api')
      query.entities = entities
      query.model = model
      query.session = owner
      if (isGet) addIdentity(context, query, link.call, entities[1])
      else query.asks = asksOf(context, entities)
      if (query.asks === 'exists') addInner(context, query)
      return { query, next: at + 1 }
    }
  }
  return undefined
}

/** A statement in a local variable, with what the branches on the way may have added to it. */
function localStart(context: SqlContext, chain: Chain, depth: number) {
  const { facts } = context
  if (facts.tree.kind(chain.root) !== k.K_IDENTIFIER) return undefined
  let certain: Query | undefined
  const possible: Query[] = []
  for (const { value, kind, isCertain } of localValues(facts, chain.root)) {
    if (kind !== 'assigned') return undefined
    const one = readQuery(context, value, depth + 1)
    if (one === undefined) return undefined
    if (isCertain) certain = one
    else possible.push(one)
  }
  const base = certain ?? possible.at(-1)
  if (base === undefined) return undefined
  const query: OpenQuery = { ...base }
  const known = new Set(base.predicates.map(({ node }) => node))
  const further: QueryPredicate[] = []
  for (const one of possible) {
    query.isComplete &&= one.isComplete
    if (query.lock !== NO_NODE && one.lock === NO_NODE) query.lock = NO_NODE
    for (const predicate of one.predicates) {
      if (known.has(predicate.node)) continue
      known.add(predicate.node)
      further.push({ ...predicate, isConditional: true })
    }
    if (query.limit === NO_NODE) query.limit = one.limit
    if (query.orderBy.length === 0) query.orderBy = one.orderBy
  }
  query.predicates = [...base.predicates, ...further]
  return { query, next: 0 }
}

/** Adds what one link says; false if the link ends the query (`.all()`, `.scalar()`). */
function extend(context: SqlContext, query: OpenQuery, link: ChainLink): boolean {
  const { facts } = context
  if (link.call === NO_NODE) return false
  const args = facts.arguments(link.call)
  const first = args[0]?.value ?? NO_NODE
  const positional = args.filter(({ name }) => name === undefined).map(({ value }) => value)
  switch (link.name) {
    case 'where':
    case 'filter':
    case 'filter_by':
    case 'having': {
      if (link.name === 'having') return true
      const read = readFilters(context, args, query.model)
      query.predicates = [...query.predicates, ...read.predicates]
      query.isComplete &&= read.isComplete
      query.model ??= read.predicates.find(({ model }) => model !== undefined)?.model
      return true
    }
    case 'exclude':
      query.isComplete = false
      return query.style === 'django'
    case 'with_for_update':
    case 'select_for_update':
    case 'with_lockmode':
      query.lock = link.call
      query.isSkipLocked = facts.tree.text(link.call).includes('skip_locked=True')
      return true
    case 'limit':
      query.limit = first
      return true
    case 'offset':
      query.offset = first
      return true
    case 'slice':
      query.limit = positional[1] ?? NO_NODE
      query.offset = first
      return true
    case 'order_by':
      query.orderBy = positional
      return true
    case 'options':
      query.options = [...query.options, ...positional]
      return true
    case 'select_from':
      query.model = entityModel(context, positional) ?? query.model
      return true
    case 'values':
    case 'ordered_values':
      if (query.style === 'django') return true
      query.values = [...query.values, ...readValues(context, link.call)]
      return true
    case 'returning':
      query.hasReturning = true
      return true
    case 'on_conflict_do_nothing':
    case 'on_conflict_do_update':
    case 'on_duplicate_key_update':
    case 'prefix_with':
      query.isUpsert = true
      return true
    case 'distinct':
    case 'group_by':
    case 'execution_options':
    case 'enable_eagerloads':
    case 'populate_existing':
    case 'yield_per':
    case 'autoflush':
    case 'correlate':
    case 'with_entities':
    case 'add_columns':
    case 'with_only_columns':
    case 'reverse':
    case 'params':
    case 'annotate':
    case 'values_list':
      if (link.name === 'with_entities' || link.name === 'with_only_columns') {
        query.asks = asksOf(context, positional)
      }
      return true
    default:
      if (JOINS.test(link.name)) {
        query.hasJoin = true
        return true
      }
      if (RELATED.has(link.name)) return query.style === 'django'
      // `Model.objects.all()` is still a query, `query.all()` is its rows.
      return query.style === 'django' && link.name === 'all'
  }
}

/** `update(...).values(col=value, **{...})`, `values({Model.col: value})`. */
export function readValues(context: SqlContext, call: Node): readonly QueryValue[] {
  const { facts } = context
  const found: QueryValue[] = []
  for (const { name, value, isUnpacked } of facts.arguments(call)) {
    const values = behindName(facts, value)
    if (name !== undefined && !isUnpacked) found.push({ column: name, value })
    else if (facts.tree.kind(values) === k.K_DICTIONARY)
      found.push(...dictionaryValues(context, values))
  }
  return found
}

export function dictionaryValues(context: SqlContext, dictionary: Node): readonly QueryValue[] {
  const { facts } = context
  const { tree } = facts
  return tree.namedChildren(dictionary).flatMap((pair) => {
    if (tree.kind(pair) !== k.K_PAIR) return []
    const key = tree.child(pair, k.F_KEY)
    const text = tree.kind(key) === k.K_STRING ? tree.text(key).slice(1, -1) : undefined
    const column = text ?? readColumn(context, key)?.column
    return column === undefined ? [] : [{ column, value: tree.child(pair, k.F_VALUE) }]
  })
}

function addIdentity(
  context: SqlContext,
  query: OpenQuery,
  call: Node,
  identity: Node | undefined,
): void {
  const { facts } = context
  const value = identity ?? keywordArgument(facts.tree, call, 'ident')
  const keys = [...(query.model?.columns.values() ?? [])].filter(({ isPrimaryKey }) => isPrimaryKey)
  const column = keys.length === 1 ? keys[0]?.name : keys.length === 0 ? 'id' : undefined
  if (column !== undefined && value !== NO_NODE) {
    query.predicates = [
      { column, model: query.model, op: '=', value, node: value, isConditional: false },
    ]
  }
  const lock = keywordArgument(facts.tree, call, 'with_for_update')
  const isOff = lock !== NO_NODE && /^(?:None|False)$/.test(facts.tree.spelled(lock))
  if (lock !== NO_NODE && !isOff) {
    query.lock = lock
    query.isSkipLocked = facts.tree.text(lock).includes('skip_locked')
  }
}

function entityModel(context: SqlContext, entities: readonly Node[]): OrmModel | undefined {
  for (const node of entities) {
    const own = readModel(context, node) ?? readColumn(context, node)?.model
    if (own !== undefined) return own
    if (context.facts.tree.kind(node) !== k.K_CALL) continue
    // `func.count(Model.id)`, `exists().where(...)`, `Model.created_at.label('x')`.
    const inner = entityModel(
      context,
      context.facts.arguments(node).map(({ value }) => value),
    )
    if (inner !== undefined) return inner
    const receiver = context.facts.tree.child(context.facts.callee(node), k.F_OBJECT)
    const column = receiver === NO_NODE ? undefined : readColumn(context, receiver)
    if (column?.model !== undefined) return column.model
  }
  return undefined
}

function asksOf(context: SqlContext, entities: readonly Node[]): Query['asks'] {
  const [only, more] = entities
  if (only === undefined || more !== undefined) return 'rows'
  const text = context.facts.accessPath(only)
  if (text === undefined) return 'rows'
  if (/(?:^|\.)count\(\)/.test(text)) return 'count'
  if (/(?:^|\.)exists\(\)/.test(text)) return 'exists'
  return /(?:^|\.)func\.(?:sum|max|min|avg|coalesce)\(\)/.test(text) ? 'aggregate' : 'rows'
}

/** A custom manager: an attribute of a model's class body. */
function managerModel(context: SqlContext, owner: Node, name: string): OrmModel | undefined {
  const model = readModel(context, owner)
  return model?.managers.includes(name) ? model : undefined
}

function isModelName(path: string | undefined): boolean {
  return path !== undefined && /(?:^|\.)[A-Z]\w*$/.test(path)
}
