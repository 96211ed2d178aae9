// Answers of handlers that tell an error in the body and success in the status.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { stringValue } from '../../../facts/strings.ts'
import { type PlacedRoute, pathOf, routesHere } from '../../../matching/routes/route-places.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface AnsweredError {
  /** The `return`. */
  readonly answer: Node
  /** `return {...}, 404` where the framework takes the pair for the body. */
  readonly isPair?: true
  readonly placed: PlacedRoute
}

/** Handlers whose answer is about other things than the request, or whose protocol has errors of its own. */
const OTHER =
  /health|ready|live|status|batch|bulk|many|import|rpc|graphql|webhook|hook|callback|telegram|slack|discord|bot|alexa|line|wechat|twilio|chat|stream|probe|check|valid|test|debug|preview|dry/i
/** What says elsewhere in the file that a request has failed. */
const BY_STATUS =
  /\bHTTPException\(|\babort\(\s*[45]|\bstatus(?:_code)?\s*=\s*(?:status\.)?(?:HTTP_)?[45]\d\d|\bHttpResponse(?:NotFound|BadRequest|Forbidden)\(|\braise\s+(?:Http404|NotFound|PermissionDenied|ValidationError)\b|[}\])]\s*,\s*[45]\d\d\b/
const MAKERS =
  /(?:^|\.)(?:jsonify|JsonResponse|JSONResponse|ORJSONResponse|UJSONResponse|json_response|Response)$/
const ERROR_KEY = /^(?:error|errors|detail|error_message)$/
/** Further words of an error; anything else makes it an answer about the thing itself. */
const WITH_ERROR =
  /^(?:error|errors|detail|details|error_message|message|msg|code|error_code|reason|ok|success)$/

