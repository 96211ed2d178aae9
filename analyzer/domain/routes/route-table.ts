// All routes of a project with what runs before them, as rules look them up.
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ReadLog } from '../../project/reads.ts'
import { placeOf } from '../../project/symbols.ts'
import type { ProjectFunction } from '../../project/values.ts'
import type { Meanings } from '../meanings.ts'
import { type AppHook, readHooks } from './app-hooks.ts'
import { AuthClassifier } from './auth.ts'
import type { AuthMarks } from './auth-marks.ts'
import { readDjangoRoutes } from './django-routes.ts'
import { readLitestarRoutes } from './litestar-routes.ts'
import { type PathGuard, reaches } from './path-guards.ts'
import type { WebFilePart } from './registrations.ts'
import { type Dependency, type Route, strongest, weakest } from './route.ts'
import { RouteReader } from './route-reader.ts'
import { readTornadoRoutes } from './tornado-routes.ts'
import { WebObjects } from './web-objects.ts'

export class RouteTable {
  readonly #reads: ReadLog
  readonly #routes: readonly Route[]
  readonly #objects: WebObjects
  readonly #hooks: readonly AppHook[]
  readonly #classifier: AuthClassifier
  readonly #byPath = new Map<string, Route[]>()
  readonly #byHandler = new Map<ProjectFunction, Route>()

  constructor(
    meanings: Meanings,
    partOf: (entry: ModuleEntry) => WebFilePart | undefined,
    marksOf: (entry: ModuleEntry) => AuthMarks,
    guardsOf: (entry: ModuleEntry) => readonly PathGuard[],
  ) {
    this.#reads = meanings.index.reads
    this.#classifier = new AuthClassifier(meanings, marksOf)
    this.#objects = new WebObjects(meanings, partOf)
    this.#hooks = readHooks(meanings, this.#objects, this.#classifier, guardsOf)
    const reader = new RouteReader(meanings, this.#objects, this.#classifier, this.#hooks)
    const django = readDjangoRoutes(meanings, this.#objects, this.#classifier, guardsOf)
    const litestar = readLitestarRoutes(meanings, this.#classifier)
    const tornado = readTornadoRoutes(meanings, this.#objects.registrations, this.#classifier)
    this.#routes = [
      ...withHooksOfPaths(reader.routes, this.#hooks),
      ...django,
      ...litestar,
      ...tornado,
    ].toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.at.line - b.at.line))
    for (const route of this.#routes) {
      const known = this.#byPath.get(route.path)
      if (known === undefined) this.#byPath.set(route.path, [route])
      else known.push(route)
      if (route.handler !== undefined && !this.#byHandler.has(route.handler)) {
        this.#byHandler.set(route.handler, route)
      }
    }
  }

  /** In the order of files and lines. */
  get routes(): readonly Route[] {
    this.#ask('all')
    return this.#routes
  }

  get hooks(): readonly AppHook[] {
    this.#ask('hooks')
    return this.#hooks
  }

  get objects(): WebObjects {
    this.#reads.everything()
    return this.#objects
  }

  /** Remembers what it has looked at. */
  get classifier(): AuthClassifier {
    this.#reads.everything()
    return this.#classifier
  }

  /** Routes that a file declares, and those whose handlers stand in it. */
  near(path: string): readonly Route[] {
    this.#ask('near', path)
    return this.#routes.filter(
      (route) =>
        route.path === path || (route.handler ?? route.handlerClass)?.module.summary.path === path,
    )
  }

  /** Routes that a file declares. */
  in(path: string): readonly Route[] {
    this.#ask('in', path)
    return this.#byPath.get(path) ?? []
  }

  /** The route that a function handles; the first of several. */
  ofHandler(handler: ProjectFunction | undefined): Route | undefined {
    if (handler !== undefined) this.#ask('of', ...(placeOf(handler) ?? []))
    return handler && this.#byHandler.get(handler)
  }

  /** What was asked, anew. */
  told([kind, path = '', symbol, number]: readonly (string | number)[]): unknown {
    switch (kind) {
      case 'all':
        return this.routes
      case 'hooks':
        return this.hooks
      case 'near':
        return this.near(String(path))
      case 'in':
        return this.in(String(path))
      case 'of':
        return this.routes.find(({ handler }) => {
          const [own, ownSymbol, count] = (handler && placeOf(handler)) ?? []
          return own === path && ownSymbol === symbol && count === number
        })
      default:
        throw new Error(`Nobody asks for routes ${kind}.`)
    }
  }

  #ask(...question: readonly (string | number)[]): void {
    this.#reads.ask('domain', 'routes', ...question)
  }

  /** Routes declared on the same router or application. */
  siblings(route: Route): readonly Route[] {
    return route.router === undefined
      ? []
      : this.routes.filter((one) => one !== route && one.router === route.router)
  }
}

/** Routes with what the hooks ask that look at the path first. */
function withHooksOfPaths(routes: readonly Route[], hooks: readonly AppHook[]): readonly Route[] {
  const guards = hooks.filter(({ tests, auth }) => tests !== undefined && auth.strength !== 'none')
  if (guards.length === 0) return routes
  return routes.map((route) => {
    const mounts = route.mounts.map((mount) => {
      const asked = guards.flatMap(
        ({ name, function: own, path, at, auth, tests }): Dependency[] => {
          if (tests === undefined || !reaches(tests, mount.path)) return []
          return [{ name, function: own, source: 'middleware', auth, path, at, isByPath: true }]
        },
      )
      const auth = asked.reduce((best, one) => strongest(best, one.auth), mount.auth)
      return { ...mount, dependencies: [...mount.dependencies, ...asked], auth }
    })
    return mounts.length === 0
      ? route
      : { ...route, mounts, auth: weakest(mounts.map(({ auth }) => auth)) }
  })
}
