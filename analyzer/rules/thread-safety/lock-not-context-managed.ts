import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { expressionOf, parentOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_CONSEQUENCE,
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_BREAK_STATEMENT,
  K_CALL,
  K_CONTINUE_STATEMENT,
  K_EXCEPT_CLAUSE,
  K_EXPRESSION_STATEMENT,
  K_FALSE,
  K_FINALLY_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_INTEGER,
  K_NONE,
  K_NOT_OPERATOR,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_STRING,
  K_SUBSCRIPT,
  K_TRUE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'lock-not-context-managed',
  title: 'Lock that an exception leaves locked',
  consequence:
    'One error between the two calls and the lock is never released: everyone who needs it waits for ever.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [667, 764],
  why: `
Between \`acquire()\` and \`release()\` any line can raise. Then the release is skipped, and the lock stays taken for the
rest of the life of the process; the next caller hangs, far from where the error was.
`,
  fix: 'Use the lock as a context manager, `with lock:`, which releases it on every way out.',
  exemptions: [
    {
      text: 'A with statement, or a release in finally.',
      quiet: py`
        import threading

        lock = threading.Lock()

        def one():
            with lock:
                work()

        def two():
            lock.acquire()
            try:
                work()
            finally:
                lock.release()

        def three():
            try:
                lock.acquire()
                work()
            finally:
                lock.release()
      `,
    },
    {
      text: 'A lock that another function releases.',
      quiet: py`
        import threading

        class Guard:
            def __init__(self):
                self.lock = threading.Lock()

            def __enter__(self):
                self.lock.acquire()
                return self

            def __exit__(self, *details):
                self.lock.release()
      `,
    },
    {
      text: 'An attempt with nothing between it and the release, and objects that are no locks.',
      quiet: py`
        import threading

        lock = threading.Lock()

        def attempt(pool):
            if lock.acquire(blocking=False):
                lock.release()
            connection = pool.acquire()
            pool.acquire()
            pool.release(connection)
      `,
    },
    {
      text: 'Two calls with nothing in between that can fail, and a lock that is taken back.',
      quiet: py`
        import threading

        lock = threading.Lock()

        def mark(job, state):
            lock.acquire()
            job.state = state
            lock.release()

        def outside():
            with lock:
                lock.release()
                try:
                    work()
                finally:
                    lock.acquire()

        def wait():
            lock.acquire()
            lock.release()
      `,
    },
  ],
  limits: ['A release in a helper that is called in finally is not followed.'],
  bad: [
    py`
      import threading

      lock = threading.Lock()

      def add(account, amount):
          lock.acquire() #!
          account.balance += amount
          lock.release()
    `,
    py`
      import asyncio
      import threading

      class Store:
          def __init__(self):
              self.lock = threading.RLock()
              self.gate = asyncio.Lock()

          async def save(self, row):
              await self.gate.acquire() #!
              await write(row)
              self.gate.release()

          def load(self, key):
              self.lock.acquire() #!
              try:
                  row = read(key)
              except KeyError:
                  self.lock.release()
                  raise
              self.lock.release()
              return row
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
  methods: {
    acquire(call, checker) {
      const { tree, facts } = checker
      const object = receiverOf(tree, call)
      const held = object === NO_NODE ? undefined : statementsWith(checker, call)
      if (held === undefined) return
      const owner = facts.enclosingFunction(call)
      const text = tree.text(object)
      if (owner === undefined || !isLock(checker, object)) return
      // What is only let go above is taken back here.
      const releases = releasesIn(checker, owner.node, text).filter((one) => one > call)
      if (releases.length === 0 || releases.some((one) => isInFinally(checker, one))) return
      if (isHandedOver(checker, owner.node, text, releases)) return
      const next = held.find((one) => !isPlainStore(checker, one))
      if (next !== undefined && releases.some((one) => expressionOf(tree, next) === one)) return
      const isAttempt = tree.kind(parentOf(tree, call)) !== K_EXPRESSION_STATEMENT
      const found = returnWithLock(checker, owner, call, releases)
      // Who did not get the lock may leave.
      const isWithout = isAttempt && !held.some((one) => found && tree.contains(one, found))
      const left = isWithout ? undefined : found
      checker.report({
        node: call,
        message:
          left === undefined
            ? `An exception before \`${text}.release()\` leaves \`${text}\` locked for ever.`
            : `The function returns on line ${tree.line(left)} with \`${text}\` locked, and nobody lets it go.`,
        ...(left !== undefined && {
          severity: 'high' as const,
          evidence: [
            { kind: 'act' as const, node: call, message: 'takes the lock' },
            { kind: 'act' as const, node: left, message: 'leaves with it' },
          ],
        }),
        related: releases.slice(0, 3),
      })
    },
  },
})

