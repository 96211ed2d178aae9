// Rows that are used without asking whether there is one: of handlers of routes, and of functions that
// are given the key.
import { domainOf } from '../../domain/domain-of.ts'
import type { Query } from '../../domain/sql/query.ts'
import type { Rows } from '../../domain/sql/read-rows.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { onlyAssignment } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { handlersCovering } from '../../flow/surroundings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, positionalArgument, withoutParentheses } from '../calls/calls.ts'
import { caughtTypes } from '../errors/handlers.ts'
import { dependencyOfParameter } from '../routes/parameter-providers.ts'
import { routesHere } from '../routes/route-places.ts'
import { endsThere } from './row-probes.ts'

export interface UnaskedRow {
  /** `order.state`, or the call that is handed the row. */
  readonly use: Node
  /** What holds the row: a name, or the query itself. */
  readonly row: Node
  readonly rows: Rows
  /** True in the handler of a route: the client names the row. */
  readonly isRequest: boolean
}

const LOADS = /\.(?:get|first|scalar|scalar_one_or_none|one_or_none)\(/

/** The first use of each row that the client or the caller named and that may be missing. */
export function unaskedRows(checker: Checker): readonly UnaskedRow[] {
  const { facts, tree } = checker
  const handlers = new Set(routesHere(checker).flatMap(({ owner }) => owner ?? []))
  const hasModels = domainOf(checker.project).orm.models.length > 0
  const services = facts.functions.filter(
    (one) =>
      hasModels &&
      !handlers.has(one) &&
      keysOf(one).length > 0 &&
      LOADS.test(tree.spelled(one.node)),
  )
  return [...handlers, ...services].flatMap((owner) => {
    const isRequest = handlers.has(owner)
    const isNaming = isRequest ? isChosen : isGivenKey
    const found: UnaskedRow[] = []
    for (const attribute of facts.nodesIn(owner.node, k.K_ATTRIBUTE)) {
      if (facts.enclosingFunction(attribute) !== owner) continue
      see(owner, attribute, checker.tree.child(attribute, k.F_OBJECT))
    }
    for (const call of facts.callsOf(owner)) {
      const [name, given] = [
        calleeName(checker.tree, call),
        positionalArgument(checker.tree, call, 0),
      ]
      if (name === 'setattr' || name === 'delete') see(owner, call, given)
    }
    return found

    function see(by: FunctionFacts, use: Node, row: Node): void {
      const rows = row === NO_NODE ? undefined : missingRow(checker, by, row, isNaming)
      if (rows === undefined || isCaught(checker, use)) return
      if (!isFirstUse(checker, row) || found.some((one) => isSameName(checker, one.row, row)))
        return
      found.push({ use, row, rows, isRequest })
    }
  })
}

type IsNaming = (checker: Checker, owner: FunctionFacts, value: Node) => boolean

/** The query of a row that may not be there, if the client or the caller says which one. */
function missingRow(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  isNaming: IsNaming,
): Rows | undefined {
  const { tree } = checker
  const kind = tree.kind(row)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_CALL && kind !== k.K_PARENTHESIZED_EXPRESSION) {
    return undefined
  }
  const [rows, other] = sqlOf(checker).rows(withoutParentheses(tree, row))
  if (rows === undefined || other !== undefined) return undefined
  if (!rows.isCertain && !isBehindAttempt(checker, row)) return undefined
  const { query, taken, isRequired, isElement } = rows
  const mayMiss =
    taken === 'first' ||
    taken === 'one-or-none' ||
    taken === 'get' ||
    (taken === 'value' && isWholeRow(checker, query))
  if (!mayMiss || isRequired || isElement || query.model === undefined) return undefined
  const isNamed = query.predicates.some(
    ({ op, value }) => op === '=' && value !== NO_NODE && isNaming(checker, owner, value),
  )
  return isNamed ? rows : undefined
}

/** The only value of a name, of a `try` whose handlers all leave: `except NoResultFound: raise`. */
function isBehindAttempt(checker: Checker, row: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(row) !== k.K_IDENTIFIER) return false
  const made = onlyAssignment(facts, row)
  if (made === NO_NODE) return false
  const attempt = tree.ancestor(made, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (attempt === NO_NODE || tree.kind(attempt) !== k.K_TRY_STATEMENT) return false
  if (tree.contains(attempt, row)) return false
  const clauses = tree.namedChildren(attempt).filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
  return clauses.every((clause) => {
    const block = tree.namedChildren(clause).findLast((one) => tree.kind(one) === k.K_BLOCK)
    return block !== undefined && endsThere(checker, block)
  })
}

