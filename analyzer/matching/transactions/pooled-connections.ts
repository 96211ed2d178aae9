// Connections that are taken out of a pool and have to be given back to it: no collector does that.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, receiverOf } from '../calls/calls.ts'
import { resultName } from '../statements/statements.ts'

/** `getconn` is a name of psycopg's pools alone; `acquire` is one of locks as well. */
const TAKES = /^(?:acquire|getconn)$/
const GIVES_BACK = /^(?:release|putconn|_?release_connection)$/
/** Names of functions that may do it for who calls them. */
const MAY_GIVE_BACK = /release|put|give|return|close|free|callback|push/i

/**
 * - `never`: nothing gives it back
 * - `on-return`: a `return` in between leaves without
 * - `on-error`: only exceptions leave it out
 */
export type PoolLeak = 'never' | 'on-return' | 'on-error'

/** What keeps a connection out of its pool; undefined where it is given back at any rate, or elsewhere. */
export function poolLeak(checker: Checker, call: Node): PoolLeak | undefined {
  const { tree, facts } = checker
  if (!isPoolOf(checker, call)) return undefined
  const owner = facts.enclosingFunction(call)
  const name = resultName(tree, call)
  if (owner === undefined || name === NO_NODE || facts.reach(name) !== 'local') return undefined
  const uses = facts
    .identifiersNamed(tree.text(name))
    .filter((node) => node !== name && facts.enclosingFunction(node) === owner)
  if (uses.some((node) => isHandedOn(checker, node))) return undefined
  const backs = uses.map((node) => givenBack(checker, node)).filter((one) => one !== NO_NODE)
  if (backs.length === 0) return 'never'
  if (backs.some((one) => isInFinally(checker, owner, one))) return undefined
  const [first = NO_NODE] = backs
  const isLeft = facts
    .nodesIn(owner.node, k.K_RETURN_STATEMENT)
    .some((node) => node > call && node < first && facts.enclosingFunction(node) === owner)
  return isLeft ? 'on-return' : 'on-error'
}

/** True for `pool.acquire()` and `pool.getconn()` of a pool of connections. */
export function isPoolOf(checker: Checker, call: Node): boolean {
  const { tree, analysis, facts } = checker
  if (!TAKES.test(calleeName(tree, call))) return false
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return false
  if (calleeName(tree, call) === 'getconn') return true
  const type = analysis.types.typeOf(receiver)
  if (type !== undefined) return /^(?:asyncpg|aiomysql|aiopg)\./.test(type.name)
  const isDriver = facts.imports.some(({ target }) =>
    /^(?:asyncpg|aiomysql|aiopg)\b/.test(target ?? ''),
  )
  return isDriver && /pool$/i.test(tree.spelled(receiver))
}

/** Returned, lent, kept, or given to something that may give it back. */
function isHandedOn({ tree, facts }: Checker, use: Node): boolean {
  const parent = tree.parent(use)
  switch (tree.kind(parent)) {
    case k.K_RETURN_STATEMENT:
    case k.K_ASSIGNMENT:
    case k.K_TUPLE:
    case k.K_LIST:
    case k.K_DICTIONARY:
    case k.K_PAIR:
    case k.K_WITH_ITEM:
    case k.K_AS_PATTERN:
      return true
    case k.K_ARGUMENT_LIST:
    case k.K_KEYWORD_ARGUMENT: {
      const call = tree.ancestor(use, k.K_CALL)
      const callee = call === NO_NODE ? '' : tree.spelled(facts.callee(call))
      const last = callee.slice(callee.lastIndexOf('.') + 1)
      if (GIVES_BACK.test(last)) return false
      // A class may keep it.
      return MAY_GIVE_BACK.test(last) || /^_*[A-Z]/.test(last)
    }
    default:
      return false
  }
}

function givenBack({ tree }: Checker, use: Node): Node {
  const call = tree.ancestor(use, k.K_CALL)
  if (call === NO_NODE || !GIVES_BACK.test(calleeName(tree, call))) return NO_NODE
  return tree.kind(tree.parent(use)) === k.K_ARGUMENT_LIST ? call : NO_NODE
}

function isInFinally({ tree, facts }: Checker, owner: FunctionFacts, back: Node): boolean {
  const clause = tree.ancestor(back, k.K_FINALLY_CLAUSE, k.K_FUNCTION_DEFINITION)
  return clause !== NO_NODE && clause !== owner.node && facts.enclosingFunction(clause) === owner
}
