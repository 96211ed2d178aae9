// What stands on the two sides of a comparison: a secret, what a client sent, or nothing to protect.
import type { Checker } from '../../../engine/checker.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import { calleeName, positionalArgument, receiverOf } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { ALL_SINKS } from '../../../matching/inputs/sinks.ts'
import { wordsOf } from '../../../matching/values/secrets.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_IDENTIFIER,
  K_INTERPOLATION,
  K_STRING,
  K_SUBSCRIPT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { configured } from './configured.ts'

const SECRET =
  /(?:^|_)(?:api_?key|auth_?key|auth_hash|secret(?:_key|_token)?|hmac|signature|password|passwd|csrf_token|auth_token|access_token|bearer_token|webhook_(?:secret|token)|(?:api|admin|service|internal)_token|session_token|reset_token|expected_(?:token|signature|sig|mac|digest|hash)|token_hash|password_hash|hashed_password|mac_digest|(?:pw|pass|passwd|password)_(?:digest|hash))$/
/** Names that hold a secret where what a client sent is compared with them. */
const GUESSED = /(?:^|_)(?:token|sig|mac|otp|passcode)$/
const HMAC =
  /\bhmac\.(?:new|HMAC)\([\s\S]*\)\.(?:hex)?digest\(\)$|\bhmac\.digest\(|\b(?:hashlib\.\w+|sha\d+|md5)\([^)]*(?:password|passwd|api_?key|secret|token)[^)]*\)+\.(?:hex)?digest\(\)$/
/** Functions that make what only the holder of a key can make. */
const SIGNING =
  /^_*(?:(?:get|make|compute|calc(?:ulate)?|create|generate|build|expected)_)?(?:sign(?:ature)?|hmac|mac|(?:\w+_)?(?:digest|signature|hmac))(?:_(?:for|of|payload|message|body|data|value|cookie|token|request|packet))*$/
/** What such a thing is called where it comes back. */
const SIGNED = /(?:^|_)(?:sig|signature|mac|hmac|digest|tag)$/
const KEYED = /key|secret|salt/i
/** Words of code that lets people in, in contrast to that of parsers. */
const OF_PEOPLE = /\b(?:auth\w*|login|password|secret\w*|api_?key|headers?|request|session|jwt)\b/i
const ABOUT = /^(?:len|type|int|str_type|id|bool)$/

/** What code is called that lets people in. */
export const LETS_IN = /auth|login|log_?in|verif|check|valid|permit|require|guard/i

/** The last word of a name, an attribute or a constant key; '' for other expressions. */
export function nameOf(checker: Checker, node: Node): string {
  const { tree } = checker
  switch (tree.kind(node)) {
    case K_IDENTIFIER:
      return tree.text(node)
    case K_ATTRIBUTE:
      return tree.text(tree.child(node, F_ATTRIBUTE))
    case K_SUBSCRIPT: {
      const key = namedConstant(checker.facts, tree.namedChildren(node)[1] ?? NO_NODE)
      return typeof key === 'string' ? key : ''
    }
    default:
      return ''
  }
}

/** True for what only somebody who is let in may know; what a client gave is compared with more. */
export function isSecret(checker: Checker, node: Node, isGiven: boolean): boolean {
  const { tree } = checker
  const value = tree.kind(node) === K_IDENTIFIER ? provenance(checker).valueOf(node) : node
  if (tree.kind(value) === K_CALL && HMAC.test(digestText(checker, value))) return true
  const isPrefixed =
    (tree.kind(value) === K_STRING && tree.hasChildOfKind(value, K_INTERPOLATION)) ||
    tree.kind(value) === K_BINARY_OPERATOR
  if (isPrefixed && (HMAC.test(tree.spelled(value)) || isPrefixedSecret(checker, value)))
    return true
  const words = wordsOf(nameOf(checker, node)).join('_')
  return SECRET.test(words) || (isGiven && !isInput(checker, node) && GUESSED.test(words))
}

/** `self.sign(payload) == signature`, `cookie_digest(payload, key=key) == digest`. */
export function isSigning(checker: Checker, node: Node, other: Node): boolean {
  const { tree, facts } = checker
  const value = tree.kind(node) === K_IDENTIFIER ? provenance(checker).valueOf(node) : node
  const name = tree.kind(value) === K_CALL ? calleeName(tree, value) : ''
  if (!SIGNING.test(name)) return false
  const isSigned = SIGNED.test(wordsOf(nameOf(checker, other)).join('_'))
  if (!isSigned && !/hmac|signature/.test(name)) return false
  // A digest without a key proves nothing, and is no secret.
  const isKeyed = facts.arguments(value).some(({ name: keyword, value: given }) => {
    return KEYED.test(keyword ?? '') || KEYED.test(tree.spelled(given))
  })
  return isKeyed || /sign|mac/.test(name)
}

