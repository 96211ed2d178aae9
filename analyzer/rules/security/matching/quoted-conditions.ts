// Parts of a statement that hold a value in quotes: `f"name LIKE '%{term}%'"` in a helper, to be joined elsewhere.
import type { Checker } from '../../../engine/checker.ts'
import { readString } from '../../../facts/strings.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What stands before a value that is a text of SQL. */
const LIKE = /\b(?:LIKE|ILIKE)\s+'%?$|\bi?like\s+'%$/
const EQUAL = /(?:^|[\s(.])[a-z_][\w.]*\s*(?:=|<>|!=)\s*'$/
/** The file itself speaks SQL. */
const SPEAKS = /\bSELECT\b[\s\S]*\bFROM\b|\bDELETE\s+FROM\b|\bUPDATE\s+\w+\s+SET\b/
const STATEMENT = /^[\s(]*(?:select|insert|update|delete|with)\b/i
const COLLECTS = /^(?:append|extend|add|insert)$/

/** The first value in quotes of a part, NO_NODE for any other text. */
export function quotedValue(checker: Checker, node: Node): Node {
  const { tree } = checker
  const kind = tree.kind(node)
  if (kind !== k.K_STRING && kind !== k.K_CONCATENATED_STRING) return NO_NODE
  const parent = tree.parent(node)
  if (parent === NO_NODE || !isHandedOn(checker, parent)) return NO_NODE
  const text = readString(tree, node)
  if (text?.isFormatted !== true) return NO_NODE
  const [first] = text.parts
  // A whole statement is told where it is executed.
  if (first?.kind === 'text' && STATEMENT.test(first.text)) return NO_NODE
  let before = ''
  for (const part of text.parts) {
    if (part.kind === 'text') before += part.text
    else {
      if (LIKE.test(before)) return part.expression
      if (EQUAL.test(before) && isCollected(checker, parent) && SPEAKS.test(tree.source)) {
        return part.expression
      }
      before += '?'
    }
  }
  return NO_NODE
}

/** Returned, in a list, or added to one: the statement itself is put together elsewhere. */
function isHandedOn({ tree }: Checker, parent: Node): boolean {
  const kind = tree.kind(parent)
  if (kind === k.K_RETURN_STATEMENT || kind === k.K_LIST) return true
  return kind === k.K_ARGUMENT_LIST && COLLECTS.test(calleeName(tree, tree.parent(parent)))
}

/** `conditions.append(f"state = '{state}'")`: collected for a statement, not told to somebody. */
function isCollected({ tree }: Checker, parent: Node): boolean {
  const call = tree.kind(parent) === k.K_ARGUMENT_LIST ? tree.parent(parent) : NO_NODE
  return (
    call !== NO_NODE &&
    calleeName(tree, call) === 'append' &&
    /(?:where|cond|clause|filter|part|sql|predicate|restrict)/i.test(
      tree.text(receiverOf(tree, call)),
    )
  )
}
