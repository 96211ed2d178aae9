// Tests of how a text begins: which prefixes keep it to a folder or a site, and which say nothing.
import { behindName } from '../../facts/named-constants.ts'
import type { Binding } from '../../facts/scopes.ts'
import { isString } from '../../facts/strings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'
import { PATH, URL_TEXT } from './sinks.ts'

/** `'http'`, `'https://'`: any host may follow. */
const SCHEME = /^[a-z]{0,2}(["'])(?:https?|ftp|wss?)(?::\/{0,2})?\1$/i
/** `'/'`: `//host` and `/../` begin like this too. */
const SLASH = /^[a-z]{0,2}(["'])\/\1$/i

/** The sinks for which `text.startswith(...)` keeps the text where it belongs; `method` is the attribute. */
export function prefixGuards({ tree, facts }: FileReader, method: Node): number {
  const call = tree.calledBy(method)
  if (call === NO_NODE) return 0
  const [given] = facts.arguments(call)
  if (given === undefined) return 0
  const value = behindName(facts, given.value)
  const isMany = tree.kind(value) === k.K_TUPLE
  const prefixes = isMany ? tree.namedChildren(value) : [value]
  let guarded = PATH | URL_TEXT
  for (const prefix of prefixes) {
    const text = tree.end(prefix) - tree.start(prefix) > 12 ? '' : tree.text(prefix)
    if (SCHEME.test(text) || isOpenHost(tree.text(prefix))) guarded &= ~URL_TEXT
    else if (SLASH.test(text)) guarded &= ~(PATH | URL_TEXT)
  }
  return guarded
}

/** `'https://example.com'`: `example.com.evil.org` and `example.com@evil.org` begin like this too. */
function isOpenHost(prefix: string): boolean {
  return /^[a-z]{0,2}(["'])(?:https?|ftp|wss?):\/\/[^/?#"'{]+\1$/i.test(prefix)
}

/** `path.startswith('//')`, `path.startswith('..')`: what begins like this is refused, the rest goes on. */
export function isOutward({ tree, facts }: FileReader, call: Node): boolean {
  const [given] = facts.arguments(call)
  const value = given === undefined ? NO_NODE : behindName(facts, given.value)
  return (
    value !== NO_NODE &&
    /^\(?\s*[a-z]{0,2}["'](?:\/["']|\/\/|\/\\|\.\.|\\|~|(?:https?|ftp|file):?\/{0,2}["']|javascript|-)/i.test(
      tree.text(value),
    )
  )
}

/** `os.path.join(BASE, name).startswith(BASE)`, `(BASE + name).startswith(BASE)` hold for `BASE/../etc` too. */
export function isUnresolvedPrefix(checker: FileReader, binding: Binding): boolean {
  const { tree, facts } = checker
  const [only, more] = binding.definitions
  if (only === undefined || more !== undefined) return false
  const value = writtenValue(tree, only.node)
  if (value?.kind !== 'whole') return false
  const { node } = value
  if (tree.kind(node) === k.K_CALL) {
    return /^(?:os|posixpath)\.path\.join$|^posixpath\.join$/.test(facts.calleeName(node) ?? '')
  }
  return isAppended(checker, node)
}

/** `BASE + '/' + name`, `f'{BASE}/{name}'`: put together here, so that its start says nothing of the rest. */
function isAppended({ tree, facts }: FileReader, node: Node): boolean {
  if (isString(tree, node)) {
    const parts = tree.namedChildren(node).filter((one) => tree.kind(one) === k.K_INTERPOLATION)
    return parts.length > 1
  }
  if (tree.kind(node) !== k.K_BINARY_OPERATOR) return false
  let left = node
  while (tree.kind(left) === k.K_BINARY_OPERATOR) left = tree.child(left, k.F_LEFT)
  return left !== NO_NODE && (isString(tree, left) || /^[A-Z]/.test(facts.name(left)))
}

/** `parts.hostname.endswith('example.com')`, `'example' in parts.netloc`: other hosts pass as well. */
export function isLooseHostTest(checker: FileReader, host: Node): boolean {
  const { tree, facts } = checker
  const around = tree.parent(host)
  if (tree.kind(around) === k.K_COMPARISON_OPERATOR) {
    const [left, right] = tree.namedChildren(around)
    return right === host && left !== undefined && isString(tree, left)
  }
  if (tree.kind(around) !== k.K_ATTRIBUTE) return false
  const call = tree.parent(around)
  const [given] = tree.kind(call) === k.K_CALL ? facts.arguments(call) : []
  if (given === undefined || !isString(tree, given.value)) return false
  const name = facts.name(tree.child(around, k.F_ATTRIBUTE))
  if (name === 'startswith') return true
  return name === 'endswith' && !/^[a-z]{0,2}["']\./i.test(tree.spelled(given.value))
}
