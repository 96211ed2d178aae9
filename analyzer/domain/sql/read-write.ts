// Calls that write rows, whichever way.
import { behindName } from '../../facts/named-constants.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { OrmModel } from '../orm/model.ts'
import { before, readChain } from './chain.ts'
import type { SqlContext } from './context.ts'
import { localValues } from './local-values.ts'
import { readFilters, readModel } from './predicates.ts'
import type { Query, QueryValue } from './query.ts'
import { dictionaryValues, readQuery, readQueryPrefix } from './read-query.ts'
import { readRows } from './read-rows.ts'
import { ownManager } from './related-rows.ts'
import { readSession } from './sessions.ts'

export interface Write {
  readonly kind:
    | 'insert'
    | 'merge'
    | 'update'
    | 'delete'
    /** `instance.save()`. */
    | 'save'
    | 'get-or-create'
    | 'update-or-create'
  readonly call: Node
  readonly isBulk: boolean
  readonly model: OrmModel | undefined
  /** The instance that is added, merged, saved or deleted; NO_NODE for statements. */
  readonly target: Node
  /** Columns given a value, as far as they can be seen. */
  readonly values: readonly QueryValue[]
  /** The statement or query set, for writes that go through one. */
  readonly query: Query | undefined
  /** The session that writes, NO_NODE where the model finds its own. */
  readonly session: Node
  /** False if further columns may be given a value (`**data`). */
  readonly isComplete: boolean
}

const SESSION_WRITES: Readonly<Record<string, { kind: Write['kind']; isBulk: boolean }>> = {
  add: { kind: 'insert', isBulk: false },
  add_all: { kind: 'insert', isBulk: true },
  merge: { kind: 'merge', isBulk: false },
  delete: { kind: 'delete', isBulk: false },
  bulk_save_objects: { kind: 'insert', isBulk: true },
  bulk_insert_mappings: { kind: 'insert', isBulk: true },
  bulk_update_mappings: { kind: 'update', isBulk: true },
}
const QUERY_WRITES: Readonly<Record<string, { kind: Write['kind']; isBulk: boolean }>> = {
  update: { kind: 'update', isBulk: true },
  delete: { kind: 'delete', isBulk: true },
  create: { kind: 'insert', isBulk: false },
  bulk_create: { kind: 'insert', isBulk: true },
  bulk_update: { kind: 'update', isBulk: true },
  get_or_create: { kind: 'get-or-create', isBulk: false },
  update_or_create: { kind: 'update-or-create', isBulk: false },
}
const RUNS = new Set(['execute', 'exec', 'scalar', 'scalars', 'stream'])
const INSTANCE_WRITES: Readonly<Record<string, Write['kind']>> = { save: 'save', delete: 'delete' }

/** What a call writes; undefined if it writes no rows that can be seen. */
export function readWrite(context: SqlContext, call: Node): Write | undefined {
  const { facts } = context
  const chain = readChain(facts, call)
  const link = chain.links.at(-1)
  if (link === undefined || link.call !== call) return undefined
  const at = chain.links.length - 1
  const owner = before(chain, at)
  const [first] = facts.arguments(call)
  if (RUNS.has(link.name) && first !== undefined) return executed(context, call, owner, first.value)
  const own = SESSION_WRITES[link.name]
  if (own !== undefined && first !== undefined && !first.isUnpacked) {
    const session = readSession(context, owner)
    if (session?.kind === 'session') return sessionWrite(context, call, owner, own, first.value)
  }
  const name = /^a(?:create|update|delete|bulk_|get_or|save)/.test(link.name)
    ? link.name.slice(1)
    : link.name
  const onQuery = QUERY_WRITES[name]
  if (onQuery !== undefined) {
    const own = ownManager(context, owner)
    if (own !== undefined) return queryWrite(context, call, own, onQuery)
    const prefix = readQueryPrefix(context, { root: chain.root, links: chain.links.slice(0, at) })
    if (prefix?.next === at && prefix.query.style !== 'core' && prefix.query.style !== 'get') {
      return queryWrite(context, call, prefix.query, onQuery)
    }
  }
  const kind = INSTANCE_WRITES[name]
  return kind === undefined ? undefined : instanceWrite(context, call, owner, kind)
}

function executed(
  context: SqlContext,
  call: Node,
  session: Node,
  statement: Node,
): Write | undefined {
  const query = readQuery(context, statement)
  if (query === undefined || query.action === 'select') return undefined
  return {
    kind: query.action,
    call,
    isBulk: query.action !== 'insert',
    model: query.model,
    target: NO_NODE,
    values: query.values,
    query: { ...query, session },
    session,
    isComplete: query.isComplete,
  }
}

function sessionWrite(
  context: SqlContext,
  call: Node,
  session: Node,
  { kind, isBulk }: { readonly kind: Write['kind']; readonly isBulk: boolean },
  target: Node,
): Write {
  const made = isBulk ? undefined : constructed(context, target)
  const row = made === undefined && !isBulk ? readRows(context, target)[0] : undefined
  const model = made?.model ?? context.orm.ofValue(context.valueOf(target)) ?? row?.query.model
  return {
    kind,
    call,
    isBulk,
    model,
    target,
    values: made?.values ?? [],
    query: undefined,
    session,
    isComplete: made?.isComplete ?? false,
  }
}

