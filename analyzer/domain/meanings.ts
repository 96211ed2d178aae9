// What declarative expressions mean across files: the library or project symbol behind a name, and
// the variable that holds an object (a router, a table, an application).
import {
  constantOf,
  type Expression,
  keywordOf,
  originOf,
  type Place,
} from '../facts/expression.ts'
import type { Constant } from '../facts/literals.ts'
import type { ModuleEntry } from '../project/module-graph.ts'
import type { ProjectIndex } from '../project/project-index.ts'
import type { VariableSummary } from '../project/summary.ts'
import type { ProjectClass, Value } from '../project/values.ts'
import type { ComposedTexts } from './composed-texts.ts'
import type { TextTemplate } from './text-template.ts'

/** A place in a file of the project. */
export interface Spot {
  readonly path: string
  readonly at: Place
}

/** A variable of a module, and what is asked of it: `app.routes.router.include` leaves `include`. */
export interface FoundVariable {
  readonly module: ModuleEntry
  readonly variable: VariableSummary
  readonly rest: readonly string[]
}

const MAX_DEPTH = 8

export class Meanings {
  readonly index: ProjectIndex
  readonly #textsOf: (entry: ModuleEntry) => ComposedTexts

  /** `textsOf` gives the composed constants of a module. */
  constructor(index: ProjectIndex, textsOf: (entry: ModuleEntry) => ComposedTexts) {
    this.index = index
    this.#textsOf = textsOf
  }

  /** What an expression that stands in a module means; undefined where it is not known. */
  value(from: ModuleEntry, expression: Expression | undefined, depth = 0): Value | undefined {
    if (expression === undefined || depth > MAX_DEPTH) return undefined
    switch (expression.kind) {
      case 'name':
        return expression.origin === undefined
          ? undefined
          : this.index.resolveName(from, expression.origin)
      case 'call':
        return this.index.callResult(this.value(from, expression.callee, depth + 1))
      case 'attribute':
        return this.index.attribute(this.value(from, expression.value, depth + 1), expression.name)
      case 'subscript':
        return this.value(from, expression.value, depth + 1)
      default:
        return undefined
    }
  }

  /** The path of what comes from outside of the project: `sqlalchemy.Column`. */
  external(from: ModuleEntry, expression: Expression | undefined): string | undefined {
    const value = this.value(from, expression)
    return value?.kind === 'external' ? value.name : undefined
  }

  /** `external` of what a call calls; undefined for everything but calls. */
  callee(from: ModuleEntry, expression: Expression | undefined): string | undefined {
    return expression?.kind === 'call' ? this.external(from, expression.callee) : undefined
  }

  /** The class that a name stands for. */
  class(from: ModuleEntry, expression: Expression | undefined): ProjectClass | undefined {
    const value = this.value(from, expression)
    return value?.kind === 'class' ? value.class : undefined
  }

  /** True if the class is or derives from an outside class that `matches` accepts. */
  derives(from: ProjectClass, matches: (name: string) => boolean): boolean {
    return this.index.hierarchy.order(from).some((one) => typeof one === 'string' && matches(one))
  }

