// Functions that start a task and hold it nowhere: they give it back, and the caller has to keep it.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { K_AWAIT, K_CALL, K_COMMENT, K_NONE, K_RETURN_STATEMENT } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface TaskMakers {
  /** Path and symbol, separated by a space. */
  readonly keys: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

export const taskMakers = defineGatherer<readonly string[], TaskMakers>({
  id: 'task-makers',
  collect(facts) {
    const starters = new Set(
      STARTING.flatMap((name) => [...facts.identifiersNamed(name)])
        .filter((node) => facts.tree.ancestor(node, K_RETURN_STATEMENT) !== NO_NODE)
        .flatMap((node) => facts.enclosingFunction(node) ?? []),
    )
    const found = [...starters].filter((one) => givesNewTask(facts, one))
    return found.length === 0 ? undefined : found.map(({ symbol }) => symbol)
  },
  combine(parts) {
    const symbols = parts.flatMap(({ path, part }) => part.map((symbol) => ({ path, symbol })))
    return {
      keys: new Set(symbols.map(({ path, symbol }) => `${path} ${symbol}`)),
      names: new Set(symbols.map(({ symbol }) => symbol.slice(symbol.lastIndexOf('.') + 1))),
    }
  },
})

const STARTING = ['create_task', 'ensure_future']
const LOOP = /(?:^|[._])(?:event_?)?loop$|get_(?:running|event)_loop\(\)$/i

/** True if every way out is `return create_task(...)`, or another future that is made on the spot. */
function givesNewTask(facts: FileFacts, one: FunctionFacts): boolean {
  if (one.isAsync || one.isGenerator || one.isLambda || one.decorators.length > 0) return false
  const given = returnedBy(facts, one)
  const isMade = given.map((value) => madeBy(facts, value))
  return isMade.length > 0 && isMade.every(Boolean) && isMade.includes('task')
}

function returnedBy(facts: FileFacts, one: FunctionFacts): readonly Node[] {
  const { tree } = facts
  return [...facts.nodesOfKind(K_RETURN_STATEMENT)].flatMap((statement) => {
    if (!tree.contains(one.node, statement)) return []
    if (facts.enclosingFunction(statement) !== one) return []
    const value = tree.namedChildren(statement).find((node) => tree.kind(node) !== K_COMMENT)
    return value === undefined || tree.kind(value) === K_NONE ? [] : [value]
  })
}

function madeBy(facts: FileFacts, value: Node): 'task' | 'future' | undefined {
  const { tree } = facts
  if (tree.kind(value) !== K_CALL || tree.kind(tree.parent(value)) === K_AWAIT) return undefined
  const callee = facts.callee(value)
  if (callee === NO_NODE) return undefined
  const text = tree.text(callee)
  const last = text.slice(text.lastIndexOf('.') + 1)
  const isKnown = /^asyncio\.(?:tasks\.)?(?:create_task|ensure_future)$/.test(
    facts.qualifiedName(callee) ?? '',
  )
  if (isKnown) return 'task'
  if (!LOOP.test(text.slice(0, Math.max(0, text.length - last.length - 1)))) return undefined
  if (last === 'create_task') return 'task'
  return last === 'run_in_executor' ? 'future' : undefined
}
