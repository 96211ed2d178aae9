// Whether a condition asks for what a call gives: a check whose result nobody reads refuses nothing.
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'
import { isLooseHostTest } from './prefix-tests.ts'
import { isLeftBehind } from './test-reach.ts'

/** Functions that say by their name that they look at a value and refuse it. */
export const CHECKING_NAME =
  /(?:^|_)(?:valid|validate|allowed|allow|(?<!mark_)safe|check(?!_output|_call)|verify|whitelist|is_safe|permitted|sanitize|contains?_dotdot|commonpath|commonprefix|fullmatch|match|is_local|is_(?:inside|within|under|below|relative_to|subpath|subdir)|is_callback|is_known|is_registered|is_supported|url_has_allowed_host)/i

/** Those that answer and raise nothing, and those that do something else in a safe manner. */
const ANSWERING =
  /^_?(?:safe\w*|(?!(?:assert|ensure|require|check|verify|validate)_)\w+_safe\w*|(?:full)?match|is_\w+|common(?:path|prefix))$/i

const ANSWERS: ReadonlySet<number> = new Set([
  k.K_COMPARISON_OPERATOR,
  k.K_BOOLEAN_OPERATOR,
  k.K_NOT_OPERATOR,
])

/**
 * True inside the condition of `if`, `while`, `assert`, a conditional expression, and where a condition
 * asks for the answer; `isAnswer` says that the node is an answer itself.
 */
export function isCondition(checker: FileReader, node: Node, isAnswer = false): boolean {
  const { tree } = checker
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    const parent = tree.parent(at)
    if (parent === NO_NODE) return false
    switch (tree.kind(parent)) {
      case k.K_IF_STATEMENT:
      case k.K_ELIF_CLAUSE:
      case k.K_WHILE_STATEMENT:
        return tree.fieldOf(at) === k.F_CONDITION
      case k.K_ASSERT_STATEMENT:
      case k.K_IF_CLAUSE:
        return true
      case k.K_RETURN_STATEMENT:
        return checker.isAnswering === true
      case k.K_CONDITIONAL_EXPRESSION:
        return tree.namedChildren(parent)[1] === at
      case k.K_EXPRESSION_STATEMENT: {
        // `check_name(name)` raises, or it is no check.
        const name = calledName(checker, at)
        return CHECKING_NAME.test(name) && !ANSWERING.test(name)
      }
      case k.K_ASSIGNMENT: {
        // `allowed = url_has_allowed_host_and_scheme(url=target)`
        // `is_known = name in KNOWN`, then `if is_known:`
        if (tree.testedBy(at) !== NO_NODE) return true
        // One answer leads to no other.
        if (isAnswer) return false
        // `is_known = name in KNOWN`
        if (ANSWERS.has(tree.kind(at))) return isResultTested(checker, at)
        const name = calledName(checker, at)
        // `is_known = any(host == one for one in HOSTS)`
        if (name === 'any' || name === 'all') return isResultTested(checker, at)
        if (!CHECKING_NAME.test(name)) return false
        return !ANSWERING.test(name) || isResultTested(checker, at)
      }
      case k.K_BLOCK:
      case k.K_MODULE:
        return false
    }
  }
  return false
}

/** The last name of what is called, '' for other expressions. */
function calledName({ tree, facts }: FileReader, node: Node): string {
  const callee = tree.kind(node) === k.K_CALL ? facts.callee(node) : NO_NODE
  if (callee === NO_NODE) return ''
  const text = tree.spelled(callee)
  return text.slice(text.lastIndexOf('.') + 1)
}

/** True if a condition asks for the variable that a call is assigned to. */
export function isResultTested(checker: FileReader, call: Node): boolean {
  return resultTests(checker, call).length > 0
}

/** The places where conditions read the variable that an expression is assigned to. */
function resultTests(checker: FileReader, expression: Node): readonly Node[] {
  const { tree, facts } = checker
  const statement = tree.parent(expression)
  if (tree.kind(statement) !== k.K_ASSIGNMENT) return []
  const target = tree.child(statement, k.F_LEFT)
  if (tree.kind(target) !== k.K_IDENTIFIER) return []
  const references = facts.resolve(target)?.references ?? []
  return [...references].filter((one) => one > target && isCondition(checker, one, true))
}

