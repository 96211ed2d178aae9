// What an expression is made of: constants of the program, text that a remote user chose, or
// something unknown. One function at a time, over the values that each read of a name can see.
import type { Checker } from '../engine/checker.ts'
import { type Constant, constantValue } from '../facts/literals.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import type { Binding } from '../facts/scopes.ts'
import { isString, readString, withoutBrackets } from '../facts/strings.ts'
import { OUTER_VALUE } from '../flow/def-use.ts'
import { writtenValue } from '../flow/written-value.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { addedFields, addedValues } from './added-values.ts'
import { classConstant, heldByClass } from './class-constants.ts'
import { constructedField } from './constructed-fields.ts'
import { foldedTruth } from './folded-values.ts'
import { isGivenConstants } from './given-constants.ts'
import { handedResult } from './handed-results.ts'
import { escapedBy, isEnumMember, isHarmlessField } from './harmless-values.ts'
import { isKey, itemRead, itemUnpacked } from './held-items.ts'
import { inputFields, inputParameters } from './input-flows.ts'
import { guardedExpression, guardedSinks } from './input-guards.ts'
import {
  isConverted,
  isHarmless,
  isInputParameter,
  isInputRead,
  isRequest,
} from './input-sources.ts'
import { constantBehind, valueBehind } from './named-values.ts'
import { narrowedBy } from './narrow-patterns.ts'
import { isNeverRun } from './never-run.ts'
import { isSharedTable, sharedConstant } from './shared-constants.ts'
import {
  ALL_SINKS,
  carriesArguments,
  carriesReceiver,
  cleanedBy,
  DATA,
  opensFile,
  undoes,
} from './sinks.ts'
import { statementsOf } from './statements.ts'
import { FIXED, inputAt, isNumberFormat, joined, type Trace, UNKNOWN, without } from './trace.ts'

/** Expressions that one question may look at. */
const BUDGET = 1_500
const MAX_DEPTH = 60

export function provenance(checker: Checker): Provenance {
  return checker.once(provenance, (own) => new Provenance(own))
}

export class Provenance {
  readonly #checker: Checker
  readonly #known = new Map<Node, Trace>()
  readonly #open = new Set<string>()
  #budget = 0
  #depth = 0
  #cycles = 0

  constructor(checker: Checker) {
    this.#checker = checker
  }

  trace(expression: Node): Trace {
    this.#budget = BUDGET
    return this.#trace(expression)
  }

  /** True when the value is made of constants, numbers and what was made harmless for the sink. */
  isFixed(expression: Node, sink: number): boolean {
    return (this.trace(expression).unknown & sink) === 0
  }

  /** Where user input enters that may reach the sink in this value, NO_NODE if none does. */
  inputOf(expression: Node, sink: number): Node {
    const { input, source } = this.trace(expression)
    return (input & sink) === 0 ? NO_NODE : source
  }