/** Only a failure lets it go here: who is done with what was made gives its place back elsewhere. */
function isHandedOver(
  checker: Checker,
  owner: Node,
  text: string,
  releases: readonly Node[],
): boolean {
  const { tree } = checker
  const isFailure = releases.every(
    (one) =>
      tree.kind(tree.ancestor(one, K_EXCEPT_CLAUSE, K_FUNCTION_DEFINITION)) === K_EXCEPT_CLAUSE,
  )
  return isFailure && releasesIn(checker, 0, text).some((one) => !tree.contains(owner, one))
}

/** What runs once the lock is taken; undefined where the answer of an attempt goes elsewhere. */
function statementsWith(checker: Checker, call: Node): readonly Node[] | undefined {
  const { tree, facts } = checker
  const parent = parentOf(tree, call)
  const whole = tree.kind(parent) === K_AWAIT ? parent : call
  const direct = parentOf(tree, whole)
  if (tree.kind(direct) === K_EXPRESSION_STATEMENT) return statementsBehind(tree, direct)
  const isNot = tree.kind(direct) === K_NOT_OPERATOR
  const test = isNot ? parentOf(tree, direct) : direct
  // `got = lock.acquire(timeout=3)`, and the test of it next.
  if (tree.kind(test) === K_ASSIGNMENT) {
    const target = tree.child(test, F_LEFT)
    const [next, ...rest] = statementsBehind(tree, tree.parent(test))
    if (next === undefined || tree.kind(next) !== K_IF_STATEMENT) return undefined
    const asked = conditionOf(tree, next)
    const isOtherWay = tree.kind(asked) === K_NOT_OPERATOR
    const name = isOtherWay ? (tree.namedChildren(asked)[0] ?? NO_NODE) : asked
    const isSame =
      tree.kind(target) === K_IDENTIFIER &&
      tree.kind(name) === K_IDENTIFIER &&
      facts.resolve(name) === facts.resolve(target)
    return isSame ? taken(checker, next, isNot !== isOtherWay, rest) : undefined
  }
  if (tree.kind(test) !== K_IF_STATEMENT) return undefined
  if (!tree.contains(conditionOf(tree, test), call)) return undefined
  return taken(checker, test, isNot, statementsBehind(tree, test))
}

/** The branch that has the lock: the one of the test, or what follows when the other one leaves. */
function taken(
  { tree }: Checker,
  test: Node,
  isNot: boolean,
  behind: readonly Node[],
): readonly Node[] | undefined {
  const branch = statementsOf(tree, tree.child(test, F_CONSEQUENCE))
  if (!isNot) return branch
  const last = branch.at(-1)
  return last !== undefined && LEAVING.has(tree.kind(last)) ? behind : undefined
}

const LEAVING: ReadonlySet<number> = new Set([
  K_RETURN_STATEMENT,
  K_RAISE_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_BREAK_STATEMENT,
])

function statementsBehind(tree: SyntaxTree, statement: Node): readonly Node[] {
  const siblings = statementsOf(tree, tree.parent(statement))
  return siblings.slice(siblings.indexOf(statement) + 1)
}

/** A `return` between taking the lock and the first place that lets it go. */
function returnWithLock(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  call: Node,
  releases: readonly Node[],
): Node | undefined {
  const [first] = releases
  return Array.from(facts.nodesIn(owner.node, K_RETURN_STATEMENT)).find(
    (one) =>
      one > call &&
      first !== undefined &&
      one < first &&
      facts.enclosingFunction(one) === owner &&
      !tree.contains(one, first),
  )
}

/** `self.count = 1`, `n = count`: nothing that can fail. */
function isPlainStore({ tree }: Checker, statement: Node): boolean {
  const assignment = expressionOf(tree, statement)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return false
  const value = tree.child(assignment, F_RIGHT)
  return (
    value !== NO_NODE &&
    PLAIN.has(tree.kind(value)) &&
    tree.kind(tree.child(assignment, F_LEFT)) !== K_SUBSCRIPT
  )
}

const PLAIN: ReadonlySet<number> = new Set([
  K_IDENTIFIER,
  K_INTEGER,
  K_STRING,
  K_NONE,
  K_TRUE,
  K_FALSE,
])

function isLock(checker: Checker, object: Node): boolean {
  const { types } = checker.analysis
  const type = types.typeOf(object)
  if (type !== undefined) {
    return ['lock', 'condition', 'semaphore'].some((trait) => types.hasTrait(type, trait))
  }
  return /(?:^|[._])(?:r?lock|mutex)$/i.test(checker.tree.text(object))
}

function releasesIn({ facts, tree }: Checker, owner: Node, text: string): readonly Node[] {
  return [...facts.identifiersNamed('release')].flatMap((name) => {
    const call = tree.parent(tree.parent(name))
    if (!tree.contains(owner, call) || tree.kind(call) !== K_CALL) return []
    const object = receiverOf(tree, call)
    return object !== NO_NODE && tree.text(object) === text ? [call] : []
  })
}

function isInFinally({ tree }: Checker, call: Node): boolean {
  const clause = tree.ancestor(call, K_FINALLY_CLAUSE, K_FUNCTION_DEFINITION)
  return clause !== NO_NODE && tree.kind(clause) === K_FINALLY_CLAUSE
}
