// Tests that a value passes before it is used: membership in a list of what is allowed, a check
// function, a prefix. A test anywhere before the use counts, unless it plainly guards another branch.
import { placeOf } from '../facts/kind-index.ts'
import type { Binding } from '../facts/scopes.ts'
import { isString } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { CHECKING_NAME, isAddressTested, isCondition, isResultTested } from './asked-results.ts'
import type { FileReader } from './input-sources.ts'
import { isUnresolvedPrefix, prefixGuards } from './prefix-tests.ts'
import { ALL_SINKS, CODE, PATH, SHELL, SQL, URL_TEXT, XPATH } from './sinks.ts'

const CHECKING_METHODS: ReadonlyMap<string, number> = new Map([
  ...['isdigit', 'isalnum', 'isidentifier', 'isnumeric', 'isdecimal', 'isalpha'].map(
    (name): [string, number] => [name, ALL_SINKS],
  ),
  ['is_relative_to', PATH],
  ['relative_to', PATH],
])
/** The sinks for which the variable was tested between its owner's start and the use. */
export function guardedSinks(checker: FileReader, binding: Binding, use: Node): number {
  if (binding.scope?.function === undefined) return 0
  const { references } = binding
  const end = placeOf(references, use, 0)
  let found = 0
  for (let at = Math.max(0, end - MAX_REFERENCES); at < end; at += 1) {
    found |= guardAt(checker, references[at] as Node, use, binding)
  }
  return found
}

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
function guardAt(
  checker: FileReader,
  reference: Node,
  use: Node,
  binding: Binding | undefined,
): number {
  const { tree, facts } = checker
  let parent = tree.parent(reference)
  if (parent === NO_NODE) return 0
  // `commonpath([path, BASE])`
  const isItem = tree.kind(parent) === k.K_LIST || tree.kind(parent) === k.K_TUPLE
  if (isItem && tree.kind(tree.parent(parent)) === k.K_ARGUMENT_LIST) parent = tree.parent(parent)
  let found = 0
  if (isAddressTested(checker, parent)) found |= URL_TEXT
  if (isRefusing(checker, reference, parent)) found |= PATH
  if (isConverting(checker, parent) || isMatchTested(checker, parent)) found |= ALL_SINKS
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
  if (!isCondition(checker, reference)) return found
  switch (tree.kind(parent)) {
    case k.K_COMPARISON_OPERATOR: {
      const [left, right] = tree.namedChildren(parent)
      if (left === undefined || right === undefined) break
      const operator = between(checker, left, right).trim()
      if (operator === '==' || operator === '!=') {
        const other = left === reference ? right : left
        if (isString(tree, other) && holdsAt(checker, parent, use, operator)) found |= ALL_SINKS
        break
      }
      if (!/\bin\b/.test(operator)) break
      if (left === reference && !isSlice && !isString(tree, right)) {
        if (isLeftBehind(checker, parent, use, !/\bnot\b/.test(operator))) break
        found |= ALL_SINKS
      } else if (right === reference) {
        if (/\.\.|[/\\]/.test(tree.text(left))) found |= PATH
        if (/^(["'])\\?["']\1$/.test(tree.text(left))) found |= QUOTED
      }
      break
    }
    case k.K_ATTRIBUTE: {
      const name = facts.name(tree.child(parent, k.F_ATTRIBUTE))
      if (name === 'startswith') {
        const prefix = prefixGuards(checker, parent)
        const isResolved = binding === undefined || text === 'resolved'
        const isJoined = !isResolved && isUnresolvedPrefix(checker, binding)
        found |= isJoined ? prefix & ~PATH : prefix
        // `if url.startswith('http'): return`: what is left has no address of its own.
        const isRefused = prefix !== (PATH | URL_TEXT)
        if (isRefused && isLeftBehind(checker, tree.parent(parent), use, true)) {
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
      if (name === 'netloc' || name === 'hostname' || name === 'host') found |= URL_TEXT
      break
    }
    case k.K_KEYWORD_ARGUMENT:
    case k.K_ARGUMENT_LIST: {
      const isNamed = tree.kind(parent) === k.K_KEYWORD_ARGUMENT
      const call = tree.parent(isNamed ? tree.parent(parent) : parent)
      if (tree.kind(call) !== k.K_CALL) break
      const text = tree.text(facts.callee(call))
      const name = text.slice(text.lastIndexOf('.') + 1)
      if (CHECKING_NAME.test(name)) {
        found |= name.startsWith('common') ? PATH : PATH | URL_TEXT | SHELL | ALL_SINKS
      }
      break
    }
  }
  return found
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

/**
 * True where a test of `if` says nothing of the use: `if name in KNOWN: note(name)` and then the use,
 * `if name.isdigit(): return` and then the use, the use inside of `if name not in KNOWN:`.
 */
function isLeftBehind({ tree }: FileReader, test: Node, use: Node, isPositive: boolean): boolean {
  let condition = test
  let holds = isPositive
  let parent = tree.parent(test)
  while (
    tree.kind(parent) === k.K_NOT_OPERATOR ||
    tree.kind(parent) === k.K_PARENTHESIZED_EXPRESSION
  ) {
    if (tree.kind(parent) === k.K_NOT_OPERATOR) holds = !holds
    condition = parent
    parent = tree.parent(parent)
  }
  if (tree.kind(parent) !== k.K_IF_STATEMENT || tree.fieldOf(condition) !== k.F_CONDITION) {
    return false
  }
  const body = tree.child(parent, k.F_CONSEQUENCE)
  if (tree.contains(body, use)) return !holds
  if (tree.contains(parent, use) || !holds) return false
  const last = tree.namedChildren(body).at(-1)
  if (last !== undefined && LEAVING.has(tree.kind(last))) return true
  // Where something is noted of it, the use may ask for that.
  const isNoted =
    tree.child(parent, k.F_ALTERNATIVE) !== NO_NODE ||
    holdsKind(tree, body, k.K_ASSIGNMENT) ||
    holdsKind(tree, body, k.K_RAISE_STATEMENT)
  return !isNoted
}

function holdsKind(tree: SyntaxTree, node: Node, kind: number): boolean {
  for (let at = node; at < tree.endOfSubtree(node); at += 1) if (tree.kind(at) === kind) return true
  return false
}

/** `int(text)` or `ip_address(text)` as a statement: what it refuses does not get to the use. */
function isConverting({ tree, facts }: FileReader, list: Node): boolean {
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (tree.kind(tree.parent(call)) !== k.K_EXPRESSION_STATEMENT) return false
  const block = tree.parent(tree.parent(call))
  const attempt = tree.parent(block)
  if (tree.kind(attempt) === k.K_TRY_STATEMENT && tree.fieldOf(block) === k.F_BODY) {
    const handlers = tree
      .namedChildren(attempt)
      .filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    const isCaught = handlers.some((one) => {
      const last = tree.namedChildren(tree.childOfKind(one, k.K_BLOCK)).at(-1)
      return last === undefined || tree.kind(last) === k.K_PASS_STATEMENT
    })
    if (isCaught) return false
  }
  return /^(?:builtins\.(?:int|float)|uuid\.UUID|decimal\.Decimal|ipaddress\.(?:ip_address|IPv[46]Address)|datetime\.(?:datetime|date)\.(?:strptime|fromisoformat))$/.test(
    facts.calleeName(call) ?? '',
  )
}

/** `found = re.fullmatch(PATTERN, text)`, then `if not found: return`. */
function isMatchTested(checker: FileReader, list: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (!/(?:^|\.)(?:full)?match$/.test(tree.text(facts.callee(call)))) return false
  return isResultTested(checker, call)
}

/** Inside of `if name == 'a':`, or behind `if name != 'a': return`. */
function holdsAt({ tree }: FileReader, test: Node, use: Node, operator: string): boolean {
  const statement = tree.ancestor(test, k.K_IF_STATEMENT)
  if (statement === NO_NODE || tree.child(statement, k.F_CONDITION) !== test) return false
  const body = tree.child(statement, k.F_CONSEQUENCE)
  if (operator === '==') return tree.contains(body, use)
  const last = tree.namedChildren(body).at(-1)
  return (
    use > tree.endOfSubtree(statement) - 1 && last !== undefined && LEAVING.has(tree.kind(last))
  )
}

const LEAVING: ReadonlySet<number> = new Set([
  k.K_RETURN_STATEMENT,
  k.K_RAISE_STATEMENT,
  k.K_CONTINUE_STATEMENT,
  k.K_BREAK_STATEMENT,
])

/** `path.relative_to(base)` raises when the path lies elsewhere. */
function isRefusing({ tree, facts }: FileReader, reference: Node, parent: Node): boolean {
  return (
    tree.kind(parent) === k.K_ATTRIBUTE &&
    tree.fieldOf(reference) === k.F_OBJECT &&
    facts.name(tree.child(parent, k.F_ATTRIBUTE)) === 'relative_to'
  )
}

function between(checker: FileReader, left: Node, right: Node): string {
  const { tree } = checker
  return tree.source.slice(tree.end(left), tree.start(right))
}
