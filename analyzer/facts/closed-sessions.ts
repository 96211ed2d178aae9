// Blocks at whose end a session of SQLAlchemy is closed: what it loaded is on its own from there on.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'
import type { FunctionFacts } from './functions.ts'

export interface ClosedSession {
  /** The `with` statement, or the `close()` of a session that is closed by hand. */
  readonly node: Node
  /** Name of the session within. */
  readonly name: string
  /** Index of the text at which the session is closed. */
  readonly end: number
  readonly start: number
  /** What is entered, as written: `SessionLocal()`, `session_scope()`. */
  readonly made: string
}

/** Makers by their names: whatever else is entered may keep its session open. */
const MAKER =
  /^(?:\w+\.)*(?:(?:Async|async_)?_?(?:[Ss]ession|[Ss]ession_?[Ll]ocal|[Ss]ession_?[Mm]aker|[Ss]ession_?[Ff]actory|sm|maker|session_scope|session_context|db_session)\([\w.=, ]*\)(?:\.begin\(\))?|(?:Async|async_)?(?:Session|SessionLocal|[Ss]ession_?[Mm]aker|[Ss]ession_?[Ff]actory|maker|(?<=async_)session)\.begin\(\))$/
/** `SessionLocal() as session`, one of several. */
const ITEM = /([\w.]+(?:\([^()]*\))?(?:\.begin\(\))?)\s+as\s+(\w+)/g
const OTHERS = /requests|aiohttp|httpx|boto|client|scoped/i

/** All of a function, the outermost of several first. */
export function closedSessions(facts: FileFacts, owner: FunctionFacts): readonly ClosedSession[] {
  const { tree } = facts
  const found: ClosedSession[] = []
  for (const node of facts.nodesIn(owner.node, k.K_WITH_STATEMENT)) {
    if (facts.enclosingFunction(node) !== owner) continue
    const clause = tree.childOfKind(node, k.K_WITH_CLAUSE)
    const written = clause === NO_NODE ? '' : tree.text(clause)
    for (const [, made = '', name = ''] of written.matchAll(ITEM)) {
      if (!MAKER.test(made) || OTHERS.test(made)) continue
      found.push({ node, name, made, start: tree.start(node), end: tree.end(node) })
    }
  }
  for (const call of facts.callsOf(owner)) {
    const [, name = ''] = /^(\w+)\.close\(\)$/.exec(tree.text(call)) ?? []
    if (name === '') continue
    const binding = Array.from(facts.nodesIn(owner.node, k.K_ASSIGNMENT)).find(
      (one) => one < call && tree.text(tree.child(one, k.F_LEFT)) === name,
    )
    const made = binding === undefined ? '' : tree.text(tree.child(binding, k.F_RIGHT))
    if (binding === undefined || !MAKER.test(made) || OTHERS.test(made)) continue
    found.push({ node: call, name, made, start: tree.start(binding), end: tree.end(call) })
  }
  return found
}