  /** The variable of the project that an origin (see `FileFacts.qualifiedName`) leads to. */
  variable(from: ModuleEntry, origin: string | undefined, depth = 0): FoundVariable | undefined {
    if (origin === undefined || depth > MAX_DEPTH) return undefined
    if (origin.startsWith('.')) {
      const [name = '', ...rest] = origin.slice(1).split('.')
      return this.#own(from, name, rest, depth)
    }
    const parts = origin.split('.')
    // The longest prefix that is a module holds the name that follows it.
    for (let end = parts.length - 1; end > 0; end -= 1) {
      const module = this.#module(from, parts.slice(0, end).join('.'))
      if (module === undefined) continue
      const found = this.#own(module, parts[end] as string, parts.slice(end + 1), depth)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** A constant, through the module variables that name it. */
  constant(from: ModuleEntry, expression: Expression | undefined): Constant | undefined {
    const own = constantOf(expression)
    if (own !== undefined || expression?.kind !== 'name') return own
    const found = this.variable(from, expression.origin)
    return found?.rest.length === 0 ? constantOf(found.variable.value) : undefined
  }

  /** Text of a string constant, through the module variables that name it. */
  text(from: ModuleEntry, expression: Expression | undefined): string | undefined {
    const value = this.constant(from, expression)
    return typeof value === 'string' ? value : undefined
  }

  /**
   * Text with the constants of other files put in, `{}` for what is not known: module constants,
   * class attributes, defaults of settings.
   */
  fill(from: ModuleEntry, template: TextTemplate, depth = 0): string {
    return template
      .map((part) => {
        if ('text' in part) return part.text
        const value =
          part.origin === undefined ? undefined : this.#constantAt(from, part.origin, depth)
        return value === undefined || value === null ? '{}' : String(value)
      })
      .join('')
  }

  /** A constant by its path: of a module, of a class, or the default of a settings attribute. */
  #constantAt(from: ModuleEntry, origin: string, depth: number): Constant | undefined {
    const found = this.variable(from, origin)
    if (found?.rest.length === 0) {
      const constant = constantOf(found.variable.value)
      return constant ?? this.composed(found.module, found.variable.name, depth)
    }
    const dot = origin.lastIndexOf('.')
    if (dot <= 0) return undefined
    const owner = this.index.resolveName(from, origin.slice(0, dot))
    if (owner?.kind !== 'class' && owner?.kind !== 'instance') return undefined
    return this.attributeConstant(owner.class, origin.slice(dot + 1))
  }

  /** A text that is put together (see `ComposedTexts`), where all of it is known. */
  composed(module: ModuleEntry, symbol: string, depth = 0): string | undefined {
    const template = this.#textsOf(module)[symbol]
    if (template === undefined || depth > MAX_DEPTH) return undefined
    const text = this.fill(module, template, depth + 1)
    return text.includes('{}') ? undefined : text
  }

  /** The constant that a class body gives an attribute, `Field(default)` included. */
  attributeConstant(of: ProjectClass, name: string): Constant | undefined {
    for (const one of this.index.hierarchy.order(of)) {
      if (typeof one === 'string') continue
      const own = one.summary.attributes.findLast((attribute) => attribute.name === name)?.value
      if (own === undefined) continue
      const given = keywordOf(own, 'default') ?? (own.kind === 'call' ? own.args[0] : own)
      return constantOf(given) ?? this.composed(one.module, `${one.summary.symbol}.${name}`, 0)
    }
    return undefined
  }

  /** A module by its path: the file itself, though its package may give the name to what it holds. */
  #module(from: ModuleEntry, path: string): ModuleEntry | undefined {
    const file = this.index.graph.find(path, from.summary)
    if (file?.kind === 'module') return file
    const value = this.index.resolveName(from, path)
    return value?.kind === 'module' && value.entry.kind === 'module' ? value.entry : undefined
  }

  #own(
    module: ModuleEntry,
    name: string,
    rest: readonly string[],
    depth: number,
  ): FoundVariable | undefined {
    const variable = this.index.symbols(module).variables.get(name)
    if (variable !== undefined) {
      const alias = originOf(variable.value)
      // `routes = other_routes` stands for the other variable.
      if (variable.value?.kind === 'name' && alias !== undefined && variable.writes <= 1) {
        const target = this.variable(module, [alias, ...rest].join('.'), depth + 1)
        if (target !== undefined) return target
      }
      return { module, variable, rest }
    }
    const imports = module.summary.names.find((one) => one.name === name && one.kind === 'import')
    for (const target of imports?.targets ?? []) {
      if (target === `.${name}`) continue
      const found = this.variable(module, [target, ...rest].join('.'), depth + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** The last part of a dotted path, without a call behind it. */
export function lastName(path: string): string {
  const name = path.slice(path.lastIndexOf('.') + 1)
  return name.endsWith('()') ? name.slice(0, -2) : name
}

/** The first part of a dotted path. */
export function firstName(path: string): string {
  const dot = path.indexOf('.')
  return dot === -1 ? path : path.slice(0, dot)
}