/** `mac.hexdigest()` with what stands behind `mac`. */
function digestText(checker: Checker, call: Node): string {
  const { tree } = checker
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || tree.kind(receiver) !== K_IDENTIFIER) return tree.text(call)
  const made = provenance(checker).valueOf(receiver)
  return tree.text(made) + tree.source.slice(tree.end(receiver), tree.end(call))
}

/** `os.environ['GATE_TOKEN']`: what is kept out of the code under such a name is a secret. */
function isSecretVariable(tree: SyntaxTree, node: Node): boolean {
  return /\benviron(?:\.get\(|\[)\s*['"]\w*(?:KEY|TOKEN|SECRET|PASSWORD|SIGNATURE)['"]/.test(
    tree.text(node),
  )
}

/** A secret of the configuration under any name, where what a request brings is compared with it. */
export function isConfigured(checker: Checker, node: Node, other: Node): boolean {
  const { tree } = checker
  if (!isSent(checker, other) && !isInput(checker, other)) return false
  if (isSent(checker, other) && isSecretVariable(tree, node)) return true
  // `settings.ARCHIVER_KEY`
  const isSetting =
    tree.kind(node) === K_ATTRIBUTE &&
    /(?:^|\.)(?:settings|config|conf)$/.test(tree.text(tree.child(node, F_OBJECT))) &&
    /_(?:KEY|TOKEN|SECRET|PASSWORD)$/.test(nameOf(checker, node))
  return isSetting || (isSent(checker, other) && configured(checker, node)?.kind === 'secret')
}

/** What a request brings beside its body: `request.headers['X-Token']`, a cookie. */
export function isSent(checker: Checker, node: Node): boolean {
  const { tree } = checker
  const value = provenance(checker).valueOf(node)
  const given = tree.spelled(value)
  if (/\b(?:headers|cookies|COOKIES)\b/.test(given)) return true
  if (!/\bMETA\b/.test(given)) return false
  const key =
    tree.kind(value) === K_CALL
      ? positionalArgument(tree, value, 0)
      : (tree.namedChildren(value)[1] ?? NO_NODE)
  const name = key === NO_NODE ? undefined : namedConstant(checker.facts, key)
  return typeof name === 'string' && name.startsWith('HTTP_')
}

/** `f'Bearer {API_KEY}'`, `'Bearer ' + settings.api_key`. */
function isPrefixedSecret({ tree }: Checker, value: Node): boolean {
  return /^f?r?["']\s*(?:Bearer|Basic|Token|ApiKey|Key|sha\d+=)\b/i.test(tree.spelled(value))
    ? wordsIn(tree.text(value)).some((word) => SECRET.test(wordsOf(word).join('_')))
    : false
}

function wordsIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? []
}

/** `check(self, token)` of code that lets people in: `token == self.token`. */
export function isLettingIn(checker: Checker, owner: string, left: Node, right: Node): boolean {
  if (!LETS_IN.test(owner) || !OF_PEOPLE.test(checker.tree.source)) return false
  return [left, right].every((side) => GUESSED.test(wordsOf(nameOf(checker, side)).join('_')))
}

/** True for what a client sends. */
export function isInput(checker: Checker, node: Node): boolean {
  return provenance(checker).inputOf(node, ALL_SINKS) !== NO_NODE
}

/** Constants, and questions about a value that do not reveal it. */
export function isNeutral(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (namedConstant(facts, node) !== undefined) return true
  const name = nameOf(checker, node)
  // A column may be written in capitals as constants are.
  const isColumn =
    (tree.kind(node) === K_ATTRIBUTE && GUESSED.test(wordsOf(name).join('_'))) ||
    isSecretVariable(tree, node)
  const isKept = /_(?:KEY|TOKEN|SECRET|PASSWORD)$/.test(name) && tree.kind(node) === K_ATTRIBUTE
  if (
    /^[A-Z][A-Z0-9_]+$/.test(name) &&
    !isKept &&
    !SECRET.test(wordsOf(name).join('_')) &&
    !isColumn
  ) {
    return true
  }
  if (tree.kind(node) !== K_CALL) return false
  return ABOUT.test(tree.spelled(facts.callee(node)))
}
