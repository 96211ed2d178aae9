// Where functions hand on what a client sent or what they were given: arguments of calls, returned
// values, fields of objects. Put together by `inputFlows`.
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import type { Reference } from '../facts/reference.ts'
import { withoutBrackets } from '../facts/strings.ts'
import { writtenValue } from '../flow/written-value.ts'
import { type Carried, CarriedInput } from '../matching/inputs/carried-input.ts'
import { isClosed } from '../matching/inputs/closed-values.ts'
import { formRead } from '../matching/inputs/form-fields.ts'
import { isNeverRun } from '../matching/inputs/never-run.ts'
import { sessionItem } from '../matching/inputs/session-items.ts'
import { HTML } from '../matching/inputs/sinks.ts'
import { filledFields } from '../matching/rows/filled-fields.ts'
import { STDLIB_MODULES } from '../project/stdlib-names.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'
import { type ProvidedParameter, providedParameters } from './provided-parameters.ts'
import { type ConvertedParameters, convertedParameters } from './url-converters.ts'

/** `Carried` as plain data; a call is named by its place in `calls`. */
export type Passed =
  | {
      readonly kind: 'input'
      readonly bits: number
      readonly at: Place
      readonly text: string
      /** The parameter of a view that it is, by symbol and name, separated by a space. */
      readonly of?: string
      /** The field of a form that it is. */
      readonly form?: { readonly class: Reference; readonly field: string }
    }
  | Extract<Carried, { readonly kind: 'parameter' | 'field' | 'session' }>
  | { readonly kind: 'call'; readonly bits: number; readonly call: number }

export interface PassingCall {
  readonly callee: Reference
  readonly at: Place
  /** By position or keyword; arguments that carry nothing are left out. */
  readonly args: readonly { readonly to: number | string; readonly passed: readonly Passed[] }[]
}

export interface InputPasses {
  readonly calls: readonly PassingCall[]
  readonly returns: Readonly<Record<string, readonly Passed[]>>
  /** Functions that give nothing but constants and what they are handed. */
  readonly closed: readonly string[]
  /** By class and attribute, separated by a space. */
  readonly fields: Readonly<Record<string, readonly Passed[]>>
  /** By the key of the session. */
  readonly kept: Readonly<Record<string, readonly Passed[]>>
  readonly provided: readonly ProvidedParameter[]
  readonly converted: readonly ConvertedParameters[]
}

/** The passes of each file, by its path. */
export const inputPasses = defineGatherer<InputPasses, ReadonlyMap<string, InputPasses>>({
  id: 'input-passes-7',
  collect(facts, role) {
    if (role === 'test' || role === 'generated') return undefined
    if (facts.functions.length === 0) return readUrls(facts)
    return new PassReader(facts).read()
  },
  combine: (parts) => new Map(parts.map(({ path, part }) => [path, part])),
})

const NOTHING: readonly Passed[] = []
/** What keeps things for a visitor, by its name. */
const KEEPERS = ['session', 'g', 'state']
const COLLECTIONS: ReadonlySet<number> = new Set([
  k.K_DICTIONARY,
  k.K_DICTIONARY_COMPREHENSION,
  k.K_LIST,
  k.K_LIST_COMPREHENSION,
  k.K_SET,
])

/** A decorator may give something else in its place. */
const isUndecorated = ({ decorators }: FunctionFacts): boolean => decorators.length === 0

function withoutMarkup(passed: readonly Passed[]): readonly Passed[] {
  return passed.map((one) => ({ ...one, bits: one.bits & ~HTML }))
}

/** A module of URLs has no functions as a rule. */
function readUrls(facts: FileFacts): InputPasses | undefined {
  const converted = convertedParameters(facts)
  if (converted.length === 0) return undefined
  return { calls: [], returns: {}, fields: {}, kept: {}, closed: [], provided: [], converted }
}

class PassReader {
  readonly #facts: FileFacts
  readonly #carried: CarriedInput
  readonly #calls: PassingCall[] = []
  readonly #places = new Map<Node, number>()
  /** Fields that are given something which may hold input: no other is worth telling. */
  readonly #held = new Set<string>()

