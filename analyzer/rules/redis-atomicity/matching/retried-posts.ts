// Requests that create something of value through a helper that repeats whatever it is given:
// `self._call('POST', '/orders', ...)`, where `_call` loops until the request works.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { textWithValues } from '../../../facts/named-constants.ts'
import { stringValue } from '../../../facts/strings.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { retryLoops } from '../../../matching/errors/retry-loops.ts'
import { bodyOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isOfValue } from './valued-posts.ts'

export interface RetriedPost {
  readonly call: Node
  readonly helper: string
}

/** The helper itself looks at the method, or gives each request a name. */
const CHOOSES =
  /idempot|dedup|\bSAFE\b|\bmethod(?:\.\w+\(\))?\s*(?:[!=]=|in\b|not in\b)|request_id|x-request/i

/** Those of a file, in the order of lines. */
export function retriedPosts(checker: Checker): readonly RetriedPost[] {
  const { tree, facts } = checker
  if (!/['"]POST['"]/.test(tree.source)) return []
  const helpers = retryLoops(checker).flatMap(({ owner, attempt }) => {
    const at = handedMethod(checker, owner, bodyOf(tree, attempt))
    return at === undefined || CHOOSES.test(tree.text(owner.node)) ? [] : [{ owner, at }]
  })
  if (helpers.length === 0) return []
  return Array.from(facts.calls).flatMap((call) => {
    const caller = facts.enclosingFunction(call)
    const name = calleeName(tree, call)
    const helper = helpers.find(
      ({ owner }) =>
        owner.name === name && (owner.class === undefined || owner.class === caller?.class),
    )
    if (helper === undefined || caller === helper.owner) return []
    const callee = tree.text(facts.callee(call))
    const isOwn = helper.owner.class !== undefined
    if (callee !== (isOwn ? `self.${helper.owner.name}` : helper.owner.name)) return []
    const given = facts.arguments(call)
    const shift = isOwn ? 1 : 0
    const method = given[helper.at - shift]
    const url = given[helper.at - shift + 1]
    if (method === undefined || stringValue(tree, method.value) !== 'POST') return []
    if (/idempot|dedup|reference|request_id|\bkey\b/i.test(textWithValues(facts, call))) return []
    if (!isOfValue(checker, call, url?.value)) return []
    return [{ call, helper: helper.owner.name }]
  })
}

/** Where the parameter stands that the attempt takes as the method of its request. */
function handedMethod(checker: Checker, owner: FunctionFacts, attempt: Node): number | undefined {
  const { tree, facts } = checker
  const request = facts
    .callsIn(owner.node)
    .find(
      (one) =>
        tree.contains(attempt, one) &&
        /^(?:request|send|build_request)$/.test(calleeName(tree, one)),
    )
  const first = request === undefined ? undefined : facts.arguments(request)[0]
  if (first === undefined || first.value === NO_NODE || tree.kind(first.value) !== k.K_IDENTIFIER) {
    return undefined
  }
  const at = owner.parameters.findIndex(({ name }) => name === tree.text(first.value))
  return at < 0 ? undefined : at
}
