// The routes that applications and routers declare, with what is checked on each way to them.
import { constantOf, type Expression, keywordOf, type Place } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import type { AppHook } from './app-hooks.ts'
import { type AuthClassifier, nameOf, type ReadDependency } from './auth.ts'
import { answeringMethods, classViewOf, sharedDependencies, viewDecorators } from './class-views.ts'
import {
  readDependencyList,
  readParameterDependency,
  type WrittenDependency,
} from './dependency-syntax.ts'
import type { Registration } from './registrations.ts'
import {
  type Auth,
  type Dependency,
  joinPaths,
  type Mount,
  NO_AUTH,
  type Route,
  strongest,
  weakest,
} from './route.ts'
import { readOuterChecks, readUnwrappedParameters } from './unwrapped.ts'
import type { IncludeEdge, WebObject, WebObjects } from './web-objects.ts'

const HTTP = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'])
const MAX_MOUNTS = 12
const MAX_INCLUDES = 8

export class RouteReader {
  readonly routes: Route[] = []
  readonly #hooks: readonly AppHook[]
  readonly #meanings: Meanings
  readonly #objects: WebObjects
  readonly #classifier: AuthClassifier
  readonly #parents = new Map<WebObject, IncludeEdge[]>()

  constructor(
    meanings: Meanings,
    objects: WebObjects,
    classifier: AuthClassifier,
    hooks: readonly AppHook[],
  ) {
    this.#hooks = hooks
    this.#meanings = meanings
    this.#objects = objects
    this.#classifier = classifier
    for (const edge of objects.includes) {
      const known = this.#parents.get(edge.child)
      if (known === undefined) this.#parents.set(edge.child, [edge])
      else known.push(edge)
    }
    for (const entry of meanings.index.graph.modules) this.#readDecorated(entry)
    for (const { from, one } of objects.registrations) this.#readAdded(from, one)
    for (const one of objects.all) this.#readRouteLists(one)
  }

