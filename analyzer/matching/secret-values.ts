// Whether what a name is given in the code is a secret: by the name, the text, and what stands beside it.
import type { Checker } from '../engine/checker.ts'
import { stringValue } from '../facts/strings.ts'
import { F_KEY, F_VALUE, K_CALL, K_PAIR } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { keywordArgument, positionalArgument } from './calls.ts'
import {
  entropy,
  isPlausibleSecret,
  KNOWN_SECRET,
  passwordInAddress,
  repeatsName,
  secretKindOf,
} from './secrets.ts'

/** Entries of one form from which on a dictionary is a table. */
const TABLE_SIZE = 6

/** `# This API key is not secret`, above or in the name. */
export function isToldPublic({ tree }: Checker, node: Node): boolean {
  const line = tree.line(node)
  const near = tree.source.slice(tree.lineStarts[Math.max(0, line - 6)], tree.lineStarts[line])
  return /#[^\n]*\bnot (?:a |an |really )?(?:secret|sensitive|confidential)\b|#[^\n]*\bpublicly known\b|NOT_?(?:SO_?)?SECRET/i.test(
    near,
  )
}

/** The text in `Field('...')`, `field(default='...')`, `SecretStr('...')`; else the value itself. */
export function heldText(checker: Checker, value: Node): Node {
  const { tree, facts } = checker
  if (value === NO_NODE || tree.kind(value) !== K_CALL) return value
  if (
    !/^(?:pydantic(?:\.\w+)?\.(?:Field|SecretStr|SecretBytes)|dataclasses\.field|attrs?\.(?:ib|field))$/.test(
      facts.calleeName(value) ?? '',
    )
  ) {
    return value
  }
  const isPlaced = !/field$|ib$/.test(tree.text(facts.callee(value)))
  const named = keywordArgument(tree, value, 'default')
  const held = named === NO_NODE && isPlaced ? positionalArgument(tree, value, 0) : named
  return held === NO_NODE ? value : heldText(checker, held)
}

/** Values of one form under many keys: fingerprints or codes of things that are named so. */
function isOfTable({ tree }: Checker, pair: Node): boolean {
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

/** How sure it is that a name is given a secret in place; undefined where it is not. */
export function secretUnder(
  checker: Checker,
  name: string,
  value: Node,
  node: Node,
): 'high' | 'medium' | undefined {
  const isHeader = name.toLowerCase() === 'authorization'
  const kind = isHeader ? 'token' : name === '' ? undefined : secretKindOf(name)
  if (kind === undefined) return undefined
  const written = stringValue(checker.tree, value)
  const text = isHeader ? written?.replace(/^(?:Bearer|Basic|Token) +/i, '') : written
  if (text === undefined || repeatsName(name, text) || !isPlausibleSecret(kind, text)) {
    return undefined
  }
  if (KNOWN_SECRET.test(text) || passwordInAddress(text) !== undefined) return undefined
  const isPair = checker.tree.kind(node) === K_PAIR
  if (isPair && (/::|\//.test(name) || isOfTable(checker, node))) return undefined
  const isCertain = /\d/.test(text) && /[a-z]/i.test(text) && entropy(text) > 2.5
  if (isDefaultLogin(checker, node, text)) return undefined
  return isCertain ? 'high' : 'medium'
}

/** `{'user': 'player', 'pwd': 'player'}`: what a device is delivered with, and what its manual says. */
function isDefaultLogin({ tree }: Checker, node: Node, text: string): boolean {
  if (tree.kind(node) !== K_PAIR || /\d/.test(text)) return false
  return tree.namedChildren(tree.parent(node)).some((pair) => {
    if (pair === node || tree.kind(pair) !== K_PAIR) return false
    const key = stringValue(tree, tree.child(pair, F_KEY)) ?? ''
    return /user|login|name/i.test(key) && stringValue(tree, tree.child(pair, F_VALUE)) === text
  })
}
