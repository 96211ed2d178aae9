// Applications and routers of a project, and which of them include which under what prefix.
import {
  constantOf,
  type Expression,
  keywordOf,
  namedAs,
  type Place,
} from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass } from '../../project/values.ts'
import { firstName, lastName, type Meanings } from '../meanings.ts'
import type { TextTemplate } from '../text-template.ts'
import { readDependencyList, type WrittenDependency } from './dependency-syntax.ts'
import type { LocalObject, Registration, WebFilePart } from './registrations.ts'
import type { WebFramework } from './route.ts'

type Call = Expression & { readonly kind: 'call' }

/** An application, router or blueprint. */
export interface WebObject {
  /** `app/api.py#router`, `app/main.py#create_app.app`. */
  readonly id: string
  readonly framework: WebFramework
  readonly kind: 'app' | 'router'
  readonly from: ModuleEntry
  readonly at: Place
  readonly call: Call
  readonly prefix: string
  readonly dependencies: readonly WrittenDependency[]
  /** A class of the project that it is an instance of: it may add what is not seen. */
  readonly class: ProjectClass | undefined
}

/** `parent.include_router(child, prefix=..., dependencies=[...])`. */
export interface IncludeEdge {
  readonly parent: WebObject
  readonly child: WebObject
  readonly prefix: string
  readonly dependencies: readonly WrittenDependency[]
  readonly path: string
  readonly at: Place
}

const OBJECTS: Readonly<Record<string, readonly [WebFramework, 'app' | 'router']>> = {
  FastAPI: ['fastapi', 'app'],
  APIRouter: ['fastapi', 'router'],
  Starlette: ['starlette', 'app'],
  Router: ['starlette', 'router'],
  Flask: ['flask', 'app'],
  Quart: ['flask', 'app'],
  APIFlask: ['flask', 'app'],
  Blueprint: ['flask', 'router'],
  APIBlueprint: ['flask', 'router'],
  // Of Flask-RESTful and its successors; the application is what they are given.
  Api: ['flask', 'router'],
  Namespace: ['flask', 'router'],
  Application: ['aiohttp', 'app'],
  RouteTableDef: ['aiohttp', 'router'],
  DefaultRouter: ['drf', 'router'],
  SimpleRouter: ['drf', 'router'],
}
const LIBRARY =
  /^(?:fastapi|starlette|flask|quart|apiflask|flask_smorest|flask_openapi3|flask_restful|flask_restx|flask_restplus|aiohttp|rest_framework|fastapi_utils|fastapi_versioning)$/
const INCLUDES = new Set([
  'include_router',
  'register_blueprint',
  'add_namespace',
  'mount',
  'add_subapp',
  'add_routes',
])

export class WebObjects {
  readonly all: readonly WebObject[]
  readonly includes: readonly IncludeEdge[]
  /** Objects that include something which cannot be seen: a loop, a call. */
  readonly dynamic: ReadonlySet<WebObject>
  readonly registrations: readonly { readonly from: ModuleEntry; readonly one: Registration }[]
  readonly #meanings: Meanings
  readonly #byId = new Map<string, WebObject>()

