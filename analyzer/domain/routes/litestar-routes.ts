// Litestar: handlers that a decorator of the library makes, controllers, and guards on every level.
import { type Expression, keywordOf, originOf, type Place } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, nameOf } from './auth.ts'
import { type Auth, type Dependency, joinPaths, NO_AUTH, type Route, strongest } from './route.ts'

type Call = Expression & { readonly kind: 'call' }

const HANDLER =
  /^litestar\.(?:handlers\.(?:\w+\.)*)?(get|post|put|patch|delete|head|route|websocket)$/
const CONTROLLER = /^litestar\.(?:controller\.)?Controller$/
const LAYER = /^litestar\.(?:app\.|router\.)?(?:Litestar|Router)$/
const MAX_LAYERS = 8

/** An application or router, with what it holds. */
interface Layer {
  readonly from: ModuleEntry
  readonly call: Call
  readonly name: string
}

export function readLitestarRoutes(
  meanings: Meanings,
  classifier: AuthClassifier,
): readonly Route[] {
  const users = meanings.index.graph.modules.filter(({ summary }) =>
    summary.imports.some(({ target }) => /^litestar(?:\.|$)/.test(target ?? '')),
  )
  if (users.length === 0) return []
  const reader = new LitestarReader(meanings, classifier, users)
  return users.flatMap((entry) => reader.routesOf(entry))
}

class LitestarReader {
  readonly #meanings: Meanings
  readonly #classifier: AuthClassifier
  readonly #layers: readonly Layer[]

  constructor(meanings: Meanings, classifier: AuthClassifier, users: readonly ModuleEntry[]) {
    this.#meanings = meanings
    this.#classifier = classifier
    this.#layers = users.flatMap((from) =>
      from.summary.variables.flatMap(({ name, value }) =>
        value?.kind === 'call' && LAYER.test(originOf(value.callee) ?? '')
          ? [{ from, call: value, name }]
          : [],
      ),
    )
  }

  routesOf(entry: ModuleEntry): readonly Route[] {
    return this.#meanings.index.symbols(entry).functions.flatMap((own) =>
      own.summary.decorators.flatMap((decorator) => {
        const verb =
          decorator.kind === 'call'
            ? HANDLER.exec(originOf(decorator.callee) ?? '')?.[1]
            : undefined
        return verb === undefined || decorator.kind !== 'call'
          ? []
          : [this.#route(entry, own, decorator, verb)]
      }),
    )
  }

  #route(entry: ModuleEntry, own: ProjectFunction, decorator: Call, verb: string): Route {
    const { path } = entry.summary
    const controller =
      own.class !== undefined && this.#isController(own.class) ? own.class : undefined
    const holder = controller?.summary.name ?? own.summary.name
    const layers = this.#around(holder)
    const dependencies = this.#guards(
      entry,
      keywordOf(decorator, 'guards'),
      'decorator',
      decorator.at,
    )
    const shared =
      controller === undefined
        ? []
        : this.#guards(entry, attributeOf(controller, 'guards'), 'router', controller.summary.at)
    const inherited = [
      ...shared,
      ...layers.flatMap(({ from, call }) =>
        this.#guards(from, keywordOf(call, 'guards'), 'app', call.at),
      ),
    ]
    const all = [...dependencies, ...inherited]
    const auth = all.reduce<Auth>((best, one) => strongest(best, one.auth), NO_AUTH)
    const base = controller === undefined ? '' : this.#text(entry, attributeOf(controller, 'path'))
    const route = joinPaths(
      base,
      this.#text(entry, decorator.args[0] ?? keywordOf(decorator, 'path')),
    )
    const full = layers.reduce(
      (below, { from, call }) => joinPaths(this.#text(from, keywordOf(call, 'path')), below),
      route.startsWith('/') ? route : `/${route}`,
    )
    return {
      framework: 'litestar',
      kind: verb === 'websocket' ? 'websocket' : 'http',
      methods: [verb === 'route' || verb === 'websocket' ? '*' : verb.toUpperCase()],
      path,
      at: decorator.at,
      route,
      handler: own,
      handlerClass: controller,
      isAsync: own.summary.isAsync,
      router:
        controller === undefined ? `${path}#litestar` : `${path}#${controller.summary.symbol}`,
      dependencies,
      inherited,
      mounts: layers.length === 0 ? [] : [{ path: full, dependencies: inherited, auth }],
      auth,
      isCertain: layers.length > 0 && layers.every(({ call }) => !mayCheckElsewhere(call)),
      unwrapped: [],
    }
  }

  #isController(one: ProjectClass): boolean {
    return this.#meanings.derives(one, (name) => CONTROLLER.test(name))
  }

  /** The layers that hold a handler or controller, from the inside out. */
  #around(holder: string): readonly Layer[] {
    const found: Layer[] = []
    let name = holder
    for (let depth = 0; depth < MAX_LAYERS; depth += 1) {
      const next = this.#layers.find((one) => !found.includes(one) && holds(one, name))
      if (next === undefined) break
      found.push(next)
      name = next.name
    }
    return found
  }

  #guards(
    from: ModuleEntry,
    list: Expression | undefined,
    source: Dependency['source'],
    at: Place,
  ): readonly Dependency[] {
    if (list === undefined || !('items' in list)) return []
    return list.items.map((given) => ({
      ...this.#classifier.dependency(from, given),
      source,
      path: from.summary.path,
      at,
    }))
  }

  #text(from: ModuleEntry, given: Expression | undefined): string {
    return given === undefined ? '' : (this.#meanings.text(from, given) ?? '{}')
  }
}

/** `Litestar(route_handlers=[VehicleController, health])`. */
function holds({ call }: Layer, name: string): boolean {
  const list = keywordOf(call, 'route_handlers') ?? call.args[0]
  return (
    list !== undefined &&
    'items' in list &&
    list.items.some((item) => lastName(nameOf(item)) === name)
  )
}

/** Middleware and plugins may turn callers away too. */
function mayCheckElsewhere(call: Call): boolean {
  return ['middleware', 'on_app_init', 'before_request', 'plugins'].some(
    (name) => keywordOf(call, name) !== undefined,
  )
}

function attributeOf(one: ProjectClass, name: string): Expression | undefined {
  return one.summary.attributes.find((attribute) => attribute.name === name)?.value
}
