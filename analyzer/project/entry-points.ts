// Functions that something outside of the project's own calls starts: requests, tasks, threads,
// command lines, tests.
import { type Expression, originOf, type Place } from '../facts/expression.ts'
import type { CallGraph } from './call-graph.ts'
import { BASES, DECORATORS, type EntryKind, REGISTRARS, ROUTE_METHODS } from './entry-tables.ts'
import type { ModuleEntry } from './module-graph.ts'
import type { ProjectIndex } from './project-index.ts'
import type { SpawnKind } from './summary.ts'
import { isTestPath } from './test-paths.ts'
import type { ProjectClass, ProjectFunction, Value } from './values.ts'

export interface EntryPoint {
  readonly function: ProjectFunction
  readonly kind: EntryKind
  /** Where it is made one: the decorator's function, the registering or spawning call. */
  readonly module: ModuleEntry
  readonly at: Place
}

const BY_SPAWN: ReadonlyMap<SpawnKind, EntryKind> = new Map<SpawnKind, EntryKind>([
  ['task', 'task'],
  ['thread', 'thread'],
  ['process', 'process'],
  ['executor', 'executor'],
  ['timer', 'timer'],
  ['signal', 'signal'],
  ['background', 'background'],
  ['route', 'route'],
  ['callback', 'event'],
  ['run', 'cli'],
])

export function findEntryPoints(index: ProjectIndex, calls: CallGraph): readonly EntryPoint[] {
  const found: EntryPoint[] = []
  const bases = new CalledBases(index)
  for (const one of index.functions) {
    const { module } = one
    const kind = byDecorator(index, one) ?? byName(one) ?? bases.kindOf(one)
    if (kind !== undefined) found.push({ function: one, kind, module, at: one.summary.at })
  }
  for (const { kind, target, module, at, caller } of calls.spawns) {
    const known = BY_SPAWN.get(kind)
    // `asyncio.run(main())` starts the program only where no other function of it does.
    if (kind === 'run' && caller !== undefined && !module.summary.isScript) continue
    if (known !== undefined) found.push({ function: target, kind: known, module, at })
  }
  for (const module of index.graph.modules) addRegistered(index, module, found)
  for (const { callee, module, at } of calls.fromModules()) {
    if (module.summary.isScript) found.push({ function: callee, kind: 'cli', module, at })
  }
  return distinct(found)
}

/** `asyncio.run(main())` starts `main` once, though it both calls it and hands it over. */
function distinct(entries: readonly EntryPoint[]): readonly EntryPoint[] {
  const found = new Map<string, EntryPoint>()
  for (const one of entries) {
    const key = [one.function.id, one.kind, one.module.summary.path, one.at.line].join(' ')
    if (!found.has(key)) found.set(key, one)
  }
  return [...found.values()]
}

function byDecorator(index: ProjectIndex, one: ProjectFunction): EntryKind | undefined {
  for (const decorator of one.summary.decorators) {
    const name = resolvedName(index, one.module, decorator)
    for (const [pattern, kind] of name === undefined ? [] : DECORATORS) {
      if (pattern.test(name ?? '')) return kind
    }
    if (isPathRoute(decorator)) return 'route'
  }
  return undefined
}

/** `@x.get('/items')`: a method named for a verb with a path as its first argument. */
function isPathRoute(decorator: Expression): boolean {
  if (decorator.kind !== 'call' || decorator.callee.kind !== 'name') return false
  const { text } = decorator.callee
  const dot = text.lastIndexOf('.')
  if (dot === -1 || !ROUTE_METHODS.has(text.slice(dot + 1))) return false
  const [path] = decorator.args
  const isText = path?.kind === 'constant' && typeof path.value === 'string'
  return isText && String(path.value).startsWith('/')
}

/** The path from outside that an expression leads to, undefined if it stays in the project. */
function resolvedName(
  index: ProjectIndex,
  module: ModuleEntry,
  expression: Expression,
): string | undefined {
  const origin = originOf(expression)
  const value = origin === undefined ? undefined : index.resolveName(module, origin)
  return value?.kind === 'external' ? value.name : undefined
}

function byName({ summary, module, class: owner }: ProjectFunction): EntryKind | undefined {
  if (!summary.name.startsWith('test') || !isTestPath(module.summary.path)) return undefined
  const isTopLevel = owner === undefined && !summary.symbol.includes('.')
  const isInTestClass = owner?.summary.name.startsWith('Test') ?? false
  return isTopLevel || isInTestClass ? 'test' : undefined
}

/** What classes from outside call of a class that derives from them. */
class CalledBases {
  readonly #index: ProjectIndex
  readonly #rows = new Map<ProjectClass, readonly (readonly [RegExp, EntryKind])[]>()

  constructor(index: ProjectIndex) {
    this.#index = index
  }

  kindOf({ class: owner, summary }: ProjectFunction): EntryKind | undefined {
    if (owner === undefined) return undefined
    return this.#rowsOf(owner).find(([methods]) => methods.test(summary.name))?.[1]
  }

  #rowsOf(owner: ProjectClass): readonly (readonly [RegExp, EntryKind])[] {
    let rows = this.#rows.get(owner)
    if (rows === undefined) {
      const names = this.#index.hierarchy.order(owner).filter((one) => typeof one === 'string')
      rows = BASES.flatMap(([base, methods, kind]) =>
        names.some((name) => base.test(name)) ? [[methods, kind] as const] : [],
      )
      this.#rows.set(owner, rows)
    }
    return rows
  }
}

/** `path('x', views.show)`, `Route('/x', endpoint=show)`, `app.add_api_route('/x', show)`. */
function addRegistered(index: ProjectIndex, module: ModuleEntry, found: EntryPoint[]): void {
  const open: Expression[] = []
  for (const { value } of module.summary.variables) if (value !== undefined) open.push(value)
  open.push(...module.summary.statements)
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.kind === 'list' || at.kind === 'tuple') open.push(...at.items)
    if (at.kind !== 'call') continue
    open.push(...at.args, ...at.keywords.map(({ value }) => value))
    const callee =
      resolvedName(index, module, at) ?? (at.callee.kind === 'name' ? at.callee.text : '')
    const kind = REGISTRARS.find(([pattern]) => pattern.test(callee))?.[1]
    if (kind === undefined) continue
    for (const argument of [...at.args, ...at.keywords.map(({ value }) => value)]) {
      for (const target of registered(index, module, argument)) {
        found.push({ function: target, kind, module, at: at.at })
      }
    }
  }
}

function registered(
  index: ProjectIndex,
  module: ModuleEntry,
  argument: Expression,
): readonly ProjectFunction[] {
  const origin = originOf(argument)
  if (origin === undefined) return []
  const path = origin.endsWith('.as_view') ? origin.slice(0, -'.as_view'.length) : origin
  const value: Value | undefined = index.resolveName(module, path)
  if (value?.kind === 'function' || value?.kind === 'method') return [value.function]
  if (value?.kind !== 'class') return []
  return [...value.class.methods.values()].filter(({ summary }) => ROUTE_METHODS.has(summary.name))
}
