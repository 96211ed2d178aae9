// Where transactions begin and end, and who handles a violated constraint.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { endOfBlock } from './block-ends.ts'
import { before, readChain } from './chain.ts'
import { externalName, type SqlContext } from './context.ts'
import { readHandedCalls } from './handed-calls.ts'
import { ATOMIC, type TransactionEnd } from './manager-table.ts'
import { enteredBy } from './managers.ts'
import { readSession } from './sessions.ts'

export interface TransactionStep {
  readonly kind:
    | 'commit'
    | 'rollback'
    | 'flush'
    | 'refresh'
    | 'close'
    | 'begin'
    | 'savepoint'
    /** Django's `transaction.on_commit(f)`. */
    | 'on-commit'
  readonly call: Node
  /** The session or connection, NO_NODE for Django. */
  readonly session: Node
}

const STEPS: Readonly<Record<string, TransactionStep['kind']>> = {
  commit: 'commit',
  rollback: 'rollback',
  flush: 'flush',
  refresh: 'refresh',
  close: 'close',
  aclose: 'close',
  begin: 'begin',
  begin_nested: 'savepoint',
}
/** What a call does to a transaction. */
export function readTransactionStep(context: SqlContext, call: Node): TransactionStep | undefined {
  const name = externalName(context, context.facts.callee(call))
  if (name !== undefined) {
    if (ATOMIC.test(name)) return { kind: 'begin', call, session: NO_NODE }
    if (name === 'django.db.transaction.on_commit')
      return { kind: 'on-commit', call, session: NO_NODE }
    if (name === 'django.db.transaction.commit') return { kind: 'commit', call, session: NO_NODE }
    if (name === 'django.db.transaction.rollback')
      return { kind: 'rollback', call, session: NO_NODE }
  }
  const chain = readChain(context.facts, call)
  const link = chain.links.at(-1)
  const kind = link?.call === call ? STEPS[link.name] : undefined
  if (kind === undefined) return handedStep(context, call)
  const session = before(chain, chain.links.length - 1)
  const isTransaction =
    readSession(context, session) !== undefined ||
    // `QUOTAS.commit(context, reservations)` books something; to end a transaction nothing is handed in.
    (context.facts.arguments(call).length === 0 && isUnitOfWork(context, session))
  return isTransaction ? { kind, call, session } : undefined
}

/** `finish(session)`, where the function does nothing but commit. */
function handedStep(context: SqlContext, call: Node): TransactionStep | undefined {
  const found: TransactionStep[] = []
  for (const { method, on, path } of readHandedCalls(context, call)) {
    const kind = STEPS[method]
    const isGiven = path === '' ? readSession(context, on) !== undefined : SESSION.test(path)
    if (kind === undefined || !isGiven) return undefined
    found.push({ kind, call, session: on })
  }
  // What becomes visible to others matters more than what was sent before.
  return found.find(({ kind }) => kind === 'commit') ?? found[0]
}

/** `.session`, `._db`: what an object keeps a session under. */
const SESSION = /\._?(?:session|db|db_session|sess|conn|connection)$/i

/** An object of the project that commits and rolls back for its callers. */
function isUnitOfWork(context: SqlContext, node: Node): boolean {
  // What the object does for itself is no use of it.
  if (node === NO_NODE || /^(?:self|cls)$/.test(context.facts.tree.text(node))) return false
  const value = context.valueOf(node)
  if (value?.kind !== 'instance') return false
  const { methods } = value.class
  const ends = methods.has('rollback') || methods.has('__aexit__') || methods.has('__exit__')
  return methods.has('commit') && ends
}

export interface TransactionRegion {
  /** The `with` statement, or the function for a decorator. */
  readonly node: Node
  /** `transaction`: commits at its end; `savepoint`: is part of one; `session`: rolls back at its end. */
  readonly kind: 'transaction' | 'savepoint' | 'session'
  readonly session: Node
  /** Handles a violated constraint by itself. */
  readonly expects?: true
}

/** Regions around a node, the innermost first; those of the function's decorators at the end. */
export function transactionRegions(context: SqlContext, node: Node): readonly TransactionRegion[] {
  const { facts } = context
  const { tree } = facts
  const owner = facts.enclosingFunction(node)
  const found: TransactionRegion[] = []
  for (let at = tree.parent(node); at !== NO_NODE && at !== owner?.node; at = tree.parent(at)) {
    if (tree.kind(at) !== k.K_WITH_STATEMENT) continue
    const body = tree.child(at, k.F_BODY)
    if (body !== NO_NODE && !tree.contains(body, node)) continue
    for (const item of enteredBy(facts, at).toReversed()) {
      const region = regionOf(context, at, item)
      if (region !== undefined) found.push(region)
    }
  }
  return owner === undefined ? found : [...found, ...regionsOfFunction(context, owner)]
}

