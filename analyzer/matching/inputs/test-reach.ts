// Where a test of a value holds: which branches, and what comes behind its statement.
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'

/** A condition and whether it is true where the test is as it should be. */
interface Condition {
  readonly node: Node
  readonly holds: boolean
  /** The `if`, `elif`, `x if ... else y` or `if` of a comprehension that it decides. */
  readonly parent: Node
}

const LEAVING: ReadonlySet<number> = new Set([
  k.K_RETURN_STATEMENT,
  k.K_RAISE_STATEMENT,
  k.K_CONTINUE_STATEMENT,
  k.K_BREAK_STATEMENT,
])
/** What notes of a value that it was found or that it is none. */
const NOTING: readonly number[] = [...LEAVING, k.K_ASSIGNMENT, k.K_AUGMENTED_ASSIGNMENT]

/**
 * True where a test of `if` says nothing of the use: `if name in KNOWN: note(name)` and then the use,
 * `if name.isdigit(): return` and then the use, the use inside of `if name not in KNOWN:`, in the
 * `else` of `if name in KNOWN:`, behind `a if name in KNOWN else b`.
 */
export function isLeftBehind(
  { tree }: FileReader,
  test: Node,
  use: Node,
  isPositive: boolean,
): boolean {
  const { node, holds, parent } = conditionOf(tree, test, isPositive)
  const kind = tree.kind(parent)
  if (kind === k.K_IF_CLAUSE) return !holds
  if (kind === k.K_CONDITIONAL_EXPRESSION) {
    const [yes, middle, no] = tree.namedChildren(parent)
    if (middle !== node) return false
    if (yes !== undefined && tree.contains(yes, use)) return !holds
    return no === undefined || !tree.contains(no, use) || holds
  }
  const statement = kind === k.K_ELIF_CLAUSE ? tree.parent(parent) : parent
  if (tree.kind(statement) !== k.K_IF_STATEMENT || tree.fieldOf(node) !== k.F_CONDITION) {
    return false
  }
  const body = tree.child(parent, k.F_CONSEQUENCE)
  if (tree.contains(body, use)) return !holds
  if (tree.contains(statement, use)) return holds
  if (!holds) return isToldOnly(tree, body)
  const last = tree.namedChildren(body).at(-1)
  if (last !== undefined && LEAVING.has(tree.kind(last))) return true
  // Where something is noted of it, the use may ask for that.
  const isNoted =
    holdsKind(tree, body, [k.K_ASSIGNMENT, k.K_RAISE_STATEMENT]) ||
    branchesOf(tree, statement, body).some((branch) => holdsKind(tree, branch, NOTING))
  return !isNoted
}

/** True for the test of an `if` without `else` whose branch goes on behind it: both ways lead there. */
export function isPassedOver(tree: SyntaxTree, test: Node): boolean {
  const statement = tree.ancestor(test, k.K_IF_STATEMENT, k.K_BLOCK)
  if (tree.kind(statement) !== k.K_IF_STATEMENT) return false
  const body = tree.child(statement, k.F_CONSEQUENCE)
  const last = tree.namedChildren(body).at(-1)
  if (last === undefined || tree.contains(body, test)) return false
  return tree.kind(last) === k.K_EXPRESSION_STATEMENT && isToldOnly(tree, body)
}

/** True in the `else` of `if is_known(name):`, in the branch of `if not is_known(name):`. */
export function isInOtherBranch(reader: FileReader, test: Node, use: Node): boolean {
  const { tree } = reader
  const { parent } = conditionOf(tree, test, true)
  const decided = tree.kind(parent) === k.K_ELIF_CLAUSE ? tree.parent(parent) : parent
  return tree.contains(decided, use) && isLeftBehind(reader, test, use, true)
}

/**
 * Whether a function answers yes or no where a test in what it gives back is as it should be; undefined
 * where the answer depends on more.
 */
export function answerOf(
  { tree }: FileReader,
  test: Node,
  isPositive: boolean,
): 'yes' | 'no' | undefined {
  const { parent, holds } = conditionOf(tree, test, isPositive)
  if (tree.kind(parent) !== k.K_RETURN_STATEMENT) return undefined
  return holds ? 'yes' : 'no'
}

