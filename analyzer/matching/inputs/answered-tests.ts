// What functions test of what they are given: `def is_word(text): return WORDS.fullmatch(text)`,
// `def require_known(name): if name not in KNOWN: raise ValueError(name)`.

import { onlyValue } from '../../facts/assigned-value.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import type { Binding } from '../../facts/scopes.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { guardAt, guardedSinks } from './input-guards.ts'
import type { Answers, FileReader } from './input-sources.ts'
import { isOutward } from './prefix-tests.ts'
import { ALL_SINKS } from './sinks.ts'
import { answerOf, between } from './test-reach.ts'

/** What stands in a function that decides something. */
const DECIDES = /\b(?:if|return|assert)\b/
const REFUSES = /\braise\b|\babort\(|\bsys\.exit\(/
/** A test is short; the answer of a long function is about more than its argument. */
const MAX_LENGTH = 1500
const NOTHING: Answers = { yes: 0, no: 0, any: 0 }

/** The answers of the functions of one file. */
export class AnsweredTests {
  readonly #facts: FileFacts
  readonly #known = new Map<Node, Answers>()

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  /** What a call of a function of this file tells of one of its arguments. */
  readonly of = (call: Node, given: Node): Answers | undefined => {
    const facts = this.#facts
    const owner = this.#called(call)
    const at = owner && placeOfGiven(facts, call, given)
    if (owner === undefined || at === undefined) return undefined
    const isBound = owner.class !== undefined && owner.parameters[0]?.name !== undefined
    const parameter =
      typeof at === 'string'
        ? owner.parameters.find(({ name }) => name === at)
        : owner.parameters[isBound && isReceiver(owner.parameters[0]) ? at + 1 : at]
    return parameter && this.ofParameter(owner, parameter)
  }

  /** What a function tells of a parameter; nothing for most. */
  ofParameter(owner: FunctionFacts, parameter: Parameter): Answers {
    const known = this.#known.get(parameter.nameNode)
    if (known !== undefined) return known
    // Functions that ask each other tell nothing.
    this.#known.set(parameter.nameNode, NOTHING)
    const found = this.#read(owner, parameter)
    this.#known.set(parameter.nameNode, found)
    return found
  }

  #called(call: Node): FunctionFacts | undefined {
    const facts = this.#facts
    const { tree } = facts
    const callee = facts.callee(call)
    if (callee === NO_NODE) return undefined
    if (tree.kind(callee) === k.K_ATTRIBUTE) {
      const isOwn = /^(?:self|cls)$/.test(tree.text(tree.child(callee, k.F_OBJECT)))
      const holder = facts.enclosingFunction(call)?.class
      return isOwn ? holder?.method(facts.name(tree.child(callee, k.F_ATTRIBUTE))) : undefined
    }
    const [only, more] = facts.resolve(callee)?.definitions ?? []
    if (only === undefined || more !== undefined || only.kind !== 'function') return undefined
    return facts.functions.find(({ nameNode }) => nameNode === only.node)
  }

  #read(owner: FunctionFacts, parameter: Parameter): Answers {
    const facts = this.#facts
    const { tree } = facts
    if (owner.isGenerator || tree.end(owner.node) - tree.start(owner.node) > MAX_LENGTH) {
      return NOTHING
    }
    const text = tree.spelled(owner.node)
    const binding = facts.resolve(parameter.nameNode)
    if (binding === undefined || !DECIDES.test(text)) return NOTHING
    const reader: FileReader = { tree, facts, answers: this.of }
    const found = { yes: ALL_SINKS, no: ALL_SINKS, any: REFUSES.test(text) ? ALL_SINKS : 0 }
    const isGiven = { yes: false, no: false }
    for (const { at, value } of exitsOf(facts, owner)) {
      const before = guardedSinks(reader, binding, at)
      found.any &= before
      const truth = truthOf(facts, value)
      const own = truth === undefined ? testedInAnswer(reader, binding, value) : NOTHING
      if (truth !== false) {
        found.yes &= before | own.yes
        isGiven.yes = true
      }
      if (truth !== true) {
        found.no &= before | own.no
        isGiven.no = true
      }
    }
    return {
      yes: isGiven.yes ? found.yes : 0,
      no: isGiven.no ? found.no : 0,
      any: found.any,
    }
  }
}