/** The transaction that a decorator makes of a function, or the request that it answers. */
function regionsOfFunction(
  context: SqlContext,
  owner: FunctionFacts,
): readonly TransactionRegion[] {
  const { facts, managers } = context
  const { node } = owner
  const found: TransactionRegion[] = []
  for (const decorator of owner.decorators) {
    if (ATOMIC.test(externalName(context, decorator) ?? '')) {
      found.push({ node, kind: 'transaction', session: NO_NODE })
      continue
    }
    const isCall = facts.tree.kind(decorator) === k.K_CALL
    const end = managers.decorated(context.valueOf(isCall ? facts.callee(decorator) : decorator))
    if (end?.commits) found.push(regionBy(end, node, decorator))
  }
  const request = owner.isLambda ? undefined : managers.request(facts.path, owner.symbol)
  const parameter = owner.parameters.find(({ name }) => name === request?.parameter)
  if (request?.commits && parameter !== undefined) {
    found.push(regionBy(request, node, parameter.nameNode))
  }
  return found
}

function regionBy(end: TransactionEnd, node: Node, session: Node): TransactionRegion {
  const kind = end.commits ? 'transaction' : 'session'
  const region = { node, kind, session: end.isDjango ? NO_NODE : session } as const
  return end.expects ? { ...region, expects: true } : region
}

function regionOf(context: SqlContext, statement: Node, item: Node): TransactionRegion | undefined {
  const { facts } = context
  const callee = facts.tree.kind(item) === k.K_CALL ? facts.callee(item) : item
  const name = externalName(context, callee)
  if (name !== undefined && ATOMIC.test(name)) {
    return { node: statement, kind: 'transaction', session: NO_NODE }
  }
  const step = facts.tree.kind(item) === k.K_CALL ? readTransactionStep(context, item) : undefined
  if (step?.kind === 'begin') return { node: statement, kind: 'transaction', session: step.session }
  if (step?.kind === 'savepoint')
    return { node: statement, kind: 'savepoint', session: step.session }
  const session = readSession(context, item)
  if (session?.kind === 'session') return { node: statement, kind: 'session', session: item }
  const end = endOfBlock(context, item)
  if (end !== undefined) return regionBy(end, statement, item)
  return isUnitOfWork(context, item)
    ? { node: statement, kind: 'session', session: item }
    : undefined
}

export interface ConstraintHandler {
  /** The `except` clause. */
  readonly node: Node
  /** `integrity`: names the violation; `broad`: any exception of the library, or any at all. */
  readonly catches: 'integrity' | 'broad'
}

/** Of the drivers, of SQLAlchemy and Django, and what oslo.db makes of theirs. */
const INTEGRITY =
  /(?:^|\.)(?:IntegrityError|UniqueViolation(?:Error)?|DuplicateKeyError|DBDuplicateEntry|DBConstraintError)$/
const BROAD =
  /(?:^|\.)(?:SQLAlchemyError|DBAPIError|DatabaseError|DBError|StatementError|Exception|BaseException|Error)$/

/** The nearest handler within the function that sees a violated constraint raised at a node. */
export function constraintHandler(facts: FileFacts, node: Node): ConstraintHandler | undefined {
  const { tree } = facts
  let below = node
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA) return undefined
    if (kind === k.K_TRY_STATEMENT && tree.fieldOf(below) === k.F_BODY) {
      const handler = handlerOf(facts, at)
      if (handler !== undefined) return handler
    }
    below = at
  }
  return undefined
}

function handlerOf(facts: FileFacts, statement: Node): ConstraintHandler | undefined {
  const { tree } = facts
  for (const clause of tree.namedChildren(statement)) {
    if (tree.kind(clause) !== k.K_EXCEPT_CLAUSE) continue
    const names = caught(facts, clause)
    if (names === undefined) return { node: clause, catches: 'broad' }
    if (names.some((name) => INTEGRITY.test(name))) return { node: clause, catches: 'integrity' }
    if (names.some((name) => BROAD.test(name))) return { node: clause, catches: 'broad' }
  }
  return undefined
}

/** Names of what a clause catches; undefined for a bare `except:`. */
function caught(facts: FileFacts, clause: Node): readonly string[] | undefined {
  const { tree } = facts
  const body = tree.childOfKind(clause, k.K_BLOCK)
  const end = body === NO_NODE ? tree.endOfSubtree(clause) : body
  const names: string[] = []
  let isBare = true
  for (let at = clause + 1; at < end; at += 1) {
    if (tree.kind(at) === k.K_AS_PATTERN_TARGET) {
      at = tree.endOfSubtree(at) - 1
      continue
    }
    const kind = tree.kind(at)
    if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) continue
    isBare = false
    names.push(facts.qualifiedName(at) ?? facts.dottedText(at) ?? '')
    at = tree.endOfSubtree(at) - 1
  }
  return isBare ? undefined : names
}
