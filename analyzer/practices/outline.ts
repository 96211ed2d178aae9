// The functions and classes of a file with what makes a reader careful: coverage of a review is
// weighed by it.
import type { FileChecker } from '../engine/checker.ts'
import { measureFunction } from '../facts/complexity.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { dependenciesOf, routesHere } from '../matching/routes/route-places.ts'
import { projectFunction } from '../matching/shared-state/thread-reach.ts'
import {
  type CallerCheck,
  type EntryKind,
  type OutlinedSymbol,
  TOUCHES,
  type Touch,
} from '../model.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE, K_WITH_ITEM } from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

const DATABASE =
  /^(?:sqlalchemy|sqlmodel|sqlite3|psycopg2?|asyncpg|aiosqlite|pymysql|aiomysql|MySQLdb|pymongo|motor|tortoise|peewee|django\.db)\./
const DATABASE_METHODS = new Set([
  'execute',
  'executemany',
  'commit',
  'rollback',
  'flush',
  'scalars',
])
const LOCK = /(?:^|[._])(?:r?lock|mutex|semaphore|condition)(?:$|[._(\d])/i
const AUTH =
  /(?:^|[._])(?:auth\w*|login|logout|password|token|permissions?|credentials?|session_key)(?:$|[._\d])/i

/** In the order of their first lines; a definition stands before what it holds. */
export function outlineOf(checker: FileChecker): readonly OutlinedSymbol[] {
  const { facts, tree } = checker
  const touched = touchesOf(checker)
  const guards = guardsOf(checker)
  const functions = facts.functions
    .filter(({ isLambda, nameNode }) => !isLambda && nameNode !== NO_NODE)
    .map((one): OutlinedSymbol => {
      const entry = entryOf(checker, one)
      const touches = touched.get(one) ?? new Set<Touch>()
      if (AUTH.test(one.symbol)) touches.add('auth')
      const guard = guards.get(one)
      return {
        symbol: one.symbol,
        kind: 'function',
        ...linesOf(tree, one.statement),
        complexity: measureFunction(tree, one).complexity,
        isAsync: one.isAsync,
        ...(entry === undefined ? {} : { entry }),
        touches: TOUCHES.filter((touch) => touches.has(touch)),
        ...(guard === undefined ? {} : { guard }),
      }
    })
  const classes = facts.classes
    .filter(({ nameNode }) => nameNode !== NO_NODE)
    .map(
      ({ symbol, statement }): OutlinedSymbol => ({
        symbol,
        kind: 'class',
        ...linesOf(tree, statement),
        complexity: 1,
        isAsync: false,
        touches: AUTH.test(symbol) ? ['auth'] : [],
      }),
    )
  return [...classes, ...functions].sort(
    (a, b) => a.startLine - b.startLine || b.endLine - a.endLine,
  )
}

function linesOf(
  tree: SyntaxTree,
  node: Node,
): { readonly startLine: number; readonly endLine: number } {
  return { startLine: tree.line(node), endLine: tree.position(tree.end(node)).line }
}

/** The check before each handler of routes that have one on every way; a guess by name is none. */
function guardsOf(checker: FileChecker): ReadonlyMap<FunctionFacts, CallerCheck> {
  const found = new Map<FunctionFacts, CallerCheck>()
  const isOpen = new Set<FunctionFacts>()
  for (const { route, owner } of routesHere(checker)) {
    if (owner === undefined) continue
    const check = dependenciesOf(route).find(({ auth }) => auth.strength !== 'none')
    const isKnown = route.auth.strength !== 'none' && route.auth.certainty === 'known'
    if (!isKnown || check === undefined) isOpen.add(owner)
    else found.set(owner, { name: check.name, path: check.path, line: check.at.line })
  }
  for (const owner of isOpen) found.delete(owner)
  return found
}

function entryOf(checker: FileChecker, one: FunctionFacts): EntryKind | undefined {
  const own = projectFunction(checker, one)
  if (own === undefined) return undefined
  return checker.project.index.reachability.entriesOf(own).find(({ kind }) => kind !== 'test')?.kind
}

function touchesOf({ facts, tree }: FileChecker): Map<FunctionFacts, Set<Touch>> {
  const found = new Map<FunctionFacts, Set<Touch>>()
  const note = (node: Node, touch: Touch) => {
    const owner = facts.enclosingFunction(node)
    if (owner === undefined) return
    const known = found.get(owner)
    if (known === undefined) found.set(owner, new Set([touch]))
    else known.add(touch)
  }
  for (const call of facts.calls) {
    const callee = tree.callee(call)
    if (callee === NO_NODE) continue
    const name = facts.qualifiedName(callee) ?? ''
    const isMethod = tree.kind(callee) === K_ATTRIBUTE
    const method = isMethod ? facts.name(tree.child(callee, F_ATTRIBUTE)) : ''
    if (DATABASE.test(name) || DATABASE_METHODS.has(method)) note(call, 'database')
    if (method === 'acquire' || LOCK.test(name)) note(call, 'lock')
    if (AUTH.test(name)) note(call, 'auth')
  }
  for (const item of facts.nodesOfKind(K_WITH_ITEM)) {
    if (LOCK.test(tree.spelled(item))) note(item, 'lock')
  }
  return found
}
