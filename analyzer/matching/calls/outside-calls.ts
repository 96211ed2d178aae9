// Calls that reach out of the process, by themselves or through one function of the project, and
// the open transaction in which they are made.
import { domainOf } from '../../domain/domain-of.ts'
import type { EffectKind } from '../../domain/effects/effect-names.ts'
import type { Effect } from '../../domain/effects/effects.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { effectsOf } from '../../flow/effects.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_BODY,
  F_LEFT,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_AWAIT,
  K_EXCEPT_CLAUSE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { isCleanup } from '../errors/handlers.ts'
import { executedQueries } from '../rows/executed-queries.ts'
import { commitsInside, insertOfHelper, rowsOfHelper } from '../rows/row-helpers.ts'
import { isBehind } from '../transactions/commits.ts'
import { isReachedWithout } from '../transactions/transactions.ts'
import { calleeName, receiverOf } from './calls.ts'
import { typedName } from './typed-calls.ts'

export interface OutsideCall {
  readonly call: Node
  /** `wait`: sleeps. */
  readonly kind: EffectKind | 'wait'
  /** As written, or the path of what the called function calls. */
  readonly name: string
  readonly isKnown: boolean
  readonly owner: FunctionFacts
}

export interface SessionUse {
  readonly node: Node
  readonly kind: 'read' | 'write' | 'commit' | 'rollback' | 'close'
}

/** What functions of a file do with a session, and the calls that reach out of the process. */
export interface TransactionWork {
  readonly owner: FunctionFacts
  /** In the order of the file. */
  readonly uses: readonly SessionUse[]
  readonly outside: readonly OutsideCall[]
}

const KEY = {}
const SLEEPS = /^(?:asyncio|anyio|trio|time|gevent|eventlet)\.sleep$/

/** Waits for the client, who may say nothing for hours. */
const MESSAGES = /^receive(?:_text|_json|_bytes)?$/
const WEB_SOCKET = /^(?:fastapi|starlette)\b.*\bWebSocket\(\)\./

/** Functions of the file that use a database and reach out of the process. */
export function transactionWork(checker: Checker): readonly TransactionWork[] {
  return checker.once(KEY, read)
}

/** The calls of a file that reach out of the process, in the order of the file. */
export function outsideCalls(checker: Checker): readonly OutsideCall[] {
  return checker.once(outsideCalls, () =>
    Array.from(checker.facts.calls).flatMap((call) => outsideCall(checker, call) ?? []),
  )
}

function read(checker: Checker): readonly TransactionWork[] {
  const outside = Map.groupBy(outsideCalls(checker), ({ owner }) => owner)
  if (outside.size === 0) return []
  const queries = executedQueries(checker)
  return [...outside].flatMap(([owner, calls]) => {
    const uses = usesOf(checker, owner, new Set(calls.map(({ call }) => call)))
    for (const { call, owner: of } of queries) {
      if (of === owner && !uses.some(({ node }) => node === call)) {
        uses.push({ node: call, kind: 'read' })
      }
    }
    uses.sort((a, b) => a.node - b.node)
    return uses.length === 0 ? [] : [{ owner, uses, outside: calls }]
  })
}

function outsideCall(checker: Checker, call: Node): OutsideCall | undefined {
  const { facts, tree } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || owner.isLambda) return undefined
  const { effects } = domainOf(checker.project)
  const own = effects.at(checker.path, tree.position(tree.start(call)))
  const last = calleeName(tree, call)
  if (own?.name.endsWith(last)) return made(call, own, owner)
  if (SLEEPS.test(facts.calleeName(call) ?? '')) {
    const [duration] = facts.arguments(call)
    if (duration === undefined || tree.text(duration.value) === '0') return undefined
    return { call, kind: 'wait', name: 'sleep', isKnown: true, owner }
  }
  if (MESSAGES.test(last) && WEB_SOCKET.test(typedName(checker, call) ?? '')) {
    return { call, kind: 'wait', name: last, isKnown: true, owner }
  }
  const target = checker.valueOf(facts.callee(call))
  if (target?.kind !== 'function' && target?.kind !== 'method') return undefined
  // What is handed to a worker or made of a coroutine elsewhere is no call.
  if (target.function.summary.isGenerator) return undefined
  const inner = effectOf(checker, target.function) ?? effectOfClient(checker, target.function)
  return inner && made(call, inner, owner)
}

function effectOf({ project }: Checker, one: ProjectFunction): Effect | undefined {
  return domainOf(project)
    .effects.of(one)
    .find(({ certainty, kind }) => certainty === 'known' || kind === 'mail')
}

/** `charge` of a client whose requests all go through its own `_request`. */
function effectOfClient(checker: Checker, one: ProjectFunction): Effect | undefined {
  if (one.class === undefined) return undefined
  for (const { callee } of checker.project.index.calls.callees(one)) {
    if (callee.class !== one.class || callee === one) continue
    const found = effectOf(checker, callee)
    if (found !== undefined) return found
  }
  return undefined
}

