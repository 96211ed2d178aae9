// What a hash is made for: to tell contents apart, or to guard them.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { F_LEFT, K_ASSIGNMENT, K_FUNCTION_DEFINITION } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `sha1(name).hexdigest()[:6]`, `int(md5(nick).hexdigest(), 16) % size`: most of it is thrown away. */
const SHORTENED = /^\)*\.(?:hex)?digest\(\)(?:\[[^\]]*:|, *16\) *%)/
/** What a value that only names or sorts something is called. */
const NAMING =
  /etag|gravatar|avatar|colou?r|angle|cache|lock_?name|content_?md5|install_?id|partition|bucket|shard|slug|short_?id|(?:master|name|email|url|path)_?hash|checksum/i
/** What tells things apart and is no secret: names, addresses, places. */
const NAMED =
  /^(?:\w*_)?(?:name|nick|nickname|url|uri|path|filename|host|hostname|title|email|email_?bytes|label)s?$/i

/** The docstring names the document of somebody else that asks for this hash. */
function isSaidElsewhere({ tree }: Checker, owner: FunctionFacts): boolean {
  const { docstring } = owner
  return docstring !== NO_NODE && /https?:\/\/|\bRFC ?\d+/i.test(tree.spelled(docstring))
}

/** True for a hash that stands for a name, picks a colour or a place, or is kept in part only. */
export function isOnlyName(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  if (SHORTENED.test(tree.source.slice(tree.end(call), tree.end(call) + 60))) return true
  const owner = facts.enclosingFunction(call)
  if (owner !== undefined && (NAMING.test(owner.name) || isSaidElsewhere(checker, owner))) {
    return true
  }
  const assignment = tree.ancestor(call, K_ASSIGNMENT, K_FUNCTION_DEFINITION)
  if (assignment !== NO_NODE && tree.kind(assignment) === K_ASSIGNMENT) {
    if (NAMING.test(tree.spelled(tree.child(assignment, F_LEFT)))) return true
  }
  const [given] = facts.arguments(call)
  if (given === undefined) return false
  const name = tree.text(given.value).replace(/\.encode\([^()]*\)$/, '')
  return NAMED.test(name.slice(name.lastIndexOf('.') + 1))
}

/** What a password is called, not what is called after it. */
const OWN_PASSWORD =
  /(?:^|[^\w.])(?:\w+\.)?_*(?:\w+_)?(?:password|passwd|passphrase)\b(?!\.(?!encode\b)\w|_|\[)/i

/** `digest = sha1()` and then `digest.update(password + salt)`. */
export function isFedPassword({ tree, facts }: Checker, call: Node): boolean {
  if (facts.arguments(call).length > 0) return false
  const assignment = tree.parent(call)
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || tree.kind(assignment) !== K_ASSIGNMENT) return false
  const name = tree.text(tree.child(assignment, F_LEFT))
  return facts.callsOf(owner).some((one) => {
    if (one < call || tree.text(facts.callee(one)) !== `${name}.update`) return false
    return facts.arguments(one).some(({ value }) => OWN_PASSWORD.test(`(${tree.text(value)}`))
  })
}
