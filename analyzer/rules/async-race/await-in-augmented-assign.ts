import type { Checker, FixDraft } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { RootKind } from '../../flow/locations.ts'
import { calleeName, positionalArgument, receiverOf } from '../../matching/calls/calls.ts'
import { indentOf, insertBefore, lineBreakOf, replace } from '../../matching/edits/edits.ts'
import { heldLock, isCalledWithLock } from '../../matching/shared-state/held-locks.ts'
import { weightOfMeeting } from '../../matching/shared-state/proven-runs.ts'
import { isMadeAsList } from '../../matching/values/attribute-sources.ts'
import {
  F_LEFT,
  F_OPERATOR,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ASSIGNMENT,
  K_AUGMENTED_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_CONDITIONAL_EXPRESSION,
  K_DICTIONARY_COMPREHENSION,
  K_EXPRESSION_STATEMENT,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_LAMBDA,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'await-in-augmented-assign',
  title: 'Shared value read before an await and written after it',
  consequence:
    'Two tasks that update the value at the same time overwrite each other, so counts and totals come out too low.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [362, 366],
  why: `
Python evaluates \`self.total += await price()\` from the left: it reads \`self.total\`, then waits, then
adds to the value read before and writes the sum. What other tasks wrote while this one waited is lost.

| step | task A | task B | \`self.total\` |
|---|---|---|---|
| 1 | reads 0, awaits | | 0 |
| 2 | | reads 0, awaits | 0 |
| 3 | writes 0 + 10 | | 10 |
| 4 | | writes 0 + 5 | **5**, not 15 |
`,
  fix: `
Await first, then update: \`value = await price()\` and on the next line \`self.total += value\`. Between
two awaits an asyncio task is not interrupted, so the second line is safe. Where the update must be one
with other work, hold an \`asyncio.Lock\` around all of it.
`,
  exemptions: [
    {
      text: 'Await first, update afterwards: no suspension lies between reading and writing.',
      quiet: py`
        class Cart:
            async def add(self, item):
                price = await self.price(item)
                self.total += price
                self.total = await self.price(item) + self.total
                self.seen[await self.key(item)] += 1
      `,
    },
    {
      text: 'A local variable, which no other task reaches.',
      quiet: py`
        class Report:
            async def sum(self, items):
                total = 0
                parts = {}
                for item in items:
                    total += await self.price(item)
                    parts[item] = total + await self.price(item)
                row = Row()
                row.total += await self.price(row)
                return total, parts
      `,
    },
    {
      text: 'An update under a lock.',
      quiet: py`
        class Cart:
            async def add(self, item):
                async with self._lock:
                    self.total += await self.price(item)
      `,
    },
    {
      text: 'A list that is extended: the same list grows, whoever else extended it meanwhile.',
      quiet: py`
        class Feed:
            def __init__(self):
                self.items = []

            async def more(self, page):
                self.items += await self.fetch(page)
                self.items += [await self.fetch_one(page)]
      `,
    },
    {
      text: 'An await that comes before the read because it is the condition.',
      quiet: py`
        class Meter:
            async def tick(self):
                self.count = self.count + 1 if await self.enabled() else 0
      `,
    },
  ],
  limits: [
    'Whether two tasks really run the function at the same time is not proved.',
    'A read and a write on different lines are reported by await-interleaved-rmw.',
  ],
  bad: [
    py`
      class Cart:
          def __init__(self):
              self.total = 0

          async def add(self, item):
              self.total += await self.price(item) #!
    `,
    py`
      hits = {}
      total = 0

      async def count(key, session):
          global total
          total += await session.size(key) #!
          hits[key] = hits.get(key, 0) + await session.weight(key) #!
          hits[key] = hits[key] + await session.weight(key) #!
          session.used += 1 + (await session.cost(key)) #!

      def start():
          done = 0

          async def work(job):
              nonlocal done
              done += await job.run() #!

          return work
    `,
    py`
      class Meter:
          async def update(self, other):
              stats = self.stats
              stats.calls -= await self.refund() #!
              self.rows[0].value = ( #!
                  self.rows[0].value * await self.factor()
              )
              self.mean = await self.a() + self.mean + await self.b() #!
    `,
  ],
  good: [
    py`
      class Cart:
          def __init__(self):
              self.total = 0

          async def add(self, item):
              price = await self.price(item)
              self.total += price
    `,
    py`
      import asyncio

      class Ledger:
          async def poll(self, number):
              async with self._locks.for_key(number):
                  record = self.record(number)
                  await self._add(record)
                  return record.energy

          async def finish(self, number):
              async with self._locks.for_key(number):
                  await self._add(self.record(number))

          async def _add(self, record):
              record.energy += await self._read(record)
    `,
  ],
  on: {
    [K_AUGMENTED_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (target === NO_NODE || value === NO_NODE) return
      const suspension = awaitIn(checker, value, value)
      if (suspension === NO_NODE || growsInPlace(checker, node, target, value)) return
      reportLostUpdate(checker, { statement: node, target, read: target, suspension, value })
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (target === NO_NODE || value === NO_NODE) return
      const suspension = awaitIn(checker, value, value)
      if (suspension === NO_NODE) return
      const stale = staleRead(checker, target, value)
      if (stale === undefined) return
      reportLostUpdate(checker, { statement: node, target, value, ...stale })
    },
  },
})

