// What an expression is made of: constants of the program, text that a remote user chose, or
// something unknown. One function at a time, over the values that each read of a name can see.
import type { Checker } from '../../engine/checker.ts'
import type { Constant } from '../../facts/literals.ts'
import type { Binding } from '../../facts/scopes.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import { OUTER_VALUE } from '../../flow/def-use.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { statementsOf } from '../statements/statements.ts'
import { addedValues } from '../values/added-values.ts'
import { callTrace } from '../values/called-values.ts'
import { operatorTrace, textTrace } from '../values/composed-values.ts'
import { foldedTruth } from '../values/folded-values.ts'
import { isKey, itemUnpacked } from '../values/held-items.ts'
import { constantBehind, valueBehind } from '../values/named-values.ts'
import { parameterTrace } from '../values/parameter-values.ts'
import { attributeTrace, itemTrace } from '../values/place-values.ts'
import { sharedConstant } from '../values/shared-constants.ts'
import { isHarmlessFieldData, isHarmlessFormField } from './harmless-values.ts'
import { guardedExpression, guardedSinks } from './input-guards.ts'
import type { FileReader } from './input-sources.ts'
import { isInputRead } from './input-sources.ts'
import { lastPart, lastPartUnpacked } from './last-parts.ts'
import { isNeverRun } from './never-run.ts'
import { isProgram } from './program-words.ts'
import { answersOf } from './project-answers.ts'
import { ALL_SINKS, PROGRAM } from './sinks.ts'
import { isTextless } from './textless-kinds.ts'
import { FIXED, inputAt, joined, type Trace, type Tracer, UNKNOWN, without } from './trace.ts'

/** Expressions that one question may look at. */
const BUDGET = 1_500
const MAX_DEPTH = 60

export function provenance(checker: Checker): Provenance {
  return checker.once(provenance, (own) => new Provenance(own))
}

export class Provenance {
  readonly #checker: Checker
  readonly #reader: FileReader
  readonly #known = new Map<Node, Trace>()
  readonly #open = new Set<string>()
  /** For what asks about the parts of an expression. */
  readonly #tracer: Tracer = (expression) => this.#trace(expression)
  #budget = 0
  #depth = 0
  #cycles = 0

  constructor(checker: Checker) {
    this.#checker = checker
    const { tree, facts } = checker
    this.#reader = { tree, facts, answers: (call, given) => answersOf(checker, call, given) }
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
    if (isTextless(tree.kind(node))) return FIXED
    switch (tree.kind(node)) {
      case k.K_ELLIPSIS:
      case k.K_LAMBDA:
      case k.K_UNARY_OPERATOR:
        return FIXED
      case k.K_STRING:
      case k.K_CONCATENATED_STRING:
        return textTrace(this.#checker, node, this.#tracer)
      case k.K_IDENTIFIER:
        return this.#name(node)
      case k.K_BINARY_OPERATOR:
        return operatorTrace(this.#checker, node, this.#tracer)
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
        return this.#join(statementsOf(this.#checker.tree, node))
      case k.K_TUPLE:
      case k.K_LIST: {
        const words = statementsOf(tree, node)
        const joined = this.#join(words)
        return isProgram(tree, words[0]) ? without(joined, PROGRAM) : joined
      }
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
      case k.K_DICTIONARY_COMPREHENSION:
        return this.#trace(tree.child(tree.child(node, k.F_BODY), k.F_VALUE))
      case k.K_SUBSCRIPT:
        return this.#tested(node, itemTrace(this.#checker, node, this.#tracer))
      case k.K_ATTRIBUTE:
        return this.#tested(node, attributeTrace(this.#checker, node, this.#tracer))
      case k.K_CALL:
        return this.#tested(node, callTrace(this.#checker, node, this.#tracer))
      default:
        return UNKNOWN
    }
  }

  /** Without the sinks for which the same expression was tested before, or that need more of it. */
  #tested(node: Node, trace: Trace): Trace {
    if (trace.input === 0) return trace
    if (isHarmlessFormField(this.#checker, node)) return FIXED
    if (isHarmlessFieldData(this.#checker, node)) return FIXED
    const harmless = guardedExpression(this.#reader, node) | lastPart(this.#checker, node)
    return without(trace, harmless)
  }

  #name(node: Node): Trace {
    const { facts, flow, tree } = this.#checker
    const binding = facts.resolve(node)
    if (binding === undefined) return UNKNOWN
    if (binding.kind === 'import')
      return sharedConstant(this.#checker, node) === undefined ? UNKNOWN : FIXED
    const guarded = guardedSinks(this.#reader, binding, node)
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
      // What is put into a local container by `x[key] = value`, `x.append(value)` and the like.
      parts.push(...addedValues(this.#checker, binding, node, undefined).map(this.#tracer))
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
    if (binding.kind === 'parameter') return parameterTrace(this.#checker, binding)
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

  #written(target: Node): Trace {
    const { tree, facts, flow } = this.#checker
    const written = writtenValue(tree, target)
    if (written === undefined) {
      const binding = facts.resolve(target)
      const isOwn = binding?.kind === 'parameter' && facts.roleOf(target) === 12
      return isOwn && binding !== undefined ? parameterTrace(this.#checker, binding) : UNKNOWN
    }
    if (written.kind === 'part') {
      const item = itemUnpacked(this.#checker, target, written.node)
      if (item !== undefined) return this.#trace(item)
      const harmless = lastPartUnpacked(this.#checker, target, written.node)
      return without(this.#trace(written.node), harmless)
    }
    if (isKey(this.#checker, target, written)) return FIXED
    if (written.kind === 'element') {
      // `for name in {name: ... for name in names}` takes the keys.
      const made = this.valueOf(written.node)
      const isMade = tree.kind(made) === k.K_DICTIONARY_COMPREHENSION
      const pair = isMade ? tree.child(made, k.F_BODY) : NO_NODE
      return this.#trace(pair === NO_NODE ? written.node : tree.child(pair, k.F_KEY))
    }
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

  #join(parts: readonly Node[]): Trace {
    return joined(parts.map((part) => this.#trace(part)))
  }
}
