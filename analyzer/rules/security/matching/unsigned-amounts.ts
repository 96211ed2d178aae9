// What a client asks to be taken from a balance or a stock, where nothing says that it must be more
// than nothing: a negative amount adds instead of taking.

import { localValues } from '../../../domain/sql/local-values.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { Expression } from '../../../facts/expression.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { namedText } from '../../../facts/named-constants.ts'
import { functionKey } from '../../../gather/define.ts'
import { isTested, KEPT, takenAmounts } from '../../../gather/taken-amounts.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { isInputRead } from '../../../matching/inputs/input-sources.ts'
import { parameterAt } from '../../../matching/inputs/parameter-at.ts'
import { routeOf } from '../../../matching/inputs/request-values.ts'
import { targetsOf } from '../../../matching/rows/row-helpers.ts'
import type { ProjectClass } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

export interface UnsignedAmount {
  /** The statement, or the value in an `update`. */
  readonly node: Node
  /** `wallet.balance`. */
  readonly column: string
  /** `body.amount`. */
  readonly amount: Node
}

/** All of a file. */
export function unsignedAmounts(checker: Checker): readonly UnsignedAmount[] {
  const { facts, tree } = checker
  if (!/-=|\s-\s/.test(tree.source)) return handedAmounts(checker)
  const found: UnsignedAmount[] = []
  for (const node of facts.nodesOfKind(k.K_AUGMENTED_ASSIGNMENT)) {
    if (tree.text(tree.child(node, k.F_OPERATOR)) !== '-=') continue
    push(node, tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT))
  }
  for (const node of facts.nodesOfKind(k.K_BINARY_OPERATOR)) {
    if (tree.text(tree.child(node, k.F_OPERATOR)) !== '-') continue
    const left = tree.child(node, k.F_LEFT)
    const text = tree.text(left)
    const parent = tree.parent(node)
    const isUpdate = tree.kind(parent) === k.K_KEYWORD_ARGUMENT
    const own = tree.kind(parent) === k.K_ASSIGNMENT ? tree.text(tree.child(parent, k.F_LEFT)) : ''
    if (isUpdate || own === text) push(node, left, tree.child(node, k.F_RIGHT))
  }
  return [...found, ...handedAmounts(checker)]

  function push(node: Node, left: Node, amount: Node): void {
    const column = columnOf(checker, left)
    const owner = facts.enclosingFunction(node)
    if (column === undefined || owner === undefined || owner.isLambda) return
    if (isUnsigned(checker, owner, amount)) found.push({ node, column, amount })
  }
}

/** `spend(session, key, body.credits)`: the function takes it from a row without a look. */
function handedAmounts(checker: Checker): readonly UnsignedAmount[] {
  const { facts, tree } = checker
  const takers = checker.project.gathered(takenAmounts)
  if (takers.size === 0) return []
  const names = new Set([...takers.values()].map(({ symbol }) => symbol.split('.').at(-1)))
  return [...facts.calls].flatMap((call): UnsignedAmount[] => {
    if (!names.has(calleeName(tree, call))) return []
    const owner = facts.enclosingFunction(call)
    const [target, more] = targetsOf(checker, call)
    const taker = target && more === undefined ? takers.get(functionKey(target)) : undefined
    if (owner === undefined || target === undefined || taker === undefined) return []
    const given = facts.arguments(call).find(({ name }, at) => {
      return (
        name === taker.parameter ||
        (name === undefined && parameterAt(target, at) === taker.parameter)
      )
    })
    if (given === undefined || !isUnsigned(checker, owner, given.value)) return []
    return [{ node: call, column: taker.column, amount: given.value }]
  })
}

/** `wallet.balance` of a row, `Wallet.balance` of its class, `F("balance")`. */
function columnOf(checker: Checker, left: Node): string | undefined {
  const { tree, facts } = checker
  const text = tree.text(left)
  if (tree.kind(left) === k.K_CALL) {
    const [given] = facts.arguments(left)
    const name = calleeName(tree, left) === 'F' && given ? namedText(facts, given.value) : undefined
    return name !== undefined && KEPT.test(name) ? name : undefined
  }
  if (tree.kind(left) !== k.K_ATTRIBUTE) return undefined
  const name = tree.text(tree.child(left, k.F_ATTRIBUTE))
  if (!KEPT.test(name)) return undefined
  const row = tree.child(left, k.F_OBJECT)
  const value = checker.valueOf(row)
  const { context } = sqlOf(checker)
  const model = value?.kind === 'class' ? context.orm.of(value.class) : sqlOf(checker).rowModel(row)
  return model?.columns.has(name) ? text : undefined
}

/** True where a client gives the amount, and neither its type nor a test asks for its sign. */
function isUnsigned(checker: Checker, owner: FunctionFacts, amount: Node): boolean {
  const { tree } = checker
  const text = tree.text(amount)
  if (!/^\w+(?:\.\w+)?$/.test(text) || isTested(tree.text(owner.node), text)) return false
  if (tree.kind(amount) === k.K_ATTRIBUTE) return isOpenField(checker, amount)
  return tree.kind(amount) === k.K_IDENTIFIER && isOpenValue(checker, owner, amount, 0)
}

