// Classes of which a framework makes one object and hands it every request.
import type { ProjectIndex } from '../../project/project-index.ts'
import type { ProjectClass } from '../../project/values.ts'

const BASE = /(?:^|\.)(?:MiddlewareMixin|BaseHTTPMiddleware|AbstractHTTPMiddleware)$/

/** Django's `__init__(self, get_response)`, ASGI's `__init__(self, app)` with a `__call__`, or a base that says so. */
export function isMiddlewareClass(index: ProjectIndex, one: ProjectClass): boolean {
  const { hierarchy } = index
  if (hierarchy.order(one).some((base) => typeof base === 'string' && BASE.test(base))) return true
  const [, first] = hierarchy.findMethod(one, '__init__')?.summary.parameters ?? []
  const called = hierarchy.findMethod(one, '__call__')?.summary.parameters ?? []
  if (first?.name === 'get_response') return called.some(({ name }) => name === 'request')
  const isChained =
    first?.name === 'app' && called[1]?.name === 'scope' && called[2]?.name === 'receive'
  return isChained && !isMadePerRequest(index, one)
}

/** A middleware may make a responder for each request that has the same form as itself. */
function isMadePerRequest(index: ProjectIndex, one: ProjectClass): boolean {
  const init = index.hierarchy.findMethod(one, '__init__')
  if (init === undefined) return false
  return index.calls
    .callers(init)
    .some(({ caller }) => caller?.summary.parameters.some(({ name }) => name === 'scope'))
}
