// Routes that a link is enough for, and that change something.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { type PlacedRoute, pathOf, routesHere } from '../../../matching/routes/route-places.ts'
import * as k from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

export interface ChangeByGet {
  readonly placed: PlacedRoute
  /** The call that changes something. */
  readonly change: Node
}

/** What a name or path says when it changes something for good. */
const VERB =
  /(?:^|[_/-])(?:delete|del|remove|destroy|revoke|cancel|approve|reject|disable|enable|deactivate|purge|ban|unban|block|unblock|promote|demote|publish|unpublish|archive|unarchive|refund|pay|restore|reset|withdraw|unlink|kick|terminate|shutdown|restart)(?:[_/-]|$)/i
/** Links of mails carry a secret of their own. */
const SECRET = /token|key|code|uuid|uid64|uidb64|sign|hash|secret|nonce/i
/** Who asks proves it in each request, not by a cookie that the browser adds. */
const PROVED = /token|jwt|api_?key|bearer|basic|oauth|hmac|signature|internal|cron/i
const ACT =
  /^(?:a?delete|a?save|commit|destroy|remove|revoke|refund|cancel|approve|reject|disable|enable|purge|deactivate|a?bulk_update|delete_\w+|remove_\w+|revoke_\w+|cancel_\w+|approve_\w+|refund_\w+|disable_\w+|purge_\w+|archive_\w+|publish_\w+)$/
const STATEMENT = /\b(?:UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b/i
/** What is kept for the one browser, or can be made again. */
const OWN = /(?:cache|cookies?|flash|messages|log(?:ger)?|redis|tmp|temp\w*|files?)$/i
/** The handler itself tells a form from a link. */
const ASKS =
  /\.method\b|\.POST\b|\bvalidate_on_submit\(|\.is_valid\(|request\.form\b|\bcsrf\w*\(|\bcheck_\w*token\(/

/** Frameworks whose callers are mostly browsers with a cookie. */
const WITH_COOKIES: ReadonlySet<string> = new Set(['flask', 'django', 'aiohttp', 'tornado'])

/** Those of a file, in the order of lines. */
export function changesByGet(checker: Checker): readonly ChangeByGet[] {
  if (!VERB.test(checker.tree.source) && !/delete|remove|revoke|cancel/i.test(checker.tree.source))
    return []
  const told = new Set<string>()
  return routesHere(checker).flatMap((placed) => {
    const { owner, route } = placed
    if (owner === undefined || route.kind !== 'http' || told.has(owner.symbol)) return []
    if (!WITH_COOKIES.has(route.framework) || !isByLink(route.methods)) return []
    if (route.auth.strength !== 'user' && route.auth.strength !== 'role') return []
    const path = pathOf(checker, route)
    if (!VERB.test(owner.name) && !VERB.test(path)) return []
    if (owner.parameters.some(({ name }) => SECRET.test(name))) return []
    const decorators = owner.decorators.map((one) => checker.tree.text(one)).join('\n')
    if (/require_(?:POST|http_methods)|\bapi_view\b/.test(decorators)) return []
    if (PROVED.test(decorators.replace(/["'][^"']*["']/g, ''))) return []
    if (ASKS.test(checker.tree.spelled(checker.tree.child(owner.node, k.F_BODY)))) return []
    const change = changeIn(checker, owner) ?? viaHelper(checker, owner)
    if (change === undefined) return []
    told.add(owner.symbol)
    return [{ placed, change }]
  })
}

/** `GET` alone, or whatever method comes. */
function isByLink(methods: readonly string[]): boolean {
  if (methods.includes('*')) return true
  return methods.includes('GET') && methods.every((one) => /^(?:GET|HEAD|OPTIONS)$/.test(one))
}

function changeIn(checker: Checker, owner: FunctionFacts): Node | undefined {
  const { tree, facts } = checker
  return facts.callsIn(owner.node).find((call) => {
    const name = calleeName(tree, call)
    const callee = tree.text(facts.callee(call))
    const receiver = callee.slice(0, Math.max(0, callee.lastIndexOf('.')))
    if (receiver !== '' && OWN.test(receiver)) return false
    if (ACT.test(name)) return receiver !== '' || isOfProject(checker, call)
    if (name === 'update') return /\bobjects\b|\bquery\b/.test(receiver)
    return /^(?:execute|run|raw|exec\w*)$/.test(name) && STATEMENT.test(tree.spelled(call))
  })
}

function isOfProject(checker: Checker, call: Node): boolean {
  return checker.valueOf(checker.facts.callee(call))?.kind === 'function'
}

/** A function of this file that the handler calls changes it. */
function viaHelper(checker: Checker, owner: FunctionFacts): Node | undefined {
  const { tree, facts } = checker
  return facts.callsIn(owner.node).find((call) => {
    const callee = facts.callee(call)
    if (tree.kind(callee) !== k.K_IDENTIFIER) return false
    const [only, more] = facts.functions.filter(({ name }) => name === tree.text(callee))
    if (only === undefined || more !== undefined || only === owner) return false
    return changeIn(checker, only) !== undefined
  })
}
