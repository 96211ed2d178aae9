import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { edgeBit, FLOW, WHEN_FALSE, WHEN_TRUE } from '../../flow/edges.ts'
import { SUSPEND } from '../../flow/events.ts'
import { findPath } from '../../flow/paths.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { bodyOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'async-loop-without-yield',
  title: 'Endless loop with a round that never awaits',
  consequence:
    'The process can hang at full load: nothing else runs, and the task cannot even be cancelled.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [835, 400],
  confidence: 'medium',
  why: `
An event loop only goes on to other tasks at an await. A round of an endless loop that takes a way without
one comes back at once, and as long as it does so nothing else runs: no timer, no cancellation, and so not
even what the loop waits for.
`,
  fix: `
Await on every way through the loop: wait for the queue or event that brings the next item, or
\`await asyncio.sleep(0)\` where there is nothing to wait for.
`,
  exemptions: [
    {
      text: 'Every round awaits.',
      quiet: py`
        async def run(queue):
            while True:
                item = await queue.get()
                if item is None:
                    continue
                handle(item)
      `,
    },
    {
      text: 'Ways without an await that leave the loop.',
      quiet: py`
        async def run(queue):
            while True:
                if queue.closed:
                    break
                if queue.failed:
                    raise OSError
                await queue.step()

        async def lines(text):
            while True:
                line = text.readline()
                if not line:
                    return None
                keep(line)
      `,
    },
    {
      text: 'Loops with a condition, over a collection, and in sync functions.',
      quiet: py`
        async def run(items):
            while items:
                items.pop()
            for item in items:
                keep(item)
            await done()

        def sync(queue):
            while True:
                queue.step()
      `,
    },
  ],
  limits: ['Whether an awaited call really waits is not followed.'],
  bad: [
    py`
      async def run(queue):
          while True: #!
              item = queue.peek()
              if item is None:
                  continue
              await handle(item)
    `,
    py`
      async def run(queue):
          while True: #!
              queue.step()

      async def work(queue):
          while 1: #!
              try:
                  item = queue.take()
              except KeyError:
                  item = None
              if item:
                  await handle(item)
    `,
  ],
  good: [
    py`
      async def run(queue):
          while True:
              item = await queue.get()
              await handle(item)
    `,
  ],
  on: {
    [k.K_WHILE_STATEMENT](loop, checker) {
      const { tree, facts } = checker
      const condition = conditionOf(tree, loop)
      if (condition === NO_NODE || !ALWAYS.has(tree.text(condition))) return
      const owner = facts.enclosingFunction(loop)
      if (owner?.isAsync !== true) return
      const idle = roundWithoutAwait(checker, owner, loop)
      if (idle === undefined) return
      checker.report({
        node: loop,
        message: idle
          ? `A round of this loop in \`${owner.name}\` can pass without an await: then no other task runs.`
          : `Nothing is awaited in this endless loop of \`${owner.name}\`: no other task ever runs again.`,
        ...(idle ? {} : { confidence: 'high' as const }),
      })
    },
  },
})

const ALWAYS = new Set(['True', '1'])

/** True if some rounds await and others may not, false if none does and none ends it; else undefined. */
function roundWithoutAwait(
  checker: Checker,
  owner: FunctionFacts,
  loop: Node,
): boolean | undefined {
  const { tree, facts } = checker
  const { graph } = checker.analysis.of(owner)
  const body = bodyOf(tree, loop)
  let waits = false
  let ends = false
  for (let node = body; node < tree.endOfSubtree(body); node += 1) {
    const kind = tree.kind(node)
    if (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA) {
      node = tree.endOfSubtree(node) - 1
      continue
    }
    if (kind === k.K_AWAIT || kind === k.T_ASYNC || kind === k.K_YIELD) waits = true
    if (
      kind === k.K_RETURN_STATEMENT ||
      kind === k.K_RAISE_STATEMENT ||
      kind === k.K_BREAK_STATEMENT
    ) {
      ends = true
    }
  }
  if (!waits) return ends ? undefined : false
  const first = firstEvent(body)
  if (first === -1 || graph.eventKind(first) === SUSPEND) return undefined
  const isWait = (event: number): boolean => graph.eventKind(event) === SUSPEND
  const way = findPath(graph, {
    from: first,
    to: (event) => event === first,
    avoid: isWait,
    edges: edgeBit(FLOW) | edgeBit(WHEN_TRUE) | edgeBit(WHEN_FALSE),
  })
  return way === undefined ? undefined : true

  /** The first thing that happens in a round. */
  function firstEvent(block: Node): number {
    for (let event = 0; event < graph.events.length; event += 1) {
      const node = graph.eventNode(event)
      if (tree.contains(block, node) && facts.enclosingFunction(node) === owner) return event
    }
    return -1
  }
}
