// Handlers for the errors of another HTTP library than the one that the guarded code calls.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { caughtTypes, exceptionNames } from '../../../matching/errors/handlers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A library by its calls, and by its errors. `urllib3` is what `requests` is built on. */
const LIBRARIES: readonly {
  readonly name: string
  readonly calls: RegExp
  readonly errors: RegExp
}[] = [
  {
    name: 'requests',
    calls: /^requests\.(?:get|post|put|patch|delete|head|options|request|Session|session)\b/,
    errors: /^requests\./,
  },
  {
    name: 'httpx',
    calls: /^httpx\.(?:get|post|put|patch|delete|head|options|request|stream|Client|AsyncClient)\b/,
    errors: /^httpx\./,
  },
  {
    name: 'urllib',
    calls: /^(?:urllib\.request|urllib2)\./,
    errors: /^(?:urllib\.error|urllib\.request|urllib2)\.(?:URLError|HTTPError)$/,
  },
  { name: 'aiohttp', calls: /^aiohttp\./, errors: /^aiohttp\./ },
]

export interface ForeignHandler {
  readonly type: Node
  readonly errorsOf: string
  readonly called: string
  readonly call: Node
}

/** The first type of a clause that is an error of a library which the file never calls. */
export function foreignHandler(checker: Checker, statement: Node): ForeignHandler | undefined {
  const { tree, facts } = checker
  const clauses = tree
    .namedChildren(statement)
    .filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
  const body = tree.child(statement, k.F_BODY)
  if (body === NO_NODE) return undefined
  for (const type of clauses.flatMap((clause) => caughtTypes(tree, clause))) {
    const [name] = exceptionNames(checker, type)
    const other = name && LIBRARIES.find(({ errors }) => errors.test(name))
    if (!other) continue
    const isCalled = facts.calls.some((call) => other.calls.test(facts.calleeName(call) ?? ''))
    if (isCalled) continue
    const calls = facts.nodesIn(body, k.K_CALL)
    // What the project itself calls there may use the other library.
    if (calls.some((call) => isOwn(checker, call))) continue
    for (const call of calls) {
      const callee = facts.calleeName(call) ?? ''
      const own = LIBRARIES.find((one) => one !== other && one.calls.test(callee))
      if (own !== undefined) return { type, errorsOf: other.name, called: own.name, call }
    }
  }
  return undefined
}

function isOwn(checker: Checker, call: Node): boolean {
  const callee = checker.facts.callee(call)
  if (callee === NO_NODE) return true
  const kind = checker.valueOf(callee)?.kind
  return (
    kind === 'function' ||
    kind === 'class' ||
    receiverAttribute(checker.facts, callee) !== undefined
  )
}
