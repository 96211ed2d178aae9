import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { Binding } from '../../facts/scopes.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { ALONE } from '../../matching/shared-state/field-writes.ts'
import { isLockConstructor } from '../../matching/shared-state/lock-constructors.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  K_AS_PATTERN,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
  K_WITH_ITEM,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'lock-created-per-call',
  title: 'Lock that every call makes anew',
  consequence:
    'The lock guards nothing: each caller holds its own, and all go in at the same time.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [662, 820],
  roles: ['source', 'migration'],
  why: `
A lock keeps callers apart only if they share it. This one is made by the call that takes it, so nobody else
can ever hold it: the code looks guarded and is not.

| step | thread A | thread B |
|---|---|---|
| 1 | makes lock 1, takes it | |
| 2 | reads the balance | makes lock 2, takes it |
| 3 | | reads the same balance |
| 4 | writes | writes: the change of A is lost |
`,
  fix: `
Make the lock once, where the guarded data is made: in \`__init__\` beside the attribute, or at module level
beside the global.
`,
  exemptions: [
    {
      text: 'A lock that the call shares: with a nested function, a thread, an object, its caller.',
      quiet: py`
        import threading

        def run(jobs):
            lock = threading.Lock()
            results = []

            def work(job):
                with lock:
                    results.append(job())

            for job in jobs:
                threading.Thread(target=work, args=(job,)).start()
            with lock:
                return list(results)

        def start(worker):
            lock = threading.Lock()
            worker.run(lock)
            with lock:
                return worker.result

        def make():
            lock = threading.RLock()
            with lock:
                prepare()
            return lock
      `,
    },
    {
      text: 'A semaphore that somebody else is told to release, and a lock that a method makes for the other methods.',
      quiet: py`
        import threading

        def wait(register):
            done = threading.Semaphore(0)
            register(done.release)
            done.acquire()

        class Server:
            def start(self):
                self.lock = threading.Lock()
                with self.lock:
                    self.clients = []

            def add(self, client):
                with self.lock:
                    self.clients.append(client)
      `,
    },
    {
      text: 'A lock that is made with its object or module.',
      quiet: py`
        import threading

        LOCK = threading.Lock()

        class Account:
            def __init__(self):
                self.lock = threading.Lock()

            def add(self, amount):
                with self.lock, LOCK:
                    self.balance += amount
      `,
    },
    {
      text: 'A lock variable that is the global one, or a lock of the file system or a server.',
      quiet: py`
        import threading
        from filelock import FileLock

        _lock = None

        def setup():
            global _lock
            _lock = threading.Lock()
            with _lock:
                prepare()

        def write(path):
            with FileLock(path):
                save(path)

        def guarded(redis, key):
            with redis.lock(key):
                save(key)
      `,
    },
  ],
  limits: ['A lock that is handed to a function which does not share it is not noticed.'],
  bad: [
    py`
      import threading

      def add(account, amount):
          lock = threading.Lock()
          with lock: #!
              account.balance += amount
    `,
    py`
      import asyncio
      from threading import RLock, Semaphore as Gate
      import multiprocessing as mp

      async def add(account, amount):
          async with asyncio.Lock(): #!
              account.balance += amount

      def other(account):
          lock = RLock()
          lock.acquire() #!
          try:
              account.close()
          finally:
              lock.release()

      def third(account):
          with Gate(1), mp.Lock(): #!2
              account.close()

      def fourth(account):
          with RLock() as held: #!
              account.close(held)
          with (RLock()): #!
              account.close()
          RLock().acquire() #!

      class Counter:
          def add(self):
              self.lock = RLock()
              with self.lock: #!
                  self.count += 1
    `,
  ],
  good: [
    py`
      import threading

      lock = threading.Lock()

      def add(account, amount):
          with lock:
              account.balance += amount
    `,
  ],
  on: {
    [K_CALL](call, checker) {
      if (!isLockConstructor(checker.facts.calleeName(call))) return
      const owner = checker.facts.enclosingFunction(call)
      if (owner === undefined || owner.isLambda) return
      const { tree } = checker
      const parent = parentOf(tree, call)
      const isNamed = tree.kind(parent) === K_AS_PATTERN
      if (tree.kind(isNamed ? tree.parent(parent) : parent) === K_WITH_ITEM) {
        report(checker, call, tree.text(call))
        return
      }
      // `Lock().acquire()`: what was taken can never be let go either.
      if (
        tree.kind(parent) === K_ATTRIBUTE &&
        calleeName(tree, tree.parent(parent)) === 'acquire'
      ) {
        report(checker, tree.parent(parent), tree.text(call))
        return
      }
      if (tree.kind(parent) !== K_ASSIGNMENT) return
      const target = tree.child(parent, F_LEFT)
      const own = receiverAttribute(checker.facts, target)
      if (own !== undefined && !own.isClass) {
        const taken = takenFieldOf(checker, target, owner)
        if (taken !== undefined) report(checker, taken, tree.text(target))
      }
      if (target === NO_NODE || tree.kind(target) !== K_IDENTIFIER) return
      const binding = checker.facts.resolve(target)
      if (binding?.scope !== owner.scope || binding.definitionCount !== 1) return
      const first = firstUse(checker, binding)
      if (first !== undefined) report(checker, first, binding.name)
    },
  },
})

/** Where `self.lock` is taken, if the method that makes it anew each time is all that uses it. */
function takenFieldOf(
  { facts, tree }: Checker,
  target: Node,
  owner: FunctionFacts,
): Node | undefined {
  const statement = tree.parent(tree.parent(target))
  if (ALONE.test(owner.name) || tree.parent(statement) !== owner.body) return undefined
  let taken: Node | undefined
  for (const name of facts.identifiersNamed(facts.name(tree.child(target, F_ATTRIBUTE)))) {
    if (tree.fieldOf(name) !== F_ATTRIBUTE) continue
    if (!tree.contains(owner.node, name)) return undefined
    const field = tree.parent(name)
    if (field === target) continue
    if (facts.enclosingFunction(name) !== owner || receiverAttribute(facts, field) === undefined) {
      return undefined
    }
    if (tree.kind(tree.parent(field)) === K_WITH_ITEM) taken ??= field
    else if (tree.kind(tree.parent(field)) !== K_ATTRIBUTE) return undefined
  }
  return taken
}

/** Where the lock is taken, if it is only ever taken and let go by this very function. */
function firstUse({ facts, tree }: Checker, binding: Binding): Node | undefined {
  let first: Node | undefined
  for (const reference of binding.references) {
    if (facts.scopeOf(reference) !== binding.scope) return undefined
    const parent = tree.parent(reference)
    if (tree.kind(parent) === K_WITH_ITEM) first ??= reference
    else {
      if (tree.kind(parent) !== K_ATTRIBUTE || tree.child(parent, F_OBJECT) !== reference) {
        return undefined
      }
      const method = facts.name(tree.child(parent, F_ATTRIBUTE))
      // `register(gate.release)`: somebody else lets this call go on.
      const call = tree.calledBy(parent)
      if (call === NO_NODE) return undefined
      if (!/^(?:acquire|release|locked|__enter__|__exit__)$/.test(method)) return undefined
      if (method === 'acquire') first ??= call
    }
  }
  return first
}

function report(checker: Checker, node: Node, text: string): void {
  checker.report({
    node,
    message: `\`${text}\` is made by the call that takes it: no other call can ever hold it, so it keeps nobody out.`,
  })
}
