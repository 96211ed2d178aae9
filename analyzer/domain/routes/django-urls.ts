// Which modules hold the URLs of a Django project, and what they include.
import { constantOf, type Expression } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { nameOf } from './auth.ts'

/** Modules with `urlpatterns` that no other one includes; all of them if they include each other. */
export function rootModules(meanings: Meanings): readonly ModuleEntry[] {
  const withPatterns = meanings.index.graph.modules.filter((entry) =>
    entry.summary.variables.some(({ name }) => name === 'urlpatterns'),
  )
  const included = new Set<ModuleEntry>()
  for (const entry of withPatterns) {
    for (const target of includedModules(meanings, entry))
      if (target !== entry) included.add(target)
  }
  const roots = withPatterns.filter((entry) => !included.has(entry))
  return roots.length > 0 ? roots : withPatterns
}

function includedModules(meanings: Meanings, entry: ModuleEntry): readonly ModuleEntry[] {
  const value = entry.summary.variables.find(({ name }) => name === 'urlpatterns')?.value
  if (value?.kind !== 'list') return []
  return value.items.flatMap((item) => {
    const view = item.kind === 'call' ? item.args[1] : undefined
    const target = view?.kind === 'call' ? includeTarget(meanings, entry, view) : undefined
    return target?.module ?? []
  })
}

/** What `include(...)` takes in: a module, or a list of routes; undefined for another call. */
export function includeTarget(
  meanings: Meanings,
  from: ModuleEntry,
  call: Expression & { readonly kind: 'call' },
): { readonly module?: ModuleEntry; readonly given?: Expression } | undefined {
  if (lastName(nameOf(call)) !== 'include') return undefined
  const [first] = call.args
  const given = first?.kind === 'tuple' ? first.items[0] : first
  const text = constantOf(given)
  if (typeof text === 'string') {
    const value = meanings.index.resolveName(from, text)
    return value?.kind === 'module' && value.entry.kind === 'module' ? { module: value.entry } : {}
  }
  const value = meanings.value(from, given)
  if (value?.kind === 'module' && value.entry.kind === 'module') return { module: value.entry }
  return given === undefined ? {} : { given }
}

/** `^orders/(?P<pk>\d+)/$` and `orders/<int:pk>/` as `orders/{pk}/`. */
export function plainPath(path: string): string {
  return path
    .replace(/^\^|\$$/g, '')
    .replace(/\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)/g, '{$1}')
    .replace(/<(?:\w+:)?(\w+)>/g, '{$1}')
}
