import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { onlyAssignment } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { isCleanup } from '../../matching/errors/handlers.ts'
import { commitsInside } from '../../matching/rows/row-helpers.ts'
import { commitsOf, committingFunctions, isBehind } from '../../matching/transactions/commits.ts'
import {
  F_ARGUMENTS,
  F_LEFT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_IDENTIFIER,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type SplitWrites, splitWrites } from './matching/autocommit-writes.ts'
import { changesIn, eventNode, isClaim, isInLoop, isWorkBetween } from './matching/commit-halves.ts'
import { lateChanges } from './matching/late-changes.ts'
import { rawHalves } from './matching/raw-halves.ts'

export default defineRule({
  id: 'split-commit',
  title: 'One change saved in two transactions',
  consequence:
    'A failure between the two commits leaves the first half in the database without the second.',
  effortHours: { low: 0.5, high: 3 },
  why: `
The function commits, changes more rows of the same operation, and commits again. A crash, a timeout or a
failing statement in between leaves the first half saved for good. Other transactions see the half-made state
even when nothing fails. Row locks of the first half end with its commit. Django commits each statement by
itself where no \`atomic\` is around, and so do asyncpg and MongoDB without a transaction.
`,
  fix: `
Make all changes first and commit once at the end, in Django inside of \`with transaction.atomic():\`. \`flush()\` gives new rows their keys without a commit. If
the halves really must be apart, store what is left to do with the first one, and let a worker finish it.
`,
  exemptions: [
    {
      text: 'One commit for each batch or item of a loop.',
      quiet: py`
        from sqlalchemy.orm import Session

        def migrate(session, rows):
            for batch in rows:
                batch.version = 2
                session.commit()
            session.add(Mark(done=True))
            session.commit()
      `,
    },
    {
      text: 'Work that is claimed, done outside of the database, and finished.',
      quiet: py`
        from sqlalchemy.ext.asyncio import AsyncSession

        async def run(session, client, job):
            job.status = "running"
            await session.commit()
            result = await client.compute(job.id)
            job.result = result
            job.status = "done"
            await session.commit()
      `,
    },
    {
      text: 'A failure that is written down in a handler.',
      quiet: py`
        from sqlalchemy.ext.asyncio import AsyncSession

        async def run(session, job):
            job.count = 1
            await session.commit()
            try:
                await send(job)
            except OSError:
                job.status = "failed"
                await session.commit()
                raise
      `,
    },
    {
      text: 'Commits on different ways, and a commit behind which nothing is changed.',
      quiet: py`
        from sqlalchemy.orm import Session

        def save(session, row, is_new):
            if is_new:
                session.add(row)
                session.commit()
                return row
            row.count = 2
            session.commit()
            print(row.id)
            return row
      `,
    },
  ],
  limits: ['Of called functions only those are counted that surely commit.'],
  bad: [
    py`
      from sqlalchemy.ext.asyncio import AsyncSession

      async def finish(session: AsyncSession, task, job):
          task.status = "failed"
          await session.commit()
          job.deleted = True
          await session.commit() #!
          return task
    `,
    py`
      from sqlalchemy.orm import Session

      def transfer(session: Session, source, target, amount):
          source.balance = source.balance - amount
          session.commit()
          target.balance = target.balance + amount
          session.commit() #!

      def register(session: Session, name):
          user = User(name=name)
          session.add(user)
          session.commit()
          session.add(Profile(user_id=user.id))
          session.commit() #!
    `,
  ],
  good: [
    py`
      async def finish(session, task, job):
          task.status = "failed"
          job.deleted = True
          await session.commit()
          return task
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const { owner, commits } of committingFunctions(checker)) {
        const plain = commits.filter((one) => !isCleanup(checker, one) && !isInLoop(checker, one))
        for (const [at, second] of plain.entries()) {
          const first = plain.slice(0, at).findLast((one) => isSplit(checker, owner, one, second))
          if (first === undefined) {
            checkEarlier(checker, owner, second)
            continue
          }
          reportHalves(checker, owner, first, second, 'the first ends')
        }
      }
      for (const call of checker.facts.calls) checkHelpers(checker, call)
      for (const { owner, first, change } of lateChanges(checker)) {
        reportLate(checker, owner, first, change)
      }
      for (const split of splitWrites(checker)) reportSplit(checker, split, 'no `atomic` is around')
      for (const split of rawHalves(checker)) {
        reportSplit(checker, split, 'each is committed by itself')
      }
    },
  },
})

/** `how` tells what makes the first half permanent; a call that does is less certain than a commit. */
function reportHalves(
  checker: Checker,
  owner: FunctionFacts,
  first: Node,
  second: Node,
  how: string,
): void {
  const isHelper = [first, second].some((one) => sqlOf(checker).step(one) === undefined)
  checker.report({
    node: second,
    message: `\`${owner.name}\` saves its change in two transactions: ${how} on line ${checker.tree.line(first)}, and a failure before this one leaves half of it.`,
    ...(isHelper && { confidence: 'medium' as const }),
    evidence: [
      { kind: 'act', node: first, message: 'the first half is permanent' },
      { kind: 'act', node: second, message: 'the second half' },
    ],
  })
}

