// Parameters that the rule of a route turns into numbers: `/users/<int:number>`.
import type { FunctionFacts } from '../../facts/functions.ts'
import { isString } from '../../facts/strings.ts'
import { K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'

/** True for `number` of `@app.route('/<int:number>')`, of `@route('/<number:int>')` in bottle and sanic. */
export function isConvertedByRoute(
  { tree, facts }: FileReader,
  owner: FunctionFacts,
  name: string,
): boolean {
  const calls = [...owner.decorators]
  if (routesByCall({ tree, facts })) {
    const mentions = facts.identifiersNamed(owner.class?.name ?? owner.name)
    for (const one of mentions) calls.push(routingCall({ tree, facts }, one))
  }
  for (const call of calls) {
    if (call === NO_NODE || tree.kind(call) !== K_CALL) continue
    for (const { value } of facts.arguments(call).slice(0, 2)) {
      if (!isString(tree, value)) continue
      for (const [, first, second] of tree.text(value).matchAll(CONVERTED)) {
        if (second === name && NUMBER.test(first ?? '')) return true
        if (first === name && NUMBER.test(second ?? '')) return true
      }
    }
  }
  return false
}

/** True for a function that a call makes the handler of a route: `app.add_url_rule('/<name>', view_func=show)`. */
export function isRoutedByCall(reader: FileReader, name: string): boolean {
  if (!routesByCall(reader)) return false
  return reader.facts.identifiersNamed(name).some((one) => routingCall(reader, one) !== NO_NODE)
}

const ROUTERS = ['add_url_rule', 'add_api_route', 'add_resource']

/** Cheap: most files name none of them. */
const routesByCall = ({ facts }: FileReader): boolean =>
  ROUTERS.some((name) => facts.identifiersNamed(name).length > 0)

/** The call that a mention of a handler is given to as a route, NO_NODE for another mention. */
function routingCall({ tree, facts }: FileReader, mention: Node): Node {
  for (let at = tree.parent(mention), step = 0; step < MAX_STEPS; at = tree.parent(at), step += 1) {
    if (at === NO_NODE) return NO_NODE
    if (tree.kind(at) !== K_CALL) continue
    if (ROUTING.test(tree.spelled(facts.callee(at)))) return at
  }
  return NO_NODE
}

/** From `Item` to the call in `add_url_rule('/', view_func=Item.as_view('item'))`. */
const MAX_STEPS = 6
const ROUTING = /\.(?:add_url_rule|add_api_route|add_resource)$/

const CONVERTED = /<(\w+)(?:\([^()<>]*\))?:(\w+)>/g
const NUMBER = /^(?:int|float|uuid)$/
