// What goes into a value as far as one file can tell: what a client sent, parameters, fields of the
// own object, results of calls. Read for every file before the project is linked, so it asks neither
// the flow nor other files; the last assignment that is sure to run decides what a variable holds.
import type { FileFacts } from '../../facts/file-facts.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { Binding, Definition } from '../../facts/scopes.ts'
import { readString, withoutBrackets } from '../../facts/strings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { appliedBy, isFoundElement } from '../calls/mapped-calls.ts'
import { statementsOf } from '../statements/statements.ts'
import { foldedTruth } from '../values/folded-values.ts'
import { itemRead, itemUnpacked } from '../values/held-items.ts'
import { AnsweredTests } from './answered-tests.ts'
import { guardedExpression, guardedSinks } from './input-guards.ts'
import {
  type FileReader,
  isConverted,
  isHarmless,
  isInputParameter,
  isInputRead,
  isRequest,
  OWN_ADDRESS,
} from './input-sources.ts'
import { lastPart, lastPartUnpacked } from './last-parts.ts'
import { narrowedBy, narrowedByDeclaration } from './narrow-patterns.ts'
import { isNeverRun } from './never-run.ts'
import { isProgram, namesProgram } from './program-words.ts'
import { sessionItem } from './session-items.ts'
import {
  ALL_SINKS,
  carriesArguments,
  carriesReceiver,
  cleanedBy,
  PROGRAM,
  SQL,
  URL_TEXT,
} from './sinks.ts'

/** One thing that goes into a value, and the sinks for which it may still be harmful (`bits`). */
export type Carried =
  | {
      readonly kind: 'input'
      readonly bits: number
      readonly node: Node
      /** Symbol of the function and name, for a parameter that the client fills. */
      readonly of?: string
    }
  | {
      readonly kind: 'parameter'
      readonly bits: number
      readonly owner: string
      readonly name: string
    }
  | { readonly kind: 'field'; readonly bits: number; readonly class: string; readonly name: string }
  | { readonly kind: 'session'; readonly bits: number; readonly name: string }
  | { readonly kind: 'call'; readonly bits: number; readonly node: Node }

const NOTHING: readonly Carried[] = []
const MAX_DEPTH = 12
const MAX_PARTS = 6
/** Expressions that are looked at for one argument. */
const BUDGET = 120

/** Reads the values of one file. `isOwn` tells calls that may lead into the project. */
export class CarriedInput {
  readonly #file: FileReader
  readonly #isOwn: (call: Node) => boolean
  readonly #open = new Set<Binding>()
  readonly #definitions = new Map<Node, readonly Carried[]>()
  #budget = 0

  constructor(facts: FileFacts, isOwn: (call: Node) => boolean) {
    this.#file = { tree: facts.tree, facts, answers: new AnsweredTests(facts).of }
    this.#isOwn = isOwn
  }

