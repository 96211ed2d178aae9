// What the functions of a file do that speaks of authentication: one number for each.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { behindName, namedText } from '../../facts/named-constants.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { localValues } from '../sql/local-values.ts'

/** Turns away callers without credentials. */
export const DENIES_UNKNOWN = 1
/** Turns away callers who may not do this. */
export const DENIES_FORBIDDEN = 2
/** Checks a token, password or signature. */
export const VERIFIES = 4
/** Looks at roles, permissions, scopes. */
export const CHECKS_ROLE = 8
/** Ends normally without a value on some way. */
export const RETURNS_NONE = 16

/** Marks by symbol of the function. */
export type AuthMarks = Readonly<Record<string, number>>

const WEB =
  /^(?:fastapi|starlette|flask|quart|werkzeug|django|rest_framework|aiohttp|tornado|sanic|litestar|jwt|jose|authlib|hmac|secrets|itsdangerous|passlib|http|firebase_admin|google)(?:\.|$)/
const UNKNOWN_CALLER =
  /(?:Unauthori[sz]ed|NotAuthenticated|Unauthenticated|AuthenticationFailed|AuthenticationError|AuthError|InvalidToken|InvalidCredentials|CredentialsException|InvalidApiKey|NotLoggedIn)\w*$/i
const FORBIDDEN_CALLER =
  /(?:Forbidden|PermissionDenied|PermissionError|NotAuthori[sz]ed|AccessDenied|InsufficientPermissions?|AuthorizationError|NotEnoughPermissions?)\w*$/i
const VERIFYING =
  /(?:^|\.)(?:jwt\.decode|decode_token|decode_jwt|verify_id_token|verify_oauth2_token|compare_digest|check_password|check_password_hash|verify_password|verify_jwt_in_request|JsonWebToken\(\)\.decode|introspect_token|verify_signature)$/
const ROLE_NAMES = [
  'is_superuser',
  'is_admin',
  'is_staff',
  'role',
  'roles',
  'scopes',
  'permissions',
  'has_perm',
  'has_perms',
  'has_role',
  'has_permission',
]
const SECRET_NAME = /(?:api_?key|token|secret|signature|password)/i

/** Marks of all functions that have any; empty for a file that has nothing to do with requests. */
export function readAuthMarks(facts: FileFacts): AuthMarks {
  const { tree } = facts
  const isWeb = facts.imports.some(({ target }) => WEB.test(target ?? ''))
  const marks: Record<string, number> = {}
  const add = (node: Node, mark: number) => {
    let owner: FunctionFacts | undefined = facts.enclosingFunction(node)
    while (owner?.isLambda) owner = owner.enclosing
    if (owner !== undefined) marks[owner.symbol] = (marks[owner.symbol] ?? 0) | mark
  }
  for (const node of facts.nodesOfKind(k.K_RAISE_STATEMENT)) {
    const mark = denial(facts, tree.namedChildren(node)[0] ?? NO_NODE, 0)
    if (mark !== 0) add(node, mark)
  }
  if (!isWeb) return marks
  for (const node of facts.nodesOfKind(k.K_RETURN_STATEMENT)) {
    const value = tree.namedChildren(node)[0] ?? NO_NODE
    if (value === NO_NODE || tree.kind(value) === k.K_NONE) add(node, RETURNS_NONE)
    else add(node, denial(facts, value, 0))
  }
  const isTornado = facts.imports.some(({ target }) => /^tornado\b/.test(target ?? ''))
  for (const call of facts.calls) {
    const path = facts.calleeName(call)
    if (isTornado && isAnswer(facts, call)) add(call, denial(facts, call, 0))
    if (path === undefined) continue
    if (VERIFYING.test(path)) add(call, VERIFIES)
    else if (/(?:^|\.)abort$/.test(path)) add(call, denial(facts, call, 0))
  }
  for (const name of ROLE_NAMES) {
    for (const node of facts.identifiersNamed(name)) {
      if (tree.fieldOf(node) === k.F_ATTRIBUTE) add(node, CHECKS_ROLE)
    }
  }
  for (const node of facts.nodesOfKind(k.K_COMPARISON_OPERATOR)) {
    const operator = tree.text(tree.child(node, k.F_OPERATORS))
    if (operator !== '==' && operator !== '!=') continue
    const [left, right] = tree.namedChildren(node)
    if (left === undefined || right === undefined) continue
    const names = [left, right].map((one) => facts.dottedText(one) ?? '')
    if (names.every((one) => one !== '') && names.some((one) => SECRET_NAME.test(one))) {
      add(node, VERIFIES)
    }
  }
  for (const [symbol, mark] of Object.entries(marks)) if (mark === 0) delete marks[symbol]
  return marks
}

