// Where the one instance of something is created behind the test that finds it missing, and under which lock.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, withoutParentheses } from '../../../matching/calls/calls.ts'
import { heldLock, isCalledWithLock } from '../../../matching/shared-state/held-locks.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import {
  F_CONSEQUENCE,
  F_FUNCTION,
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_IF_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { PresenceTest } from './presence-test.ts'

/** `site = Site()` in the module itself: the first one is there before any thread asks. */
export function isMadeAtImport(
  { facts, tree }: Checker,
  { class: own, enclosing }: FunctionFacts,
): boolean {
  if (own === undefined || enclosing !== undefined) return false
  return facts.identifiersNamed(own.name).some((name) => {
    const call = tree.parent(name)
    return (
      tree.kind(call) === K_CALL &&
      tree.fieldOf(name) === F_FUNCTION &&
      tree.kind(tree.parent(call)) === K_ASSIGNMENT &&
      facts.enclosingFunction(call) === undefined &&
      facts.enclosingClass(call) === undefined
    )
  })
}

/** The assignment that creates the missing instance, in or behind the test. */
export function findCreation(
  checker: Checker,
  statement: Node,
  test: PresenceTest,
): Node | undefined {
  const { tree } = checker
  const block = tree.child(statement, F_CONSEQUENCE)
  if (block === NO_NODE) return undefined
  if (test.isMissing) return creationIn(checker, block, test.target)
  const last = statementsOf(tree, block).at(-1)
  if (last === undefined || tree.kind(last) !== K_RETURN_STATEMENT) return undefined
  for (let next = tree.nextSibling(statement); next !== NO_NODE; next = tree.nextSibling(next)) {
    const creation = creationIn(checker, next, test.target)
    if (creation !== undefined) return creation
  }
  return undefined
}

function creationIn(checker: Checker, region: Node, target: string): Node | undefined {
  const { tree } = checker
  for (let node = region; node < tree.endOfSubtree(region); node += 1) {
    if (tree.kind(node) !== K_ASSIGNMENT) continue
    if (tree.text(tree.child(node, F_LEFT)) !== target) continue
    const value = tree.child(node, F_RIGHT)
    if (value !== NO_NODE && createsObject(checker, withoutParentheses(tree, value))) return node
  }
  return undefined
}

const CREATING_NAME =
  /^_*(?:__new__|__call__|create|make|build|new|connect|open|init|start|setup|spawn|from_\w+)|(?:client|pool|engine|session|connection|factory|manager|redis|executor)$/i

/** What these make is the same for everyone, or cheap and without a state of its own. */
const PURE = new Set([
  're.compile',
  'logging.getLogger',
  'builtins.object',
  'builtins.dict',
  'builtins.list',
  'builtins.set',
  'builtins.tuple',
  'builtins.frozenset',
  'builtins.str',
  'builtins.int',
  'builtins.bool',
  'importlib.import_module',
  'struct.Struct',
  'decimal.Decimal',
  'pathlib.Path',
])

function createsObject(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(value) === K_AWAIT || tree.kind(value) !== K_CALL) return false
  if (PURE.has(facts.calleeName(value) ?? '')) return false
  const name = calleeName(tree, value)
  if (name === 'cls' || CREATING_NAME.test(name)) return true
  // Some styles write functions with a capital too.
  const target = checker.valueOf(tree.callee(value))
  return /^_*[A-Z]/.test(name) && target?.kind !== 'function' && target?.kind !== 'method'
}

/** True when a lock covers the test, or covers the creation and a second test. */
export function isGuarded(checker: Checker, statement: Node, creation: Node): boolean {
  const { tree, facts } = checker
  if (heldLock(facts, statement) !== NO_NODE) return true
  const owner = facts.enclosingFunction(statement)
  if (owner !== undefined && isCalledWithLock(facts, owner)) return true
  const lock = heldLock(facts, creation)
  if (lock === NO_NODE) return false
  const inner = tree.ancestor(creation, K_IF_STATEMENT)
  if (inner !== NO_NODE && inner !== statement && heldLock(facts, inner) !== NO_NODE) return true
  // `with lock:` and a second test that returns what another thread has made meanwhile.
  const target = tree.text(tree.child(creation, F_LEFT))
  return [...facts.nodesOfKind(K_IF_STATEMENT)].some(
    (one) =>
      one > lock &&
      one < creation &&
      tree.text(conditionOf(tree, one)).includes(target) &&
      heldLock(facts, one) === lock,
  )
}