/** Inside of `if name == 'a':`, of `elif name == 'a' or name == 'b':`, or behind `if name != 'a': return`. */
export function isEqualAt({ tree }: FileReader, test: Node, use: Node, operator: string): boolean {
  const isPositive = operator === '=='
  const found = conditionOf(tree, test, isPositive)
  const { node, holds, parent } = isOneOfSeveral(tree, found, operator)
    ? conditionOf(tree, tree.parent(test), isPositive)
    : found
  const kind = tree.kind(parent)
  if (kind === k.K_IF_CLAUSE) return holds
  if (kind === k.K_CONDITIONAL_EXPRESSION) {
    const [yes = NO_NODE, middle, no = NO_NODE] = tree.namedChildren(parent)
    return middle === node && tree.contains(holds ? yes : no, use)
  }
  if (kind !== k.K_IF_STATEMENT && kind !== k.K_ELIF_CLAUSE) return false
  if (tree.fieldOf(node) !== k.F_CONDITION) return false
  const body = tree.child(parent, k.F_CONSEQUENCE)
  if (holds) return tree.contains(body, use)
  const last = tree.namedChildren(body).at(-1)
  return (
    kind === k.K_IF_STATEMENT &&
    use > tree.endOfSubtree(parent) - 1 &&
    last !== undefined &&
    LEAVING.has(tree.kind(last))
  )
}

/** `name == 'a' or name == 'b'`: each of the two says that the name is a known one. */
function isOneOfSeveral(tree: SyntaxTree, { parent }: Condition, operator: string): boolean {
  if (tree.kind(parent) !== k.K_BOOLEAN_OPERATOR) return false
  const sides = [tree.child(parent, k.F_LEFT), tree.child(parent, k.F_RIGHT)]
  const subjects = sides.map((side) => {
    const [subject] = tree.text(side).split(operator, 1)
    return tree.kind(side) === k.K_COMPARISON_OPERATOR ? subject?.trim() : undefined
  })
  return subjects[0] !== undefined && subjects[0] === subjects[1]
}

/** The whole condition that a test is part of, as far as the condition says the same as the test. */
function conditionOf(tree: SyntaxTree, test: Node, isPositive: boolean): Condition {
  let node = test
  let holds = isPositive
  for (;;) {
    const parent = tree.parent(node)
    const kind = tree.kind(parent)
    if (kind === k.K_NOT_OPERATOR) holds = !holds
    else if (kind === k.K_BOOLEAN_OPERATOR) {
      // Both sides of `and` are true in the branch, both sides of `or` false behind it.
      const isAnd = tree.hasChildOfKind(parent, k.T_AND)
      if (isAnd !== holds) return { node, holds, parent }
    } else if (kind !== k.K_PARENTHESIZED_EXPRESSION) {
      // `is_known = name in KNOWN`, then `if is_known:`
      const name = kind === k.K_ASSIGNMENT ? tree.testedBy(node) : NO_NODE
      if (name === NO_NODE) return { node, holds, parent }
      node = name
      continue
    }
    node = parent
  }
}

function branchesOf(tree: SyntaxTree, statement: Node, body: Node): readonly Node[] {
  return tree.namedChildren(statement).filter((one) => {
    const kind = tree.kind(one)
    const isBranch = kind === k.K_ELIF_CLAUSE || kind === k.K_ELSE_CLAUSE
    return isBranch && !tree.contains(one, body)
  })
}

/** `print(...)`, `log.warning(...)`: nobody is kept from going on. */
function isToldOnly(tree: SyntaxTree, body: Node): boolean {
  return tree.namedChildren(body).every((statement) => {
    if (tree.kind(statement) === k.K_PASS_STATEMENT) return true
    const text = tree.kind(statement) === k.K_EXPRESSION_STATEMENT ? tree.text(statement) : ''
    return /^(?:print|(?:\w+\.)*log(?:ger|ging)?\.(?:debug|info|warning|warn|error|exception))\(/i.test(
      text,
    )
  })
}

function holdsKind(tree: SyntaxTree, node: Node, kinds: readonly number[]): boolean {
  for (let at = node; at < tree.endOfSubtree(node); at += 1) {
    if (kinds.includes(tree.kind(at))) return true
  }
  return false
}

/** True inside of `try` whose handler does nothing: what is refused there gets to the use all the same. */
export function isSwallowed(tree: SyntaxTree, node: Node): boolean {
  const attempt = tree.ancestor(node, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (attempt === NO_NODE || tree.kind(attempt) !== k.K_TRY_STATEMENT) return false
  if (!tree.contains(tree.child(attempt, k.F_BODY), node)) return false
  return tree
    .namedChildren(attempt)
    .filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    .some((one) => {
      const last = tree.namedChildren(tree.childOfKind(one, k.K_BLOCK)).at(-1)
      return last === undefined || tree.kind(last) === k.K_PASS_STATEMENT
    })
}

/** What stands between two operands: the operator of a comparison. */
export function between({ tree }: FileReader, left: Node, right: Node): string {
  return tree.source.slice(tree.end(left), tree.start(right))
}
