import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { type RowOrigin, rowOrigin } from '../../matching/rows/orm-rows.ts'
import { computedFrom, isRowAttribute, isVersioned } from '../../matching/rows/row-values.ts'
import { claimTest, isStateColumn, stateTest } from '../../matching/rows/state-columns.ts'
import { heldLock } from '../../matching/shared-state/held-locks.ts'
import { isReached, savedAfter } from '../../matching/transactions/transactions.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_CALL,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isLockedByCallers } from './matching/caller-locks.ts'
import { askedInQuery } from './matching/chosen-states.ts'
import { statesGiven } from './matching/given-changes.ts'
import { type RawGuard, rawTransitions } from './matching/raw-guards.ts'
import { type ChangeByCall, changesByCall, updatesByKey } from './matching/row-changes.ts'
import { takenTest, testedByMethod } from './matching/taken-rows.ts'

export default defineRule({
  id: 'state-transition-race',
  title: 'State changed after a test that may be out of date',
  consequence:
    'Two requests both pass the test and both make the transition: one item is worked on twice, or a decision is overwritten.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367],
  why: `
The row is loaded without a lock, its state is compared, and a new state is set. Until the commit any other
transaction may do the same with the same row. Both see the old state, both are allowed to go on, and the
second commit wins without noticing the first.

| step | request A (accept) | request B (cancel) | \`status\` |
|---|---|---|---|
| 1 | loads: submitted, may go on | | submitted |
| 2 | | loads: submitted, may go on | submitted |
| 3 | sets accepted, commits | | accepted |
| 4 | | sets cancelled, commits | **cancelled** |
`,
  fix: `
Lock the row when it is loaded: \`.with_for_update()\`, \`select_for_update()\`. Or let the database test it:
\`update(Review).where(Review.id == key, Review.status == old).values(status=new)\` and look whether a row was
changed. A version column does the same for all columns.
`,
  exemptions: [
    {
      text: 'A row that is locked when it is loaded.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession

        async def accept(session: AsyncSession, key):
            query = select(Review).where(Review.id == key).with_for_update()
            review = (await session.execute(query)).scalar_one()
            if review.status != "submitted":
                raise ValueError(review.status)
            review.status = "accepted"
            await session.commit()

        async def start(session: AsyncSession, key):
            review = await session.get(Review, key, with_for_update=True)
            if review.status == "assigned":
                review.status = "started"
            await session.commit()
      `,
    },
    {
      text: 'An update that the old state guards.',
      quiet: py`
        from sqlalchemy import select, update
        from sqlalchemy.ext.asyncio import AsyncSession

        async def claim(session: AsyncSession, key):
            task = (await session.execute(select(Task).where(Task.id == key))).scalar_one()
            if task.status != "pending":
                return None
            result = await session.execute(
                update(Task).where(Task.id == key, Task.status == "pending").values(status="claimed")
            )
            await session.commit()
            return task if result.rowcount == 1 else None
      `,
    },
    {
      text: 'A state that is set whatever it was, and one of a row that was made here.',
      quiet: py`
        from sqlalchemy.ext.asyncio import AsyncSession

        async def fail(session: AsyncSession, key, notify):
            task = await session.get(Task, key)
            if notify:
                print(key)
            task.status = "failed"
            await session.commit()

        async def make(session: AsyncSession, name):
            task = Task(name=name, status="new")
            if task.status == "new":
                task.status = "ready"
            session.add(task)
            await session.commit()
      `,
    },
    {
      text: 'A model with a version column.',
      quiet: py`
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Task(Base):
            __tablename__ = 'tasks'
            id = Column(Integer, primary_key=True)
            version = Column(Integer)
            status = Column(String)
            __mapper_args__ = {"version_id_col": version}

        async def start(session: AsyncSession, key):
            task = await session.get(Task, key)
            if task.status == "new":
                task.status = "started"
            await session.commit()
      `,
    },
  ],
  limits: [
    'A row that the caller loaded is not looked at: the caller may hold the lock.',
    'Which columns hold a state is told by their name or by an enum.',
  ],
  bad: [
    py`
      from fastapi import HTTPException
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      async def accept(session: AsyncSession, key):
          review = (await session.execute(select(Review).where(Review.id == key))).scalar_one()
          if review.status != "submitted":
              raise HTTPException(status_code=409)
          review.status = "accepted" #!
          await session.commit()
    `,
    py`
      from sqlalchemy.orm import Session

      def start(session: Session, key):
          order = session.query(Order).filter(Order.id == key).first()
          order.validate_transition("started")
          order.state = "started" #!
          session.commit()

      def move(session: Session, key, target):
          order = session.get(Order, key)
          if target not in VALID_TRANSITIONS.get(order.state, ()):
              raise ValueError(target)
          order.state = target #!
          session.commit()
    `,
    py`
      from django.shortcuts import get_object_or_404

      def publish(request, pk):
          post = get_object_or_404(Post, pk=pk)
          if post.status == Post.DRAFT:
              post.status = Post.PUBLISHED #!
              post.save()
    `,
  ],
  good: [
    py`
      from fastapi import HTTPException
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      async def accept(session: AsyncSession, key):
          query = select(Review).where(Review.id == key).with_for_update()
          review = (await session.execute(query)).scalar_one()
          if review.status != "submitted":
              raise HTTPException(status_code=409)
          review.status = "accepted"
          await session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const one of rawTransitions(checker)) reportRaw(checker, one)
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || !isRowAttribute(checker, target)) return
      const attribute = tree.text(tree.child(target, F_ATTRIBUTE))
      const row = tree.child(target, F_OBJECT)
      const isState = isStateColumn(checker, attribute)
      const claim = isState ? NO_NODE : claimOf(checker, row, attribute, node, value)
      if (!isState && claim === NO_NODE) return
      if (computedFrom(checker, value, tree.text(target)) !== NO_NODE) return
      check(checker, { statement: node, target, row, attribute, claim, through: undefined })
    },
    [K_CALL](call, checker) {
      for (const through of changesByCall(checker, call)) {
        const { row, attribute, isFromOld, isTested, isSaved, isUntyped } = through
        // A method that tests and saves is reported itself.
        if (isFromOld || (isTested && isSaved && isUntyped !== true)) continue
        const isState = isStateColumn(checker, attribute)
        const claim = isState ? NO_NODE : testedByMethod(checker, through)
        if (!isState && claim === NO_NODE) continue
        check(checker, { statement: call, target: call, row, attribute, claim, through })
      }
      for (const { row, attribute, claim, through } of statesGiven(checker, call)) {
        check(checker, { statement: call, target: call, row, attribute, claim, through })
      }
      for (const through of updatesByKey(checker, call)) {
        const { row, attribute, isStep } = through
        if (isStep === true) continue
        const isState = isStateColumn(checker, attribute)
        const claim = isState
          ? NO_NODE
          : claimTest(checker, checker.tree.text(row), attribute, call)
        if (!isState && claim === NO_NODE) continue
        check(checker, { statement: call, target: call, row, attribute, claim, through })
      }
    },
  },
  methods: { execute: checkUpdate, exec: checkUpdate, update: checkUpdate, aupdate: checkUpdate },
})

