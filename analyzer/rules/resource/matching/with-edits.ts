// A resource that is used in place, taken into a `with` statement.
import type { Checker, FixDraft } from '../../../engine/checker.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { indentOf, insertBefore, lineBreakOf, replace } from '../../../matching/edits/edits.ts'
import {
  F_FUNCTION,
  F_OBJECT,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_CALL,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_KEYWORD_ARGUMENT,
  K_MODULE,
  K_RETURN_STATEMENT,
  K_SUBSCRIPT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What is done with the resource when the call returns; readers that come back later are left out. */
const EAGER =
  /^(?:read|readlines|readline|write|writelines|namelist|infolist|getnames|getmembers|extractall|load|safe_load|dump|safe_dump|list|tuple|set|dict|sorted|sum|len|max|min|copyfileobj|join)$/
const AROUND: ReadonlySet<number> = new Set([
  K_ARGUMENT_LIST,
  K_ATTRIBUTE,
  K_CALL,
  K_KEYWORD_ARGUMENT,
  K_SUBSCRIPT,
])
const NAMES = ['file', 'handle', 'stream', 'resource']

/** `with open(path) as file:` around the statement; for a call that is used up on the spot. */
export function openedWith(checker: Checker, call: Node): FixDraft[] {
  const { tree } = checker
  const statement = statementAround(checker, call)
  const name = unusedName(checker, statement)
  if (statement === NO_NODE || name === undefined || !isUsedUp(checker, call)) return []
  const lineStart = tree.lineStarts[tree.line(statement) - 1] ?? 0
  const indent = indentOf(tree, statement)
  if (tree.source.slice(lineStart, tree.start(statement)) !== indent) return []
  const step = indent.includes('\t') ? '\t' : '    '
  const header = `with ${tree.text(call)} as ${name}:${lineBreakOf(tree)}${indent}${step}`
  if (/[\r\n]/.test(tree.spelled(call))) return []
  return [
    {
      title: 'Open it in a `with` statement',
      grade: 'safe',
      edits: [insertBefore(tree, statement, header), replace(tree, call, name)],
    },
  ]
}

/** The plain statement in which the call always runs; NO_NODE where it may not, or runs first. */
function statementAround({ tree }: Checker, call: Node): Node {
  let inner = call
  for (let at = tree.parent(call); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (AROUND.has(kind)) continue
    if (kind === K_ASSIGNMENT) {
      if (tree.child(at, F_RIGHT) !== inner) return NO_NODE
      continue
    }
    if (kind !== K_EXPRESSION_STATEMENT && kind !== K_RETURN_STATEMENT) return NO_NODE
    const block = tree.kind(tree.parent(at))
    return block === K_BLOCK || block === K_MODULE ? at : NO_NODE
  }
  return NO_NODE
}

/** A method of the resource, or a function that is done with it when it returns. */
function isUsedUp({ tree }: Checker, call: Node): boolean {
  const parent = tree.parent(call)
  if (tree.kind(parent) === K_ATTRIBUTE && tree.child(parent, F_OBJECT) === call) {
    const outer = tree.parent(parent)
    const isCalled = tree.kind(outer) === K_CALL && tree.child(outer, F_FUNCTION) === parent
    return isCalled && EAGER.test(calleeName(tree, outer))
  }
  const list = tree.kind(parent) === K_KEYWORD_ARGUMENT ? tree.parent(parent) : parent
  if (tree.kind(list) !== K_ARGUMENT_LIST) return false
  const user = tree.parent(list)
  return tree.kind(user) === K_CALL && EAGER.test(calleeName(tree, user))
}

function unusedName({ tree, facts }: Checker, statement: Node): string | undefined {
  const region = statement === NO_NODE ? NO_NODE : tree.ancestor(statement, K_FUNCTION_DEFINITION)
  return NAMES.find((name) =>
    facts.identifiersNamed(name).every((one) => region !== NO_NODE && !tree.contains(region, one)),
  )
}
