// Tornado: the handlers that an application is given as pairs of a path and a class.
import { constantOf, type Expression, keywordOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, nameOf } from './auth.ts'
import { answeringMethods } from './class-views.ts'
import type { Registration } from './registrations.ts'
import { type Auth, type Dependency, NO_AUTH, type Route, strongest } from './route.ts'

const HANDLER = /^tornado\.(?:web\.RequestHandler|websocket\.WebSocketHandler)$/
const SOCKET = /^tornado\.websocket\./

/** A path and the class behind it. */
interface Entry {
  readonly path: string
  readonly handler: ProjectClass
}

/** Routes are told where the methods of the handlers stand. */
export function readTornadoRoutes(
  meanings: Meanings,
  registrations: readonly { readonly from: ModuleEntry; readonly one: Registration }[],
  classifier: AuthClassifier,
): readonly Route[] {
  return registrations.flatMap(({ from, one }) => {
    const isApplication = one.origin === 'tornado.web.Application'
    if (!isApplication && one.method !== 'add_handlers') return []
    const { call } = one
    const list = isApplication ? (call.args[0] ?? keywordOf(call, 'handlers')) : call.args[1]
    const router = `${from.summary.path}#tornado`
    return entriesOf(meanings, from, list).flatMap((entry) =>
      routesOf(meanings, classifier, entry, router),
    )
  })
}

function entriesOf(
  meanings: Meanings,
  from: ModuleEntry,
  list: Expression | undefined,
): readonly Entry[] {
  if (list?.kind === 'name') {
    const found = meanings.variable(from, list.origin)
    const value = found?.variable.value
    return found === undefined || value?.kind !== 'list'
      ? []
      : entriesOf(meanings, found.module, value)
  }
  if (list?.kind !== 'list') return []
  return list.items.flatMap((item) => {
    const parts =
      item.kind === 'tuple'
        ? item.items
        : item.kind === 'call' && /^(?:url|URLSpec)$/.test(lastName(nameOf(item)))
          ? item.args
          : []
    const pattern = parts[0] === undefined ? undefined : constantOf(parts[0])
    const value = meanings.value(from, parts[1])
    if (typeof pattern !== 'string' || value?.kind !== 'class') return []
    return meanings.derives(value.class, (name) => HANDLER.test(name))
      ? [{ path: readable(pattern), handler: value.class }]
      : []
  })
}

/** `/notes/{name}` of `/notes/(?P<name>[^/]+)$`. */
function readable(pattern: string): string {
  return pattern
    .replace(/^\^|\$$/g, '')
    .replace(/\((?:\?P<(\w+)>)?[^()]*\)/g, (_, name: string | undefined) => `{${name ?? ''}}`)
}

function routesOf(
  meanings: Meanings,
  classifier: AuthClassifier,
  { path, handler }: Entry,
  router: string,
): readonly Route[] {
  const { hierarchy } = meanings.index
  const prepare = hierarchy.findMethod(handler, 'prepare')
  const before = prepare === undefined ? NO_AUTH : classifier.function(prepare)
  const inherited: readonly Dependency[] =
    prepare === undefined || before.strength === 'none'
      ? []
      : [{ ...placed(prepare), name: 'prepare', function: prepare, source: 'router', auth: before }]
  const isSocket = meanings.derives(handler, (name) => SOCKET.test(name))
  const opened = isSocket
    ? (hierarchy.findMethod(handler, 'open') ?? hierarchy.findMethod(handler, 'on_message'))
    : undefined
  const methods: readonly (readonly [string, ProjectFunction])[] =
    opened === undefined ? answeringMethods(meanings, handler) : [['*', opened]]
  return methods.map(([verb, method]) => {
    const dependencies = method.summary.decorators
      .map((one): Dependency => {
        const read = classifier.decorator(method.module, one)
        return { ...read, ...placed(method), source: 'decorator' }
      })
      .filter(({ auth }) => auth.strength !== 'none')
    const auth = [...dependencies, ...inherited].reduce<Auth>(
      (best, one) => strongest(best, one.auth),
      NO_AUTH,
    )
    return {
      framework: 'tornado',
      kind: opened === undefined ? 'http' : 'websocket',
      methods: [verb],
      ...placed(method),
      route: path,
      handler: method,
      handlerClass: undefined,
      isAsync: method.summary.isAsync,
      router,
      dependencies,
      inherited,
      mounts: [{ path, dependencies: inherited, auth }],
      auth,
      isCertain: true,
      unwrapped: [],
    }
  })
}

const placed = ({ module, summary }: ProjectFunction) => ({
  path: module.summary.path,
  at: summary.at,
})
