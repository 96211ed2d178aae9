// Functions, classes and variables of the project as objects, found by module and symbol.
import type { ModuleEntry } from './module-graph.ts'
import type { AttributeSummary, ClassSummary, VariableSummary } from './summary.ts'
import type { ProjectClass, ProjectFunction } from './values.ts'

/** What a module holds, by symbol. */
export interface ModuleSymbols {
  readonly entry: ModuleEntry
  /** In the order of `summary.functions`. */
  readonly functions: readonly ProjectFunction[]
  readonly classes: readonly ProjectClass[]
  /** By symbol (`Class.method`); the last of a name wins, overloads and setters do not. */
  readonly functionBySymbol: ReadonlyMap<string, ProjectFunction>
  readonly classBySymbol: ReadonlyMap<string, ProjectClass>
  readonly variables: ReadonlyMap<string, VariableSummary>
}

interface OpenClass extends ProjectClass {
  readonly methods: Map<string, ProjectFunction>
  readonly nested: Map<string, ProjectClass>
}

export interface ProjectSymbols {
  readonly functions: readonly ProjectFunction[]
  readonly classes: readonly ProjectClass[]
  readonly byModule: ReadonlyMap<ModuleEntry, ModuleSymbols>
}

export function collectSymbols(modules: readonly ModuleEntry[]): ProjectSymbols {
  const functions: ProjectFunction[] = []
  const classes: ProjectClass[] = []
  const byModule = new Map<ModuleEntry, ModuleSymbols>()
  for (const entry of modules) {
    const { summary } = entry
    const classBySymbol = new Map<string, OpenClass>()
    const own: ProjectClass[] = []
    for (const one of summary.classes) {
      const found = {
        module: entry,
        summary: one,
        id: classes.length,
        methods: new Map(),
        nested: new Map(),
        attributes: attributesByName(one),
      }
      classes.push(found)
      own.push(found)
      classBySymbol.set(one.symbol, found)
      const outer = one.symbol.slice(0, -one.name.length - 1)
      if (outer !== '') classBySymbol.get(outer)?.nested.set(one.name, found)
    }
    const functionBySymbol = new Map<string, ProjectFunction>()
    const ownFunctions: ProjectFunction[] = []
    for (const one of summary.functions) {
      const owner = one.class === undefined ? undefined : classBySymbol.get(one.class)
      const found = { module: entry, summary: one, id: functions.length, class: owner }
      functions.push(found)
      ownFunctions.push(found)
      if (isSecondary(found) && functionBySymbol.has(one.symbol)) continue
      functionBySymbol.set(one.symbol, found)
      owner?.methods.set(one.name, found)
    }
    const variables = new Map(summary.variables.map((one) => [one.name, one]))
    byModule.set(entry, {
      entry,
      functions: ownFunctions,
      classes: own,
      functionBySymbol,
      classBySymbol,
      variables,
    })
  }
  return { functions, classes, byModule }
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
function isSecondary({ summary }: ProjectFunction): boolean {
  return summary.decorators.some((decorator) => {
    if (decorator.kind !== 'name') return false
    return /(?:^|\.)(?:overload|setter|deleter|register)$/.test(decorator.text)
  })
}
