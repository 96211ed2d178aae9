// Django's `urlpatterns`, class-based views, Django REST framework's viewsets and permissions.
import {
  constantOf,
  type Expression,
  keywordOf,
  originOf,
  type Place,
} from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, nameOf } from './auth.ts'
import { DjangoPermissions } from './django-permissions.ts'
import { includeTarget, plainPath, rootModules } from './django-urls.ts'
import { guards, type PathGuard } from './path-guards.ts'
import { type Auth, type Dependency, NO_AUTH, type Route, strongest } from './route.ts'
import type { WebObjects } from './web-objects.ts'

const ROUTES = /^(?:path|re_path|url)$/
const VIEW_METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options']
const VIEWSET_ACTIONS: Readonly<Record<string, readonly [string, boolean]>> = {
  list: ['GET', false],
  create: ['POST', false],
  retrieve: ['GET', true],
  update: ['PUT', true],
  partial_update: ['PATCH', true],
  destroy: ['DELETE', true],
}
const MIXIN_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  ModelViewSet: ['list', 'create', 'retrieve', 'update', 'partial_update', 'destroy'],
  ReadOnlyModelViewSet: ['list', 'retrieve'],
  ListModelMixin: ['list'],
  CreateModelMixin: ['create'],
  RetrieveModelMixin: ['retrieve'],
  UpdateModelMixin: ['update', 'partial_update'],
  DestroyModelMixin: ['destroy'],
}
const GENERIC_METHODS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?:ListCreateAPIView)$/, ['GET', 'POST']],
  [/RetrieveUpdateDestroyAPIView$/, ['GET', 'PUT', 'PATCH', 'DELETE']],
  [/RetrieveUpdateAPIView$/, ['GET', 'PUT', 'PATCH']],
  [/RetrieveDestroyAPIView$/, ['GET', 'DELETE']],
  [/CreateAPIView$/, ['POST']],
  [/UpdateAPIView$/, ['PUT', 'PATCH']],
  [/DestroyAPIView$/, ['DELETE']],
  [/(?:ListAPIView|RetrieveAPIView)$/, ['GET']],
  [/(?:CreateView|UpdateView|DeleteView|FormView)$/, ['GET', 'POST']],
  [/(?:ListView|DetailView|TemplateView|RedirectView)$/, ['GET']],
]
const MAX_DEPTH = 8

export function readDjangoRoutes(
  meanings: Meanings,
  objects: WebObjects,
  classifier: AuthClassifier,
  guardsOf: (entry: ModuleEntry) => readonly PathGuard[],
): readonly Route[] {
  const middlewares = meanings.index.graph.modules.flatMap((from) =>
    guardsOf(from).map((guard) => ({ from, guard })),
  )
  const reader = new DjangoReader(meanings, objects, classifier, middlewares)
  const roots = rootModules(meanings)
  for (const entry of roots) reader.readModule(entry, '', 0)
  return reader.routes
}

interface Middleware {
  readonly from: ModuleEntry
  readonly guard: PathGuard
}

class DjangoReader {
  readonly routes: Route[] = []
  readonly #meanings: Meanings
  readonly #objects: WebObjects
  readonly #classifier: AuthClassifier
  readonly #permissions: DjangoPermissions
  readonly #middlewares: readonly Middleware[]

  constructor(
    meanings: Meanings,
    objects: WebObjects,
    classifier: AuthClassifier,
    middlewares: readonly Middleware[],
  ) {
    this.#middlewares = middlewares
    this.#meanings = meanings
    this.#objects = objects
    this.#classifier = classifier
    this.#permissions = new DjangoPermissions(meanings, classifier)
  }

  readModule(entry: ModuleEntry, prefix: string, depth: number): void {
    if (depth > MAX_DEPTH) return
    const patterns = entry.summary.variables.find(({ name }) => name === 'urlpatterns')
    this.#readList(entry, patterns?.value, prefix, depth)
  }