/** Those of a file, in the order of lines. */
export function answeredErrors(checker: Checker): readonly AnsweredError[] {
  const { tree } = checker
  const pairs = statusPairs(checker)
  if (!/['"](?:error|errors|detail|error_message)['"]|\berror=|\bdetail=/.test(tree.source))
    return pairs
  if (!BY_STATUS.test(tree.source)) return pairs
  const told = new Set<Node>(pairs.map(({ answer }) => answer))
  const bodies = routesHere(checker).flatMap((placed) => {
    const { owner, route } = placed
    if (owner === undefined || route.kind === 'websocket') return []
    if (OTHER.test(`${owner.name} ${pathOf(checker, route)}`)) return []
    // The status is set beside the body.
    if (/\bstatus_code\b\s*=(?!=)|\bset_status\(|\.status\s*=(?!=)/.test(bodyText(checker, owner)))
      return []
    const speaking = [owner, ...helpersOf(checker, owner)]
    return speaking.flatMap((one) => {
      return answersIn(checker, one).flatMap((answer) => {
        if (told.has(answer)) return []
        told.add(answer)
        return [{ answer, placed }]
      })
    })
  })
  return [...pairs, ...bodies]
}

/** Frameworks that know no `body, status`: the pair becomes the body, under status 200. */
const WITHOUT_PAIRS: ReadonlySet<string> = new Set(['fastapi', 'litestar'])
const STATUS = /^(?:[45]\d\d|(?:\w+\.)*HTTP_[45]\d\d\w*|(?:\w+\.)*HTTPStatus\.[A-Z_]+(?:\.value)?)$/

/** `return {'error': 'no such boat'}, 404` in a handler of FastAPI, as Flask would understand it. */
function statusPairs(checker: Checker): readonly AnsweredError[] {
  const { tree, facts } = checker
  return routesHere(checker).flatMap((placed) => {
    const { owner, route } = placed
    if (owner === undefined || !WITHOUT_PAIRS.has(route.framework)) return []
    return Array.from(facts.nodesIn(owner.node, k.K_RETURN_STATEMENT)).flatMap((answer) => {
      if (facts.enclosingFunction(answer) !== owner) return []
      const [value] = tree.namedChildren(answer)
      if (value === undefined) return []
      const kind = tree.kind(value)
      if (kind !== k.K_EXPRESSION_LIST && kind !== k.K_TUPLE) return []
      const [body, status, more] = tree.namedChildren(value)
      if (body === undefined || status === undefined || more !== undefined) return []
      // Two numbers are a range.
      if (tree.kind(body) === k.K_INTEGER || !STATUS.test(tree.spelled(status))) return []
      return [{ answer, isPair: true as const, placed }]
    })
  })
}

/** Functions of this file whose answer a handler gives on: `return self._run(...)`. */
function helpersOf(checker: Checker, owner: FunctionFacts): readonly FunctionFacts[] {
  const { tree, facts } = checker
  return Array.from(facts.nodesIn(owner.node, k.K_RETURN_STATEMENT)).flatMap((node) => {
    const [value] = tree.namedChildren(node)
    const call =
      value !== undefined && tree.kind(value) === k.K_AWAIT ? tree.namedChildren(value)[0] : value
    if (call === undefined || tree.kind(call) !== k.K_CALL) return []
    const [, own, name] = /^(self\.)?(\w+)$/.exec(tree.text(facts.callee(call))) ?? []
    if (name === undefined || OTHER.test(name)) return []
    const [only, more] = facts.functions.filter(
      (one) => one.name === name && one.class === (own === undefined ? undefined : owner.class),
    )
    if (only === undefined || more !== undefined || only === owner) return []
    return /\bstatus(?:_code)?\s*=(?!=)/.test(tree.spelled(only.node)) ? [] : [only]
  })
}

function bodyText({ tree }: Checker, owner: FunctionFacts): string {
  return tree.text(tree.child(owner.node, k.F_BODY))
}

function answersIn(checker: Checker, owner: FunctionFacts): readonly Node[] {
  const { tree, facts } = checker
  return Array.from(facts.nodesIn(owner.node, k.K_RETURN_STATEMENT)).filter((node) => {
    if (facts.enclosingFunction(node) !== owner || !isFailing(checker, node)) return false
    const [value] = tree.namedChildren(node)
    return value !== undefined && isErrorBody(checker, value)
  })
}

/** In the branch of a test or in the handler of an exception, not in a loop over several things. */
function isFailing({ tree }: Checker, node: Node): boolean {
  const loop = tree.ancestor(node, k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== k.K_FUNCTION_DEFINITION) return false
  const around = tree.ancestor(
    node,
    k.K_IF_STATEMENT,
    k.K_ELIF_CLAUSE,
    k.K_ELSE_CLAUSE,
    k.K_EXCEPT_CLAUSE,
    k.K_FUNCTION_DEFINITION,
  )
  return around !== NO_NODE && tree.kind(around) !== k.K_FUNCTION_DEFINITION
}

/** `{'error': ...}`, `jsonify(error=...)`, `JsonResponse({'detail': ...})` without a status. */
function isErrorBody(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(value) === k.K_DICTIONARY) return isErrorWords(keysOf(checker, value))
  if (tree.kind(value) !== k.K_CALL || !MAKERS.test(tree.spelled(facts.callee(value)))) return false
  const given = facts.arguments(value)
  const [first] = given
  if (first === undefined || given.some(({ isUnpacked }) => isUnpacked)) return false
  if (first.name !== undefined) {
    const isJson = /jsonify$/.test(tree.spelled(facts.callee(value)))
    return isJson && isErrorWords(given.map(({ name }) => name))
  }
  // A second argument is the status, whatever its name.
  return given.length === 1 && tree.kind(first.value) === k.K_DICTIONARY
    ? isErrorWords(keysOf(checker, first.value))
    : false
}

function keysOf({ tree }: Checker, dictionary: Node): readonly (string | undefined)[] {
  return tree.namedChildren(dictionary).map((pair) => {
    if (tree.kind(pair) !== k.K_PAIR) return undefined
    const key = stringValue(tree, tree.child(pair, k.F_KEY))
    const isWord = key === 'ok' || key === 'success'
    // `ok: True` tells of no error; whatever is computed may do so or not.
    return isWord && tree.kind(tree.child(pair, k.F_VALUE)) !== k.K_FALSE ? undefined : key
  })
}

function isErrorWords(keys: readonly (string | undefined)[]): boolean {
  return (
    keys.some((one) => ERROR_KEY.test(one ?? '')) && keys.every((one) => WITH_ERROR.test(one ?? ''))
  )
}
