import { placeOf } from '../../facts/kind-index.ts'
import type { Binding } from '../../facts/scopes.ts'
import { isString } from '../../facts/strings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { answeredBy } from './asked-functions.ts'
import { CHECKING_NAME, isAddressTested, isCondition, isResultTested } from './asked-results.ts'
import { isEndingTest } from './ending-tests.ts'
import type { FileReader } from './input-sources.ts'
import { isNumberTest } from './number-tests.ts'
import { isLooseHostTest, isOutward, isUnresolvedPrefix, prefixGuards } from './prefix-tests.ts'
import { ALL_SINKS, CODE, PATH, SQL, URL_TEXT, XPATH } from './sinks.ts'
import {
  between,
  isEqualAt,
  isInOtherBranch,
  isLeftBehind,
  isPassedOver,
  isSwallowed,
} from './test-reach.ts'

const CHECKING_METHODS: ReadonlyMap<string, number> = new Map([
  ...['isdigit', 'isalnum', 'isidentifier', 'isnumeric', 'isdecimal', 'isalpha'].map(
    (name): [string, number] => [name, ALL_SINKS],
  ),
  ['is_relative_to', PATH],
])
/** Those that are true of a value that is as it should be. */
const APPROVING =
  /^_?(?:is_(?!not|in|un|bad)|url_has_|(?:full)?match$|(?:valid|allowed|permitted|safe)(?:_|$))/i

/** The sinks for which the variable was tested between its owner's start and the use. */
export function guardedSinks(checker: FileReader, binding: Binding, use: Node): number {
  const { references } = binding
  // `[name for name in names if name in KNOWN]`: the test stands behind what it lets through.
  if (binding.kind === 'comprehension') {
    let found = 0
    for (const one of references) if (one !== use) found |= guardAt(checker, one, use, binding)
    return found
  }
  if (binding.scope?.function === undefined) return 0
  const end = placeOf(references, use, 0)
  let found = 0
  for (let at = Math.max(0, end - MAX_REFERENCES); at < end && found !== ALL_SINKS; at += 1) {
    const reference = references[at] as Node
    const guarded = guardAt(checker, reference, use, binding)
    if (guarded !== 0 && !isRewritten(checker, binding, reference, use)) found |= guarded
  }
  // `name if name in KNOWN else 'a'`: the test stands behind the use.
  const behind = references[end] === use ? references[end + 1] : references[end]
  if (behind !== undefined && isInSameChoice(checker, use, behind)) {
    found |= guardAt(checker, behind, use, binding)
  }
  return found
}

/** `yes` and the test of one `yes if test else no`. */
function isInSameChoice({ tree }: FileReader, use: Node, test: Node): boolean {
  const choice = tree.ancestor(use, k.K_CONDITIONAL_EXPRESSION)
  if (choice === NO_NODE || !tree.contains(choice, test)) return false
  const [yes, condition] = tree.namedChildren(choice)
  return (
    yes !== undefined &&
    condition !== undefined &&
    tree.contains(yes, use) &&
    tree.contains(condition, test)
  )
}

/** True if the variable certainly gets another value between the test and the use. */
function isRewritten({ tree }: FileReader, binding: Binding, test: Node, use: Node): boolean {
  if (binding.definitionCount > MAX_DEFINITIONS) return false
  return binding.definitions.some(({ node }) => {
    if (node <= test || node >= use) return false
    const written = writtenValue(tree, node)
    if (written?.kind !== 'whole' || tree.contains(written.writer, use)) return false
    const block = tree.ancestor(node, k.K_BLOCK)
    const isSure = block !== NO_NODE && tree.contains(block, use)
    if (!isSure || tree.contains(written.writer, test)) return false
    // `name = clean(name)` gives what was tested.
    return !binding.references.some((one) => tree.contains(written.node, one))
  })
}

/** A variable that is given more values is one of generated code. */
const MAX_DEFINITIONS = 60

/** Places before a use that are looked at, the nearest: no function tests a value behind so many. */
const MAX_REFERENCES = 300

