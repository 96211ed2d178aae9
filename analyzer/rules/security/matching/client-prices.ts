// Prices that a purchase takes over from the client, where the thing that is bought has its own.

import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import { localValues } from '../../../domain/sql/local-values.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { namedText } from '../../../facts/named-constants.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { isInputRead } from '../../../matching/inputs/input-sources.ts'
import { originOf, routeOf } from '../../../matching/inputs/request-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface ClientPrice {
  /** `body.price`. */
  readonly value: Node
  /** `Order.price`. */
  readonly column: string
  /** `Product.price`, which the server knows. */
  readonly known: string
}

const PRICE =
  /^(?:(?:unit|item|list|sale|total|net|gross|base|daily|hourly|ticket)_)?(?:price|fee|fare|total|subtotal|cost)(?:_(?:cents|amount|net|gross|eur|usd))?$|^total_amount$/
const OWN_PRICE =
  /(?:^|_)(?:price|fee|fare|rate|cost)(?:_(?:cents|amount|net|gross|per_\w+|eur|usd))?$/
const PURCHASE =
  /order|purchase|booking|reservation|rental|payment|invoice|checkout|cart|basket|line|item|sale|ticket|subscription|charge|enrol/i
const STAFF = /admin|staff|internal|backoffice|import|manage/i

/** All of a file. */
export function clientPrices(checker: Checker): readonly ClientPrice[] {
  const { facts, tree } = checker
  if (!/price|fee|fare|total|cost/.test(tree.source)) return []
  return [...facts.calls].flatMap((call): ClientPrice[] => {
    const owner = facts.enclosingFunction(call)
    const route = routeOf(checker, owner)
    if (owner === undefined || (route === undefined && !isHandler(checker, owner))) return []
    const model = purchaseOf(checker, call)
    if (model === undefined) return []
    if (STAFF.test(`${owner.symbol} ${route?.route ?? ''} ${checker.path}`)) return []
    return facts.arguments(call).flatMap(({ name, value }): ClientPrice[] => {
      if (name === undefined || !PRICE.test(name) || !model.columns.has(name)) return []
      const read = readOf(checker, value)
      if (read === undefined || !PRICE.test(read.name) || !isOfClient(checker, owner, read.from)) {
        return []
      }
      if (isCompared(checker, owner, value)) return []
      const known = knownPrice(checker, owner, tree.text(read.from), model)
      return known === undefined ? [] : [{ value, column: `${model.name}.${name}`, known }]
    })
  })
}

/** Views of Django REST framework have a request and no route of their own. */
function isHandler({ tree }: Checker, owner: FunctionFacts): boolean {
  return (
    owner.parameters.some(({ name }) => name === 'request') ||
    owner.decorators.some((one) => /\.(?:route|post|put)\(|api_view/.test(tree.spelled(one)))
  )
}

/** The model of `Order(...)` and `Order.objects.create(...)`. */
function purchaseOf(checker: Checker, call: Node): OrmModel | undefined {
  const { facts, tree } = checker
  const name = calleeName(tree, call)
  if (name !== 'create' && !/^[A-Z]/.test(name)) return undefined
  const value = checker.valueOf(facts.callee(call))
  const model =
    value?.kind === 'class'
      ? domainOf(checker.project).orm.of(value.class)
      : name === 'create'
        ? sqlOf(checker).write(call)?.model
        : undefined
  return model !== undefined && PURCHASE.test(model.name) ? model : undefined
}

interface Read {
  readonly name: string
  readonly from: Node
}

/** `body.price`, `data["price"]`, `data.get("price")`, perhaps made a number. */
function readOf(checker: Checker, value: Node): Read | undefined {
  const { tree, facts } = checker
  switch (tree.kind(value)) {
    case k.K_ATTRIBUTE:
      return {
        name: tree.text(tree.child(value, k.F_ATTRIBUTE)),
        from: tree.child(value, k.F_OBJECT),
      }
    case k.K_SUBSCRIPT: {
      const [from, key] = tree.namedChildren(value)
      const name = key === undefined ? undefined : namedText(facts, key)
      return from === undefined || name === undefined ? undefined : { name, from }
    }
    case k.K_CALL: {
      const [given] = facts.arguments(value)
      if (given === undefined) return undefined
      if (/^(?:int|float|Decimal|str)$/.test(calleeName(tree, value))) {
        return readOf(checker, given.value)
      }
      const name = namedText(facts, given.value)
      const from = tree.child(facts.callee(value), k.F_OBJECT)
      return calleeName(tree, value) === 'get' && name !== undefined && from !== NO_NODE
        ? { name, from }
        : undefined
    }
    default:
      return undefined
  }
}

/** The body of the request, what was read of it, or one of the things listed in it. */
function isOfClient(checker: Checker, owner: FunctionFacts, from: Node, depth = 0): boolean {
  const { tree, facts } = checker
  if (depth > 3 || from === NO_NODE) return false
  if (isInputRead(checker, from)) return true
  if (tree.kind(from) === k.K_ATTRIBUTE) {
    return isOfClient(checker, owner, tree.child(from, k.F_OBJECT), depth + 1)
  }
  if (tree.kind(from) === k.K_SUBSCRIPT) {
    return isOfClient(checker, owner, tree.child(from, k.F_VALUE), depth + 1)
  }
  if (tree.kind(from) !== k.K_IDENTIFIER) return false
  const parameter = owner.parameters.find(({ name }) => name === tree.text(from))
  if (parameter !== undefined) return originOf(checker, owner, parameter) === 'body'
  const [only, more] = localValues(facts, from)
  if (only === undefined || more !== undefined) return false
  const value = bare(checker, only.value)
  return value !== NO_NODE && isOfClient(checker, owner, value, depth + 1)
}

/** The price is held against another. */
function isCompared({ tree, facts }: Checker, owner: FunctionFacts, value: Node): boolean {
  const text = tree.text(value)
  return Array.from(facts.nodesIn(owner.node, k.K_COMPARISON_OPERATOR)).some((one) =>
    tree.text(one).includes(text),
  )
}

/** The price of the thing whose key the client names beside it. */
function knownPrice(
  checker: Checker,
  owner: FunctionFacts,
  from: string,
  model: OrmModel,
): string | undefined {
  const { orm } = domainOf(checker.project)
  const escaped = from.replaceAll(/[.[\]()"']/g, String.raw`\$&`)
  const keys = checker.tree
    .text(owner.node)
    .matchAll(
      new RegExp(String.raw`\b${escaped}(?:\.|\[["']|\.get\(["'])(\w+?)(?:_id|_pk|_code)?\b`, 'g'),
    )
  for (const [, word = ''] of keys) {
    const name = word.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
    const [thing, more] = orm.named(name)
    if (thing === undefined || more !== undefined || thing === model) continue
    const column = [...thing.columns.keys()].find((one) => OWN_PRICE.test(one))
    if (column !== undefined && !/start|min|max|reserve/.test(column)) return `${name}.${column}`
  }
  return undefined
}
