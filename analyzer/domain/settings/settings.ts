// Classes and modules that hold the settings of a program, and what gives them out.
import { type Expression, originOf, type Place } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings, type Spot } from '../meanings.ts'
import { isPydanticSettings } from './settings-bases.ts'

export interface SettingsField {
  readonly name: string
  readonly at: Place
  readonly annotation: Expression | undefined
  readonly default: Expression | undefined
}

export interface SettingsClass extends Spot {
  readonly kind: 'pydantic' | 'dataclass' | 'plain' | 'django'
  /** Undefined for a module of Django settings. */
  readonly class: ProjectClass | undefined
  readonly name: string
  readonly fields: readonly SettingsField[]
}

export interface SettingsFactory {
  readonly function: ProjectFunction
  readonly settings: SettingsClass
  /** `lru_cache` or `cache`: one object for the process. */
  readonly isCached: boolean
}

/** `settings = Settings()` of a module. */
export interface SettingsInstance extends Spot {
  readonly name: string
  readonly settings: SettingsClass
}

const NAMED = /(?:Settings|Config|Configuration)$/
const CACHES = /^(?:functools\.)?(?:lru_cache|cache)$/

export class SettingsTable {
  readonly classes: readonly SettingsClass[]
  readonly factories: readonly SettingsFactory[]
  readonly instances: readonly SettingsInstance[]
  readonly #byClass = new Map<ProjectClass, SettingsClass>()

  constructor(meanings: Meanings) {
    const { index } = meanings
    const classes: SettingsClass[] = []
    for (const one of index.classes) {
      const found = readClass(meanings, one)
      if (found === undefined) continue
      classes.push(found)
      this.#byClass.set(one, found)
    }
    const instances: SettingsInstance[] = []
    for (const entry of index.graph.modules) {
      const django = readDjango(entry)
      if (django !== undefined) classes.push(django)
      for (const { name, at, value } of entry.summary.variables) {
        if (value?.kind !== 'call') continue
        const made = meanings.value(entry, value)
        const settings = made?.kind === 'instance' ? this.#byClass.get(made.class) : undefined
        if (settings !== undefined) instances.push({ name, settings, path: entry.summary.path, at })
      }
    }
    this.classes = classes
    this.instances = instances
    this.factories = index.functions.flatMap((own) => {
      if (own.class !== undefined || classes.length === 0) return []
      const result = index.callResult({ kind: 'function', function: own })
      const value = result?.kind === 'awaitable' ? result.value : result
      const settings = value?.kind === 'instance' ? this.#byClass.get(value.class) : undefined
      return settings === undefined ? [] : [{ function: own, settings, isCached: isCached(own) }]
    })
  }

  /** The settings class that a class is. */
  of(one: ProjectClass | undefined): SettingsClass | undefined {
    return one && this.#byClass.get(one)
  }
}

function readClass(meanings: Meanings, one: ProjectClass): SettingsClass | undefined {
  const { summary, module } = one
  const isPydantic = meanings.derives(one, isPydanticSettings)
  const isData = summary.decorators.some((decorator) =>
    /(?:^|\.)(?:dataclass|define|frozen|attrs|s)$/.test(originOf(decorator) ?? ''),
  )
  const readsEnvironment = summary.attributes.some(({ value }) =>
    /^os\.(?:getenv|environ\b)/.test(originOf(value) ?? ''),
  )
  if (!isPydantic && !(NAMED.test(summary.name) && (isData || readsEnvironment))) return undefined
  const fields = summary.attributes.flatMap(({ name, at, annotation, value }) =>
    name === 'model_config' || name.startsWith('_')
      ? []
      : [{ name, at, annotation, default: value }],
  )
  return {
    kind: isPydantic ? 'pydantic' : isData ? 'dataclass' : 'plain',
    class: one,
    name: summary.name,
    fields,
    path: module.summary.path,
    at: summary.at,
  }
}

/** A module that Django is configured by: it names the installed applications. */
function readDjango(entry: ModuleEntry): SettingsClass | undefined {
  const { variables, path } = entry.summary
  const names = new Set(variables.map(({ name }) => name))
  const isSettings =
    names.has('INSTALLED_APPS') || (names.has('MIDDLEWARE') && names.has('ROOT_URLCONF'))
  if (!isSettings) return undefined
  const fields = variables.flatMap(({ name, at, annotation, value }) =>
    /^[A-Z]/.test(name) ? [{ name, at, annotation, default: value }] : [],
  )
  return {
    kind: 'django',
    class: undefined,
    name: lastName(entry.summary.moduleName),
    fields,
    path,
    at: { line: 1, column: 1 },
  }
}

function isCached({ summary }: ProjectFunction): boolean {
  return summary.decorators.some((decorator) => CACHES.test(originOf(decorator) ?? ''))
}
