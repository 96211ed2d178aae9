// Where a database row comes from: which call loaded it, and whether that call locked it. Knows
// SQLAlchemy (1.x query API and 2.x statements, sync and async), SQLModel and Django.
import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { loopedOver } from '../../facts/looped-over.ts'
import { behindName } from '../../facts/named-constants.ts'
import type { DefinitionKind } from '../../facts/roles.ts'
import type { Definition } from '../../facts/scopes.ts'
import { OUTER_VALUE } from '../../flow/def-use.ts'
import {
  F_ATTRIBUTE,
  F_RIGHT,
  F_VALUE,
  K_ATTRIBUTE,
  K_CALL,
  K_FALSE,
  K_IDENTIFIER,
  K_PATTERN_LIST,
  K_SUBSCRIPT,
  K_TUPLE_PATTERN,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { bare, type Chain, readChain } from '../calls/call-chains.ts'
import { argumentsOf, calleeName, keywordArgument, receiverOf } from '../calls/calls.ts'
import { askedCollection, collectedFrom } from './collected-rows.ts'
import { keptOrigin, originOfEntity } from './kept-rows.ts'
import { ownRow } from './own-rows.ts'
import { modelFamily, NOTHING, projectResult } from './project-rows.ts'
import { relatedOrigin } from './related-origins.ts'

export interface RowOrigin {
  /**
   * - `loaded`: by a query of this function
   * - `helper`: by a function of the project that gives a row of a model
   * - `parameter`: annotated as a model
   * - `created`: made here, nobody else has it yet
   */
  readonly kind: 'loaded' | 'helper' | 'parameter' | 'created'
  /** The call that loads or creates, or the parameter. */
  readonly node: Node
  readonly isLocked: boolean
  readonly isDjango: boolean
  /** The class as written, '' where it is not known. */
  readonly model: string
  /** The part of the query that a row lock would be added to, NO_NODE if there is none. */
  readonly query: Node
}

const ROW_METHODS = new Set([
  'all',
  'earliest',
  'fetchone',
  'first',
  'first_or_404',
  'get',
  'get_one',
  'get_or_404',
  'last',
  'latest',
  'one',
  'one_or_404',
  'one_or_none',
  'scalar',
  'scalar_one',
  'scalar_one_or_none',
  'scalars',
  'yield_per',
  'iterator',
])
const SESSION_READS = new Set(['execute', 'scalars', 'scalar', 'exec', 'stream', 'stream_scalars'])
const LOCKING = new Set(['with_for_update', 'select_for_update', 'with_lockmode'])
const SELECTS =
  /^(?:sqlalchemy(?:\.future|\.sql|\.sql\.expression)?|sqlmodel(?:\.sql\.expression)?)\.select$/
const SESSION_TYPE =
  /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy)\b.*(?:[sS]ession|sessionmaker)(?:\(\))*$/
const SESSION_NAME =
  /(?:^|[._])(?:session|sess|db|dbsession|db_session|async_session|uow|tx|conn)(?:\(\))?$/i
/** How many names and helpers are followed. */
const MAX_STEPS = 9
/**
 * A name of no more definitions is first asked whether any gives a row: few names do, and to know which
 * definitions are seen the flow of the whole function is needed.
 */
const MAX_TRIED = 4

/**
 * Where the row that an expression gives comes from; undefined if that is not known. Of several
 * possible origins the one that a concurrent change can hurt.
 */
export function rowOrigin(checker: Checker, expression: Node): RowOrigin | undefined {
  const known = checker.once(ORIGINS, () => new Map<Node, RowOrigin | undefined>())
  if (known.has(expression)) return known.get(expression)
  const origin = originOfValue(checker, expression, 0)
  known.set(expression, origin)
  return origin
}

const ORIGINS = {}

function originOfName(checker: Checker, identifier: Node, steps: number): RowOrigin | undefined {
  const { facts } = checker
  if (steps > MAX_STEPS || facts.reach(identifier) !== 'local') return undefined
  const definitions = facts.resolve(identifier)?.definitions ?? []
  const originOf = ({ kind, node }: Definition) =>
    originOfDefinition(checker, kind, node, identifier, steps)
  const isFew = definitions.length <= MAX_TRIED
  const tried = isFew ? new Map(definitions.map((one) => [one.node, originOf(one)])) : undefined
  if (tried !== undefined && [...tried.values()].every((one) => one === undefined)) return undefined
  const origins = writesSeenBy(checker, identifier).flatMap((written) => {
    if (tried !== undefined) return tried.get(written) ?? []
    const definition = definitions.find(({ node }) => node === written)
    return (definition && originOf(definition)) ?? []
  })
  return origins.find(({ kind, isLocked }) => kind !== 'created' && !isLocked) ?? origins[0]
}

