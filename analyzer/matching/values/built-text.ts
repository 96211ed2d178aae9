// Text that is put together at run time: f-strings, `%`, `+`, `.format()`, `.join()`.
import type { Checker } from '../../engine/checker.ts'
import { isString, readString, withoutBrackets } from '../../facts/strings.ts'
import { OUTER_VALUE } from '../../flow/def-use.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { provenance } from '../inputs/provenance.ts'
import { heldBy } from './held-items.ts'

const MAX_STEPS = 6

/**
 * The expression that puts a value together from text and something that is neither constant nor
 * harmless for the sink, names looked through; NO_NODE if there is none.
 */
export function builtText(checker: Checker, expression: Node, sink: number, step = 0): Node {
  const { tree, facts, flow } = checker
  if (expression === NO_NODE || step > MAX_STEPS) return NO_NODE
  const node = withoutBrackets(tree, expression)
  if (isBuilding(checker, node)) return provenance(checker).isFixed(node, sink) ? NO_NODE : node
  if (tree.kind(node) === k.K_CONDITIONAL_EXPRESSION) {
    const [yes, , no] = tree.namedChildren(node)
    const first = builtText(checker, yes ?? NO_NODE, sink, step + 1)
    return first === NO_NODE ? builtText(checker, no ?? NO_NODE, sink, step + 1) : first
  }
  if (tree.kind(node) === k.K_CALL) {
    // `text(...)`, `str(...)`, `.strip()` hand on what they are given.
    const callee = facts.callee(node)
    const inner =
      callee !== NO_NODE && tree.kind(callee) === k.K_ATTRIBUTE
        ? tree.child(callee, k.F_OBJECT)
        : NO_NODE
    const isMethodOfText = /\.(?:strip|lstrip|rstrip|encode|lower|upper)$/.test(
      callee === NO_NODE ? '' : tree.text(callee),
    )
    return isMethodOfText ? builtText(checker, inner, sink, step + 1) : NO_NODE
  }
  if (tree.kind(node) !== k.K_IDENTIFIER) return NO_NODE
  const defUse = flow.defUse(flow.around(node))
  const value = defUse.valueOf(node)
  const targets =
    value === undefined
      ? (facts.resolve(node)?.definitions ?? []).map((one) => one.node)
      : defUse
          .writesOf(value)
          .filter((event) => event !== OUTER_VALUE)
          .map((event) => defUse.graph.eventNode(event))
  for (const target of targets.slice(0, 8)) {
    const written = writtenValue(tree, target)
    if (written === undefined) continue
    if (written.kind === 'updated') {
      if (!provenance(checker).isFixed(written.node, sink)) return written.writer
    } else if (written.kind === 'whole') {
      const found = builtText(checker, written.node, sink, step + 1)
      if (found !== NO_NODE) return found
    }
  }
  return NO_NODE
}

/** The fixed text of a building expression, `{}` for what is put in; '' where there is none. */
export function fixedText(checker: Checker, expression: Node, step = 0): string {
  const { tree, facts } = checker
  const node = withoutBrackets(tree, expression)
  const facts_ = isString(tree, node) ? readString(tree, node) : undefined
  if (facts_ !== undefined) {
    return facts_.parts
      .map((part) => (part.kind === 'text' ? part.text : fixedName(checker, part.expression)))
      .join('')
  }
  switch (tree.kind(node)) {
    case k.K_BINARY_OPERATOR:
      return `${fixedText(checker, tree.child(node, k.F_LEFT), step + 1)} ${fixedText(checker, tree.child(node, k.F_RIGHT), step + 1)}`
    case k.K_AUGMENTED_ASSIGNMENT:
      return fixedText(checker, tree.child(node, k.F_RIGHT))
    case k.K_CALL: {
      const callee = facts.callee(node)
      if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return ''
      const isJoin = facts.name(tree.child(callee, k.F_ATTRIBUTE)) === 'join'
      const text = isJoin ? joinedText(checker, node, step) : ''
      return text === '' ? fixedText(checker, tree.child(callee, k.F_OBJECT), step + 1) : text
    }
    case k.K_IDENTIFIER: {
      const before = step > MAX_STEPS ? node : provenance(checker).valueOf(node)
      const text = before === node ? '' : fixedText(checker, before, step + 1)
      return text === '' ? fixedName(checker, node) : text
    }
    case k.K_ATTRIBUTE: {
      // A text of the class counts where it takes values in quotes; others take names of tables.
      const text = fixedName(checker, node)
      return /['"](?:\{|%)/.test(text) ? text : '{}'
    }
    default:
      return '{}'
  }
}

/** The text of the items of a list that is joined, and `{}` for what is added to it later. */
function joinedText(checker: Checker, call: Node, step: number): string {
  const { tree, facts } = checker
  const given = facts.arguments(call)[0]?.value
  if (given === undefined || step > MAX_STEPS) return ''
  const held = heldBy(checker, given)
  if (held?.kind === 'list') {
    return held.items.map((item) => fixedText(checker, item, step + 1)).join(' ')
  }
  const list = provenance(checker).valueOf(given)
  if (tree.kind(list) !== k.K_LIST) return ''
  const items = tree.namedChildren(list).map((item) => fixedText(checker, item, step + 1))
  return list === given ? items.join(' ') : [...items, '{}'].join(' ')
}

/** The text of a name that is given a constant once, `{}` for everything else. */
function fixedName(checker: Checker, expression: Node): string {
  const value = provenance(checker).constantOf(expression)
  return typeof value === 'string' ? value : '{}'
}

/** True for an f-string with values, `text % x`, `text + x`, `text.format(x)`, `text.join(x)`. */
export function isBuilding(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING: {
      const text = readString(tree, node)
      return text?.isFormatted === true && text.parts.some(({ kind }) => kind === 'value')
    }
    case k.K_BINARY_OPERATOR: {
      const operator = tree.text(tree.child(node, k.F_OPERATOR))
      return operator === '+' || operator === '%'
    }
    case k.K_CALL: {
      const callee = facts.callee(node)
      if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return false
      const name = facts.name(tree.child(callee, k.F_ATTRIBUTE))
      return name === 'format' || name === 'format_map' || name === 'join' || name === 'replace'
    }
    default:
      return false
  }
}
