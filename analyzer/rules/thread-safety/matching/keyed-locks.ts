// Locks that stand under a key: `self.locks[a]`, `self.locks.hold(a)`, `lock_of(a)`.
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

const LOCKS = /(?:^|[^bc])lock|mutex|(?:^|[._])hold$|exclusive/i
const NO_LOCKS = /unlock|(?:is|has|was|get_?all)_?lock|read_?lock|shared_?lock|rlock_?read/i

/** The expression that finds the lock, also behind a name of the function; NO_NODE where no key is given. */
export function keyedLock({ tree, facts }: Checker, node: Node): Node {
  let found = node
  if (tree.kind(found) === k.K_IDENTIFIER) {
    const [only, more] = facts.resolve(found)?.definitions ?? []
    if (only === undefined || more !== undefined || only.kind === 'parameter') return NO_NODE
    found = assignedValue(tree, only.node)
    if (found === NO_NODE) return NO_NODE
  }
  const kind = tree.kind(found)
  if (kind === k.K_SUBSCRIPT) {
    return isOfLocks(tree, tree.child(found, k.F_VALUE)) ? found : NO_NODE
  }
  if (kind !== k.K_CALL || facts.arguments(found).length === 0) return NO_NODE
  return isOfLocks(tree, tree.callee(found)) ? found : NO_NODE
}

function isOfLocks(tree: SyntaxTree, node: Node): boolean {
  if (node === NO_NODE) return false
  const text = tree.text(node)
  return /^[\w.]+$/.test(text) && LOCKS.test(text) && !NO_LOCKS.test(text)
}

/** Words for one of two: which of them an object is says nothing of its place in an order. */
const SIDE =
  /^(?:a|b|x|y|first|second|one|two|other|another|src|source|dst|dest|destination|target|from|frm|to|sender|receiver|recipient|giver|taker|payer|payee|left|right|debtor|creditor|lhs|rhs|buyer|seller|winner|loser|origin|mine|theirs|me|peer|\d)$/

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z0-9])/g, '$1_$2')
    .toLowerCase()
    .split(/[._]/)
    .filter((word) => word !== '')

/** `source_id` and `target_id`: two of one kind, of which a caller may give either first. */
function areSides(one: string, other: string): boolean {
  const [first, second] = [wordsOf(one), wordsOf(other)]
  if (first.length !== second.length) return false
  return first.every((word, at) => {
    const with_ = second[at] ?? ''
    return word === with_ || (SIDE.test(word) && SIDE.test(with_))
  })
}

/** The two names in which two such expressions differ, where they are two sides of one kind. */
export function sidesOf(
  checker: Checker,
  one: Node,
  other: Node,
  owner: FunctionFacts,
): readonly [string, string] | undefined {
  const { tree } = checker
  const split = (node: Node) => tree.text(node).split(/([A-Za-z_][\w.]*)/)
  const [first, second] = [split(one), split(other)]
  if (first.length !== second.length) return undefined
  let sides: readonly [string, string] | undefined
  for (const [at, part] of first.entries()) {
    const with_ = second[at] ?? ''
    if (part === with_) continue
    if (sides !== undefined && (sides[0] !== part || sides[1] !== with_)) return undefined
    sides = [part, with_]
  }
  if (sides === undefined || !areSides(...sides)) return undefined
  const isGiven = sides.every((name) => {
    const root = name.split('.')[0]
    return owner.parameters.some((given) => given.name === root)
  })
  return isGiven ? sides : undefined
}

/** A loop that takes one lock after the other and keeps them: `stack.enter_context(lock_of(key))`. */
export interface LoopedTake {
  readonly lock: Node
  readonly owner: FunctionFacts
  /** What the loop goes through. */
  readonly over: Node
}

/** The loops of a file that collect the locks of what they are given, in the order of the caller. */
export function loopedTakes(checker: Checker): readonly LoopedTake[] {
  const { tree, facts } = checker
  const found: LoopedTake[] = []
  for (const name of ['enter_context', 'enter_async_context']) {
    for (const identifier of facts.identifiersNamed(name)) {
      const call = tree.parent(tree.parent(identifier))
      if (tree.kind(call) !== k.K_CALL) continue
      const lock = facts.arguments(call)[0]?.value ?? NO_NODE
      const loop = tree.ancestor(call, k.K_FOR_STATEMENT, k.K_FUNCTION_DEFINITION)
      const owner = facts.enclosingFunction(call)
      if (lock === NO_NODE || owner === undefined || loop === NO_NODE) continue
      if (tree.kind(loop) !== k.K_FOR_STATEMENT) continue
      const item = tree.text(tree.child(loop, k.F_LEFT))
      const isOfItem = new RegExp(`\\b${item}\\b`).test(tree.spelled(lock))
      const isLock =
        keyedLock(checker, lock) !== NO_NODE || /^\w+\._*(?:r?lock|mutex)$/.test(tree.spelled(lock))
      const over = tree.child(loop, k.F_RIGHT)
      if (/^\w+$/.test(item) && isOfItem && isLock && isAsGiven(checker, over, owner)) {
        found.push({ lock, owner, over })
      }
    }
  }
  return found
}

/** A parameter, as the caller ordered it. */
function isAsGiven({ tree, facts }: Checker, over: Node, owner: FunctionFacts): boolean {
  if (tree.kind(over) !== k.K_IDENTIFIER) return false
  const [only, more] = facts.resolve(over)?.definitions ?? []
  return (
    only?.kind === 'parameter' &&
    more === undefined &&
    owner.parameters.some(({ name }) => name === tree.text(over)) &&
    !new RegExp(`\\b${tree.text(over)}\\.sort\\(`).test(tree.spelled(owner.node))
  )
}