/** The identifiers whose writes a read can see. */
function writesSeenBy(checker: Checker, identifier: Node): readonly Node[] {
  const graph = checker.flow.around(identifier)
  const defUse = checker.flow.defUse(graph)
  const value = defUse.valueOf(identifier)
  if (value === undefined) return []
  return defUse
    .writesOf(value)
    .filter((event) => event !== OUTER_VALUE)
    .map((event) => graph.eventNode(event))
}

function originOfDefinition(
  checker: Checker,
  kind: DefinitionKind | undefined,
  written: Node,
  identifier: Node,
  steps: number,
): RowOrigin | undefined {
  switch (kind) {
    case 'assignment':
    case 'walrus':
      return (
        originOfValue(checker, assignedTo(checker, written), steps + 1) ??
        originOfEntity(checker, written, (query) => originOfValue(checker, query, steps + 1))
      )
    case 'for': {
      const over = loopedOver(checker.facts, written)
      if (over === NO_NODE) return undefined
      return originOfValue(checker, over, steps + 1) ?? iterated(checker, over, steps + 1)
    }
    case 'parameter':
      return parameterOrigin(checker, identifier)
    default:
      return undefined
  }
}

function assignedTo(checker: Checker, target: Node): Node {
  const value = assignedValue(checker.tree, target)
  if (value !== NO_NODE) return value
  const parent = checker.tree.parent(target)
  const kind = checker.tree.kind(parent)
  // `row, made = Model.objects.get_or_create(...)`, `(row,) = result.one()`.
  if (kind === K_PATTERN_LIST || kind === K_TUPLE_PATTERN) {
    const given = checker.tree.child(checker.tree.parent(parent), F_RIGHT)
    const [first, more] = checker.tree.namedChildren(parent)
    const call = given === NO_NODE ? NO_NODE : bare(checker, given)
    if (first !== target || call === NO_NODE || checker.tree.kind(call) !== K_CALL) return NO_NODE
    const isMade = /^a?(?:get|update)_or_create$/.test(calleeName(checker.tree, call))
    return isMade || more === undefined ? call : NO_NODE
  }
  // `(row := value)`.
  return checker.tree.namedChildren(parent).find((child) => child > target) ?? NO_NODE
}

function originOfValue(checker: Checker, value: Node, steps: number): RowOrigin | undefined {
  const { tree } = checker
  const node = bare(checker, value)
  if (node === NO_NODE || steps > MAX_STEPS) return undefined
  if (tree.kind(node) === K_IDENTIFIER) return originOfName(checker, node, steps + 1)
  // `result.first()[0]`, `rows[0]`, `queryset[0]`.
  if (tree.kind(node) === K_SUBSCRIPT) {
    const items = tree.child(node, F_VALUE)
    return originOfValue(checker, items, steps + 1) ?? iterated(checker, items, steps + 1)
  }
  if (tree.kind(node) === K_ATTRIBUTE) {
    return (
      keptOrigin(checker, node, (value) => originOfValue(checker, value, steps + 1)) ??
      relatedOrigin(checker, node, (row) => originOfName(checker, row, steps + 1))
    )
  }
  const collected = collectedFrom(checker, node)
  const copied = tree.kind(node) === K_CALL ? copiedRows(checker, node) : collected
  if (copied !== NO_NODE) {
    return originOfValue(checker, copied, steps + 1) ?? iterated(checker, copied, steps + 1)
  }
  if (tree.kind(node) !== K_CALL) return undefined
  return (
    sessionGet(checker, node) ??
    djangoShortcut(checker, node) ??
    queryResult(checker, node, steps) ??
    projectResult(checker, node)
  )
}

const COPYING: ReadonlySet<string> = new Set([
  'builtins.list',
  'builtins.next',
  'builtins.reversed',
  'builtins.sorted',
  'builtins.tuple',
])

/** What `list(queryset)` goes through, and the dictionary of rows that `rows.get(key)` asks. */
function copiedRows(checker: Checker, call: Node): Node {
  if (!COPYING.has(checker.facts.calleeName(call) ?? '')) return askedCollection(checker, call)
  return argumentsOf(checker.tree, call)[0]?.value ?? NO_NODE
}

