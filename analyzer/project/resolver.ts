// What names, references, types and attributes mean across the files of a project.
import type { Expression } from '../facts/expression.ts'
import type { Reference } from '../facts/reference.ts'
import { callNature, returnValue } from './call-results.ts'
import { ClassHierarchy } from './class-hierarchy.ts'
import type { GraphEntry, ModuleEntry, ModuleGraph } from './module-graph.ts'
import type { ModuleSymbols } from './module-symbols.ts'
import { STARS_PART } from './part-names.ts'
import { type Answers, Questions } from './questions.ts'
import type { ReadLog } from './reads.ts'
import type { ModuleName } from './summary.ts'
import type { ProjectSymbols } from './symbols.ts'
import { itemOf, type TypeContext, typedKeyOf, typeValue } from './type-values.ts'
import { external, type ProjectClass, type ProjectFunction, type Value } from './values.ts'

interface Stars {
  readonly inside: readonly GraphEntry[]
  readonly outside: readonly string[]
}

export class Resolver {
  readonly graph: ModuleGraph
  readonly hierarchy: ClassHierarchy
  readonly #symbols: ProjectSymbols
  readonly #stars = new Map<ModuleEntry, Stars>()
  readonly #members = new Map<ModuleEntry, Answers>()
  readonly #origins = new Map<ModuleEntry, Answers>()
  readonly #attributes = new Map<ProjectClass, Answers>()
  readonly #results: Answers = new Map()
  readonly #reads: ReadLog
  readonly #questions: Questions

  constructor(graph: ModuleGraph, symbols: ProjectSymbols, reads: ReadLog) {
    this.graph = graph
    this.#symbols = symbols
    this.#reads = reads
    this.#questions = new Questions(reads)
    this.hierarchy = new ClassHierarchy(
      symbols.classes,
      (from, origin) => this.resolveName(from.module, origin),
      reads,
    )
  }

  symbols(entry: ModuleEntry): ModuleSymbols {
    const found = this.#symbols.byModule.get(entry)
    if (found === undefined) throw new Error(`not a module of this project: ${entry.summary.path}`)
    return found
  }

  /** What a qualified name (see `FileFacts.qualifiedName`) means in a module. */
  resolveName(from: ModuleEntry, origin: string): Value | undefined {
    // Most names are those of libraries: for them there is nothing to remember.
    if (this.graph.isOutside(origin)) return external(origin)
    const known = answersOf(this.#origins, from)
    return this.#questions.answer(known, origin, () => this.#resolveName(from, origin))
  }

  /** What a name of a module's scope is, through imports and star imports. */
  member(entry: GraphEntry, name: string): Value | undefined {
    if (entry.kind === 'namespace') return this.#submodule(entry, name)
    const known = answersOf(this.#members, entry)
    return this.#questions.answer(
      known,
      name,
      () =>
        this.#ownMember(entry, name) ??
        this.#starMember(entry, name) ??
        this.#submodule(entry, name) ??
        this.#outsideStar(entry, name),
    )
  }

  /** What a reference of a file means. Undefined where it is not known. */
  resolve(from: ModuleEntry, reference: Reference | undefined): Value | undefined {
    if (reference === undefined) return undefined
    return this.#questions.deeper(() => this.#resolve(from, reference))
  }

  /** A value of an annotated type; `variable` says what type variables stand for. */
  typeValue(
    from: ModuleEntry,
    type: Expression | undefined,
    variable?: (name: string) => Value | undefined,
  ): Value | undefined {
    return type && typeValue(type, { ...this.#typeContext(from), variable })
  }

  /** An attribute of a value. */
  attribute(of: Value | undefined, name: string): Value | undefined {
    if (of === undefined) return undefined
    return this.#questions.deeper(() => this.#attribute(of, name))
  }

  /** What a call of a value gives; for an async function what must be awaited. */
  callResult(callee: Value | undefined): Value | undefined {
    switch (callee?.kind) {
      case 'class':
        return { kind: 'instance', class: callee.class }
      case 'function':
        return this.#returned(callee.function, callee.function.class)
      case 'method':
        return this.#returned(callee.function, callee.receiver)
      case 'instance': {
        const method = this.hierarchy.findMethod(callee.class, '__call__')
        return method && this.#returned(method, callee.class)
      }
      case 'external':
        return external(`${callee.name}()`)
      default:
        return undefined
    }
  }

  /** Remembered: functions that call each other would be followed on every way between them. */
  #returned(of: ProjectFunction, receiver: ProjectClass | undefined): Value | undefined {
    const key = `${of.id} ${receiver?.id ?? -1}`
    return this.#questions.answer(this.#results, key, () => returnValue(this, of, receiver))
  }

  #resolveName(from: ModuleEntry, origin: string): Value | undefined {
    if (origin.startsWith('.')) return this.#ownSymbol(from, origin.slice(1))
    const parts = origin.split('.')
    const [first = '', ...rest] = parts
    const top = this.graph.top(first, from.summary)
    if (top === undefined) return external(origin)
    return this.#byAttributes(top, rest) ?? this.#byFiles(top, rest, origin)
  }

  /** As code reads a chain: each name an attribute of what stands before it. */
  #byAttributes(top: GraphEntry, names: readonly string[]): Value | undefined {
    let value: Value | undefined = { kind: 'module', entry: top }
    for (const name of names) value = value && this.#attribute(value, name)
    return value
  }

