// From a node to an expression as plain data.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { withoutStar } from './access-path.ts'
import { type Expression, type KeywordExpression, OTHER } from './expression.ts'
import type { FileFacts } from './file-facts.ts'
import { constantValue } from './literals.ts'
import { parseType } from './parse-type.ts'
import { isString, readString, stringTemplate, stringValue, withoutBrackets } from './strings.ts'

/** Nesting and length beyond which an expression is cut to `other`. */
const MAX_DEPTH = 12
const MAX_ITEMS = 200
const MAX_CONSTANTS = 40

/** Reads any expression; what has no declarative meaning becomes `other`. */
export function readExpression(facts: FileFacts, node: Node): Expression {
  return node === NO_NODE ? OTHER : read(facts, node, false, 0)
}

/**
 * Reads an annotation (a `type` node or the expression in it). Strings are read as types, except
 * inside of `Literal[...]` and behind the first argument of `Annotated[...]`.
 */
export function readAnnotation(facts: FileFacts, node: Node): Expression {
  return node === NO_NODE ? OTHER : read(facts, node, true, 0)
}

function read(facts: FileFacts, expression: Node, isType: boolean, depth: number): Expression {
  if (depth > MAX_DEPTH) return OTHER
  const { tree } = facts
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_TYPE:
    case k.K_CONSTRAINED_TYPE:
      return node + 1 < tree.endOfSubtree(node) ? read(facts, node + 1, isType, depth + 1) : OTHER
    case k.K_IDENTIFIER:
    case k.K_ATTRIBUTE:
      return readName(facts, node, depth)
    case k.K_CALL:
      return readCall(facts, node, depth)
    case k.K_SUBSCRIPT:
      return subscript(
        facts,
        tree.child(node, k.F_VALUE),
        tree.childrenOf(node, k.F_SUBSCRIPT),
        isType,
        depth,
      )
    case k.K_GENERIC_TYPE: {
      const list = tree.childOfKind(node, k.K_TYPE_PARAMETER)
      const items = list === NO_NODE ? [] : children(facts, list)
      return subscript(facts, node + 1, items, isType, depth)
    }
    case k.K_UNION_TYPE:
      return { kind: 'union', items: readAll(facts, children(facts, node), isType, depth) }
    case k.K_BINARY_OPERATOR:
      return readUnion(facts, node, isType, depth)
    case k.K_LIST:
      return { kind: 'list', items: readAll(facts, children(facts, node), isType, depth) }
    case k.K_TUPLE:
    case k.K_EXPRESSION_LIST:
      return { kind: 'tuple', items: readAll(facts, children(facts, node), isType, depth) }
    case k.K_SET:
      return { kind: 'set', items: readAll(facts, children(facts, node), isType, depth) }
    case k.K_DICTIONARY:
      return readDictionary(facts, node, depth)
    case k.K_SPLAT_TYPE:
    case k.K_LIST_SPLAT: {
      const value = children(facts, node)[0]
      return value === undefined
        ? OTHER
        : { kind: 'unpacked', value: read(facts, value, isType, depth + 1) }
    }
    case k.K_AWAIT: {
      const value = children(facts, node)[0]
      return value === undefined
        ? OTHER
        : { kind: 'await', value: read(facts, value, false, depth + 1) }
    }
    case k.K_LAMBDA:
      return { kind: 'lambda' }
    default:
      return readConstant(facts, node, isType)
  }
}

function readConstant(facts: FileFacts, node: Node, isType: boolean): Expression {
  const { tree } = facts
  if (isString(tree, node)) {
    const text = stringValue(tree, node)
    if (text === undefined) {
      const template = stringTemplate(tree, node)
      return template === undefined ? OTHER : { kind: 'template', text: template }
    }
    if (isType) return parseType(text, (path) => facts.qualifiedPath(node, path))
    if (readString(tree, node)?.isBytes) return OTHER
    return { kind: 'constant', value: text }
  }
  const value = constantValue(tree, node)
  return value === undefined ? OTHER : { kind: 'constant', value }
}

