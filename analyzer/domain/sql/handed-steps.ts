// Functions that do nothing but end, flush or save what they are given: `def persist(row): row.save()`,
// `def finish(session): session.commit()`. A call of them is that step.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Reference } from '../../facts/reference.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** A method that the function always calls on what it was given. */
export interface HandedStep {
  /** Name of the method: `commit`. */
  readonly method: string
  /** The parameter; that of the receiver for a method. */
  readonly on: string
  /** What is reached from the parameter: `.session`, '' for itself. */
  readonly path: string
}

/** A parameter that is handed on to another function. */
export interface HandedOn {
  readonly callee: Reference
  /** By position: the parameters that are handed on; '' for what is none. */
  readonly positions: readonly string[]
  /** By keyword. */
  readonly keywords: Readonly<Record<string, string>>
  /** The parameter whose method is called, absent for a function. */
  readonly receiver?: string
}

export interface HandedSteps {
  readonly steps: readonly HandedStep[]
  readonly calls: readonly HandedOn[]
}

/** By the symbol of the function. */
export type HandedByFunction = Readonly<Record<string, HandedSteps>>

/** Steps of sessions, connections and transactions, and the saving of rows. */
const METHODS = /^(?:commit|rollback|flush|refresh|close|aclose|a?save)$/
const USES = /\.(?:commit|rollback|flush|refresh|a?close|a?save)\(/

/** The functions of a file that take such steps, and those that may hand on to them. */
export function readHandedSteps(facts: FileFacts): HandedByFunction {
  const found: Record<string, HandedSteps> = {}
  const isUsed = USES.test(facts.tree.source)
  for (const owner of facts.functions) {
    if (owner.isLambda || owner.isGenerator || owner.parameters.length === 0) continue
    const one = stepsOf(facts, owner, isUsed)
    if (one !== undefined) found[owner.symbol] = one
  }
  return found
}

/** Undefined for a function that does anything else. */
function stepsOf(facts: FileFacts, owner: FunctionFacts, isUsed: boolean): HandedSteps | undefined {
  const steps: HandedStep[] = []
  const calls: HandedOn[] = []
  for (const statement of statementsOf(facts, owner)) {
    const call = calledIn(facts, statement)
    if (call === NO_NODE) return undefined
    const step = isUsed ? stepOf(facts, owner, call) : undefined
    const on = step === undefined ? handedOn(facts, owner, call) : undefined
    if (step !== undefined) steps.push(step)
    else if (on !== undefined) calls.push(on)
    else return undefined
  }
  return steps.length + calls.length === 0 ? undefined : { steps, calls }
}

/** What a function does beside its docstring; of a `try` what is tried. */
function statementsOf({ tree }: FileFacts, { node }: FunctionFacts): readonly Node[] {
  const body = tree.child(node, k.F_BODY)
  if (body === NO_NODE) return []
  const statements = tree.namedChildren(body).filter((one) => !isRemark(tree.kind(one), one))
  const [only, more] = statements
  if (only === undefined || more !== undefined || tree.kind(only) !== k.K_TRY_STATEMENT) {
    return statements
  }
  const tried = tree.child(only, k.F_BODY)
  return tried === NO_NODE ? [] : tree.namedChildren(tried)

  function isRemark(kind: number, one: Node): boolean {
    return (
      kind === k.K_COMMENT ||
      kind === k.K_PASS_STATEMENT ||
      (kind === k.K_EXPRESSION_STATEMENT && tree.kind(tree.firstChild(one)) === k.K_STRING)
    )
  }
}

/** The call that a statement consists of, awaited or given back. */
function calledIn({ tree }: FileFacts, statement: Node): Node {
  const kind = tree.kind(statement)
  if (kind !== k.K_EXPRESSION_STATEMENT && kind !== k.K_RETURN_STATEMENT) return NO_NODE
  const [first, more] = tree.namedChildren(statement)
  if (first === undefined || more !== undefined) return NO_NODE
  const value = tree.kind(first) === k.K_AWAIT ? (tree.namedChildren(first)[0] ?? NO_NODE) : first
  return value !== NO_NODE && tree.kind(value) === k.K_CALL ? value : NO_NODE
}

/** `session.commit()`, `self.session.commit()`. */
function stepOf(facts: FileFacts, owner: FunctionFacts, call: Node): HandedStep | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const method = tree.text(tree.child(callee, k.F_ATTRIBUTE))
  const [, on = '', path = ''] =
    /^(\w+)((?:\.\w+)*)$/.exec(tree.text(tree.child(callee, k.F_OBJECT))) ?? []
  const isGiven = owner.parameters.some(({ name }) => name === on)
  return METHODS.test(method) && isGiven ? { method, on, path } : undefined
}

/** `persist(row)`, `self.finish()`: a call that is given nothing but parameters, or constants. */
function handedOn(facts: FileFacts, owner: FunctionFacts, call: Node): HandedOn | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  const reference = callee === NO_NODE ? undefined : facts.references.of(callee)
  if (reference === undefined) return undefined
  const names = new Set(owner.parameters.map(({ name }) => name))
  const nameOf = (value: Node) => (names.has(tree.text(value)) ? tree.text(value) : '')
  const positions: string[] = []
  const keywords: Record<string, string> = {}
  for (const { name, value, isUnpacked } of facts.arguments(call)) {
    if (isUnpacked) return undefined
    if (name === undefined) positions.push(nameOf(value))
    else if (nameOf(value) !== '') keywords[name] = nameOf(value)
  }
  const object = tree.kind(callee) === k.K_ATTRIBUTE ? nameOf(tree.child(callee, k.F_OBJECT)) : ''
  const isAny = object !== '' || positions.some((name) => name !== '') || Object.keys(keywords)[0]
  if (!isAny) return undefined
  return {
    callee: reference,
    positions,
    keywords,
    ...(object !== '' && { receiver: object }),
  }
}
