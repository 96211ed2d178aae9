// Results of `gather(return_exceptions=True)` that are used as if there were no exceptions among them.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const LOOKS = /isinstance|\bBaseException\b|\bException\b|\.exception\(|issubclass|\w+Error\b/
/** Calls that take values as they are. */
const PLAIN =
  /^(?:zip|enumerate|list|tuple|dict|set|sum|len|sorted|max|min|any|all|filter|map|reversed|print|str|append|add|extend|update|setdefault|join)$/

/** The first use of the results that takes them for values; undefined if somebody may look. */
export function plainUse(checker: Checker, owner: FunctionFacts, awaiting: Node): Node | undefined {
  const { tree, facts } = checker
  const assignment = parentOf(tree, awaiting)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
  if (LOOKS.test(tree.text(owner.node).replaceAll('return_exceptions', ''))) return undefined
  const target = tree.child(assignment, k.F_LEFT)
  const names =
    tree.kind(target) === k.K_IDENTIFIER
      ? [target]
      : tree.kind(target) === k.K_PATTERN_LIST
        ? tree.namedChildren(target)
        : []
  let first: Node | undefined
  for (const name of names) {
    const binding = tree.kind(name) === k.K_IDENTIFIER ? facts.resolve(name) : undefined
    if (binding === undefined || binding.definitionCount !== 1) return undefined
    if (binding.scope?.function !== owner) return undefined
    for (const reference of binding.references) {
      const isValue = isPlain(checker, owner, reference, name !== target)
      if (isValue === undefined) return undefined
      if (isValue) first ??= reference
    }
  }
  return first
}

/** True for a use as a value, false for one that says nothing, undefined where it is handed on. */
function isPlain(
  checker: Checker,
  owner: FunctionFacts,
  node: Node,
  isItem: boolean,
): boolean | undefined {
  const { tree, facts } = checker
  if (facts.enclosingFunction(node) !== owner) return undefined
  const parent = parentOf(tree, node)
  switch (tree.kind(parent)) {
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE:
      return isItem ? true : isLoopPlain(checker, parent)
    case k.K_SUBSCRIPT:
    case k.K_ATTRIBUTE:
    case k.K_BINARY_OPERATOR:
    case k.K_LIST_SPLAT:
      return true
    case k.K_ARGUMENT_LIST: {
      const call = tree.parent(parent)
      if (!PLAIN.test(calleeName(tree, call))) return undefined
      if (/^(?:len|print|str)$/.test(calleeName(tree, call))) return false
      const isMethod = receiverOf(tree, call) !== NO_NODE
      return isMethod && /^(?:update|extend|append|add)$/.test(calleeName(tree, call))
        ? true
        : isPlain(checker, owner, call, false)
    }
    case k.K_ASSIGNMENT:
    case k.K_RETURN_STATEMENT:
    case k.K_YIELD:
    case k.K_PAIR:
      return undefined
    default:
      return false
  }
}

/** The body hands the item to nothing that could look at it. */
function isLoopPlain(checker: Checker, loop: Node): boolean | undefined {
  const { tree, facts } = checker
  const target = tree.child(loop, k.F_LEFT)
  const names = new Set(tree.text(target).match(/\w+/g) ?? [])
  const body =
    tree.kind(loop) === k.K_FOR_STATEMENT ? tree.child(loop, k.F_BODY) : tree.parent(loop)
  for (const call of facts.callsIn(body)) {
    const isHandedOn = facts
      .arguments(call)
      .some(({ value }) => tree.kind(value) === k.K_IDENTIFIER && names.has(tree.text(value)))
    // What is printed or logged is seen.
    const isKept = /^(?:append|add|update|extend|setdefault|sum|max|min)$/.test(
      calleeName(tree, call),
    )
    if (isHandedOn && !isKept) return undefined
  }
  return true
}
