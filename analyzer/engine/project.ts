// The linked project as rules see it: what all files told, and the findings of project rules.
import { type DomainAsked, type DomainIndex, linkDomain } from '../domain/domain.ts'
import type { ConfigFile } from '../domain/tests/pytest-config.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import type { GatheredPart, Gatherer } from '../gather/define.ts'
import type { FileRecord, RuleFailure } from '../model.ts'
import { asText } from '../project/as-text.ts'
import { type Asked, link, type ProjectIndex } from '../project/project-index.ts'
import { type Inputs, inputsOf, Remembered } from '../project/reads.ts'
import type { ProjectHit, Rule } from '../rules/define.ts'
import type { CostMeter } from './costs.ts'
import { describeFailure } from './dispatch.ts'
import { compareText } from './fingerprint.ts'
import { hashText } from './hash.ts'
import type { FileSummary } from './phases.ts'
import type { FileRole } from './roles.ts'
import type { Table } from './table.ts'
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds.ts'

/** What a rule may ask of the other files. */
export interface Project {
  /** Paths of all files of the run, in order. */
  readonly paths: readonly string[]
  /** Modules, symbols, classes and what references mean, across files. */
  readonly index: ProjectIndex
  /** Texts of the files that set up tools of the project. */
  readonly configs: readonly ConfigFile[]
  /** What a gatherer makes of the parts of all files; made once. */
  gathered<Part, Whole>(gatherer: Gatherer<Part, Whole>): Whole
  /**
   * Computes a value once for the project and key; rules that share a key share the value. A file that
   * asks for one is checked again whenever another file tells something new: see `Table`.
   */
  once<T>(key: object, make: (project: Project) => T): T
  /** A value that two runs can compare; made once. */
  table<Whole>(table: Table<Whole>): Whole
  /** True if a name stands in a table; the rest of it may change. */
  has(table: Table<ReadonlySet<string>>, name: string): boolean
  /** What stands in a table under a name; the rest of it may change. */
  at<Value>(table: Table<ReadonlyMap<string, Value>>, name: string): Value | undefined
  /** Computes a value once for a key and what it is about, and knows what it was made from. */
  remember<About extends object, T>(key: object, about: About, make: () => T): T
  /** Numbers that the project may set. */
  readonly thresholds: Thresholds
  /** What the project is about. */
  readonly domain: DomainIndex
  /** Makes what rules share and is not kept under one key. */
  readonly makeShared: MakeShared
}

const NO_HITS: readonly ProjectHit[] = []

/** What nobody can describe. */
const UNKNOWN = Symbol('unknown')

/** What can be asked for by its id. */
export interface Askable {
  readonly tables: ReadonlyMap<string, Table<unknown>>
  readonly gatherers: ReadonlyMap<string, Gatherer<unknown, unknown>>
  /** The rules about the whole project that are chosen for a file. */
  readonly projectRules: (path: string, role: FileRole) => readonly Rule[]
}

const NOTHING: Askable = { tables: new Map(), gatherers: new Map(), projectRules: () => [] }

/** What a project rule reports in one file. */
export interface ProjectReport {
  readonly rule: Rule
  readonly hits: readonly ProjectHit[]
  /** Belongs to no file; told in the report of the first one. */
  readonly failure: RuleFailure | undefined
}

export class LinkedProject implements Project {
  readonly #paths: readonly string[]
  readonly index: ProjectIndex
  readonly configs: readonly ConfigFile[]
  readonly makeShared: MakeShared
  readonly domain: DomainIndex
  readonly thresholds: Thresholds
  readonly #asked: Askable
  readonly #remembered = new Map<object, Remembered<object, unknown>>()
  readonly #answers = new Map<string, string | undefined>()
  readonly #meter: CostMeter | undefined
  readonly #records: ReadonlyMap<string, FileRecord>
  /** By gatherer; they are let go of when they are put together. */
  readonly #parts = new Map<string, GatheredPart<unknown>[]>()
  readonly #shared = new Map<object, unknown>()
  readonly #hits = new Map<Rule, ReadonlyMap<string, readonly ProjectHit[]>>()
  readonly #failures = new Map<Rule, RuleFailure>()

  constructor(
    summaries: readonly FileSummary[],
    configs: readonly ConfigFile[] = [],
    meter?: CostMeter,
    asked: Askable = NOTHING,
    thresholds: Partial<Thresholds> = {},
  ) {
    this.thresholds = { ...DEFAULT_THRESHOLDS, ...thresholds }
    this.#meter = meter
    this.#asked = asked
    this.makeShared = meter === undefined ? makeShared : (make) => meter.share(make)
    this.configs = configs
    const ordered = summaries.toSorted((a, b) => compareText(a.record.path, b.record.path))
    this.#records = new Map(ordered.map(({ record }) => [record.path, record]))
    this.#paths = ordered.map(({ record }) => record.path)
    for (const { record, gathered } of ordered) {
      for (const [id, part] of Object.entries(gathered)) {
        const parts = this.#parts.get(id) ?? []
        parts.push({ path: record.path, part })
        this.#parts.set(id, parts)
      }
    }
    this.index = link(
      ordered.flatMap(({ module }) => module ?? []),
      this.makeShared,
    )
    this.domain = linkDomain(this.index, configs, this.makeShared)
  }

