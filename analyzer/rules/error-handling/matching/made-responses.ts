// Calls whose only use is the answer of a web framework that they make.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const FRAMEWORK =
  /^(?:flask|quart|django|rest_framework|fastapi|starlette|aiohttp|sanic|litestar)\b/
const MAKERS =
  /^(?:(?:flask|quart)(?:\.\w+)*\.(?:redirect|render_template(?:_string)?|jsonify|make_response|send_file|send_from_directory|Response)|django\.shortcuts\.(?:redirect|render)|django\.http(?:\.response)?\.(?:HttpResponse\w*|JsonResponse|FileResponse|StreamingHttpResponse)|rest_framework\.response\.Response|(?:fastapi|starlette)\.responses\.\w*Response|fastapi\.Response|aiohttp\.web\.(?:json_response|Response))$/
const REFUSING =
  /(?:HttpResponse(?:Forbidden|NotFound|BadRequest|NotAllowed|Gone)\b|\b(?:status|status_code)\s*=\s*(?:\w+\.)*(?:HTTP_)?4\d\d|,\s*4\d\d\b|login)/
/** Handlers of requests: what calls them does so for what they do. */
const HANDLER = /^(?:get|post|put|patch|delete|head|options|dispatch|form_\w+|render\w*|__\w+__)$/
/** Statements of a helper that does nothing but put an answer together. */
const MOST_STATEMENTS = 3

export interface MadeResponse {
  /** It refuses the request: by its status, its class, or the way to the login. */
  readonly isRefusal: boolean
}

/** What a call makes, itself or as a short helper of this file; undefined for every other call. */
export function madeResponse(checker: Checker, call: Node): MadeResponse | undefined {
  const { tree, facts } = checker
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return undefined
  if (!facts.imports.some(({ target }) => FRAMEWORK.test(target ?? ''))) return undefined
  if (isMaker(checker, call)) {
    const isTried = /render/.test(tree.spelled(facts.callee(call))) && isInTry(checker, call)
    return isTried ? undefined : { isRefusal: REFUSING.test(tree.spelled(call)) }
  }
  const helper = helperOf(checker, call)
  const answer = helper && onlyAnswer(checker, helper)
  return answer === undefined ? undefined : { isRefusal: REFUSING.test(tree.spelled(answer)) }
}

function isMaker(checker: Checker, call: Node): boolean {
  const name = checker.facts.calleeName(call)
  return name !== undefined && MAKERS.test(name)
}

function isInTry({ tree }: Checker, node: Node): boolean {
  const around = tree.ancestor(node, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  return around !== NO_NODE && tree.kind(around) === k.K_TRY_STATEMENT
}

/** `self.refuse(...)` and `refuse(...)` that this file defines, once. */
function helperOf({ tree, facts }: Checker, call: Node): FunctionFacts | undefined {
  const callee = facts.callee(call)
  const owner = facts.enclosingFunction(call)
  if (callee === NO_NODE || owner === undefined) return undefined
  const isOwn = tree.kind(callee) === k.K_ATTRIBUTE
  if (isOwn && tree.text(tree.child(callee, k.F_OBJECT)) !== 'self') return undefined
  if (!isOwn && tree.kind(callee) !== k.K_IDENTIFIER) return undefined
  const name = isOwn ? facts.name(tree.child(callee, k.F_ATTRIBUTE)) : facts.name(callee)
  if (name === undefined || HANDLER.test(name)) return undefined
  const [only, second] = facts.functions.filter(
    (one) => one.name === name && one.class === (isOwn ? owner.class : undefined),
  )
  return second === undefined && only?.enclosing === undefined ? only : undefined
}

/** The one `return` of a function that makes an answer and does little else. */
function onlyAnswer(checker: Checker, helper: FunctionFacts): Node | undefined {
  const { tree, facts } = checker
  if (helper.isLambda || helper.decorators.length > 0) return undefined
  const body = statementsOf(tree, tree.child(helper.node, k.F_BODY))
  const last = body.at(-1)
  if (body.length > MOST_STATEMENTS || last === undefined) return undefined
  if (tree.kind(last) !== k.K_RETURN_STATEMENT) return undefined
  if (facts.nodesIn(helper.node, k.K_RETURN_STATEMENT).length !== 1) return undefined
  const [value] = statementsOf(tree, last)
  if (value === undefined) return undefined
  // `return render_template(...), 409`
  const [first] = tree.kind(value) === k.K_EXPRESSION_LIST ? statementsOf(tree, value) : [value]
  const isCall = first !== undefined && tree.kind(first) === k.K_CALL
  return isCall && isMaker(checker, first) ? value : undefined
}