/**
 * `urlparse(url).hostname not in HOSTS`, a test of the parts that it was given, a test of
 * `urlparse(urljoin(base, url))`. The scheme alone says nothing of the host.
 */
export function isAddressTested(checker: FileReader, list: Node, use: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  let call = tree.parent(list)
  if (tree.kind(call) !== k.K_CALL) return false
  if (/(?:^|\.)urljoin$/.test(tree.spelled(facts.callee(call)))) {
    const outer = tree.parent(call)
    if (tree.kind(outer) !== k.K_ARGUMENT_LIST) return false
    call = tree.parent(outer)
  }
  if (!/^(?:url(?:parse|split)|URL)$/.test(calledName(checker, call))) return false
  if (isScheme(checker, call)) return false
  if (isCondition(checker, call)) return !isLoosePart(checker, call)
  return addressTests(checker, partOf(checker, call)).some(
    (one) =>
      !isScheme(checker, one) &&
      !isLoosePart(checker, one) &&
      !isLooseHostTest(checker, one) &&
      !isOfOthers(checker, one, use),
  )
}

/** The tests of an address, of its host under a name of its own too: `host = parts.hostname`. */
function addressTests(checker: FileReader, address: Node): readonly Node[] {
  const { tree, facts } = checker
  const statement = tree.parent(address)
  const target = tree.kind(statement) === k.K_ASSIGNMENT ? tree.child(statement, k.F_LEFT) : NO_NODE
  const isNamed = target !== NO_NODE && tree.kind(target) === k.K_IDENTIFIER
  const references = isNamed ? (facts.resolve(target)?.references ?? []) : []
  const hosts = [...references].flatMap((one) => {
    const host = tree.parent(one)
    if (tree.kind(host) !== k.K_ATTRIBUTE || tree.fieldOf(one) !== k.F_OBJECT) return []
    const name = facts.name(tree.child(host, k.F_ATTRIBUTE))
    return /^(?:hostname|netloc|host)$/.test(name) ? [partOf(checker, host)] : []
  })
  return [address, ...hosts].flatMap((one) => resultTests(checker, one))
}

/** `urlparse(url).hostname.lower()` of `urlparse(url)`. */
function partOf({ tree }: FileReader, call: Node): Node {
  for (let at = call; ; at = tree.parent(at)) {
    const field = tree.fieldOf(at)
    const isInside = field === k.F_OBJECT || field === k.F_FUNCTION || field === k.F_VALUE
    const kind = tree.kind(tree.parent(at))
    const isPart = kind === k.K_ATTRIBUTE || kind === k.K_CALL || kind === k.K_SUBSCRIPT
    const isAlternative = kind === k.K_BOOLEAN_OPERATOR && field === k.F_LEFT
    const isBracket = kind === k.K_PARENTHESIZED_EXPRESSION
    if (!(isInside && isPart) && !isAlternative && !isBracket) return at
  }
}

/** `if host in HOSTS: return load(url)`, and then another use. */
function isOfOthers(reader: FileReader, host: Node, use: Node): boolean {
  const { tree } = reader
  const comparison = tree.parent(host)
  if (tree.kind(comparison) !== k.K_COMPARISON_OPERATOR) return false
  const [left, right] = tree.namedChildren(comparison)
  if (left !== host || right === undefined) return false
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
  return operator === 'in' && isLeftBehind(reader, comparison, use, true)
}

/** `parts.hostname.endswith('example.com')` of `parts` */
function isLoosePart(reader: FileReader, parts: Node): boolean {
  const { tree, facts } = reader
  const host = tree.parent(parts)
  if (tree.kind(host) !== k.K_ATTRIBUTE || tree.fieldOf(parts) !== k.F_OBJECT) return false
  const name = facts.name(tree.child(host, k.F_ATTRIBUTE))
  return /^(?:hostname|netloc|host)$/.test(name) && isLooseHostTest(reader, host)
}

/** `parts.scheme` */
function isScheme({ tree, facts }: FileReader, node: Node): boolean {
  const parent = tree.parent(node)
  return (
    tree.kind(parent) === k.K_ATTRIBUTE &&
    tree.fieldOf(node) === k.F_OBJECT &&
    facts.name(tree.child(parent, k.F_ATTRIBUTE)) === 'scheme'
  )
}
