// Changes of rows through a session that nobody commits: the session is this function's own, nobody
// else gets hold of it, and it is rolled back where it is closed.

import { domainOf } from '../../../domain/domain-of.ts'
import { endOfBlock } from '../../../domain/sql/block-ends.ts'
import { externalName } from '../../../domain/sql/context.ts'
import { localValues } from '../../../domain/sql/local-values.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Binding } from '../../../facts/scopes.ts'
import { functionKey } from '../../../gather/define.ts'
import { rowHelpers } from '../../../gather/row-helpers.ts'
import { isKeptUse, sessionUses } from '../../../gather/session-uses.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import { isCleanup } from '../../../matching/errors/handlers.ts'
import { givenToParameter, targetsOf } from '../../../matching/rows/row-helpers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface UnsavedChange {
  readonly owner: FunctionFacts
  /** The call or assignment that changes a row. */
  readonly change: Node
  /** The name of the session. */
  readonly session: Node
  /** True where a dependency of the request gives the session. */
  readonly isProvided: boolean
}

const USES = /\b(?:[Ss]ession|sessionmaker|SessionLocal|Depends)\b|session/
const REHEARSED = /dry_?run|preview|simulate|rehears/i

/** The first change of each session that is lost. */
export function unsavedChanges(checker: Checker): readonly UnsavedChange[] {
  const { facts, tree, project } = checker
  if (!USES.test(tree.source) || project.gathered(sessionUses).isAutomatic) return []
  const found = new Map<Binding, UnsavedChange>()
  const refused = new Set<Binding>()
  for (const { change, session } of changesOf(checker)) {
    const binding = facts.resolve(session)
    const owner = facts.enclosingFunction(change)
    if (binding === undefined || owner === undefined || owner.isGenerator || owner.isLambda)
      continue
    if (found.has(binding) || refused.has(binding) || isCleanup(checker, change)) continue
    const source = sourceOf(checker, owner, session, binding)
    const isLost =
      source !== undefined &&
      !REHEARSED.test(tree.spelled(owner.node)) &&
      !sqlOf(checker)
        .regions(change)
        .some(({ kind }) => kind === 'transaction') &&
      isKept(checker, owner, binding)
    if (isLost) found.set(binding, { owner, change, session, isProvided: source === 'provided' })
    else refused.add(binding)
  }
  return [...found.values()]
}

interface Change {
  readonly change: Node
  readonly session: Node
}

/** Writes of a file in its order, with the name of the session that sends them. */
function* changesOf(checker: Checker): Iterable<Change> {
  const { facts, tree } = checker
  const sql = sqlOf(checker)
  const isName = (node: Node) => node !== NO_NODE && tree.kind(node) === k.K_IDENTIFIER
  for (const call of facts.calls) {
    const session = sql.write(call)?.session ?? NO_NODE
    if (isName(session)) yield { change: call, session }
    else {
      const given = givenSession(checker, call)
      if (given !== NO_NODE) yield { change: call, session: given }
    }
  }
  for (const node of [
    ...facts.nodesOfKind(k.K_ASSIGNMENT),
    ...facts.nodesOfKind(k.K_AUGMENTED_ASSIGNMENT),
  ]) {
    const target = tree.child(node, k.F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) continue
    const row = tree.child(target, k.F_OBJECT)
    if (!isName(row)) continue
    const [rows] = sql.rows(row)
    const { model } = rows?.query ?? {}
    if (rows === undefined || model === undefined || !/^sql/.test(model.library)) continue
    if (!model.columns.has(tree.text(tree.child(target, k.F_ATTRIBUTE)))) continue
    if (rows.isCertain && isName(rows.session)) yield { change: node, session: rows.session }
  }
}

/** The session that a helper writes with: `close(session, key)`, `Orders(session).close(key)`. */
function givenSession(checker: Checker, call: Node): Node {
  const { tree, facts, project } = checker
  const { writing, kept, keeping } = project.gathered(sessionUses)
  if (writing.size === 0) return NO_NODE
  for (const target of targetsOf(checker, call)) {
    const key = functionKey(target)
    if (!writing.has(key)) continue
    for (const { name } of target.summary.parameters) {
      if (!kept.has(`${key} ${name}`)) continue
      const given = givenToParameter(checker, call, target, name) ?? NO_NODE
      if (given !== NO_NODE && tree.kind(given) === k.K_IDENTIFIER) return given
    }
    const receiver = receiverOf(tree, call)
    const made = receiver === NO_NODE ? NO_NODE : madeAt(checker, receiver)
    if (made === NO_NODE || !keeping.has(keyOfClass(checker, made))) continue
    const [only] = facts.arguments(made)
    if (only !== undefined && tree.kind(only.value) === k.K_IDENTIFIER) return only.value
  }
  return NO_NODE
}

/** The call that makes the object: itself, or what the variable was given. */
function madeAt({ tree, facts }: Checker, object: Node): Node {
  if (tree.kind(object) === k.K_CALL) return object
  if (tree.kind(object) !== k.K_IDENTIFIER) return NO_NODE
  const [only, more] = localValues(facts, object)
  const isMade = only?.kind === 'assigned' && more === undefined
  return isMade && tree.kind(only.value) === k.K_CALL ? only.value : NO_NODE
}