  constructor(meanings: Meanings, partOf: (entry: ModuleEntry) => WebFilePart | undefined) {
    this.#meanings = meanings
    const all: WebObject[] = []
    const registrations: { from: ModuleEntry; one: Registration }[] = []
    for (const from of meanings.index.graph.modules) {
      const part = partOf(from)
      for (const one of readObjects(meanings, from, part?.objects ?? [])) {
        all.push(one)
        this.#byId.set(one.id, one)
      }
      for (const one of part?.registrations ?? []) registrations.push({ from, one })
    }
    this.all = all
    this.registrations = registrations
    const dynamic = new Set<WebObject>()
    const includes: IncludeEdge[] = all.flatMap((one) => this.#applicationOf(one))
    for (const { from, one } of registrations) {
      if (INCLUDES.has(one.method)) this.#addInclude(from, one, includes, dynamic)
      if (one.method === 'init_app') includes.push(...this.#initialized(from, one))
    }
    this.includes = includes
    this.dynamic = dynamic
  }

  byId(id: string): WebObject | undefined {
    return this.#byId.get(id)
  }

  /** The object of which a decorator is a method: `@app.get(...)`. */
  decorating(entry: ModuleEntry, decorator: Expression, symbol: string): WebObject | undefined {
    const callee = decorator.kind === 'call' ? decorator.callee : decorator
    if (callee.kind !== 'name' || !callee.text.includes('.')) return undefined
    const text = callee.text.slice(0, callee.text.lastIndexOf('.'))
    const origin = callee.origin?.slice(0, callee.origin.lastIndexOf('.'))
    return this.find(entry, text, origin, symbol)
  }

  /** The object that a name means where it stands: a variable, a local of the function around it. */
  find(
    from: ModuleEntry,
    text: string,
    origin: string | undefined,
    inside: string,
  ): WebObject | undefined {
    const found = this.#meanings.variable(from, origin)
    if (found !== undefined) {
      const own = this.#byId.get(`${found.module.summary.path}#${found.variable.name}`)
      if (own !== undefined) return own
    }
    const { path } = from.summary
    const local = text.split('.')
    for (let owner = inside; owner !== ''; owner = outer(owner)) {
      const own = this.#byId.get(`${path}#${owner}.${local[0]}`)
      if (own !== undefined) return own
      const isMember = local[0] === 'self' && local.length > 1
      const member = isMember ? this.#byId.get(`${path}#${owner}.${local[1]}`) : undefined
      if (member !== undefined) return member
    }
    return this.#given(from, text, inside)
  }

  /** The object that an expression is or that a call of a factory gives. */
  of(from: ModuleEntry, expression: Expression | undefined, inside: string): WebObject | undefined {
    if (expression?.kind === 'name') {
      return this.find(from, expression.text, expression.origin, inside)
    }
    if (expression?.kind !== 'call') return undefined
    const callee = this.#meanings.value(from, expression.callee)
    if (callee?.kind !== 'function' && callee?.kind !== 'method') return undefined
    const { symbol } = callee.function.summary
    const prefix = `${callee.function.module.summary.path}#${symbol}.`
    const made = this.all.filter((one) => one.id.startsWith(prefix))
    return made.length === 1 ? made[0] : made.find(({ kind }) => kind === 'app')
  }

  /** A parameter: `def register(app: FastAPI)`, which is the application if there is only one. */
  #given(from: ModuleEntry, text: string, inside: string): WebObject | undefined {
    const owner = this.#meanings.index.function(from.summary.path, inside)
    const parameter = owner?.summary.parameters.find(({ name }) => name === text)
    if (parameter === undefined) return undefined
    const type = this.#meanings.external(from, parameter.annotation)
    const isRouter = type !== undefined && /(?:Router|Blueprint)$/.test(type)
    if (text === 'api' || /(?:^|\.)Api$/.test(type ?? '')) {
      const apis = this.all.filter(isApi)
      return apis.length === 1 ? apis[0] : undefined
    }
    const isApp =
      (type !== undefined && /(?:FastAPI|Flask|Starlette|Application)$/.test(type)) ||
      text === 'app'
    if (isRouter || !isApp) return undefined
    const apps = this.all.filter(({ kind }) => kind === 'app')
    return apps.length === 1 ? apps[0] : undefined
  }

  /** `Api(app)`, `Api(blueprint)`: what it adds is reached through that. */
  #applicationOf(child: WebObject): readonly IncludeEdge[] {
    if (!isApi(child)) return []
    const inside = child.id.slice(child.id.indexOf('#') + 1)
    const given = child.call.args[0] ?? keywordOf(child.call, 'app')
    const parent = this.of(child.from, given, outer(inside))
    return parent === undefined ? [] : [includeOf(parent, child, child.from, child.at)]
  }

  /** `api.init_app(app)` */
  #initialized(from: ModuleEntry, one: Registration): readonly IncludeEdge[] {
    const child = this.find(from, one.receiver, one.origin, one.in)
    if (child === undefined || !isApi(child)) return []
    const parent = this.of(from, one.call.args[0] ?? keywordOf(one.call, 'app'), one.in)
    return parent === undefined ? [] : [includeOf(parent, child, from, one.at)]
  }

  #addInclude(
    from: ModuleEntry,
    one: Registration,
    includes: IncludeEdge[],
    dynamic: Set<WebObject>,
  ): void {
    const parent =
      this.find(from, one.receiver, one.origin, one.in) ??
      this.find(
        from,
        one.receiver.replace(/\.router$/, ''),
        one.origin?.replace(/\.router$/, ''),
        one.in,
      )
    if (parent === undefined) return
    const isMount = one.method === 'mount' || one.method === 'add_subapp'
    const given =
      one.call.args[isMount ? 1 : 0] ??
      keywordOf(one.call, isMount ? 'app' : 'router') ??
      keywordOf(one.call, 'blueprint')
    const loop = one.loop?.variable
    const isLooped =
      given?.kind === 'name' && loop !== undefined && given.text.split('.')[0] === loop
    const children = isLooped ? (one.loop?.items ?? []) : given === undefined ? [] : [given]
    const found = children.flatMap((child) => this.of(from, child, one.in) ?? [])
    if (one.method === 'add_routes' && found.length === 0) return
    if (found.length === 0 || found.length < children.length) dynamic.add(parent)
    const dependencies = readDependencyList(
      this.#meanings,
      from,
      keywordOf(one.call, 'dependencies'),
    )
    const prefix = one.prefix === undefined ? '' : this.#meanings.fill(from, one.prefix)
    for (const child of found) {
      // Flask: `url_prefix` of the registration stands in the place of the blueprint's own.
      includes.push({
        parent,
        child,
        prefix,
        dependencies,
        path: from.summary.path,
        at: one.at,
      })
    }
  }
}