  of(expression: Node): readonly Carried[] {
    this.#budget = BUDGET
    return distinct(this.#read(expression, 0))
  }

  #read(expression: Node, depth: number): readonly Carried[] {
    const { tree } = this.#file
    this.#budget -= 1
    if (expression === NO_NODE || depth > MAX_DEPTH || this.#budget < 0) return NOTHING
    const node = withoutBrackets(tree, expression)
    switch (tree.kind(node)) {
      case k.K_IDENTIFIER:
        return this.#name(node, depth)
      case k.K_ATTRIBUTE:
        return this.#tested(node, this.#attribute(node, depth))
      case k.K_CALL:
        return this.#tested(node, this.#call(node, depth))
      case k.K_SUBSCRIPT: {
        const kept = sessionItem(this.#file, node)
        if (kept !== undefined) return [{ kind: 'session', bits: ALL_SINKS, name: kept }]
        if (isInputRead(this.#file, node)) return this.#tested(node, this.#input(node))
        const item = itemRead(this.#file, node)
        return this.#tested(node, this.#read(item ?? tree.child(node, k.F_VALUE), depth + 1))
      }
      case k.K_STRING:
      case k.K_CONCATENATED_STRING:
        return this.#template(node, depth)
      case k.K_BINARY_OPERATOR:
        return this.#operator(node, depth)
      case k.K_BOOLEAN_OPERATOR:
        return this.#all([tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT)], depth)
      case k.K_CONDITIONAL_EXPRESSION: {
        const [yes, test, no] = statementsOf(tree, node)
        const truth = test === undefined ? undefined : foldedTruth(this.#file, test)
        if (truth !== undefined) return this.#read((truth ? yes : no) ?? NO_NODE, depth + 1)
        return this.#all([yes ?? NO_NODE, no ?? NO_NODE], depth)
      }
      case k.K_NAMED_EXPRESSION:
        return this.#read(tree.child(node, k.F_VALUE), depth + 1)
      case k.K_TUPLE:
      case k.K_LIST:
        return this.#words(statementsOf(tree, node), depth)
      case k.K_AWAIT:
      case k.K_SET:
      case k.K_EXPRESSION_LIST:
        return this.#all(statementsOf(tree, node), depth)
      case k.K_DICTIONARY:
        return this.#all(
          statementsOf(tree, node).map((pair) => tree.child(pair, k.F_VALUE)),
          depth,
        )
      case k.K_LIST_COMPREHENSION:
      case k.K_SET_COMPREHENSION:
      case k.K_GENERATOR_EXPRESSION:
        return this.#read(tree.child(node, k.F_BODY), depth + 1)
      case k.K_DICTIONARY_COMPREHENSION:
        return this.#read(tree.child(tree.child(node, k.F_BODY), k.F_VALUE), depth + 1)
      default:
        return NOTHING
    }
  }

  /** Without the sinks for which the same expression was tested before, where it is input itself. */
  #tested(node: Node, carried: readonly Carried[]): readonly Carried[] {
    if (carried.length === 0) return carried
    const isInput = carried.some(({ kind }) => kind === 'input')
    const guarded = isInput ? guardedExpression(this.#file, node) : 0
    return lessened(carried, guarded | lastPart(this.#file, node))
  }

  /** What stands behind other text does not decide which host an address names. */
  #template(node: Node, depth: number): readonly Carried[] {
    const found: Carried[] = []
    let before = ''
    for (const part of readString(this.#file.tree, node)?.parts ?? []) {
      if (part.kind === 'text') before += part.text
      else {
        const carried = this.#read(part.expression, depth + 1)
        found.push(...(isSchemeOnly(before) ? carried : lessened(carried, URL_TEXT)))
        before += '{}'
      }
    }
    return found
  }

  #operator(node: Node, depth: number): readonly Carried[] {
    const { tree } = this.#file
    const left = tree.child(node, k.F_LEFT)
    const right = tree.child(node, k.F_RIGHT)
    const operator = tree.text(tree.child(node, k.F_OPERATOR))
    if (!/^[+%/|]$/.test(operator)) return NOTHING
    const found = this.#read(left, depth + 1)
    const text = readString(tree, withoutBrackets(tree, left))?.parts[0]
    const fixed = text?.kind === 'text' ? text.text : undefined
    if (operator === '+' && namesProgram(tree, left)) {
      return [...found, ...lessened(this.#read(right, depth + 1), PROGRAM)]
    }
    if (operator === '%' && fixed !== undefined) {
      const isLeading = isSchemeOnly(fixed.slice(0, Math.max(fixed.indexOf('%'), 0)))
      const values = withoutBrackets(tree, right)
      const [first = NO_NODE, ...others] =
        tree.kind(values) === k.K_TUPLE ? statementsOf(tree, values) : [values]
      const leading = this.#read(first, depth + 1)
      return [
        ...(isLeading ? leading : lessened(leading, URL_TEXT)),
        ...lessened(this.#all(others, depth), URL_TEXT),
      ]
    }
    const isLeading = fixed !== undefined && isSchemeOnly(fixed)
    const behind = this.#read(right, depth + 1)
    return [...found, ...(isLeading ? behind : lessened(behind, URL_TEXT))]
  }

  /** `['ping', host]`: what stands behind a program decides of no other. */
  #words(words: readonly Node[], depth: number): readonly Carried[] {
    const carried = this.#all(words, depth)
    return isProgram(this.#file.tree, words[0]) ? lessened(carried, PROGRAM) : carried
  }

  #all(nodes: readonly Node[], depth: number): readonly Carried[] {
    if (nodes.length === 1) return this.#read(nodes[0] ?? NO_NODE, depth + 1)
    return nodes.flatMap((node) => this.#read(node, depth + 1))
  }

  #name(node: Node, depth: number): readonly Carried[] {
    const { facts } = this.#file
    const binding = facts.resolve(node)
    if (binding === undefined || this.#open.has(binding)) return NOTHING
    const owner = binding.scope?.function
    if (owner === undefined && binding.kind !== 'comprehension') return NOTHING
    if (
      binding.kind !== 'parameter' &&
      binding.kind !== 'variable' &&
      binding.kind !== 'comprehension'
    )
      return NOTHING
    this.#open.add(binding)
    const found = this.#reaching(binding, node).flatMap((definition) =>
      this.#definition(binding, definition, depth),
    )
    this.#open.delete(binding)
    if (found.length === 0) return NOTHING
    return lessened(found, guardedSinks(this.#file, binding, node))
  }

  /** The last definition before the use that is sure to run, and those after it that may. */
  #reaching(binding: Binding, use: Node): readonly Definition[] {
    const { tree } = this.#file
    const found: Definition[] = []
    const before = binding.definitions.filter(
      ({ node, kind }) => node < use && kind !== 'annotation' && kind !== 'delete',
    )
    for (const definition of before.toReversed()) {
      // `x = clean(x)` does not see itself.
      const written = writtenValue(tree, definition.node)
      if (written !== undefined && tree.contains(written.node, use)) continue
      if (isNeverRun(this.#file, definition.node)) continue
      found.push(definition)
      if (found.length >= MAX_PARTS) break
      const block = tree.ancestor(definition.node, k.K_BLOCK)
      const isSure =
        definition.kind === 'parameter' || block === NO_NODE || tree.contains(block, use)
      if (isSure && written?.kind !== 'updated') break
    }
    return found
  }

  #definition(binding: Binding, { node, kind }: Definition, depth: number): readonly Carried[] {
    const known = this.#definitions.get(node)
    if (known !== undefined) return known
    if (kind === 'parameter') {
      const own = this.#parameter(binding)
      this.#definitions.set(node, own)
      return own
    }
    const written = writtenValue(this.#file.tree, node)
    if (written === undefined) return NOTHING
    // A variable that is read on the right of its own assignment is the one before it.
    this.#open.delete(binding)
    const isPart = written.kind === 'part'
    const item = isPart ? itemUnpacked(this.#file, node, written.node) : undefined
    const harmless = isPart ? lastPartUnpacked(this.#file, node, written.node) : 0
    const found = lessened(this.#read(item ?? written.node, depth + 1), harmless)
    this.#open.add(binding)
    // What was cut short is not what it is made of.
    if (this.#budget > 0 && depth < MAX_DEPTH / 2) this.#definitions.set(node, found)
    return found
  }

  #parameter(binding: Binding): readonly Carried[] {
    const { tree } = this.#file
    const owner = binding.scope?.function
    const parameter = owner?.parameters.find(({ name }) => name === binding.name)
    if (owner === undefined || parameter === undefined || owner.isLambda) return NOTHING
    if (binding.name === 'self' || binding.name === 'cls' || isHarmless(tree, parameter))
      return NOTHING
    if (isInputParameter(this.#file, owner, parameter)) {
      const bits = ALL_SINKS & ~narrowedByDeclaration(this.#file, parameter)
      const of = `${owner.symbol} ${binding.name}`
      return bits === 0 ? NOTHING : [{ kind: 'input', bits, node: parameter.nameNode, of }]
    }
    return [{ kind: 'parameter', bits: ALL_SINKS, owner: owner.symbol, name: binding.name }]
  }

  #input(node: Node): readonly Carried[] {
    const isOwn = OWN_ADDRESS.test(this.#file.tree.text(node))
    return [{ kind: 'input', bits: isOwn ? ALL_SINKS & ~URL_TEXT : ALL_SINKS, node }]
  }

  #attribute(node: Node, depth: number): readonly Carried[] {
    const { tree, facts } = this.#file
    if (isInputRead(this.#file, node)) return this.#input(node)
    const kept = sessionItem(this.#file, node)
    if (kept !== undefined) return [{ kind: 'session', bits: ALL_SINKS, name: kept }]
    const base = tree.child(node, k.F_OBJECT)
    if (isRequest(this.#file, base)) return NOTHING
    const own = receiverAttribute(facts, node)
    if (own !== undefined) {
      return [{ kind: 'field', bits: ALL_SINKS, class: own.class.symbol, name: own.name }]
    }
    return this.#read(base, depth + 1)
  }

  #call(node: Node, depth: number): readonly Carried[] {
    const { tree, facts } = this.#file
    if (isInputRead(this.#file, node)) return this.#input(node)
    const kept = sessionItem(this.#file, node)
    if (kept !== undefined) return [{ kind: 'session', bits: ALL_SINKS, name: kept }]
    const callee = facts.callee(node)
    if (callee === NO_NODE) return NOTHING
    const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
    const nameNode = isMethod ? tree.child(callee, k.F_ATTRIBUTE) : callee
    const name = tree.kind(nameNode) === k.K_IDENTIFIER ? facts.name(nameNode) : ''
    const origin = facts.qualifiedName(callee)
    const cleaned = cleanedBy(origin, name) | narrowedBy(this.#file, node, origin ?? '', name)
    if (cleaned === ALL_SINKS || isConverted(this.#file, node)) return NOTHING
    if (origin !== undefined && carriesArguments(origin)) {
      const applied = origin === 'builtins.map' ? appliedBy(this.#file, node) : 0
      return lessened(this.#arguments(node, depth), cleaned | applied)
    }
    const found: Carried[] = []
    const isCarried = carriesReceiver(name) || isFoundElement(this.#file, node, name)
    if (isMethod && isCarried) {
      const item = itemRead(this.#file, node)
      if (item !== undefined) return this.#read(item, depth + 1)
      const base = tree.child(callee, k.F_OBJECT)
      if (!isRequest(this.#file, base)) found.push(...this.#read(base, depth + 1))
      const parts = this.#arguments(node, depth)
      if (name !== 'get' && name !== 'pop') found.push(...parts)
    }
    if (found.length === 0 && this.#isOwn(node)) found.push({ kind: 'call', bits: ALL_SINKS, node })
    const bound = isMethod && this.#isStatement(callee) ? SQL : 0
    return lessened(found, cleaned | bound)
  }

  /** `insert(Order).values(note=note)`: what a statement of SQLAlchemy is given is bound, not written. */
  #isStatement(callee: Node): boolean {
    const { tree, facts } = this.#file
    let at = callee
    while (at !== NO_NODE && tree.kind(at) === k.K_ATTRIBUTE) {
      const object = tree.child(at, k.F_OBJECT)
      at = object !== NO_NODE && tree.kind(object) === k.K_CALL ? facts.callee(object) : object
    }
    const origin = at === NO_NODE ? undefined : facts.qualifiedName(at)
    return origin !== undefined && STATEMENT.test(origin)
  }

  #arguments(call: Node, depth: number): readonly Carried[] {
    return this.#all(
      this.#file.facts.arguments(call).map(({ value }) => value),
      depth,
    )
  }
}

const STATEMENT = /^(?:sqlalchemy|sqlmodel)\b.*\.(?:select|insert|update|delete|exists)$/

const isSchemeOnly = (text: string): boolean => /^(?:\w+:\/\/)?$/.test(text)

function lessened(carried: readonly Carried[], sinks: number): readonly Carried[] {
  if (sinks === 0) return carried
  return carried.flatMap((one) =>
    (one.bits & ~sinks) === 0 ? [] : [{ ...one, bits: one.bits & ~sinks }],
  )
}

function distinct(carried: readonly Carried[]): readonly Carried[] {
  if (carried.length < 2) return carried
  const found = new Map<string, Carried>()
  for (const one of carried) {
    const key =
      one.kind === 'parameter'
        ? `p ${one.owner} ${one.name}`
        : one.kind === 'field'
          ? `f ${one.class} ${one.name}`
          : one.kind === 'session'
            ? `s ${one.name}`
            : `${one.kind} ${one.node}`
    const known = found.get(key)
    found.set(key, known === undefined ? one : { ...one, bits: known.bits | one.bits })
  }
  return [...found.values()].slice(0, MAX_PARTS)
}
