// Statements as numbers: equal for statements that differ only in names, literals and white space.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

/** Numbers for one statement in `StatementHashes`: hash, tokens, first index, first and last line. */
export const HASH_STRIDE = 5

/** Simple statements and the headers of compound ones, in the order of the file. */
export type StatementHashes = ArrayLike<number>

const SIMPLE = [
  k.K_EXPRESSION_STATEMENT,
  k.K_RETURN_STATEMENT,
  k.K_RAISE_STATEMENT,
  k.K_ASSERT_STATEMENT,
  k.K_DELETE_STATEMENT,
  k.K_PASS_STATEMENT,
  k.K_BREAK_STATEMENT,
  k.K_CONTINUE_STATEMENT,
]
const COMPOUND = [
  k.K_IF_STATEMENT,
  k.K_ELIF_CLAUSE,
  k.K_ELSE_CLAUSE,
  k.K_FOR_STATEMENT,
  k.K_WHILE_STATEMENT,
  k.K_TRY_STATEMENT,
  k.K_EXCEPT_CLAUSE,
  k.K_FINALLY_CLAUSE,
  k.K_WITH_STATEMENT,
  k.K_FUNCTION_DEFINITION,
  k.K_CLASS_DEFINITION,
  k.K_MATCH_STATEMENT,
  k.K_CASE_CLAUSE,
]

/** Imports and documentation are left out: they repeat without being copies. */
export function hashStatements(facts: FileFacts): StatementHashes {
  const nodes = [...SIMPLE, ...COMPOUND].flatMap((kind) => [...facts.nodesOfKind(kind)])
  nodes.sort((a, b) => a - b)
  const found: number[] = []
  for (const node of nodes) {
    const { tree } = facts
    const end = headerEnd(facts, node)
    if (isText(facts, node)) continue
    const { hash, tokens } = hashTokens(facts, node, end)
    const { line } = tree.position(tree.start(node))
    found.push(hash, tokens, tree.start(node), line, tree.position(tree.end(end - 1)).line)
  }
  return found
}

/** The first node behind the header of a compound statement, or behind a simple one. */
function headerEnd({ tree }: FileFacts, node: Node): Node {
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    const kind = tree.kind(child)
    if (kind === k.K_BLOCK || (COMPOUND.includes(kind) && child > node + 1)) return child
  }
  return end
}

function isText({ tree }: FileFacts, node: Node): boolean {
  if (tree.kind(node) !== k.K_EXPRESSION_STATEMENT) return false
  const kind = tree.kind(node + 1)
  return kind === k.K_STRING || kind === k.K_CONCATENATED_STRING
}

const NAME = 1
const TEXT = 2
const NUMBER = 3

function hashTokens(facts: FileFacts, start: Node, end: Node) {
  const { tree } = facts
  const names = new Map<string, number>()
  let hash = 0x811c9dc5
  let tokens = 0
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193) >>> 0
  }
  for (let node = start; node < end; ) {
    const kind = tree.kind(node)
    if (kind === k.K_STRING || kind === k.K_CONCATENATED_STRING) {
      add(TEXT)
      tokens += 1
      node = tree.endOfSubtree(node)
      continue
    }
    if (kind === k.K_COMMENT) {
      node = tree.endOfSubtree(node)
      continue
    }
    if (tree.firstChild(node) === NO_NODE) {
      tokens += 1
      if (kind === k.K_IDENTIFIER) {
        const name = facts.name(node)
        if (isMethodName(facts, node)) for (const letter of name) add(letter.charCodeAt(0))
        else {
          const number = names.get(name) ?? names.size
          names.set(name, number)
          add(NAME)
          add(number)
        }
      } else add(kind === k.K_INTEGER || kind === k.K_FLOAT ? NUMBER : kind + 16)
    } else add(kind + 16)
    node += 1
  }
  return { hash, tokens }
}

/** Which methods are called says what a statement does; other names may be anything. */
function isMethodName({ tree }: FileFacts, node: Node): boolean {
  const parent = tree.parent(node)
  if (tree.kind(parent) !== k.K_ATTRIBUTE || tree.fieldOf(node) !== k.F_ATTRIBUTE) return false
  return tree.kind(tree.parent(parent)) === k.K_CALL && tree.fieldOf(parent) === k.F_FUNCTION
}