/** A new instance: the constructor's keywords, and attributes given a value behind it. */
export function constructed(
  context: SqlContext,
  expression: Node,
):
  | {
      readonly call: Node
      readonly model: OrmModel
      readonly values: readonly QueryValue[]
      readonly isComplete: boolean
    }
  | undefined {
  const { facts } = context
  const { tree } = facts
  const kind = tree.kind(expression)
  if (kind === k.K_IDENTIFIER) {
    const [only, more] = localValues(facts, expression)
    if (only?.kind !== 'assigned' || more !== undefined) return undefined
    const made = constructed(context, only.value)
    return (
      made && { ...made, values: [...made.values, ...assignedTo(context, only.target, expression)] }
    )
  }
  if (kind !== k.K_CALL) return undefined
  let callee = facts.callee(expression)
  // `Model.model_validate(data)`: a constructor by another name.
  const isValidated =
    tree.kind(callee) === k.K_ATTRIBUTE &&
    /^(?:model_validate|from_orm|parse_obj|model_construct)$/.test(
      tree.text(tree.child(callee, k.F_ATTRIBUTE)),
    )
  if (isValidated) callee = tree.child(callee, k.F_OBJECT)
  const model = readModel(context, callee)
  if (model === undefined || model.class === undefined) return undefined
  const args = facts.arguments(expression)
  const values = args.flatMap(({ name, value, isUnpacked }) =>
    name === undefined || isUnpacked ? [] : [{ column: name, value }],
  )
  const isComplete = !isValidated && !args.some(({ isUnpacked }) => isUnpacked)
  return { call: expression, model, values, isComplete }
}

/** `row.status = x` between the making of a row and the use of it. */
function assignedTo(context: SqlContext, target: Node, use: Node): readonly QueryValue[] {
  const { facts } = context
  const { tree } = facts
  const binding = facts.resolve(target)
  const found: QueryValue[] = []
  for (const reference of binding?.references ?? []) {
    if (reference <= target || reference >= use) continue
    const attribute = tree.parent(reference)
    const assignment = tree.parent(attribute)
    if (tree.kind(attribute) !== k.K_ATTRIBUTE || tree.kind(assignment) !== k.K_ASSIGNMENT) continue
    if (tree.child(assignment, k.F_LEFT) !== attribute) continue
    const value = tree.child(assignment, k.F_RIGHT)
    found.push({ column: tree.text(tree.child(attribute, k.F_ATTRIBUTE)), value })
  }
  return found
}

function queryWrite(
  context: SqlContext,
  call: Node,
  query: Query,
  { kind, isBulk }: { readonly kind: Write['kind']; readonly isBulk: boolean },
): Write {
  const { facts } = context
  const args = facts.arguments(call)
  const [first] = args
  const isDictionary =
    first?.name === undefined &&
    first &&
    facts.tree.kind(behindName(facts, first.value)) === k.K_DICTIONARY
  const values = isDictionary
    ? [...dictionaryValues(context, behindName(facts, first.value))]
    : args.flatMap(({ name, value, isUnpacked }) =>
        name === undefined || isUnpacked || name === 'defaults' || name === 'synchronize_session'
          ? []
          : [{ column: name, value }],
      )
  // `order.lines.create(...)` writes the key of the order too.
  if (kind === 'insert' && query.parent !== NO_NODE) {
    for (const { column, value } of query.predicates.slice(0, 1)) values.push({ column, value })
  }
  const isLookup = kind === 'get-or-create' || kind === 'update-or-create'
  const read = isLookup
    ? readFilters(
        context,
        args.filter(({ name }) => name !== 'defaults'),
        query.model,
      )
    : undefined
  return {
    kind,
    call,
    isBulk,
    model: query.model,
    target: NO_NODE,
    values,
    query: read ? { ...query, predicates: [...query.predicates, ...read.predicates] } : query,
    session: query.style === 'django' ? NO_NODE : query.session,
    isComplete: !args.some(({ isUnpacked }) => isUnpacked),
  }
}

/** `order.save()`, `order.delete()` of a Django model; `session.delete(x)` is none of these. */
function instanceWrite(
  context: SqlContext,
  call: Node,
  owner: Node,
  kind: Write['kind'],
): Write | undefined {
  const made = constructed(context, owner)
  const model =
    made?.model ??
    context.orm.ofValue(context.valueOf(owner)) ??
    readRows(context, owner).find(({ query }) => query.style === 'django')?.query.model
  if (model === undefined || model.library !== 'django') return undefined
  return {
    kind,
    call,
    isBulk: false,
    model,
    target: owner,
    values: made?.values ?? [],
    query: undefined,
    session: NO_NODE,
    isComplete: made?.isComplete ?? true,
  }
}
