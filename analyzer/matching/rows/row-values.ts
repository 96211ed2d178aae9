// Values calculated from a column of a row, and what guards an update that uses them.

import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { behindName, textWithValues } from '../../facts/named-constants.ts'
import {
  F_ATTRIBUTE,
  F_KEY,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_DICTIONARY,
  K_EXPRESSION_LIST,
  K_IDENTIFIER,
  K_PAIR,
  K_PATTERN_LIST,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import type { RowOrigin } from './orm-rows.ts'
import { isLink } from './related-origins.ts'

/** `row.column` of a local name, `rows[key].column`, or `row.parent.column`. */
export function isRowAttribute(checker: Checker, target: Node): boolean {
  const { tree, facts } = checker
  if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return false
  let object = tree.child(target, F_OBJECT)
  if (tree.kind(object) === K_ATTRIBUTE) {
    const name = tree.text(tree.child(object, F_ATTRIBUTE))
    object = tree.child(object, F_OBJECT)
    if (tree.kind(object) !== K_IDENTIFIER || !isLink(checker, name)) return false
  }
  if (tree.kind(object) === K_SUBSCRIPT) object = tree.child(object, F_VALUE)
  return tree.kind(object) === K_IDENTIFIER && facts.reach(object) === 'local'
}

const COMBINING = new Set(['builtins.max', 'builtins.min', 'builtins.sum', 'builtins.round'])
const MAX_LOCALS = 3

/** The read of `written` from which an expression is calculated, through local variables. */
export function computedFrom(checker: Checker, value: Node, written: string): Node {
  const trace = traceRead(checker, value, (node) => checker.tree.text(node) === written, 0)
  return trace?.isCalculated === true ? trace.read : NO_NODE
}

/** The read of a column of any row from which an expression is calculated. */
export function computedFromColumn(checker: Checker, value: Node, column: string): Node {
  const { tree } = checker
  const isColumn = (node: Node) =>
    isRowAttribute(checker, node) && tree.text(tree.child(node, F_ATTRIBUTE)) === column
  const trace = traceRead(checker, value, isColumn, 0)
  return trace?.isCalculated === true ? trace.read : NO_NODE
}

function traceRead(
  checker: Checker,
  value: Node,
  isRead: (attribute: Node) => boolean,
  locals: number,
): { readonly read: Node; readonly isCalculated: boolean } | undefined {
  const { tree, facts } = checker
  const end = tree.endOfSubtree(value)
  for (let node = value; node < end; node += 1) {
    const kind = tree.kind(node)
    if (kind === K_ATTRIBUTE && isRead(node)) {
      return { read: node, isCalculated: isCalculated(checker, node, value) }
    }
    if (kind !== K_IDENTIFIER || locals >= MAX_LOCALS || facts.reach(node) !== 'local') continue
    const source = onlyValue(facts, node)
    if (source === NO_NODE || source >= value) continue
    const trace = traceRead(checker, source, isRead, locals + 1)
    if (trace === undefined) continue
    return {
      read: trace.read,
      isCalculated: trace.isCalculated || isCalculated(checker, node, value),
    }
  }
  return undefined
}

/** True where the old value goes into arithmetic; `name.lower()` comes out the same twice. */
export function isCalculated(checker: Checker, read: Node, value: Node): boolean {
  const { tree, facts } = checker
  if (read === NO_NODE) return false
  for (let at = tree.parent(read); at !== NO_NODE && at >= value; at = tree.parent(at)) {
    if (tree.kind(at) === K_BINARY_OPERATOR) return true
    if (tree.kind(at) === K_CALL && COMBINING.has(facts.calleeName(at) ?? '')) return true
  }
  return false
}

/** Target and value; those of `a.x, a.y = a.x - 1, a.y + 1` one by one. */
export function assignedPairs(
  tree: SyntaxTree,
  assignment: Node,
): readonly (readonly [Node, Node])[] {
  const target = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE) return []
  if (tree.kind(target) !== K_PATTERN_LIST) return [[target, value]]
  const targets = tree.namedChildren(target)
  const values = tree.kind(value) === K_EXPRESSION_LIST ? tree.namedChildren(value) : []
  return targets.length === values.length
    ? targets.map((one, at) => [one, values[at] ?? NO_NODE] as const)
    : []
}

/** The columns of an update with their values: keywords, or a dictionary by column or its name. */
export function columnValues(
  facts: FileFacts,
  call: Node,
): readonly { readonly name: string; readonly value: Node }[] {
  const { tree } = facts
  return facts.arguments(call).flatMap(({ name, value: given }) => {
    if (name !== undefined && name !== '**' && name !== 'values') return [{ name, value: given }]
    const value = behindName(facts, given)
    if (tree.kind(value) !== K_DICTIONARY) return []
    return tree.namedChildren(value).flatMap((pair) => {
      if (tree.kind(pair) !== K_PAIR) return []
      const key = tree.text(tree.child(pair, F_KEY)).replace(/^['"]|['"]$/g, '')
      return [{ name: key.slice(key.lastIndexOf('.') + 1), value: tree.child(pair, F_VALUE) }]
    })
  })
}

/** True when the condition of the update names a version or the old value. */
export function isGuardedUpdate(
  checker: Checker,
  call: Node,
  old: string,
  column: string,
): boolean {
  const { tree } = checker
  let statement = call
  while (tree.kind(tree.parent(statement)) === K_ATTRIBUTE) {
    statement = tree.parent(tree.parent(statement))
  }
  const text = textWithValues(checker.facts, statement).replace(/\s+/g, '')
  const mentions = (pattern: string) => text.includes(pattern)
  return (
    /\b\w*(?:version|revision|etag)\w*==|\b\w*(?:version|revision|etag)\w*=\w+\.\w*(?:version|revision|etag)/i.test(
      text,
    ) ||
    mentions(`${column}==${old}`) ||
    [...text.matchAll(/\bfilter(?:_by)?\(([^()]*)\)/g)].some(([, conditions = '']) =>
      conditions.split(',').includes(`${column}=${old}`),
    )
  )
}

/** True for a model that detects concurrent changes by a version column. */
export function isVersioned(checker: Checker, origin: RowOrigin): boolean {
  return checker.project.has(versionedModels, origin.model.split('.').at(-1) ?? '')
}

/** Names of the models that count the versions of their rows. */
export const versionedModels = defineTable({
  id: 'versioned models',
  make: ({ index }): ReadonlySet<string> =>
    new Set(
      index.classes.flatMap(({ summary }) => {
        const isVersioned = summary.attributes.some(
          ({ name, value }) =>
            name === '__mapper_args__' &&
            value?.kind === 'dict' &&
            value.entries.some(
              ({ key }) => key.kind === 'constant' && key.value === 'version_id_col',
            ),
        )
        return isVersioned ? [summary.name] : []
      }),
    ),
})
