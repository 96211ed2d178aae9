// Routes of a project in one table, whichever framework serves them.
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import type { Spot } from '../meanings.ts'

export type WebFramework =
  | 'fastapi'
  | 'starlette'
  | 'flask'
  | 'django'
  | 'drf'
  | 'aiohttp'
  | 'litestar'
  | 'tornado'

/** From weak to strong. `optional`: a caller without credentials passes as nobody. */
export const AUTH_STRENGTHS = ['none', 'optional', 'user', 'role'] as const
export type AuthStrength = (typeof AUTH_STRENGTHS)[number]

export interface AuthReason extends Spot {
  readonly text: string
}

export interface Auth {
  readonly strength: AuthStrength
  /** `by-name`: nothing but names say so, what stands behind them is not seen. */
  readonly certainty: 'known' | 'by-name'
  /** The way that leads to the strength, from the dependency inwards. */
  readonly reasons: readonly AuthReason[]
}

export const NO_AUTH: Auth = { strength: 'none', certainty: 'known', reasons: [] }

/** Something that runs before the handler and may turn the request away. */
export interface Dependency extends Spot {
  readonly name: string
  readonly function: ProjectFunction | undefined
  readonly source:
    | 'parameter'
    | 'decorator'
    | 'router'
    | 'include'
    | 'app'
    | 'middleware'
    | 'permission'
  readonly auth: Auth
  /** It guards this path, not what is beside it. */
  readonly isByPath?: true
}

/** One way on which a route can be reached. */
export interface Mount {
  /** From the root of the application, `{}` for parts that are not known: `/api/v1/users/{id}`. */
  readonly path: string
  /** Of routers, includes, the application and its middleware. */
  readonly dependencies: readonly Dependency[]
  readonly auth: Auth
}

/**
 * `Annotated[User, require_role('x')]`, `= require_user`, or a decorator above the one that registers the
 * handler as it is below: never run by the framework.
 */
export interface UnwrappedDependency extends Spot {
  /** Empty for a decorator. */
  readonly parameter: string
  /** As written, without arguments. */
  readonly callee: string
  readonly function: ProjectFunction | undefined
  /** What it would have checked. */
  readonly auth: Auth
  readonly form: 'annotated' | 'default' | 'decorator'
  readonly isCall: boolean
}

export interface Route extends Spot {
  readonly framework: WebFramework
  readonly kind: 'http' | 'websocket'
  /** In capitals; `*` where any method is served. */
  readonly methods: readonly string[]
  /** The path as the route itself says, without prefixes; `path` is the file. */
  readonly route: string
  readonly handler: ProjectFunction | undefined
  /** For class-based views. */
  readonly handlerClass: ProjectClass | undefined
  readonly isAsync: boolean
  /** The router or application that it is declared on: `RouterInfo.id`. */
  readonly router: string | undefined
  /** Of the route alone: decorator arguments, parameters of the handler, decorators of views. */
  readonly dependencies: readonly Dependency[]
  /** Of the router or application that it is declared on. */
  readonly inherited: readonly Dependency[]
  /** Every way to reach it; empty for a router that nothing includes. */
  readonly mounts: readonly Mount[]
  /** The weakest over all mounts; over the router's own dependencies if there are none. */
  readonly auth: Auth
  /** False if a dynamic include or a base that cannot be seen may add more. */
  readonly isCertain: boolean
  readonly unwrapped: readonly UnwrappedDependency[]
}

export function isStronger(a: AuthStrength, b: AuthStrength): boolean {
  return AUTH_STRENGTHS.indexOf(a) > AUTH_STRENGTHS.indexOf(b)
}

/** The stronger of two; what is known goes before what only a name says. */
export function strongest(a: Auth, b: Auth): Auth {
  if (isStronger(b.strength, a.strength)) return b
  if (isStronger(a.strength, b.strength)) return a
  return a.certainty === 'by-name' && b.certainty === 'known' ? b : a
}

export function weakest(auths: readonly Auth[]): Auth {
  return auths.reduce((a, b) => (isStronger(a.strength, b.strength) ? b : a), auths[0] ?? NO_AUTH)
}

const PUBLIC =
  /^(?:health\w*|healthz|readyz|livez|ready|readiness|live|liveness|ping|heartbeat|metrics|docs|redoc|openapi(?:\.json|\.yaml)?|schema|swagger\w*|login|logout|log-?in|sign-?in|sign-?up|register|registration|token|tokens|refresh|refresh[-_]token|access[-_]token|password[-_]reset|reset[-_]password|forgot[-_]password|recover[-_]password|password[-_]recovery|verify[-_]email|confirm|activate|callback|oauth2?|authorize|sso|saml|webhooks?|static|assets|favicon\.ico|robots\.txt|\.well-known|version|_status|startup)$/i

/** Paths that are open on purpose: health, documentation, logging in, webhooks, static files. */
export function isPublicPath(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && !/^[{<].*[}>]$/.test(part))
  return parts.length === 0 || parts.some((part) => PUBLIC.test(part))
}

/** Paths for administrators or other services. */
export function isAdminPath(path: string): boolean {
  return /(?:^|\/)(?:admin\w*|internal|superuser|staff|backoffice|management|ops)(?:\/|$)/i.test(
    path,
  )
}

/** `/api` and `/users` as one path; a path that is not known stays `{}`. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === '') return path
  const start = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
  if (path === '' || path === '{}') return path === '' ? start : `${start}/{}`
  return path.startsWith('/') ? start + path : `${start}/${path}`
}
