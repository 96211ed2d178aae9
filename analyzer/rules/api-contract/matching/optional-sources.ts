// Expressions that give a value or None, by what they ask for.
import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import { constantOf, type Expression, originOf } from '../../../facts/expression.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import { stringValue } from '../../../facts/strings.ts'
import {
  argumentsOf,
  calleeName,
  hasUnpacking,
  positionalArgument,
  receiverOf,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { mayBeOurs } from '../../../matching/calls/own-callees.ts'
import { isInputRead } from '../../../matching/inputs/input-sources.ts'
import { callNature } from '../../../project/call-results.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface OptionalSource {
  readonly kind: 'function' | 'search' | 'match' | 'field' | 'environment'
  readonly call: Node
  /** What decides whether there is a value. */
  readonly keys: readonly Node[]
  readonly definition?: ProjectFunction
}

const ENVIRONMENT = /^os\.(?:environ\.get|getenv)$/
const MATCHING = /^re\.(?:match|search|fullmatch)$/
const MATCHERS = /^(?:match|search|fullmatch)$/
/** Set on every system, or by whoever starts the program. */
const ALWAYS_SET =
  /^(?:HOME|PATH|USER|LOGNAME|SHELL|PWD|LANG|APPDATA|LOCALAPPDATA|USERPROFILE|SYSTEMROOT|TEMP|TMP|COMSPEC|PROGRAMFILES)$/i

/** What an expression may have no value for; undefined where it always has one, or that is not known. */
export function optionalSource(checker: Checker, expression: Node): OptionalSource | undefined {
  const { tree, facts } = checker
  const outer = withoutParentheses(tree, expression)
  const isAwaited = tree.kind(outer) === k.K_AWAIT
  const call = isAwaited ? withoutParentheses(tree, tree.namedChildren(outer)[0] ?? NO_NODE) : outer
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL || hasUnpacking(tree, call)) return undefined
  const given = argumentsOf(tree, call)
  const origin = facts.calleeName(call)
  const first = positionalArgument(tree, call, 0)
  if (!isAwaited) {
    if (origin === 'builtins.next') {
      const [rows, otherwise] = given
      if (rows === undefined || otherwise === undefined) return undefined
      if (tree.kind(otherwise.value) !== k.K_NONE) return undefined
      if (tree.kind(rows.value) !== k.K_GENERATOR_EXPRESSION) return undefined
      return { kind: 'search', call, keys: [rows.value] }
    }
    if (origin !== undefined && ENVIRONMENT.test(origin)) {
      const name = stringValue(tree, first)
      if (given.length !== 1 || name === undefined || ALWAYS_SET.test(name)) return undefined
      return { kind: 'environment', call, keys: [first] }
    }
    const matched = matchedText(checker, call, origin)
    if (matched !== NO_NODE) return { kind: 'match', call, keys: [matched] }
    if (calleeName(tree, call) === 'get' && given.length === 1 && first !== NO_NODE) {
      const fields = receiverOf(tree, call)
      if (fields !== NO_NODE && isFields(checker, fields)) {
        return { kind: 'field', call, keys: [first] }
      }
    }
  }
  const definition = optionalFunction(checker, call, isAwaited)
  if (definition === undefined) return undefined
  return { kind: 'function', call, keys: given.map(({ value }) => value), definition }
}

/** Fields that a client need not send: `request.args`, `request.POST`. */
function isFields(checker: Checker, node: Node): boolean {
  const { tree } = checker
  if (tree.kind(node) !== k.K_ATTRIBUTE) return false
  const name = tree.text(tree.child(node, k.F_ATTRIBUTE))
  return (
    /^(?:args|form|GET|POST|query_params|cookies|COOKIES)$/.test(name) && isInputRead(checker, node)
  )
}

/** The text that a pattern is looked for in; NO_NODE for other calls. */
function matchedText(checker: Checker, call: Node, origin: string | undefined): Node {
  const { tree } = checker
  if (origin !== undefined && MATCHING.test(origin)) {
    if (fitsEmpty(checker, positionalArgument(tree, call, 0))) return NO_NODE
    return positionalArgument(tree, call, 1)
  }
  if (!MATCHERS.test(calleeName(tree, call))) return NO_NODE
  const pattern = receiverOf(tree, call)
  const value = pattern === NO_NODE ? undefined : checker.valueOf(pattern)
  const isPattern =
    value?.kind === 'external' && /^re\.(?:compile\(\)|Pattern\(\))$/.test(value.name)
  if (!isPattern) return NO_NODE
  const made = onlyValue(checker.facts, pattern)
  const isMade = made !== NO_NODE && tree.kind(made) === k.K_CALL
  if (isMade && fitsEmpty(checker, positionalArgument(tree, made, 0))) return NO_NODE
  return positionalArgument(tree, call, 0)
}

/** `(a)?(.*)`: a pattern whose parts may all be missing is found in every text. */
function fitsEmpty({ facts }: Checker, pattern: Node): boolean {
  const text = pattern === NO_NODE ? undefined : namedConstant(facts, pattern)
  if (typeof text !== 'string') return false
  try {
    return new RegExp(text.replaceAll('(?P<', '(?<'), 'u').test('')
  } catch (error) {
    // What the two languages write in different ways is not judged.
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** A function of the project that says that it may give None. */
function optionalFunction(
  checker: Checker,
  call: Node,
  isAwaited: boolean,
): ProjectFunction | undefined {
  const { facts, tree } = checker
  const callee = facts.callee(call)
  if (!mayBeOurs(checker, callee)) return undefined
  const value = checker.analysis.types.valueOf(callee)
  if (value?.kind !== 'function' && value?.kind !== 'method') return undefined
  const one = value.function
  if (!isOptional(one.summary.returns)) return undefined
  if (callNature(one) !== (isAwaited ? 'coroutine' : 'plain')) return undefined
  const isTold = argumentsOf(tree, call).some(
    ({ name, value: given }) =>
      /^(?:default|fallback)$/.test(name ?? '') || /^(?:True|False)$/.test(tree.text(given)),
  )
  // `find(key, required=True)`, `get(key, default)`.
  const position = one.summary.parameters.findIndex(({ name }) =>
    /^(?:default|fallback)$/.test(name),
  )
  // `utf8(value)` gives None back where it is given it.
  const isPassedOn = one.summary.parameters.some(
    (parameter) => parameter.default === undefined && isOptional(parameter.annotation),
  )
  return isTold || isPassedOn || position !== -1 ? undefined : one
}

/** `X | None`, `Optional[X]`, `Union[X, None]`. */
export function isOptional(annotation: Expression | undefined): boolean {
  if (annotation === undefined) return false
  const isNone = (one: Expression) => one.kind === 'constant' && constantOf(one) === null
  if (annotation.kind === 'union') {
    return annotation.items.some(isNone) && !annotation.items.every(isNone)
  }
  if (annotation.kind !== 'subscript') return false
  const origin = originOf(annotation.value) ?? ''
  if (/(?:^|\.)Optional$/.test(origin)) return true
  return /(?:^|\.)Union$/.test(origin) && annotation.items.some(isNone)
}
