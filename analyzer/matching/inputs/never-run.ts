// Code behind a test that always ends the same way: `if 7 * 42 - 86 > 200: ... else: <here>`.

import { withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { conditionOf } from '../statements/branches.ts'
import { LEAVING } from '../statements/leaving.ts'
import { statementsOf } from '../statements/statements.ts'
import { foldedTruth, foldedValue } from '../values/folded-values.ts'
import type { FileReader } from './input-sources.ts'

/** True for code of a function that constant tests keep from ever running. */
export function isNeverRun(reader: FileReader, node: Node): boolean {
  const { tree } = reader
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case k.K_FUNCTION_DEFINITION:
      case k.K_LAMBDA:
      case k.K_CLASS_DEFINITION:
        return false
      case k.K_IF_STATEMENT:
        if (tree.fieldOf(inner) !== k.F_CONDITION && isSkippedBranch(reader, at, inner)) return true
        break
      case k.K_WHILE_STATEMENT:
        if (tree.fieldOf(inner) === k.F_BODY && isAlways(reader, at, false)) return true
        break
      case k.K_CASE_CLAUSE:
        if (tree.fieldOf(inner) === k.F_CONSEQUENCE && isSkippedCase(reader, at)) return true
        break
      case k.K_BLOCK:
        if (isBehindExit(reader, at, inner)) return true
        break
    }
    inner = at
  }
  return false
}

function isAlways(reader: FileReader, statement: Node, truth: boolean): boolean {
  return foldedTruth(reader, conditionOf(reader.tree, statement)) === truth
}

/** The branch of an `if`: its own test never holds, or one before it always does. */
function isSkippedBranch(reader: FileReader, statement: Node, branch: Node): boolean {
  const { tree } = reader
  if (tree.fieldOf(branch) === k.F_CONSEQUENCE) return isAlways(reader, statement, false)
  if (isAlways(reader, statement, true)) return true
  for (const clause of tree.namedChildren(statement)) {
    if (tree.kind(clause) !== k.K_ELIF_CLAUSE) continue
    if (clause === branch) return isAlways(reader, clause, false)
    if (clause < branch && isAlways(reader, clause, true)) return true
  }
  return false
}

/** `case 'A'` where the subject is always `'B'`, and every case behind `case 'B'`. */
function isSkippedCase(reader: FileReader, clause: Node): boolean {
  const { tree } = reader
  const block = tree.parent(clause)
  const statement = tree.parent(block)
  if (tree.kind(statement) !== k.K_MATCH_STATEMENT) return false
  const subject = foldedValue(reader, tree.child(statement, k.F_SUBJECT))
  if (subject === undefined) return false
  for (const one of tree.namedChildren(block)) {
    if (tree.kind(one) !== k.K_CASE_CLAUSE) continue
    const fits = fitsConstant(reader, one, subject)
    if (one === clause) return fits === false
    if (fits === true && tree.child(one, k.F_GUARD) === NO_NODE) return true
  }
  return false
}

/** Whether a constant fits the patterns of a case; undefined where that is not plain. */
function fitsConstant(reader: FileReader, clause: Node, subject: unknown): boolean | undefined {
  const { tree } = reader
  const [pattern, more] = tree
    .namedChildren(clause)
    .filter((child) => tree.kind(child) === k.K_CASE_PATTERN)
  if (pattern === undefined || more !== undefined) return undefined
  if (tree.text(pattern) === '_') return true
  const [inner, other] = statementsOf(tree, pattern)
  if (inner === undefined || other !== undefined) return undefined
  const isUnion = tree.kind(inner) === k.K_UNION_PATTERN
  const values = (isUnion ? statementsOf(tree, inner) : [inner]).map((one) =>
    foldedValue(reader, withoutBrackets(tree, one)),
  )
  if (values.includes(undefined)) return undefined
  return values.some((value) => value === subject)
}

/** `if True: return x`, then the rest of the block. */
function isBehindExit(reader: FileReader, block: Node, statement: Node): boolean {
  const { tree } = reader
  for (const before of tree.namedChildren(block)) {
    if (before >= statement) return false
    if (tree.kind(before) !== k.K_IF_STATEMENT || !isAlways(reader, before, true)) continue
    const last = statementsOf(tree, tree.child(before, k.F_CONSEQUENCE)).at(-1)
    if (last !== undefined && LEAVING.has(tree.kind(last))) return true
  }
  return false
}
