// Rows that a handler looks up by what the client sent, and that have to be there.

import { localValues } from '../../../domain/sql/local-values.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { missingRowHandlers } from '../../../gather/missing-row-handlers.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { originOf } from '../../../matching/inputs/request-values.ts'
import { routesHere } from '../../../matching/routes/route-places.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface RequiredRow {
  readonly owner: FunctionFacts
  readonly call: Node
  /** `Order`. */
  readonly model: string
  /** What the lookup raises. */
  readonly error: string
}

const REQUIRING = /^(?:one|scalar_one|get_one|a?get)$/
const CLIENT =
  /\b(?:request|req)\.(?:data|GET|POST|query_params|args|form|json|match_info|path_params|headers|COOKIES)\b|\bself\.(?:kwargs|request\.(?:data|GET|POST|query_params))\b|\bkwargs\s*[[.]/
const CATCHES =
  /DoesNotExist|NoResultFound|Exception\b|SQLAlchemyError|InvalidRequestError|Http404|HTTPException|Error\b/

/** All of the handlers of a file. */
export function requiredRows(checker: Checker): readonly RequiredRow[] {
  const { facts, tree } = checker
  if (!/\.(?:one|scalar_one|get_one|a?get)\(/.test(tree.source)) return []
  const owners = new Set(routesHere(checker).flatMap(({ owner }) => owner ?? []))
  if (owners.size === 0 || checker.project.gathered(missingRowHandlers)) return []
  return [...owners].flatMap((owner) => {
    if (isWrapped(checker, owner)) return []
    const looked = new Set<string>()
    return facts.callsOf(owner).flatMap((call): RequiredRow[] => {
      const [rows] = sqlOf(checker).rows(call)
      const model = rows?.query.model
      if (rows === undefined || model === undefined || rows.taken === 'open') return []
      // Counts and sums have one row, whatever they are asked of.
      if (rows.query.asks !== 'rows') return []
      const isKnown = looked.has(model.name)
      looked.add(model.name)
      if (isKnown || !REQUIRING.test(calleeName(tree, call)) || !rows.isRequired) return []
      const isRow = rows.taken === 'one' || rows.taken === 'get'
      const isAsked = rows.query.predicates.some(({ value }) => isFromClient(checker, owner, value))
      if (!isRow || !isAsked || isCaught(checker, call)) return []
      const isDjango = !/^sql/.test(model.library)
      return [
        { owner, call, model: model.name, error: isDjango ? 'DoesNotExist' : 'NoResultFound' },
      ]
    })
  })
}

/** A decorator of the project may answer for the error. */
function isWrapped(checker: Checker, owner: FunctionFacts): boolean {
  const of = (decorators: readonly Node[]) =>
    decorators.some((one) => {
      const isCall = checker.tree.kind(one) === k.K_CALL
      const value = checker.valueOf(isCall ? checker.facts.callee(one) : one)
      return value?.kind === 'function' || value?.kind === 'class'
    })
  return of(owner.decorators) || (owner.class !== undefined && of(owner.class.decorators))
}

/** A parameter that the client fills, what the request holds, or what was made of it. */
function isFromClient(checker: Checker, owner: FunctionFacts, value: Node, steps = 0): boolean {
  const { tree, facts } = checker
  if (value === NO_NODE || steps > 2) return false
  if (CLIENT.test(tree.spelled(value))) return true
  return [...facts.nodesIn(value, k.K_IDENTIFIER)].some((one) => {
    if (tree.fieldOf(one) === k.F_ATTRIBUTE) return false
    const parameter = owner.parameters.find(
      ({ nameNode }) => facts.resolve(nameNode) === facts.resolve(one),
    )
    if (parameter !== undefined) {
      if (/^(?:self|cls|request|req)$/.test(parameter.name)) return false
      const origin = originOf(checker, owner, parameter)
      return origin === undefined ? isPathPart(checker, parameter.nameNode) : origin !== 'injected'
    }
    const isField = tree.kind(tree.parent(one)) === k.K_ATTRIBUTE
    return localValues(facts, one).some(({ value }) => {
      // `order.id` of `order = Order(number=number)`: a field of a row is there, whoever asked for it.
      if (isField && holdsCall(checker, value)) return CLIENT.test(tree.spelled(value))
      return isFromClient(checker, owner, value, steps + 1)
    })
  })
}

const holdsCall = ({ facts }: Checker, value: Node): boolean =>
  value !== NO_NODE && facts.callsIn(value).length > 0

/** Handlers of Django and Flask get nothing but the request and parts of the path. */
function isPathPart({ tree }: Checker, nameNode: Node): boolean {
  return /(?:^|_)(?:id|pk|slug|uuid|key|name|number|code|token)$/.test(tree.spelled(nameNode))
}

/** A `try` around the call expects it, or whatever error. */
function isCaught({ tree }: Checker, call: Node): boolean {
  for (let inner = call, at = tree.parent(call); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    if (tree.kind(at) === k.K_FUNCTION_DEFINITION) return false
    if (tree.kind(at) === k.K_WITH_STATEMENT) {
      const body = tree.child(at, k.F_BODY)
      const header = tree.source.slice(tree.start(at), tree.start(body === NO_NODE ? at : body))
      if (/suppress|raises|handle|catch|errors?\b/i.test(header)) return true
    }
    if (tree.kind(at) !== k.K_TRY_STATEMENT || tree.fieldOf(inner) !== k.F_BODY) continue
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    const isExpected = clauses.some((one) => {
      const [header = ''] = tree.text(one).split('\n')
      return /^except\s*:/.test(header) || CATCHES.test(header)
    })
    if (isExpected) return true
  }
  return false
}
