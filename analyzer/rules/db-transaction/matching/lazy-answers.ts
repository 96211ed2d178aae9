// Rows of an asynchronous session that a model of the answer reads whole: the relationships among its
// fields would be loaded where nothing can be awaited.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Route } from '../../../domain/routes/route.ts'
import type { Checker } from '../../../engine/checker.ts'
import { type Expression, keywordOf } from '../../../facts/expression.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { argumentsOf, receiverOf } from '../../../matching/calls/calls.ts'
import { fieldsOf } from '../../../matching/inputs/request-models.ts'
import { routesHere } from '../../../matching/routes/route-places.ts'
import { relationshipNames } from '../../../matching/rows/relationships.ts'
import type { ProjectClass } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isLoadedBefore, unloadedAnswer } from './unloaded-relationships.ts'

export interface LazyAnswer {
  /** What makes the answer: a `return`, or the call that reads the row. */
  readonly node: Node
  /** The model that reads the row, and the relationship that it reads. */
  readonly model: string
  readonly name: string
  /** What loaded the row without it. */
  readonly origin: Node
}

/** What a Pydantic model takes a row by. */
const READS_A_ROW = ['model_validate', 'from_orm']
const WRAPPERS =
  /^(?:typing|collections\.abc|builtins)\.(?:\w*list|\w*sequence|optional|union|annotated|iterable|set)$/i

/** The answers of this file that cannot be made, in no order. */
export function lazyAnswers(checker: Checker): readonly LazyAnswer[] {
  if (checker.project.table(relationshipNames).size === 0) return []
  return [...ofRoutes(checker), ...ofCalls(checker)]
}

/** `return order` of a route with `response_model=OrderOut`. */
function ofRoutes(checker: Checker): readonly LazyAnswer[] {
  const { tree, facts } = checker
  return routesHere(checker).flatMap(({ route, owner }) => {
    if (route.framework !== 'fastapi' || owner?.isAsync !== true) return []
    const model = answerModel(checker, route)
    if (model === undefined) return []
    return [...facts.nodesIn(owner.node, k.K_RETURN_STATEMENT)].flatMap((node) => {
      const [value] = tree.namedChildren(node)
      const isOwn = facts.enclosingFunction(node) === owner
      return value === undefined || !isOwn ? [] : answer(checker, owner, model, value, node)
    })
  })
}

/** `OrderOut.model_validate(order)`. */
function ofCalls(checker: Checker): readonly LazyAnswer[] {
  const { tree, facts } = checker
  const mentions = READS_A_ROW.flatMap((name) => [...facts.identifiersNamed(name)])
  return mentions.flatMap((mention) => {
    const callee = tree.parent(mention)
    const call = tree.parent(callee)
    if (tree.kind(call) !== k.K_CALL || facts.callee(call) !== callee) return []
    const owner = facts.enclosingFunction(call)
    const [row] = argumentsOf(tree, call)
    if (owner?.isAsync !== true || row === undefined) return []
    const model = checker.valueOf(receiverOf(tree, call))
    return model?.kind === 'class' ? answer(checker, owner, model.class, row.value, call) : []
  })
}

function answer(
  checker: Checker,
  owner: FunctionFacts,
  model: ProjectClass,
  value: Node,
  node: Node,
): readonly LazyAnswer[] {
  const fields = fieldsOf(checker, model)?.fields ?? []
  const names = checker.project.table(relationshipNames)
  for (const name of fields) {
    if (!names.has(name)) continue
    const origin = unloadedAnswer(checker, owner, value, name)
    if (origin === NO_NODE || isLoadedBefore(checker, owner, value, name, node)) continue
    return [{ node, model: model.summary.name, name, origin }]
  }
  return []
}

/** The model that FastAPI makes the answer with: `response_model`, else what the handler returns. */
function answerModel(checker: Checker, { handler }: Route): ProjectClass | undefined {
  if (handler === undefined) return undefined
  const { summary } = handler
  const given = summary.decorators
    .map((one) => (one.kind === 'call' ? keywordOf(one, 'response_model') : undefined))
    .find((one) => one !== undefined)
  const [only, more] = classesIn(checker, handler, given ?? summary.returns)
  return more !== undefined ? undefined : only
}

/** `OrderOut` of `list[OrderOut]`, `OrderOut | None` and `Annotated[OrderOut, ...]`. */
function classesIn(
  checker: Checker,
  handler: NonNullable<Route['handler']>,
  expression: Expression | undefined,
): readonly ProjectClass[] {
  const { meanings } = domainOf(checker.project)
  switch (expression?.kind) {
    case 'name': {
      const found = meanings.class(handler.module, expression)
      return found === undefined ? [] : [found]
    }
    case 'union':
      return expression.items.flatMap((one) => classesIn(checker, handler, one))
    case 'subscript': {
      const wrapper = meanings.external(handler.module, expression.value)
      if (wrapper === undefined || !WRAPPERS.test(wrapper)) return []
      return expression.items.flatMap((one) => classesIn(checker, handler, one))
    }
    default:
      return []
  }
}
