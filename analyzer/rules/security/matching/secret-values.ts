// Whether what a name is given in the code is a secret: by the name, the text, and what stands beside it.
import type { Checker } from '../../../engine/checker.ts'
import { stringValue } from '../../../facts/strings.ts'
import { keywordArgument, positionalArgument } from '../../../matching/calls/calls.ts'
import {
  entropy,
  isPlausibleSecret,
  KNOWN_SECRET,
  passwordInAddress,
  repeatsName,
  secretKindOf,
} from '../../../matching/values/secrets.ts'
import { K_CALL, K_PAIR } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isDefaultLogin, isOfTable } from './secret-places.ts'

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
  const isPlaced = !/field$|ib$/.test(tree.spelled(facts.callee(value)))
  const named = keywordArgument(tree, value, 'default')
  const held = named === NO_NODE && isPlaced ? positionalArgument(tree, value, 0) : named
  return held === NO_NODE ? value : heldText(checker, held)
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