/** `session.get(Model, key)`. */
function sessionGet(checker: Checker, call: Node): RowOrigin | undefined {
  const { tree } = checker
  const name = calleeName(tree, call)
  if (name !== 'get' && name !== 'get_one') return undefined
  const model = argumentsOf(tree, call)[0]?.value ?? NO_NODE
  if (!isModelName(checker, model) || argumentsOf(tree, call).length < 2) return undefined
  if (!isSession(checker, receiverOf(tree, call))) return undefined
  const lock = keywordArgument(tree, call, 'with_for_update')
  const isLocked = lock !== NO_NODE && tree.kind(lock) !== K_FALSE
  return loaded(checker, call, { isLocked, isDjango: false, model, query: call })
}

/** `get_object_or_404(Model, ...)`, with a model or a query. */
function djangoShortcut(checker: Checker, call: Node): RowOrigin | undefined {
  const { tree } = checker
  if (!/^a?get_object_or_404$/.test(calleeName(tree, call))) return undefined
  const source = behindName(checker.facts, argumentsOf(tree, call)[0]?.value ?? NO_NODE)
  if (source === NO_NODE) return undefined
  if (isModelName(checker, source)) {
    return loaded(checker, call, { isLocked: false, isDjango: true, model: source, query: NO_NODE })
  }
  const chain = readChain(checker, source)
  const isLocked = chain.methods.some((method) => LOCKING.has(method))
  return loaded(checker, call, { isLocked, isDjango: true, model: chain.root, query: NO_NODE })
}

/** `for row in session.query(Model).filter(...)`, the query in place or in a variable. */
function iterated(checker: Checker, over: Node, steps: number): RowOrigin | undefined {
  const { tree } = checker
  const node = bare(checker, over)
  if (node === NO_NODE) return undefined
  const query = tree.kind(node) === K_IDENTIFIER ? resultCall(checker, node) : node
  if (query === NO_NODE || tree.kind(query) !== K_CALL) return undefined
  return queryResult(checker, query, steps, { last: 'all', isLocked: false })
}

/**
 * Rows out of a query: of the query API, of an executed statement, of a Django manager. `asked` is
 * what is called on the variable that holds it.
 */
function queryResult(
  checker: Checker,
  call: Node,
  steps: number,
  asked?: { readonly last: string; readonly isLocked: boolean },
): RowOrigin | undefined {
  const { tree } = checker
  if (steps > MAX_STEPS) return undefined
  const chain = readChain(checker, call)
  const last = asked?.last ?? chain.methods[0] ?? ''
  const isLocked = asked?.isLocked === true || chain.methods.some((method) => LOCKING.has(method))
  const manager = chain.methods.findIndex((method) =>
    /^(?:\w+_)?objects$|^_default_manager$/.test(method),
  )
  if (manager !== -1 && (isModelName(checker, chain.root) || isOwnModel(checker, chain.root))) {
    if (/^a?create$/.test(last)) {
      const model = tree.text(chain.root)
      return { ...NOTHING, kind: 'created', node: call, isDjango: true, model }
    }
    const managed = managerNode(checker, call)
    return loaded(checker, call, { isLocked, isDjango: true, model: chain.root, query: managed })
  }
  const own = ownRow(checker, call)
  if (own !== undefined) {
    return {
      ...own,
      kind: 'loaded',
      node: call,
      isLocked: isLocked || own.isLocked,
      isDjango: true,
    }
  }
  // Flask-SQLAlchemy: `Item.query.get(key)`.
  if (chain.methods.at(-1) === 'query' && ROW_METHODS.has(last) && isKnownModel(checker, chain)) {
    const model = chain.root
    return loaded(checker, call, {
      isLocked,
      isDjango: false,
      model,
      query: receiverOf(tree, call),
    })
  }
  const query = chain.calls.find((one) => calleeName(tree, one) === 'query')
  if (query !== undefined) {
    const model = argumentsOf(tree, query)[0]?.value ?? NO_NODE
    if (!isModelName(checker, model) || !ROW_METHODS.has(last)) return undefined
    return loaded(checker, call, {
      isLocked,
      isDjango: false,
      model,
      query: receiverOf(tree, call),
    })
  }
  // `scalars()` of a result has no argument; that of a session has the statement.
  const read = chain.calls.find(
    (one) =>
      SESSION_READS.has(calleeName(tree, one)) &&
      argumentsOf(tree, one).length > 0 &&
      isSession(checker, receiverOf(tree, one)),
  )
  if (read === undefined) {
    // `result.scalar_one()` with the result in a variable.
    const isResult = ROW_METHODS.has(last) && tree.kind(chain.root) === K_IDENTIFIER
    const result = isResult ? resultCall(checker, chain.root) : NO_NODE
    return result === NO_NODE
      ? undefined
      : queryResult(checker, result, steps + 1, { last, isLocked })
  }
  const statement = argumentsOf(tree, read)[0]?.value ?? NO_NODE
  const found = statement === NO_NODE ? undefined : selected(checker, call, statement, steps)
  return found && { ...found, isLocked: found.isLocked || isLocked }
}

