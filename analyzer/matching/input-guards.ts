// Tests that a value passes before it is used: membership in a list of what is allowed, a check
// function, a prefix. A test anywhere before the use counts; which branch it guards is not asked.
import type { Binding } from '../facts/scopes.ts'
import { isString } from '../facts/strings.ts'
import { writtenValue } from '../flow/written-value.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'
import { ALL_SINKS, PATH, SHELL, URL_TEXT } from './sinks.ts'

const CHECKING_METHODS: ReadonlyMap<string, number> = new Map([
  ...['isdigit', 'isalnum', 'isidentifier', 'isnumeric', 'isdecimal', 'isalpha'].map(
    (name): [string, number] => [name, ALL_SINKS],
  ),
  ['startswith', PATH | URL_TEXT],
  ['is_relative_to', PATH],
  ['relative_to', PATH],
])
const CHECKING_NAME =
  /(?:^|_)(?:valid|validate|allowed|allow|(?<!mark_)safe|check(?!_output|_call)|verify|whitelist|is_safe|permitted|sanitize|contains?_dotdot|commonpath|commonprefix|fullmatch|match|is_local|is_callback|is_known|is_registered|is_supported|url_has_allowed_host)/i

/** The sinks for which the variable was tested between its owner's start and the use. */
export function guardedSinks(checker: FileReader, binding: Binding, use: Node): number {
  const { tree, facts } = checker
  if (binding.scope?.function === undefined) return 0
  let found = 0
  for (const reference of binding.references) {
    if (reference >= use) break
    let parent = tree.parent(reference)
    if (parent === NO_NODE) continue
    // `commonpath([path, BASE])`
    const isItem = tree.kind(parent) === k.K_LIST || tree.kind(parent) === k.K_TUPLE
    if (isItem && tree.kind(tree.parent(parent)) === k.K_ARGUMENT_LIST) parent = tree.parent(parent)
    if (isAddressTested(checker, parent)) found |= URL_TEXT
    if (isRefusing(checker, reference, parent)) found |= PATH
    if (!isCondition(checker, reference)) continue
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
        if (left === reference && !isString(tree, right)) found |= ALL_SINKS
        else if (right === reference && /\.\.|[/\\]/.test(tree.text(left))) found |= PATH
        break
      }
      case k.K_ATTRIBUTE: {
        if (isUnresolvedPrefix(checker, binding, parent)) break
        const name = facts.name(tree.child(parent, k.F_ATTRIBUTE))
        found |= CHECKING_METHODS.get(name) ?? 0
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
  }
  return found
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

/** `os.path.join(BASE, name).startswith(BASE)` holds for `BASE/../etc` too. */
function isUnresolvedPrefix({ tree, facts }: FileReader, binding: Binding, test: Node): boolean {
  if (facts.name(tree.child(test, k.F_ATTRIBUTE)) !== 'startswith') return false
  const [only, more] = binding.definitions
  if (only === undefined || more !== undefined) return false
  const value = writtenValue(tree, only.node)
  if (value?.kind !== 'whole' || tree.kind(value.node) !== k.K_CALL) return false
  return /^(?:os|posixpath)\.path\.join$|^posixpath\.join$/.test(facts.calleeName(value.node) ?? '')
}

/** `urlparse(url).hostname not in HOSTS`, or a test of the parts that it was given. */
function isAddressTested(checker: FileReader, list: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (tree.kind(call) !== k.K_CALL) return false
  if (!/(?:^|\.)url(?:parse|split)$|(?:^|\.)URL$/.test(tree.text(facts.callee(call)))) return false
  if (isCondition(checker, call)) return true
  const statement = tree.ancestor(call, k.K_ASSIGNMENT)
  const target = statement === NO_NODE ? NO_NODE : tree.child(statement, k.F_LEFT)
  if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return false
  const references = facts.resolve(target)?.references ?? []
  return [...references].some((one) => one > target && isCondition(checker, one))
}

/** `path.relative_to(base)` raises when the path lies elsewhere. */
function isRefusing({ tree, facts }: FileReader, reference: Node, parent: Node): boolean {
  return (
    tree.kind(parent) === k.K_ATTRIBUTE &&
    tree.fieldOf(reference) === k.F_OBJECT &&
    facts.name(tree.child(parent, k.F_ATTRIBUTE)) === 'relative_to'
  )
}

/** True inside the condition of `if`, `while`, `assert`, a conditional expression. */
function isCondition(checker: FileReader, node: Node): boolean {
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
      case k.K_CONDITIONAL_EXPRESSION:
        return tree.namedChildren(parent)[1] === at
      case k.K_EXPRESSION_STATEMENT: {
        const text = tree.text(at)
        return tree.kind(at) === k.K_CALL && CHECKING_NAME.test(text.slice(0, text.indexOf('(')))
      }
      case k.K_ASSIGNMENT: {
        // `is_safe = url_has_allowed_host_and_scheme(url=target)`
        const text = tree.text(at)
        return tree.kind(at) === k.K_CALL && CHECKING_NAME.test(text.slice(0, text.indexOf('(')))
      }
      case k.K_BLOCK:
      case k.K_MODULE:
        return false
    }
  }
  return false
}

function between(checker: FileReader, left: Node, right: Node): string {
  const { tree } = checker
  return tree.source.slice(tree.end(left), tree.start(right))
}