const isApi = ({ call }: WebObject): boolean =>
  call.callee.kind === 'name' && lastName(namedAs(call.callee)) === 'Api'

function includeOf(parent: WebObject, child: WebObject, from: ModuleEntry, at: Place): IncludeEdge {
  return { parent, child, prefix: '', dependencies: [], path: from.summary.path, at }
}

function outer(symbol: string): string {
  const locals = symbol.lastIndexOf('.<locals>.')
  const dot = symbol.lastIndexOf('.')
  if (locals !== -1 && dot === locals + '.<locals>'.length) return symbol.slice(0, locals)
  return dot === -1 ? '' : symbol.slice(0, dot)
}

function readObjects(
  meanings: Meanings,
  from: ModuleEntry,
  local: readonly LocalObject[],
): readonly WebObject[] {
  const found: WebObject[] = []
  const prefixes = new Map<string, TextTemplate>()
  for (const { owner, name, prefix } of local) {
    if (owner === '' && prefix !== undefined) prefixes.set(name, prefix)
  }
  for (const { name, at, value } of from.summary.variables) {
    if (value?.kind !== 'call') continue
    const one = objectOf(meanings, from, { id: name, at, call: value, prefix: prefixes.get(name) })
    if (one !== undefined) found.push(one)
  }
  for (const { owner, name, value, prefix, at } of local) {
    if (owner === '') continue
    // `self.router` belongs to the class: its methods see it.
    const isMember = name.startsWith('self.')
    const id = isMember ? `${outer(owner)}.${name.slice(5)}` : `${owner}.${name}`
    const one = objectOf(meanings, from, { id, at, call: value, prefix })
    if (one !== undefined) found.push(one)
  }
  return found
}

function objectOf(
  meanings: Meanings,
  from: ModuleEntry,
  object: {
    readonly id: string
    readonly at: Place
    readonly call: Call
    readonly prefix: TextTemplate | undefined
  },
): WebObject | undefined {
  const { call } = object
  const callee = meanings.value(from, call.callee)
  const own = callee?.kind === 'class' ? callee.class : undefined
  const path =
    callee?.kind === 'external'
      ? callee.name
      : own &&
        meanings.index.hierarchy.order(own).find((one) => typeof one === 'string' && isObject(one))
  if (typeof path !== 'string' || !isObject(path)) return undefined
  const [framework, kind] = OBJECTS[lastName(path)] ?? ['fastapi', 'router']
  const written = object.prefix
  const plain = constantOf(keywordOf(call, 'prefix') ?? keywordOf(call, 'url_prefix'))
  const isApp = kind === 'app'
  const isNamespace = lastName(path) === 'Namespace'
  const prefix = isNamespace
    ? String(constantOf(keywordOf(call, 'path')) ?? `/${String(constantOf(call.args[0]) ?? '{}')}`)
    : written !== undefined && !isApp
      ? meanings.fill(from, written)
      : typeof plain === 'string'
        ? plain
        : (meanings.text(from, keywordOf(call, 'prefix')) ?? '')
  return {
    id: `${from.summary.path}#${object.id}`,
    framework,
    kind,
    from,
    at: object.at,
    call,
    prefix,
    dependencies: readDependencyList(meanings, from, keywordOf(call, 'dependencies')),
    class: own,
  }
}

function isObject(path: string): boolean {
  return LIBRARY.test(firstName(path)) && lastName(path) in OBJECTS && !path.endsWith('()')
}
