// Assertions that say little: that something is there, of a type, or was answered at all.
import type { Checker } from '../../../engine/checker.ts'
import {
  calleeName,
  positionalArgument,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_NONE,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export type Weakness = 'presence' | 'type' | 'own-type' | 'truth' | 'status' | 'failed-status'

/** Why a condition says little; none when a part of it says more. */
export function weaknesses(checker: Checker, condition: Node): readonly Weakness[] {
  const { tree } = checker
  const node = withoutParentheses(tree, condition)
  if (tree.kind(node) === K_BOOLEAN_OPERATOR) {
    const sides = [tree.child(node, F_LEFT), tree.child(node, F_RIGHT)]
    const found = sides.map((side) => weaknesses(checker, side))
    return found.every((one) => one.length > 0) ? found.flat() : []
  }
  const one = weakness(checker, node)
  return one === undefined ? [] : [one]
}

const BOOLEAN_NAME =
  /^(?:is|has|can|should|was|did|does|are|any|all|no)_|^(?:ok|success|valid|done|called|match\w*|seen|found|ready|result_ok|passed|raised|equal|same|exists|errors?|caught|ran|fired|triggered|finished|closed|cancelled|flag)$|ed$/i

/** `response.ok`, `client.post('/x').is_success`. */
const ANSWERED =
  /(?:^|\W)(?:r|res|resp|response|answer|reply)\.(?:ok|is_success)$|\)\.(?:ok|is_success)$/

function weakness(checker: Checker, node: Node): Weakness | undefined {
  const { tree, facts } = checker
  switch (tree.kind(node)) {
    case K_IDENTIFIER: {
      const [first] = facts.resolve(node)?.definitions ?? []
      const parent = first === undefined ? NO_NODE : tree.parent(first.node)
      if (parent === NO_NODE || tree.kind(parent) !== K_ASSIGNMENT) return undefined
      const value = withoutParentheses(tree, tree.child(parent, F_RIGHT))
      const isCall =
        value !== NO_NODE && (tree.kind(value) === K_CALL || tree.kind(value) === K_AWAIT)
      return isCall && !BOOLEAN_NAME.test(tree.spelled(node)) ? 'truth' : undefined
    }
    case K_CALL:
      if (calleeName(tree, node) === 'isinstance') {
        return typeWeakness(checker, positionalArgument(tree, node, 1))
      }
      if (/^(?:issubclass|hasattr|callable)$/.test(calleeName(tree, node))) return 'type'
      return calleeName(tree, node) === 'json' ? 'truth' : undefined
    case K_ATTRIBUTE:
      return ANSWERED.test(tree.spelled(node)) ? 'status' : undefined
    case K_COMPARISON_OPERATOR: {
      const [left, right, more] = statementsOf(tree, node)
      if (left === undefined || right === undefined || more !== undefined) return undefined
      const operator = tree.source
        .slice(tree.end(left), tree.start(right))
        .replace(/\s+/g, ' ')
        .trim()
      if (/^(?:is not|!=)$/.test(operator) && tree.kind(right) === K_NONE) return 'presence'
      if (operator === '==' || operator === 'in') return statusOf(checker, left, right)
      const isLength = tree.kind(left) === K_CALL && calleeName(tree, left) === 'len'
      return isLength && /^(?:> 0|>= 1|!= 0)$/.test(`${operator} ${tree.text(right)}`)
        ? 'truth'
        : undefined
    }
    default:
      return undefined
  }
}

/** That it is this error, or of this class among others that it could be, says something. */
function typeWeakness({ tree }: Checker, type: Node): Weakness | undefined {
  const name = type === NO_NODE ? '' : (tree.text(type).split('.').at(-1) ?? '')
  if (/(?:Error|Exception|Warning|Exit|Failure)$/.test(name)) return undefined
  return /^[A-Z][A-Za-z]*[a-z][A-Za-z]*$/.test(name) && !GENERAL.test(name) ? 'own-type' : 'type'
}

/** Names of types that say how a value is built, not what it is. */
const GENERAL =
  /^(?:Mapping|MutableMapping|Sequence|Iterable|Iterator|Generator|Callable|Awaitable|Coroutine|Collection|OrderedDict|Mock|MagicMock|Response|JSONResponse|HttpResponse|Result|Path|Decimal|Any|Array|DataFrame|Series|Tensor|QuerySet|Row)$/

/** What a method of unittest leaves unchecked; undefined when it says more, or is another. */
export function weaknessOfCall(checker: Checker, call: Node, name: string): Weakness | undefined {
  const { tree } = checker
  const first = positionalArgument(tree, call, 0)
  const second = positionalArgument(tree, call, 1)
  if (first === NO_NODE) return undefined
  switch (name) {
    case 'assertIsNotNone':
      return 'presence'
    case 'assertIsInstance':
      return typeWeakness(checker, second)
    case 'assertTrue':
      return weakness(checker, withoutParentheses(tree, first))
    case 'assertEqual':
    case 'assertEquals':
      if (second === NO_NODE) return undefined
      return statusOf(checker, first, second) ?? statusOf(checker, second, first)
    default:
      return undefined
  }
}

/** A comparison of a response's status with a number. */
function statusOf(checker: Checker, left: Node, right: Node): Weakness | undefined {
  const { tree } = checker
  if (!/\.(?:status_code|status|code)$/.test(tree.spelled(left))) return undefined
  const code = /^\(?\s*(\d{3})\b|HTTP_(\d{3})|HTTPStatus\.(\w+)|codes\.(\w+)/.exec(tree.text(right))
  if (code === null) return undefined
  const number = Number(code[1] ?? code[2] ?? Number.NaN)
  const isFailure = Number.isNaN(number)
    ? !/^(?:OK|CREATED|ACCEPTED|NO_CONTENT|ok|created)$/.test(code[3] ?? code[4] ?? '')
    : number >= 400
  return isFailure ? 'failed-status' : 'status'
}