/** The end of the block or function commits what is changed behind its commit. */
function reportLate(checker: Checker, owner: FunctionFacts, first: Node, change: Node): void {
  const { tree } = checker
  checker.report({
    node: change,
    message: `\`${owner.name}\` saves its change in two transactions: the first ends on line ${tree.line(first)}, and what follows is saved where the transaction around it ends.`,
    confidence: 'medium',
    evidence: [
      { kind: 'act', node: first, message: 'the first half is permanent' },
      { kind: 'write', node: change, message: 'the second half' },
    ],
  })
}

/** Without `atomic`, each write of Django is a transaction of its own; so is each statement of asyncpg. */
function reportSplit(
  checker: Checker,
  { owner, first, second, isTransfer }: SplitWrites,
  why: string,
): void {
  checker.report({
    node: second,
    message: `\`${owner.name}\` writes what belongs together in two transactions, as ${why}: the first ends on line ${checker.tree.line(first)}, and a failure before this one leaves half of it.`,
    severity: isTransfer ? 'high' : 'medium',
    confidence: 'medium',
    evidence: [
      { kind: 'act', node: first, message: 'permanent at once' },
      { kind: 'act', node: second, message: 'the second half, which depends on it' },
    ],
  })
}

/** `account = accounts.add(...)` and `entries.add(Entry(account.id))`, of which each commits. */
function checkHelpers(checker: Checker, second: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(second)
  if (owner === undefined || !commitsInside(checker, second)) return
  if (isCleanup(checker, second) || isInLoop(checker, second)) return
  const own = ownCommitBefore(checker, owner, second)
  if (own !== undefined) {
    reportHalves(checker, owner, own, second, 'the first ends')
    return
  }
  const first = [...facts.calls]
    .filter((call) => call < second && facts.enclosingFunction(call) === owner)
    .find(
      (call) =>
        commitsInside(checker, call) &&
        !tree.contains(second, call) &&
        !isInLoop(checker, call) &&
        isBehind(checker, owner, call, second) &&
        namesOf(checker, call).some((name) =>
          new RegExp(`\\b${name}\\b`).test(tree.text(tree.child(second, F_ARGUMENTS))),
        ),
    )
  if (first === undefined) return
  reportHalves(checker, owner, first, second, `\`${tree.text(facts.callee(first))}\` commits`)
}

