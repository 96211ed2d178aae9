// Tasks given to `asyncio.wait` of which nobody stops the late ones or asks the ready ones.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { argumentsOf, calleeName, keywordArgument } from '../../../matching/calls/calls.ts'
import { isBroadHandler } from '../../../matching/errors/handlers.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isNameNeverAsked, isNeverAsked } from './unread-futures.ts'

export interface DroppedTasks {
  /** Those that go on running after the wait, or those whose outcome nobody reads. */
  readonly which: 'pending' | 'done'
  /** True if whoever gave the tasks may still hold them. */
  readonly isGiven: boolean
}

/** What an awaited `asyncio.wait(...)` lets fall; undefined if its sets are used or handed on. */
export function droppedByWait(checker: Checker, call: Node): DroppedTasks | undefined {
  const { tree } = checker
  const awaiting = parentOf(tree, call)
  const tasks = argumentsOf(tree, call).find(({ name }) => name === undefined || name === 'fs')
  if (tasks === undefined || tree.kind(awaiting) !== k.K_AWAIT) return undefined
  const sets = setsOf(checker, parentOf(tree, awaiting))
  const names = namesOf(checker, tasks.value)
  if (sets === undefined || names === undefined) return undefined
  const isGiven = names.some((one) => isParameter(checker, one))
  if (leavesSome(checker, call) && !isRead(checker, sets[1])) {
    if (!names.some((one) => isUsedAfter(checker, one, call))) return { which: 'pending', isGiven }
  }
  if (isGiven) return undefined
  const made = makersOf(checker, names, tasks.value)
  if (made.length === 0 || made.some((one) => coroutineHandlesItself(checker, one)))
    return undefined
  const isLost =
    names.every((one) => isNameNeverAsked(checker, one)) &&
    made.every((one) => isNeverAsked(checker, one))
  return isLost ? { which: 'done', isGiven } : undefined
}

/** The names of the ready and the late tasks, NO_NODE for what is not kept. */
function setsOf({ tree }: Checker, statement: Node): readonly [Node, Node] | undefined {
  if (tree.kind(statement) === k.K_EXPRESSION_STATEMENT) return [NO_NODE, NO_NODE]
  if (tree.kind(statement) !== k.K_ASSIGNMENT) return undefined
  const target = tree.child(statement, k.F_LEFT)
  const kind = target === NO_NODE ? NO_NODE : tree.kind(target)
  if (kind !== k.K_PATTERN_LIST && kind !== k.K_TUPLE_PATTERN) return undefined
  const [done, pending, more] = tree.namedChildren(target)
  if (done === undefined || pending === undefined || more !== undefined) return undefined
  return [done, pending].every((one) => tree.kind(one) === k.K_IDENTIFIER)
    ? [done, pending]
    : undefined
}

/** The local names that the tasks are reached by; undefined where an object holds them. */
function namesOf(checker: Checker, tasks: Node): readonly Node[] | undefined {
  const { tree, facts } = checker
  const names = new Map<number, Node>()
  const open: Node[] = [tasks]
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    for (let node = region; node < tree.endOfSubtree(region); node += 1) {
      if (makesAnew(checker, node)) {
        // What a call is given is no task that it hands on.
        node = tree.endOfSubtree(node) - 1
        continue
      }
      if (receiverAttribute(facts, node) !== undefined) return undefined
      if (tree.kind(node) !== k.K_IDENTIFIER || tree.fieldOf(node) === k.F_ATTRIBUTE) continue
      const binding = facts.resolve(node)
      if (binding?.scope?.kind !== 'function' || names.has(binding.id)) continue
      names.set(binding.id, node)
      for (const one of binding.definitions) {
        const assignment = tree.parent(one.node)
        if (tree.kind(assignment) !== k.K_ASSIGNMENT) continue
        const value = tree.child(assignment, k.F_RIGHT)
        if (value !== NO_NODE) open.push(value)
      }
    }
  }
  return [...names.values()]
}

/** A call, or a comprehension of calls: its tasks have no names yet. */
function makesAnew({ tree, facts }: Checker, node: Node): boolean {
  const kind = tree.kind(node)
  const isLoop =
    kind === k.K_LIST_COMPREHENSION ||
    kind === k.K_SET_COMPREHENSION ||
    kind === k.K_GENERATOR_EXPRESSION
  const item = isLoop ? tree.child(node, k.F_BODY) : node
  if (item === NO_NODE || tree.kind(item) !== k.K_CALL) return false
  return isLoop || !/^(?:builtins\.)?(?:list|set|tuple)$/.test(facts.calleeName(item) ?? '')
}

function isParameter({ facts }: Checker, name: Node): boolean {
  return facts.resolve(name)?.definitions.some((one) => one.kind === 'parameter') ?? false
}

function isRead({ facts }: Checker, name: Node): boolean {
  return name !== NO_NODE && (facts.resolve(name)?.references.length ?? 1) > 0
}

/** A wait that may come back before all are ready. */
function leavesSome({ tree }: Checker, call: Node): boolean {
  const timeout = keywordArgument(tree, call, 'timeout')
  const until = keywordArgument(tree, call, 'return_when')
  if (timeout !== NO_NODE && tree.kind(timeout) !== k.K_NONE) return true
  return until !== NO_NODE && /FIRST_(?:COMPLETED|EXCEPTION)/.test(tree.text(until))
}

/** True if a name is read behind the wait, or by the next round of a loop around it. */
function isUsedAfter({ tree, facts }: Checker, name: Node, call: Node): boolean {
  let start = tree.end(call)
  const owner = facts.enclosingFunction(call)
  for (let node = call; node !== NO_NODE && node !== owner?.node; node = tree.parent(node)) {
    const kind = tree.kind(node)
    if (kind === k.K_WHILE_STATEMENT || kind === k.K_FOR_STATEMENT) start = tree.start(node)
  }
  const references = facts.resolve(name)?.references
  return (
    references?.some(
      (one) =>
        !tree.contains(call, one) &&
        (tree.start(one) >= start || facts.enclosingFunction(one) !== owner),
    ) ?? false
  )
}

const MAKES = /^(?:asyncio(?:\.tasks)?\.)?(?:create_task|ensure_future)$/

/** The calls that start the tasks which lie in the argument or under its names. */
function makersOf(checker: Checker, names: readonly Node[], tasks: Node): readonly Node[] {
  const { tree, facts } = checker
  const bindings = names.map((name) => facts.resolve(name))
  return [...facts.calls].filter((call) => {
    if (!MAKES.test(calleeName(tree, call))) return false
    if (tree.contains(tasks, call)) return true
    return bindings.some(
      (binding) =>
        binding?.definitions.some((one) => tree.contains(tree.parent(one.node), call)) ||
        binding?.references.some((one) => {
          const adding = tree.parent(tree.parent(one))
          return tree.kind(adding) === k.K_CALL && tree.contains(adding, call)
        }),
    )
  })
}

/** True if the coroutine of a started task catches what it raises, or cannot be seen. */
export function coroutineHandlesItself(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const given = argumentsOf(tree, call)[0]?.value
  if (given === undefined || tree.kind(given) !== k.K_CALL) return true
  const value = receiverAttribute(facts, facts.callee(given))
  const target =
    value?.class.methods.find((one) => one.name === value.name) ??
    facts.functions.find((one) => one.symbol === tree.text(facts.callee(given)))
  if (target === undefined) return value === undefined
  return facts
    .nodesOfKind(k.K_EXCEPT_CLAUSE)
    .some((clause) => tree.contains(target.node, clause) && isBroadHandler(checker, clause))
}
