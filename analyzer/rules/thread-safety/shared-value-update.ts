import type { Checker } from '../../engine/checker.ts'
import { heldLock } from '../../matching/shared-state/held-locks.ts'
import { updatedPlace } from '../../matching/shared-state/read-modify-write.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const VALUE = /(?:^|\.)(?:multiprocessing\.)?(?:sharedctypes\.)?(?:Raw)?Value(?:\(\))?$/

export default defineRule({
  id: 'shared-value-update',
  title: 'Shared number of several processes changed without its lock',
  consequence:
    'Processes that count at the same time overwrite each other: the number comes out too small.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [362, 366],
  why: `
The lock of a \`multiprocessing.Value\` is taken for one read or one write, not for both. \`counter.value += 1\` reads,
adds and writes; between the two another process writes, and what it added is lost.
`,
  fix: 'Write `with counter.get_lock(): counter.value += 1`.',
  exemptions: [
    {
      text: 'With its lock or another one, and a value that does not depend on the old one.',
      quiet: py`
        from multiprocessing import Lock, Value

        counter = Value('i', 0)
        lock = Lock()

        def work(rows):
            counter.value = len(rows)
            with counter.get_lock():
                counter.value += 1
            with lock:
                counter.value += 1
      `,
    },
    {
      text: 'Other objects with a `value`.',
      quiet: py`
        from enum import Enum
        from forms import Value

        cell = Value('i', 0)

        def work(field):
            field.value += 1
            cell.value += 1
      `,
    },
  ],
  limits: ['A value in an attribute or a parameter counts only with its type.'],
  bad: [
    py`
      import multiprocessing
      from multiprocessing import Value

      counter = multiprocessing.Value('i', 0)

      def work(rows):
          for _ in rows:
              counter.value += 1 #!

      def tally(hits: Value, rows):
          hits.value = hits.value + len(rows) #!

      class Progress:
          def __init__(self):
              self.done = Value('i', 0)

          def step(self):
              self.done.value += 1 #!
    `,
  ],
  good: [
    py`
      import multiprocessing

      counter = multiprocessing.Value('i', 0)

      def work(rows):
          for _ in rows:
              with counter.get_lock():
                  counter.value += 1
    `,
  ],
  on: {
    [k.K_ASSIGNMENT]: check,
    [k.K_AUGMENTED_ASSIGNMENT]: check,
  },
})

function check(assignment: Node, checker: Checker): void {
  const { tree, facts } = checker
  const target = tree.child(assignment, k.F_LEFT)
  if (target === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) return
  if (tree.text(tree.child(target, k.F_ATTRIBUTE)) !== 'value') return
  if (facts.enclosingFunction(assignment) === undefined) return
  const isUpdated =
    tree.kind(assignment) === k.K_AUGMENTED_ASSIGNMENT ||
    updatedPlace(checker, assignment) !== undefined
  if (!isUpdated) return
  const owner = tree.child(target, k.F_OBJECT)
  const value = checker.valueOf(owner)
  if (value?.kind !== 'external' || !value.name.startsWith('multiprocessing.')) return
  if (!VALUE.test(value.name) || heldLock(facts, assignment) !== NO_NODE) return
  checker.report({
    node: target,
    message: `\`${tree.text(owner)}\` is shared by several processes: between reading and writing another one writes, and its change is lost.`,
  })
}
