// The linked project as rules see it: what all files told, and the findings of project rules.
import type { ConfigFile } from '../domain/tests/pytest-config.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import type { GatheredPart, Gatherer } from '../gather/define.ts'
import type { RuleFailure } from '../model.ts'
import { link, type ProjectIndex } from '../project/project-index.ts'
import type { ProjectHit, Rule } from '../rules/define.ts'
import type { CostMeter } from './costs.ts'
import { describeFailure } from './dispatch.ts'
import { compareText } from './fingerprint.ts'
import type { FileSummary } from './phases.ts'

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
  /** Computes a value once for the project and key; rules that share a key share the value. */
  once<T>(key: object, make: (project: Project) => T): T
  /** Makes what rules share and is not kept under one key. */
  readonly makeShared: MakeShared
}

const NO_HITS: readonly ProjectHit[] = []

export class LinkedProject implements Project {
  readonly paths: readonly string[]
  readonly index: ProjectIndex
  readonly configs: readonly ConfigFile[]
  readonly makeShared: MakeShared
  readonly #meter: CostMeter | undefined
  readonly #summaries: ReadonlyMap<string, FileSummary>
  readonly #ordered: readonly FileSummary[]
  readonly #shared = new Map<object, unknown>()
  readonly #hits = new Map<Rule, ReadonlyMap<string, readonly ProjectHit[]>>()
  readonly #failures = new Map<Rule, RuleFailure>()

  constructor(
    summaries: readonly FileSummary[],
    configs: readonly ConfigFile[] = [],
    meter?: CostMeter,
  ) {
    this.#meter = meter
    this.makeShared = meter === undefined ? makeShared : (make) => meter.share(make)
    this.configs = configs
    this.#ordered = summaries.toSorted((a, b) => compareText(a.record.path, b.record.path))
    this.#summaries = new Map(this.#ordered.map((summary) => [summary.record.path, summary]))
    this.paths = this.#ordered.map(({ record }) => record.path)
    this.index = link(
      this.#ordered.flatMap(({ module }) => module ?? []),
      this.makeShared,
    )
  }

  summaryOf(path: string): FileSummary | undefined {
    return this.#summaries.get(path)
  }

  gathered<Part, Whole>(gatherer: Gatherer<Part, Whole>): Whole {
    return this.once(gatherer, () => {
      const parts: GatheredPart<Part>[] = []
      for (const { record, gathered } of this.#ordered) {
        // What stands under a gatherer's id is what its `collect` returned.
        const part = gathered[gatherer.id] as Part | undefined
        if (part !== undefined) parts.push({ path: record.path, part })
      }
      return gatherer.combine(parts)
    })
  }

  once<T>(key: object, make: (project: Project) => T): T {
    if (this.#shared.has(key)) this.#meter?.asked(key)
    else {
      const find = () => make(this)
      this.#shared.set(key, this.#meter === undefined ? find() : this.#meter.once(key, find))
    }
    // The value under a key is only ever what `make` for that key returned.
    return this.#shared.get(key) as T
  }

  /** What a project rule reports in one file. The rule runs once, when it is first asked for. */
  hitsOf(rule: Rule, path: string): readonly ProjectHit[] {
    let hits = this.#hits.get(rule)
    if (hits === undefined) {
      hits = this.#run(rule)
      this.#hits.set(rule, hits)
    }
    return hits.get(path) ?? NO_HITS
  }

  /** The failure of a project rule, which belongs to no file; told in the report of the first one. */
  failureOf(rule: Rule, path: string): RuleFailure | undefined {
    return path === this.paths[0] ? this.#failures.get(rule) : undefined
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
