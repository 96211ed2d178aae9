// Which parameters, fields and results hold what a client sent, over all functions and modules of
// the project. A parameter does as soon as one of its callers hands it in.

import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import type { Place } from '../../facts/expression.ts'
import {
  type InputPasses,
  inputPasses,
  type Passed,
  type PassingCall,
} from '../../gather/input-passes.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { isFromRequest } from '../values/provided-values.ts'
import { aliasedProviders } from './aliased-providers.ts'
import { hasHarmlessField } from './harmless-fields.ts'
import { isLaterWord, parameterAt } from './parameter-at.ts'
import { SeenCalls } from './seen-calls.ts'
import { ALL_SINKS, PROGRAM } from './sinks.ts'

/** Where client input comes in, how far it is still harmful, and the call that hands it on. */
export interface InputFlow {
  readonly bits: number
  readonly path: string
  readonly at: Place
  readonly text: string
  readonly calls: readonly { readonly path: string; readonly at: Place }[]
}

/** What a call of a function gives: input that it takes in itself, and what it was handed. */
export interface ReturnFlow {
  readonly input?: InputFlow
  /** The sinks for which a parameter is handed on, by its name. */
  readonly parameters: Readonly<Record<string, number>>
  /** The sinks for which a field of its object is given, by the name of the field. */
  readonly fields?: Readonly<Record<string, number>>
  /** Nothing else goes into it but constants. */
  readonly isClosed?: true
}

/** A parameter that a framework fills. */
interface Provided {
  /** Path and symbol of its function and its name, separated by spaces. */
  readonly key: string
  readonly targets: readonly ProjectFunction[]
  readonly at: Place
}

const ROUNDS = 12
const MAX_DEPTH = 8
/** Calls that are told on the way of one input. */
const MAX_CALLS = 6
const MAX_OVERRIDES = 6

/** By path and symbol of the function and the name of the parameter, separated by spaces. */
export const inputParameters = defineTable({
  id: 'parameters that hold client input',
  make: (project) => flowsOf(project).parameters,
})

/** By path and symbol of the class and the name of the field, separated by spaces. */
export const inputFields = defineTable({
  id: 'fields that hold client input',
  make: (project) => flowsOf(project).fields,
})

/** By the key of the session of a visitor. */
export const inputSessions = defineTable({
  id: 'items of sessions that hold client input',
  make: (project) => flowsOf(project).sessions,
})

/** Parameters of views that are numbers, by path, symbol and name, separated by spaces. */
export const convertedByUrls = defineTable({
  id: 'parameters that URLs turn into numbers',
  make: (project) => flowsOf(project).converted,
})

/** By path and symbol of the function, separated by a space. */
export const inputReturns = defineTable({
  id: 'what functions hand on',
  make: (project) => flowsOf(project).returns,
})

/** The parameter of `__init__` that a field is made of; by path, class and field, separated by spaces. */
export const constructedFields = defineTable({
  id: 'fields that the constructor is handed',
  make: (project) => flowsOf(project).constructed,
})

const KEY = {}

const flowsOf = (project: Project): InputFlows => project.once(KEY, () => new InputFlows(project))

class InputFlows {
  readonly parameters = new Map<string, InputFlow>()
  readonly fields = new Map<string, InputFlow>()
  readonly sessions = new Map<string, InputFlow>()
  readonly returns = new Map<string, ReturnFlow>()
  readonly constructed = new Map<string, string>()
  readonly converted = new Set<string>()
  readonly #project: Project
  /** What frameworks fill parameters with, by the path of the functions that have them. */
  readonly #provided = new Map<string, Provided[]>()
  readonly #passes: ReadonlyMap<string, InputPasses>
  readonly #targets = new Map<PassingCall, readonly ProjectFunction[]>()
  /** Files whose parameters or fields hold more than when their calls were last looked at. */
  readonly #grown = new Set<string>()
  /** What calls of the file that is looked at give, by depth, until something of it grows. */
  readonly #given: Map<PassingCall, InputFlow | undefined>[] = []