/** The same for `data['name']`, `request.args.get('name')`: tests of the expression as it is written. */
export function guardedExpression(checker: FileReader, expression: Node): number {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(expression)
  const length = tree.end(expression) - tree.start(expression)
  if (owner === undefined || length > MAX_LENGTH) return 0
  const text = tree.text(expression)
  let found = 0
  for (const other of facts.nodesOfKind(tree.kind(expression))) {
    if (other >= expression) break
    if (other < owner.node || tree.end(other) - tree.start(other) !== length) continue
    if (tree.text(other) === text) found |= guardAt(checker, other, expression, undefined)
  }
  return found
}

const MAX_LENGTH = 80

/** What one place that names a value tests of it, as far as that holds where it is used. */
export function guardAt(
  checker: FileReader,
  reference: Node,
  use: Node,
  binding: Binding | undefined,
): number {
  const { tree, facts } = checker
  const resolved = resolvedPath(checker, reference)
  const isMadeWhole = resolved !== reference
  reference = resolved
  let parent = tree.parent(reference)
  if (parent === NO_NODE) return 0
  // `commonpath([path, BASE])`
  const isItem = tree.kind(parent) === k.K_LIST || tree.kind(parent) === k.K_TUPLE
  if (isItem && tree.kind(tree.parent(parent)) === k.K_ARGUMENT_LIST) parent = tree.parent(parent)
  let found = 0
  if (isAddressTested(checker, parent, use)) found |= URL_TEXT
  const isRefused = isRefusing(checker, reference, parent)
  if (isRefused) {
    // In the same `try` the use is not reached by what is refused.
    const block = tree.ancestor(parent, k.K_BLOCK)
    const isBeside = block !== NO_NODE && tree.contains(block, use)
    if (isBeside || !isSwallowed(tree, parent)) found |= PATH
  }
  if (isConverting(checker, parent) || isMatchTested(checker, parent)) found |= ALL_SINKS
  if (isNumberTest(checker, reference) && !isLeftBehind(checker, tree.parent(parent), use, true)) {
    found |= ALL_SINKS
  }
  if (isWithinKnown(checker, parent)) found |= ALL_SINKS
  found |= answeredBy(checker, reference, use)
  found |= elementGuards(checker, reference, use)
  // `"'" in text[1:-1]`
  const isSlice =
    tree.kind(parent) === k.K_SUBSCRIPT &&
    tree.kind(tree.child(parent, k.F_SUBSCRIPT)) === k.K_SLICE
  if (isSlice) {
    reference = parent
    parent = tree.parent(parent)
  }
  // `str(path).startswith(BASE)`, `os.path.normpath(path).startswith(BASE)`
  const text = asText(checker, parent)
  if (text !== undefined) {
    reference = tree.parent(parent)
    parent = tree.parent(reference)
  }
  // `commonpath([os.path.realpath(path), BASE])`
  const isOneOf = tree.kind(parent) === k.K_LIST || tree.kind(parent) === k.K_TUPLE
  if (isOneOf && tree.kind(tree.parent(parent)) === k.K_ARGUMENT_LIST) parent = tree.parent(parent)
  const ended = withSeparator(checker, reference)
  if (ended !== reference) {
    reference = ended
    parent = tree.parent(reference)
  }
  if (!isCondition(checker, reference)) return found
  switch (tree.kind(parent)) {
    case k.K_COMPARISON_OPERATOR: {
      const [left, right] = tree.namedChildren(parent)
      if (left === undefined || right === undefined) break
      const operator = between(checker, left, right).trim()
      if (operator === '==' || operator === '!=') {
        const other = left === reference ? right : left
        if (isString(tree, other) && isEqualAt(checker, parent, use, operator)) found |= ALL_SINKS
        break
      }
      if (!/\bin\b/.test(operator)) break
      if (left === reference && !isSlice && !isString(tree, right)) {
        if (isLeftBehind(checker, parent, use, !/\bnot\b/.test(operator))) break
        found |= ALL_SINKS
      } else if (right === reference) {
        if (/\.\.|[/\\]|^os\.(?:path\.)?sep$/.test(tree.spelled(left))) found |= PATH
        if (/^(["'])\\?["']\1$/.test(tree.spelled(left))) found |= QUOTED
      }
      break
    }
    case k.K_ATTRIBUTE: {
      const name = facts.name(tree.child(parent, k.F_ATTRIBUTE))
      if (name === 'startswith') {
        const prefix = prefixGuards(checker, parent)
        const isResolved = binding === undefined || text === 'resolved' || isMadeWhole
        const isJoined = !isResolved && isUnresolvedPrefix(checker, binding)
        const call = tree.calledBy(parent)
        const test = call === NO_NODE ? tree.parent(parent) : call
        // `if url.startswith(BASE): return load(url)`, and then another use.
        const isElsewhere = !isOutward(checker, test) && isLeftBehind(checker, test, use, true)
        if (!isElsewhere) found |= isJoined ? prefix & ~PATH : prefix
        // `if url.startswith('http'): return`: what is left has no address of its own.
        const isRefused = prefix !== (PATH | URL_TEXT)
        if (isRefused && isLeftBehind(checker, test, use, true) && !isPassedOver(tree, test)) {
          found |= PATH | URL_TEXT
        }
        break
      }
      const own = CHECKING_METHODS.get(name) ?? 0
      if (own !== ALL_SINKS || !isLeftBehind(checker, tree.parent(parent), use, true)) found |= own
      // `BASE in path.parents`
      if (name === 'parents' && tree.kind(tree.parent(parent)) === k.K_COMPARISON_OPERATOR) {
        found |= PATH
      }
      if (name === 'netloc' || name === 'hostname' || name === 'host') {
        const isOpen = isHostLeftBehind(checker, parent, use) || isLooseHostTest(checker, parent)
        if (!isOpen) found |= URL_TEXT
      }
      break
    }
    case k.K_KEYWORD_ARGUMENT:
    case k.K_ARGUMENT_LIST: {
      const isNamed = tree.kind(parent) === k.K_KEYWORD_ARGUMENT
      const call = tree.parent(isNamed ? tree.parent(parent) : parent)
      if (tree.kind(call) !== k.K_CALL) break
      const text = tree.spelled(facts.callee(call))
      const name = text.slice(text.lastIndexOf('.') + 1)
      if (CHECKING_NAME.test(name)) {
        if (APPROVING.test(name) && isInOtherBranch(checker, call, use)) break
        const missed = isEndingTest(checker, facts.callee(call)) ? PATH : 0
        found |= name.startsWith('common') ? PATH : ALL_SINKS & ~missed
      }
      break
    }
  }
  return found
}

/** `all(c.isalnum() for c in text)`, `any(name not in KNOWN for name in names)` in a condition. */
function elementGuards(checker: FileReader, reference: Node, use: Node): number {
  const { tree, facts } = checker
  const clause = tree.parent(reference)
  if (tree.kind(clause) !== k.K_FOR_IN_CLAUSE || tree.fieldOf(reference) !== k.F_RIGHT) return 0
  const generator = tree.parent(clause)
  const call = tree.parent(generator)
  if (tree.kind(call) !== k.K_CALL || tree.contains(call, use)) return 0
  if (!/^builtins\.(?:all|any)$/.test(facts.calleeName(call) ?? '')) return 0
  const element = facts.resolve(tree.child(clause, k.F_LEFT))
  let found = 0
  for (const one of element?.references ?? []) found |= guardAt(checker, one, use, undefined)
  return found
}

/** `set(names) <= KNOWN`, `set(names).issubset(KNOWN)`, `KNOWN.issuperset(names)`, `set(names) - KNOWN`. */
function isWithinKnown(checker: FileReader, list: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (tree.kind(call) !== k.K_CALL || !isCondition(checker, call)) return false
  const text = tree.spelled(facts.callee(call))
  if (/\.issuperset$/.test(text)) return true
  if (!/^(?:frozen)?set$/.test(text)) return false
  const outer = tree.parent(call)
  if (tree.fieldOf(call) === k.F_OBJECT) {
    return /^(?:issubset|difference)$/.test(facts.name(tree.child(outer, k.F_ATTRIBUTE)))
  }
  if (tree.kind(outer) === k.K_BINARY_OPERATOR) {
    return (
      tree.child(outer, k.F_LEFT) === call && tree.text(tree.child(outer, k.F_OPERATOR)) === '-'
    )
  }
  const [left, right] = tree.namedChildren(outer)
  if (tree.kind(outer) !== k.K_COMPARISON_OPERATOR || right === undefined) return false
  return left === call && /^<=?$/.test(between(checker, left, right).trim())
}

/** What a call makes of its argument: `str(path)` the same as text, `os.path.normpath(path)` one without `..`. */
function asText({ tree, facts }: FileReader, list: Node): 'same' | 'resolved' | undefined {
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return undefined
  const name = facts.calleeName(tree.parent(list)) ?? ''
  if (/^os\.path\.(?:normpath|realpath|abspath)$/.test(name)) return 'resolved'
  return /^(?:builtins\.str|os\.fspath)$/.test(name) ? 'same' : undefined
}

/** Sinks where a text without quotes stays inside of the quotes around it. */
const QUOTED = SQL | CODE | XPATH

/** `int(text)` or `ip_address(text)` as a statement: what it refuses does not get to the use. */
function isConverting({ tree, facts }: FileReader, list: Node): boolean {
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (tree.kind(tree.parent(call)) !== k.K_EXPRESSION_STATEMENT) return false
  if (isSwallowed(tree, call)) return false
  return /^(?:builtins\.(?:int|float)|uuid\.UUID|decimal\.Decimal|ipaddress\.(?:ip_address|IPv[46]Address)|datetime\.(?:datetime|date)\.(?:strptime|fromisoformat))$/.test(
    facts.calleeName(call) ?? '',
  )
}

/** `found = re.fullmatch(PATTERN, text)`, then `if not found: return`. */
function isMatchTested(checker: FileReader, list: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (!/(?:^|\.)(?:full)?match$/.test(tree.spelled(facts.callee(call)))) return false
  return isResultTested(checker, call)
}

/** `(path + os.sep)` of the `path` in it: the folder itself begins like its entries then. */
function withSeparator({ tree, facts }: FileReader, path: Node): Node {
  const sum = tree.parent(path)
  if (sum === NO_NODE || tree.kind(sum) !== k.K_BINARY_OPERATOR) return path
  const behind = tree.child(sum, k.F_RIGHT)
  const isSeparator =
    /^os\.(?:path\.)?sep$/.test(facts.qualifiedName(behind) ?? '') ||
    /^(["'])\/\1$/.test(tree.spelled(behind))
  if (tree.child(sum, k.F_LEFT) !== path || !isSeparator) return path
  const brackets = tree.parent(sum)
  return tree.kind(brackets) === k.K_PARENTHESIZED_EXPRESSION ? brackets : sum
}

/** `path.resolve()` of the `path` in it. */
function resolvedPath({ tree, facts }: FileReader, path: Node): Node {
  const attribute = tree.parent(path)
  if (attribute === NO_NODE || tree.kind(attribute) !== k.K_ATTRIBUTE) return path
  if (tree.fieldOf(path) !== k.F_OBJECT) return path
  const call = tree.calledBy(attribute)
  const isCalled = call !== NO_NODE
  const isWhole = /^(?:resolve|absolute)$/.test(facts.name(tree.child(attribute, k.F_ATTRIBUTE)))
  return isCalled && isWhole ? call : path
}

/** `path.relative_to(base)`, `Path(text).resolve().relative_to(base)` raise when the path lies elsewhere. */
function isRefusing({ tree, facts }: FileReader, reference: Node, parent: Node): boolean {
  let path = reference
  let at = parent
  if (tree.kind(at) === k.K_ARGUMENT_LIST) {
    path = tree.parent(at)
    if (!/^pathlib\.\w*Path$/.test(facts.calleeName(path) ?? '')) return false
    at = tree.parent(path)
  }
  for (let step = 0; step < MAX_STEPS && tree.kind(at) === k.K_ATTRIBUTE; step += 1) {
    if (tree.child(at, k.F_OBJECT) !== path) return false
    const name = facts.name(tree.child(at, k.F_ATTRIBUTE))
    if (name === 'relative_to') return true
    if (!/^(?:resolve|absolute|expanduser)$/.test(name)) return false
    path = tree.parent(at)
    if (tree.kind(path) !== k.K_CALL) return false
    at = tree.parent(path)
  }
  return false
}

/** Calls between a path and the question where it lies. */
const MAX_STEPS = 4

/** `if parts.hostname in HOSTS: return load(parts)`, and then another use. */
function isHostLeftBehind(checker: FileReader, host: Node, use: Node): boolean {
  const { tree } = checker
  const comparison = tree.parent(host)
  if (tree.kind(comparison) !== k.K_COMPARISON_OPERATOR) return false
  const [left, right] = tree.namedChildren(comparison)
  if (left !== host || right === undefined) return false
  const operator = between(checker, left, right).trim()
  return operator === 'in' && isLeftBehind(checker, comparison, use, true)
}
