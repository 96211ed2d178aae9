import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Access } from '../../flow/accesses.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { positionalArgument, withoutParentheses } from '../../matching/calls.ts'
import {
  mayBeShared,
  racingCoroutines,
  Staleness,
  underOneLock,
} from '../../matching/stale-events.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'await-interleaved-rmw',
  title: 'Shared value read, awaited, then overwritten from the old value',
  consequence:
    'Two tasks that run at the same time overwrite each other, so updates that were confirmed are silently lost.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 366],
  why: `
Every \`await\` lets other tasks run. A value that was read before it describes the past; a value computed
from it and written afterwards erases what the other tasks wrote in between.

| step | task A | task B | \`self.balance\` |
|---|---|---|---|
| 1 | reads 100, awaits | | 100 |
| 2 | | reads 100, awaits | 100 |
| 3 | writes 100 - 30 | | 70 |
| 4 | | writes 100 - 50 | **50**, not 20 |
`,
  fix: `
Read and write on the same side of the await: await first, then update in one step
(\`self.balance -= amount\`). Where the awaited work depends on the old value, hold one
\`asyncio.Lock\` from the read to the write.
`,
  exemptions: [
    {
      text: 'The value is read again after the await.',
      quiet: py`
        class Account:
            async def pay(self, amount):
                before = self.balance
                await self.audit(before)
                before = self.balance
                self.balance = before - amount
      `,
    },
    {
      text: 'The written value does not come from the old one, or the update has no await inside.',
      quiet: py`
        class Account:
            async def reset(self, amount):
                before = self.balance
                await self.audit(before)
                self.balance = 0
                self.payments += 1
                try:
                    self.active += 1
                    await self.audit(amount)
                finally:
                    self.active -= 1
      `,
    },
    {
      text: 'One lock is held over the read, the await and the write.',
      quiet: py`
        import asyncio

        class Account:
            def __init__(self):
                self._mutation = asyncio.Lock()

            async def pay(self, amount):
                async with self._mutation:
                    before = self.balance
                    await self.audit(before)
                    self.balance = before - amount
      `,
    },
    {
      text: 'The object is local to the call, so no other task has it.',
      quiet: py`
        async def report(db):
            total = 0
            row = Row()
            for part in await db.parts():
                before = total
                used = row.used
                size = await db.size(part)
                total = before + size
                row.used = used + size
            return total, row
      `,
    },
    {
      text: 'A saved value is put back as it was.',
      quiet: py`
        class Session:
            async def quietly(self, work):
                before = self.level
                self.level = 0
                try:
                    await work()
                finally:
                    self.level = before
      `,
    },
    {
      text: 'The old value is only handed to the awaited call.',
      quiet: py`
        class Feed:
            async def poll(self):
                page = await self.client.after(self.cursor)
                self.cursor = page.cursor
      `,
    },
  ],
  limits: [
    'Whether two tasks really run the function at the same time is not proved.',
    'A write inside of a method that is called is not seen.',
    'Read, await and write in one statement are reported by await-in-augmented-assign.',
  ],
  bad: [
    py`
      class Account:
          def __init__(self):
              self.balance = 0

          async def pay(self, amount):
              before = self.balance
              await self.audit(amount)
              self.balance = before - amount #!
    `,
    py`
      import asyncio

      hits = {}
      total = 0

      async def count(key, db):
          global total
          seen = hits.get(key, 0)
          known = total
          weight = await db.weight(key)
          hits[key] = seen + weight #!
          new_total = known + weight
          if new_total > 10:
              total = new_total #!

      def start():
          done = 0

          async def work(jobs):
              nonlocal done
              finished = done
              async for job in jobs:
                  finished += 1
              done = finished #!

          return work
    `,
    py`
      class Pool:
          async def grow(self, state):
              members = list(self.members)
              fresh = await self.open()
              self.members = [*members, fresh] #!
              used = state.used
              async with self.session() as session:
                  state.used = used + 1 #!
    `,
  ],
  good: [
    py`
      class Account:
          def __init__(self):
              self.balance = 0

          async def pay(self, amount):
              await self.audit(amount)
              self.balance -= amount
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      for (const owner of racingCoroutines(checker)) checkCoroutine(checker, owner)
    },
  },
})

interface Candidate {
  readonly write: Access
  readonly read: Access
}

function checkCoroutine(checker: Checker, owner: FunctionFacts): void {
  const analysis = checker.analysis.of(owner)
  const candidates = analysis.accesses
    .filter(
      ({ kind, use, location }) => kind === 'write' && use !== 'update' && mayBeShared(location),
    )
    .flatMap((write) => candidatesOf(checker, analysis, write))
  if (candidates.length === 0) return
  const staleness = new Staleness(
    analysis,
    candidates.map(({ read }) => read.event),
  )
  const reported = new Set<number>()
  for (const { write, read } of candidates) {
    if (reported.has(write.event) || !staleness.isStaleAt(read.event, write.event)) continue
    if (underOneLock(analysis, [read.event, write.event])) continue
    if (isLockGap(analysis, read, write)) continue
    reported.add(write.event)
    report(checker, owner, staleness, { write, read })
  }
}

/** Reads of the same place that go into what is written, from other statements. */
function candidatesOf(checker: Checker, analysis: FunctionAnalysis, write: Access): Candidate[] {
  const { tree } = checker
  const written = writtenValue(tree, write.node)
  if (written === undefined) return []
  const value = withoutParentheses(tree, written.node)
  // Nothing is computed: what was read is put back.
  if (
    tree.kind(value) === k.K_IDENTIFIER &&
    written.kind === 'whole' &&
    isRestored(analysis, write)
  )
    return []
  return analysis
    .readsBehind(write.event)
    .filter(
      (read) =>
        isSamePlace(checker, read, write) &&
        !tree.contains(written.node, read.node) &&
        !isHandedToAwait(checker, read.node),
    )
    .map((read) => ({ write, read }))
}

/** True if the place itself is what the name was given: no operation lies between. */
function isRestored(analysis: FunctionAnalysis, write: Access): boolean {
  const { tree } = analysis.graph
  const written = writtenValue(tree, write.node)
  if (written === undefined) return false
  return analysis.locations.ofObject(written.node)?.key === write.location.key
}

function isSamePlace({ tree }: Checker, read: Access, write: Access): boolean {
  if (read.location.key === write.location.key) return true
  const { parent, path } = write.location
  if (read.method !== 'get' || parent?.key !== read.location.key) return false
  const key = positionalArgument(tree, read.node, 0)
  return key !== NO_NODE && path.at(-1) === `[${tree.text(key)}]`
}

function isHandedToAwait({ tree }: Checker, node: Node): boolean {
  return tree.ancestor(node, k.K_AWAIT) !== NO_NODE
}

/** Read and written under one lock that was let go in between: that is async-lock-gap. */
function isLockGap(analysis: FunctionAnalysis, read: Access, write: Access): boolean {
  const keys = new Set(analysis.locksHeldAt(read.event).map(({ lock }) => lock.key))
  return analysis.locksHeldAt(write.event).some(({ lock }) => keys.has(lock.key))
}

function report(
  checker: Checker,
  owner: FunctionFacts,
  staleness: Staleness,
  { write, read }: Candidate,
): void {
  const { location } = write
  const isParameter = location.root === 'parameter'
  const suspension = staleness.suspensionBetween(read.event, write.event)
  checker.report({
    node: write.node,
    message: `\`${owner.name}\` overwrites \`${location.text}\` with a value computed from a read before an await: what other tasks wrote meanwhile is lost.`,
    ...(isParameter ? { severity: 'high' as const } : {}),
    confidence: isParameter || location.root === 'closure' ? 'medium' : 'high',
    evidence: [
      { kind: 'read', node: read.node, message: `\`${location.text}\` is read` },
      ...(suspension === NO_NODE
        ? []
        : [{ kind: 'suspension' as const, node: suspension, message: 'other tasks run here' }]),
      { kind: 'write', node: write.node, message: 'the old value is written back, changed' },
    ],
  })
}