  constructor(project: Project) {
    this.#project = project
    this.#passes = project.gathered(inputPasses)
    for (const [path, passes] of this.#passes) this.#convert(path, passes)
    for (const [path, { returns, closed, fields }] of this.#passes) {
      for (const [name, [only, more]] of Object.entries(fields)) {
        const maker = `${name.slice(0, name.indexOf(' '))}.__init__`
        if (only?.kind !== 'parameter' || only.owner !== maker || more !== undefined) continue
        this.constructed.set(`${path} ${name}`, only.name)
      }
      for (const symbol of Object.keys(returns)) this.#returnOf(path, symbol, 0)
      for (const symbol of closed) {
        const key = `${path} ${symbol}`
        this.returns.set(key, { parameters: {}, ...this.returns.get(key), isClosed: true })
      }
    }
    this.#collectProvided()
    for (const { targets, at } of [...this.#provided.values()].flat()) this.#fill(targets, at)
    if (this.#provided.size === 0 && ![...this.#passes.values()].some(hasInput)) return
    // What calls hand on follows from what their own file holds, and from results, which are known
    // by now: a file where nothing has grown has nothing new to say.
    for (const path of this.#passes.keys()) this.#grown.add(path)
    for (let round = 0; round < ROUNDS && this.#grown.size > 0; round += 1) {
      for (const [path, passes] of this.#passes) {
        if (!this.#grown.delete(path) && !this.#provided.has(path)) continue
        this.#given.length = 0
        this.#spread(path, passes)
      }
    }
    this.#given.length = 0
  }

  /** The numbers among the parameters of views. */
  #convert(path: string, { converted }: InputPasses): void {
    const { index } = this.#project
    const module = index.module(path)
    for (const { view, names } of module === undefined ? [] : converted) {
      const value = index.resolve(module as ModuleEntry, view)
      const handlers =
        value?.kind === 'class' ? [...value.class.methods.values()] : index.callTargets(value)
      for (const { module, summary } of handlers) {
        for (const name of names) {
          this.converted.add(`${module.summary.path} ${summary.symbol} ${name}`)
        }
      }
    }
  }

  #collectProvided(): void {
    const add = (path: string, one: Provided) =>
      this.#provided.set(path, [...(this.#provided.get(path) ?? []), one])
    for (const [path, { provided }] of this.#passes) {
      for (const { to, callee, at } of provided) {
        const key = `${path} ${to}`
        add(path, { key, at, targets: this.#targetsOf(path, { callee, at, args: [] }) })
      }
    }
    for (const [key, { targets, at }] of this.#project.table(aliasedProviders)) {
      add(key.slice(0, key.indexOf(' ')), { key, at, targets })
    }
  }

  /** The parameters of providers are read from the request. */
  #fill(targets: readonly ProjectFunction[], at: Place): void {
    for (const { module, summary } of targets) {
      const { path } = module.summary
      for (const one of summary.parameters) {
        if (!isFromRequest(one)) continue
        const key = `${path} ${summary.symbol} ${one.name}`
        if (this.#project.table(aliasedProviders).has(key)) continue
        this.#grow(this.parameters, path, key, {
          bits: ALL_SINKS,
          path,
          at,
          text: one.name,
          calls: [],
        })
      }
    }
  }

  /** What providers give, where it is made of what they were filled with. */
  #provide(path: string): void {
    for (const { key: to, targets } of this.#provided.get(path) ?? []) {
      for (const { module, summary } of targets) {
        const result = this.#returnOf(module.summary.path, summary.symbol, 0)
        if (result === undefined) continue
        this.#grow(this.parameters, path, to, result.input)
        for (const [name, bits] of Object.entries(result.parameters)) {
          const key = `${module.summary.path} ${summary.symbol} ${name}`
          const flow = this.parameters.get(key)
          if (flow === undefined || (flow.bits & bits) === 0) continue
          this.#grow(this.parameters, path, to, { ...flow, bits: flow.bits & bits })
        }
      }
    }
  }

  #spread(path: string, passes: InputPasses): void {
    const { calls, fields, kept } = passes
    this.#provide(path)
    for (const [name, passed] of Object.entries(fields)) {
      this.#grow(this.fields, path, `${path} ${name}`, this.#evaluate(path, passed, 0))
    }
    for (const [key, passed] of Object.entries(kept)) {
      this.#growSession(key, this.#evaluate(path, passed, 0))
    }
    for (const call of calls) {
      for (const { to, passed } of call.args) {
        const flow = this.#evaluate(path, passed, 0)
        if (flow === undefined) continue
        const here = { path, at: call.at }
        const calls = flow.calls.length < MAX_CALLS ? [...flow.calls, here] : flow.calls
        for (const target of this.#targetsOf(path, call)) {
          const name = parameterAt(target, to)
          if (name === undefined) continue
          const key = `${target.module.summary.path} ${target.summary.symbol} ${name}`
          // `run('ls', folder)` of `def run(*words)`: the first word names the program.
          const lost = isLaterWord(target, to, name) ? PROGRAM : 0
          this.#grow(this.parameters, target.module.summary.path, key, {
            ...flow,
            bits: flow.bits & ~lost,
            calls,
          })
        }
      }
    }
  }

