import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { FieldWrite } from '../../matching/shared-state/field-writes.ts'
import {
  type HalfGuardedField,
  halfGuardedFields,
  isUpdate,
} from '../../matching/shared-state/half-guarded-fields.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isFlag, isLoading, isSetter } from './matching/plain-stores.ts'
import { unguardedUpdates } from './matching/unguarded-updates.ts'
import { type UnlockedRead, unlockedReads } from './matching/unlocked-reads.ts'

export default defineRule({
  id: 'inconsistent-locking',
  title: 'Field changed or read with and without its lock',
  consequence:
    'The lock protects only some of the changes: updates are lost and readers see half of them.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [366, 820],
  confidence: 'medium',
  why: `
One method changes the field under a lock, another changes it without. The lock keeps nobody out who does not
ask for it: while the first method is between reading and writing, the second one writes, and its change is
overwritten.

| step | thread A, holds the lock | thread B, does not |
|---|---|---|
| 1 | reads \`count\` as 5 | |
| 2 | | sets \`count\` to 0 |
| 3 | writes 6 | |
`,
  fix: `
Take the same lock around every change of the field. Where a method is meant to be called with the lock held,
say so in its name (\`_reset_locked\`).
`,
  exemptions: [
    {
      text: 'A method called under the lock and in the constructor only, a lock that a method makes for itself, and tasks of one thread.',
      quiet: py`
        import threading

        class Progress:
            def __init__(self, repository):
                self.guard = threading.Lock()
                self.repository = repository
                self.offset = 0
                self.reset()

            def reset(self):
                self.topics = []

            def next(self, topic):
                with self.guard:
                    self.topics.append(topic)
                    if topic is None:
                        self.reset()

            def write(self):
                lock = self.repository.lock()
                with lock:
                    self.offset = 0

            def move(self, offset):
                self.offset += offset
      `,
    },
    {
      text: 'A lock that was given back, a `release` of something else, a field with a lock of its own, and `emit` of a log handler.',
      quiet: py`
        import logging
        import threading

        class Transport:
            def __init__(self, pools, stream):
                self.gate = threading.Lock()
                self.pools = pools
                self.stream = stream
                self.state = None
                self.start = 0

            def send(self, message):
                self.gate.acquire()
                try:
                    message.freeze()
                finally:
                    self.gate.release()
                self.state = message

            def read(self):
                marker = self.stream.mark()
                try:
                    self.start = self.stream.index
                finally:
                    self.stream.release(marker)

            def pool(self, key):
                with self.pools.lock:
                    self.pools[key] = key

            def reset(self):
                self.state = None
                self.start = 0
                self.pools.clear()

        class Memory(logging.StreamHandler):
            def __init__(self):
                super().__init__()
                self.used = False

            def emit(self, record):
                self.used = True

            def close(self):
                with self.lock:
                    self.used = False
      `,
    },
    {
      text: 'A class that is a lock itself, and a method that releases what its caller has acquired.',
      quiet: py`
        import threading

        class Lock:
            def __init__(self):
                self._block = threading.Lock()
                self._owner = None

            def acquire(self, me):
                self._owner = me

            def restore(self, me):
                with self._block:
                    self._owner = me

        class Storage:
            def __init__(self):
                self._guard = threading.Lock()
                self._file = None

            def open(self, path):
                with self._guard:
                    self._file = path

            def done(self, path):
                self._file = path
                self._guard.release()
      `,
    },
    {
      text: 'Construction and teardown, when nobody else has the object.',
      quiet: py`
        import threading

        class Counter:
            def __init__(self):
                self.lock = threading.Lock()
                self.count = 0

            def add(self):
                with self.lock:
                    self.count += 1

            def __exit__(self, *details):
                self.count = 0
      `,
    },
    {
      text: 'Private methods that are only called with the lock held, or during construction.',
      quiet: py`
        import threading

        class Counter:
            def __init__(self):
                self.lock = threading.Lock()
                self._reset()

            def add(self):
                with self.lock:
                    self.count += 1
                    if self.count > 9:
                        self._reset()

            def _reset(self):
                self.count = 0
      `,
    },
    {
      text: 'A private method that its class does not call: a base class, or a test, may hold the lock.',
      quiet: py`
        import threading

        class Counter:
            def __init__(self):
                self.lock = threading.Lock()
                self.count = 0

            def add(self):
                with self.lock:
                    self.count += 1

            def _set_count(self, count):
                self.count = count
      `,
    },
    {
      text: 'Methods that say that their caller holds the lock.',
      quiet: py`
        import threading

        class Counter:
            def __init__(self):
                self.lock = threading.Lock()
                self.count = 0

            def add(self):
                with self.lock:
                    self.count += 1

            def reset_locked(self):
                self.count = 0

            def clear(self):
                """Sets it back; the caller holds the lock."""
                self.count = 0
      `,
    },
    {
      text: 'A method that a base class declares, and may call with the lock held.',
      quiet: py`
        import threading

        class Handler:
            def __init__(self):
                self.lock = threading.Lock()

            def handle(self, record):
                with self.lock:
                    self.emit(record)

            def emit(self, record):
                raise NotImplementedError

        class Buffer(Handler):
            def emit(self, record):
                self.records.append(record)

            def flush(self):
                with self.lock:
                    self.records.clear()
      `,
    },
    {
      text: 'Locks of an event loop: a change without an await in between is whole by itself.',
      quiet: py`
        import asyncio

        class Counter:
            def __init__(self):
                self.lock = asyncio.Lock()
                self.count = 0

            async def add(self):
                async with self.lock:
                    self.count = await load(self.count)

            def reset(self):
                self.count = 0
      `,
    },
    {
      text: 'A field that happens to be set in a locked stretch, while more places set it without.',
      quiet: py`
        import threading

        class Worker:
            def __init__(self):
                self.lock = threading.Lock()

            def start(self):
                with self.lock:
                    self.jobs.append(1)
                    self.note = "started"

            def stop(self):
                self.note = "stopped"

            def fail(self):
                self.note = "failed"
      `,
    },
  ],
  limits: [
    'Reads without the lock are not reported.',
    'Which of several locks guards a field is not asked; any lock counts.',
  ],
  bad: [
    py`
      import threading

      class Counter:
          def __init__(self):
              self.lock = threading.Lock()
              self.count = 0

          def add(self):
              with self.lock:
                  self.count += 1

          def reset(self):
              self.count = 0 #!
    `,
  ],
  good: [
    py`
      import threading

      class Counter:
          def __init__(self):
              self.lock = threading.Lock()
              self.count = 0

          def add(self):
              with self.lock:
                  self.count += 1

          def reset(self):
              with self.lock:
                  self.count = 0
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const field of halfGuardedFields(checker)) {
        const seen = new Set<FunctionFacts>()
        for (const write of field.open) {
          if (seen.has(write.method)) continue
          seen.add(write.method)
          report(checker, write, field)
        }
      }
      for (const read of unlockedReads(checker)) reportRead(checker, read)
      for (const { write, read, lock } of unguardedUpdates(checker)) {
        checker.report({
          node: write.node,
          message: `\`${write.method.name}\` updates \`${checker.tree.text(write.node)}\` from its old value without \`${lock}\`, under which it is read: updates get lost.`,
          evidence: [
            { kind: 'read', node: read, message: `read under \`${lock}\`` },
            { kind: 'write', node: write.node, message: 'changed without a lock' },
          ],
          related: [read],
        })
      }
    },
  },
})

