import { interleavedUpdates } from '../../matching/shared-state/interleaved-updates.ts'
import { milder, weightOfMeeting } from '../../matching/shared-state/proven-runs.ts'
import { startedTogether } from '../../matching/shared-state/started-together.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { drainedCollections } from './matching/drained-collections.ts'
import { weightOfOneUser } from './matching/one-user.ts'

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
      text: 'What others wrote meanwhile goes in as well, or the old value is compared with what is there now.',
      quiet: py`
        class Outbox:
            async def flush(self):
                taken, self.waiting = self.waiting, []
                try:
                    await self.client.send(taken)
                except OSError:
                    self.waiting = taken + self.waiting

            async def renumber(self):
                version = self.version
                await self.client.send(version)
                if version == self.version:
                    self.version = version + 1
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
              cursor = self.cursor
              page = await self.client.after(cursor)
              self.cursor = page.cursor
      `,
    },
  ],
  limits: [
    'Whether two tasks really run the function at the same time is not proved.',
    'A write inside of a called method is only seen where that stores an argument as it is.',
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
    py`
      class Meter:
          def __init__(self):
              self._used = 0

          def used(self):
              return self._used

          def store(self, used):
              self._used = used

          @staticmethod
          def raised(used, step):
              return used + step

          async def count(self):
              used = self._used
              await self.log()
              self.store(used + 1) #!

          async def add(self, step):
              used = self.used()
              await self.log()
              self._used = self.raised(used, step) #!
    `,
    {
      'shop/state.py': py`
        from functools import lru_cache

        ACCOUNTS: dict[str, 'Account'] = {}

        class Account:
            balance = 0

        class Totals:
            count = 0

        @lru_cache
        def get_totals():
            return Totals()
      `,
      'shop/api.py': py`
        from .state import ACCOUNTS, get_totals

        async def pay(name, amount, log):
            account = ACCOUNTS.get(name)
            before = account.balance
            await log(name)
            account.balance = before - amount #!

        async def count(log):
            totals = get_totals()
            before = totals.count
            await log(before)
            totals.count = before + 1 #!
      `,
    },
    py`
      class Prices:
          def __init__(self, store):
              self.store = store
              self._own: dict[str, int] = {}
              self._limits: dict[str, int] = {}

          def _with(self, name, price):
              prices = dict(self._own)
              prices[name] = price
              return prices

          def _limit(self, name):
              limit = self._limits.get(name)
              if limit is None:
                  raise KeyError(name)
              return limit

          async def set(self, name, price):
              prices = self._with(name, price)
              await self.store.save(prices)
              self._own = prices #!

          async def raise_limit(self, name, more):
              wanted = self._limit(name) + more
              await self.store.save(wanted)
              self._limits[name] = wanted #!
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
    py`
      class Prices:
          def __init__(self, store):
              self.store = store
              self._own: dict[str, int] = {}

          def _with(self, name, price):
              return {**self._own, name: price}

          def _kept(self):
              return self._own

          async def set(self, name, price):
              await self.store.check(name, price)
              self._own = self._with(name, price)

          async def put_back(self):
              own = self._kept()
              await self.store.save({})
              self._own = own
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const { owner, place, given, emptied } of drainedCollections(checker)) {
        checker.report({
          node: emptied,
          message: `\`${owner.name}\` empties \`${place}\` after an await: what other tasks added while it was handed on is lost.`,
          severity: 'high',
          confidence: 'medium',
          evidence: [
            {
              kind: 'suspension',
              node: given,
              message: 'what is there is handed on; other tasks add more',
            },
            { kind: 'write', node: emptied, message: 'all of it is thrown away' },
          ],
        })
      }
      for (const update of checker.once(interleavedUpdates, interleavedUpdates)) {
        // A lock that was let go in between is told by async-lock-gap.
        if (update.reacquired !== undefined) continue
        const { owner, location, read, write, suspension } = update
        // Tasks that share a closure are told by task-closure-shared-mutation.
        const isTold =
          location.root === 'closure' && checker.once(startedTogether, startedTogether).has(owner)
        if (isTold) continue
        const isParameter = location.root === 'parameter'
        const severity = milder(
          weightOfOneUser(checker, owner),
          weightOfMeeting(checker, owner, location, true),
        )
        checker.report({
          node: write.node,
          message: `\`${owner.name}\` overwrites \`${location.text}\` with a value computed from a read before an await: what other tasks wrote meanwhile is lost.`,
          ...(severity !== undefined && { severity }),
          confidence: isParameter || location.root === 'closure' ? 'medium' : 'high',
          evidence: [
            { kind: 'read', node: read.node, message: `\`${location.text}\` is read` },
            ...(suspension === NO_NODE
              ? []
              : [
                  {
                    kind: 'suspension' as const,
                    node: suspension,
                    message: 'other tasks run here',
                  },
                ]),
            { kind: 'write', node: write.node, message: 'the old value is written back, changed' },
          ],
        })
      }
    },
  },
})