function made(call: Node, effect: Effect, owner: FunctionFacts): OutsideCall {
  const { kind, name, certainty } = effect
  return { call, kind, name, isKnown: certainty === 'known', owner }
}

/** `await chats_of(session, user)`: a function of the project that is lent the session asks with it. */
function isHandedSession(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const target = checker.valueOf(facts.callee(call))
  if (target?.kind !== 'function' || !target.function.summary.isAsync) return false
  if (tree.kind(tree.parent(call)) !== K_AWAIT) return false
  if (mayCommit(checker, target.function, 3)) return false
  const sql = sqlOf(checker)
  return facts.arguments(call).some(({ value }) => sql.session(value)?.kind === 'session')
}

/** True where a function, or one that it calls, commits whatever it is given. */
function mayCommit(checker: Checker, one: ProjectFunction, steps: number): boolean {
  if (effectsOf(one)?.commits !== undefined) return true
  return (
    steps > 0 &&
    checker.project.index.calls
      .callees(one)
      .some(({ callee }) => callee !== one && mayCommit(checker, callee, steps - 1))
  )
}

/** `repository.add(order)`; what Django writes is told of where it stands. */
function isInsertOfHelper(checker: Checker, call: Node): boolean {
  const write = insertOfHelper(checker, call)
  return write !== undefined && write.model?.library !== 'django'
}

/** Writes and ends of transactions that a function makes itself; what sends by itself is looked at there. */
function usesOf(checker: Checker, owner: FunctionFacts, sending: ReadonlySet<Node>): SessionUse[] {
  const { facts, tree } = checker
  const sql = sqlOf(checker)
  const found: SessionUse[] = []
  for (const call of facts.callsOf(owner)) {
    const step = sql.step(call)
    if (step?.kind === 'commit' || step?.kind === 'rollback' || step?.kind === 'close') {
      found.push({ node: call, kind: step.kind })
    } else if (
      step?.kind === 'flush' ||
      (step === undefined && (sql.write(call) !== undefined || isFormSave(checker, call)))
    ) {
      found.push({ node: call, kind: 'write' })
    } else if (commitsInside(checker, call)) {
      found.push({ node: call, kind: 'commit' })
    } else if (!sending.has(call) && isInsertOfHelper(checker, call)) {
      found.push({ node: call, kind: 'write' })
    } else if (rowsOfHelper(checker, call) !== undefined || isHandedSession(checker, call)) {
      found.push({ node: call, kind: 'read' })
    }
  }
  for (const kind of [K_ASSIGNMENT, K_AUGMENTED_ASSIGNMENT]) {
    for (const node of facts.nodesIn(owner.node, kind)) {
      if (facts.enclosingFunction(node) !== owner) continue
      const target = tree.child(node, F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) continue
      const [row] = sql.rows(tree.child(target, F_OBJECT))
      if (row !== undefined && row.query.style !== 'django')
        found.push({ node: target, kind: 'write' })
    }
  }
  return found
}

/** `serializer.save(owner=user)`, `form.save()`: frameworks write the row of the model behind it. */
function isFormSave({ tree }: Checker, call: Node): boolean {
  if (calleeName(tree, call) !== 'save') return false
  const receiver = receiverOf(tree, call)
  return receiver !== NO_NODE && /(?:^|_)(?:serializer|form|formset)$/.test(tree.spelled(receiver))
}

/** The first use of each kind whose transaction is still open at a call of the same function. */
export function openBefore(
  checker: Checker,
  { owner, uses }: TransactionWork,
  call: Node,
): readonly SessionUse[] {
  const { tree } = checker
  const ends = uses.filter(
    ({ node, kind }) =>
      (kind === 'commit' || kind === 'rollback' || kind === 'close') && !isCleanup(checker, node),
  )
  return uses.filter(({ node, kind }) => {
    if (kind !== 'read' && kind !== 'write') return false
    if (node >= call || tree.contains(node, call) || tree.contains(call, node)) return false
    if (!isBehind(checker, owner, node, call) || !isSameBlock(checker, node, call)) return false
    if (isInHandlerOf(checker, node, call)) return false
    return ends.every(
      (end) =>
        end.node < node ||
        end.node > call ||
        isReachedWithout(checker, owner, { from: node, to: call, without: end.node }),
    )
  })
}

/** True where the call stands in a handler of a `try` around the use: what it began has failed there. */
function isInHandlerOf({ tree }: Checker, use: Node, call: Node): boolean {
  for (
    let clause = tree.ancestor(call, K_EXCEPT_CLAUSE);
    clause !== NO_NODE;
    clause = tree.ancestor(clause, K_EXCEPT_CLAUSE)
  ) {
    const body = tree.child(tree.parent(clause), F_BODY)
    if (body !== NO_NODE && tree.contains(body, use)) return true
  }
  return false
}

/** False where the block that opened the session of the use has been left. */
function isSameBlock(checker: Checker, use: Node, call: Node): boolean {
  const { tree } = checker
  return sqlOf(checker)
    .regions(use)
    .every(({ node }) => tree.contains(node, call))
}