function claimOf(checker: Checker, row: Node, attribute: string, node: Node, value: Node): Node {
  const claim = claimTest(checker, checker.tree.text(row), attribute, node)
  return claim === NO_NODE ? takenTest(checker, row, attribute, node, value) : claim
}

const SERIALISED =
  /\bSERIALIZABLE\b|with_for_update|select_for_update|\bpg_advisory\w*lock|\bGET_LOCK\(|\bLOCK TABLE/i

interface Setting {
  readonly statement: Node
  /** The attribute that is written, or the call that writes it. */
  readonly target: Node
  readonly row: Node
  readonly attribute: string
  /** The guard that asks for a flag, or for the key of whoever has the row; NO_NODE for a state. */
  readonly claim: Node
  /** The function that sets it, where the statement only calls one. */
  readonly through: ChangeByCall | undefined
}

function check(checker: Checker, setting: Setting): void {
  const { statement, target, row, attribute, claim, through } = setting
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(statement)
  if (owner === undefined || owner.isLambda) return
  const origin = rowOrigin(checker, row)
  if (origin === undefined || origin.kind === 'created' || origin.isLocked) return
  const isGiven = origin.kind === 'parameter'
  if (!isGiven && !isReached(checker, owner, origin.node, target)) return
  const isClaim = claim !== NO_NODE
  const asked = isClaim ? claim : stateTest(checker, owner, tree.text(row), attribute, statement)
  const isAsked = asked !== NO_NODE && isAboutState(checker, asked, tree.text(row), attribute)
  const askedAbove = isAsked || isClaim ? asked : askedInQuery(checker, origin.node, row, attribute)
  const test = askedAbove === NO_NODE && through?.isTested ? statement : askedAbove
  if (test === NO_NODE || test < origin.node) return
  const isSaved =
    through?.isSaved === true ||
    savedAfter(checker, owner, row, target, origin.isDjango) !== NO_NODE
  if (!isSaved || isVersioned(checker, origin) || isLockedByCallers(checker, origin)) return
  const written = through === undefined ? tree.text(target) : `${tree.text(row)}.${attribute}`
  report(checker, owner, { statement, origin, test, target, written, isClaim })
}

/** `UPDATE jobs SET state = $2 WHERE id = $1` behind a test of a row that was selected. */
function reportRaw(checker: Checker, { select, test, act, what }: RawGuard): void {
  const { tree, facts } = checker
  checker.report({
    node: act,
    message: `\`${what}\` is set because of a test of line ${tree.line(test)}, but line ${tree.line(select)} read the row without a lock, and the UPDATE does not ask for the old state: another transaction may change it in between.`,
    ...(heldLock(facts, act) === NO_NODE ? {} : { severity: 'medium' as const }),
    evidence: [
      { kind: 'read', node: select, message: 'read without a lock' },
      { kind: 'test', node: test, message: 'the state is asked for' },
      { kind: 'write', node: act, message: 'the new state is set' },
    ],
  })
}

interface Transition {
  readonly statement: Node
  readonly origin: RowOrigin
  readonly test: Node
  /** Where the new state is written. */
  readonly target: Node
  /** The column, as the code here would name it. */
  readonly written: string
  /** A flag may be set twice without harm. */
  readonly isClaim?: boolean
}

const TOLD = {}

function report(checker: Checker, owner: FunctionFacts, transition: Transition): void {
  const { tree, facts } = checker
  const { statement, origin, test, target, written, isClaim = false } = transition
  if (SERIALISED.test(tree.text(owner.node))) return
  // The branches of one decision about one row are one race.
  const told = checker.once(TOLD, () => new Set<string>())
  const key = `${origin.node}:${written}`
  if (told.has(key)) return
  told.add(key)
  const lock = heldLock(facts, statement)
  const isGiven = origin.kind === 'parameter'
  const isWeak = isGiven || lock !== NO_NODE
  const asked =
    test === target ? `in \`${calleeName(tree, target)}\`` : `of line ${tree.line(test)}`
  const loaded = isGiven
    ? 'nothing here locks the row'
    : `the row was loaded without a lock on line ${tree.line(origin.node)}`
  checker.report({
    node: statement,
    message: `\`${written}\` is set because of a test ${asked}, but ${loaded}: another transaction may change it in between.`,
    ...(isWeak ? { severity: 'medium' as const } : {}),
    confidence: origin.kind === 'loaded' && !isWeak && !isClaim ? 'high' : 'medium',
    evidence: [
      {
        kind: isGiven ? 'definition' : 'read',
        node: origin.node,
        message: isGiven ? 'the row comes from the caller' : 'loaded without a lock',
      },
      { kind: 'test', node: test, message: 'the state is asked for' },
      { kind: 'write', node: target, message: 'the new state is set' },
    ],
  })
}

/** A condition, or a guard that is seen to ask for the state or says so by its name. */
function isAboutState(checker: Checker, test: Node, row: string, attribute: string): boolean {
  const { tree, facts } = checker
  if (tree.kind(test) !== K_CALL) return true
  const name = calleeName(tree, test)
  const receiver = receiverOf(tree, test)
  if (/transition|stat(?:e|us)|phase|stage/.test(name)) return true
  if (receiver !== NO_NODE && tree.text(receiver) === row) return true
  const value = checker.valueOf(facts.callee(test))
  if (value?.kind !== 'function' && value?.kind !== 'method') return false
  const target = facts.functions.find(({ symbol }) => symbol === value.function.summary.symbol)
  if (target === undefined || value.function.module.summary.path !== checker.path) return false
  return new RegExp(`\\.${attribute}\\b`).test(tree.text(target.node))
}

/** `update(Order).where(Order.id == key).values(status=new)` behind a test of a loaded row. */
function checkUpdate(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const write = sqlOf(checker).write(call)
  const owner = facts.enclosingFunction(call)
  if (write?.kind !== 'update' || write.model === undefined || owner === undefined) return
  const state = write.values.find(({ column }) => isStateColumn(checker, column))
  const predicates = write.query?.predicates ?? []
  if (state === undefined || predicates.length === 0 || write.query?.isComplete === false) return
  if (!predicates.every(({ column }) => write.model?.columns.get(column)?.isPrimaryKey)) return
  for (const node of facts.identifiersNamed(state.column)) {
    const read = tree.parent(node)
    if (node > call || facts.enclosingFunction(node) !== owner || !isRowAttribute(checker, read))
      continue
    const row = tree.child(read, F_OBJECT)
    const origin = rowOrigin(checker, row)
    if (origin === undefined || origin.kind === 'created' || origin.isLocked) continue
    if (origin.model.split('.').at(-1) !== write.model.name) continue
    const test = stateTest(checker, owner, tree.text(row), state.column, call)
    if (test === NO_NODE || tree.kind(test) === K_CALL || isVersioned(checker, origin)) continue
    if (!isReached(checker, owner, read, call)) continue
    const target = state.value
    report(checker, owner, { statement: call, origin, test, target, written: tree.text(target) })
    return
  }
}
