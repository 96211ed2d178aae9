import { interleavedUpdates } from '../../matching/shared-state/interleaved-updates.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { weightOfAct } from './matching/act-weights.ts'
import { storeOf } from './matching/awaited-stores.ts'
import { checksThenActs } from './matching/check-then-act.ts'
import { overtakenRefusals } from './matching/overtaken-refusals.ts'

export default defineRule({
  id: 'await-check-then-act',
  title: 'Check before an await, act after it',
  consequence:
    'Two requests at the same moment both pass the check, so a limit, a balance or an "only once" does not hold.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 367],
  why: `
While a coroutine waits, others run. What it tested before the await may have changed when it acts: a
second task has passed the same test meanwhile, and both do what only one of them may.

| step | task A | task B | \`self.seats\` |
|---|---|---|---|
| 1 | finds 1 > 0, awaits the payment | | 1 |
| 2 | | finds 1 > 0, awaits the payment | 1 |
| 3 | takes the seat | | 0 |
| 4 | | takes the seat | **-1** |
`,
  fix: `
Act first and wait then (mark the key, take the seat, store the task that others can await), and take it
back if what follows fails. Or hold one \`asyncio.Lock\` over test, await and act, or test again after
the await.
`,
  exemptions: [
    {
      text: 'A private method that is only called with the lock held.',
      quiet: py`
        class Pool:
            async def request(self, url):
                async with self._pool_lock:
                    await self._close_idle()
                    return self._take(url)

            async def _close_idle(self):
                for at, link in enumerate(list(self._links)):
                    if link.is_idle() and len(self._links) > 9:
                        await link.aclose()
                        self._links.pop(at)
      `,
    },
    {
      text: 'What one task alone runs: a loop that is started once for its object, and nothing else changes the place.',
      quiet: py`
        import asyncio

        class Watcher:
            def __init__(self, client):
                self._client = client
                self._parts = {}

            async def __aenter__(self):
                await self._poll()
                self._task = asyncio.create_task(self._loop())
                return self

            async def _loop(self):
                while True:
                    await self._refresh()

            async def _refresh(self):
                if len(self._parts) == self._client.count:
                    return
                parts = await self._client.load()
                self._parts.update(parts)

            async def _poll(self):
                await self._client.ping()
      `,
    },
    {
      text: 'A test that the act does not make untrue, so that the second task may pass as well.',
      quiet: py`
        class Credentials:
            async def refresh(self):
                if self.token is None or self.url is None:
                    raise ValueError("nothing to refresh")
                token, age = await fetch(self.url, self.token)
                self.token = token
      `,
    },
    {
      text: 'A later test that starts again when the state has changed, where nothing is awaited without it.',
      quiet: py`
        class Buffer:
            async def validate(self):
                while self.state == "unknown":
                    document = self.document
                    if self.validator:
                        error = await self.validator.run(document)
                        if self.document != document:
                            continue
                    self.state = "checked"
      `,
    },
    {
      text: 'The place is marked before the first await.',
      quiet: py`
        class Sender:
            async def send(self, key):
                if key in self.sent:
                    return
                self.sent.add(key)
                await self.client.post(key)

            async def run(self):
                if self._busy:
                    return
                self._busy = True
                try:
                    await self.client.run()
                finally:
                    self._busy = False
      `,
    },
    {
      text: 'Tested again under a lock, with several tests at once too.',
      quiet: py`
        class Client:
            async def token(self, now):
                if self._token and now < self._expires:
                    return self._token
                async with self._lock:
                    if self._token and now < self._expires:
                        return self._token
                    self._token, self._expires = await self.fetch()
                    return self._token
      `,
    },
    {
      text: 'A lock over test and act, one for each key too.',
      quiet: py`
        import asyncio

        class Sender:
            def __init__(self):
                self.lock = asyncio.Lock()
                self.locks = {}

            async def send(self, key):
                async with self.lock:
                    if key not in self.sent:
                        await self.client.post(key)
                        self.sent.add(key)

            async def send_one(self, key):
                async with self.locks.setdefault(key, asyncio.Lock()):
                    if key not in self.sent:
                        await self.client.post(key)
                        self.sent.add(key)
      `,
    },
    {
      text: 'Tested again after the await.',
      quiet: py`
        class Shop:
            async def take(self):
                if self.seats <= 0:
                    raise SoldOut
                await self.pay()
                if self.seats <= 0:
                    raise SoldOut
                self.seats -= 1
      `,
    },
    {
      text: 'Compared after the await with what was read before it, and dropped if another task was faster.',
      quiet: py`
        class Buffer:
            async def validate(self):
                while self.state == 'unknown':
                    document = self.document
                    error = await self.check(document)
                    if self.document != document:
                        continue
                    self.state = 'bad' if error else 'good'

            async def refresh(self):
                if self.page is None:
                    round = self.round
                    page = await self.fetch()
                    if round == self.round:
                        self.page = page
      `,
    },
    {
      text: 'A container that the call has for itself: `*args`, `**options`, a copy of a parameter.',
      quiet: py`
        class Socket:
            async def send(self, *args, **options):
                if options.get('address') is not None:
                    options['address'] = await self.resolve(options['address'])
                if args[-1] is not None:
                    args = list(args)
                    args[-1] = await self.resolve(args[-1])
                return args, options

            async def load(self, names):
                names = dict(names)
                if names.get('a') is None:
                    names['a'] = await self.fetch('a')
                return names
      `,
    },
    {
      text: 'The task of the work is stored before it is awaited.',
      quiet: py`
        import asyncio

        class Cache:
            async def load(self, key):
                if key in self.done:
                    return self.done[key]
                task = self.running.get(key)
                if task is None:
                    task = self.running[key] = asyncio.create_task(self.fetch(key))
                self.done[key] = await task
                return self.done[key]
      `,
    },
    {
      text: '`setdefault`, `discard` and `pop` with a default: they ask by themselves.',
      quiet: py`
        class Cache:
            async def load(self, key):
                if key not in self.values:
                    value = await self.fetch(key)
                    return self.values.setdefault(key, value)
                return self.values[key]

            async def drop(self, key):
                if key in self.values:
                    await self.store.delete(key)
                    self.values.pop(key, None)
      `,
    },
    {
      text: 'Test and act without an await in between, and tests of other places.',
      quiet: py`
        class Shop:
            async def take(self, n):
                await self.pay(n)
                if self.seats >= n:
                    self.seats -= n
                if self.is_open:
                    await self.notify()
                    self.visits += 1
      `,
    },
    {
      text: 'A flag that says that something is over, and objects that one task uses by their nature, as the name of their class says (`Request`, `Response`, `Reader`, `Pipeline`).',
      quiet: py`
        class Client:
            async def close(self):
                if self._closed:
                    return
                await self._connection.close()
                self._closed = True

        class FormReader:
            async def read(self):
                if self._left > 0:
                    self._last = await self._source.read()
                    self._left -= 1
                return self._last
      `,
    },
    {
      text: 'The insides of a lock or semaphore, which are built of such steps.',
      quiet: py`
        class FairLock:
            async def acquire(self):
                if self._locked:
                    await self._wait()
                if not self._locked:
                    await self._enter()
                    self._locked = True
      `,
    },
    {
      text: 'An assertion, and a local name for the container that is asked after the await.',
      quiet: py`
        class Registry:
            async def put(self, name):
                assert name not in self.names
                names = self.names
                await self.greet(name)
                self.names[name] = 1
                if 'other' in names:
                    del names['other']
      `,
    },
    {
      text: 'What a handler notes of a failure, and what belongs to one request.',
      quiet: py`
        class Job:
            async def run(self):
                if self.state == 'running':
                    try:
                        await self.client.run()
                    except OSError:
                        self.state = 'failed'
                        raise

        async def user_of(request):
            if 'user' not in request.scope:
                request.scope['user'] = await load(request)
            return request.scope['user']
      `,
    },
    {
      text: 'A method that is called to act and asks again by itself.',
      quiet: py`
        class Sender:
            def _store(self, key, value):
                if key not in self.sent:
                    self.sent[key] = value

            async def send(self, key):
                if key in self.sent:
                    return
                self._store(key, await self.client.post(key))
      `,
    },
    {
      text: 'A variable of the function around, which one task alone counts up.',
      quiet: py`
        import asyncio

        async def main():
            done = 0

            async def work():
                nonlocal done
                while done < 10:
                    await asyncio.sleep(0.1)
                    done += 1

            task = asyncio.create_task(work())
            await task
            return done
      `,
    },
    {
      text: 'What was there, put back when the work is over, and the tasks that are left to wait for.',
      quiet: py`
        import asyncio

        class Context:
            async def run_again(self, other):
                saved = self.command
                if saved is None:
                    raise ValueError("nothing to run")
                try:
                    await other.run(self)
                finally:
                    self.command = saved

            async def drain(self):
                while self.pending:
                    done, self.pending = await asyncio.wait(self.pending)
                    self.collect(done)
      `,
    },
    {
      text: 'Letting something go that was found: `None` or `False` is stored by both.',
      quiet: py`
        class Client:
            async def close(self):
                if self._connection is not None:
                    await self._connection.close()
                    self._connection = None
      `,
    },
  ],
  limits: [
    'Whether two tasks really run the function at the same time is not proved.',
    'An act inside of a called function is seen where it is of the same file and fills a container of the object, or assigns the place behind an await of its own.',
    'Lazy initialisation of one attribute is reported by lazy-init-across-await.',
  ],
  bad: [
    py`
      class Shop:
          def __init__(self):
              self.seats = 1

          async def take(self):
              if self.seats > 0:
                  await self.pay()
                  self.seats -= 1 #!
    `,
    {
      'app/state.py': py`
        rooms: dict[str, object] = {}
        done = set()
      `,
      'app/api.py': py`
        from .state import done, rooms

        async def open_room(name, client):
            if name in rooms:
                raise ValueError(name)
            rooms[name] = await client.open(name) #!

        async def once(name, client):
            if name not in done:
                await client.post(name)
                done.add(name) #!

        async def join(name, user, client):
            room = rooms.get(name)
            if len(room.members) >= 10:
                raise ValueError(name)
            await client.greet(user)
            room.members.add(user) #!
      `,
    },
    {
      'app/slots.py': py`
        class Slots:
            def __init__(self):
                self._owners = {}

            def require_free(self, slot):
                if slot in self._owners:
                    raise ValueError(slot)

            def assign(self, slot, driver):
                self._owners[slot] = driver

            def claim(self, slot, driver):
                if slot in self._owners:
                    raise ValueError(slot)
                self._owners[slot] = driver
      `,
      'app/load.py': py`
        from app.slots import Slots

        class Load:
            def __init__(self, roaming):
                self._roaming = roaming
                self._slots = Slots()

            async def book(self, slot, driver, token):
                self._slots.require_free(slot)
                await self._roaming.authorize(token)
                self._slots.assign(slot, driver) #! high
      `,
    },
  ],
  good: [
    py`
      class Shop:
          def __init__(self):
              self.seats = 1

          async def take(self):
              if self.seats > 0:
                  self.seats -= 1
                  try:
                      await self.pay()
                  except BaseException:
                      self.seats += 1
                      raise
    `,
    {
      'app/slots.py': py`
        class Slots:
            def __init__(self):
                self._owners = {}

            def require_free(self, slot):
                if slot in self._owners:
                    raise ValueError(slot)

            def assign(self, slot, driver):
                self._owners[slot] = driver

            def claim(self, slot, driver):
                if slot in self._owners:
                    raise ValueError(slot)
                self._owners[slot] = driver
      `,
      'app/load.py': py`
        import asyncio
        from app.slots import Slots

        class Load:
            def __init__(self, roaming):
                self._roaming = roaming
                self._slots = Slots()
                self._lock = asyncio.Lock()

            async def at_once(self, slot, driver, token):
                await self._roaming.authorize(token)
                self._slots.require_free(slot)
                self._slots.assign(slot, driver)

            async def asked_again(self, slot, driver, token):
                self._slots.require_free(slot)
                await self._roaming.authorize(token)
                self._slots.claim(slot, driver)

            async def locked(self, slot, driver, token):
                async with self._lock:
                    self._slots.require_free(slot)
                    await self._roaming.authorize(token)
                    self._slots.assign(slot, driver)

            async def other(self, slot, second, driver, token):
                self._slots.require_free(slot)
                await self._roaming.authorize(token)
                self._slots.assign(second, driver)
      `,
    },
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { tree } = checker
      const told = new Set<Node>()
      const overwrites = new Set(
        checker.once(interleavedUpdates, interleavedUpdates).map(({ write }) => write.node),
      )
      for (const check of checker.once(checksThenActs, checksThenActs)) {
        const { owner, location, guard, test, act, suspension, isFill } = check
        // Several acts behind one test are one mistake, and a stale value has a rule of its own.
        if (told.has(guard.condition) || overwrites.has(act.node)) continue
        const weight = weightOfAct(checker, check)
        if (weight === undefined) continue
        told.add(guard.condition)
        const consequence = isFill
          ? 'two tasks both compute and store it, and the later result replaces the earlier'
          : 'two tasks can both pass the test and both act'
        checker.report({
          node: act.node,
          message: `\`${owner.name}\` tests \`${tree.text(test)}\`, awaits, then changes \`${location.text}\`: ${consequence}.`,
          ...weight,
          evidence: [
            { kind: 'test', node: test, message: 'both tasks pass this test' },
            ...(suspension === NO_NODE
              ? []
              : [
                  {
                    kind: 'suspension' as const,
                    node: suspension,
                    message: 'other tasks run here',
                  },
                ]),
            { kind: 'act', node: storeOf(act), message: 'the test may no longer hold' },
          ],
        })
      }
      for (const { owner, check, act, suspension } of overtakenRefusals(checker)) {
        checker.report({
          node: act,
          message: `\`${owner.name}\` asks \`${tree.text(check)}\`, awaits, then does it: two tasks can both be let through.`,
          confidence: 'medium',
          severity: 'high',
          evidence: [
            { kind: 'test', node: check, message: 'both tasks are let through here' },
            ...(suspension === NO_NODE
              ? []
              : [
                  {
                    kind: 'suspension' as const,
                    node: suspension,
                    message: 'other tasks run here',
                  },
                ]),
            { kind: 'act', node: act, message: 'what was asked may no longer hold' },
          ],
        })
      }
    },
  },
})
