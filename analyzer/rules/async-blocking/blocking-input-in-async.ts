import { callsTo } from '../../matching/calls/call-table.ts'
import { F_RIGHT, K_FOR_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { blockingCallIn } from './matching/blocking-calls.ts'

export default defineRule({
  id: 'blocking-input-in-async',
  title: 'Waiting for the keyboard in a coroutine',
  consequence: 'Everything else in the program stands still until somebody presses a key.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [833],
  why: `
\`input()\` stops the thread until a line has been typed, and all tasks of an event loop share one thread.
Timers, connections and other tasks wait with it, however long the user thinks.
`,
  fix: `
\`line = await asyncio.to_thread(input, prompt)\`, or an async prompt such as the one of prompt_toolkit.
`,
  exemptions: [
    {
      text: 'In a thread, or in a sync function.',
      quiet: py`
        import asyncio

        def ask():
            return input('name: ')

        async def main(loop):
            await asyncio.to_thread(input, 'name: ')
            await asyncio.to_thread(ask)
            await loop.run_in_executor(None, lambda: input('name: '))
      `,
    },
    {
      text: 'Another function of that name.',
      quiet: py`
        from prompts import input

        async def main(form):
            return await input('name: '), form.input('name')
      `,
    },
  ],
  limits: [
    'A sync helper that asks and is called from a coroutine is reported by blocking-call-via-helper.',
  ],
  bad: [
    py`
      async def main():
          name = input('name: ') #!
          return name
    `,
    py`
      import builtins
      import getpass
      import sys

      async def main():
          password = getpass.getpass() #!
          line = sys.stdin.readline() #!
          if builtins.input() == 'y': #!
              return [input() for _ in range(2)], password, line #!
    `,
  ],
  good: [
    py`
      import asyncio

      async def main():
          name = await asyncio.to_thread(input, 'name: ')
          return name
    `,
  ],
  on: {
    [K_FOR_STATEMENT](loop, checker) {
      const { tree, facts } = checker
      const owner = facts.enclosingFunction(loop)
      const over = tree.child(loop, F_RIGHT)
      if (owner?.isAsync !== true) return
      if (over === NO_NODE || facts.qualifiedName(over) !== 'sys.stdin') return
      checker.report({
        node: over,
        message: `Each line of \`sys.stdin\` blocks the event loop in the coroutine \`${owner.name}\` until somebody types.`,
      })
    },
  },
  calls: callsTo(
    [
      'builtins.input',
      'builtins.raw_input',
      'getpass.getpass',
      'sys.stdin.readline',
      'sys.stdin.read',
      'sys.stdin.readlines',
      'click.prompt',
      'click.confirm',
    ],
    (call, checker) => {
      const blocking = blockingCallIn(checker, call, /./)
      if (blocking === undefined) return
      checker.report({
        node: call,
        message: `\`${blocking.name.replace('builtins.', '')}\` blocks the event loop in the coroutine \`${blocking.owner.name}\` until somebody types.`,
      })
    },
  ),
})
