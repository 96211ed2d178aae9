import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { isAboutRaising } from '../../matching/errors/expected-raise.ts'
import type { CallEdge } from '../../project/call-graph.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_AWAIT, K_CALL, K_EXCEPT_CLAUSE, K_TRY_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const FUNCTIONS = ['asyncio.run', 'asyncio.runners.run', 'anyio.run', 'trio.run', 'curio.run']
const METHODS = ['run_until_complete', 'run_forever', 'run']

const report: NodeHandler = (call, checker) => check(checker, call)
const reportMethod: NodeHandler = (call, checker) => {
  const name = libraryName(checker, call) ?? ''
  const isRunner = /^asyncio\.(?:runners\.)?Runner\(\)\.run$/.test(name)
  const isLoop = /\.run_(?:until_complete|forever)$/.test(
    checker.tree.text(checker.facts.callee(call)),
  )
  if (isRunner || isLoop) check(checker, call)
}
/** `async_to_sync(f)(x)`: the outer call runs it. */
const reportAdapter: NodeHandler = (call, checker) => {
  const outer = checker.tree.parent(call)
  const isCalled = checker.tree.kind(outer) === K_CALL && checker.facts.callee(outer) === call
  if (isCalled) check(checker, outer)
}

export default defineRule({
  id: 'asyncio-run-in-async',
  title: 'Event loop started inside of a running one',
  consequence:
    'The call always fails with a RuntimeError as soon as this way through the code is taken.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [664],
  why: `
A thread can run one event loop at a time. \`asyncio.run()\`, \`run_until_complete()\` and
\`async_to_sync()\` start one, so below a coroutine they raise "cannot be called from a running event loop".
Tests that call the sync helper directly do not show it.
`,
  fix: `
Await the coroutine. Make the helper in between \`async\` as well, or run it in a thread of its own:
\`await asyncio.to_thread(helper)\`.
`,
  exemptions: [
    {
      text: 'Where the program starts, and in sync code that no coroutine calls.',
      quiet: py`
        import asyncio

        async def main():
            await serve()

        def cli():
            asyncio.run(main())

        if __name__ == '__main__':
            asyncio.run(main())
      `,
    },
    {
      text: 'In a thread of its own.',
      quiet: py`
        import asyncio

        def helper():
            return asyncio.run(work())

        async def main():
            await asyncio.to_thread(helper)
            await asyncio.to_thread(asyncio.run, work())
            await asyncio.to_thread(lambda: asyncio.run(work()))
      `,
    },
    {
      text: 'Code that asks first whether a loop runs.',
      quiet: py`
        import asyncio

        def helper():
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return asyncio.run(work())
            return loop.create_task(work())

        async def main():
            await helper()
      `,
    },
    {
      text: 'Methods of that name on other objects.',
      quiet: py`
        async def main(app, runner):
            app.run()
            runner.run('job')
            await app.run_until_complete()
      `,
    },
  ],
  limits: ['A helper that is reached through a parameter or an unknown object is not followed.'],
  bad: [
    py`
      import asyncio

      async def handle(request):
          return asyncio.run(load(request)) #!
    `,
    py`
      import asyncio
      import trio
      from asgiref.sync import async_to_sync
      from asyncio import run as start

      def fetch(url):
          return asyncio.run(load(url)) #!

      def twice(url):
          return [fetch(url), fetch(url)]

      async def handle(url):
          loop = asyncio.get_event_loop()
          loop.run_until_complete(load(url)) #!
          start(load(url)) #!
          trio.run(load, url) #!
          async_to_sync(load)(url) #!
          with asyncio.Runner() as runner:
              runner.run(load(url)) #!
          return twice(url)
    `,
  ],
  good: [
    py`
      async def handle(request):
          return await load(request)
    `,
  ],
  calls: {
    ...callsTo(FUNCTIONS, report),
    'asgiref.sync.async_to_sync': reportAdapter,
  },
  methods: callsTo(METHODS, reportMethod),
})

function check(checker: Checker, call: Node): void {
  const { tree, facts, project } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || tree.kind(tree.parent(call)) === K_AWAIT) return
  if (checker.role === 'test' && isAboutRaising(facts, call)) return
  const text = tree.text(facts.callee(call))
  if (owner.isAsync) {
    checker.report({
      node: call,
      message: `\`${text}\` in the coroutine \`${owner.name}\` raises, because an event loop is running.`,
    })
    return
  }
  const own = owner.isLambda ? undefined : project.index.function(checker.path, owner.symbol)
  if (own === undefined || asksFirst(checker, call, owner.node)) return
  const way = wayFromCoroutine(checker, own)
  const [first] = way ?? []
  if (way === undefined || first?.caller === undefined) return
  checker.report({
    node: call,
    message: `\`${text}\` raises when \`${owner.name}\` is reached from the coroutine \`${first.caller.summary.symbol}\`, because an event loop is running.`,
    // Whether that way is ever gone is not known.
    severity: 'medium',
    confidence: 'medium',
    evidence: way.map(({ module, at, callee }) => ({
      kind: 'call' as const,
      location: {
        path: module.summary.path,
        range: {
          startLine: at.line,
          startColumn: at.column,
          endLine: at.line,
          endColumn: at.column + 1,
        },
      },
      message: `\`${callee.summary.symbol}\` is called`,
    })),
  })
}

/** `get_running_loop` or `is_running` in the function: it knows both cases. */
function asksFirst({ tree }: Checker, call: Node, owner: Node): boolean {
  const attempt = tree.ancestor(call, K_EXCEPT_CLAUSE, K_TRY_STATEMENT)
  const text = tree.text(owner)
  return (
    /get_running_loop|is_running|_get_running_loop|current_async_library|nest_asyncio/.test(text) ||
    (attempt !== NO_NODE && /RuntimeError/.test(tree.text(attempt)))
  )
}

const MAX_STEPS = 200

/** The calls from a coroutine to a sync function, the coroutine's own first. */
function wayFromCoroutine(
  { project }: Checker,
  to: ProjectFunction,
): readonly CallEdge[] | undefined {
  const { calls } = project.index
  const next = new Map<ProjectFunction, CallEdge | undefined>([[to, undefined]])
  const open = [to]
  for (let head = 0; head < open.length && head < MAX_STEPS; head += 1) {
    const one = open[head] as ProjectFunction
    for (const edge of calls.callers(one)) {
      const { caller } = edge
      if (caller === undefined || edge.isVirtual || edge.isAwaited || next.has(caller)) continue
      next.set(caller, edge)
      if (caller.summary.isAsync) return wayFrom(next, caller)
      if (!caller.summary.isGenerator) open.push(caller)
    }
  }
  return undefined
}

function wayFrom(
  next: ReadonlyMap<ProjectFunction, CallEdge | undefined>,
  from: ProjectFunction,
): readonly CallEdge[] {
  const way: CallEdge[] = []
  for (let edge = next.get(from); edge !== undefined; edge = next.get(edge.callee)) way.push(edge)
  return way
}
