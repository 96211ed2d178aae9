// How strongly a dependency, decorator or middleware checks who is calling.
import { constantOf, type Expression, keywordOf, namedAs } from '../../facts/expression.ts'
import { functionsInside } from '../../project/decorated.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { type CallSite, callSites, type ParameterSummary } from '../../project/summary.ts'
import type { ProjectClass, ProjectFunction, Value } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import {
  type AuthMarks,
  CHECKS_ROLE,
  DENIES_FORBIDDEN,
  DENIES_UNKNOWN,
  RETURNS_NONE,
  VERIFIES,
} from './auth-marks.ts'
import { readParameterDependency } from './dependency-syntax.ts'
import { type Auth, type AuthReason, type AuthStrength, NO_AUTH, strongest } from './route.ts'

const MAX_DEPTH = 6
/** Nouns of authentication; verbs such as `verify` alone say nothing. */
const AUTH_NAME =
  /(?:^|_)(?:auth\w*|login|user|users|principal|token|permissions?|perms?|scopes?|superuser|admin|roles?|api_?key|credentials?|jwt|bearer|identity|staff|account|member|owner|logged)(?:_|$)/
/** What a function that is not seen can only mean by its name. */
const CHECK_NAME =
  /^(?:verify|require|check|ensure|validate|assert|enforce)_(?:\w+_)?(?:key|signature|hmac|secret|access|internal|service|caller|client|session|membership)$|_(?:guard|protected|secured)$/
const ROLE_NAME = /(?:^|_)(?:admin|superuser|roles?|permissions?|perms?|scopes?|staff|owner)(?:_|$)/
/** What only carries such a name: services, parameters, settings. */
const NOT_AUTH =
  /(?:^|_)(?:service|services|repo|repository|crud|manager|settings|config|client|db|session|dao|store|factory|params|filters?|pagination|query|body|data|payload|schema|form|count|cache|list|by_id|exists|from_path)$/
const SECURITY_CLASS =
  /^fastapi\.security\..*(?:HTTPBearer|HTTPBasic|HTTPDigest|OAuth2(?!PasswordRequestForm)\w*|APIKey\w+|OpenIdConnect)$/
const AUTH_LIBRARY =
  /^(?:fastapi_users|fastapi_jwt_auth|fastapi_jwt|fastapi_login|fastapi_azure_auth|fastapi_auth0|fastapi_permissions|fastapi_another_jwt_auth|fief_client|fastapi_keycloak|fastapi_cloudauth|clerk_backend_api|fastapi_clerk_auth|propelauth_fastapi)\b/

/** What an expression inside of `Depends(...)` stands for. */
export interface ReadDependency {
  readonly name: string
  readonly function: ProjectFunction | undefined
  readonly auth: Auth
}

export class AuthClassifier {
  readonly #meanings: Meanings
  readonly #marksOf: (entry: ModuleEntry) => AuthMarks
  readonly #known = new Map<ProjectFunction, Auth | undefined>()
  readonly #calls = new Map<ModuleEntry, ReadonlyMap<number, readonly CallSite[]>>()

  constructor(meanings: Meanings, marksOf: (entry: ModuleEntry) => AuthMarks) {
    this.#meanings = meanings
    this.#marksOf = marksOf
  }

  /** `Depends(x)`: `x` is a function, a class, an instance, or a call that makes one of them. */
  dependency(from: ModuleEntry, given: Expression, wrapper?: Expression): ReadDependency {
    const name = nameOf(given)
    const value = this.#meanings.value(from, given)
    const target = this.#target(value)
    const scopes = keywordOf(wrapper, 'scopes')
    const isScoped = scopes !== undefined && 'items' in scopes && scopes.items.length > 0
    let auth = this.#ofValue(from, given, value, 0)
    if (isScoped && auth.strength !== 'none') auth = { ...auth, strength: 'role' }
    return { name, function: target, auth }
  }