  get paths(): readonly string[] {
    this.index.reads.ask('paths')
    return this.#paths
  }

  recordOf(path: string): FileRecord | undefined {
    return this.#records.get(path)
  }

  gathered<Part, Whole>(gatherer: Gatherer<Part, Whole>): Whole {
    this.index.reads.ask('gathered', gatherer.id)
    return this.#made(gatherer, () => {
      // What stands under a gatherer's id is what its `collect` returned.
      const parts = (this.#parts.get(gatherer.id) ?? []) as GatheredPart<Part>[]
      const whole = gatherer.combine(parts)
      this.#parts.delete(gatherer.id)
      return whole
    })
  }

  once<T>(key: object, make: (project: Project) => T): T {
    this.index.reads.everything()
    return this.#made(key, make)
  }

  table<Whole>(table: Table<Whole>): Whole {
    this.index.reads.ask('table', table.id)
    return this.#made(table, table.make)
  }

  has(table: Table<ReadonlySet<string>>, name: string): boolean {
    this.index.reads.askIn('has', table.id, name)
    return this.#made(table, table.make).has(name)
  }

  at<Value>(table: Table<ReadonlyMap<string, Value>>, name: string): Value | undefined {
    this.index.reads.askIn('at', table.id, name)
    return this.#made(table, table.make).get(name)
  }

  remember<About extends object, T>(key: object, about: About, make: () => T): T {
    let known = this.#remembered.get(key)
    if (known === undefined) {
      known = new Remembered(this.index.reads)
      this.#remembered.set(key, known)
    }
    const meter = this.#meter
    meter?.asked(key)
    const find = meter === undefined ? make : () => meter.once(key, make)
    // What stands under a key is only ever what `make` for that key returned.
    return known.get(about, find) as T
  }

  /** Runs the check of a file and gives what it has read of the project. */
  noting<T>(path: string, work: () => T): { readonly value: T; readonly inputs: Inputs } {
    const { value, reading } = this.index.reads.noteCheck(path, work)
    return { value, inputs: inputsOf(reading) }
  }

  /**
   * The answer to a question of `Inputs` as a short text that is the same for the same answer.
   * Undefined where there is none that could be compared.
   */
  answer(question: string): string | undefined {
    if (!this.#answers.has(question)) {
      const told = this.index.reads.apart(() => asText(this.#tell(question)))
      this.#answers.set(question, told && `${told.length.toString(36)} ${hashText(told)}`)
    }
    return this.#answers.get(question)
  }

  #tell(question: string): unknown {
    // Written by `ReadLog.ask`; names that were looked for in one set stand together.
    const asked = JSON.parse(question) as Asked
    const [kind, id = '', name = ''] = asked
    const table = () => {
      const found = this.#asked.tables.get(id)
      return found && this.#made(found, found.make)
    }
    switch (kind) {
      case 'gathered': {
        const gatherer = this.#asked.gatherers.get(id)
        return gatherer === undefined ? UNKNOWN : this.gathered(gatherer)
      }
      case 'table':
        return table() ?? UNKNOWN
      case 'has': {
        const found = table()
        if (!(found instanceof Set)) return UNKNOWN
        return asked.slice(2).map((one) => found.has(one))
      }
      case 'at': {
        const found = table()
        return found instanceof Map ? found.get(name) : UNKNOWN
      }
      case 'domain':
        return this.domain.told(asked.slice(1) as unknown as DomainAsked)
      case 'paths':
        return this.#paths
      case 'hits':
        // Asked with the role that the file had, which its content decides.
        return this.reportsIn(name, id as FileRole).map(({ rule, hits, failure }) => [
          rule.info.id,
          hits,
          failure,
        ])
      default:
        return this.index.told(asked)
    }
  }

  #made<T>(key: object, make: (project: Project) => T): T {
    if (this.#shared.has(key)) this.#meter?.asked(key)
    else {
      const find = () => this.index.reads.apart(() => make(this))
      this.#shared.set(key, this.#meter === undefined ? find() : this.#meter.once(key, find))
    }
    // The value under a key is only ever what `make` for that key returned.
    return this.#shared.get(key) as T
  }

  /** What the rules about the whole project report in one file; each runs once. */
  reportsIn(path: string, role: FileRole): readonly ProjectReport[] {
    this.index.reads.askIn('hits', role, path)
    return this.#asked.projectRules(path, role).map((rule) => ({
      rule,
      hits: this.#hitsOf(rule).get(path) ?? NO_HITS,
      failure: path === this.#paths[0] ? this.#failures.get(rule) : undefined,
    }))
  }

  #hitsOf(rule: Rule): ReadonlyMap<string, readonly ProjectHit[]> {
    let hits = this.#hits.get(rule)
    if (hits === undefined) {
      hits = this.index.reads.apart(() => this.#run(rule))
      this.#hits.set(rule, hits)
    }
    return hits
  }

  #run(rule: Rule): ReadonlyMap<string, readonly ProjectHit[]> {
    try {
      const find = () => rule.definition.project?.(this) ?? NO_HITS
      const hits = this.#meter === undefined ? find() : this.#meter.rule(rule.info.id, find)
      return Map.groupBy(hits, ({ path }) => path)
    } catch (error) {
      this.#failures.set(rule, describeFailure(rule, '', 0, error))
      return new Map()
    }
  }
}
