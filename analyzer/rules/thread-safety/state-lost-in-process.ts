import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { type ReceiverAttribute, receiverAttribute } from '../../facts/receivers.ts'
import type { Binding } from '../../facts/scopes.ts'
import { usageOf } from '../../matching/shared-state/mutation.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { processWorkers } from './matching/process-workers.ts'

export default defineRule({
  id: 'state-lost-in-process',
  title: 'Result left in a variable of another process',
  consequence:
    'The parent never sees what its workers put down: failures count as success, totals stay at zero, and a stop is not noticed.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362],
  why: `
A worker process has a copy of every variable, made when it started. What it appends to a list of the module or sets on its
object changes the copy and is gone when the worker ends; the parent goes on looking at its own, which is as empty as
before. It works as long as the same code runs in a thread or in the parent itself, which is how it is tested.
`,
  fix: `
Let the worker return what it found and collect it in the parent (\`for result in pool.map(...)\`, \`future.result()\`), or use
what is made for processes: \`multiprocessing.Queue\`, \`Value\`, \`Event\`, \`Manager().list()\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'What the worker returns, and what is made for processes.',
      quiet: py`
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        failed = multiprocessing.Manager().list()
        count = multiprocessing.Value('i', 0)

        def convert(path):
            failed.append(path)
            with count.get_lock():
                count.value += 1
            return path

        def main(paths):
            with ProcessPoolExecutor() as pool:
                done = list(pool.map(convert, paths))
            return done, list(failed), count.value
      `,
    },
    {
      text: 'State of the worker itself: a cache, a connection that it opens once.',
      quiet: py`
        from multiprocessing import Pool

        cache = {}
        connection = None

        def setup(address):
            global connection
            connection = address.open()

        def convert(path):
            if path not in cache:
                cache[path] = connection.load(path)
            return cache[path]

        def main(address, paths):
            with Pool(initializer=setup, initargs=(address,)) as pool:
                return pool.map(convert, paths)
      `,
    },
    {
      text: 'Threads, and a function that the parent calls as well.',
      quiet: py`
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing import Pool

        failed = []
        broken = []

        def convert(path):
            failed.append(path)

        def check(path):
            broken.append(path)

        def convert_all(paths):
            with ThreadPoolExecutor() as pool:
                list(pool.map(convert, paths))
            return failed

        def check_all(paths, jobs):
            if jobs == 1:
                for path in paths:
                    check(path)
            else:
                with Pool(jobs) as pool:
                    pool.map(check, paths)
            return broken
      `,
    },
  ],
  limits: ['Workers and readers in different files are not put together.'],
  bad: [
    py`
      from concurrent.futures import ProcessPoolExecutor

      FAILED = []

      def convert(path):
          try:
              path.convert()
          except OSError:
              FAILED.append(path) #!

      def main(paths):
          with ProcessPoolExecutor() as pool:
              list(pool.map(convert, paths))
          return len(FAILED)
    `,
    py`
      import multiprocessing

      class Scan(multiprocessing.Process):
          def __init__(self, paths):
              super().__init__()
              self.paths = paths
              self.found = []
              self.stopped = False

          def run(self):
              for path in self.paths:
                  if self.stopped:
                      break
                  self.found.append(path.read()) #!

          def stop(self):
              self.stopped = True #!

          def result(self):
              return self.found
    `,
  ],
  good: [
    py`
      from concurrent.futures import ProcessPoolExecutor

      def convert(path):
          try:
              path.convert()
          except OSError:
              return path
          return None

      def main(paths):
          with ProcessPoolExecutor() as pool:
              return [path for path in pool.map(convert, paths) if path]
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_MODULE](_module, checker) {
      if (!/[Pp]rocess|Pool\b/.test(checker.tree.source)) return
      const workers = processWorkers(checker)
      if (workers.size === 0) return
      const module = checker.facts.scopes[0]
      for (const binding of module === undefined ? [] : checker.facts.bindingsOf(module)) {
        if (binding.kind === 'variable') checkVariable(checker, binding, workers)
      }
      checkFields(checker, workers)
    },
  },
})

type Workers = ReadonlySet<FunctionFacts>

