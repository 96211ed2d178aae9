// How many ways lead through a function, and how deep its blocks are nested.
import {
  K_BOOLEAN_OPERATOR,
  K_CASE_CLAUSE,
  K_CLASS_DEFINITION,
  K_CONDITIONAL_EXPRESSION,
  K_ELIF_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_CLAUSE,
  K_IF_STATEMENT,
  K_LAMBDA,
  K_MATCH_STATEMENT,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
} from '../syntax/kinds.ts'
import type { SyntaxTree } from '../syntax/tree.ts'
import type { FunctionFacts } from './functions.ts'

const DECISIONS: ReadonlySet<number> = new Set([
  K_IF_STATEMENT,
  K_ELIF_CLAUSE,
  K_FOR_STATEMENT,
  K_WHILE_STATEMENT,
  K_EXCEPT_CLAUSE,
  K_CASE_CLAUSE,
  K_CONDITIONAL_EXPRESSION,
  K_BOOLEAN_OPERATOR,
  K_IF_CLAUSE,
  K_FOR_IN_CLAUSE,
])
const NESTING: ReadonlySet<number> = new Set([
  K_IF_STATEMENT,
  K_FOR_STATEMENT,
  K_WHILE_STATEMENT,
  K_TRY_STATEMENT,
  K_WITH_STATEMENT,
  K_MATCH_STATEMENT,
])

/** Cyclomatic complexity (McCabe) and the depth of nested blocks of a function's own code. */
export function measureFunction(
  tree: SyntaxTree,
  one: FunctionFacts,
): { readonly complexity: number; readonly nesting: number } {
  let complexity = 1
  let nesting = 0
  const ends: number[] = []
  const end = tree.endOfSubtree(one.node)
  for (let node = one.node + 1; node < end; node += 1) {
    while (ends.length > 0 && node >= (ends.at(-1) ?? 0)) ends.pop()
    const kind = tree.kind(node)
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA || kind === K_CLASS_DEFINITION) {
      node = tree.endOfSubtree(node) - 1
      continue
    }
    if (DECISIONS.has(kind)) complexity += 1
    if (NESTING.has(kind)) {
      ends.push(tree.endOfSubtree(node))
      nesting = Math.max(nesting, ends.length)
    }
  }
  return { complexity, nesting }
}
