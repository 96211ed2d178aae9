import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { ALONE, type FieldWrite, fieldWrites } from '../../matching/field-writes.ts'
import { heldLock } from '../../matching/held-locks.ts'
import { isFlag, isLoading, isSetter } from '../../matching/plain-stores.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_FINALLY_CLAUSE,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'inconsistent-locking',
  title: 'Field changed with and without its lock',
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
    py`
      import threading

      class Jobs:
          def __init__(self):
              self.guard = threading.Condition()
              self.open = {}

          def add(self, job):
              with self.guard:
                  self.open[job.name] = job

          def forget(self, job):
              del self.open[job.name] #!

          def close(self):
              self.open.clear()

      class Names:
          lock = threading.Lock()
          known = {}

          @classmethod
          def add(cls, name):
              with cls.lock:
                  cls.known[name] = True

          @classmethod
          def forget(cls, name):
              cls.known.pop(name) #!
    `,
    py`
      from threading import RLock

      class Cache:
          def __init__(self):
              self._lock = RLock()
              self._items = {}
              self._hits = 0

          def put(self, key, value):
              self._lock.acquire()
              try:
                  self._items[key] = value
              finally:
                  self._lock.release()

          def get(self, key):
              with self._lock:
                  self._hits += 1
                  return self._items.get(key)

          def forget(self, key):
              self._items.pop(key, None) #!
              self._hits -= 1 #!
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
      const writes = fieldWrites(checker)
      if (writes.every(({ lock }) => lock === undefined)) return
      const fields = Map.groupBy(writes, (one) => `${one.class.index} ${one.isOfClass} ${one.name}`)
      for (const own of fields.values()) checkField(checker, own)
    },
  },
})

function checkField(checker: Checker, writes: readonly FieldWrite[]): void {
  const { tree } = checker
  const relevant = writes.filter(({ method }) => !ALONE.test(method.name))
  const guarded = relevant.filter((one) => one.lock !== undefined && isThreadLock(one))
  const [witness] = guarded
  // What is changed under the lock is a part of the object, which stays the same.
  if (guarded.every(({ node }) => isOfPart(checker, node))) {
    return
  }
  if (witness === undefined || /lock|mutex|cond/i.test(witness.name)) return
  if (writes.some((one) => isMadeForThreads(checker, one))) return
  // `with self.pools.lock`: the field has its own lock, and its methods take it.
  if (witness.lock?.startsWith(`self.${witness.name}.`) === true) return
  // A lock is built of what it must do before it holds.
  if (/Lock$/.test(witness.class.name)) return
  // The tasks of an event loop take turns at their own locks.
  if (/\bDeferred(?:Lock|Semaphore)\(/.test(checker.tree.source)) return
  const open = relevant.filter(
    (one) =>
      one.lock === undefined &&
      // Part of a method that locks: what is left outside was thought about.
      !guarded.some(({ method }) => method === one.method) &&
      !overrides(checker, one) &&
      !isLogHandler(checker, one) &&
      !runsAlone(checker, one, witness.lock ?? '') &&
      !isCalledUnderLock(checker, one.class, one.method, []),
  )
  // Where most places do without, the lock is there for something else.
  if (open.length === 0 || open.length > guarded.length) return
  const seen = new Set<FunctionFacts>()
  for (const { method, node } of open) {
    if (seen.has(method)) continue
    seen.add(method)
    checker.report({
      node,
      message: `\`${method.name}\` changes \`${tree.text(node)}\` without the lock under which \`${witness.method.name}\` changes it.`,
      evidence: [
        { kind: 'write', node: witness.node, message: `changed under \`${witness.lock}\`` },
        { kind: 'write', node, message: 'changed without a lock' },
      ],
      related: [witness.node],
      ...((isFlag(checker, node) || isSetter(checker, method, node) || isLoading(method)) && {
        severity: 'medium' as const,
      }),
    })
  }
}

const FOR_THREADS =
  /^(?:threading|queue|multiprocessing)\.(?:Event|Condition|Barrier|(?:Bounded)?Semaphore|\w*Queue)$/

/** `self.enabled = Event()`: `clear` and `set` of it need no lock. */
function isMadeForThreads({ tree, facts }: Checker, { node }: FieldWrite): boolean {
  const assignment = tree.parent(node)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.child(assignment, F_LEFT) !== node)
    return false
  const value = tree.child(assignment, F_RIGHT)
  return value !== NO_NODE && FOR_THREADS.test(facts.calleeName(value) ?? '')
}