  #readDecorated(entry: ModuleEntry): void {
    for (const own of this.#meanings.index.symbols(entry).functions) {
      for (const decorator of own.summary.decorators) {
        if (decorator.kind !== 'call' || decorator.callee.kind !== 'name') continue
        const verb = lastName(decorator.callee.text)
        if (!HTTP.has(verb) && !/^(?:api_route|route|websocket|websocket_route|view)$/.test(verb)) {
          continue
        }
        const object = this.#objects.decorating(entry, decorator, own.summary.symbol)
        if (object === undefined) continue
        const path = this.#pathOf(entry, decorator)
        const methods = HTTP.has(verb)
          ? [verb.toUpperCase()]
          : methodsOf(keywordOf(decorator, 'methods'), object)
        this.#addRoute(object, own, decorator, decorator.at, {
          kind: verb.startsWith('websocket') ? 'websocket' : 'http',
          methods,
          path,
          from: entry,
        })
      }
    }
    this.#readDecoratedViews(entry)
  }

  /** `@blueprint.route('/orders') class Orders(MethodView)`. */
  #readDecoratedViews(entry: ModuleEntry): void {
    for (const own of this.#meanings.index.symbols(entry).classes) {
      for (const decorator of own.summary.decorators) {
        if (decorator.kind !== 'call' || !isRouteDecorator(decorator)) continue
        const object = this.#objects.decorating(entry, decorator, own.summary.symbol)
        if (object === undefined) continue
        const path = this.#pathOf(entry, decorator)
        const view = { path, from: entry, around: [] }
        this.#addView(object, own, decorator, decorator.at, view)
      }
    }
  }

  /** `router.add_api_route('/x', handler, methods=[...])`, `app.router.add_get('/x', handler)`. */
  #readAdded(from: ModuleEntry, one: Registration): void {
    const { method, call } = one
    if (method === 'add_resource') this.#readResource(from, one)
    const isAdded =
      /^add_(?:api_route|route|api_websocket_route|websocket_route|url_rule|get|post|put|patch|delete|head|view)$/.test(
        method,
      )
    if (!isAdded) return
    const object =
      this.#objects.find(from, one.receiver, one.origin, one.in) ??
      this.#objects.find(
        from,
        one.receiver.replace(/\.router$/, ''),
        one.origin?.replace(/\.router$/, ''),
        one.in,
      )
    if (object === undefined) return
    const verb = method.slice('add_'.length)
    const isAiohttp = object.framework === 'aiohttp' && verb === 'route'
    const position = verb === 'url_rule' ? 2 : isAiohttp ? 2 : 1
    const given =
      keywordOf(call, 'endpoint') ??
      keywordOf(call, 'view_func') ??
      keywordOf(call, 'handler') ??
      call.args[position]
    const value = this.#meanings.value(from, given)
    const own = value?.kind === 'function' || value?.kind === 'method' ? value.function : undefined
    const methods = HTTP.has(verb)
      ? [verb.toUpperCase()]
      : isAiohttp
        ? [String(constantOf(call.args[0]) ?? '*').toUpperCase()]
        : methodsOf(keywordOf(call, 'methods'), object)
    const text = one.prefix === undefined ? '{}' : this.#meanings.fill(from, one.prefix)
    const path = isAiohttp ? (this.#meanings.text(from, call.args[1]) ?? '{}') : text
    const kind = verb.includes('websocket') ? 'websocket' : 'http'
    const view = own ? undefined : classViewOf(this.#meanings, this.#classifier, from, given)
    if (view === undefined) {
      this.#addRoute(object, own, call, one.at, { kind, methods, path, from })
      return
    }
    this.#addView(object, view.class, call, one.at, { path, from, around: view.around })
  }

  /** `api.add_resource(Order, '/orders/<int:order_id>')` of Flask-RESTful. */
  #readResource(from: ModuleEntry, one: Registration): void {
    const object = this.#objects.find(from, one.receiver, one.origin, one.in)
    const value = this.#meanings.value(from, one.call.args[0])
    if (object === undefined || value?.kind !== 'class') return
    const path = this.#meanings.text(from, one.call.args[1]) ?? '{}'
    const view = { path, from, around: [], isAtMethods: true }
    this.#addView(object, value.class, one.call, one.at, view)
  }

  /** A route for each method of a class that answers. */
  #addView(
    object: WebObject,
    own: ProjectClass,
    call: Expression,
    at: Place,
    view: {
      readonly path: string
      readonly from: ModuleEntry
      readonly around: readonly ReadDependency[]
      /** Told where the methods stand, which may be another file. */
      readonly isAtMethods?: boolean
    },
  ): void {
    const { path, from } = view
    const checks = [...view.around, ...viewDecorators(this.#meanings, this.#classifier, own)]
    const shared = checks
      .filter(({ auth }) => auth.strength !== 'none')
      .map((read): Dependency => ({ ...read, source: 'decorator', path: from.summary.path, at }))
    for (const [verb, method] of answeringMethods(this.#meanings, own)) {
      const isMethod = view.isAtMethods === true
      const file = isMethod ? method.module.summary.path : from.summary.path
      const route = { kind: 'http' as const, methods: [verb], path, from, file }
      this.#addRoute(object, method, call, isMethod ? method.summary.at : at, route, shared)
    }
  }

  /** `Starlette(routes=[Route('/x', x)])`, `web.get('/x', x)` in `add_routes`. */
  #readRouteLists(object: WebObject): void {
    const lists = [{ from: object.from, list: keywordOf(object.call, 'routes') }]
    for (const { from, one } of this.#objects.registrations) {
      if (one.method !== 'add_routes') continue
      if (this.#objects.find(from, one.receiver, one.origin, one.in) !== object) continue
      lists.push({ from, list: one.call.args[0] })
    }
    for (const { from, list } of lists) this.#readRouteList(object, from, list, '')
  }

  #readRouteList(
    object: WebObject,
    from: ModuleEntry,
    list: Expression | undefined,
    prefix: string,
  ): void {
    if (list?.kind === 'name') {
      const found = this.#meanings.variable(from, list.origin)
      const value = found?.variable.value
      if (found !== undefined && value?.kind === 'list') {
        this.#readRouteList(object, found.module, value, prefix)
      }
      return
    }
    if (list?.kind !== 'list') return
    for (const item of list.items) {
      if (item.kind !== 'call') continue
      const kind = lastName(nameOf(item))
      const path =
        prefix + (this.#meanings.text(from, item.args[0] ?? keywordOf(item, 'path')) ?? '{}')
      if (kind === 'Mount') {
        this.#readRouteList(object, from, keywordOf(item, 'routes') ?? item.args[1], path)
        continue
      }
      const isVerb = HTTP.has(kind)
      if (!isVerb && kind !== 'Route' && kind !== 'WebSocketRoute' && kind !== 'view') continue
      const given = keywordOf(item, 'endpoint') ?? keywordOf(item, 'handler') ?? item.args[1]
      const value = this.#meanings.value(from, given)
      const own = value?.kind === 'function' ? value.function : undefined
      const methods = isVerb ? [kind.toUpperCase()] : methodsOf(keywordOf(item, 'methods'), object)
      this.#addRoute(object, own, item, item.at, {
        kind: kind === 'WebSocketRoute' ? 'websocket' : 'http',
        methods,
        path,
        from,
      })
    }
  }

  #addRoute(
    object: WebObject,
    own: ProjectFunction | undefined,
    call: Expression,
    at: Place,
    route: {
      readonly kind: Route['kind']
      readonly methods: readonly string[]
      readonly path: string
      readonly from: ModuleEntry
      /** The file that declares it, if it is another one. */
      readonly file?: string
    },
    shared: readonly Dependency[] = [],
  ): void {
    const { from } = route
    const dependencies = [
      ...shared,
      ...this.#dependencies(
        readDependencyList(this.#meanings, from, keywordOf(call, 'dependencies')),
        'decorator',
      ),
      ...(own === undefined ? [] : this.#ofHandler(own, call)),
    ]
    const ownAuth = strongestOf(dependencies)
    const mounts = this.#mounts(object, route.path).map((mount) => ({
      ...mount,
      auth: strongest(ownAuth, mount.auth),
    }))
    const inherited = this.#ofObject(object)
    const local = strongest(ownAuth, strongestOf(inherited))
    this.routes.push({
      framework: object.framework,
      kind: route.kind,
      methods: route.methods,
      path: route.file ?? from.summary.path,
      at,
      route: route.path,
      handler: own,
      handlerClass: undefined,
      isAsync: own?.summary.isAsync ?? false,
      router: object.id,
      dependencies,
      inherited,
      mounts,
      auth: mounts.length === 0 ? local : weakest(mounts.map(({ auth }) => auth)),
      isCertain: object.class === undefined && this.#isReachCertain(object),
      unwrapped:
        own === undefined
          ? []
          : [
              ...readUnwrappedParameters(this.#meanings, this.#classifier, own),
              ...readOuterChecks(this.#classifier, own, call),
            ],
    })
  }

  /** Dependencies in the parameters of a handler, and the decorators that it is registered with. */
  #ofHandler(own: ProjectFunction, registering: Expression): readonly Dependency[] {
    const found: Dependency[] = []
    for (const parameter of own.summary.parameters) {
      const written = readParameterDependency(this.#meanings, own.module, parameter)
      if (written !== undefined) found.push(...this.#dependencies([written], 'parameter'))
    }
    if (own.class !== undefined) {
      const written = sharedDependencies(this.#meanings, own.class)
      found.push(...this.#dependencies(written, 'parameter'))
    }
    const { decorators } = own.summary
    for (const decorator of decorators.slice(decorators.indexOf(registering) + 1)) {
      if (isRouteDecorator(decorator)) continue
      const read = this.#classifier.decorator(own.module, decorator)
      if (read.auth.strength === 'none') continue
      const at = decorator.kind === 'call' ? decorator.at : own.summary.at
      found.push({ ...read, source: 'decorator', path: own.module.summary.path, at })
    }
    return found
  }

  #dependencies(
    written: readonly WrittenDependency[],
    source: Dependency['source'],
  ): readonly Dependency[] {
    return written.map(({ from, given, wrapper }) => ({
      ...this.#classifier.dependency(from, given, wrapper),
      source,
      path: from.summary.path,
      at: wrapper.at,
    }))
  }

  /** What an object adds to all of its routes. */
  #ofObject(object: WebObject): readonly Dependency[] {
    const source = object.kind === 'app' ? 'app' : 'router'
    const guards = this.#hooks.flatMap((hook): Dependency[] => {
      const isGuard = hook.kind === 'middleware' || hook.kind === 'before-request'
      if (!isGuard || hook.app !== object.id || hook.auth.strength === 'none') return []
      // See `withHooksOfPaths`.
      if (hook.tests !== undefined) return []
      const { name, auth, path, at } = hook
      return [{ name, function: hook.function, source: 'middleware', auth, path, at }]
    })
    return [
      ...this.#dependencies(object.dependencies, source),
      ...this.#decoratorsOf(object),
      ...guards,
    ]
  }

  /** `Namespace('orders', decorators=[jwt_required()])`: around every method of its resources. */
  #decoratorsOf(object: WebObject): readonly Dependency[] {
    const list = keywordOf(object.call, 'decorators')
    if (list === undefined || !('items' in list)) return []
    const { path } = object.from.summary
    return list.items
      .map((one) => this.#classifier.decorator(object.from, one))
      .filter(({ auth }) => auth.strength !== 'none')
      .map((read): Dependency => ({ ...read, source: 'router', path, at: object.at }))
  }

  /** Every way from an application down to an object, with the path and what is checked on it. */
  #mounts(object: WebObject, path: string): readonly Mount[] {
    const found: Mount[] = []
    const walk = (
      at: WebObject,
      below: string,
      dependencies: readonly Dependency[],
      depth: number,
    ): void => {
      if (found.length >= MAX_MOUNTS || depth > MAX_INCLUDES) return
      const own = [...dependencies, ...this.#ofObject(at)]
      const edges = this.#parents.get(at) ?? []
      if (at.kind === 'app') {
        found.push({ path: joinPaths(at.prefix, below), dependencies: own, auth: strongestOf(own) })
      }
      for (const edge of edges) {
        const isFlask = at.framework === 'flask' && edge.prefix !== ''
        const prefixed = isFlask ? below : joinPaths(at.prefix, below)
        const further = this.#dependencies(edge.dependencies, 'include')
        walk(edge.parent, joinPaths(edge.prefix, prefixed), [...own, ...further], depth + 1)
      }
    }
    walk(object, path, [], 0)
    return found
  }

  #isReachCertain(object: WebObject): boolean {
    const isIncluded = object.kind === 'app' || this.#parents.has(object)
    return isIncluded || this.#objects.dynamic.size === 0
  }

  #pathOf(entry: ModuleEntry, call: Expression & { readonly kind: 'call' }): string {
    const given = call.args[0] ?? keywordOf(call, 'path') ?? keywordOf(call, 'rule')
    if (given?.kind === 'template') return given.text
    return this.#meanings.text(entry, given) ?? '{}'
  }
}

function strongestOf(dependencies: readonly Dependency[]): Auth {
  return dependencies.reduce<Auth>((best, { auth }) => strongest(best, auth), NO_AUTH)
}

function isRouteDecorator(decorator: Expression): boolean {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator
  if (callee.kind !== 'name' || !callee.text.includes('.')) return false
  const verb = lastName(callee.text)
  return HTTP.has(verb) || /^(?:api_route|route|websocket|websocket_route|view)$/.test(verb)
}

function methodsOf(list: Expression | undefined, object: WebObject): readonly string[] {
  if (list !== undefined && 'items' in list) {
    const found = list.items.flatMap((item) => {
      const value = constantOf(item)
      return typeof value === 'string' ? [value.toUpperCase()] : []
    })
    if (found.length > 0) return found
  }
  return list === undefined && object.framework !== 'aiohttp' ? ['GET'] : ['*']
}