interface LostUpdate {
  readonly statement: Node
  readonly target: Node
  readonly value: Node
  /** Where the old value is read. */
  readonly read: Node
  /** The await between reading and writing. */
  readonly suspension: Node
}

const WHO: Readonly<Record<RootKind, string | undefined>> = {
  self: 'another task with the same object',
  cls: 'any other task',
  class: 'any other task',
  global: 'any other task',
  import: 'any other task',
  closure: 'another task made by the same function',
  parameter: 'another task with the same object',
  local: undefined,
}

function reportLostUpdate(checker: Checker, update: LostUpdate): void {
  const { tree, facts } = checker
  const location = checker.locationOf(update.target)
  const who = location && WHO[location.root]
  if (location === undefined || who === undefined) return
  // A parameter itself is a local name; what it holds may be anybody's.
  const isParameter = location.root === 'parameter'
  if (isParameter && location.path.length === 0) return
  if (heldLock(facts, update.statement) !== NO_NODE) return
  const target = tree.text(update.target)
  const owner = facts.enclosingFunction(update.statement)
  if (owner !== undefined && isCalledWithLock(facts, owner)) return
  const severity = owner && weightOfMeeting(checker, owner, location, true)
  checker.report({
    node: update.statement,
    message: `\`${target}\` is read before \`${shorten(tree.text(update.suspension))}\` and written after it: what ${who} adds meanwhile is lost.`,
    ...(severity !== undefined && { severity }),
    confidence: isParameter || location.root === 'closure' ? 'medium' : 'high',
    evidence: [
      { kind: 'read', node: update.read, message: `\`${target}\` is read` },
      { kind: 'suspension', node: update.suspension, message: 'other tasks run here' },
      {
        kind: 'write',
        node: update.target,
        message: 'the value read before is written back, changed',
      },
    ],
    fixes: fixOf(checker, update),
  })
}

const SHOWN = 60

function shorten(text: string): string {
  const folded = text.replace(/\s+/g, ' ')
  return folded.length > SHOWN ? `${folded.slice(0, SHOWN - 1)}…` : folded
}

/** The first await that is evaluated as part of an expression, in source order. */
function awaitIn(checker: Checker, expression: Node, from: Node): Node {
  const { tree } = checker
  const end = tree.endOfSubtree(expression)
  for (let node = from; node < end; node += 1) {
    const kind = tree.kind(node)
    if (kind === K_AWAIT) return node
    if (kind === K_LAMBDA || kind === K_GENERATOR_EXPRESSION) node = tree.endOfSubtree(node) - 1
  }
  return NO_NODE
}

const COMPREHENSIONS = [
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_DICTIONARY_COMPREHENSION,
  K_GENERATOR_EXPRESSION,
  K_LAMBDA,
]