/** `self.policy.now = ...`: the field itself is not assigned. */
function isOfPart({ tree }: Checker, node: Node): boolean {
  const parent = tree.parent(node)
  if (tree.kind(parent) !== K_ATTRIBUTE) return false
  const assignment = tree.parent(parent)
  return tree.kind(assignment) === K_ASSIGNMENT && tree.child(assignment, F_LEFT) === parent
}

const STARTS =
  /(?:Thread|Process|Timer)\w*\(|start_new_thread\(|\.submit\(|\.start\(\)|\bwait_threads/
/** Nobody else uses what is being started or closed. */
const ENDING =
  /^(?:start|init|set_?up|configure|initiali[sz]e|a?close|shutdown|dispose|destroy|terminate|tear_?down)$/
const AFTER_FORK = /after_?(?:in_child_)?fork|at_?fork/i

/** Before the threads are started, where the lock itself is made, or in the child after a fork. */
function runsAlone(
  { tree, facts }: Checker,
  { method, node, class: owner }: FieldWrite,
  lock: string,
): boolean {
  const text = tree.text(method.node)
  // What is reset when the server has ended.
  if (
    tree.ancestor(node, K_FINALLY_CLAUSE) > method.node &&
    /^(?:run|serve|main|close|stop|shutdown)/.test(method.name)
  )
    return true
  if (ENDING.test(method.name) || AFTER_FORK.test(method.name) || /_at_fork_reinit\(/.test(text))
    return true
  if (lock !== '' && text.includes(`${lock} = `)) return true
  // What releases without having acquired was called with the lock held.
  if (/\.release\(\)/.test(text) && !/\.acquire\(|\bwith\b/.test(text)) return true
  const after = tree.source.slice(tree.end(node), tree.end(method.node))
  if (STARTS.test(after)) return true
  // One step further: `self.start_worker()`.
  return facts.functions.some(
    (one) =>
      one.class === owner &&
      one !== method &&
      STARTS.test(tree.text(one.node)) &&
      after.includes(`self.${one.name}(`),
  )
}

/** A base class may call its method with the lock held. */
function overrides({ project, path }: Checker, { class: owner, method }: FieldWrite): boolean {
  const { hierarchy } = project.index
  const known = project.index.class(path, owner.symbol)
  return known !== undefined && hierarchy.findMethod(known, method.name, known) !== undefined
}

/** `logging` holds the lock of a handler around `emit` and `flush`. */
function isLogHandler({ tree }: Checker, { class: owner, method }: FieldWrite): boolean {
  if (!/^(?:emit|flush)$/.test(method.name)) return false
  return owner.bases.some((base) => /Handler$/.test(tree.text(base)))
}

function isThreadLock({ lock, isAsyncLock, isLocalLock }: FieldWrite): boolean {
  return !isAsyncLock && !isLocalLock && /^(?:self|cls)\.|^_*[A-Z_a-z]\w*$/.test(lock ?? '')
}

const SAYS_SO = /_locked$|_unlocked$|_nolock$|_unsafe$|_no_lock$/
const TOLD =
  /lock (?:is |must be |should be |to be |already )*(?:held|owned)|hold(?:s|ing)? (?:the |self\.)?\S*lock|under (?:the )?lock/i

/** True if every call of the method in its class is made under a lock or during construction. */
function isCalledUnderLock(
  checker: Checker,
  owner: ClassFacts,
  method: FunctionFacts,
  above: readonly FunctionFacts[],
): boolean {
  const { facts, tree } = checker
  if (SAYS_SO.test(method.name)) return true
  if (TOLD.test(tree.text(method.node))) return true
  if (above.includes(method)) return false
  const calls = callsOf(checker, owner, method.name)
  // Who calls a private method that its own class does not call is not seen, nor what it holds.
  if (calls.length === 0) return /^_(?!_)/.test(method.name)
  // What anybody may call counts only where the class itself always has the lock.
  if (!method.name.startsWith('_')) {
    return calls.every(
      (call) =>
        heldLock(facts, call) !== NO_NODE || ALONE.test(facts.enclosingFunction(call)?.name ?? ''),
    )
  }
  return calls.every((call) => {
    if (heldLock(facts, call) !== NO_NODE) return true
    const caller = facts.enclosingFunction(call)
    if (caller === undefined || caller.class !== owner) return false
    return ALONE.test(caller.name) || isCalledUnderLock(checker, owner, caller, [...above, method])
  })
}

function callsOf({ facts, tree }: Checker, owner: ClassFacts, name: string): readonly Node[] {
  return [...facts.identifiersNamed(name)].flatMap((identifier) => {
    const attribute = tree.parent(identifier)
    const own = receiverAttribute(facts, attribute)
    return own?.class === owner && own.name === name ? [attribute] : []
  })
}