/** `HTTPException(status_code=401)`, `Forbidden()`, `JSONResponse(..., status_code=403)`. */
function denial(facts: FileFacts, expression: Node, depth: number): number {
  const { tree } = facts
  if (expression === NO_NODE || depth > 2) return 0
  const kind = tree.kind(expression)
  if (kind === k.K_IDENTIFIER) {
    const [only, more] = localValues(facts, expression)
    if (only?.kind === 'assigned' && more === undefined) return denial(facts, only.value, depth + 1)
  }
  // Flask: the answer and its status, `return {'error': 'no token'}, 401`.
  if (kind === k.K_EXPRESSION_LIST || kind === k.K_TUPLE) {
    const status = tree.namedChildren(expression)[1] ?? NO_NODE
    const code = statusOf(facts, status)
    return code === 401 ? DENIES_UNKNOWN : code === 403 ? DENIES_FORBIDDEN : 0
  }
  if (kind !== k.K_CALL) return byName(facts.dottedText(expression) ?? '')
  const name = facts.dottedText(facts.callee(expression)) ?? ''
  if (SENDS_AWAY.test(name)) return sendsToLogin(facts, expression) ? DENIES_UNKNOWN : 0
  for (const { name: keyword, value } of facts.arguments(expression)) {
    const isCode = keyword === undefined || /^(?:status_code|status|code)$/.test(keyword)
    const code = isCode ? statusOf(facts, value) : undefined
    if (code === 401) return DENIES_UNKNOWN
    if (code === 403) return DENIES_FORBIDDEN
  }
  return byName(name)
}

/** `self.send_error(403)`, `self.redirect('/login')`: handlers of tornado answer by calls. */
function isAnswer({ tree }: FileFacts, call: Node): boolean {
  return /\.(?:redirect|send_error|set_status)$/.test(tree.spelled(tree.callee(call)))
}

const SENDS_AWAY = /(?:^|\.)(?:redirect|redirect_to_login|RedirectResponse|HTTPFound|HTTPSeeOther)$/

/** `if 'user' not in session: return redirect(url_for('login'))`. */
function sendsToLogin(facts: FileFacts, call: Node): boolean {
  const { tree } = facts
  const branch = tree.ancestor(call, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (branch === NO_NODE || tree.kind(branch) !== k.K_IF_STATEMENT) return false
  return namesIn(facts, call).some((one) => /log_?-?in|sign_?-?in|\bauth\b|\bsso\b/i.test(one))
}

/** The call as it is written, and what its names stand for: `redirect(START)`, `url_for(START)`. */
function namesIn(facts: FileFacts, call: Node): readonly string[] {
  const { tree } = facts
  const given = facts.arguments(call).flatMap(({ value }) => {
    const inner = tree.kind(value) === k.K_CALL ? facts.arguments(value) : []
    return [value, ...inner.map((one) => one.value)].flatMap((one) => namedText(facts, one) ?? [])
  })
  return [tree.text(call), ...given]
}

function statusOf(facts: FileFacts, status: Node): number | undefined {
  const node = behindName(facts, status)
  if (node === NO_NODE) return undefined
  const text = facts.tree.text(node)
  if (/^\d{3}$/.test(text)) return Number(text)
  if (/(?:HTTP_401_\w+|HTTPStatus\.UNAUTHORIZED)$/.test(text)) return 401
  return /(?:HTTP_403_\w+|HTTPStatus\.FORBIDDEN)$/.test(text) ? 403 : undefined
}

function byName(name: string): number {
  if (UNKNOWN_CALLER.test(name)) return DENIES_UNKNOWN
  return FORBIDDEN_CALLER.test(name) ? DENIES_FORBIDDEN : 0
}