  /** As an import finds modules: by files, whatever the packages call their own. */
  #byFiles(top: GraphEntry, names: readonly string[], origin: string): Value | undefined {
    let entry = top
    let at = 0
    for (; at < names.length; at += 1) {
      const child = this.graph.child(entry, names[at] as string)
      if (child === undefined) break
      entry = child
    }
    // A folder of the project may share its name with a library: what it lacks is from there.
    if (at === 0) return entry.kind === 'namespace' ? external(origin) : undefined
    return this.#byAttributes(entry, names.slice(at))
  }

  /** `Class.method` or `f.<locals>.g`: the longest known symbol, then attributes of it. */
  #ownSymbol(from: ModuleEntry, path: string): Value | undefined {
    const symbols = this.symbols(from)
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const symbol = path.slice(0, end)
      let value: Value | undefined
      const klass = symbols.classBySymbol.get(symbol)
      const found = symbols.functionBySymbol.get(symbol)
      if (klass !== undefined) value = { kind: 'class', class: klass }
      else if (found !== undefined) value = { kind: 'function', function: found }
      else if (!symbol.includes('.')) value = this.member(from, symbol)
      if (value === undefined) continue
      const rest = path.slice(end + 1)
      for (const name of rest === '' ? [] : rest.split('.')) value = this.attribute(value, name)
      return value
    }
    return undefined
  }

  #ownMember(entry: ModuleEntry, name: string): Value | undefined {
    const symbols = this.symbols(entry)
    const own = symbols.names.get(name)
    switch (own?.kind) {
      case 'function': {
        const found = symbols.functionBySymbol.get(name)
        return found && { kind: 'function', function: found }
      }
      case 'class': {
        const found = symbols.classBySymbol.get(name)
        return found && { kind: 'class', class: found }
      }
      case 'import':
        return this.#imported(entry, own)
      case 'variable':
        return this.#variable(entry, name)
      default:
        return undefined
    }
  }

  /** An import that may stand for several things is the first of them that the project has. */
  #imported(entry: ModuleEntry, { name, targets = [] }: ModuleName): Value | undefined {
    let outside: Value | undefined
    for (const target of targets) {
      const value =
        target === `.${name}` ? this.#ownSymbol(entry, name) : this.resolveName(entry, target)
      if (value !== undefined && value.kind !== 'external') return value
      outside ??= value
    }
    return outside
  }

  #variable(entry: ModuleEntry, name: string): Value | undefined {
    const variable = this.symbols(entry).variables.get(name)
    if (variable === undefined) return undefined
    const type = variable.annotation ?? typedKeyOf(variable.value)
    const value = type ? this.typeValue(entry, type) : this.resolve(entry, variable.reference)
    return value ?? { kind: 'variable', module: entry, variable }
  }

  #starMember(entry: ModuleEntry, name: string): Value | undefined {
    for (const target of this.#starsOf(entry).inside) {
      const value = this.#exports(target, name) ? this.member(target, name) : undefined
      if (value !== undefined) return value
    }
    return undefined
  }

  /** What nothing in the project explains may come from the one library that is star-imported. */
  #outsideStar(entry: ModuleEntry, name: string): Value | undefined {
    const { outside } = this.#starsOf(entry)
    return outside.length === 1 ? external(`${outside[0]}.${name}`) : undefined
  }

  /** The modules of the star imports, the last first, and the libraries. */
  #starsOf(entry: ModuleEntry): Stars {
    this.#reads.part(entry.summary.path, STARS_PART)
    let stars = this.#stars.get(entry)
    if (stars === undefined) {
      const inside: GraphEntry[] = []
      const outside: string[] = []
      const imports = this.#reads.apart(() => entry.summary.imports)
      for (const { form, target, isLate } of imports.toReversed()) {
        if (form !== 'star' || target === undefined || isLate) continue
        const module = target === '' ? this.graph.at('') : this.graph.find(target, entry.summary)
        if (module === undefined) outside.push(target)
        else inside.push(module)
      }
      stars = { inside, outside }
      this.#stars.set(entry, stars)
    }
    return stars
  }

  #exports(entry: GraphEntry, name: string): boolean {
    if (entry.kind === 'namespace') return false
    const { exports } = entry.summary
    if (exports === undefined || !exports.isComplete || exports.from.length > 0) {
      return !name.startsWith('_') || (exports?.names.includes(name) ?? false)
    }
    return exports.names.includes(name)
  }

  #submodule(entry: GraphEntry, name: string): Value | undefined {
    const child = this.graph.child(entry, name)
    return child && { kind: 'module', entry: child }
  }

  #resolve(from: ModuleEntry, reference: Reference): Value | undefined {
    switch (reference.kind) {
      case 'origin':
        return this.resolveName(from, reference.name)
      case 'receiver': {
        const own = this.symbols(from).classBySymbol.get(reference.class)
        return own && { kind: reference.isClass ? 'class' : 'instance', class: own }
      }
      case 'super': {
        const own = this.symbols(from).classBySymbol.get(reference.class)
        return own && { kind: 'bases', class: own, isClass: reference.isClass }
      }
      case 'instance':
        return this.typeValue(from, reference.type)
      case 'attribute':
        return this.attribute(this.resolve(from, reference.of), reference.name)
      case 'call':
        return this.callResult(this.resolve(from, reference.of))
      case 'await': {
        const value = this.resolve(from, reference.of)
        if (value?.kind === 'awaitable') return value.value
        return value?.kind === 'external' ? value : undefined
      }
      case 'enter':
        return this.#entered(this.resolve(from, reference.of), reference.isAsync)
      case 'element':
        return itemOf(this.resolve(from, reference.of))
      case 'item': {
        const key = reference.key && this.resolveName(from, reference.key)
        return itemOf(this.resolve(from, reference.of), key || undefined)
      }
      case 'either': {
        for (const one of reference.items) {
          const value = this.resolve(from, one)
          if (value !== undefined) return value
        }
        return undefined
      }
    }
  }

  #entered(value: Value | undefined, isAsync: boolean): Value | undefined {
    if (value?.kind === 'manager') return value.value
    if (value?.kind === 'external') return value
    if (value?.kind !== 'instance') return undefined
    const method = this.hierarchy.findMethod(value.class, isAsync ? '__aenter__' : '__enter__')
    if (method === undefined) return value
    const result = this.callResult({ kind: 'method', function: method, receiver: value.class })
    return result?.kind === 'awaitable' ? result.value : result
  }

  #attribute(of: Value, name: string): Value | undefined {
    switch (of.kind) {
      case 'module':
        return this.member(of.entry, name)
      case 'class':
        return this.#classAttribute(of.class, name, true)
      case 'instance':
        return this.#classAttribute(of.class, name, false)
      case 'bases':
        return this.#superAttribute(of.class, name)
      case 'external':
        return external(`${of.name}.${name}`)
      case 'container':
        return external(`${of.name}().${name}`)
      default:
        return undefined
    }
  }

  #superAttribute(of: ProjectClass, name: string): Value | undefined {
    const method = this.hierarchy.findMethod(of, name, of)
    if (method !== undefined) return { kind: 'method', function: method, receiver: of }
    const outside = this.hierarchy.order(of).find((one) => typeof one === 'string' && one !== '')
    return typeof outside === 'string' ? external(`${outside}().${name}`) : undefined
  }

  #classAttribute(of: ProjectClass, name: string, isClass: boolean): Value | undefined {
    const order = this.hierarchy.order(of)
    let outside: string | undefined
    for (const one of order) {
      if (typeof one === 'string') {
        if (one !== '' && outside === undefined && !one.startsWith('builtins.')) outside ??= one
        continue
      }
      const method = one.methods.get(name)
      if (method !== undefined) {
        if (callNature(method) !== 'property')
          return { kind: 'method', function: method, receiver: of }
        return isClass ? undefined : this.#returned(method, of)
      }
      const nested = one.nested.get(name)
      if (nested !== undefined) return { kind: 'class', class: nested }
      const value = this.#dataAttribute(one, name)
      if (value !== undefined) return value
    }
    return outside === undefined ? undefined : external(`${outside}${isClass ? '' : '()'}.${name}`)
  }

  #dataAttribute(of: ProjectClass, name: string): Value | undefined {
    const assigned = of.attributes.get(name)
    if (assigned === undefined) return undefined
    const known = answersOf(this.#attributes, of)
    return this.#questions.answer(known, name, () => {
      for (const { annotation, reference } of assigned) {
        const found =
          annotation === undefined
            ? this.resolve(of.module, reference)
            : this.typeValue(of.module, annotation)
        if (found !== undefined) return found
      }
      return undefined
    })
  }

  #typeContext(from: ModuleEntry): TypeContext {
    return {
      resolve: (origin) => this.resolveName(from, origin),
      alias: (value) => {
        if (value.kind !== 'variable' || value.variable.value === undefined) return undefined
        return { type: value.variable.value, context: this.#typeContext(value.module) }
      },
    }
  }
}

function answersOf<Key>(all: Map<Key, Answers>, about: Key): Answers {
  let known = all.get(about)
  if (known === undefined) {
    known = new Map()
    all.set(about, known)
  }
  return known
}
