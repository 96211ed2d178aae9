// Functions, classes and variables of the project as objects, found by module and symbol.
import type { ModuleEntry } from './module-graph.ts'
import { LinkedModuleSymbols, type ModuleSymbols } from './module-symbols.ts'
import { contentPart } from './part-names.ts'
import type { ReadLog } from './reads.ts'
import type { AttributeSummary, ClassSummary, FunctionSummary } from './summary.ts'
import type { ProjectClass, ProjectFunction, SymbolPlace } from './values.ts'

/** A symbol of a file; whoever looks at what it is has read that part of its file. */
abstract class LinkedSymbol<Summary extends { readonly symbol: string }> {
  readonly module: ModuleEntry
  readonly id: number
  readonly #number: number
  readonly #reads: ReadLog
  readonly #summary: Summary
  /** What is noted when it is read, made then. */
  #item: string | undefined

  constructor(module: ModuleEntry, summary: Summary, id: number, number: number, reads: ReadLog) {
    this.module = module
    this.id = id
    this.#number = number
    this.#reads = reads
    this.#summary = summary
  }

  get place(): SymbolPlace {
    return [this.module.summary.path, this.#summary.symbol, this.#number]
  }

  get summary(): Summary {
    this.read()
    return this.#summary
  }

  /** The part of its file that it is. */
  get part(): string {
    return contentPart(this.sort, this.#summary.symbol, this.#number)
  }

  protected abstract get sort(): 'function' | 'class'

  /** All that may be read of it, as plain data. */
  abstract get told(): unknown

  protected read(): void {
    if (!this.#reads.isOn) return
    this.#item ??= this.#reads.itemOf(this.module.summary.path, this.part)
    this.#reads.item(this.#item)
  }
}

class LinkedFunction extends LinkedSymbol<FunctionSummary> implements ProjectFunction {
  readonly #class: ProjectClass | undefined

  constructor(owner: ProjectClass | undefined, ...rest: SymbolParts<FunctionSummary>) {
    super(...rest)
    this.#class = owner
  }

  protected get sort(): 'function' {
    return 'function'
  }

  get told(): unknown {
    return [this.summary, this.#class && placeOf(this.#class)]
  }

  get class(): ProjectClass | undefined {
    this.read()
    return this.#class
  }
}

const NO_METHODS: ReadonlyMap<string, ProjectFunction> = new Map()
const NO_CLASSES: ReadonlyMap<string, ProjectClass> = new Map()

class LinkedClass extends LinkedSymbol<ClassSummary> implements ProjectClass {
  #methods: Map<string, ProjectFunction> | undefined
  #nested: Map<string, ProjectClass> | undefined
  /** Made when asked for: nobody looks into most classes. */
  #attributes: ReadonlyMap<string, readonly AttributeSummary[]> | undefined

  /** The last of a name stays. */
  addMethod(name: string, method: ProjectFunction): void {
    this.#methods ??= new Map()
    this.#methods.set(name, method)
  }

  /** The last of a name stays. */
  addNested(name: string, nested: ProjectClass): void {
    this.#nested ??= new Map()
    this.#nested.set(name, nested)
  }

  protected get sort(): 'class' {
    return 'class'
  }

  get told(): unknown {
    const placesOf = (members: ReadonlyMap<string, object>) =>
      [...members].map(([name, one]) => [name, placeOf(one)])
    return [this.summary, placesOf(this.methods), placesOf(this.nested)]
  }

  get methods(): ReadonlyMap<string, ProjectFunction> {
    this.read()
    return this.#methods ?? NO_METHODS
  }

  get nested(): ReadonlyMap<string, ProjectClass> {
    this.read()
    return this.#nested ?? NO_CLASSES
  }

  get attributes(): ReadonlyMap<string, readonly AttributeSummary[]> {
    const { summary } = this
    this.#attributes ??= attributesByName(summary)
    return this.#attributes
  }
}

type SymbolParts<Summary> = readonly [
  module: ModuleEntry,
  summary: Summary,
  id: number,
  number: number,
  reads: ReadLog,
]

/** Where a function or class of a linked project is found again; undefined for anything else. */
export function placeOf(one: object): SymbolPlace | undefined {
  return one instanceof LinkedSymbol ? one.place : undefined
}

/** The part of its file that a function or class of a linked project is, and all that it tells. */
export function contentOf(one: object): { readonly part: string; readonly told: unknown } {
  if (!(one instanceof LinkedSymbol)) throw new Error('This is no symbol of a linked project.')
  return { part: one.part, told: one.told }
}

export interface ProjectSymbols {
  readonly functions: readonly ProjectFunction[]
  readonly classes: readonly ProjectClass[]
  readonly byModule: ReadonlyMap<ModuleEntry, ModuleSymbols>
}

export function collectSymbols(modules: readonly ModuleEntry[], reads: ReadLog): ProjectSymbols {
  const functions: ProjectFunction[] = []
  const classes: ProjectClass[] = []
  const byModule = new Map<ModuleEntry, ModuleSymbols>()
  for (const entry of modules) {
    const { summary } = entry
    const classBySymbol = new Map<string, LinkedClass>()
    const own: ProjectClass[] = []
    const numberOf = counter()
    for (const one of summary.classes) {
      const found = new LinkedClass(entry, one, classes.length, numberOf(one.symbol), reads)
      classes.push(found)
      own.push(found)
      classBySymbol.set(one.symbol, found)
      const outer = one.symbol.slice(0, -one.name.length - 1)
      if (outer !== '') classBySymbol.get(outer)?.addNested(one.name, found)
    }
    const numberOfFunction = counter()
    const functionBySymbol = new Map<string, ProjectFunction>()
    const ownFunctions: ProjectFunction[] = []
    for (const one of summary.functions) {
      const owner = one.class === undefined ? undefined : classBySymbol.get(one.class)
      const number = numberOfFunction(one.symbol)
      const found = new LinkedFunction(owner, entry, one, functions.length, number, reads)
      functions.push(found)
      ownFunctions.push(found)
      if (isSecondary(one) && functionBySymbol.has(one.symbol)) continue
      functionBySymbol.set(one.symbol, found)
      owner?.addMethod(one.name, found)
    }
    const variables = new Map(summary.variables.map((one) => [one.name, one]))
    const tables = { functions: functionBySymbol, classes: classBySymbol, variables }
    byModule.set(entry, new LinkedModuleSymbols(entry, ownFunctions, own, tables, reads))
  }
  return { functions, classes, byModule }
}

/** Counts how often it was asked for a name before. */
function counter(): (name: string) => number {
  const counts = new Map<string, number>()
  return (name) => {
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count
  }
}

function attributesByName(of: ClassSummary): ReadonlyMap<string, readonly AttributeSummary[]> {
  const found = new Map<string, AttributeSummary[]>()
  for (const list of [of.attributes, of.instanceAttributes]) {
    for (const one of list) {
      const known = found.get(one.name)
      if (known === undefined) found.set(one.name, [one])
      else known.push(one)
    }
  }
  return found
}

/** Overloads, setters and deleters, and `singledispatch` cases stand beside the function proper. */
function isSecondary({ decorators }: FunctionSummary): boolean {
  return decorators.some((decorator) => {
    if (decorator.kind !== 'name') return false
    return /(?:^|\.)(?:overload|setter|deleter|register)$/.test(decorator.text)
  })
}
