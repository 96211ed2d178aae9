// What a module holds, found by name: whoever asks for a name has read what stands under that name and
// nothing else of the file.
import type { ModuleEntry } from './module-graph.ts'
import { namePart, OUTLINE_PART, STARS_PART, symbolPart } from './part-names.ts'
import type { ReadLog } from './reads.ts'
import type { ModuleName, VariableSummary } from './summary.ts'
import type { ProjectClass, ProjectFunction } from './values.ts'

/** What a module holds, by symbol. */
export interface ModuleSymbols {
  readonly entry: ModuleEntry
  /** In the order of `summary.functions`. */
  readonly functions: readonly ProjectFunction[]
  readonly classes: readonly ProjectClass[]
  /** By symbol (`Class.method`); the last of a name wins, overloads and setters do not. */
  readonly functionBySymbol: Lookup<ProjectFunction>
  readonly classBySymbol: Lookup<ProjectClass>
  readonly variables: Lookup<VariableSummary>
  /** Names of the module's scope; the last of a name. */
  readonly names: Lookup<ModuleName>
  /** True if the module imports all names of another one. */
  readonly hasStars: boolean
  /** How many classes of the file have a symbol. */
  classCount(symbol: string): number
}

/** A table of a file; whoever asks it for a name has read what stands under that name. */
export interface Lookup<Found> {
  get(name: string): Found | undefined
}

class LinkedLookup<Found> implements Lookup<Found> {
  readonly #found: ReadonlyMap<string, Found>
  readonly #read: (name: string) => void

  constructor(found: ReadonlyMap<string, Found>, read: (name: string) => void) {
    this.#found = found
    this.#read = read
  }

  get(name: string): Found | undefined {
    this.#read(name)
    return this.#found.get(name)
  }
}

export class LinkedModuleSymbols implements ModuleSymbols {
  readonly entry: ModuleEntry
  readonly functionBySymbol: Lookup<ProjectFunction>
  readonly classBySymbol: Lookup<ProjectClass>
  readonly variables: Lookup<VariableSummary>
  readonly #reads: ReadLog
  #names: Lookup<ModuleName> | undefined
  readonly #functions: readonly ProjectFunction[]
  readonly #classes: readonly ProjectClass[]

  constructor(
    entry: ModuleEntry,
    functions: readonly ProjectFunction[],
    classes: readonly ProjectClass[],
    tables: {
      readonly functions: ReadonlyMap<string, ProjectFunction>
      readonly classes: ReadonlyMap<string, ProjectClass>
      readonly variables: ReadonlyMap<string, VariableSummary>
    },
    reads: ReadLog,
  ) {
    const { path } = entry.summary
    const readSymbol = (symbol: string) => reads.part(path, symbolPart(symbol))
    this.entry = entry
    this.#reads = reads
    this.#functions = functions
    this.#classes = classes
    this.functionBySymbol = new LinkedLookup(tables.functions, readSymbol)
    this.classBySymbol = new LinkedLookup(tables.classes, readSymbol)
    this.variables = new LinkedLookup(tables.variables, (name) => reads.part(path, namePart(name)))
  }

  get names(): Lookup<ModuleName> {
    this.#names ??= this.#reads.apart(() => {
      const { path, names } = this.entry.summary
      const found = new Map(names.map((one) => [one.name, one]))
      return new LinkedLookup(found, (name) => this.#reads.part(path, namePart(name)))
    })
    return this.#names
  }

  get hasStars(): boolean {
    const { summary } = this.entry
    this.#reads.part(summary.path, STARS_PART)
    return this.#reads.apart(() => summary.imports.some(({ form }) => form === 'star'))
  }

  classCount(symbol: string): number {
    this.#reads.part(this.entry.summary.path, symbolPart(symbol))
    return this.#classes.filter((one) => one.place[1] === symbol).length
  }

  get functions(): readonly ProjectFunction[] {
    this.#reads.part(this.entry.summary.path, OUTLINE_PART)
    return this.#functions
  }

  get classes(): readonly ProjectClass[] {
    this.#reads.part(this.entry.summary.path, OUTLINE_PART)
    return this.#classes
  }
}
