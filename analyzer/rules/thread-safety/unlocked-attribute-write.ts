import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { type ReceiverAttribute, receiverAttribute } from '../../facts/receivers.ts'
import { ALONE, fieldWrites } from '../../matching/shared-state/field-writes.ts'
import { isThreadLock } from '../../matching/shared-state/half-guarded-fields.ts'
import { heldLock, isCalledWithLock } from '../../matching/shared-state/held-locks.ts'
import { isCalledUnderLock } from '../../matching/shared-state/lock-callers.ts'
import {
  extremeByTest,
  isExtreme,
  updatedPlace,
  updatedThroughLocal,
} from '../../matching/shared-state/read-modify-write.ts'
import { type ThreadReach, threadReach } from '../../matching/shared-state/thread-reach.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_CALL,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unlocked-attribute-write',
  title: 'Attribute updated by several threads without a lock',
  consequence:
    'Updates are lost without a trace: counters and totals of the object come out wrong.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 366, 820],
  why: `
A method of the object runs in threads and makes the new value of an attribute out of the old one. Two
threads that read the same old value write the same new one, and one update is lost.

| step | thread A | thread B |
|---|---|---|
| 1 | reads \`self.done\` as 5 | |
| 2 | | reads \`self.done\` as 5 |
| 3 | writes 6 | |
| 4 | | writes 6 instead of 7 |
`,
  fix: `
Make a \`threading.Lock\` in \`__init__\` and hold it around the read and the write, everywhere the attribute is
changed. Or let the method return its part and add the parts up where the threads are joined.
`,
  exemptions: [
    {
      text: 'An update under a lock.',
      quiet: py`
        import threading

        class Pool:
            def __init__(self):
                self.lock = threading.Lock()
                self.done = 0

            def start(self):
                threading.Thread(target=self.work).start()

            def work(self):
                with self.lock:
                    self.done += 1
      `,
    },
    {
      text: 'An object that each thread makes for itself.',
      quiet: py`
        import threading

        class Parser:
            def __init__(self):
                self.at = 0

            def step(self):
                self.at += 1

        def work():
            Parser().step()

        threading.Thread(target=work).start()
      `,
    },
    {
      text: 'An attribute that only the one thread of the object uses.',
      quiet: py`
        import threading

        class Worker(threading.Thread):
            def __init__(self):
                super().__init__()
                self.rounds = 0

            def run(self):
                while self.rounds < 3:
                    self.rounds += 1
      `,
    },
    {
      text: 'A method that other processes run: each has an object of its own.',
      quiet: py`
        from concurrent.futures import ProcessPoolExecutor

        class Loader:
            def __init__(self):
                self.pool = ProcessPoolExecutor()
                self.count = 0

            def all(self, names):
                for name in names:
                    self.pool.submit(self.load, name)

            def load(self, name):
                self.count += 1

            def report(self):
                return self.count
      `,
    },
    {
      text: 'A method that nobody runs in a thread.',
      quiet: py`
        class Pool:
            def work(self):
                self.done += 1

            def report(self):
                return self.done
      `,
    },
  ],
  limits: ['Whether two threads run the method of the same object is judged by who starts it.'],
  bad: [
    py`
      import threading

      class Pool:
          def __init__(self):
              self.done = 0

          def start(self):
              for _ in range(4):
                  threading.Thread(target=self.work).start()

          def work(self):
              self.done += 1 #!
              before = self.done
              self.done = before + 1 #!

          def report(self):
              return self.done
    `,
    py`
      import threading
      from concurrent.futures import ThreadPoolExecutor

      class Crawler(threading.Thread):
          def __init__(self):
              super().__init__()
              self.pages = 0
              self.sizes = {}

          def run(self):
              self._count("a")

          def _count(self, name):
              self.pages = self.pages + 1 #!
              self.sizes[name] += 1 #!

          def total(self):
              return self.pages + len(self.sizes)

      class Clock:
          def start(self):
              threading.Thread(target=self.run).start()
              threading.Timer(1, self.tick).start()

          def run(self):
              self.ticks += 1 #!

          def tick(self):
              self.ticks -= 1 #!

      class Loader:
          def all(self, names):
              with ThreadPoolExecutor() as pool:
                  list(pool.map(self.load, names))

          def load(self, name):
              self.count += 1 #!

      class Fetcher:
          def __init__(self):
              self.executor = ThreadPoolExecutor()

          def all(self, names):
              for name in names:
                  self.executor.submit(self.fetch, name)

          def fetch(self, name):
              self.count += 1 #!
    `,
  ],
  good: [
    py`
      import threading

      class Pool:
          def __init__(self):
              self.lock = threading.Lock()
              self.done = 0

          def start(self):
              for _ in range(4):
                  threading.Thread(target=self.work).start()

          def work(self):
              with self.lock:
                  self.done += 1

          def report(self):
              return self.done
    `,
  ],
  on: {
    [K_AUGMENTED_ASSIGNMENT]: check,
    [K_ASSIGNMENT]: check,
  },
})