  /** What a function of the project checks. */
  function(of: ProjectFunction, depth = 0): Auth {
    if (this.#known.has(of)) return this.#known.get(of) ?? NO_AUTH
    if (depth > MAX_DEPTH) return NO_AUTH
    this.#known.set(of, undefined)
    const auth = this.#readFunction(of, depth)
    this.#known.set(of, auth)
    return auth
  }

  /** True for a function that turns away callers whom it does not know, by itself or by one that it calls. */
  deniesUnknown(of: ProjectFunction): boolean {
    const denies = (one: ProjectFunction) =>
      ((this.#marksOf(one.module)[one.summary.symbol] ?? 0) & DENIES_UNKNOWN) !== 0
    if (denies(of)) return true
    return this.#callsOf(of).some((site) => {
      const value = this.#meanings.index.resolve(of.module, site.callee)
      return (value?.kind === 'function' || value?.kind === 'method') && denies(value.function)
    })
  }

  /** What calling or entering an instance checks: `__call__`, `dispatch` of a middleware. */
  class(of: ProjectClass, methods: readonly string[] = ['__call__'], depth = 0): Auth {
    for (const name of methods) {
      const method = this.#meanings.index.hierarchy.findMethod(of, name)
      if (method === undefined) continue
      const auth = this.function(method, depth + 1)
      if (auth.strength !== 'none') return this.#raised(auth, of.summary.name, of)
    }
    return NO_AUTH
  }

  /** What a decorator checks: the function that it is and the one that it puts in place. */
  decorator(from: ModuleEntry, expression: Expression): ReadDependency {
    const name = nameOf(expression)
    const callee = expression.kind === 'call' ? expression.callee : expression
    const value = this.#meanings.value(from, callee)
    if (value?.kind === 'function') {
      return { name, function: value.function, auth: this.#withInner(value.function, 0) }
    }
    return { name, function: undefined, auth: this.#ofValue(from, expression, value, 0) }
  }

  #ofValue(from: ModuleEntry, given: Expression, value: Value | undefined, depth: number): Auth {
    const name = nameOf(given)
    switch (value?.kind) {
      case 'function':
      case 'method':
        return this.function(value.function, depth)
      case 'class': {
        const method = this.#meanings.index.hierarchy.findMethod(value.class, '__init__')
        return method === undefined ? NO_AUTH : this.function(method, depth + 1)
      }
      case 'instance':
        return this.#named(this.class(value.class, ['__call__'], depth), name)
      case 'external':
        return this.#external(from, given, value.name)
    }
    // A factory gives a function that it makes: what stands in it counts.
    if (given.kind === 'call') {
      const factory = this.#meanings.value(from, given.callee)
      if (factory?.kind === 'function') return this.#withInner(factory.function, depth)
      if (factory?.kind === 'method') return this.#withInner(factory.function, depth)
    }
    return byName(name, undefined)
  }

  /** A function together with the functions inside of it. */
  #withInner(of: ProjectFunction, depth: number): Auth {
    let auth = this.function(of, depth)
    for (const one of functionsInside(this.#meanings.index, of)) {
      auth = strongest(auth, this.function(one, depth + 1))
    }
    if (auth.strength === 'none' && of.summary.isStub) {
      return byName(of.summary.name, of)
    }
    return this.#named(auth, of.summary.name)
  }

  #readFunction(of: ProjectFunction, depth: number): Auth {
    const { name, parameters, symbol, at } = of.summary
    const { path } = of.module.summary
    const spot = { path, at }
    const marks = this.#marksOf(of.module)[symbol] ?? 0
    let inner = NO_AUTH
    for (const parameter of parameters) {
      inner = strongest(inner, this.#parameter(of.module, parameter, depth))
    }
    const called = this.#called(of, depth)
    const denies = (marks & (DENIES_UNKNOWN | DENIES_FORBIDDEN)) !== 0
    const why = (text: string, rest: Auth): readonly AuthReason[] => [
      { ...spot, text },
      ...rest.reasons,
    ]
    const isSoft = (marks & RETURNS_NONE) !== 0 && inner.strength === 'optional'
    if (denies) {
      const isRole =
        (marks & CHECKS_ROLE) !== 0 ||
        ((marks & DENIES_FORBIDDEN) !== 0 &&
          (inner.strength === 'user' || called.strength === 'user'))
      const strength = isRole ? 'role' : isSoft ? 'optional' : 'user'
      const reason = (marks & DENIES_FORBIDDEN) !== 0 && isRole ? '403' : '401 or 403'
      const rest = inner.strength === 'none' ? called : inner
      return this.#named(
        { strength, certainty: 'known', reasons: why(`\`${name}\` answers ${reason}`, rest) },
        name,
      )
    }
    if (called.strength !== 'none' && !isSoft) {
      const best = strongest(called, inner)
      return this.#named({ ...best, reasons: why(`\`${name}\` relies on it`, best) }, name)
    }
    if (inner.strength !== 'none') {
      return this.#named({ ...inner, reasons: why(`\`${name}\` depends on it`, inner) }, name)
    }
    if ((marks & VERIFIES) !== 0 && AUTH_NAME.test(name)) {
      const strength: AuthStrength = (marks & RETURNS_NONE) !== 0 ? 'optional' : 'user'
      return {
        strength,
        certainty: 'known',
        reasons: why(`\`${name}\` checks a credential`, NO_AUTH),
      }
    }
    return this.#isCaller(of) ? byName(name, of) : NO_AUTH
  }

  /** A name alone counts for functions that see the request or give a user. */
  #isCaller(of: ProjectFunction): boolean {
    const { parameters, returns, isStub } = of.summary
    if (isStub) return true
    const text = JSON.stringify([parameters.map(({ annotation }) => annotation), returns ?? null])
    return (
      /Request|HTTPConnection|WebSocket|Credentials|Header|Cookie/.test(text) ||
      parameters.some(({ name }) =>
        /^(?:request|token|authorization|api_?key|credentials)$/.test(name),
      )
    )
  }