/** `session.scalar(select(Order))`, which gives rows rather than a column of them. */
function isWholeRow(checker: Checker, { entities, asks }: Query): boolean {
  const [only, more] = entities
  if (only === undefined || more !== undefined || asks !== 'rows') return false
  return domainOf(checker.project).orm.ofValue(checker.valueOf(only)) !== undefined
}

const INJECTED = /\b(?:Depends|Security|Provide|Inject|Request|Session|AsyncSession|Current\w*)\b/

/** True for a value that stands in the path, the query or the body of a request. */
export function isChosen(checker: Checker, owner: FunctionFacts, value: Node): boolean {
  const { tree, facts } = checker
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    if (tree.kind(node) !== k.K_IDENTIFIER) continue
    const place = facts.resolve(node)?.definitions[0]?.node
    const given = owner.parameters.find(({ nameNode }) => nameNode === place)
    if (given !== undefined) return !isInjected(given)
  }
  return false

  function isInjected({ name, default: value, annotation }: Parameter): boolean {
    if (/^(?:self|cls|request|req|user|current_user|principal)$/.test(name)) return true
    if (dependencyOfParameter(checker, owner, name) !== undefined) return true
    return [value, annotation].some((one) => one !== NO_NODE && INJECTED.test(tree.spelled(one)))
  }
}

const KEY_NAME = /(?:^|_)(?:id|pk|uuid|key|slug|email|code|number)$/

/** What a function of a service is given to find a row by; what is private is asked for before. */
function keysOf({ name, isLambda, parameters }: FunctionFacts): readonly Parameter[] {
  if (isLambda || name.startsWith('_')) return []
  return parameters.filter((one) => KEY_NAME.test(one.name))
}

/** True for such a key itself, where the query is the first to use it. */
export function isGivenKey({ tree, facts }: Checker, owner: FunctionFacts, value: Node): boolean {
  if (tree.kind(value) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(value)
  const place = binding?.definitions[0]?.node
  const given = keysOf(owner).find(({ nameNode }) => nameNode === place)
  if (binding === undefined || given === undefined || binding.definitionCount !== 1) return false
  return binding.references.every((node) => {
    const isEarlier = node < value && tree.contains(tree.child(owner.node, k.F_BODY), node)
    return !isEarlier || LOGS.test(tree.spelled(tree.ancestor(node, k.K_EXPRESSION_STATEMENT)))
  })
}

const LOGS = /^(?:\w+\.)*(?:\w*log\w*|logging)\.\w+\(/i

/** True if nothing was done with a name since it was given the row: nobody can have asked. */
export function isFirstUse({ tree, facts }: Checker, row: Node): boolean {
  if (tree.kind(row) !== k.K_IDENTIFIER) return true
  const binding = facts.resolve(row)
  // `if not order: order = Order()` asks before it gives anew.
  const isPassed = (node: Node) => {
    const branch = tree.ancestor(node, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
    return tree.kind(branch) !== k.K_IF_STATEMENT || tree.contains(branch, row)
  }
  const written = binding?.definitions.findLast(({ node }) => node < row && isPassed(node))?.node
  if (binding === undefined || written === undefined) return false
  // `if not (order := ...)` asks as it gives; `order.state if order else None` asks behind the use.
  if (tree.kind(tree.parent(written)) === k.K_NAMED_EXPRESSION) return false
  const choice = tree.ancestor(row, k.K_CONDITIONAL_EXPRESSION, k.K_FUNCTION_DEFINITION)
  if (tree.kind(choice) === k.K_CONDITIONAL_EXPRESSION) {
    const asked = tree.namedChildren(choice)[1] ?? NO_NODE
    if (binding.references.some((node) => asked !== NO_NODE && tree.contains(asked, node)))
      return false
  }
  return !binding.references.some((node) => node > written && node < row)
}

function isSameName({ tree }: Checker, one: Node, other: Node): boolean {
  return tree.kind(one) === k.K_IDENTIFIER && tree.text(one) === tree.text(other)
}

/** True in a `try` whose handlers take what `None` raises. */
export function isCaught({ tree }: Checker, use: Node): boolean {
  return handlersCovering(tree, use).some((clause) => {
    const caught = caughtTypes(tree, clause)
    return caught.length === 0 || caught.some((type) => OF_NONE.test(tree.spelled(type)))
  })
}

const OF_NONE = /(?:^|\.)(?:AttributeError|TypeError|Exception|BaseException)$/
