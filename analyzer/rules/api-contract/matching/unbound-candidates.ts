// Which local names are worth asking whether they have a value: cheap questions to the text alone.

import type { Checker } from '../../../engine/checker.ts'
import type { Binding } from '../../../facts/scopes.ts'
import { caughtTypes } from '../../../matching/errors/handlers.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { ancestorsOf, type KnownConditions } from './known-conditions.ts'

const BLOCKS: ReadonlySet<number> = new Set([
  k.K_IF_STATEMENT,
  k.K_ELIF_CLAUSE,
  k.K_ELSE_CLAUSE,
  k.K_FOR_STATEMENT,
  k.K_WHILE_STATEMENT,
  k.K_TRY_STATEMENT,
  k.K_EXCEPT_CLAUSE,
  k.K_FINALLY_CLAUSE,
  k.K_CASE_CLAUSE,
])

/** The first definition is in front of every read, in the same block or one around it. */
export function isPlainlyBound({ tree, facts }: Checker, binding: Binding): boolean {
  const { references, definitions } = binding
  const first = definitions[0]
  if (first === undefined || references.length === 0) return true
  if (definitions.some(({ node }) => facts.scopeOf(node) !== binding.scope)) return true
  const swallows = facts.callsTo('contextlib.suppress').length > 0 ? [k.K_WITH_STATEMENT] : []
  const block = tree.ancestor(first.node, ...BLOCKS, ...swallows, k.K_FUNCTION_DEFINITION)
  const isPlain = tree.kind(block) !== k.K_TRY_STATEMENT && !isHead(tree, block, first.node)
  if (isPlain && references.every((read) => read > first.node && tree.contains(block, read))) {
    return tree.kind(block) !== k.K_IF_STATEMENT || inConsequence(tree, block, references)
  }
  return false
}

/** The walrus in a condition, the target of a loop: such a name is bound on less than all ways. */
function isHead(tree: SyntaxTree, block: Node, node: Node): boolean {
  const part = conditionOf(tree, block)
  return part !== NO_NODE && tree.contains(part, node)
}

function inConsequence(tree: SyntaxTree, statement: Node, reads: Int32Array): boolean {
  const block = tree.child(statement, k.F_CONSEQUENCE)
  return block !== NO_NODE && reads.every((read) => tree.contains(block, read))
}

/** Reads that a loop may come back to, or that ask for the error, say nothing. */
export function mayComeFirst(
  tree: SyntaxTree,
  owner: Node,
  writes: readonly Node[],
  read: Node,
): boolean {
  if (tree.ancestor(read, k.K_DELETE_STATEMENT) !== NO_NODE) return false
  for (const outer of ancestorsOf(tree, read, owner)) {
    if (tree.kind(outer) !== k.K_TRY_STATEMENT) continue
    const asks = tree.namedChildren(outer).some((clause) => {
      if (tree.kind(clause) !== k.K_EXCEPT_CLAUSE) return false
      return caughtTypes(tree, clause).some((type) =>
        /NameError|UnboundLocal/.test(tree.text(type)),
      )
    })
    if (asks) return false
  }
  return writes.every((write) => isOrderly(tree, owner, write, read))
}

/**
 * A write in a loop: outside of it the loop has run as its author says. Within it only an exception
 * makes the order of the lines wrong, as a turn before may have given the value.
 */
function isOrderly(tree: SyntaxTree, owner: Node, write: Node, read: Node): boolean {
  let isTried = false
  for (const outer of ancestorsOf(tree, write, owner)) {
    const kind = tree.kind(outer)
    if (kind === k.K_TRY_STATEMENT) {
      const body = tree.child(outer, k.F_BODY)
      if (tree.contains(body, write) && !tree.contains(body, read)) isTried = true
    }
    const isLoop = kind === k.K_FOR_STATEMENT || kind === k.K_WHILE_STATEMENT
    if (!isLoop) continue
    if (tree.contains(outer, read) && read < write) return false
    if (!isTried) return false
  }
  return true
}

/** Two `if` that look at the same thing are an `if` and its `else` by another name. */
export function isDecidedOnce(
  tree: SyntaxTree,
  known: KnownConditions,
  owner: Node,
  writes: readonly Node[],
): boolean {
  const seen: { readonly statement: Node; readonly subjects: ReadonlySet<string> }[] = []
  for (const write of writes) {
    for (const outer of ancestorsOf(tree, write, owner)) {
      if (tree.kind(outer) === k.K_MATCH_STATEMENT) return false
      if (tree.kind(outer) !== k.K_IF_STATEMENT) continue
      const subjects = known.subjects(conditionOf(tree, outer))
      const isAgain = seen.some(
        (one) =>
          one.statement !== outer &&
          !tree.contains(one.statement, outer) &&
          !tree.contains(outer, one.statement) &&
          [...subjects].some((subject) => one.subjects.has(subject)),
      )
      if (isAgain) return false
      seen.push({ statement: outer, subjects })
    }
  }
  return true
}