  constructor(facts: FileFacts) {
    this.#facts = facts
    this.#carried = new CarriedInput(facts, (call) => this.#mayBeOwn(facts.calleeName(call)))
  }

  read(): InputPasses | undefined {
    const { calls, tree } = this.#facts
    const returns: Record<string, Passed[]> = {}
    const fields: Record<string, Passed[]> = {}
    const closed = new Map<string, boolean>()
    const assigned = this.#assignedFields()
    const { callIndex } = this.#facts
    for (let at = 0; at < calls.length; at += 1) {
      if (this.#mayBeOwn(callIndex.originAt(at))) this.#call(calls[at] as Node)
    }
    const given = [k.K_RETURN_STATEMENT, k.K_YIELD].flatMap((kind) => [
      ...this.#facts.nodesOfKind(kind),
    ])
    for (const statement of given) {
      const owner = this.#facts.enclosingFunction(statement)
      const value = tree.namedChildren(statement)[0]
      if (owner === undefined || owner.isLambda || value === undefined) continue
      const reader = { tree, facts: this.#facts }
      if (isNeverRun(reader, statement)) continue
      const isPlain =
        tree.kind(statement) === k.K_RETURN_STATEMENT && !owner.isGenerator && isUndecorated(owner)
      const isOpen = !isPlain || !isClosed(reader, value)
      if (isOpen || closed.get(owner.symbol) === undefined) closed.set(owner.symbol, !isOpen)
      // What is no text becomes no markup by itself.
      const passed = this.#isCollection(value)
        ? withoutMarkup(this.#passed(value))
        : this.#passed(value)
      if (passed.length === 0) continue
      returns[owner.symbol] = [...(returns[owner.symbol] ?? []), ...passed]
    }
    for (const { key, carried } of assigned) {
      const passed = this.#toldOf(carried)
      if (passed.length > 0) fields[key] = [...(fields[key] ?? []), ...passed]
    }
    const kept = this.#keptItems()
    const names = [...closed].flatMap(([symbol, isClosed]) => (isClosed ? [symbol] : []))
    const provided = providedParameters(this.#facts)
    const converted = convertedParameters(this.#facts)
    const isEmpty =
      provided.length +
        converted.length +
        this.#calls.length +
        Object.keys(returns).length +
        Object.keys(kept).length +
        Object.keys(fields).length ===
      0
    return isEmpty && names.length === 0
      ? undefined
      : { calls: this.#calls, returns, fields, kept, closed: names, provided, converted }
  }

  /** `self.name = value` where the value may hold input. */
  #assignedFields(): { readonly key: string; readonly carried: readonly Carried[] }[] {
    const { tree } = this.#facts
    const found = []
    for (const assignment of this.#facts.nodesOfKind(k.K_ASSIGNMENT)) {
      const target = tree.child(assignment, k.F_LEFT)
      const own = receiverAttribute(this.#facts, target)
      const written = own && writtenValue(tree, target)
      const carried = written === undefined ? [] : this.#carried.of(written.node)
      if (own === undefined || carried.length === 0) continue
      const key = `${own.class.symbol} ${own.name}`
      this.#held.add(key)
      found.push({ key, carried })
    }
    for (const { class: symbol, name, values } of filledFields(this.#facts)) {
      const carried = values.flatMap((value) => this.#carried.of(value))
      if (carried.length === 0) continue
      const key = `${symbol} ${name}`
      this.#held.add(key)
      found.push({ key, carried })
    }
    return found
  }

  /** `session['key'] = value`, `g.key = value` where the value may hold input. */
  #keptItems(): Record<string, readonly Passed[]> {
    const { tree } = this.#facts
    const found: Record<string, readonly Passed[]> = {}
    if (!KEEPERS.some((name) => this.#facts.identifiersNamed(name).length > 0)) return found
    for (const assignment of this.#facts.nodesOfKind(k.K_ASSIGNMENT)) {
      const target = tree.child(assignment, k.F_LEFT)
      const value = tree.child(assignment, k.F_RIGHT)
      if (value === NO_NODE) continue
      const key = sessionItem({ tree, facts: this.#facts }, target)
      const passed = key === undefined ? NOTHING : this.#passed(value)
      if (key === undefined || passed.length === 0) continue
      found[key] = [...(found[key] ?? []), ...passed]
    }
    return found
  }

  /** The place of a call among those that are told, made when it is first asked for. */
  #call(call: Node): number | undefined {
    const known = this.#places.get(call)
    if (known !== undefined) return known === -1 ? undefined : known
    this.#places.set(call, -1)
    const { tree } = this.#facts
    const given = this.#facts.arguments(call)
    if (given.length === 0) return undefined
    const args = given.flatMap(({ value, name, isUnpacked }, at) => {
      const passed = isUnpacked ? [] : this.#passed(value)
      return passed.length === 0 ? [] : [{ to: name ?? at, passed }]
    })
    const callee = args.length === 0 ? undefined : this.#calleeOf(call)
    if (callee === undefined) return undefined
    return this.#add(call, { callee, at: tree.position(tree.start(call)), args })
  }

  #add(call: Node, passing: PassingCall): number {
    const place = this.#calls.push(passing) - 1
    this.#places.set(call, place)
    return place
  }

  /** What a call calls if it may lead into the project. */
  #calleeOf(call: Node): Reference | undefined {
    const origin = this.#facts.calleeName(call)
    if (!this.#mayBeOwn(origin)) return undefined
    if (origin !== undefined) return { kind: 'origin', name: origin }
    return this.#facts.references.of(this.#facts.callee(call))
  }

  /** False for what the language and its library bring along. */
  #mayBeOwn(origin: string | undefined): boolean {
    if (origin === undefined || origin.startsWith('.')) return true
    const dot = origin.indexOf('.')
    return !STDLIB_MODULES.has(dot === -1 ? origin : origin.slice(0, dot))
  }

  /** A dictionary or list, also behind a name that is given one alone. */
  #isCollection(value: Node): boolean {
    const { tree } = this.#facts
    const node = withoutBrackets(tree, value)
    if (COLLECTIONS.has(tree.kind(node))) return true
    if (tree.kind(node) !== k.K_IDENTIFIER) return false
    const binding = this.#facts.resolve(node)
    const only = binding?.definitionCount === 1 ? binding.definitions[0] : undefined
    const written = only && writtenValue(tree, only.node)
    return written?.kind === 'whole' && COLLECTIONS.has(tree.kind(written.node))
  }

  #passed(value: Node): readonly Passed[] {
    return this.#toldOf(this.#carried.of(value))
  }

  #toldOf(carried: readonly Carried[]): readonly Passed[] {
    return carried.length === 0 ? NOTHING : carried.flatMap((one) => this.#told(one) ?? [])
  }

  #told(carried: Carried): Passed | undefined {
    const { tree } = this.#facts
    if (carried.kind === 'input') {
      const { bits, node, of } = carried
      const at = tree.position(tree.start(node))
      const read = formRead({ tree, facts: this.#facts }, node)
      const type = read && this.#facts.references.of(read.callee)
      return {
        kind: 'input',
        bits,
        at,
        text: tree.text(node),
        ...(of !== undefined && { of }),
        ...(read !== undefined &&
          type !== undefined && { form: { class: type, field: read.field } }),
      }
    }
    if (carried.kind === 'field') {
      return this.#held.has(`${carried.class} ${carried.name}`) ? carried : undefined
    }
    if (carried.kind !== 'call') return carried
    const { bits, node } = carried
    const place = this.#call(node) ?? this.#empty(node)
    return place === undefined ? undefined : { kind: 'call', bits, call: place }
  }

  /** A call without arguments may give what a client sent. */
  #empty(call: Node): number | undefined {
    const { tree } = this.#facts
    const isNamed =
      this.#facts.calleeName(call) !== undefined ||
      receiverAttribute(this.#facts, this.#facts.callee(call)) !== undefined
    const isNew = isNamed && this.#places.get(call) === -1
    const callee = isNew ? this.#calleeOf(call) : undefined
    if (callee === undefined) return undefined
    return this.#add(call, { callee, at: tree.position(tree.start(call)), args: [] })
  }
}
