import type { Checker } from '../../engine/checker.ts'
import type { LockRegion } from '../../flow/lock-regions.ts'
import { runsBesideItself } from '../../matching/shared-state/proven-runs.ts'
import { suspensionsOf } from '../../matching/shared-state/stale-events.ts'
import { K_MODULE, K_WITH_STATEMENT, T_ASYNC } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'threading-lock-across-await',
  title: 'Thread lock held across an await',
  consequence: 'The whole service can freeze for ever as soon as two requests need the same lock.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [833, 667],
  why: `
A thread lock blocks the thread, and all tasks of an event loop share one. The task that holds the lock
waits in an await; the next task that wants the lock stops the thread, so the first never comes back.

| step | task A | task B |
|---|---|---|
| 1 | takes the lock, awaits | |
| 2 | | wants the lock: the thread stops |
| 3 | its result has arrived, nobody runs it | stopped for ever |
`,
  fix: `
Use \`asyncio.Lock\` with \`async with\`. Where threads need the lock too, hold it only around code
without an await.
`,
  exemptions: [
    {
      text: 'The lock is released before the await.',
      quiet: py`
        import threading

        lock = threading.Lock()

        async def count(db):
            with lock:
                counts = dict(totals)
            await db.save(counts)
      `,
    },
    {
      text: 'A lock of asyncio.',
      quiet: py`
        import asyncio

        lock = asyncio.Lock()

        async def count(db):
            async with lock:
                await db.save(totals)
      `,
    },
    {
      text: 'The await stands in a function that is only defined under the lock.',
      quiet: py`
        import threading

        lock = threading.Lock()

        async def start():
            with lock:
                async def later(db):
                    await db.save(totals)
            await later(None)
      `,
    },
  ],
  limits: ['A lock that is taken in a sync helper and released in another is not seen.'],
  bad: [
    py`
      import threading

      lock = threading.Lock()

      async def count(db):
          with lock: #!
              await db.save(totals)
    `,
    py`
      from threading import RLock, Condition

      class Store:
          def __init__(self):
              self._guard = RLock()
              self._changed = Condition()

          async def save(self, rows):
              with self._guard: #!
                  async for row in rows:
                      self.rows.append(row)
              with self._changed: #!
                  async with self.session() as session:
                      session.add(self)
              self._guard.acquire() #!
              try:
                  await self.flush()
              finally:
                  self._guard.release()
    `,
  ],
  good: [
    py`
      import asyncio

      lock = asyncio.Lock()

      async def count(db):
          async with lock:
              await db.save(totals)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const owner of checker.facts.functions) {
        if (!owner.isAsync) continue
        const analysis = checker.analysis.of(owner)
        if (analysis.lockRegions.regions.length === 0) continue
        const seen = new Set<Node>()
        for (const at of suspensionsOf(analysis)) {
          for (const region of analysis.locksHeldAt(at)) {
            if (seen.has(region.node) || !blocksThread(checker, region)) continue
            seen.add(region.node)
            checker.report({
              node: region.node,
              message: `\`${owner.name}\` holds the thread lock \`${region.lock.text}\` while it awaits: a second task that wants it stops the event loop for ever.`,
              // Who waits for the lock for ever is the second run, or a thread.
              ...(!runsBesideItself(checker, owner) && { severity: 'high' as const }),
              confidence: region.lock.isGuess ? 'medium' : 'high',
              evidence: [
                { kind: 'act', node: region.node, message: 'the lock is taken' },
                {
                  kind: 'suspension',
                  node: analysis.graph.eventNode(at),
                  message: 'other tasks run here, with the lock held',
                },
              ],
            })
          }
        }
      }
    },
  },
})

/** A lock of threads or processes; of unknown locks those in a plain `with`, as asyncio has none. */
function blocksThread({ tree }: Checker, { lock, node, isManaged }: LockRegion): boolean {
  if (lock.world === 'threading' || lock.world === 'process') return true
  if (lock.world !== 'unknown' || !isManaged || !lock.isGuess) return false
  const statement = tree.ancestor(node, K_WITH_STATEMENT)
  return statement !== NO_NODE && !tree.hasChildOfKind(statement, T_ASYNC)
}
