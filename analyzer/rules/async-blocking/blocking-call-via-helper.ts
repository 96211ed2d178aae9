import type { Checker, StepDraft } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { type CallEffect, effectsOf } from '../../flow/effects.ts'
import { functionKey } from '../../gather/define.ts'
import { functionsThatWait } from '../../matching/blocking-methods.ts'
import type { CallEdge } from '../../project/call-graph.ts'
import { callNature } from '../../project/call-results.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_AWAIT, K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'blocking-call-via-helper',
  title: 'Coroutine that calls a blocking helper',
  consequence:
    'While the helper waits, every other request of the process stands still, and the call looks harmless.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [833],
  why: `
The helper is a plain function, and somewhere below it sleeps, starts a program or waits for another
server. Called from a coroutine it does so on the thread of the event loop, so that no other task runs.
At the place of the call nothing shows it.
`,
  fix: `
Run the helper in a thread: \`await asyncio.to_thread(helper, ...)\`. Or make it and what it calls
\`async\`, with async counterparts of the calls that wait.
`,
  exemptions: [
    {
      text: 'The helper runs in a thread.',
      quiet: py`
        import asyncio
        import time

        def pause():
            time.sleep(1)

        async def main(loop):
            await asyncio.to_thread(pause)
            await loop.run_in_executor(None, pause)
            await loop.run_in_executor(None, lambda: pause())
      `,
    },
    {
      text: 'The helper is a coroutine itself, or only makes one.',
      quiet: py`
        import asyncio

        async def pause():
            await asyncio.sleep(1)

        def make():
            return pause()

        async def main():
            await pause()
            await make()
      `,
    },
    {
      text: 'The helper does not block by itself: it defines or starts what does.',
      quiet: py`
        import threading
        import time

        def start():
            def work():
                time.sleep(1)

            thread = threading.Thread(target=work)
            thread.start()
            return thread

        async def main():
            start()
      `,
    },
    {
      text: 'Sync code that calls a blocking helper.',
      quiet: py`
        import time

        def pause():
            time.sleep(1)

        def main():
            pause()
      `,
    },
  ],
  limits: ['Calls through unknown objects and overridden methods are not followed.'],
  bad: [
    py`
      import time

      def pause():
          time.sleep(1)

      async def main():
          pause() #!
    `,
    {
      'app/shell.py': py`
        import subprocess

        def run(command):
            return subprocess.run(command, check=True)

        class Builder:
            def __init__(self, name):
                self.name = name

            def build(self):
                return run(['make', self.name])
      `,
      'app/api.py': py`
        from app.shell import Builder, run
        from app import shell

        async def build(name):
            builder = Builder(name)
            builder.build() #!
            shell.run(['ls']) #!
            return run(['ls']) #!
      `,
    },
    {
      'app/store.py': py`
        import requests
        from sqlalchemy.orm import Session

        def user_of(session: Session, name):
            return session.query(User).filter_by(name=name).first()

        class Client:
            def __init__(self):
                self.http = requests.Session()

            def get(self, path):
                return self.http.get(path)

            def later(self, pool, path):
                return pool.submit(self.http.get, path)
      `,
      'app/api.py': py`
        import asyncio
        from sqlalchemy.orm import Session
        from app.store import Client, user_of

        async def show(name, session: Session, client: Client, pool):
            client.later(pool, '/old')
            await asyncio.to_thread(user_of, session, name)
            client.get('/names') #!
            return user_of(session, name) #!
      `,
    },
  ],
  good: [
    py`
      import asyncio
      import time

      def pause():
          time.sleep(1)

      async def main():
          await asyncio.to_thread(pause)
    `,
  ],
  // Nobody waits beside the one coroutine of a test.
  roles: ['source', 'migration'],
  on: {
    [K_MODULE](_module, checker) {
      for (const owner of checker.facts.functions) {
        if (owner.isAsync) checkCoroutine(checker, owner)
      }
    },
  },
})

const MAX_DEPTH = 4

/** The calls from a helper down to one that blocks. */
interface Chain {
  readonly calls: readonly CallEdge[]
  readonly blocks: CallEffect
  readonly in: ProjectFunction
}

function checkCoroutine(checker: Checker, owner: FunctionFacts): void {
  const { tree, facts, project } = checker
  const own = project.index.function(checker.path, owner.symbol)
  if (own === undefined) return
  let calls: ReadonlyMap<string, Node> | undefined
  for (const edge of project.index.calls.callees(own)) {
    if (edge.isAwaited || edge.isVirtual) continue
    const chain = chainOf(checker, edge.callee, MAX_DEPTH, new Set([own]))
    if (chain === undefined) continue
    calls ??= new Map(
      [...facts.calls]
        .filter((call) => facts.enclosingFunction(call) === owner)
        .map((call) => {
          const { line, column } = tree.position(tree.start(call))
          return [`${line}:${column}`, call] as const
        }),
    )
    const call = calls.get(`${edge.at.line}:${edge.at.column}`)
    if (call === undefined || tree.kind(tree.parent(call)) === K_AWAIT) continue
    const { summary } = edge.callee
    checker.report({
      node: call,
      message: `\`${summary.symbol}\` blocks the event loop in the coroutine \`${owner.name}\`: it ends in \`${chain.blocks.name}\`.`,
      evidence: stepsOf(edge, chain),
    })
  }
}

function stepsOf(edge: CallEdge, { calls, blocks, in: last }: Chain): StepDraft[] {
  const steps = [edge, ...calls].map(
    ({ module, at, callee }): StepDraft => ({
      kind: 'call',
      location: {
        path: module.summary.path,
        range: {
          startLine: at.line,
          startColumn: at.column,
          endLine: at.line,
          endColumn: at.column,
        },
      },
      message: `\`${callee.summary.symbol}\` is called`,
    }),
  )
  return [
    ...steps,
    {
      kind: 'act',
      location: {
        path: last.module.summary.path,
        range: { startLine: blocks.line, startColumn: 1, endLine: blocks.line, endColumn: 1 },
      },
      message: `\`${blocks.name}\` stops the thread`,
    },
  ]
}

/** How a sync function comes to block, the shortest way first; undefined if it does not. */
function chainOf(
  checker: Checker,
  of: ProjectFunction,
  depth: number,
  seen: Set<ProjectFunction>,
): Chain | undefined {
  if (seen.has(of) || depth === 0) return undefined
  seen.add(of)
  const { summary } = of
  const nature = callNature(of)
  if (summary.isAsync || summary.isGenerator || (nature !== 'plain' && nature !== 'unknown')) {
    return undefined
  }
  if (nature === 'unknown') return undefined
  const blocks =
    effectsOf(of)?.blocks?.[0] ?? checker.project.at(functionsThatWait, functionKey(of))
  if (blocks !== undefined) return { calls: [], blocks, in: of }
  for (const edge of checker.project.index.calls.callees(of)) {
    if (edge.isVirtual) continue
    const chain = chainOf(checker, edge.callee, depth - 1, seen)
    if (chain !== undefined) return { ...chain, calls: [edge, ...chain.calls] }
  }
  return undefined
}
