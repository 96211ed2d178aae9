// Marks that one method sets for a task, and that the coroutine of the task takes back.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { expressionOf, statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface StartedWithMark {
  /** `self.busy = True`. */
  readonly mark: Node
  readonly field: string
  /** The coroutine that runs in the task. */
  readonly runner: FunctionFacts
  /** The call that starts it. */
  readonly start: Node
}

const STARTING = /^(?:create_task|ensure_future)$/

/** How many statements lie between a mark and the task that it is for. */
const NEAR = 2

/** The marks of a file that nothing but the started coroutine takes back. */
export function startedWithMark(checker: Checker): readonly StartedWithMark[] {
  const { tree, facts } = checker
  return Array.from(facts.calls).flatMap((call): StartedWithMark[] => {
    if (!STARTING.test(calleeName(tree, call))) return []
    const given = facts.arguments(call)[0]?.value ?? NO_NODE
    if (given === NO_NODE || tree.kind(given) !== k.K_CALL) return []
    const own = receiverAttribute(facts, facts.callee(given))
    const runner = own?.class.method(own.name)
    if (runner === undefined || !runner.isAsync) return []
    const block = tree.ancestor(call, k.K_BLOCK)
    const statements = block === NO_NODE ? [] : statementsOf(tree, block)
    const at = statements.findIndex((one) => tree.contains(one, call))
    return statements.slice(Math.max(0, at - NEAR), at).flatMap((statement) => {
      const mark = expressionOf(tree, statement)
      const field = markedField(checker, mark)
      if (field === undefined || !isTakenBackBy(checker, field, runner)) return []
      return [{ mark, field, runner, start: call }]
    })
  })
}

/** The attribute of `self.busy = True`. */
function markedField({ tree, facts }: Checker, assignment: Node): string | undefined {
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
  const value = tree.child(assignment, k.F_RIGHT)
  if (value === NO_NODE || tree.kind(value) !== k.K_TRUE) return undefined
  return receiverAttribute(facts, tree.child(assignment, k.F_LEFT))?.name
}

/** No other method but the constructor gives it `False` or another value. */
function isTakenBackBy({ tree, facts }: Checker, field: string, runner: FunctionFacts): boolean {
  return [...facts.identifiersNamed(field)].every((identifier) => {
    const attribute = tree.parent(identifier)
    const own = receiverAttribute(facts, attribute)
    if (own === undefined || own.class !== runner.class || !facts.isWrite(attribute)) return true
    if (own.method === runner || own.method.name === '__init__') return true
    const value = tree.child(tree.parent(attribute), k.F_RIGHT)
    return value !== NO_NODE && tree.kind(value) === k.K_TRUE
  })
}