  #readList(from: ModuleEntry, list: Expression | undefined, prefix: string, depth: number): void {
    if (list?.kind === 'name') {
      const found = this.#meanings.variable(from, list.origin)
      const value = found?.rest.length === 0 ? found.variable.value : undefined
      if (found !== undefined && value?.kind === 'list' && depth < MAX_DEPTH) {
        this.#readList(found.module, value, prefix, depth + 1)
      } else this.#readRouter(from, list, prefix)
      return
    }
    if (list?.kind !== 'list' && list?.kind !== 'tuple') return
    for (const item of list.items) {
      if (item.kind === 'unpacked') this.#readList(from, item.value, prefix, depth + 1)
      if (item.kind !== 'call' || !ROUTES.test(lastName(nameOf(item)))) continue
      const [route, view] = item.args
      const path = prefix + plainPath(this.#meanings.text(from, route) ?? '{}')
      const given = view ?? keywordOf(item, 'view')
      if (given?.kind === 'call') {
        const included = includeTarget(this.#meanings, from, given)
        if (included !== undefined) {
          if (included.module !== undefined) this.readModule(included.module, path, depth + 1)
          else this.#readList(from, included.given, path, depth + 1)
          continue
        }
      }
      if (given !== undefined) this.#readView(from, given, path, item.at, [])
    }
  }

  /** A function, `View.as_view()`, or a decorator around one of them. */
  #readView(
    from: ModuleEntry,
    view: Expression,
    path: string,
    at: Place,
    outer: readonly Dependency[],
  ): void {
    const value = this.#meanings.value(from, view)
    if (view.kind === 'name' && value?.kind === 'function') {
      this.#addFunction(from, value.function, path, at, outer)
      return
    }
    if (view.kind !== 'call') return
    const owner = ownerOf(view)
    const name = lastName(nameOf(view))
    if (name === 'as_view' && owner !== undefined) {
      const found = this.#meanings.index.resolveName(from, owner)
      if (found?.kind === 'class') this.#addClass(from, found.class, path, at, outer, view)
      return
    }
    const [inner] = view.args
    if (inner === undefined) return
    const read = this.#classifier.decorator(from, view.callee)
    const further =
      read.auth.strength === 'none'
        ? outer
        : [...outer, { ...read, source: 'decorator' as const, path: from.summary.path, at }]
    this.#readView(from, inner, path, at, further)
  }