  /** What functions that are called check in their turn, two levels deep. */
  #called(of: ProjectFunction, depth: number): Auth {
    if (depth > 2) return NO_AUTH
    let auth = NO_AUTH
    for (const site of this.#callsOf(of)) {
      const value = this.#meanings.index.resolve(of.module, site.callee)
      if (value?.kind !== 'function' && value?.kind !== 'method') continue
      const target = value.function
      const marks = this.#marksOf(target.module)[target.summary.symbol] ?? 0
      const isChecking = (marks & (DENIES_UNKNOWN | DENIES_FORBIDDEN | VERIFIES)) !== 0
      if (!isChecking && !AUTH_NAME.test(target.summary.name)) continue
      const own = this.function(target, depth + 1)
      if (own.certainty === 'known') auth = strongest(auth, own)
    }
    return auth
  }

  #callsOf(of: ProjectFunction): readonly CallSite[] {
    let byCaller = this.#calls.get(of.module)
    if (byCaller === undefined) {
      byCaller = Map.groupBy(callSites(of.module.summary.calls), ({ caller }) => caller)
      this.#calls.set(of.module, byCaller)
    }
    return byCaller.get(of.module.summary.functions.indexOf(of.summary)) ?? []
  }

  #parameter(from: ModuleEntry, parameter: ParameterSummary, depth: number): Auth {
    const found = readParameterDependency(this.#meanings, from, parameter)
    if (found === undefined) return NO_AUTH
    const value = this.#meanings.value(found.from, found.given)
    return this.#ofValue(found.from, found.given, value, depth + 1)
  }

  #external(from: ModuleEntry, given: Expression, path: string): Auth {
    const plain = path.endsWith('()') ? path.slice(0, -2) : path
    if (SECURITY_CLASS.test(plain)) {
      const isOptional = constantOf(keywordOf(this.#maker(from, given), 'auto_error')) === false
      const reasons = [
        { ...this.#spot(from, given), text: `\`${lastName(plain)}\` reads the credential` },
      ]
      return { strength: isOptional ? 'optional' : 'user', certainty: 'known', reasons }
    }
    if (AUTH_LIBRARY.test(plain)) {
      const call = this.#maker(from, given)
      const isOptional = constantOf(keywordOf(call, 'optional')) === true
      const isRole = constantOf(keywordOf(call, 'superuser')) === true
      const reasons = [{ ...this.#spot(from, given), text: `\`${plain}\` authenticates` }]
      const strength = isOptional ? 'optional' : isRole ? 'role' : 'user'
      return { strength, certainty: 'known', reasons }
    }
    const known = KNOWN.find(([pattern]) => pattern.test(plain))
    if (known !== undefined) {
      const isOptional = constantOf(keywordOf(given, 'optional')) === true
      const reasons = [{ ...this.#spot(from, given), text: `\`${plain}\` authenticates` }]
      const own = asksForScope(plain, given) ? 'role' : known[1]
      return { strength: isOptional ? 'optional' : own, certainty: 'known', reasons }
    }
    return byName(nameOf(given), undefined)
  }

  /** The call that made the object: in place, or in the variable that holds it. */
  #maker(from: ModuleEntry, given: Expression): Expression | undefined {
    if (given.kind === 'call') return given
    if (given.kind !== 'name') return undefined
    return this.#meanings.variable(from, given.origin)?.variable.value
  }

  #spot(from: ModuleEntry, given: Expression) {
    const found = given.kind === 'name' ? this.#meanings.variable(from, given.origin) : undefined
    if (found !== undefined) return { path: found.module.summary.path, at: found.variable.at }
    const at = given.kind === 'call' ? given.at : { line: 1, column: 1 }
    return { path: from.summary.path, at }
  }

  #target(value: Value | undefined): ProjectFunction | undefined {
    if (value?.kind === 'function' || value?.kind === 'method') return value.function
    if (value?.kind === 'instance') {
      return this.#meanings.index.hierarchy.findMethod(value.class, '__call__')
    }
    return undefined
  }

  /** A check of users that is called after a role checks the role. */
  #named(auth: Auth, name: string): Auth {
    const isRole = auth.strength === 'user' && ROLE_NAME.test(snake(name))
    return isRole ? { ...auth, strength: 'role' } : auth
  }

  #raised(auth: Auth, name: string, of: ProjectClass): Auth {
    const spot = { path: of.module.summary.path, at: of.summary.at }
    return this.#named(
      { ...auth, reasons: [{ ...spot, text: `\`${name}\` checks the caller` }, ...auth.reasons] },
      name,
    )
  }
}

