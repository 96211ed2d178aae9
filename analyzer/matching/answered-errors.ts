// Answers of handlers that tell an error in the body and success in the status.
import type { Checker } from '../engine/checker.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { type PlacedRoute, pathOf, routesHere } from './route-places.ts'

export interface AnsweredError {
  /** The `return`. */
  readonly answer: Node
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
  /^(?:error|errors|detail|details|error_message|message|msg|code|error_code|reason)$/

/** Those of a file, in the order of lines. */
export function answeredErrors(checker: Checker): readonly AnsweredError[] {
  const { tree } = checker
  if (!/['"](?:error|errors|detail|error_message)['"]|\berror=|\bdetail=/.test(tree.source))
    return []
  if (!BY_STATUS.test(tree.source)) return []
  const told = new Set<Node>()
  return routesHere(checker).flatMap((placed) => {
    const { owner, route } = placed
    if (owner === undefined || route.kind === 'websocket') return []
    if (OTHER.test(`${owner.name} ${pathOf(checker, route)}`)) return []
    // The status is set beside the body.
    if (/\bstatus_code\b\s*=(?!=)|\bset_status\(|\.status\s*=(?!=)/.test(bodyText(checker, owner)))
      return []
    return answersIn(checker, owner).flatMap((answer) => {
      if (told.has(answer)) return []
      told.add(answer)
      return [{ answer, placed }]
    })
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
  if (tree.kind(value) !== k.K_CALL || !MAKERS.test(tree.text(facts.callee(value)))) return false
  const given = facts.arguments(value)
  const [first] = given
  if (first === undefined || given.some(({ isUnpacked }) => isUnpacked)) return false
  if (first.name !== undefined) {
    const isJson = /jsonify$/.test(tree.text(facts.callee(value)))
    return isJson && isErrorWords(given.map(({ name }) => name))
  }
  // A second argument is the status, whatever its name.
  return given.length === 1 && tree.kind(first.value) === k.K_DICTIONARY
    ? isErrorWords(keysOf(checker, first.value))
    : false
}

function keysOf({ tree }: Checker, dictionary: Node): readonly (string | undefined)[] {
  return tree.namedChildren(dictionary).map((pair) => {
    return tree.kind(pair) === k.K_PAIR ? stringValue(tree, tree.child(pair, k.F_KEY)) : undefined
  })
}

function isErrorWords(keys: readonly (string | undefined)[]): boolean {
  return (
    keys.some((one) => ERROR_KEY.test(one ?? '')) && keys.every((one) => WITH_ERROR.test(one ?? ''))
  )
}