function isReceiver(first: Parameter | undefined): boolean {
  return first?.name === 'self' || first?.name === 'cls'
}

/** Position or keyword of an argument. */
function placeOfGiven(facts: FileFacts, call: Node, given: Node): number | string | undefined {
  let position = 0
  for (const { name, value, isUnpacked } of facts.arguments(call)) {
    if (isUnpacked) return undefined
    if (value === given) return name ?? position
    if (name === undefined) position += 1
  }
  return undefined
}

/** Where a function is left without an error, and what it gives there; NO_NODE for nothing. */
function exitsOf(
  facts: FileFacts,
  owner: FunctionFacts,
): readonly { readonly at: Node; readonly value: Node }[] {
  const { tree } = facts
  const exits = Array.from(facts.nodesIn(owner.node, k.K_RETURN_STATEMENT))
    .filter((node) => facts.enclosingFunction(node) === owner)
    .map((node) => ({ at: node, value: tree.namedChildren(node)[0] ?? NO_NODE }))
  const last = tree.namedChildren(owner.body).at(-1)
  const kind = last === undefined ? k.K_PASS_STATEMENT : tree.kind(last)
  const isLeft = kind === k.K_RETURN_STATEMENT || kind === k.K_RAISE_STATEMENT
  return isLeft ? exits : [...exits, { at: tree.endOfSubtree(owner.node), value: NO_NODE }]
}

/** Undefined where the answer depends on something. */
function truthOf({ tree }: FileFacts, value: Node): boolean | undefined {
  if (value === NO_NODE) return false
  const kind = tree.kind(value)
  if (kind === k.K_TRUE) return true
  return kind === k.K_FALSE || kind === k.K_NONE ? false : undefined
}

/** What is tested of a variable in what its function gives back, by the answer. */
function testedInAnswer(checker: FileReader, binding: Binding, value: Node): Answers {
  const { tree, facts } = checker
  const reader: FileReader = { ...checker, isAnswering: true }
  const found = { yes: 0, no: 0, any: 0 }
  const note = (asked: Node, reference: Node) => {
    const { test, isPositive } = testAround(checker, asked, value)
    const answer = answerOf(checker, test, isPositive)
    if (answer !== undefined) found[answer] |= guardAt(reader, reference, NO_USE, undefined)
  }
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    if (tree.kind(node) !== k.K_IDENTIFIER) continue
    if (facts.resolve(node) === binding) note(node, node)
    // `found = WORD.fullmatch(text)`, then `return found is not None`.
    const made = onlyValue(facts, node)
    if (made === NO_NODE) continue
    for (const one of binding.references) if (tree.contains(made, one)) note(node, one)
  }
  return found
}

/** Stands for a use that lies in another function. */
const NO_USE: Node = 0

/** The part of a condition that asks for a value, and whether it has to be true of a good one. */
function testAround(
  checker: FileReader,
  reference: Node,
  value: Node,
): { readonly test: Node; readonly isPositive: boolean } {
  const { tree } = checker
  let test = reference
  while (test !== value && !JOINING.has(tree.kind(tree.parent(test)))) test = tree.parent(test)
  if (tree.kind(test) === k.K_CALL) {
    const isStart = /\.startswith$/.test(tree.spelled(tree.callee(test)))
    return { test, isPositive: !isStart || !isOutward(checker, test) }
  }
  if (tree.kind(test) !== k.K_COMPARISON_OPERATOR) return { test, isPositive: true }
  const [left, right] = tree.namedChildren(test)
  if (left === undefined || right === undefined) return { test, isPositive: true }
  const operator = between(checker, left, right)
  const isNot = /\bnot\b|!=/.test(operator)
  // `'..' in name`, `match(name) is None`: true of those that are to be refused.
  const isRefusal =
    tree.kind(right) === k.K_NONE ||
    tree.kind(right) === k.K_FALSE ||
    (/\bin\b/.test(operator) && tree.contains(right, reference))
  return { test, isPositive: isRefusal === isNot }
}

/** What conditions are put together with. */
const JOINING: ReadonlySet<number> = new Set([k.K_NOT_OPERATOR, k.K_BOOLEAN_OPERATOR])