  #addFunction(
    from: ModuleEntry,
    own: ProjectFunction,
    path: string,
    at: Place,
    outer: readonly Dependency[],
  ): void {
    const spot = { path: own.module.summary.path, at: own.summary.at }
    const dependencies = [...outer]
    let methods: readonly string[] = ['*']
    let isDrf = false
    let hasPermissions = false
    for (const decorator of own.summary.decorators) {
      const name = lastName(nameOf(decorator))
      if (name === 'api_view') {
        isDrf = true
        methods = wordsOf(decorator.kind === 'call' ? decorator.args[0] : undefined) ?? ['GET']
      } else if (name === 'require_POST') methods = ['POST']
      else if (name === 'require_GET') methods = ['GET']
      else if (name === 'require_http_methods' && decorator.kind === 'call') {
        methods = wordsOf(decorator.args[0]) ?? methods
      } else if (name === 'permission_classes' && decorator.kind === 'call') {
        hasPermissions = true
        dependencies.push(...this.#permissions.permissions(own.module, decorator.args[0], spot))
      } else {
        const read = this.#classifier.decorator(own.module, decorator)
        if (read.auth.strength !== 'none') {
          dependencies.push({ ...read, source: 'decorator', ...spot })
        }
      }
    }
    if (isDrf && !hasPermissions) this.#permissions.addDefaults(dependencies, spot)
    this.#add(from, path, at, { methods, handler: own, isDrf, dependencies })
  }

  #addClass(
    from: ModuleEntry,
    own: ProjectClass,
    path: string,
    at: Place,
    outer: readonly Dependency[],
    call: Expression,
  ): void {
    const { dependencies, isDrf } = this.#permissions.ofClass(own)
    const all = [...outer, ...dependencies]
    const actions = call.kind === 'call' ? call.args[0] : undefined
    if (actions?.kind === 'dict') {
      for (const { key, value } of actions.entries) {
        const method = String(constantOf(key) ?? '*').toUpperCase()
        const handler = this.#method(own, String(constantOf(value) ?? ''))
        this.#add(from, path, at, {
          methods: [method],
          handler,
          class: own,
          isDrf,
          dependencies: all,
        })
      }
      return
    }
    const found = VIEW_METHODS.filter((name) => this.#method(own, name) !== undefined)
    for (const name of found) {
      const handler = this.#method(own, name)
      const methods = [name.toUpperCase()]
      const checks = handler === undefined ? [] : this.#permissions.ofMethod(handler)
      const dependencies = [...all, ...checks]
      this.#add(from, path, at, { methods, handler, class: own, isDrf, dependencies })
    }
    if (found.length > 0) return
    const outside = this.#meanings.index.hierarchy
      .order(own)
      .filter((one) => typeof one === 'string')
    const generic = GENERIC_METHODS.find(([pattern]) => outside.some((one) => pattern.test(one)))
    const methods = generic?.[1] ?? ['*']
    this.#add(from, path, at, { methods, handler: undefined, class: own, isDrf, dependencies: all })
  }

  /** `include(router.urls)`: every viewset that is registered on the router. */
  #readRouter(
    from: ModuleEntry,
    given: Expression & { readonly kind: 'name' },
    prefix: string,
  ): void {
    const text = given.text.replace(/\.urls$/, '')
    const origin = given.origin?.replace(/\.urls$/, '')
    const router = this.#objects.find(from, text, origin, '')
    if (router === undefined) return
    for (const { from: module, one } of this.#objects.registrations) {
      if (one.method !== 'register') continue
      if (this.#objects.find(module, one.receiver, one.origin, one.in) !== router) continue
      const [route, view] = one.call.args
      const found = this.#meanings.class(module, view)
      if (found === undefined) continue
      const name = plainPath(this.#meanings.text(module, route) ?? '{}')
      this.#addViewSet(module, found, `${prefix}${name}/`, one.at)
    }
  }

  #addViewSet(from: ModuleEntry, own: ProjectClass, base: string, at: Place): void {
    const { dependencies } = this.#permissions.ofClass(own)
    const order = this.#meanings.index.hierarchy.order(own)
    const inherited = new Set(
      order.flatMap((one) => (typeof one === 'string' ? (MIXIN_ACTIONS[lastName(one)] ?? []) : [])),
    )
    for (const [action, [method, isDetail]] of Object.entries(VIEWSET_ACTIONS)) {
      const handler = this.#method(own, action)
      if (handler === undefined && !inherited.has(action)) continue
      const path = isDetail ? `${base}{pk}/` : base
      this.#add(from, path, at, {
        methods: [method],
        handler,
        class: own,
        isDrf: true,
        dependencies,
      })
    }
    for (const handler of own.methods.values()) {
      const action = handler.summary.decorators.find((one) => lastName(nameOf(one)) === 'action')
      if (action === undefined) continue
      const isDetail = constantOf(keywordOf(action, 'detail')) === true
      const name = constantOf(keywordOf(action, 'url_path')) ?? handler.summary.name
      const methods = wordsOf(keywordOf(action, 'methods')) ?? ['GET']
      const path = `${base}${isDetail ? '{pk}/' : ''}${name}/`
      const list = keywordOf(action, 'permission_classes')
      const spot = { path: own.module.summary.path, at: handler.summary.at }
      const own2 =
        list === undefined ? dependencies : this.#permissions.permissions(own.module, list, spot)
      this.#add(from, path, at, { methods, handler, class: own, isDrf: true, dependencies: own2 })
    }
  }

  /** What the middlewares of the project ask of the callers of a path. */
  #guardsOf(path: string): readonly Dependency[] {
    return this.#middlewares.flatMap(({ from, guard }): Dependency[] => {
      if (!guards(guard, path)) return []
      const own = this.#meanings.index.symbols(from).functions.find((one) => {
        return one.summary.symbol === guard.symbol
      })
      if (own === undefined) return []
      const spot = { path: from.summary.path, at: own.summary.at }
      const name = own.class?.summary.name ?? own.summary.name
      const strength = guard.asksRole ? 'role' : 'user'
      const reasons = [{ ...spot, text: `\`${name}\` turns away other callers` }]
      const auth: Auth = { strength, certainty: 'known', reasons }
      return [{ name, function: own, source: 'middleware', auth, isByPath: true, ...spot }]
    })
  }

  #method(own: ProjectClass, name: string): ProjectFunction | undefined {
    return this.#meanings.index.hierarchy.findMethod(own, name)
  }

  #add(
    from: ModuleEntry,
    path: string,
    at: Place,
    route: {
      readonly methods: readonly string[]
      readonly handler: ProjectFunction | undefined
      readonly class?: ProjectClass
      readonly isDrf: boolean
      readonly dependencies: readonly Dependency[]
    },
  ): void {
    const full = path.startsWith('/') ? path : `/${path}`
    const dependencies = [...route.dependencies, ...this.#guardsOf(full)]
    const auth = dependencies.reduce<Auth>((best, one) => strongest(best, one.auth), NO_AUTH)
    this.routes.push({
      framework: route.isDrf ? 'drf' : 'django',
      kind: 'http',
      methods: route.methods.map((one) => one.toUpperCase()),
      path: from.summary.path,
      at,
      route: full,
      handler: route.handler,
      handlerClass: route.class,
      isAsync: route.handler?.summary.isAsync ?? false,
      router: undefined,
      dependencies,
      inherited: [],
      mounts: [{ path: full, dependencies: [], auth }],
      auth,
      isCertain: true,
      unwrapped: [],
    })
  }
}

/** `views.OrderView` of `views.OrderView.as_view()`. */
function ownerOf(call: Expression & { readonly kind: 'call' }): string | undefined {
  const origin = originOf(call.callee)
  const dot = origin?.lastIndexOf('.') ?? -1
  return origin === undefined || dot <= 0 ? undefined : origin.slice(0, dot)
}

function wordsOf(list: Expression | undefined): readonly string[] | undefined {
  if (list === undefined || !('items' in list)) return undefined
  const found = list.items.flatMap((item) => {
    const value = constantOf(item)
    return typeof value === 'string' ? [value.toUpperCase()] : []
  })
  return found.length > 0 ? found : undefined
}
