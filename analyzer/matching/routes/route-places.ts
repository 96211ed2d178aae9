// Routes where a reader looks for them: the decorator with the header of its function, the view
// behind an entry of `urlpatterns`.
import { domainOf } from '../../domain/domain-of.ts'
import type { Spot } from '../../domain/meanings.ts'
import type { Auth, Dependency, Route } from '../../domain/routes/route.ts'
import { joinPaths } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { Place } from '../../facts/expression.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { functionKey } from '../../gather/define.ts'
import type { EvidenceStep, Location } from '../../model.ts'
import type { Node } from '../../syntax/tree.ts'

/** A route that is shown in the file that is looked at. */
export interface PlacedRoute {
  readonly route: Route
  /** The call that declares it; the function or class for views. */
  readonly node: Node
  /** The function that handles it, where it stands in this file. */
  readonly owner: FunctionFacts | undefined
}

const KEY = {}

/** The routes that this file declares or, for views, handles; in the order of lines. */
export function routesHere(checker: Checker): readonly PlacedRoute[] {
  return checker.once(KEY, () => {
    const { facts, path, project } = checker
    const found: PlacedRoute[] = []
    for (const route of domainOf(project).routes.near(path)) {
      const { summary, module } = route.handler ?? route.handlerClass ?? {}
      const isOwn = module?.summary.path === path
      const isView = route.framework === 'django' || route.framework === 'drf'
      if (isView ? !isOwn : route.path !== path) continue
      const owner =
        isOwn && route.handler !== undefined
          ? facts.functions.find(({ symbol }) => symbol === summary?.symbol)
          : undefined
      const own = isView
        ? (owner?.node ?? facts.classes.find(({ symbol }) => symbol === summary?.symbol)?.node)
        : (callAt(checker, route.at) ?? owner?.node)
      if (own !== undefined) found.push({ route, node: own, owner })
    }
    return found
  })
}

/** The outermost call that starts at a place. */
function callAt({ facts, tree }: Checker, { line, column }: Place): Node | undefined {
  const start = (tree.lineStarts[line - 1] ?? 0) + column - 1
  return facts.calls.find((call) => tree.start(call) === start)
}

/** Everything that runs before the handler, on any way to it. */
export function dependenciesOf(route: Route): readonly Dependency[] {
  return [
    ...route.dependencies,
    ...route.inherited,
    ...route.mounts.flatMap(({ dependencies }) => dependencies),
  ]
}

/** The path under which clients know a route; with its router's prefix where nothing includes it. */
export function pathOf({ project }: Checker, route: Route): string {
  const mounted = route.mounts[0]?.path
  if (mounted !== undefined) return mounted
  const router = domainOf(project).routes.objects.byId(route.router ?? '')
  return router === undefined ? route.route : joinPaths(router.prefix, route.route)
}

/** `DELETE /orders/{id}`. */
export function describeRoute(checker: Checker, route: Route): string {
  const methods = route.methods.includes('*') ? '' : `${route.methods.join('/')} `
  return `\`${methods}${pathOf(checker, route)}\``
}

/** True for requests that change something. */
export function isMutating(route: Route): boolean {
  return route.methods.some((method) => /^(?:POST|PUT|PATCH|DELETE)$/.test(method))
}

/** A place that is only known by line and column. */
export function locationOf({ path, at }: Spot): Location {
  const { line, column } = at
  return {
    path,
    range: { startLine: line, startColumn: column, endLine: line, endColumn: column },
  }
}

/** How a check was recognised, as evidence. */
export function authSteps(auth: Auth): readonly EvidenceStep[] {
  return auth.reasons.slice(0, 3).map((reason) => ({
    kind: 'definition',
    location: locationOf(reason),
    message: `${reason.text.charAt(0).toUpperCase()}${reason.text.slice(1)}.`,
  }))
}

/** Functions that the framework runs before a handler: path and symbol. */
export const routeDependencies = defineTable({
  id: 'functions that routes depend on',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(
      domain.routes.routes.flatMap((route) =>
        dependenciesOf(route).flatMap(({ function: one }) => (one ? [functionKey(one)] : [])),
      ),
    ),
})