function keyOfClass(checker: Checker, made: Node): string {
  const of = checker.valueOf(checker.facts.callee(made))
  return of?.kind === 'class' ? `${of.class.module.summary.path} ${of.class.summary.symbol}` : ''
}

const MADE = /^(?:sqlalchemy|sqlmodel)\b.*(?:sessionmaker\(\)\(\)|(?:Async)?Session\(\))$/

/** Where the session of a function comes from; undefined where others may commit it. */
function sourceOf(
  checker: Checker,
  owner: FunctionFacts,
  session: Node,
  binding: Binding,
): 'own' | 'provided' | undefined {
  const { facts, tree, project, path } = checker
  const [definition, more] = binding.definitions
  if (definition === undefined || more !== undefined) return undefined
  if (facts.enclosingFunction(definition.node) !== owner) return undefined
  if (binding.kind === 'parameter')
    return isProvided(checker, owner, tree.text(session)) ? 'provided' : undefined
  const [only, other] = localValues(facts, session)
  if (only === undefined || other !== undefined || only.kind === 'iterated') return undefined
  const value = bare(checker, only.value)
  if (value === NO_NODE || tree.kind(value) !== k.K_CALL || !/\)$/.test(tree.spelled(value)))
    return undefined
  if (/\b(?:autocommit|bind|begin)\b/.test(tree.spelled(value))) return undefined
  const { context } = sqlOf(checker)
  const name = externalName(context, value)
  if (name !== undefined) return MADE.test(name) ? 'own' : undefined
  if (only.kind !== 'entered' || project.index.module(path) === undefined) return undefined
  const end = endOfBlock(context, value)
  return end?.closes && end.givesSession && !end.commits ? 'own' : undefined
}

/** A dependency opens and closes the session for the request, and nothing that runs with it commits. */
function isProvided(checker: Checker, owner: FunctionFacts, name: string): boolean {
  const { project, path } = checker
  const { managers } = domainOf(project)
  const end = managers.request(path, owner.symbol)
  if (end === undefined || end.parameter !== name || end.commits || !end.closes) return false
  if (!end.givesSession) return false
  const own = project.index.function(path, owner.symbol)
  if (own === undefined || project.index.calls.callers(own).length > 0) return false
  return !isCommittedBeside(checker, owner, name)
}

/** Another dependency, which gets the same session, commits. */
function isCommittedBeside(checker: Checker, owner: FunctionFacts, session: string): boolean {
  const { committing } = checker.project.gathered(rowHelpers)
  return owner.parameters.some((parameter) => {
    if (parameter.name === session) return false
    return [parameter.default, parameter.annotation].some((written) => {
      if (written === NO_NODE) return false
      return Array.from(checker.facts.callsIn(written)).some((call) => {
        const [given] = checker.facts.arguments(call)
        const of = given === undefined ? undefined : checker.valueOf(given.value)
        if (of?.kind !== 'function') return of !== undefined && of.kind !== 'external'
        return committing.has(functionKey(of.function)) || of.function.summary.isGenerator
      })
    })
  })
}

/** Nobody gets hold of the session who could commit. */
function isKept(checker: Checker, owner: FunctionFacts, binding: Binding): boolean {
  const { facts, tree } = checker
  const [definition] = binding.definitions
  const uses = Array.from(facts.identifiersNamed(binding.name)).filter(
    (one) => one !== definition?.node && facts.resolve(one) === binding,
  )
  return uses.every((use) => {
    if (facts.enclosingFunction(use) !== owner) return false
    if (isKeptUse(facts, use)) return !isTakenBack(checker, use)
    const list = tree.parent(use)
    const given = tree.kind(list) === k.K_KEYWORD_ARGUMENT ? tree.parent(list) : list
    const call = tree.kind(given) === k.K_ARGUMENT_LIST ? tree.parent(given) : NO_NODE
    return call !== NO_NODE && tree.kind(call) === k.K_CALL && isKeptBy(checker, call, use)
  })
}

/** A rollback outside of handlers means what it does; a statement may commit by itself. */
function isTakenBack(checker: Checker, use: Node): boolean {
  const { tree } = checker
  const call = tree.parent(tree.parent(use))
  const name = tree.text(tree.child(tree.parent(use), k.F_ATTRIBUTE))
  if (name === 'rollback') return !isCleanup(checker, call) || isFinal(checker, call)
  return name.startsWith('exec') && /commit/i.test(tree.spelled(call))
}

/** Runs in a `finally`, so where all went well, too. */
function isFinal({ tree }: Checker, call: Node): boolean {
  const clause = tree.ancestor(call, k.K_FINALLY_CLAUSE, k.K_EXCEPT_CLAUSE)
  return clause !== NO_NODE && tree.kind(clause) === k.K_FINALLY_CLAUSE
}

/** The function or class that is given the session neither ends its transaction nor hands it on. */
function isKeptBy(checker: Checker, call: Node, use: Node): boolean {
  const { kept, keeping } = checker.project.gathered(sessionUses)
  if (keeping.has(keyOfClass(checker, call))) return true
  const targets = targetsOf(checker, call)
  return (
    targets.length > 0 &&
    targets.every((target) =>
      target.summary.parameters.some(
        ({ name }) =>
          kept.has(`${functionKey(target)} ${name}`) &&
          givenToParameter(checker, call, target, name) === use,
      ),
    )
  )
}
