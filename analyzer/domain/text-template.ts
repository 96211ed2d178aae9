// Strings that are put together: f-strings, `+`, `%`, `.format(...)`. Fixed text stays, values keep
// the name that they are read from so that constants of other files can be put in later.
import type { FileFacts } from '../facts/file-facts.ts'
import { constantValue } from '../facts/literals.ts'
import { readString, withoutBrackets } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

export type TemplatePart =
  | { readonly text: string }
  /** A value: as written if it is a chain of names, and where that comes from. */
  | { readonly value: string; readonly origin?: string }

export type TextTemplate = readonly TemplatePart[]

const MAX_DEPTH = 12
const PERCENT = /%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]/g
const BRACES = /\{[^{}]*\}/g

/** Reads an expression that gives text; undefined for what surely gives something else. */
export function readTemplate(facts: FileFacts, expression: Node): TextTemplate | undefined {
  const parts = read(facts, expression, 0)
  return parts && joined(parts)
}

function read(facts: FileFacts, expression: Node, depth: number): TextTemplate | undefined {
  if (expression === NO_NODE || depth > MAX_DEPTH) return undefined
  const { tree } = facts
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING:
      return readString(tree, node)?.parts.flatMap(
        (part): TextTemplate =>
          part.kind === 'text' ? [{ text: part.text }] : valueParts(facts, part.expression, depth),
      )
    case k.K_BINARY_OPERATOR: {
      const operator = tree.kind(tree.child(node, k.F_OPERATOR))
      const left = tree.child(node, k.F_LEFT)
      const right = tree.child(node, k.F_RIGHT)
      if (operator === k.T_PERCENT) {
        return formatted(facts, read(facts, left, depth + 1), PERCENT, valuesOf(facts, right))
      }
      if (operator !== k.T_PLUS) return undefined
      const start = read(facts, left, depth + 1) ?? valueParts(facts, left, depth)
      const end = read(facts, right, depth + 1) ?? valueParts(facts, right, depth)
      return [...start, ...end]
    }
    case k.K_CALL: {
      const callee = facts.callee(node)
      const isFormat =
        tree.kind(callee) === k.K_ATTRIBUTE &&
        tree.text(tree.child(callee, k.F_ATTRIBUTE)) === 'format'
      if (!isFormat) return undefined
      const base = read(facts, tree.child(callee, k.F_OBJECT), depth + 1)
      const values = facts.arguments(node).map(({ value }) => value)
      return formatted(facts, base, BRACES, values)
    }
    case k.K_IDENTIFIER:
    case k.K_ATTRIBUTE:
      return [namedValue(facts, node)]
    default:
      return undefined
  }
}

/** What stands between the braces of an f-string; `str(x)` and `x.hex` are values as well. */
function valueParts(facts: FileFacts, expression: Node, depth: number): TextTemplate {
  if (expression === NO_NODE) return [{ value: '' }]
  const { tree } = facts
  const node = withoutBrackets(tree, expression)
  const constant = constantValue(tree, node)
  if (constant !== undefined && constant !== null) return [{ text: String(constant) }]
  const kind = tree.kind(node)
  if (kind === k.K_IDENTIFIER || kind === k.K_ATTRIBUTE) return [namedValue(facts, node)]
  if (kind === k.K_CALL && facts.calleeName(node) === 'builtins.str') {
    const [given] = facts.arguments(node)
    if (given !== undefined) return valueParts(facts, given.value, depth + 1)
  }
  return kind === k.K_STRING ? (read(facts, node, depth + 1) ?? [{ value: '' }]) : [{ value: '' }]
}

function namedValue(facts: FileFacts, node: Node): TemplatePart {
  const value = facts.dottedText(node)
  if (value === undefined) return { value: '' }
  const origin = facts.qualifiedName(node)
  return origin === undefined ? { value } : { value, origin }
}

/** The values behind `%`: a tuple, or one. */
function valuesOf(facts: FileFacts, node: Node): readonly Node[] {
  const { tree } = facts
  if (node === NO_NODE) return []
  const inner = withoutBrackets(tree, node)
  return tree.kind(inner) === k.K_TUPLE ? tree.namedChildren(inner) : [inner]
}

function formatted(
  facts: FileFacts,
  base: TextTemplate | undefined,
  field: RegExp,
  values: readonly Node[],
): TextTemplate | undefined {
  let next = 0
  return base?.flatMap((part): TextTemplate => {
    if (!('text' in part)) return [part]
    return part.text.split(field).flatMap((text, at): TextTemplate => {
      if (at === 0) return [{ text }]
      const value = values[next]
      next += 1
      return [value === undefined ? { value: '' } : namedValue(facts, value), { text }]
    })
  })
}

/** Adjacent fixed text as one part. */
function joined(parts: TextTemplate): TextTemplate {
  const found: TemplatePart[] = []
  for (const part of parts) {
    const last = found.at(-1)
    if ('text' in part && part.text === '') continue
    if ('text' in part && last !== undefined && 'text' in last) {
      found[found.length - 1] = { text: last.text + part.text }
    } else found.push(part)
  }
  return found
}
