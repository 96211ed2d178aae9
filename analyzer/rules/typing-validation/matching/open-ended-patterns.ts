// Patterns that are asked whether a value has a form, and say nothing of its end.
import type { Checker } from '../../../engine/checker.ts'
import {
  calleeName,
  keywordArgument,
  positionalArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import { constantBehind, valueBehind } from '../../../matching/values/named-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface OpenPattern {
  /** The call that compares, or the validator. */
  readonly node: Node
  readonly pattern: string
  /** The literal, where it can be edited. */
  readonly written: Node
}

const VALIDATING =
  /(?:^|_)(?:clean|validate|validator|valid|verify)(?:_|$)|^is_valid|^check_\w*(?:format|syntax|name|number|code)$/
const VALIDATOR = /(?:^|\.)(?:RegexValidator|Regexp)$/
const FIELD =
  /^(?:pydantic(?:\.\w+)*\.(?:Field|constr)|fastapi(?:\.\w+)*\.(?:Query|Path|Form|Body|Header))$/

/** `PATTERN.match(value)` in a validation, a validator of a form, the pattern of a field. */
export function openPattern(checker: Checker, call: Node): OpenPattern | undefined {
  const { facts, tree } = checker
  const name = calleeName(tree, call)
  if (name === 'match') {
    const owner = facts.enclosingFunction(call)
    if (owner === undefined || !VALIDATING.test(owner.name) || !isAnswer(checker, call))
      return undefined
    const isFunction = facts.calleeName(call) === 're.match'
    const given = isFunction ? positionalArgument(tree, call, 0) : compiledFrom(checker, call)
    return read(given)
  }
  const origin = facts.calleeName(call) ?? ''
  if (VALIDATOR.test(origin)) {
    if (keywordArgument(tree, call, 'inverse_match') !== NO_NODE) return undefined
    const named = keywordArgument(tree, call, 'regex')
    return read(named === NO_NODE ? positionalArgument(tree, call, 0) : named)
  }
  if (!FIELD.test(origin)) return undefined
  const named = keywordArgument(tree, call, 'pattern')
  return read(named === NO_NODE ? keywordArgument(tree, call, 'regex') : named)

  function read(given: Node): OpenPattern | undefined {
    const pattern = given === NO_NODE ? undefined : constantBehind(checker, given)
    if (typeof pattern !== 'string' || !isOpenEnded(pattern)) return undefined
    return { node: call, pattern, written: valueBehind(checker, given) }
  }
}

/** What `re.compile` was given for the object of a method; NO_NODE for others. */
function compiledFrom(checker: Checker, call: Node): Node {
  const { tree, facts } = checker
  const object = receiverOf(tree, call)
  const made = object === NO_NODE ? NO_NODE : valueBehind(checker, object)
  if (made === NO_NODE || tree.kind(made) !== k.K_CALL) return NO_NODE
  return facts.calleeName(made) === 're.compile' ? positionalArgument(tree, made, 0) : NO_NODE
}

/** Only whether it fits counts: `if not P.match(value)`, `return bool(P.match(value))`. */
function isAnswer(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  let node = call
  let at = parentOf(tree, node)
  for (; at !== NO_NODE; node = at, at = parentOf(tree, at)) {
    switch (tree.kind(at)) {
      case k.K_NOT_OPERATOR:
        continue
      case k.K_COMPARISON_OPERATOR:
        if (!/\bis (?:not )?None$/.test(tree.spelled(at))) return false
        continue
      case k.K_ARGUMENT_LIST:
        if (facts.calleeName(tree.parent(at)) !== 'builtins.bool') return false
        continue
      case k.K_CALL:
      case k.K_BOOLEAN_OPERATOR:
        continue
      case k.K_IF_STATEMENT:
        return refuses(tree.child(at, k.F_CONSEQUENCE), isNegated(tree.text(node)))
      case k.K_RETURN_STATEMENT:
        return node !== call || /^is_|valid/.test(facts.enclosingFunction(call)?.name ?? '')
      default:
        return false
    }
  }
  return false

  function isNegated(condition: string): boolean {
    return /^(?:\()?not\b|is None\b/.test(condition)
  }

  /** What does not fit ends there: nothing of the value is looked at otherwise. */
  function refuses(block: Node, isRefusal: boolean): boolean {
    return (
      isRefusal &&
      block !== NO_NODE &&
      /^(?:raise\b|return (?:False|None)\b|self\.(?:fail|add_error)\()/.test(tree.spelled(block))
    )
  }
}

/** One atom of a pattern with what repeats it. */
const ATOM = /(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\])(?:[*+?]|\{[\d,]+\})?\??/gs

/**
 * True for a form from the beginning on that ends in a run of characters: `^[A-Z]{2}\d{4,6}`. What ends in
 * a separator or a single character is a prefix, what has alternatives may have ends within.
 */
function isOpenEnded(pattern: string): boolean {
  const plain = pattern.replace(/\)+$/, '')
  if (/\||\(\?[=!<]|[^\\]\$|\\[zZ]|\(\?\w*x/.test(pattern)) return false
  const atoms = plain.match(ATOM) ?? []
  const last = atoms.at(-1) ?? ''
  const isRun = /^(?:\\[dws]|\[(?!\^).*\])(?:\+|\{[\d,]+\})$/s.test(last)
  // One run alone may be what the value has to begin with.
  return pattern.startsWith('^') && isRun && atoms.length > 2
}