function check(assignment: Node, checker: Checker): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(assignment)
  if (owner === undefined || owner.isAsync || ALONE.test(owner.name)) return
  let target = tree.child(assignment, F_LEFT)
  while (target !== NO_NODE && tree.kind(target) === K_SUBSCRIPT)
    target = tree.child(target, F_VALUE)
  const field = receiverAttribute(facts, target)
  const isOfClass = field?.isClass ?? isFieldOfClass(checker, target)
  if (field === undefined && !isOfClass) return
  const isHighest = extremeByTest(checker, assignment) || isExtreme(checker, assignment)
  if (field !== undefined && isHighest && checkExtreme(checker, assignment, field)) return
  const threads = threadReach(checker, owner)
  if (threads === undefined || heldLock(facts, assignment) !== NO_NODE) return
  if (isCalledWithLock(facts, owner)) return
  const place = updatedPlace(checker, assignment) ?? updatedThroughLocal(checker, assignment)
  if (place === undefined) return
  const { kind, function: entry } = threads.entry
  // Only a thread that is started with a method of the object shares the object for certain.
  if (kind !== 'thread' && kind !== 'executor' && kind !== 'timer') return
  if (field === undefined || isOfClass) {
    report(checker, assignment, { owner, threads, written: place.written, isSure: true })
    return
  }
  const own = checker.project.index.class(checker.path, field.class.symbol)
  const isOwn =
    entry.class !== undefined &&
    own !== undefined &&
    (entry.class === own || checker.project.index.hierarchy.isSubclass(entry.class, own))
  if (!isOwn) return
  if (kind !== 'executor' && !isUsedElsewhere(checker, field, entry)) return
  // Where only this thread writes, nothing is lost: others may see an old value.
  const isSure = kind === 'executor' || isUsedElsewhere(checker, field, entry, true)
  report(checker, assignment, { owner, threads, written: place.written, isSure })
}

/** `if value > self.highest: self.highest = value` in an object that has a lock for its other fields. */
function checkExtreme(checker: Checker, assignment: Node, field: ReceiverAttribute): boolean {
  const { tree, facts } = checker
  const lock = fieldWrites(checker).find(
    (one) =>
      one.class === field.class && one.lock?.startsWith('self.') === true && isThreadLock(one),
  )?.lock
  if (lock === undefined || heldLock(facts, assignment) !== NO_NODE) return false
  if (isCalledUnderLock(checker, field.class, field.method, [])) return false
  const text = tree.text(tree.child(assignment, F_LEFT))
  checker.report({
    node: assignment,
    severity: 'medium',
    confidence: 'medium',
    message: `\`${field.method.name}\` compares \`${text}\` and sets it without \`${lock}\`: a value that is further off can come last and stay.`,
  })
  return true
}

interface Update {
  readonly owner: FunctionFacts
  readonly threads: ThreadReach
  readonly written: Node
  readonly isSure: boolean
}

function report(checker: Checker, assignment: Node, { owner, threads, written, isSure }: Update) {
  const text = checker.tree.text(written)
  checker.report({
    node: assignment,
    ...(isSure ? {} : { severity: 'medium', confidence: 'medium' }),
    message: `\`${owner.name}\` updates \`${text}\` from its old value in a thread, without a lock: updates get lost.`,
    evidence: [
      ...threads.steps,
      { kind: 'read', node: written, message: `the old value of \`${text}\` is read` },
      { kind: 'write', node: assignment, message: 'another thread may have written in between' },
    ],
  })
}

/** `Crawler.total += 1`: one field for the objects of all threads. */
function isFieldOfClass(checker: Checker, target: Node): boolean {
  const { tree } = checker
  if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return false
  return checker.valueOf(tree.child(target, F_OBJECT))?.kind === 'class'
}

/** The `run` of another subclass: no object has both of them. */
function areRunsOfOneKind(one: ProjectFunction, other: ProjectFunction): boolean {
  return one.summary.name === 'run' && other.summary.name === 'run' && one.class !== other.class
}

/** A method that its file only hands on (`monitor.watch(path, self.changed)`), or such a one calls. */
function isOnlyCallback(checker: Checker, method: FunctionFacts, depth = 0): boolean {
  const { tree, facts } = checker
  const uses = [...facts.identifiersNamed(method.name)].filter((one) => one !== method.nameNode)
  return (
    uses.length > 0 &&
    uses.every((one) => {
      const reference = tree.parent(one)
      if (tree.kind(tree.parent(reference)) !== K_CALL) return true
      const caller = receiverAttribute(facts, reference)?.method
      return caller !== undefined && depth < 2 && isOnlyCallback(checker, caller, depth + 1)
    })
  )
}

/** True if a method that no thread runs, or another thread, uses the field too. */
function isUsedElsewhere(
  checker: Checker,
  field: ReceiverAttribute,
  entry: ProjectFunction,
  isWritten = false,
): boolean {
  const { facts, tree } = checker
  return [...facts.identifiersNamed(field.name)].some((identifier) => {
    const own = receiverAttribute(facts, tree.parent(identifier))
    if (own?.class !== field.class || own.method === field.method) return false
    // A field that others only set back loses nothing that was added.
    if (isWritten) {
      const attribute = tree.parent(identifier)
      if (!facts.isWrite(attribute)) return false
      const statement = tree.text(tree.parent(attribute))
      if (statement.split(`.${field.name}`).length < 3 && !/[-+*|&]=/.test(statement)) return false
    }
    if (ALONE.test(own.method.name)) return false
    const other = threadReach(checker, own.method)?.entry.function
    // What the thread hands to a library to be called back, by whom is not known.
    if (isWritten && other === undefined && isOnlyCallback(checker, own.method)) return false
    return other !== entry && !(other !== undefined && areRunsOfOneKind(other, entry))
  })
}
