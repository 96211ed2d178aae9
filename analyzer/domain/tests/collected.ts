// Tests as the runner collects them, and what looks like a test but is passed over.
import { type Expression, originOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { isTestPath } from '../../project/test-paths.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { configFor, matchesFile, matchesName, type PytestConfig } from './pytest-config.ts'

/** Of the many tests that have neither marks nor fixtures. */
const NONE: readonly string[] = []

export interface TestFunction {
  readonly function: ProjectFunction
  /** The class through which it is collected; a subclass runs the tests of its base again. */
  readonly class: ProjectClass | undefined
  /** `tests/test_x.py::TestX::test_y`. */
  readonly id: string
  readonly runner: 'pytest' | 'unittest'
  readonly isAsync: boolean
  /** Names of marks, its own, those of its classes and of the module. */
  readonly marks: readonly string[]
  /** Names of fixtures that it asks for by parameters and `usefixtures`. */
  readonly fixtures: readonly string[]
  /**
   * Whether the body of an async test runs at all; undefined for tests that are not async.
   * `unknown`: the configuration cannot be seen.
   */
  readonly runs: 'yes' | 'no' | 'unknown' | undefined
  readonly config: PytestConfig
}

/** A function or class that is named like a test and never run. */
export interface Uncollected {
  readonly path: string
  readonly function: ProjectFunction | undefined
  readonly class: ProjectClass | undefined
  readonly reason: 'file-name' | 'class-has-init' | 'class-name' | 'nested'
}

const UNITTEST =
  /^(?:unittest(?:\.\w+)*\.(?:TestCase|IsolatedAsyncioTestCase)|django\.test\.(?:\w+\.)*\w*TestCase|rest_framework\.test\.\w+|twisted\.trial\.unittest\.\w+|aiohttp\.test_utils\.AioHTTPTestCase|tornado\.testing\.\w+|asynctest\.\w+)$/
const OWN_TEST_CASE = /^(?:\w*TestCase|_Assertions)$/
const ASYNC_UNITTEST =
  /(?:IsolatedAsyncioTestCase|^django\.|^rest_framework\.|^twisted\.|AioHTTPTestCase|^tornado\.|^asynctest\.)/
const ASYNC_MARKS = /^(?:asyncio|anyio|trio|asyncio_cooperative|curio)$/

export function collectTests(
  meanings: Meanings,
  configs: readonly PytestConfig[],
): { readonly tests: readonly TestFunction[]; readonly uncollected: readonly Uncollected[] } {
  const tests: TestFunction[] = []
  const uncollected: Uncollected[] = []
  for (const entry of meanings.index.graph.modules) {
    const { path } = entry.summary
    const config = configFor(configs, path)
    const isFile = matchesFile(config.pythonFiles, path)
    if (!isFile && !isTestPath(path) && !mentionsRunner(entry)) continue
    new Collector(meanings, entry, config, isFile, tests, uncollected).collect()
  }
  return { tests, uncollected }
}

function mentionsRunner({ summary }: ModuleEntry): boolean {
  return summary.imports.some(({ target }) => /^(?:pytest|unittest)(?:\.|$)/.test(target ?? ''))
}

class Collector {
  readonly #meanings: Meanings
  readonly #entry: ModuleEntry
  readonly #config: PytestConfig
  readonly #isFile: boolean
  readonly #tests: TestFunction[]
  readonly #uncollected: Uncollected[]
  readonly #marks: readonly string[]

  constructor(
    meanings: Meanings,
    entry: ModuleEntry,
    config: PytestConfig,
    isFile: boolean,
    tests: TestFunction[],
    uncollected: Uncollected[],
  ) {
    this.#meanings = meanings
    this.#entry = entry
    this.#config = config
    this.#isFile = isFile
    this.#tests = tests
    this.#uncollected = uncollected
    const own = entry.summary.variables.find(({ name }) => name === 'pytestmark')?.value
    this.#marks = own === undefined ? [] : marksOf('items' in own ? own.items : [own])
  }

  collect(): void {
    const symbols = this.#meanings.index.symbols(this.#entry)
    for (const one of symbols.functions) {
      const { name, symbol } = one.summary
      if (one.class !== undefined || !this.#isTestName(name)) continue
      if (symbol !== name) {
        // A helper inside of a function is seldom meant to be collected.
        const isBare =
          one.summary.parameters.length === 0 && symbol.split('.<locals>.').length === 2
        if (this.#isFile && isBare && name.startsWith('test_')) this.#pass(one, undefined, 'nested')
      } else if (this.#isFile && !isFixture(one)) this.#add(one, undefined, [])
      else if (!isFixture(one) && this.#looksMeant(one)) this.#pass(one, undefined, 'file-name')
    }
    for (const one of symbols.classes) this.#collectClass(one)
  }

  #collectClass(one: ProjectClass): void {
    const { name, symbol } = one.summary
    if (symbol.includes('<locals>')) return
    const { hierarchy } = this.#meanings.index
    const isUnittest =
      this.#meanings.derives(one, (base) => UNITTEST.test(base)) ||
      // The library itself may be a part of the project.
      hierarchy
        .order(one)
        .some((base) => typeof base !== 'string' && OWN_TEST_CASE.test(base.summary.name))
    const methods = this.#methodsOf(one, isUnittest)
    if (methods.length === 0) return
    if (isUnittest) {
      // unittest's own discovery knows `test*.py`; pytest only what it is told.
      if (
        !this.#isFile &&
        !/(?:^|\/)tests?\w*\.py$|(?:^|\/)tests?\//.test(this.#entry.summary.path)
      ) {
        this.#pass(undefined, one, 'file-name')
        return
      }
      for (const method of methods) this.#add(method, one, [], 'unittest')
      return
    }
    if (!matchesName(this.#config.pythonClasses, name)) {
      const isMixin =
        hierarchy.subclasses(one).length > 0 || /(?:Mixin|Base)$|^(?:Base|_)/.test(name)
      const own = methods.filter((method) => method.class === one)
      if (this.#isFile && !isMixin && own.length > 0) this.#pass(undefined, one, 'class-name')
      return
    }
    const init = hierarchy.findMethod(one, '__init__') ?? hierarchy.findMethod(one, '__new__')
    if (init !== undefined) {
      if (this.#isFile) this.#pass(undefined, one, 'class-has-init')
      return
    }
    if (!this.#isFile) {
      this.#pass(undefined, one, 'file-name')
      return
    }
    const marks = this.#classMarks(one)
    for (const method of methods) this.#add(method, one, marks)
  }

  /** Test methods, those of bases of the project too. */
  #methodsOf(one: ProjectClass, isUnittest: boolean): readonly ProjectFunction[] {
    const found = new Map<string, ProjectFunction>()
    for (const base of this.#meanings.index.hierarchy.order(one)) {
      if (typeof base === 'string') continue
      for (const [name, method] of base.methods) {
        const isTest = isUnittest ? name.startsWith('test') : this.#isTestName(name)
        if (isTest && !found.has(name) && !isFixture(method)) found.set(name, method)
      }
    }
    return [...found.values()]
  }

  #classMarks(one: ProjectClass): readonly string[] {
    return this.#meanings.index.hierarchy.order(one).flatMap((base) => {
      if (typeof base === 'string') return []
      const own = base.summary.attributes.find(({ name }) => name === 'pytestmark')?.value
      const listed = own === undefined ? [] : 'items' in own ? own.items : [own]
      return marksOf([...base.summary.decorators, ...listed])
    })
  }

  #isTestName(name: string): boolean {
    return matchesName(this.#config.pythonFunctions, name)
  }

  #looksMeant(one: ProjectFunction): boolean {
    const isStandard = one.summary.name.startsWith('test_')
    return (
      isStandard &&
      isTestPath(this.#entry.summary.path) &&
      !/conftest\.py$/.test(this.#entry.summary.path)
    )
  }

  #add(
    one: ProjectFunction,
    owner: ProjectClass | undefined,
    classMarks: readonly string[],
    runner: TestFunction['runner'] = 'pytest',
  ): void {
    const { decorators, parameters, name, isAsync } = one.summary
    const marks = [...new Set([...marksOf(decorators), ...classMarks, ...this.#marks])]
    const fixtures = parameters
      .filter(
        (parameter, at) =>
          !(at === 0 && one.class !== undefined) && parameter.default === undefined,
      )
      .map((parameter) => parameter.name)
    const id = [this.#entry.summary.path, ...(owner ? [owner.summary.symbol] : []), name].join('::')
    const runs = isAsync ? this.#runs(runner, owner, marks, fixtures) : undefined
    const used = usedFixtures(decorators)
    this.#tests.push({
      function: one,
      class: owner,
      id,
      runner,
      isAsync,
      marks: marks.length === 0 ? NONE : marks,
      fixtures: fixtures.length + used.length === 0 ? NONE : [...fixtures, ...used],
      runs,
      config: this.#config,
    })
  }

  #runs(
    runner: TestFunction['runner'],
    owner: ProjectClass | undefined,
    marks: readonly string[],
    fixtures: readonly string[],
  ): TestFunction['runs'] {
    if (runner === 'unittest') {
      const isAsyncCase =
        owner !== undefined && this.#meanings.derives(owner, (base) => ASYNC_UNITTEST.test(base))
      return isAsyncCase ? 'yes' : 'no'
    }
    const { asyncioMode, anyioMode, path } = this.#config
    if (asyncioMode === 'auto' || anyioMode === 'auto') return 'yes'
    if (marks.some((mark) => ASYNC_MARKS.test(mark))) return 'yes'
    if (fixtures.includes('anyio_backend')) return 'yes'
    return path === '' ? 'unknown' : 'no'
  }

  #pass(
    one: ProjectFunction | undefined,
    owner: ProjectClass | undefined,
    reason: Uncollected['reason'],
  ): void {
    const { path } = this.#entry.summary
    this.#uncollected.push({ path, function: one, class: owner, reason })
  }
}

/** `asyncio` of `@pytest.mark.asyncio(...)`. */
export function marksOf(decorators: readonly Expression[]): readonly string[] {
  return decorators.flatMap((decorator) => {
    const path = originOf(decorator) ?? ''
    const mark = /^pytest\.mark\.(\w+)$/.exec(path)?.[1]
    return mark === undefined ? [] : [mark]
  })
}

function usedFixtures(decorators: readonly Expression[]): readonly string[] {
  return decorators.flatMap((decorator) => {
    if (decorator.kind !== 'call' || originOf(decorator) !== 'pytest.mark.usefixtures') return []
    return decorator.args.flatMap((one) =>
      one.kind === 'constant' && typeof one.value === 'string' ? [one.value] : [],
    )
  })
}

export function isFixture({ summary }: ProjectFunction): boolean {
  return summary.decorators.some((decorator) => {
    const path = originOf(decorator) ?? ''
    return lastName(path) === 'fixture' || path === 'pytest.yield_fixture'
  })
}
