// The tests of a project, its fixtures, and which test reaches which function.
import { constantOf, type Expression, keywordOf, originOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { isTestPath } from '../../project/test-paths.ts'
import type { ProjectFunction, Value } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import type { Route } from '../routes/route.ts'
import type { RouteTable } from '../routes/route-table.ts'
import { collectTests, isFixture, type TestFunction, type Uncollected } from './collected.ts'
import { type ConfigFile, type PytestConfig, readPytestConfigs } from './pytest-config.ts'
import type { TestFilePart } from './test-parts.ts'

export interface Fixture {
  readonly function: ProjectFunction
  /** The name by which tests ask for it. */
  readonly name: string
  readonly scope: string
  readonly isAutouse: boolean
  readonly fixtures: readonly string[]
}

/** Helpers of helpers of tests are followed this deep. */
const MAX_HELPERS = 3

export class TestTable {
  readonly configs: readonly PytestConfig[]
  readonly tests: readonly TestFunction[]
  readonly uncollected: readonly Uncollected[]
  readonly fixtures: readonly Fixture[]
  readonly #meanings: Meanings
  readonly #routes: RouteTable
  readonly #partOf: (entry: ModuleEntry) => TestFilePart | undefined
  readonly #fixturesByName: ReadonlyMap<string, readonly Fixture[]>
  readonly #reached = new Map<TestFunction, ReadonlySet<ProjectFunction>>()
  #byFunction: ReadonlyMap<ProjectFunction, readonly TestFunction[]> | undefined

  constructor(
    meanings: Meanings,
    routes: RouteTable,
    partOf: (entry: ModuleEntry) => TestFilePart | undefined,
    files: readonly ConfigFile[],
  ) {
    this.#meanings = meanings
    this.#routes = routes
    this.#partOf = partOf
    this.configs = readPytestConfigs(files)
    const { tests, uncollected } = collectTests(meanings, this.configs)
    this.tests = tests
    this.uncollected = uncollected
    this.fixtures = meanings.index.functions.flatMap((one) => readFixture(one) ?? [])
    this.#fixturesByName = Map.groupBy(this.fixtures, ({ name }) => name)
  }

  /** The fixture that a test in a file gets under a name: its own file's, then the nearest conftest. */
  fixture(path: string, name: string): Fixture | undefined {
    let best: Fixture | undefined
    let bestLength = -1
    for (const one of this.#fixturesByName.get(name) ?? []) {
      const own = one.function.module.summary.path
      if (own === path) return one
      const folder = own.slice(0, own.lastIndexOf('/') + 1)
      if (!own.endsWith('conftest.py') || !path.startsWith(folder)) continue
      if (folder.length > bestLength) {
        best = one
        bestLength = folder.length
      }
    }
    return best ?? this.#fixturesByName.get(name)?.[0]
  }

  /** Functions of the project proper that a test runs by itself, helpers and fixtures looked through. */
  reached(test: TestFunction): ReadonlySet<ProjectFunction> {
    let found = this.#reached.get(test)
    if (found === undefined) {
      found = this.#follow(test)
      this.#reached.set(test, found)
    }
    return found
  }

  /** Tests that run a function. */
  testsOf(one: ProjectFunction): readonly TestFunction[] {
    if (this.#byFunction === undefined) {
      const all = new Map<ProjectFunction, TestFunction[]>()
      for (const test of this.tests) {
        for (const reached of this.reached(test)) {
          const known = all.get(reached)
          if (known === undefined) all.set(reached, [test])
          else known.push(test)
        }
      }
      this.#byFunction = all
    }
    return this.#byFunction.get(one) ?? []
  }

  /** Paths of test files that import a module of the project. */
  filesImporting(path: string): readonly string[] {
    const { index } = this.#meanings
    const target = index.module(path)
    if (target === undefined) return []
    const found = new Set<string>()
    for (const entry of index.graph.modules) {
      if (!isTestPath(entry.summary.path)) continue
      const isImporting = entry.summary.imports.some(({ target: name }) => {
        const value = name === undefined ? undefined : index.resolveName(entry, name)
        return moduleOf(value) === target
      })
      if (isImporting) found.add(entry.summary.path)
    }
    return [...found]
  }

  /** The route that a request of a test asks for. */
  routeFor(method: string, path: string): Route | undefined {
    const plain = path.replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, '')
    const fitting = this.#routes.routes.filter((route) => {
      const isMethod =
        method === '*' || route.methods.includes('*') || route.methods.includes(method)
      return (
        (isMethod || route.kind === 'websocket') &&
        route.mounts.some((mount) => pathMatches(mount.path, plain))
      )
    })
    // A path without parameters goes before one that only fits through them.
    return fitting.toSorted((a, b) => parameters(a) - parameters(b))[0]
  }

  #follow(test: TestFunction): ReadonlySet<ProjectFunction> {
    const found = new Set<ProjectFunction>()
    const seen = new Set<ProjectFunction>()
    const path = test.function.module.summary.path
    const visit = (one: ProjectFunction, depth: number): void => {
      if (seen.has(one) || depth > MAX_HELPERS) return
      seen.add(one)
      for (const target of this.#callees(one)) {
        if (isTestPath(target.module.summary.path)) visit(target, depth + 1)
        else found.add(target)
      }
      for (const name of parameterNames(one)) {
        const fixture = this.fixture(path, name)
        if (fixture !== undefined) visit(fixture.function, depth + 1)
      }
    }
    visit(test.function, 0)
    for (const name of test.fixtures) {
      const fixture = this.fixture(path, name)
      if (fixture !== undefined) visit(fixture.function, 1)
    }
    for (const fixture of this.fixtures) {
      const own = fixture.function.module.summary.path
      const isNear = own === path || own.endsWith('conftest.py')
      if (fixture.isAutouse && isNear && this.fixture(path, fixture.name) === fixture) {
        visit(fixture.function, 1)
      }
    }
    return found
  }

  /** What a function of test code runs: calls, methods of fixtures, handlers of requests. */
  #callees(one: ProjectFunction): readonly ProjectFunction[] {
    const { index } = this.#meanings
    const { module, summary } = one
    const found = index.calls.callees(one).map(({ callee }) => callee)
    const part = this.#partOf(module)
    for (const call of part?.fixtureCalls ?? []) {
      if (call.in !== summary.symbol) continue
      const fixture = this.fixture(module.summary.path, call.parameter)
      const value = fixture && this.#valueOf(fixture)
      found.push(...index.callTargets(index.attribute(value, call.method)))
    }
    for (const request of part?.requests ?? []) {
      if (request.in !== summary.symbol) continue
      const route = this.routeFor(request.method, this.#meanings.fill(module, request.path))
      if (route?.handler !== undefined) found.push(route.handler)
    }
    return found
  }

  /** What a fixture gives to tests. */
  #valueOf(fixture: Fixture): Value | undefined {
    const { index } = this.#meanings
    const { module, summary } = fixture.function
    const yielded = this.#partOf(module)?.yields[summary.symbol]
    if (yielded !== undefined) return index.resolve(module, yielded)
    const annotated = summary.returns && index.typeValue(module, summary.returns)
    const value = annotated ?? index.resolve(module, summary.returned)
    return value?.kind === 'container' ? value.item : value
  }
}