  /** The one constant that an expression is, see `constantBehind`. */
  constantOf(expression: Node): Constant | undefined {
    return constantBehind(this.#checker, expression)
  }

  /** The expression behind a name, see `valueBehind`. */
  valueOf(expression: Node): Node {
    return valueBehind(this.#checker, expression)
  }

  #trace(expression: Node): Trace {
    const { tree } = this.#checker
    if (expression === NO_NODE) return FIXED
    const node = withoutBrackets(tree, expression)
    const known = this.#known.get(node)
    if (known !== undefined) return known
    this.#budget -= 1
    if (this.#budget < 0 || this.#depth > MAX_DEPTH) return UNKNOWN
    this.#depth += 1
    const cycles = this.#cycles
    const found = this.#read(node)
    this.#depth -= 1
    if (cycles === this.#cycles || this.#depth === 0) this.#known.set(node, found)
    return found
  }

  #read(node: Node): Trace {
    const { tree } = this.#checker
    if (isInputRead(this.#checker, node)) return this.#tested(node, inputAt(node))
    switch (tree.kind(node)) {
      case k.K_NONE:
      case k.K_TRUE:
      case k.K_FALSE:
      case k.K_INTEGER:
      case k.K_FLOAT:
      case k.K_ELLIPSIS:
      case k.K_COMPARISON_OPERATOR:
      case k.K_NOT_OPERATOR:
      case k.K_LAMBDA:
      case k.K_UNARY_OPERATOR:
        return FIXED
      case k.K_STRING:
      case k.K_CONCATENATED_STRING:
        return this.#string(node)
      case k.K_IDENTIFIER:
        return this.#name(node)
      case k.K_BINARY_OPERATOR:
        return this.#operator(node)
      case k.K_BOOLEAN_OPERATOR:
        return this.#join([tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT)])
      case k.K_CONDITIONAL_EXPRESSION: {
        const parts = statementsOf(this.#checker.tree, node)
        const test = parts[1] === undefined ? undefined : foldedTruth(this.#checker, parts[1])
        if (test !== undefined) return this.#trace(parts[test ? 0 : 2] ?? NO_NODE)
        return this.#join([parts[0] ?? NO_NODE, parts[2] ?? NO_NODE])
      }
      case k.K_NAMED_EXPRESSION:
        return this.#trace(tree.child(node, k.F_VALUE))
      case k.K_AWAIT:
      case k.K_LIST_SPLAT:
      case k.K_DICTIONARY_SPLAT:
      case k.K_TUPLE:
      case k.K_LIST:
      case k.K_SET:
      case k.K_EXPRESSION_LIST:
        return this.#join(statementsOf(this.#checker.tree, node))
      case k.K_DICTIONARY:
        return this.#join(
          statementsOf(this.#checker.tree, node).map((part) =>
            tree.kind(part) === k.K_PAIR ? tree.child(part, k.F_VALUE) : part,
          ),
        )
      case k.K_LIST_COMPREHENSION:
      case k.K_SET_COMPREHENSION:
      case k.K_GENERATOR_EXPRESSION:
        return this.#trace(tree.child(node, k.F_BODY))
      case k.K_SUBSCRIPT:
        return this.#tested(node, this.#item(node))
      case k.K_ATTRIBUTE:
        return this.#tested(node, this.#attribute(node))
      case k.K_CALL:
        return this.#tested(node, this.#call(node))
      default:
        return UNKNOWN
    }
  }

  /** Without the sinks for which the same expression was tested before. */
  #tested(node: Node, trace: Trace): Trace {
    return trace.input === 0 ? trace : without(trace, guardedExpression(this.#checker, node))
  }

  #string(node: Node): Trace {
    const parts = readString(this.#checker.tree, node)?.parts ?? []
    return this.#join(
      parts.flatMap((part) =>
        part.kind === 'value' && !isNumberFormat(part.format) ? [part.expression] : [],
      ),
    )
  }

  #operator(node: Node): Trace {
    const { tree } = this.#checker
    const left = tree.child(node, k.F_LEFT)
    const right = tree.child(node, k.F_RIGHT)
    switch (tree.text(tree.child(node, k.F_OPERATOR))) {
      case '*': {
        const sides = [this.#trace(left), this.#trace(right)]
        return sides.find((side) => side.unknown === 0) ?? joined(sides)
      }
      case '%': {
        if (!isString(tree, withoutBrackets(tree, left))) {
          return without(this.#join([left, right]), escapedBy(this.#checker, left))
        }
        const text = constantValue(tree, left)
        const isNumeric =
          typeof text === 'string' && !/%(?:\([^)]*\))?[-+ #0-9.*]*[srac]/.test(text)
        return isNumeric ? FIXED : this.#join([left, right])
      }
      case '+':
      case '/':
      case '|':
        return this.#join([left, right])
      default:
        return FIXED
    }
  }

  #name(node: Node): Trace {
    const { facts, flow, tree } = this.#checker
    const binding = facts.resolve(node)
    if (binding === undefined) return UNKNOWN
    if (binding.kind === 'import')
      return sharedConstant(this.#checker, node) === undefined ? UNKNOWN : FIXED
    const guarded = guardedSinks(this.#checker, binding, node)
    if (guarded === ALL_SINKS) return FIXED
    const key = `${binding.id}`
    const graph = flow.around(node)
    const defUse = flow.defUse(graph)
    const value = defUse.valueOf(node)
    const mark = value === undefined ? `outer ${key}` : `${graph.node} ${value} ${key}`
    if (this.#open.has(mark)) {
      this.#cycles += 1
      return FIXED
    }
    this.#open.add(mark)
    try {
      let parts: Trace[]
      if (value === undefined) parts = [this.#outer(binding)]
      else {
        parts = defUse.writesOf(value).map((event) => {
          if (event === OUTER_VALUE) {
            return this.#outerOf(binding, tree.kind(graph.node) === k.K_MODULE)
          }
          const target = graph.eventNode(event)
          return isNeverRun(this.#checker, target) ? FIXED : this.#written(target)
        })
      }
      parts.push(...this.#changes(binding, node, undefined))
      return without(joined(parts), guarded)
    } finally {
      this.#open.delete(mark)
    }
  }

  /** The value that a variable of this graph has before anything here writes it. */
  #outerOf(binding: Binding, isModule: boolean): Trace {
    if (isModule || binding.kind === 'variable') {
      return binding.scope?.kind === 'module' && !isModule ? this.#outer(binding) : FIXED
    }
    return this.#outer(binding)
  }

  /** A variable that belongs to another function or to the module, or a parameter. */
  #outer(binding: Binding): Trace {
    const { tree } = this.#checker
    if (binding.kind === 'parameter') return this.#parameter(binding)
    if (binding.kind === 'function' || binding.kind === 'class') return FIXED
    if (binding.kind !== 'variable' && binding.kind !== 'comprehension') return UNKNOWN
    return joined(
      binding.definitions
        .filter(({ kind }) => kind !== 'annotation' && kind !== 'delete')
        .map(({ node }) => {
          const written = writtenValue(tree, node)
          return written === undefined ? UNKNOWN : this.#trace(written.node)
        }),
    )
  }

  #parameter(binding: Binding): Trace {
    const owner = binding.scope?.function
    const parameter = owner?.parameters.find(({ name }) => name === binding.name)
    if (owner === undefined || parameter === undefined) return UNKNOWN
    if (isHarmless(this.#checker.tree, parameter)) return FIXED
    if (parameter.annotation !== NO_NODE && isEnumMember(this.#checker, parameter.nameNode)) {
      return FIXED
    }
    if (isInputParameter(this.#checker, owner, parameter)) return inputAt(parameter.nameNode)
    if (isGivenConstants(this.#checker, owner, parameter.name)) return FIXED
    const flow = this.#checker.project.at(
      inputParameters,
      `${this.#checker.path} ${owner.symbol} ${binding.name}`,
    )
    return flow === undefined ? UNKNOWN : { ...inputAt(parameter.nameNode), input: flow.bits }
  }

  #written(target: Node): Trace {
    const { tree, facts, flow } = this.#checker
    const written = writtenValue(tree, target)
    if (written === undefined) {
      const binding = facts.resolve(target)
      const isOwn = binding?.kind === 'parameter' && facts.roleOf(target) === 12
      return isOwn && binding !== undefined ? this.#parameter(binding) : UNKNOWN
    }
    if (written.kind === 'part') {
      return this.#trace(itemUnpacked(this.#checker, target, written.node) ?? written.node)
    }
    if (isKey(this.#checker, target, written)) return FIXED
    if (written.kind !== 'updated') return this.#trace(written.node)
    const defUse = flow.defUse(flow.around(target))
    const before = defUse.valueOf(target)
    const binding = facts.resolve(target)
    if (before === undefined || binding === undefined) return UNKNOWN
    const mark = `update ${target}`
    if (this.#open.has(mark)) {
      this.#cycles += 1
      return FIXED
    }
    this.#open.add(mark)
    const parts = defUse
      .writesOf(before)
      .map((event) =>
        event === OUTER_VALUE
          ? this.#outerOf(binding, false)
          : event === defUse.graph.eventsAt(target).at(-1)
            ? FIXED
            : this.#written(defUse.graph.eventNode(event)),
      )
    this.#open.delete(mark)
    return joined([...parts, this.#trace(written.node)])
  }

  /** What is put into a local container by `x[key] = value`, `x.append(value)` and the like. */
  #changes(binding: Binding, use: Node, key: Constant | undefined): Trace[] {
    return addedValues(this.#checker, binding, use, key).map((value) => this.#trace(value))
  }

  #item(node: Node): Trace {
    const { tree, facts } = this.#checker
    const item = itemRead(this.#checker, node)
    if (item !== undefined) return this.#trace(item)
    const base = withoutBrackets(tree, tree.child(node, k.F_VALUE))
    const key = constantValue(tree, tree.child(node, k.F_SUBSCRIPT))
    if (key !== undefined && tree.kind(base) === k.K_IDENTIFIER) {
      const literal = this.valueOf(base)
      const binding = facts.resolve(base)
      if (binding !== undefined && tree.kind(literal) === k.K_DICTIONARY) {
        const pairs = statementsOf(this.#checker.tree, literal).filter(
          (pair) =>
            tree.kind(pair) !== k.K_PAIR ||
            (constantValue(tree, tree.child(pair, k.F_KEY)) ?? key) === key,
        )
        const values = pairs.map((pair) =>
          this.#trace(tree.kind(pair) === k.K_PAIR ? tree.child(pair, k.F_VALUE) : pair),
        )
        return joined([...values, ...this.#changes(binding, node, key)])
      }
    }
    const isImported = tree.kind(base) === k.K_IDENTIFIER && facts.resolve(base)?.kind === 'import'
    if (isImported && isSharedTable(this.#checker, base)) return FIXED
    return this.#trace(base)
  }

  #attribute(node: Node): Trace {
    const { tree, facts } = this.#checker
    const base = tree.child(node, k.F_OBJECT)
    if (isRequest(this.#checker, base)) return UNKNOWN
    const origin = facts.qualifiedName(node)
    if (origin?.startsWith('.') === true) {
      const binding = classConstant(this.#checker, origin.slice(1))
      if (binding !== NO_NODE) return this.#trace(binding)
    }
    const own = receiverAttribute(facts, node)
    const flow =
      own &&
      this.#checker.project.at(inputFields, `${this.#checker.path} ${own.class.symbol} ${own.name}`)
    if (flow !== undefined) return { ...inputAt(node), input: flow.bits }
    const held = own === undefined ? NO_NODE : heldByClass(this.#checker, own)
    if (held !== NO_NODE) return this.#trace(held)
    const field = this.#localField(node, base)
    if (field !== undefined) return field
    const trace = this.#trace(base)
    if (trace.input === 0 && isEnumMember(this.#checker, base)) return FIXED
    if (trace.input !== 0) return isHarmlessField(this.#checker, node) ? FIXED : trace
    return sharedConstant(this.#checker, node) === undefined ? UNKNOWN : FIXED
  }

  /** A field of a local object that was given here, or by the call that made the object. */
  #localField(node: Node, base: Node): Trace | undefined {
    const { tree, facts } = this.#checker
    const name = facts.name(tree.child(node, k.F_ATTRIBUTE))
    const written = addedFields(this.#checker, base, name)
    const maker = this.valueOf(base)
    const given = constructedField(this.#checker, maker, name)
    if (given !== NO_NODE) return joined([given, ...written].map((one) => this.#trace(one)))
    if (written.length === 0) return undefined
    const known = joined(written.map((one) => this.#trace(one)))
    // What another function made may hold more.
    const isNew = this.#checker.valueOf(tree.kind(maker) === k.K_CALL ? facts.callee(maker) : maker)
    return isNew?.kind === 'class' ? known : joined([known, this.#trace(base)])
  }

  #call(node: Node): Trace {
    const { tree, facts } = this.#checker
    const callee = facts.callee(node)
    if (callee === NO_NODE) return UNKNOWN
    const origin = facts.qualifiedName(callee)
    const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
    const name = isMethod
      ? facts.name(tree.child(callee, k.F_ATTRIBUTE))
      : tree.kind(callee) === k.K_IDENTIFIER
        ? facts.name(callee)
        : ''
    const cleaned = cleanedBy(origin, name) | narrowedBy(this.#checker, node, origin ?? '', name)
    if (cleaned === ALL_SINKS || isConverted(this.#checker, node)) return FIXED
    const undone = this.#undone(node, origin)
    if (undone !== NO_NODE) return this.#trace(undone)
    // The function that `map(str, values)` is given is no part of what comes out.
    const isMapped = origin === 'builtins.map' || origin === 'builtins.filter'
    const passed = facts
      .arguments(node)
      .map(({ value }, at) => (isMapped && at === 0 ? FIXED : this.#trace(value)))
    if (origin !== undefined && carriesArguments(origin)) {
      const carried = without(joined(passed), cleaned)
      return opensFile(origin) ? { ...carried, unknown: carried.unknown | DATA } : carried
    }
    if (isMethod && !this.#isOwnMethod(callee)) {
      const item = itemRead(this.#checker, node)
      if (item !== undefined) return this.#trace(item)
      const base = tree.child(callee, k.F_OBJECT)
      const own = isRequest(this.#checker, base) ? UNKNOWN : this.#trace(base)
      if (carriesReceiver(name)) {
        const fallback = name === 'get' || name === 'pop' ? passed.slice(1) : passed
        return without(joined([own, ...fallback]), cleaned)
      }
    }
    const result = handedResult(this.#checker, {
      call: node,
      passed,
      trace: (given) => this.#trace(given),
    })
    return without(result, cleaned)
  }

  #isOwnMethod(callee: Node): boolean {
    return this.#checker.valueOf(callee)?.kind === 'method'
  }

  /** `text` of `unquote(quote(text))`: what was escaped is as it was before. */
  #undone(call: Node, origin: string | undefined): Node {
    const { facts } = this.#checker
    const given = facts.arguments(call)[0]?.value ?? NO_NODE
    if (origin === undefined || given === NO_NODE) return NO_NODE
    const inner = this.valueOf(given)
    if (this.#checker.tree.kind(inner) !== k.K_CALL) return NO_NODE
    if (!undoes(origin, facts.calleeName(inner))) return NO_NODE
    return facts.arguments(inner)[0]?.value ?? NO_NODE
  }

  #join(parts: readonly Node[]): Trace {
    return joined(parts.map((part) => this.#trace(part)))
  }
}