/** `body.amount` of a model whose field is a plain number. */
function isOpenField(checker: Checker, amount: Node): boolean {
  const { tree, facts } = checker
  const body = tree.child(amount, k.F_OBJECT)
  const owner = facts.enclosingFunction(amount)
  if (tree.kind(body) !== k.K_IDENTIFIER || routeOf(checker, owner) === undefined) return false
  const value = checker.valueOf(body)
  if (value?.kind !== 'instance') return false
  return isOpenNumber(checker, value.class, tree.text(tree.child(amount, k.F_ATTRIBUTE)))
}

const NUMBER = /^(?:int|float|Decimal|decimal\.Decimal)$/

function isOpenNumber({ project }: Checker, model: ProjectClass, field: string): boolean {
  const own = project.index.hierarchy.order(model).filter((one) => typeof one !== 'string')
  const isPydantic = project.index.hierarchy
    .order(model)
    .some((one) => typeof one === 'string' && /^(?:pydantic|sqlmodel|ninja|msgspec)\b/.test(one))
  if (!isPydantic) return false
  const attribute = own
    .flatMap(({ summary }) => summary.attributes)
    .find(({ name }) => name === field)
  const { annotation, value } = attribute ?? {}
  if (annotation?.kind !== 'name' || !NUMBER.test(annotation.text)) return false
  if (value !== undefined && !isUnbounded(value)) return false
  return !own.some(({ methods }) =>
    [...methods.values()].some(({ summary }) =>
      summary.decorators.some((one) => /valid/i.test(JSON.stringify(one))),
    ),
  )
}

/** A default, or a `Field(...)` that names no lower bound. */
function isUnbounded(value: Expression): boolean {
  if (value.kind === 'constant') return true
  return (
    value.kind === 'call' &&
    /(?:^|\.)Field"?/.test(JSON.stringify(value.callee)) &&
    !value.keywords.some(({ name }) => /^(?:gt|ge|multiple_of|min_value|\*\*)$/.test(name))
  )
}

/** A variable that holds what the client sent as a number, or what a serializer made of it. */
function isOpenValue(checker: Checker, owner: FunctionFacts, name: Node, depth: number): boolean {
  const { tree, facts } = checker
  if (depth > 3) return false
  const [only, more] = localValues(facts, name)
  if (only === undefined || only.kind !== 'assigned') return false
  if (more !== undefined && depth === 0 && tree.kind(bare(checker, only.value)) !== k.K_CALL)
    return false
  const value = bare(checker, only.value)
  const text = tree.text(value)
  const key = /(?:validated_data|cleaned_data)(?:\[|\.get\()["'](\w+)["']/.exec(text)?.[1]
  if (key !== undefined) return isOpenSerialized(checker, owner, key)
  if (tree.kind(value) === k.K_CALL && /^(?:int|float|Decimal)$/.test(calleeName(tree, value))) {
    const [given] = facts.arguments(value)
    if (given === undefined) return false
    return isSent(checker, given.value) || isCutOut(checker, given.value)
  }
  return /\bjson\b|get_json/.test(text) && isSent(checker, value)
}

const BOT_TEXT = /\b(?:command\.args|context\.args|ctx\.args|message\.text|msg\.text|event\.text)\b/

function isSent(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  if (BOT_TEXT.test(tree.spelled(value)) || isInputRead(checker, value)) return true
  return [k.K_CALL, k.K_SUBSCRIPT, k.K_ATTRIBUTE].some((kind) =>
    Array.from(facts.nodesIn(value, kind)).some((one) => isInputRead(checker, one)),
  )
}

/** A word of what a chat sends: `who, amount = command.args.split()`, `parts = message.text.split()`. */
function isCutOut(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  const name = tree.kind(value) === k.K_SUBSCRIPT ? tree.child(value, k.F_VALUE) : value
  if (tree.kind(name) !== k.K_IDENTIFIER) return false
  const text = tree.text(name)
  const owner = facts.enclosingFunction(value)
  return Array.from(facts.nodesIn(owner?.node ?? 0, k.K_ASSIGNMENT)).some(
    (one) =>
      one < value &&
      new RegExp(String.raw`\b${text}\b`).test(tree.spelled(tree.child(one, k.F_LEFT))) &&
      isSent(checker, tree.child(one, k.F_RIGHT)),
  )
}

/** A number of a serializer or form without `min_value`, whose class says nothing more of it. */
function isOpenSerialized(checker: Checker, owner: FunctionFacts, key: string): boolean {
  const { facts } = checker
  for (const call of facts.callsOf(owner)) {
    const value = checker.valueOf(facts.callee(call))
    if (value?.kind !== 'class') continue
    const { summary, methods } = value.class
    const field = summary.attributes.find(({ name }) => name === key)?.value
    if (field?.kind !== 'call') continue
    const isNumber = /(?:Integer|Decimal|Float)Field/.test(JSON.stringify(field.callee))
    const isBounded = field.keywords.some(({ name }) =>
      /^(?:min_value|validators|\*\*)$/.test(name),
    )
    const isValidated = [...methods.keys()].some((name) => /^(?:validate|clean)/.test(name))
    return isNumber && !isBounded && !isValidated
  }
  return false
}