function readFixture(one: ProjectFunction): Fixture | undefined {
  if (!isFixture(one)) return undefined
  const { decorators, parameters, name } = one.summary
  const decorator = decorators.find((given) => lastName(originOf(given) ?? '') === 'fixture')
  const text = (key: string): string | undefined => {
    const value = constantOf(keywordOf(decorator, key))
    return typeof value === 'string' ? value : undefined
  }
  return {
    function: one,
    name: text('name') ?? name,
    scope: text('scope') ?? scopeArgument(decorator) ?? 'function',
    isAutouse: constantOf(keywordOf(decorator, 'autouse')) === true,
    fixtures: parameters.map((parameter) => parameter.name).filter((given) => given !== 'self'),
  }
}

function scopeArgument(decorator: Expression | undefined): string | undefined {
  const first = decorator?.kind === 'call' ? constantOf(decorator.args[0]) : undefined
  return typeof first === 'string' ? first : undefined
}

function parameterNames({ summary }: ProjectFunction): readonly string[] {
  return summary.parameters.map(({ name }) => name).filter((name) => name !== 'self')
}

function moduleOf(value: Value | undefined): ModuleEntry | undefined {
  switch (value?.kind) {
    case 'module':
      return value.entry.kind === 'module' ? value.entry : undefined
    case 'function':
      return value.function.module
    case 'class':
    case 'instance':
      return value.class.module
    case 'variable':
      return value.module
    default:
      return undefined
  }
}

/** `/orders/{order_id}` fits `/orders/{}` and `/orders/3`. */
function pathMatches(route: string, asked: string): boolean {
  const own = route.split('/').filter((part) => part !== '')
  const other = asked.split('/').filter((part) => part !== '')
  if (own.length !== other.length) return false
  return own.every((part, at) => {
    const given = other[at] ?? ''
    return part === given || /[{<]/.test(part) || given.includes('{}')
  })
}

function parameters(route: Route): number {
  return route.mounts[0]?.path.match(/[{<]/g)?.length ?? 0
}