function readName(facts: FileFacts, node: Node, depth: number): Expression {
  const { tree } = facts
  let root = node
  while (root !== NO_NODE && tree.kind(root) === k.K_ATTRIBUTE) {
    root = withoutStar(tree, tree.child(root, k.F_OBJECT))
  }
  if (root !== NO_NODE && tree.kind(root) === k.K_IDENTIFIER) {
    const text = facts.dottedText(node) ?? tree.text(node)
    const origin = facts.qualifiedName(node)
    if (origin === undefined) return { kind: 'name', text }
    const own = tree.text(root)
    const named = tree.nameOf(root)
    if (named === own) return { kind: 'name', text, origin }
    return { kind: 'name', text, origin, named: named + text.slice(own.length) }
  }
  const value = tree.child(node, k.F_OBJECT)
  const name = tree.child(node, k.F_ATTRIBUTE)
  if (value === NO_NODE || name === NO_NODE) return OTHER
  return { kind: 'attribute', value: read(facts, value, false, depth + 1), name: tree.text(name) }
}

function readCall(facts: FileFacts, node: Node, depth: number): Expression {
  const callee = facts.callee(node)
  if (callee === NO_NODE) return OTHER
  const args: Expression[] = []
  const keywords: KeywordExpression[] = []
  for (const argument of facts.arguments(node).slice(0, MAX_ITEMS)) {
    const value = read(facts, argument.value, false, depth + 1)
    if (argument.name !== undefined) keywords.push({ name: argument.name, value })
    else args.push(argument.isUnpacked ? { kind: 'unpacked', value } : value)
  }
  const at = facts.tree.position(facts.tree.start(node))
  return { kind: 'call', callee: read(facts, callee, false, depth + 1), args, keywords, at }
}

function subscript(
  facts: FileFacts,
  base: Node,
  items: readonly Node[],
  isType: boolean,
  depth: number,
): Expression {
  if (base === NO_NODE) return OTHER
  const value = read(facts, base, false, depth + 1)
  const name = value.kind === 'name' ? value.text.slice(value.text.lastIndexOf('.') + 1) : ''
  const flat = items.flatMap((item) =>
    facts.tree.kind(item) === k.K_TUPLE && items.length === 1 ? children(facts, item) : [item],
  )
  const read1 = (item: Node, at: number): Expression => {
    const isInnerType = isType && name !== 'Literal' && !(name === 'Annotated' && at > 0)
    return read(facts, item, isInnerType, depth + 1)
  }
  return { kind: 'subscript', value, items: flat.slice(0, MAX_ITEMS).map(read1) }
}

/** `a | b | c`; other operators have no declarative meaning. */
function readUnion(facts: FileFacts, node: Node, isType: boolean, depth: number): Expression {
  const { tree } = facts
  const items: Expression[] = []
  let at = node
  while (tree.kind(at) === k.K_BINARY_OPERATOR) {
    const operator = tree.child(at, k.F_OPERATOR)
    const right = tree.child(at, k.F_RIGHT)
    const left = tree.child(at, k.F_LEFT)
    if (operator === NO_NODE || left === NO_NODE || right === NO_NODE) return OTHER
    if (tree.kind(operator) !== k.T_PIPE) return OTHER
    items.unshift(read(facts, right, isType, depth + 1))
    at = left
  }
  items.unshift(read(facts, at, isType, depth + 1))
  return items.length > MAX_ITEMS ? OTHER : { kind: 'union', items }
}

function readDictionary(facts: FileFacts, node: Node, depth: number): Expression {
  const { tree } = facts
  const entries: { key: Expression; value: Expression }[] = []
  for (const child of children(facts, node)) {
    if (tree.kind(child) !== k.K_PAIR) continue
    if (entries.length >= MAX_CONSTANTS) break
    const key = tree.child(child, k.F_KEY)
    const value = tree.child(child, k.F_VALUE)
    if (key === NO_NODE || value === NO_NODE) continue
    entries.push({
      key: read(facts, key, false, depth + 1),
      value: read(facts, value, false, depth + 1),
    })
  }
  return { kind: 'dict', entries }
}

function readAll(
  facts: FileFacts,
  nodes: readonly Node[],
  isType: boolean,
  depth: number,
): readonly Expression[] {
  return nodes
    .slice(0, limitOf(facts, nodes[0]))
    .map((node) => read(facts, node, isType, depth + 1))
}

/** Of long tables of constants the beginning says enough. */
function limitOf(facts: FileFacts, first: Node | undefined): number {
  const isTable = first !== undefined && constantValue(facts.tree, first) !== undefined
  return isTable ? MAX_CONSTANTS : MAX_ITEMS
}

/** Named children without comments. */
function children(facts: FileFacts, node: Node): readonly Node[] {
  const { tree } = facts
  return tree.namedChildren(node).filter((child) => tree.kind(child) !== k.K_COMMENT)
}