/** Decorators and classes of other libraries. */
const KNOWN: readonly (readonly [RegExp, AuthStrength])[] = [
  [/^flask_login\.(?:login_required|fresh_login_required)$/, 'user'],
  [/^flask_jwt_extended\.(?:jwt_required|fresh_jwt_required)$/, 'user'],
  [/^flask_httpauth\..*login_required$/, 'user'],
  [/^flask_security\.(?:roles_required|roles_accepted|permissions_required)$/, 'role'],
  [/^flask_security\.(?:login_required|auth_required|auth_token_required)$/, 'user'],
  [/^starlette\.authentication\.requires$/, 'user'],
  [/^django\.contrib\.auth\.decorators\.login_required$/, 'user'],
  [/^django\.contrib\.auth\.decorators\.(?:permission_required|user_passes_test)$/, 'role'],
  [/^django\.contrib\.admin\.views\.decorators\.staff_member_required$/, 'role'],
  [/^django\.contrib\.auth\.mixins\.LoginRequiredMixin$/, 'user'],
  [/^django\.contrib\.auth\.mixins\.(?:PermissionRequiredMixin|UserPassesTestMixin)$/, 'role'],
  [/^rest_framework\.permissions\.IsAuthenticated$/, 'user'],
  [/^rest_framework\.permissions\.(?:IsAdminUser|Django\w*Permissions)$/, 'role'],
  [/^rest_framework\.permissions\.\w+OrReadOnly$/, 'optional'],
  [/^tornado\.web\.authenticated$/, 'user'],
  [/^aiohttp_security\.(?:login_required|check_authorized)$/, 'user'],
  [/^aiohttp_security\.(?:has_permission|check_permission)$/, 'role'],
]

/** `@requires(['authenticated', 'admin'])` of Starlette asks for more than who is calling. */
function asksForScope(path: string, given: Expression): boolean {
  if (path !== 'starlette.authentication.requires' || given.kind !== 'call') return false
  const [scopes] = given.args
  const items = scopes !== undefined && 'items' in scopes ? scopes.items : [scopes]
  return items.some((one) => {
    const scope = one === undefined ? undefined : constantOf(one)
    return typeof scope === 'string' && scope !== 'authenticated'
  })
}

/** The known strength of a class or decorator from outside. */
export function knownStrength(path: string): AuthStrength | undefined {
  const plain = path.endsWith('()') ? path.slice(0, -2) : path
  return KNOWN.find(([pattern]) => pattern.test(plain))?.[1]
}

/** What a name alone says. */
export function byName(name: string, of: ProjectFunction | undefined): Auth {
  const plain = snake(lastName(name))
  const isNamed = AUTH_NAME.test(plain) || (of === undefined && CHECK_NAME.test(plain))
  if (!isNamed || NOT_AUTH.test(plain)) return NO_AUTH
  const strength: AuthStrength = ROLE_NAME.test(plain)
    ? 'role'
    : /optional|maybe|anonymous/.test(plain)
      ? 'optional'
      : 'user'
  const reasons =
    of === undefined
      ? []
      : [{ path: of.module.summary.path, at: of.summary.at, text: `named \`${lastName(name)}\`` }]
  return { strength, certainty: 'by-name', reasons }
}

/** What an expression is called: an import under another name as it is called where it comes from. */
export function nameOf(expression: Expression): string {
  if (expression.kind === 'name') return namedAs(expression)
  if (expression.kind === 'call') return nameOf(expression.callee)
  return expression.kind === 'attribute' ? expression.name : ''
}

/** `RequireRole` as `require_role`. */
export function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()
}
