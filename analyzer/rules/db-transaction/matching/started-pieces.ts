// What a function starts so that it runs beside other code: each coroutine expression by itself.
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import { loopsAround } from '../../../flow/surroundings.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import {
  K_AWAIT,
  K_CALL,
  K_DICTIONARY_COMPREHENSION,
  K_EXPRESSION_STATEMENT,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_TUPLE,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface StartedPiece {
  /** `work(session, x)`, or the function for `start_soon(work, session)`. */
  readonly node: Node
  /** The call that starts it: `gather(...)`, `create_task(...)`, `add_task(...)`. */
  readonly starter: Node
  /** The loop or comprehension that starts it again and again, NO_NODE without. */
  readonly loop: Node
  /**
   * - `group`: runs beside the other pieces of the same starter or function
   * - `loose`: started by a statement of its own that keeps nothing: outlives the function
   * - `background`: runs after the request has been answered
   */
  readonly kind: 'group' | 'loose' | 'background'
}

const GATHERERS = new Set(['gather', 'wait', 'as_completed'])
const STARTERS = new Set(['create_task', 'ensure_future', 'start_soon', 'spawn', 'start_task'])
const THREADS = new Set(['submit', 'map', 'Thread'])
const POOL = /\bThreadPool(?:Executor)?\(\)$/
const BACKGROUND = /\bBackgroundTasks\(\)\.add_task$/
const COMPREHENSIONS: ReadonlySet<number> = new Set([
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_DICTIONARY_COMPREHENSION,
  K_GENERATOR_EXPRESSION,
])
const KEY = {}

/** All of a file, in the order of the starters. */
export function startedPieces(checker: Checker): readonly StartedPiece[] {
  return checker.once(KEY, () => [...checker.facts.calls].flatMap((call) => read(checker, call)))
}

function read(checker: Checker, call: Node): readonly StartedPiece[] {
  const { tree } = checker
  const name = calleeName(tree, call)
  if (GATHERERS.has(name)) {
    return argumentsOf(tree, call).flatMap(({ value, name: keyword }) =>
      keyword === undefined ? collected(checker, call, value) : [],
    )
  }
  if (STARTERS.has(name)) return started(checker, call)
  if (THREADS.has(name)) return threaded(checker, call, name)
  if (name !== 'add_task') return []
  const known = checker.valueOf(checker.facts.callee(call))
  const isBackground =
    (known?.kind === 'external' && BACKGROUND.test(known.name)) ||
    /(?:^|[._])(?:background|background_?tasks|bg_?tasks)$/i.test(
      tree.text(receiverOf(tree, call) === NO_NODE ? call : receiverOf(tree, call)),
    )
  return isBackground ? [{ node: call, starter: call, loop: NO_NODE, kind: 'background' }] : []
}

/** What an argument of `gather` holds: one coroutine, a list or a comprehension of them. */
function collected(checker: Checker, starter: Node, value: Node): readonly StartedPiece[] {
  const { tree, facts } = checker
  const kind = tree.kind(value)
  if (kind === K_CALL) {
    if (STARTERS.has(calleeName(tree, value))) return []
    return [{ node: value, starter, loop: NO_NODE, kind: 'group' }]
  }
  if (COMPREHENSIONS.has(kind)) {
    const body = tree.namedChildren(value)[0] ?? NO_NODE
    if (body === NO_NODE || tree.kind(body) !== K_CALL) return []
    return [{ node: body, starter, loop: value, kind: 'group' }]
  }
  if (kind === K_LIST || kind === K_TUPLE) {
    return tree.namedChildren(value).flatMap((item) => collected(checker, starter, item))
  }
  if (kind !== K_IDENTIFIER || facts.reach(value) !== 'local') return []
  const binding = facts.resolve(value)
  const [only, more] = binding?.definitions ?? []
  if (binding === undefined || only === undefined || more !== undefined) return []
  const assigned = assignedValue(tree, only.node)
  const given =
    assigned === NO_NODE || tree.kind(assigned) === K_IDENTIFIER
      ? []
      : collected(checker, starter, assigned)
  return [...given, ...[...binding.references].flatMap((one) => appended(checker, starter, one))]
}

/** `tasks.append(work(session, x))`. */
function appended(checker: Checker, starter: Node, list: Node): readonly StartedPiece[] {
  const { tree } = checker
  const call = tree.parent(tree.parent(list))
  if (call === NO_NODE || tree.kind(call) !== K_CALL || receiverOf(tree, call) !== list) return []
  if (!/^(?:append|add)$/.test(calleeName(tree, call))) return []
  const item = argumentsOf(tree, call)[0]?.value ?? NO_NODE
  if (item === NO_NODE || tree.kind(item) !== K_CALL) return []
  if (STARTERS.has(calleeName(tree, item))) return []
  return [{ node: item, starter, loop: loopsAround(tree, call)[0] ?? NO_NODE, kind: 'group' }]
}

/** `pool.submit(work, session)` and `Thread(target=work, args=(session,))`, `pool.map(work, keys)`. */
function threaded(checker: Checker, call: Node, name: string): readonly StartedPiece[] {
  const { tree, facts } = checker
  if (name === 'Thread') {
    if (facts.calleeName(call) !== 'threading.Thread') return []
  } else {
    const pool = receiverOf(tree, call)
    const known = pool === NO_NODE ? undefined : checker.valueOf(pool)
    if (known?.kind !== 'external' || !POOL.test(known.name)) return []
  }
  const loop = name === 'map' ? call : repeating(checker, call)
  return [{ node: call, starter: call, loop, kind: 'group' }]
}

/** The innermost loop or comprehension of the same function around a call, NO_NODE without. */
function repeating({ tree }: Checker, call: Node): Node {
  const [loop] = loopsAround(tree, call)
  if (loop !== undefined) return loop
  const parent = parentOf(tree, call)
  return parent !== NO_NODE && COMPREHENSIONS.has(tree.kind(parent)) ? parent : NO_NODE
}

function started(checker: Checker, call: Node): readonly StartedPiece[] {
  const { tree } = checker
  const parent = parentOf(tree, call)
  if (parent !== NO_NODE && tree.kind(parent) === K_AWAIT) return []
  const args = argumentsOf(tree, call)
  const given = args[0]?.value ?? NO_NODE
  if (given === NO_NODE) return []
  // `start_soon(work, session)` is handed the function, `create_task(work(session))` its call.
  const node = tree.kind(given) === K_CALL ? given : call
  const receiver = receiverOf(tree, call)
  const isOwned = receiver !== NO_NODE && !/^(?:asyncio|\w*loop)$/.test(tree.spelled(receiver))
  const isLoose = !isOwned && parent !== NO_NODE && tree.kind(parent) === K_EXPRESSION_STATEMENT
  const loop = repeating(checker, call)
  return [{ node, starter: call, loop, kind: isLoose ? 'loose' : 'group' }]
}