const FOR_PROCESSES =
  /multiprocess|Manager|\b(?:Value|Array|Queue|Event|Lock|RLock|Semaphore|Pipe)\(/

/** A variable of the module that a worker changes, and the parent reads. */
function checkVariable(checker: Checker, binding: Binding, workers: Workers): void {
  const { facts, tree } = checker
  const references = Array.from(binding.references)
  const changed = references.find((one) => {
    const owner = facts.enclosingFunction(one)
    return owner !== undefined && workers.has(owner) && isChange(checker, one)
  })
  if (changed === undefined) return
  const isMadeForIt = binding.definitions.some(({ node }) => {
    const statement = tree.parent(node)
    return tree.kind(statement) === k.K_ASSIGNMENT && FOR_PROCESSES.test(tree.text(statement))
  })
  if (isMadeForIt) return
  const read = references.find((one) => {
    const owner = facts.enclosingFunction(one)
    return (
      owner !== undefined &&
      !workers.has(owner) &&
      !isChange(checker, one) &&
      !isEmptied(checker, one)
    )
  })
  if (read !== undefined) report(checker, changed, read)
}

function isChange({ facts }: Checker, node: Node): boolean {
  return facts.isWrite(node) || usageOf(facts, node) === 'changes'
}

/** `del FAILED[:]` in the parent looks at nothing. */
function isEmptied({ tree }: Checker, node: Node): boolean {
  return tree.kind(tree.parent(node)) === k.K_GLOBAL_STATEMENT
}

interface Use {
  readonly node: Node
  readonly field: ReceiverAttribute
  readonly inWorker: boolean
  readonly isChange: boolean
}

/** Fields that the child sets and the parent reads, or the parent sets and the child reads. */
function checkFields(checker: Checker, workers: Workers): void {
  const { facts, tree } = checker
  const classes = new Set([...workers].flatMap((one) => one.class ?? []))
  if (classes.size === 0) return
  const uses: Use[] = []
  for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
    const field = receiverAttribute(facts, node)
    if (field === undefined || !classes.has(field.class) || field.isClass) continue
    const inWorker = workers.has(field.method)
    uses.push({ node, field, inWorker, isChange: isChange(checker, node) })
  }
  for (const own of Map.groupBy(
    uses,
    ({ field }) => `${field.class.index} ${field.name}`,
  ).values()) {
    const isMadeForIt = own.some(({ node }) => FOR_PROCESSES.test(tree.text(tree.parent(node))))
    // What comes in from outside may be anything.
    if (isMadeForIt || !own.some((one) => isPlain(checker, one))) continue
    for (const inWorker of [true, false]) {
      const later = own.filter(
        ({ field }) => !/^__init__$|^(?:start|setup|__enter__)$/.test(field.method.name),
      )
      const changed = later.find((one) => one.isChange && one.inWorker === inWorker)
      const read = later.find((one) => !one.isChange && one.inWorker !== inWorker)
      if (changed === undefined || read === undefined) continue
      // Only a flag is set for the child after it was started; the rest is set up before.
      if (!inWorker && !FLAG.test(changed.field.name)) continue
      if (inWorker && own.some((one) => one.isChange && !one.inWorker && later.includes(one)))
        continue
      report(checker, changed.node, read.node)
    }
  }
}

const FLAG = /stop|runn|cancel|quit|alive|active|shut|exit|finish|terminat|done/i

/** `self.found = []`, `self.stopped = False`: made in the constructor of plain values. */
function isPlain({ tree }: Checker, { node, field }: Use): boolean {
  if (field.method.name !== '__init__') return false
  const assignment = tree.parent(node)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT || tree.child(assignment, k.F_LEFT) !== node)
    return false
  const value = tree.text(tree.child(assignment, k.F_RIGHT))
  return /^(?:\[\]|\{\}|True|False|None|\d+|""|''|(?:list|dict|set|(?:collections\.)?(?:Counter|deque|defaultdict))\(.*\))$/.test(
    value,
  )
}

function report(checker: Checker, changed: Node, read: Node): void {
  const { tree, facts } = checker
  const text = tree.text(changed)
  const writer = facts.enclosingFunction(changed)?.name
  const reader = facts.enclosingFunction(read)?.name
  checker.report({
    node: changed,
    message: `\`${writer}\` changes its own copy of \`${text}\`: \`${reader}\` runs in another process and never sees it.`,
    evidence: [
      { kind: 'write', node: changed, message: 'a copy is changed' },
      { kind: 'read', node: read, message: 'another process reads its own' },
    ],
    related: [read],
  })
}
