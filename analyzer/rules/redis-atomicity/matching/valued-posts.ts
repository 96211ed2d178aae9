// Requests by which money moves or something is ordered, as against those that only ask.
import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import { calleeName, keywordArgument, receiverOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What has a price or is made for good, by the words of the code around it. */
const VALUED =
  /(?:^|[^a-z])(?:charge|payment|pay|refund|payout|transfer|checkout|purchase|order|invoice|booking|shipment|subscription|donation|withdrawal)s?(?:[^a-z]|$)/

/** `requests.post(url)`, `self._session.post(url)`, `client.request('POST', url)`. */
export function isPost({ facts, tree }: Checker, call: Node): boolean {
  const name = calleeName(tree, call)
  const origin = facts.calleeName(call) ?? ''
  const receiver = receiverOf(tree, call)
  if (/^(?:requests|httpx)\.post$/.test(origin)) return true
  if (name === 'request') {
    const [method] = facts.arguments(call)
    return method !== undefined && /^['"]POST['"]$/i.test(tree.text(method.value))
  }
  return name === 'post' && receiver !== NO_NODE && /client|session|http/i.test(tree.text(receiver))
}

/** A POST of a function, class or address that is called after money or orders. */
export function isValuedPost(checker: Checker, call: Node): boolean {
  if (!isPost(checker, call)) return false
  // `request('POST', url)` names the method first.
  const at = calleeName(checker.tree, call) === 'request' ? 1 : 0
  return isOfValue(checker, call, checker.facts.arguments(call)[at]?.value)
}

/** By its address, or by the function and class that it stands in. */
export function isOfValue({ tree, facts }: Checker, call: Node, url: Node | undefined): boolean {
  const owner = facts.enclosingFunction(call)
  const around = facts.enclosingClass(call)
  const address = url === undefined ? '' : tree.text(url)
  const words = [owner?.name, around?.name, address].map((one) => {
    return (one ?? '').replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()
  })
  // Asking for a list of them changes nothing.
  if (words.some((one) => /search|query|quote|estimate|validate|token|auth|login/.test(one))) {
    return false
  }
  return words.some((one) => VALUED.test(one))
}

const METHODS = ['allowed_methods', 'method_whitelist']

/** `Retry(total=3, allowed_methods=['GET', 'POST'])`, or any method with `None` and `False`. */
export function repeatsPosts({ tree }: Checker, call: Node): boolean {
  const given = METHODS.map((name) => keywordArgument(tree, call, name)).find(
    (one) => one !== NO_NODE,
  )
  if (given === undefined) return false
  const constant = constantValue(tree, given)
  if (constant === null || constant === false) return true
  return [k.K_LIST, k.K_TUPLE, k.K_SET, k.K_CALL].includes(tree.kind(given))
    ? /['"]POST['"]/.test(tree.text(given))
    : false
}
