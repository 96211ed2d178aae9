import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import {
  argumentsOf,
  calleeName,
  receiverOf,
  withoutParentheses,
} from '../../matching/calls/calls.ts'
import { mentions } from '../../matching/statements/mentions.ts'
import { K_CALL, K_FALSE, K_FUNCTION_DEFINITION, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const NAMES_CELERY = /\bcelery\b/i

/** What gives the result of a task that was sent: `task.delay()`, `chain(...)()`. */
const SENDS = /\.(?:delay|apply_async|send_task)$/
const COMPOSED = /^celery\.(?:\w+\.)*(?:chain|group|chord)$/

export default defineRule({
  id: 'task-waits-for-task',
  title: 'Task of a worker that waits for another task',
  consequence:
    'The task fails with a `RuntimeError`; where the check is switched off, workers that wait for each other stand still for ever.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [833],
  why: `
\`result.get()\` keeps the worker until another worker has done the second task. When all workers are busy with tasks
that wait, nobody is left to do what they wait for, and the queue stands still. Celery refuses it therefore: within a
task, \`get\` and \`join\` raise \`RuntimeError: Never call result.get() within a task!\`.
`,
  fix: `
Let the second task go on with the result: \`chain(first.s(), second.s())\`, or a callback given as \`link\`; for many
results a \`chord\`. Where the result is wanted at once, call the function itself: \`first(1)\` in place of
\`first.delay(1).get()\`.
`,
  exemptions: [
    {
      text: 'A result that is waited for outside of a task, by a caller that is no worker.',
      quiet: py`
        from celery import shared_task

        @shared_task
        def add(a, b):
            return a + b

        def report():
            return add.delay(1, 2).get(timeout=10)
      `,
    },
    {
      text: 'A wait that its author asks for in so many words.',
      quiet: py`
        from celery import shared_task
        from celery.result import allow_join_result

        @shared_task
        def add(a, b):
            return a + b

        @shared_task
        def twice(a):
            return add.delay(a, a).get(disable_sync_subtasks=False)

        @shared_task
        def thrice(a):
            result = add.delay(a, a)
            with allow_join_result():
                return result.get() + a
      `,
    },
    {
      text: 'A task that is run in place, and look-ups by the same name.',
      quiet: py`
        from celery import shared_task

        @shared_task
        def add(a, b):
            return a + b

        @shared_task
        def collect(values, cache):
            total = add.apply((1, 2)).get()
            sent = add.delay(1, 2)
            cache[sent.id] = total
            return values.get('total'), cache.get(sent.id)
      `,
    },
  ],
  limits: ['Waits inside of functions that a task calls are not seen.'],
  bad: [
    py`
      from celery import Celery, chain, shared_task

      app = Celery()

      @shared_task
      def add(a, b):
          return a + b

      @shared_task
      def report(a):
          result = add.delay(a, a)
          return result.get() #!

      @app.task(bind=True)
      def summary(self, a):
          total = add.apply_async((a, a)).get(timeout=10) #!
          return total + chain(add.s(a, 1), add.s(2))().get() #!
    `,
  ],
  good: [
    py`
      from celery import chain, shared_task

      @shared_task
      def add(a, b):
          return a + b

      @shared_task
      def report(a):
          return chain(add.s(a, a), add.s(1)).delay().id
    `,
  ],
  roles: ['source'],
  on: {
    [K_FUNCTION_DEFINITION](node, checker) {
      if (!mentions(checker, NAMES_CELERY)) return
      const owner = checker.facts.functionAt(node)
      const own = owner && checker.project.index.function(checker.path, owner.symbol)
      if (owner === undefined || domainOf(checker.project).tasks.of(own)?.library !== 'celery')
        return
      for (const call of checker.facts.callsOf(owner)) {
        const sent = sentBy(checker, call)
        if (sent === NO_NODE) continue
        checker.report({
          node: call,
          message: `\`${owner.name}\` is a task itself and waits here for what \`${calleeText(checker, sent)}\` sends to a worker.`,
          confidence: 'high',
          evidence: [
            { kind: 'call', node: sent, message: 'goes to a worker' },
            { kind: 'suspension', node: call, message: 'keeps this worker until that one is done' },
          ],
        })
      }
    },
  },
})

/** The call that sends the task whose result a call waits for; NO_NODE for all other calls. */
function sentBy(checker: Checker, call: Node): Node {
  const { tree, facts } = checker
  if (!/^(?:get|join)$/.test(calleeName(tree, call))) return NO_NODE
  const isAllowed = argumentsOf(tree, call).some(
    ({ name, value }) => name === 'disable_sync_subtasks' && tree.kind(value) === K_FALSE,
  )
  if (isAllowed || isInAllowance(checker, call)) return NO_NODE
  let result = withoutParentheses(tree, receiverOf(tree, call))
  if (result === NO_NODE) return NO_NODE
  if (tree.kind(result) === K_IDENTIFIER) result = onlyValue(facts, result)
  if (result === NO_NODE || tree.kind(result) !== K_CALL) return NO_NODE
  return isSending(checker, result) ? result : NO_NODE
}

function isSending(checker: Checker, call: Node): boolean {
  const { tree, facts, project, path } = checker
  const callee = facts.callee(call)
  // `chain(...)()`, `group(...).delay()`.
  const made = tree.kind(callee) === K_CALL ? callee : receiverOf(tree, call)
  const isComposed =
    made !== NO_NODE &&
    tree.kind(made) === K_CALL &&
    COMPOSED.test(facts.calleeName(made) ?? '') &&
    (made === callee || SENDS.test(`.${calleeName(tree, call)}`))
  if (isComposed) return true
  const effect = domainOf(project).effects.at(path, tree.position(tree.start(call)))
  return effect?.kind === 'task' && SENDS.test(`.${calleeName(tree, call)}`)
}

/** `with allow_join_result():`. */
function isInAllowance({ tree, facts }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  return owner !== undefined && /\ballow_join_result\b/.test(tree.spelled(owner.node))
}

function calleeText({ tree, facts }: Checker, call: Node): string {
  return tree.text(facts.callee(call)).split('\n', 1)[0] ?? ''
}
