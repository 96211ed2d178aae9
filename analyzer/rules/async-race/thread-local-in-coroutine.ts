import type { Checker } from '../../engine/checker.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'thread-local-in-coroutine',
  title: 'Thread-local value set in a coroutine',
  consequence:
    'All requests of the event loop share one thread: after an await a request reads the user, tenant or session of another.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 488],
  why: `
\`threading.local\` has a value for each thread. Tasks of an event loop run in one thread, so they have one value
together. A task sets it and awaits; another task sets it meanwhile; the first goes on with what belongs to the second.

| step | task A | task B |
|---|---|---|
| 1 | \`local.user = 'ann'\`, awaits | |
| 2 | | \`local.user = 'bob'\`, awaits |
| 3 | reads \`local.user\`: 'bob' | |
`,
  fix: 'Use a `contextvars.ContextVar`: each task has its own value. Or hand the value on as an argument.',
  exemptions: [
    {
      text: 'Functions that run in threads, and coroutines that do not await after it.',
      quiet: py`
        import threading

        local = threading.local()

        def handle(user):
            local.user = user

        async def clear(user):
            await user.load()
            local.count = 0
      `,
    },
    {
      text: 'Context variables, and other objects.',
      quiet: py`
        import contextvars

        current = contextvars.ContextVar('user')

        async def handle(request, user):
            current.set(user)
            request.user = user
            return await request.answer()
      `,
    },
  ],
  limits: ['Values that a function sets which a coroutine calls are not followed.'],
  bad: [
    py`
      import threading

      local = threading.local()

      async def handle(request, user):
          local.user = user #!
          await request.load()
          return local.user.name

      class Scope:
          def __init__(self):
              self.here = threading.local()

          async def run(self, tenant, call):
              self.here.tenant = tenant #!
              return await call()

      async def stream(rows):
          for row in rows:
              await row.load()
              local.row = row #!
    `,
  ],
  good: [
    py`
      import contextvars

      current = contextvars.ContextVar('user')

      async def handle(request, user):
          current.set(user)
          await request.load()
          return current.get().name
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](assignment, checker) {
      const { tree, facts } = checker
      const target = tree.child(assignment, k.F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) return
      const owner = facts.enclosingFunction(assignment)
      if (owner === undefined || !owner.isAsync) return
      const holder = tree.child(target, k.F_OBJECT)
      const value = checker.valueOf(holder)
      if (value?.kind !== 'external' || value.name !== 'threading.local()') return
      if (!suspendsAfter(checker, assignment, owner.node)) return
      checker.report({
        node: target,
        message: `\`${tree.text(holder)}\` is one for all tasks of the event loop: after the next await \`${tree.text(target)}\` may be that of another task.`,
      })
    },
  },
})

/** An await comes after it, or, in a loop, comes round again. */
function suspendsAfter({ tree, facts }: Checker, assignment: Node, owner: Node): boolean {
  const loop = tree.ancestor(assignment, k.K_WHILE_STATEMENT, k.K_FOR_STATEMENT)
  const from = loop > owner ? loop : assignment
  return Array.from(facts.nodesIn(owner, k.K_AWAIT)).some((one) => one > from)
}