/** The call whose result a variable holds. */
function resultCall(checker: Checker, identifier: Node): Node {
  const { tree, facts } = checker
  // `query = query.filter(...)` goes on with the definition before.
  const definition = facts.resolve(identifier)?.definitions.findLast(({ node }) => {
    const own = assignedValue(tree, node)
    return node < identifier && (own === NO_NODE || !tree.contains(own, identifier))
  })
  if (definition?.kind !== 'assignment') return NO_NODE
  const value = bare(checker, assignedValue(tree, definition.node))
  return value !== NO_NODE && tree.kind(value) === K_CALL ? value : NO_NODE
}

/** A statement `select(Model)...`, written in place or held by a variable. */
function selected(
  checker: Checker,
  call: Node,
  statement: Node,
  steps: number,
): RowOrigin | undefined {
  const { tree, facts } = checker
  let isLocked = false
  let source = bare(checker, statement)
  for (let step = steps; step <= MAX_STEPS; step += 1) {
    const chain = readChain(checker, source)
    isLocked ||= chain.methods.some((method) => LOCKING.has(method))
    const first = chain.calls.at(-1)
    if (first !== undefined && SELECTS.test(facts.qualifiedName(chain.root) ?? '')) {
      const model = argumentsOf(tree, first)[0]?.value ?? NO_NODE
      if (!isModelName(checker, model)) return undefined
      return loaded(checker, call, { isLocked, isDjango: false, model, query: source })
    }
    // `statement = statement.where(...)` goes on with the definition before.
    if (tree.kind(chain.root) !== K_IDENTIFIER) return undefined
    const definition = facts
      .resolve(chain.root)
      ?.definitions.findLast(({ node }) => node < chain.root)
    if (definition?.kind !== 'assignment') return undefined
    source = bare(checker, assignedValue(tree, definition.node))
    if (source === NO_NODE) return undefined
  }
  return undefined
}

function parameterOrigin(checker: Checker, identifier: Node): RowOrigin | undefined {
  const { facts } = checker
  const value = checker.valueOf(identifier)
  if (value?.kind !== 'instance') return undefined
  const family = modelFamily(checker, value.class)
  const node = facts.resolve(identifier)?.definitions[0]?.node
  if (family === undefined || node === undefined) return undefined
  const model = value.class.summary.name
  return { ...NOTHING, kind: 'parameter', node, model, isDjango: family === 'django' }
}

/** True for a value that is a session, by its type or else by its name. */
export function isSession(checker: Checker, node: Node): boolean {
  if (node === NO_NODE) return false
  const value = checker.valueOf(node)
  if (value?.kind === 'external' && SESSION_TYPE.test(value.name)) return true
  return SESSION_NAME.test(checker.tree.spelled(node))
}

/** True for a chain that starts with a model of the project. */
function isKnownModel(checker: Checker, { root }: Chain): boolean {
  if (!isModelName(checker, root)) return false
  const name = checker.tree.text(root).split('.').at(-1) ?? ''
  return domainOf(checker.project).orm.named(name).length > 0
}

/** A class by its name: `Account`, `models.Account`. */
function isModelName(checker: Checker, node: Node): boolean {
  if (node === NO_NODE) return false
  const { tree } = checker
  const kind = tree.kind(node)
  if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) return false
  return /(?:^|\.)[A-Z]\w*$/.test(tree.spelled(node))
}

/** `cls` in a method of a model: `cls.objects.get(...)`. */
function isOwnModel({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) !== K_IDENTIFIER || tree.text(node) !== 'cls') return false
  const owner = facts.enclosingFunction(node)
  return owner?.parameters[0]?.name === 'cls' && facts.enclosingClass(node) !== undefined
}

/** `Model.objects` within a chain. */
function managerNode(checker: Checker, call: Node): Node {
  const { tree } = checker
  for (let node = call; node < tree.endOfSubtree(call); node += 1) {
    if (tree.kind(node) !== K_ATTRIBUTE) continue
    if (/objects$/.test(tree.spelled(tree.child(node, F_ATTRIBUTE)))) return node
  }
  return NO_NODE
}

function loaded(
  checker: Checker,
  node: Node,
  found: {
    readonly isLocked: boolean
    readonly isDjango: boolean
    readonly model: Node
    readonly query: Node
  },
): RowOrigin {
  return { ...found, kind: 'loaded', node, model: checker.tree.text(found.model) }
}