  #grow(
    flows: Map<string, InputFlow>,
    path: string,
    key: string,
    flow: InputFlow | undefined,
  ): void {
    if (!widened(flows, key, flow)) return
    this.#grown.add(path)
    this.#given.length = 0
  }

  /** Any file may read what the session holds. */
  #growSession(key: string, flow: InputFlow | undefined): void {
    if (!widened(this.sessions, key, flow)) return
    for (const path of this.#passes.keys()) this.#grown.add(path)
    this.#given.length = 0
  }

  /** What of it a client sent, as far as it is known by now. */
  #evaluate(path: string, passed: readonly Passed[], depth: number): InputFlow | undefined {
    let found: InputFlow | undefined
    for (const one of passed) {
      const flow = this.#flowOf(path, one, depth)
      const bits = flow === undefined ? 0 : flow.bits & one.bits
      if (flow === undefined || bits === 0) continue
      found = { ...(found ?? flow), bits: bits | (found?.bits ?? 0) }
    }
    return found
  }

  #flowOf(path: string, passed: Passed, depth: number): InputFlow | undefined {
    switch (passed.kind) {
      case 'input':
        if (this.#isConverted(path, passed)) return undefined
        // The client does not fill what a dependency provides.
        if (this.#isAliased(path, passed)) return this.parameters.get(`${path} ${passed.of}`)
        return { bits: passed.bits, path, at: passed.at, text: passed.text, calls: [] }
      case 'parameter':
        return this.parameters.get(`${path} ${passed.owner} ${passed.name}`)
      case 'field':
        return this.fields.get(`${path} ${passed.class} ${passed.name}`)
      case 'session':
        return this.sessions.get(passed.name)
      case 'call': {
        const call = this.#passes.get(path)?.calls[passed.call]
        if (call === undefined || depth > MAX_DEPTH) return undefined
        this.#given[depth] ??= new Map()
        const given = this.#given[depth]
        if (!given.has(call)) given.set(call, this.#resultOf(path, call, depth))
        return given.get(call)
      }
    }
  }

  /** What a call gives, as far as it is known by now. */
  #resultOf(path: string, call: PassingCall, depth: number): InputFlow | undefined {
    for (const target of this.#targetsOf(path, call)) {
      const result = this.#returnOf(target.module.summary.path, target.summary.symbol, depth)
      if (result?.input !== undefined) return result.input
      for (const { to, passed: given } of call.args) {
        const bits = result?.parameters[parameterAt(target, to) ?? ''] ?? 0
        const flow = bits === 0 ? undefined : this.#evaluate(path, given, depth + 1)
        if (flow !== undefined && (flow.bits & bits) !== 0) {
          return { ...flow, bits: flow.bits & bits }
        }
      }
    }
    return undefined
  }

  #returnOf(path: string, symbol: string, depth: number): ReturnFlow | undefined {
    const key = `${path} ${symbol}`
    const known = this.returns.get(key)
    if (known !== undefined || depth > MAX_DEPTH) return known
    const passed = this.#passes.get(path)?.returns[symbol]
    if (passed === undefined) return undefined
    this.returns.set(key, { parameters: {} })
    const parameters: Record<string, number> = {}
    const fields: Record<string, number> = {}
    let input: InputFlow | undefined
    const seen = new SeenCalls()
    const add = (one: Passed, bits: number, level: number): void => {
      const left = one.bits & bits
      if (left === 0 || level > MAX_DEPTH) return
      if (one.kind === 'input') {
        if (this.#isConverted(path, one) || this.#isAliased(path, one)) return
        input ??= { bits: left, path, at: one.at, text: one.text, calls: [] }
      } else if (one.kind === 'parameter' && one.owner === symbol) {
        parameters[one.name] = (parameters[one.name] ?? 0) | left
      } else if (one.kind === 'field' && symbol.startsWith(`${one.class}.`)) {
        fields[one.name] = (fields[one.name] ?? 0) | left
      } else if (one.kind === 'call' && seen.isNew(one.call, left, level)) {
        const call = this.#passes.get(path)?.calls[one.call]
        for (const target of call === undefined ? [] : this.#targetsOf(path, call)) {
          const result = this.#returnOf(
            target.module.summary.path,
            target.summary.symbol,
            depth + 1,
          )
          input ??= result?.input
          for (const { to, passed: given } of call?.args ?? []) {
            const through = result?.parameters[parameterAt(target, to) ?? ''] ?? 0
            for (const inner of given) add(inner, left & through, level + 1)
          }
        }
      }
    }
    for (const one of passed) add(one, one.bits, 0)
    const result: ReturnFlow = {
      ...(input !== undefined && { input }),
      parameters,
      ...(Object.keys(fields).length > 0 && { fields }),
    }
    this.returns.set(key, result)
    return result
  }

  #isConverted(path: string, { of, form }: InputPassed): boolean {
    if (of !== undefined && this.converted.has(`${path} ${of}`)) return true
    const { index } = this.#project
    const module = form && index.module(path)
    const made = module && form && index.resolve(module, form.class)
    return made?.kind === 'class' && hasHarmlessField(index, made.class, form?.field ?? '')
  }

  #isAliased(path: string, { of }: InputPassed): boolean {
    return of !== undefined && this.#project.table(aliasedProviders).has(`${path} ${of}`)
  }

  #targetsOf(path: string, call: PassingCall): readonly ProjectFunction[] {
    const known = this.#targets.get(call)
    if (known !== undefined) return known
    const { index } = this.#project
    const module: ModuleEntry | undefined = index.module(path)
    const value = module && index.resolve(module, call.callee)
    const found = [...index.callTargets(value)]
    if (value?.kind === 'method') {
      const { name } = value.function.summary
      const overrides = index.hierarchy.overrides(value.receiver, name)
      if (overrides.length <= MAX_OVERRIDES) found.push(...overrides)
    }
    this.#targets.set(call, found)
    return found
  }
}

/** Adds what is known of a place; false if that was known. */
function widened(
  flows: Map<string, InputFlow>,
  key: string,
  flow: InputFlow | undefined,
): flow is InputFlow {
  if (flow === undefined) return false
  const known = flows.get(key)
  const bits = (known?.bits ?? 0) | flow.bits
  if (bits === known?.bits) return false
  // The way that is told is that of the input which is harmful in most places.
  const isWider = known === undefined || widthOf(flow.bits) > widthOf(known.bits)
  flows.set(key, { ...(isWider ? flow : known), bits })
  return true
}

const hasInput = ({ calls, returns, fields, kept }: InputPasses): boolean =>
  calls.some(({ args }) => args.some(({ passed }) => passed.some(isInput))) ||
  Object.values(returns).some((passed) => passed.some(isInput)) ||
  Object.values(kept).some((passed) => passed.some(isInput)) ||
  Object.values(fields).some((passed) => passed.some(isInput))

type InputPassed = Extract<Passed, { readonly kind: 'input' }>

const isInput = ({ kind }: Passed): boolean => kind === 'input'

const widthOf = (bits: number): number => bits.toString(2).replaceAll('0', '').length
