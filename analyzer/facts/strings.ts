// What string literals say: prefixes, escapes, adjacent literals, f-string and t-string templates.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { resolveEscapes } from './escapes.ts'

/** A piece of fixed text. */
export interface TextPart {
  readonly kind: 'text'
  readonly text: string
  readonly node: Node
}

/** `{expression!r:spec}` of an f-string or t-string. */
export interface ValuePart {
  readonly kind: 'value'
  /** The `interpolation` node. */
  readonly node: Node
  /** The expression between the braces. */
  readonly expression: Node
  /** `r`, `s` or `a`, '' without a conversion. */
  readonly conversion: string
  /** The format specification as written, '' without one. */
  readonly format: string
}

export type StringPart = TextPart | ValuePart

export interface StringFacts {
  readonly isBytes: boolean
  /** True if a part is an f-string. */
  readonly isFormatted: boolean
  /** True if a part is a t-string (Python 3.14). */
  readonly isTemplate: boolean
  readonly parts: readonly StringPart[]
}

/** True for `string` and `concatenated_string` nodes. */
export function isString(tree: SyntaxTree, node: Node): boolean {
  if (node === NO_NODE) return false
  const kind = tree.kind(node)
  return kind === k.K_STRING || kind === k.K_CONCATENATED_STRING
}

/**
 * Reads a string or several adjacent ones; brackets around it are looked through. Undefined for
 * other nodes and for the backquotes of Python 2.
 */
export function readString(tree: SyntaxTree, expression: Node): StringFacts | undefined {
  const node = withoutBrackets(tree, expression)
  if (!isString(tree, node)) return undefined
  const literals = tree.kind(node) === k.K_STRING ? [node] : strings(tree, node)
  const parts: StringPart[] = []
  let isBytes = false
  let isFormatted = false
  let isTemplate = false
  for (const literal of literals) {
    const start = tree.text(literal + 1)
    if (tree.kind(literal + 1) !== k.K_STRING_START || start === '`') return undefined
    const prefix = start.replace(/['"]+$/, '').toLowerCase()
    isBytes ||= prefix.includes('b')
    isFormatted ||= prefix.includes('f')
    isTemplate ||= prefix.includes('t')
    readParts(tree, literal, prefix, parts)
  }
  return { isBytes, isFormatted, isTemplate, parts }
}

/**
 * The value of a string literal (of adjacent ones joined), escapes resolved; bytes as Latin-1
 * text. Undefined for other nodes and for templates with values in them.
 */
export function stringValue(tree: SyntaxTree, node: Node): string | undefined {
  if (node === NO_NODE) return undefined
  const facts = readString(tree, node)
  if (facts === undefined) return undefined
  let value = ''
  for (const part of facts.parts) {
    if (part.kind === 'value') return undefined
    value += part.text
  }
  return value
}

/** Fixed text as it is and `{}` for each value: `user:{}:cart`. Undefined for other nodes. */
export function stringTemplate(tree: SyntaxTree, node: Node): string | undefined {
  const facts = node === NO_NODE ? undefined : readString(tree, node)
  return facts?.parts.map((part) => (part.kind === 'text' ? part.text : '{}')).join('')
}

/** The expression inside any number of round brackets. */
export function withoutBrackets(tree: SyntaxTree, expression: Node): Node {
  let node = expression
  while (node !== NO_NODE && tree.kind(node) === k.K_PARENTHESIZED_EXPRESSION) {
    const end = tree.endOfSubtree(node)
    let inner = NO_NODE
    for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
      if (tree.isNamed(child) && tree.kind(child) !== k.K_COMMENT) inner = child
    }
    if (inner === NO_NODE) return node
    node = inner
  }
  return node
}

function strings(tree: SyntaxTree, node: Node): Node[] {
  return tree.namedChildren(node).filter((child) => tree.kind(child) === k.K_STRING)
}

function readParts(tree: SyntaxTree, literal: Node, prefix: string, parts: StringPart[]): void {
  const isTemplate = prefix.includes('f') || prefix.includes('t')
  const end = tree.endOfSubtree(literal)
  for (let node = literal + 1; node < end; node = tree.endOfSubtree(node)) {
    const kind = tree.kind(node)
    if (kind === k.K_INTERPOLATION) parts.push(readValue(tree, node))
    else if (kind === k.K_STRING_CONTENT) {
      const raw = tree.text(node)
      const braced = isTemplate ? raw.replaceAll('{{', '{').replaceAll('}}', '}') : raw
      const text = prefix.includes('r') ? braced : resolveEscapes(braced, prefix.includes('b'))
      parts.push({ kind: 'text', text, node })
    }
  }
}

function readValue(tree: SyntaxTree, node: Node): ValuePart {
  const conversion = tree.child(node, k.F_TYPE_CONVERSION)
  const format = tree.child(node, k.F_FORMAT_SPECIFIER)
  return {
    kind: 'value',
    node,
    expression: tree.child(node, k.F_EXPRESSION),
    conversion: conversion === NO_NODE ? '' : tree.text(conversion).replace('!', '').trim(),
    format: format === NO_NODE ? '' : tree.text(format).slice(1),
  }
}
