// Which database sessions a piece of work uses that is started beside other code: those that it is given,
// is called on, keeps in its object, or captures.
import { localValues } from '../../../domain/sql/local-values.ts'
import { sessionOf } from '../../../domain/sql/sessions.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_NAME,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_BLOCK,
  K_CALL,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_TUPLE,
  K_WITH_CLAUSE,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { StartedPiece } from './started-pieces.ts'

/** A session in the hands of a started piece. */
export interface SessionUse {
  readonly node: Node
  /** As it is written there. */
  readonly name: string
  /** By its type, not by its name alone. */
  readonly isKnown: boolean
}

/** Sessions that a started piece is given, is called on, or captures. */
export function sessionsOf(checker: Checker, piece: StartedPiece): readonly SessionUse[] {
  const { tree } = checker
  const found = new Map<string, SessionUse>()
  const end = tree.endOfSubtree(piece.node)
  for (let node = piece.node; node < end; node += 1) {
    if (!isHandedOver(checker, piece.node, node)) continue
    const use = useOf(checker, node)
    if (use !== undefined && !found.has(use.name)) found.set(use.name, use)
  }
  const held = heldSession(checker, piece)
  if (held !== undefined && !found.has(held.name)) found.set(held.name, held)
  const coroutine = coroutineOf(checker, piece)
  if (coroutine !== undefined) {
    for (const use of captured(checker, coroutine)) {
      if (!found.has(use.name)) found.set(use.name, use)
    }
  }
  return [...found.values()]
}

/** An argument of the piece's call, or what the piece is a method of. */
function isHandedOver({ tree }: Checker, piece: Node, node: Node): boolean {
  const kind = tree.kind(node)
  if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) return false
  if (tree.kind(piece) === K_CALL && receiverOf(tree, piece) === node) return true
  let list = tree.parent(node)
  if (tree.kind(list) === K_KEYWORD_ARGUMENT && tree.child(list, F_NAME) === node) return false
  // `Thread(target=work, args=(session,))`.
  while (tree.kind(list) === K_KEYWORD_ARGUMENT || tree.kind(list) === K_TUPLE) {
    list = tree.parent(list)
  }
  return tree.kind(list) === K_ARGUMENT_LIST && tree.parent(list) === piece
}

function useOf(checker: Checker, node: Node): SessionUse | undefined {
  const { tree, facts } = checker
  const session = sqlOf(checker).session(node)
  if (session === undefined || session.isScoped) return undefined
  if (session.kind !== 'session' && session.kind !== 'connection') return undefined
  // `run_with_fresh_session` is called so because it opens its own.
  if (checker.valueOf(node)?.kind === 'function') return undefined
  const isKnown = session.certainty === 'known'
  // An untyped `session` beside these may be theirs.
  const isDoubtful = facts.imports.some(({ target }) =>
    /^(?:aiohttp|requests|httpx|boto3|aiobotocore)\b/.test(target ?? ''),
  )
  return isKnown || !isDoubtful ? { node, name: tree.text(node), isKnown } : undefined
}

/** The session that the object of a method keeps and the method uses: `repository.load(key)`. */
function heldSession(checker: Checker, piece: StartedPiece): SessionUse | undefined {
  const { tree, facts, project } = checker
  if (tree.kind(piece.node) !== K_CALL || piece.node === piece.starter) return undefined
  const holder = receiverOf(tree, piece.node)
  if (holder === NO_NODE || tree.kind(holder) !== K_IDENTIFIER || tree.text(holder) === 'self') {
    return undefined
  }
  const method = checker.valueOf(facts.callee(piece.node))
  if (method?.kind !== 'method') {
    // What nothing is known of but that it was made of a session keeps that one.
    const given = method === undefined ? sessionGivenTo(checker, holder) : undefined
    return given && { ...given, isKnown: false }
  }
  const own = [method.function, ...callsOfSelf(checker, method.function)].map(effectsOf)
  if (own.some((one) => (one?.locks?.length ?? 0) > 0)) return undefined
  for (const { key, isLocked } of own.flatMap((one) => one?.reads ?? [])) {
    const [, name] = /^self\.(\w+)$/.exec(key) ?? []
    if (name === undefined || isLocked) continue
    const value = project.index.attribute(checker.valueOf(holder), name)
    const session = value?.kind === 'external' ? sessionOf(value.name) : undefined
    if (session?.kind !== 'session' || session.isScoped) continue
    const given = sessionGivenTo(checker, holder)
    return given ?? { node: holder, name: `${tree.text(holder)}.${name}`, isKnown: true }
  }
  return undefined
}

