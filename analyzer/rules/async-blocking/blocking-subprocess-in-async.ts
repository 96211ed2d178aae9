import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { inThread } from '../../matching/edits/call-edits.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { K_WHILE_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { blockingCallIn } from './matching/blocking-calls.ts'

const FUNCTIONS = [
  ...'run Popen call check_call check_output getoutput getstatusoutput'
    .split(' ')
    .map((name) => `subprocess.${name}`),
  ...'system popen wait wait3 wait4 waitpid waitid spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe posix_spawn posix_spawnp'
    .split(' ')
    .map((name) => `os.${name}`),
]
const METHODS = ['wait', 'communicate', 'read', 'readline', 'readlines']
const PROCESS_METHODS =
  /^subprocess\.Popen\(\)\.(?:wait|communicate|std(?:out|err)\.(?:read|readline|readlines))$/

const report: NodeHandler = (call, checker) => check(call, checker, /./)
const reportMethod: NodeHandler = (call, checker) => check(call, checker, PROCESS_METHODS)

export default defineRule({
  id: 'blocking-subprocess-in-async',
  title: 'Blocking subprocess in a coroutine',
  consequence:
    'While the program that was started runs, every other request of the process stands still.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [833],
  why: `
Starting a program and waiting for it with \`subprocess\` or \`os\` stops the thread, and all tasks of an
event loop share one thread. Nothing else runs until the program has ended, however long it takes.
`,
  fix: `
\`await asyncio.create_subprocess_exec(...)\` and \`await process.communicate()\`, or the whole call in a
thread: \`await asyncio.to_thread(subprocess.run, ...)\`.
`,
  exemptions: [
    {
      text: 'The subprocesses of asyncio, trio and anyio.',
      quiet: py`
        import asyncio
        import trio
        from anyio import run_process as run

        async def build(command):
            process = await asyncio.create_subprocess_exec(*command)
            await process.wait()
            await process.communicate()
            await trio.run_process(command)
            await run(command)
      `,
    },
    {
      text: 'The call runs in a thread, or in a sync function.',
      quiet: py`
        import asyncio
        import subprocess

        async def build(command):
            def work():
                return subprocess.run(command)

            await asyncio.to_thread(work)
            return await asyncio.to_thread(subprocess.run, command)
      `,
    },
    {
      text: 'A program that has ended, as the loop above found out.',
      quiet: py`
        import asyncio
        import subprocess

        async def finish(process: subprocess.Popen):
            while process.poll() is None:
                await asyncio.sleep(0.1)
            return process.wait()
      `,
    },
    {
      text: 'Starting a program without waiting, by mode.',
      quiet: py`
        import os

        async def start(path):
            return os.spawnv(os.P_NOWAIT, path, [path]), os.getpid()
      `,
    },
  ],
  limits: ['A process object that reaches the coroutine without a type is not seen.'],
  bad: [
    py`
      import subprocess

      async def build(command):
          subprocess.run(command, check=True) #!
    `,
    py`
      import os
      from os import system as shell
      from subprocess import Popen, check_output as output

      async def build(command, known: Popen):
          process = Popen(command) #!
          process.wait() #!
          known.communicate() #!
          while line := process.stdout.readline(): #!
              print(line)
          known.stderr.read() #!
          shell('make') #!
          output(command) #!
          os.waitpid(1, 0) #!
          os.popen('ls') #!
          os.spawnv(os.P_WAIT, '/bin/ls', ['ls']) #!
    `,
  ],
  good: [
    py`
      import asyncio

      async def build(command):
          process = await asyncio.create_subprocess_exec(*command)
          await process.communicate()
    `,
  ],
  calls: callsTo(FUNCTIONS, report),
  methods: callsTo(METHODS, reportMethod),
})

function check(call: number, checker: Parameters<NodeHandler>[1], names: RegExp): void {
  const blocking = blockingCallIn(checker, call, names)
  if (blocking === undefined || /P_NOWAIT|WNOHANG/.test(checker.tree.text(call))) return
  if (blocking.name.endsWith('.wait') && isOver(checker, call)) return
  checker.report({
    node: call,
    // To start a process takes a moment; it is the wait for it that stops everybody.
    ...(/(?:^|\.)Popen$/.test(blocking.name) && { severity: 'medium' as const }),
    message: `\`${blocking.name}\` blocks the event loop in the coroutine \`${blocking.owner.name}\`: no other task runs meanwhile.`,
    fixes: inThread(checker, call),
  })
}

/** `while process.poll() is None: await asyncio.sleep(1)` above: there is nothing left to wait for. */
function isOver({ tree, facts }: Checker, wait: Node): boolean {
  const process = receiverOf(tree, wait)
  const owner = facts.enclosingFunction(wait)
  if (process === NO_NODE || owner === undefined) return false
  return Array.from(facts.nodesIn(owner.node, K_WHILE_STATEMENT)).some((loop) => {
    const condition = tree.spelled(conditionOf(tree, loop))
    return tree.endOfSubtree(loop) <= wait && /\bpoll\(\) (?:is|==) None$/.test(condition)
  })
}
