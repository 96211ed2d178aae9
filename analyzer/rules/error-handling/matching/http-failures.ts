// Exceptions that web frameworks turn into an answer, and the calls that raise them.
import type { Checker } from '../../../engine/checker.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import { K_CALL, K_RAISE_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const EXCEPTION =
  /^(?:(?:fastapi|starlette|litestar|werkzeug|sanic|quart|falcon|bottle|cherrypy|rest_framework|ninja|tornado|aiohttp|robyn|blacksheep|connexion|apiflask|flask)\..*(?:HTTPException|HTTPError|HttpError|HTTPResponse|APIException|HTTP[A-Z]\w+)|werkzeug\.exceptions\.(?!BadRequestKeyError|WebsocketMismatch)[A-Z]\w+|rest_framework\.exceptions\.[A-Z]\w+|litestar\.exceptions\.\w+Exception|sanic\.exceptions\.[A-Z]\w+|django\.http\.(?:response\.)?Http404|django\.core\.exceptions\.PermissionDenied)$/

const RAISING_CALL =
  /^(?:flask|quart|werkzeug\.exceptions|apiflask|bottle|flask_smorest|flask_restful)\.abort$|^django\.shortcuts\.get_(?:object|list)_or_404$|^rest_framework\.generics\.get_object_or_404$/

/** True for a function that lets an HTTP error of its own out, as far as names tell. */
export function raisesHttp(of: ProjectFunction): boolean {
  if (of.summary.isGenerator || of.summary.isStub) return false
  return effectsOf(of)?.raises?.some((name) => EXCEPTION.test(name) || isNamedHttp(name)) === true
}

/** How many base classes are followed. */
const MAX_BASES = 8

/** True for an expression that names an exception class which the framework answers with. */
export function isHttpException(checker: Checker, type: Node): boolean {
  return isHttpName(checker, checker.facts.qualifiedName(type), MAX_BASES)
}

function isHttpName(checker: Checker, name: string | undefined, depth: number): boolean {
  if (name === undefined || depth === 0) return false
  if (EXCEPTION.test(name)) return true
  const own = checker.facts.classes.find(({ symbol }) => `.${symbol}` === name)
  if (own !== undefined) {
    return own.bases.some((base) =>
      isHttpName(checker, checker.facts.qualifiedName(base), depth - 1),
    )
  }
  return isNamedHttp(name)
}

/** A class of another file of the project that is named like one. */
function isNamedHttp(name: string): boolean {
  return !name.startsWith('builtins.') && /(?:^|\.)HTTPException$/.test(name)
}

/** True for `raise HTTPException(...)`, `abort(404)` and their kin. */
export function isHttpFailure(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const kind = tree.kind(node)
  if (kind === K_RAISE_STATEMENT) {
    const value = statementsOf(tree, node)[0]
    if (value === undefined) return false
    const type = tree.kind(value) === K_CALL ? tree.callee(value) : value
    return type !== NO_NODE && isHttpException(checker, type)
  }
  return kind === K_CALL && RAISING_CALL.test(facts.calleeName(node) ?? '')
}