/** Other methods of the object that a method calls. */
function callsOfSelf({ project }: Checker, method: ProjectFunction): readonly ProjectFunction[] {
  return project.index.calls
    .callees(method)
    .flatMap(({ callee }) => (callee.class === method.class && callee !== method ? [callee] : []))
}

/** `session` of `repository = Repository(session)`: objects that share it are seen to do so. */
function sessionGivenTo(checker: Checker, holder: Node): SessionUse | undefined {
  const { facts, tree } = checker
  const [made] = localValues(facts, holder)
  if (made?.kind !== 'assigned' || tree.kind(made.value) !== K_CALL) return undefined
  for (const { value } of facts.arguments(made.value)) {
    const use = useOf(checker, value)
    if (use !== undefined) return use
  }
  return undefined
}

/** The function of this file that a piece runs: a nested one, or a method of the same object. */
function coroutineOf({ tree, facts }: Checker, piece: StartedPiece): FunctionFacts | undefined {
  const callee =
    piece.node === piece.starter
      ? (facts.arguments(piece.starter)[0]?.value ?? NO_NODE)
      : facts.callee(piece.node)
  if (callee === NO_NODE) return undefined
  if (tree.kind(callee) === K_IDENTIFIER) {
    const [only, more] = facts.resolve(callee)?.definitions ?? []
    if (only?.kind !== 'function' || more !== undefined) return undefined
    return facts.functionAt(tree.parent(only.node))
  }
  if (tree.kind(callee) !== K_ATTRIBUTE) return undefined
  if (tree.text(tree.child(callee, F_OBJECT)) !== 'self') return undefined
  const name = tree.text(tree.child(callee, F_ATTRIBUTE))
  return facts.enclosingClass(callee)?.methods.find((one) => one.name === name)
}

/** Sessions from outside that a function uses without a lock around it. */
function captured(checker: Checker, coroutine: FunctionFacts): readonly SessionUse[] {
  const { tree, facts } = checker
  const found: SessionUse[] = []
  for (const call of facts.calls) {
    if (facts.enclosingFunction(call) !== coroutine) continue
    const receiver = receiverOf(tree, call)
    if (receiver === NO_NODE) continue
    const isOuter =
      tree.kind(receiver) === K_IDENTIFIER
        ? facts.reach(receiver) === 'closure'
        : tree.kind(receiver) === K_ATTRIBUTE && tree.text(receiver).startsWith('self.')
    if (!isOuter || isLocked(checker, coroutine)) continue
    const use = useOf(checker, receiver)
    if (use !== undefined) found.push(use)
  }
  return found
}

function isLocked({ tree, facts }: Checker, coroutine: FunctionFacts): boolean {
  return facts
    .nodesIn(coroutine.node, K_WITH_CLAUSE)
    .some((clause) => /lock|mutex/i.test(tree.spelled(clause)))
}

/** What the function awaits of the same session between starting a task and waiting for it. */
export function usedMeanwhile(
  checker: Checker,
  piece: StartedPiece,
  use: SessionUse,
): Node | undefined {
  const { tree, facts } = checker
  const assignment = tree.parent(piece.starter)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.kind(use.node) !== K_IDENTIFIER)
    return undefined
  const owner = facts.enclosingFunction(piece.starter)
  const task = tree.child(assignment, F_LEFT)
  const waits = (facts.resolve(task)?.references ?? []).find((one) => one > piece.starter)
  const end = waits ?? tree.endOfSubtree(owner?.node ?? piece.starter)
  return (facts.resolve(use.node)?.references ?? []).find((one) => {
    if (one < tree.endOfSubtree(piece.starter) || one >= end) return false
    if (facts.enclosingFunction(one) !== owner) return false
    const awaited = tree.ancestor(one, K_AWAIT, K_BLOCK)
    return awaited !== NO_NODE && tree.kind(awaited) === K_AWAIT && !tree.contains(awaited, end)
  })
}
