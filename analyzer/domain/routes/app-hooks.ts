// What runs before, around and at both ends of all routes of an application.
import { constantOf, type Expression, keywordOf, type Place } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, nameOf } from './auth.ts'
import type { PathGuard, PathTest } from './path-guards.ts'
import type { Registration } from './registrations.ts'
import { type Auth, NO_AUTH, strongest } from './route.ts'
import type { WebObject, WebObjects } from './web-objects.ts'

/** Something that runs at a point of an application's life, for all of its routes. */
export interface AppHook {
  readonly kind:
    | 'lifespan'
    | 'startup'
    | 'shutdown'
    | 'middleware'
    | 'before-request'
    | 'exception-handler'
  readonly app: string | undefined
  readonly function: ProjectFunction | undefined
  readonly name: string
  readonly path: string
  readonly at: Place
  readonly auth: Auth
  /** The paths alone that it asks about; undefined for all. */
  readonly tests?: readonly PathTest[]
}

/** The hooks of all applications and routers. */
export function readHooks(
  meanings: Meanings,
  objects: WebObjects,
  classifier: AuthClassifier,
  guardsOf: (entry: ModuleEntry) => readonly PathGuard[],
): readonly AppHook[] {
  return new HookReader(meanings, objects, classifier, guardsOf).hooks
}

class HookReader {
  readonly hooks: AppHook[] = []
  readonly #meanings: Meanings
  readonly #objects: WebObjects
  readonly #classifier: AuthClassifier
  readonly #guardsOf: (entry: ModuleEntry) => readonly PathGuard[]

  constructor(
    meanings: Meanings,
    objects: WebObjects,
    classifier: AuthClassifier,
    guardsOf: (entry: ModuleEntry) => readonly PathGuard[],
  ) {
    this.#guardsOf = guardsOf
    this.#meanings = meanings
    this.#objects = objects
    this.#classifier = classifier
    for (const entry of meanings.index.graph.modules) this.#readHooks(entry)
    for (const one of objects.all) this.#readLifespan(one)
    for (const { from, one } of objects.registrations) this.#readMiddleware(from, one)
  }

  /** `@app.middleware('http')`, `@app.on_event('startup')`, `@bp.before_request`. */
  #readHooks(entry: ModuleEntry): void {
    const { index } = this.#meanings
    for (const own of index.symbols(entry).functions) {
      for (const decorator of own.summary.decorators) {
        const kind = hookKind(decorator)
        if (kind === undefined) continue
        const object = this.#objects.decorating(entry, decorator, own.summary.symbol)
        this.#addHook(kind, object, own, own.summary.name, entry.summary.path, own.summary.at)
      }
    }
  }

  #addHook(
    kind: AppHook['kind'],
    object: WebObject | undefined,
    own: ProjectFunction | undefined,
    name: string,
    path: string,
    at: Place,
  ): void {
    const isGuard = kind === 'middleware' || kind === 'before-request'
    const auth = own && isGuard ? this.#checked(own) : NO_AUTH
    this.#add({ kind, app: object?.id, function: own, name, path, at, auth }, own)
  }

  /** @param run What runs of it: a class of middleware has a method for that. */
  #add(hook: Omit<AppHook, 'tests'>, run: ProjectFunction | undefined): void {
    const tests = this.#tests(run)
    this.hooks.push({ ...hook, ...(tests && { tests }) })
  }

  /** The paths that a function asks about before it turns a caller away. */
  #tests(own: ProjectFunction | undefined): readonly PathTest[] | undefined {
    if (own === undefined) return undefined
    return this.#guardsOf(own.module).find(
      ({ symbol, isHook }) => isHook === true && symbol === own.summary.symbol,
    )?.tests
  }

  /** What a hook checks itself, and by its decorators: `@bp.before_request` on `@login_required`. */
  #checked(own: ProjectFunction): Auth {
    return own.summary.decorators
      .filter((decorator) => hookKind(decorator) === undefined)
      .map((decorator) => this.#classifier.decorator(own.module, decorator).auth)
      .reduce(strongest, this.#classifier.function(own))
  }

  #readLifespan(object: WebObject): void {
    const given = keywordOf(object.call, 'lifespan')
    const value = this.#meanings.value(object.from, given)
    if (value?.kind === 'function') {
      const { name, at } = value.function.summary
      this.#addHook(
        'lifespan',
        object,
        value.function,
        name,
        value.function.module.summary.path,
        at,
      )
    }
    for (const list of ['middleware', 'middlewares']) {
      const items = keywordOf(object.call, list)
      if (items === undefined || !('items' in items)) continue
      for (const item of items.items) this.#addMiddleware(object, object.from, item, object.at)
    }
  }

  #readMiddleware(from: ModuleEntry, one: Registration): void {
    const object = this.#objects.find(from, one.receiver, one.origin, one.in)
    if (one.method === 'add_middleware') {
      const given = one.call.args[0] ?? keywordOf(one.call, 'middleware_class')
      if (given !== undefined) this.#addMiddleware(object, from, given, one.at)
    } else if (one.method === 'before_request' || one.method === 'before_app_request') {
      const value = this.#meanings.value(from, one.call.args[0])
      const own = value?.kind === 'function' ? value.function : undefined
      this.#addHook('before-request', object, own, one.method, from.summary.path, one.at)
    } else if (one.method === 'add_event_handler') {
      const value = this.#meanings.value(from, one.call.args[1])
      const own = value?.kind === 'function' ? value.function : undefined
      const kind = constantOf(one.call.args[0]) === 'shutdown' ? 'shutdown' : 'startup'
      this.#addHook(kind, object, own, own?.summary.name ?? '', from.summary.path, one.at)
    }
  }

  #addMiddleware(
    object: WebObject | undefined,
    from: ModuleEntry,
    given: Expression,
    at: Place,
  ): void {
    const inner =
      given.kind === 'call' && lastName(nameOf(given)) === 'Middleware'
        ? (given.args[0] ?? given)
        : given
    const value = this.#meanings.value(from, inner)
    const name = nameOf(inner)
    const auth =
      value?.kind === 'class'
        ? this.#classifier.class(value.class, ['dispatch', '__call__'])
        : value?.kind === 'function'
          ? this.#classifier.function(value.function)
          : NO_AUTH
    const own = value?.kind === 'function' ? value.function : undefined
    const { path } = from.summary
    const run =
      own ??
      (value?.kind === 'class'
        ? this.#meanings.index.hierarchy.findMethod(value.class, 'dispatch')
        : undefined)
    this.#add({ kind: 'middleware', app: object?.id, function: own, name, path, at, auth }, run)
  }
}

function hookKind(decorator: Expression): AppHook['kind'] | undefined {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator
  if (callee.kind !== 'name' || !callee.text.includes('.')) return undefined
  switch (lastName(callee.text)) {
    case 'middleware':
      return 'middleware'
    case 'before_request':
    case 'before_app_request':
      return 'before-request'
    case 'exception_handler':
    case 'errorhandler':
      return 'exception-handler'
    case 'on_event': {
      const event = decorator.kind === 'call' ? constantOf(decorator.args[0]) : undefined
      return event === 'startup' || event === 'shutdown' ? event : undefined
    }
    default:
      return undefined
  }
}