/** A read of the target in the value, with an await that is evaluated after it. */
function staleRead(checker: Checker, target: Node, value: Node) {
  const { tree } = checker
  const written = tree.text(target)
  const kind = tree.kind(target)
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    const isSame = tree.kind(node) === kind && tree.text(node) === written
    if (!isSame && !isGetOf(checker, node, target)) continue
    const inner = tree.ancestor(node, ...COMPREHENSIONS)
    if (inner !== NO_NODE && tree.contains(value, inner)) continue
    const suspension = awaitIn(checker, value, tree.endOfSubtree(node))
    if (suspension === NO_NODE || isConditionOf(checker, suspension, node)) continue
    return { read: node, suspension }
  }
  return undefined
}

/** True for `d.get(k)` where the target is `d[k]`. */
function isGetOf(checker: Checker, node: Node, target: Node): boolean {
  const { tree } = checker
  if (tree.kind(node) !== K_CALL || tree.kind(target) !== K_SUBSCRIPT) return false
  if (calleeName(tree, node) !== 'get') return false
  const receiver = receiverOf(tree, node)
  const key = positionalArgument(tree, node, 0)
  if (receiver === NO_NODE || key === NO_NODE) return false
  return (
    tree.text(receiver) === tree.text(tree.child(target, F_VALUE)) &&
    tree.text(key) === tree.text(tree.child(target, F_SUBSCRIPT))
  )
}

/** `a if condition else b` evaluates its condition first although it stands behind `a`. */
function isConditionOf(checker: Checker, suspension: Node, read: Node): boolean {
  const { tree } = checker
  for (
    let at = tree.ancestor(suspension, K_CONDITIONAL_EXPRESSION);
    at !== NO_NODE;
    at = tree.ancestor(at, K_CONDITIONAL_EXPRESSION)
  ) {
    const [first, condition] = tree.namedChildren(at)
    if (first === undefined || condition === undefined) continue
    if (tree.contains(condition, suspension) && tree.contains(first, read)) return true
  }
  return false
}

/** True for `+=` on what is a list: it extends the list that is there instead of replacing it. */
function growsInPlace(checker: Checker, statement: Node, target: Node, value: Node): boolean {
  const { tree, facts } = checker
  const operator = tree.child(statement, F_OPERATOR)
  if (operator === NO_NODE || tree.text(operator) !== '+=') return false
  if (isList(checker, value)) return true
  const attribute = receiverAttribute(facts, target)
  if (attribute !== undefined) return isMadeAsList(checker, attribute)
  if (tree.kind(target) !== K_IDENTIFIER) return false
  const definitions = facts.resolve(target)?.definitions ?? []
  return definitions.some(({ node }) => isList(checker, assignedValue(tree, node)))
}

function isList(checker: Checker, value: Node): boolean {
  if (value === NO_NODE) return false
  const kind = checker.tree.kind(value)
  if (kind === K_CALL) return checker.facts.calleeName(value) === 'builtins.list'
  return kind === K_LIST || kind === K_LIST_COMPREHENSION
}

/** The awaited part on a line of its own above; only where the statement starts its line. */
function fixOf(checker: Checker, { statement, value, suspension }: LostUpdate): FixDraft[] {
  const { tree, facts } = checker
  const parent = tree.parent(statement)
  const indent = indentOf(tree, statement)
  const isOwnLine =
    tree.kind(parent) === K_EXPRESSION_STATEMENT &&
    tree.position(tree.start(parent)).column === indent.length + 1
  if (!isOwnLine) return []
  const isAugmented = tree.kind(statement) === K_AUGMENTED_ASSIGNMENT
  const next = awaitIn(checker, value, tree.endOfSubtree(suspension))
  if (!isAugmented && (next !== NO_NODE || awaitIn(checker, value, value) !== suspension)) return []
  const scope = facts.scopeOf(statement)
  const name = ['awaited', 'awaited_value', 'result_of_await'].find(
    (candidate) => facts.lookup(scope, candidate) === undefined,
  )
  if (name === undefined) return []
  const moved = isAugmented ? value : suspension
  const line = `${name} = ${tree.text(moved)}${lineBreakOf(tree)}${indent}`
  return [
    {
      title: 'Await first, then update',
      grade: 'needs-review',
      edits: [insertBefore(tree, statement, line), replace(tree, moved, name)],
    },
  ]
}
