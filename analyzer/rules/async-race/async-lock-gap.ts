import { interleavedUpdates } from '../../matching/shared-state/interleaved-updates.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { lockedPairs } from './matching/locked-pairs.ts'

export default defineRule({
  id: 'async-lock-gap',
  title: 'Lock released between reading a value and writing it back',
  consequence:
    'The lock is taken but does not protect the update: concurrent changes are lost although the code looks safe.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 667],
  why: `
A lock protects what happens while it is held without a gap. Reading under the lock, releasing it and
taking it again to write leaves a moment in which another task does the same.

| step | task A | task B | \`self.stock\` |
|---|---|---|---|
| 1 | locks, reads 5, unlocks | | 5 |
| 2 | | locks, reads 5, unlocks | 5 |
| 3 | locks, writes 4, unlocks | | 4 |
| 4 | | locks, writes 4, unlocks | **4**, not 3 |
`,
  fix: `
Hold the lock from the read to the write. Where the work in between must not hold it, read again after
taking the lock the second time and compute from that value.
`,
  exemptions: [
    {
      text: 'One region covers the read and the write.',
      quiet: py`
        import asyncio

        class Shelf:
            def __init__(self):
                self.lock = asyncio.Lock()

            async def take(self):
                async with self.lock:
                    left = self.stock
                    await self.log(left)
                    self.stock = left - 1
      `,
    },
    {
      text: 'The value is read again under the second region.',
      quiet: py`
        class Shelf:
            async def take(self):
                async with self.lock:
                    left = self.stock
                await self.log(left)
                async with self.lock:
                    left = self.stock
                    self.stock = left - 1
      `,
    },
    {
      text: 'What is written under the second region does not come from the first.',
      quiet: py`
        class Shelf:
            async def refill(self):
                async with self.lock:
                    left = self.stock
                await self.log(left)
                async with self.lock:
                    self.stock = 10
                    self.fills += 1
      `,
    },
  ],
  limits: [
    'A test under the first region that allows an act under the second is reported by await-check-then-act.',
    'Regions in two methods, of which one calls the other, are not joined.',
  ],
  bad: [
    py`
      import asyncio

      class Shelf:
          def __init__(self):
              self.lock = asyncio.Lock()
              self.stock = 5

          async def take(self):
              async with self.lock:
                  left = self.stock
              await self.log(left)
              async with self.lock:
                  self.stock = left - 1 #!
    `,
    py`
      import asyncio

      lock = asyncio.Lock()
      totals = {}

      async def add(key, db):
          async with lock:
              total = totals.get(key, 0)
          total += await db.weight(key)
          async with lock:
              totals[key] = total #!

      async def plain(key, db):
          await lock.acquire()
          total = totals[key]
          lock.release()
          weight = await db.weight(key)
          await lock.acquire()
          totals[key] = total + weight #!
          lock.release()
    `,
    py`
      import asyncio

      class Ledger:
          def __init__(self, store):
              self._store = store
              self._lock = asyncio.Lock()
              self._balances: dict[str, int] = {}

          async def _cached(self, account):
              if account not in self._balances:
                  self._balances[account] = await self._store.balance(account)
              return self._balances[account]

          async def balance(self, account):
              async with self._lock:
                  return await self._cached(account)

          async def _set(self, account, amount):
              async with self._lock:
                  await self._store.save(account, amount)
                  self._balances[account] = amount

          async def charge(self, account, amount):
              current = await self.balance(account)
              if current < amount:
                  raise ValueError(account)
              await self._set(account, current - amount) #!
    `,
  ],
  good: [
    py`
      import asyncio

      class Shelf:
          def __init__(self):
              self.lock = asyncio.Lock()
              self.stock = 5

          async def take(self):
              async with self.lock:
                  left = self.stock
                  await self.log(left)
                  self.stock = left - 1
    `,
    py`
      import asyncio

      class Ledger:
          def __init__(self, store):
              self._store = store
              self._lock = asyncio.Lock()
              self._balances: dict[str, int] = {}

          async def _cached(self, account):
              if account not in self._balances:
                  self._balances[account] = await self._store.balance(account)
              return self._balances[account]

          async def balance(self, account):
              async with self._lock:
                  return await self._cached(account)

          async def _set(self, account, amount):
              async with self._lock:
                  await self._store.save(account, amount)
                  self._balances[account] = amount

          async def credit(self, account, amount):
              async with self._lock:
                  current = await self._cached(account)
                  await self._store.save(account, current + amount)
                  self._balances[account] = current + amount

          async def reset(self, account, amount):
              current = await self.balance(account)
              await self._set(account, amount * 2)
              await self._store.note(current)

          async def restore(self, account):
              current = await self.balance(account)
              await self._store.check(account)
              await self._set(account, current)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const update of checker.once(interleavedUpdates, interleavedUpdates)) {
        const { owner, location, read, write, reacquired } = update
        if (reacquired === undefined) continue
        checker.report({
          node: write.node,
          message: `\`${owner.name}\` reads \`${location.text}\` under \`${reacquired}\`, releases it, and writes the old value back under a second acquisition.`,
          evidence: [
            { kind: 'read', node: read.node, message: `read while \`${reacquired}\` is held` },
            {
              kind: 'write',
              node: write.node,
              message: 'written after it was released and taken again',
            },
          ],
        })
      }
      for (const { owner, read, write, place, lock } of lockedPairs(checker)) {
        checker.report({
          node: write,
          message: `\`${owner.name}\` computes what it stores in \`${place}\` from what it got under \`${lock}\`, which was released since: what other tasks stored meanwhile is lost.`,
          evidence: [
            { kind: 'read', node: read, message: `reads under \`${lock}\` and releases it` },
            { kind: 'write', node: write, message: 'writes under a second acquisition' },
          ],
        })
      }
    },
  },
})