/** A whole value, or one step of a container, loses nothing but what is computed from the old one. */
function losesUpdate(checker: Checker, { method, node }: FieldWrite, isUpdated: boolean): boolean {
  if (isUpdate(checker, node)) return true
  if (!isUpdated || !checker.facts.isWrite(node)) return false
  return !isFlag(checker, node) && !isSetter(checker, method, node) && !isLoading(method)
}

const WORDS: Readonly<Record<UnlockedRead['kind'], string>> = {
  'looped over':
    'goes through it without: the loop fails, or misses some, when items come or go meanwhile',
  tested: 'tests it before: two threads pass the test, and the second one writes over the first',
  'handed out': 'hands it out whole: who gets it reads it without the lock',
}

function reportRead(checker: Checker, { kind, method, node, write }: UnlockedRead): void {
  checker.report({
    node,
    message: `\`${checker.tree.text(node)}\` is changed under \`${write.lock}\` in \`${write.method.name}\`; \`${method.name}\` ${WORDS[kind]}.`,
    evidence: [
      { kind: 'write', node: write.node, message: `changed under \`${write.lock}\`` },
      { kind: 'read', node, message: kind },
    ],
    related: [write.node],
    ...(kind !== 'tested' && { severity: 'medium' as const }),
  })
}

function report(checker: Checker, write: FieldWrite, field: HalfGuardedField): void {
  const { method, node } = write
  const { witness, isUpdated } = field
  checker.report({
    node,
    message: `\`${method.name}\` changes \`${checker.tree.text(node)}\` without the lock under which \`${witness.method.name}\` changes it.`,
    evidence: [
      { kind: 'write', node: witness.node, message: `changed under \`${witness.lock}\`` },
      { kind: 'write', node, message: 'changed without a lock' },
    ],
    related: [witness.node],
    ...(!losesUpdate(checker, write, isUpdated) && { severity: 'medium' as const }),
  })
}
