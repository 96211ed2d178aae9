import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { interleavedUpdates } from '../../matching/shared-state/interleaved-updates.ts'
import { suspensionsOf } from '../../matching/shared-state/stale-events.ts'
import { startedTogether } from '../../matching/shared-state/started-together.ts'
import {
  K_ASSERT_STATEMENT,
  K_AWAIT,
  K_BLOCK,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_IDENTIFIER,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'task-closure-shared-mutation',
  title: 'Tasks that overwrite a variable they share',
  consequence:
    'Results of tasks that run side by side are lost, and which of them survives changes from run to run.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362],
  why: `
All tasks that are made of one inner coroutine share the variables of the function around it. Between the
read of such a variable and its write the task waits, another one writes, and that result is overwritten.

| step | task A | task B | \`total\` |
|---|---|---|---|
| 1 | reads 0, awaits | | 0 |
| 2 | | reads 0, awaits | 0 |
| 3 | writes 0 + 3 | | 3 |
| 4 | | writes 0 + 4 | **4**, not 7 |
`,
  fix: `
Let each task return its result and put them together after \`gather\`: \`total = sum(await
asyncio.gather(...))\`. Where a common variable must be, read and write it without an await in between.
`,
  exemptions: [
    {
      text: 'Appending, counting without an await inside, and items of different keys.',
      quiet: py`
        import asyncio

        async def load(urls):
            results = []
            by_index = {}
            done = 0

            async def work(i, url):
                nonlocal done
                value = await fetch(url)
                results.append(value)
                by_index[i] = value
                done += 1

            await asyncio.gather(*(work(i, url) for i, url in enumerate(urls)))
            return results, by_index, done
      `,
    },
    {
      text: 'One lock held over read, await and write.',
      quiet: py`
        import asyncio

        async def load(urls):
            total = 0
            lock = asyncio.Lock()

            async def work(url):
                nonlocal total
                async with lock:
                    before = total
                    total = before + await size(url)

            await asyncio.gather(*map(work, urls))
            return total
      `,
    },
    {
      text: 'A coroutine that is started once, and a flag or the first error, which any task may set.',
      quiet: py`
        import asyncio

        async def load(urls):
            total = 0
            failed = None
            stop = False

            async def once():
                nonlocal total
                before = total
                total = before + await size(urls[0])

            async def work(url):
                nonlocal failed, stop
                try:
                    await fetch(url)
                except OSError as error:
                    failed = error
                stop = True

            async def next_one():
                nonlocal total
                total = await fetch(urls[0])

            await once()
            for _ in urls:
                await asyncio.wait_for(asyncio.create_task(next_one()), 3)
            await asyncio.gather(*[work(url) for url in urls])
            return total, failed, stop
      `,
    },
  ],
  limits: ['Coroutines that are started together from several files are not seen.'],
  bad: [
    py`
      import asyncio

      async def load(urls):
          total = 0

          async def work(url):
              nonlocal total
              before = total
              total = before + await size(url) #!

          await asyncio.gather(*(work(url) for url in urls))
          return total
    `,
    py`
      import asyncio

      async def load(urls, group):
          counts = {'bytes': 0}
          last = None

          async def work(url):
              seen = counts['bytes']
              data = await fetch(url)
              counts['bytes'] = seen + len(data) #!

          async def newest(url):
              nonlocal last
              last = await fetch(url) #!

          tasks = []
          for url in urls:
              tasks.append(asyncio.create_task(work(url)))
          await asyncio.gather(*tasks)
          for url in urls:
              group.start_soon(newest, url)
          return counts, last

      async def pool(queue):
          seen = 0

          async def worker():
              nonlocal seen
              while True:
                  item = await queue.get()
                  before = seen
                  await fetch(item)
                  seen = before + 1 #!

          workers = [asyncio.create_task(worker()) for _ in range(3)]
          await queue.join()
          return workers
    `,
  ],
  good: [
    py`
      import asyncio

      async def load(urls):
          return sum(await asyncio.gather(*(size(url) for url in urls)))
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { facts } = checker
      if (!facts.functions.some((one) => one.isAsync && one.enclosing !== undefined)) return
      const together = checker.once(startedTogether, startedTogether)
      if (together.size === 0) return
      for (const update of checker.once(interleavedUpdates, interleavedUpdates)) {
        const start = together.get(update.owner)
        if (start === undefined || update.location.root !== 'closure') continue
        checker.report({
          node: update.write.node,
          message: `Several tasks run \`${update.owner.name}\` at once; each overwrites \`${update.location.text}\` with a value computed before it waited.`,
          evidence: [
            { kind: 'act', node: start, message: 'the tasks are started' },
            { kind: 'read', node: update.read.node, message: 'each task reads' },
            ...(update.suspension === NO_NODE
              ? []
              : [
                  {
                    kind: 'suspension' as const,
                    node: update.suspension,
                    message: 'the others run here',
                  },
                ]),
            { kind: 'write', node: update.write.node, message: 'what they wrote is overwritten' },
          ],
        })
      }
      for (const [owner, start] of together) {
        if (owner.enclosing !== undefined) checkRebinds(checker, owner, start)
      }
    },
  },
})

/** `nonlocal last; last = await fetch(url)`: whichever task comes last decides. */
function checkRebinds(checker: Checker, owner: FunctionFacts, start: Node): void {
  const { tree } = checker
  const analysis = checker.analysis.of(owner)
  if (suspensionsOf(analysis).length === 0) return
  for (const { kind, use, location, node, event } of analysis.accesses) {
    if (kind !== 'write' || use !== 'value' || location.root !== 'closure') continue
    if (location.path.length > 0 || analysis.locksHeldAt(event).length > 0) continue
    const value = writtenValue(tree, node)
    if (value?.kind !== 'whole' || !isAwaited(checker, value.node)) continue
    if (tree.ancestor(node, K_EXCEPT_CLAUSE) !== NO_NODE) continue
    // A test of the variable chooses which result stays: the best, the first.
    const isChosen = analysis
      .guardsOf(analysis.graph.pointOf(event))
      .some(({ condition }) => tree.text(condition).includes(location.text))
    if (isChosen || assertsFirst(checker, node)) continue
    checker.report({
      node,
      message: `Several tasks run \`${owner.name}\` at once and all assign \`${location.text}\`: whichever ends last decides what it is.`,
      confidence: 'medium',
      evidence: [
        { kind: 'act', node: start, message: 'the tasks are started' },
        { kind: 'write', node, message: 'each task assigns its own result' },
      ],
    })
  }
}

/** `assert winner is None` above in the same block: the code says that only one gets here. */
function assertsFirst({ tree }: Checker, node: Node): boolean {
  let statement = node
  while (tree.parent(statement) !== NO_NODE && tree.kind(tree.parent(statement)) !== K_BLOCK) {
    statement = tree.parent(statement)
  }
  return tree
    .namedChildren(tree.parent(statement))
    .some((one) => one < statement && tree.kind(one) === K_ASSERT_STATEMENT)
}

/** The result of an await, or a local that holds nothing else. */
function isAwaited({ tree, facts }: Checker, value: Node): boolean {
  if (tree.kind(value) === K_AWAIT) return tree.kind(value + 2) === K_CALL
  if (tree.kind(value) !== K_IDENTIFIER) return false
  const [only, second] = facts.resolve(value)?.definitions ?? []
  if (only === undefined || second !== undefined || facts.reach(value) !== 'local') return false
  const given = writtenValue(tree, only.node)
  return given?.kind === 'whole' && tree.kind(given.node) === K_AWAIT
}
