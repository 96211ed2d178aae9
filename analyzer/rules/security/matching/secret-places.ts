// Where a text that looks like a secret stands, and what that says against it.

import type { Checker } from '../../../engine/checker.ts'
import { namedText } from '../../../facts/named-constants.ts'
import { F_KEY, F_VALUE, K_PAIR } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Entries of one form from which on a dictionary is a table. */
const TABLE_SIZE = 6

/** `# This API key is not secret`, above or in the name. */
export function isToldPublic({ tree }: Checker, node: Node): boolean {
  const line = tree.line(node)
  const near = tree.source.slice(tree.lineStarts[Math.max(0, line - 6)], tree.lineStarts[line])
  return /#[^\n]*\bnot (?:a |an |really )?(?:secret|sensitive|confidential)\b|#[^\n]*\b(?:publicly|well).?known\b|#[^\n]*\bstandard\b[^\n]*\b(?:password|key|secret|token)s?\b|NOT_?(?:SO_?)?SECRET/i.test(
    near,
  )
}

/** Values of one form under many keys: fingerprints or codes of things that are named so. */
export function isOfTable({ tree }: Checker, pair: Node): boolean {
  const pairs = tree.namedChildren(tree.parent(pair))
  if (pairs.length < TABLE_SIZE) return false
  const own = tree.child(pair, F_VALUE)
  const length = tree.end(own) - tree.start(own)
  const alike = pairs.filter((one) => {
    const value = tree.kind(one) === K_PAIR ? tree.child(one, F_VALUE) : NO_NODE
    return value !== NO_NODE && tree.end(value) - tree.start(value) === length
  })
  return alike.length >= TABLE_SIZE && alike.length * 2 > pairs.length
}

/** `{'user': 'player', 'pwd': 'player'}`: what a device is delivered with, and what its manual says. */
export function isDefaultLogin({ tree, facts }: Checker, node: Node, text: string): boolean {
  if (tree.kind(node) !== K_PAIR || /\d/.test(text)) return false
  return tree.namedChildren(tree.parent(node)).some((pair) => {
    if (pair === node || tree.kind(pair) !== K_PAIR) return false
    const key = namedText(facts, tree.child(pair, F_KEY)) ?? ''
    return /user|login|name/i.test(key) && namedText(facts, tree.child(pair, F_VALUE)) === text
  })
}
