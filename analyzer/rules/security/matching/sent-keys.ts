// Rows that a handler changes and finds by a key which the client sends beside the path: in the body, in the query.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { originOf } from '../../../matching/inputs/request-values.ts'
import type { PlacedRoute } from '../../../matching/routes/route-places.ts'
import { resultName } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const KEY = /(?:^|_)(?:id|pk|uuid)$/
const FROM_REQUEST = 'request\\.(?:data|POST|GET|query_params)'
/** Asked for by its own key: `get(Model, key)`, `Model.id == key`, `pk=key`. */
const BY_KEY = /\bget(?:_one|_or_404|_object_or_404)?\(|\b(?:pk|id)\s*=|\.(?:id|pk|uuid)\s*==/

/** Names and expressions that stand for such keys, as parts of regular expressions. */
export function sentKeys(
  checker: Checker,
  { owner, route }: PlacedRoute,
  inPath: readonly string[],
): readonly string[] {
  if (owner === undefined) return []
  if (route.framework === 'django' || route.framework === 'drf') return [FROM_REQUEST]
  return owner.parameters.flatMap((parameter) => {
    const { name, nameNode } = parameter
    if (inPath.includes(name)) return []
    const origin = originOf(checker, owner, parameter)
    if (origin === 'query') return KEY.test(name) ? [name] : []
    return origin === 'body' ? fieldsRead(checker, owner, nameNode) : []
  })
}

/** `body.order_id` of a parameter that holds the body. */
function fieldsRead({ tree, facts }: Checker, owner: FunctionFacts, nameNode: Node): string[] {
  const binding = facts.resolve(nameNode)
  const found = new Set<string>()
  for (const node of facts.nodesIn(owner.node, k.K_ATTRIBUTE)) {
    const object = tree.child(node, k.F_OBJECT)
    if (tree.kind(object) !== k.K_IDENTIFIER || facts.resolve(object) !== binding) continue
    const field = tree.text(tree.child(node, k.F_ATTRIBUTE))
    if (KEY.test(field)) found.add(`${tree.text(object)}\\.${field}`)
  }
  return [...found]
}

/** The row is found by its own key, and the handler gives it new values or deletes it. */
export function isChangedByKey(checker: Checker, owner: FunctionFacts, call: Node): boolean {
  const { tree, facts } = checker
  if (!BY_KEY.test(tree.spelled(call))) return false
  const result = resultName(tree, call)
  if (result === NO_NODE) return false
  const binding = facts.resolve(result)
  const isRow = (node: Node) =>
    node !== NO_NODE && tree.kind(node) === k.K_IDENTIFIER && facts.resolve(node) === binding
  const isAssigned = [
    ...facts.nodesIn(owner.node, k.K_ASSIGNMENT),
    ...facts.nodesIn(owner.node, k.K_AUGMENTED_ASSIGNMENT),
  ].some((one) => {
    const target = tree.child(one, k.F_LEFT)
    return tree.kind(target) === k.K_ATTRIBUTE && isRow(tree.child(target, k.F_OBJECT))
  })
  if (isAssigned) return true
  return Array.from(facts.callsIn(owner.node)).some((one) => {
    const callee = facts.callee(one)
    if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return false
    if (!/^a?delete$/.test(tree.spelled(tree.child(callee, k.F_ATTRIBUTE)))) return false
    return (
      isRow(tree.child(callee, k.F_OBJECT)) ||
      facts.arguments(one).some(({ value }) => isRow(value))
    )
  })
}