/** The commit of a new row that the call, which commits by itself, is told of: `log(member.id)`. */
function ownCommitBefore(checker: Checker, owner: FunctionFacts, second: Node): Node | undefined {
  const { tree, facts } = checker
  const given = tree.text(tree.child(second, F_ARGUMENTS))
  const isTold = (name: string) => new RegExp(`\\b${name}\\b`).test(given)
  return commitsOf(checker, owner).find((commit) => {
    if (commit > second || isCleanup(checker, commit) || isInLoop(checker, commit)) return false
    if (!isBehind(checker, owner, commit, second)) return false
    const changes = changesIn(checker, owner, owner.node, commit)
    const added = changes.filter((one) => tree.kind(one) === K_CALL)
    return (
      added.some((one) => facts.arguments(one).some(({ value }) => isAddedName(value))) &&
      !isClaim(checker, changes) &&
      !isWorkBetween(checker, owner, commit, [second])
    )
  })

  function isAddedName(value: Node): boolean {
    return tree.kind(value) === K_IDENTIFIER && isTold(tree.text(value))
  }
}

/** `await orders.add(order)` commits by itself, and the function commits the rest behind it. */
function checkEarlier(checker: Checker, owner: FunctionFacts, commit: Node): void {
  const { tree, facts } = checker
  const session = tree.text(receiverOf(tree, commit))
  const shared = facts
    .callsOf(owner)
    .filter((call) => call < commit && isOfSession(checker, call, session))
  const first = shared.find(
    (call) =>
      sqlOf(checker).step(call) === undefined &&
      commitsInside(checker, call) &&
      !isInLoop(checker, call) &&
      !isClaim(checker, [tree.parent(call)]) &&
      isBehind(checker, owner, call, commit),
  )
  if (first === undefined) return
  const between = [
    ...changesIn(checker, owner, first, commit),
    ...shared.filter((call) => call > first && CHANGING.test(calleeName(tree, call))),
  ].filter((one) => !tree.contains(first, one))
  if (between.length === 0 || isWorkBetween(checker, owner, first, between)) return
  const callee = tree.text(facts.callee(first))
  reportHalves(checker, owner, first, commit, `\`${callee}\` commits by itself`)
}

const CHANGING =
  /^(?:add|append|create|delete|enqueue|insert|mark|publish|record|remove|save|set|store|update|write)(?:_|$)/

/** Called on something of the session or unit of work, or handed it. */
function isOfSession({ tree, facts }: Checker, call: Node, session: string): boolean {
  const receiver = receiverOf(tree, call)
  if (receiver !== NO_NODE && `${tree.text(receiver)}.`.startsWith(`${session}.`)) return true
  return facts.arguments(call).some(({ value }) => tree.text(value) === session)
}

/** The row that a call gives back or is given: what follows depends on it. */
function namesOf({ tree, facts }: Checker, call: Node): readonly string[] {
  let statement = tree.parent(call)
  if (tree.kind(statement) === K_AWAIT) statement = tree.parent(statement)
  const target = tree.kind(statement) === K_ASSIGNMENT ? tree.child(statement, F_LEFT) : NO_NODE
  const made = facts.arguments(call).flatMap(({ value }) => {
    if (tree.kind(value) !== K_IDENTIFIER) return []
    const only = onlyAssignment(facts, value)
    return only !== NO_NODE && /=\s*(?:\w+\.)*[A-Z]\w*\(/.test(tree.text(tree.parent(only)))
      ? [facts.name(value)]
      : []
  })
  return target !== NO_NODE && tree.kind(target) === K_IDENTIFIER
    ? [facts.name(target), ...made]
    : made
}

function isSplit(checker: Checker, owner: FunctionFacts, first: Node, second: Node): boolean {
  const { tree } = checker
  if (tree.text(receiverOf(tree, first)) !== tree.text(receiverOf(tree, second))) return false
  if (!isBehind(checker, owner, first, second)) return false
  const before = changesIn(checker, owner, owner.node, first)
  const between = changesIn(checker, owner, first, second).filter((one) =>
    isBehind(checker, owner, first, eventNode(checker, one)),
  )
  if (before.length === 0 || between.length === 0) return false
  return !isClaim(checker, before) && !isWorkBetween(checker, owner, first, between)
}
