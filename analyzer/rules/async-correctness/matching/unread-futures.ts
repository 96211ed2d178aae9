// Futures and tasks, alone or in collections, whose outcome nobody asks for.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Calls that give back what they take: the same futures, in another order or collection. */
const SAME =
  /^(?:concurrent\.futures(?:\._base)?|asyncio(?:\.tasks)?)\.(?:wait|as_completed)$|^tqdm\.(?:auto\.|std\.)?tqdm$/
const SAME_BUILTIN = /^(?:builtins\.)?(?:list|set|tuple|frozenset|sorted|reversed|iter|enumerate)$/
/** Methods of a future that say nothing of how it went. */
const DEAF = /^(?:done|running|cancelled|get_name|set_name)$/
/** Methods that put something into a collection, or take it out as a statement. */
const FILLS = /^(?:append|add|clear|discard|remove)$/

/** True if a value, a future or a collection of some, ends where nobody learns how it went. */
export function isNeverAsked(checker: Checker, value: Node): boolean {
  const owner = checker.facts.enclosingFunction(value)
  return owner !== undefined && isUnasked({ checker, owner, seen: new Set() }, value, false)
}

/** True if all that is done with a local name says nothing of how its futures went. */
export function isNameNeverAsked(checker: Checker, name: Node): boolean {
  const owner = checker.facts.enclosingFunction(name)
  return owner !== undefined && isNameUnasked({ checker, owner, seen: new Set() }, name, false)
}

interface Walk {
  readonly checker: Checker
  readonly owner: FunctionFacts
  readonly seen: Set<number>
}

function isUnasked(walk: Walk, value: Node, isKeyed: boolean): boolean {
  const { tree } = walk.checker
  const parent = parentOf(tree, value)
  if (parent === NO_NODE) return false
  switch (tree.kind(parent)) {
    case k.K_EXPRESSION_STATEMENT:
      return true
    case k.K_AWAIT:
      // `await asyncio.wait(tasks)` hands on the tasks; to await one is to ask it.
      return isWait(walk.checker, value) && isUnasked(walk, parent, isKeyed)
    case k.K_LIST:
    case k.K_SET:
    case k.K_TUPLE:
    case k.K_LIST_SPLAT:
      return isUnasked(walk, parent, isKeyed)
    case k.K_LIST_COMPREHENSION:
    case k.K_SET_COMPREHENSION:
      return tree.fieldOf(value) === k.F_BODY && isUnasked(walk, parent, isKeyed)
    case k.K_PAIR: {
      const isKey = tree.fieldOf(value) === k.F_KEY
      const outer = tree.parent(parent)
      return isKey && isUnasked(walk, outer, true)
    }
    case k.K_ASSIGNMENT:
      return (
        tree.fieldOf(value) === k.F_RIGHT &&
        isTargetUnasked(walk, tree.child(parent, k.F_LEFT), isKeyed)
      )
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE:
      return (
        tree.fieldOf(value) === k.F_RIGHT &&
        isTargetUnasked(walk, tree.child(parent, k.F_LEFT), false)
      )
    case k.K_ARGUMENT_LIST:
      return isArgumentUnasked(walk, tree.parent(parent), isKeyed)
    case k.K_ATTRIBUTE:
      return tree.fieldOf(value) === k.F_OBJECT && isMethodUnasked(walk, parent)
    case k.K_SUBSCRIPT:
      // `names[future]` reads what was noted of the future.
      return isKeyed || tree.fieldOf(value) === k.F_SUBSCRIPT
    case k.K_COMPARISON_OPERATOR:
    case k.K_NOT_OPERATOR:
    case k.K_IF_STATEMENT:
    case k.K_WHILE_STATEMENT:
    case k.K_ASSERT_STATEMENT:
      return true
    default:
      return false
  }
}

function isTargetUnasked(walk: Walk, target: Node, isKeyed: boolean): boolean {
  const { tree } = walk.checker
  if (target === NO_NODE) return false
  switch (tree.kind(target)) {
    case k.K_IDENTIFIER:
      return isNameUnasked(walk, target, isKeyed)
    // `done, pending = wait(futures)`
    case k.K_PATTERN_LIST:
    case k.K_TUPLE_PATTERN:
      return tree.namedChildren(target).every((one) => isTargetUnasked(walk, one, isKeyed))
    default:
      return false
  }
}

function isNameUnasked(walk: Walk, name: Node, isKeyed: boolean): boolean {
  const { tree, facts } = walk.checker
  const binding = tree.kind(name) === k.K_IDENTIFIER ? facts.resolve(name) : undefined
  const scope = binding?.scope
  if (binding === undefined || scope?.kind === 'module' || scope?.kind === 'class') return false
  if (walk.seen.has(binding.id)) return true
  walk.seen.add(binding.id)
  // What came from outside may be asked for by whoever gave it.
  if (binding.definitions.some((one) => one.kind === 'parameter')) return false
  return binding.references.every(
    (one) => facts.enclosingFunction(one) === walk.owner && isUnasked(walk, one, isKeyed),
  )
}

function isArgumentUnasked(walk: Walk, call: Node, isKeyed: boolean): boolean {
  const { tree, facts } = walk.checker
  if (tree.kind(call) !== k.K_CALL) return false
  const name = facts.calleeName(call) ?? ''
  if (/^(?:builtins\.)?(?:len|bool)$/.test(name)) return true
  if (SAME.test(name) || SAME_BUILTIN.test(name)) return isUnasked(walk, call, isKeyed)
  if (!/^(?:append|add)$/.test(calleeName(tree, call))) return false
  const collection = receiverOf(tree, call)
  const isLocal = collection !== NO_NODE && tree.kind(collection) === k.K_IDENTIFIER
  return isLocal && isNameUnasked(walk, collection, isKeyed)
}

function isWait({ tree, facts }: Checker, call: Node): boolean {
  return tree.kind(call) === k.K_CALL && SAME.test(facts.calleeName(call) ?? '')
}

function isMethodUnasked({ checker }: Walk, attribute: Node): boolean {
  const { tree, facts } = checker
  const call = tree.parent(attribute)
  if (tree.kind(call) !== k.K_CALL || facts.callee(call) !== attribute) return false
  const name = calleeName(tree, call)
  if (DEAF.test(name)) return true
  // What is taken out and dropped, or put in.
  return FILLS.test(name) && tree.kind(parentOf(tree, call)) === k.K_EXPRESSION_STATEMENT
}
