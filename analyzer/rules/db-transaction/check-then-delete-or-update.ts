import type { OrmModel } from '../../domain/orm/model.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { textWithConstants } from '../../facts/named-constants.ts'
import { codeAboveFloor, codeWithoutRows, type ProbedCode } from '../../matching/rows/row-probes.ts'
import { heldLock } from '../../matching/shared-state/held-locks.ts'
import { K_ASSIGNMENT, K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { overtakenBy } from './matching/overtaken-values.ts'
import { type PlaceTaken, placesTaken } from './matching/places-left.ts'
import { deletionsIn, isHeldBack, LOCKING } from './matching/probed-deletions.ts'
import { type SweptRows, sweptRows } from './matching/swept-rows.ts'
import {
  counterOfAssignment,
  counterOfCall,
  counterOfUpdate,
  type TestedCounter,
} from './matching/tested-counters.ts'
import { testedDeletion } from './matching/tested-deletions.ts'

export default defineRule({
  id: 'check-then-delete-or-update',
  title: 'Deletion or change guarded by nothing but an earlier query',
  consequence:
    'A row that is still in use is deleted, or a limit is passed, because somebody came between the question and the change.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 367],
  why: `
The code asks whether other rows still belong to this one and deletes it if there are none. Between the
question and the commit another transaction may add such a row. Neither waits for the other: the deletion
takes the new row along, or leaves it without its parent.

The same with a limit: the stock is tested in a row that was loaded, and \`stock = stock - 1\` is left to the
database. No step is lost, but two requests that both saw the last piece both take it. Or the highest bid is
compared with the row and then written: of two bids that both were higher the lower one may be the last.
`,
  fix: `
Let the database decide: a foreign key with \`ondelete="RESTRICT"\` refuses the deletion while there are rows,
whenever they came. Or lock the parent with \`with_for_update()\` in both places: before the question and before
adding. Or put the question into the statement: \`delete(...).where(~exists(...))\`,
\`update(...).where(Item.stock >= 1)\`, in Django \`filter(stock__gte=1).update(...)\`, and look at how many rows it
changed.
`,
  exemptions: [
    {
      text: 'A foreign key that the database holds the deletion back by.',
      quiet: py`
        from sqlalchemy import Column, ForeignKey, Integer, func, select
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class Team(Base):
            __tablename__ = 'teams'
            id = Column(Integer, primary_key=True)

        class Member(Base):
            __tablename__ = 'members'
            id = Column(Integer, primary_key=True)
            team_id = Column(ForeignKey('teams.id', ondelete='RESTRICT'))

        def remove(session: Session, team: Team):
            if session.query(Member).filter(Member.team_id == team.id).count() > 0:
                raise ValueError("in use")
            session.delete(team)
            session.commit()
      `,
    },
    {
      text: 'A parent that is locked first.',
      quiet: py`
        from sqlalchemy import Column, ForeignKey, Integer
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class Team(Base):
            __tablename__ = 'teams'
            id = Column(Integer, primary_key=True)

        class Member(Base):
            __tablename__ = 'members'
            id = Column(Integer, primary_key=True)
            team_id = Column(ForeignKey('teams.id', ondelete='CASCADE'))

        def remove(session: Session, key):
            team = session.query(Team).filter(Team.id == key).with_for_update().one()
            if session.query(Member).filter(Member.team_id == key).first():
                raise ValueError("in use")
            session.delete(team)
            session.commit()
      `,
    },
    {
      text: 'A deletion that asks for the state itself, and a test of who owns the row.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, delete
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class Team(Base):
            __tablename__ = 'teams'
            id = Column(Integer, primary_key=True)
            owner_id = Column(Integer)
            state = Column(String)

        def remove(session: Session, key, user):
            team = session.get(Team, key)
            if team.owner_id != user.id:
                raise PermissionError(key)
            session.delete(team)
            session.commit()

        def remove_closed(session: Session, key):
            team = session.get(Team, key)
            if team.state != "closed":
                raise ValueError(key)
            session.execute(delete(Team).where(Team.id == key, Team.state == "closed"))
            session.commit()
      `,
    },
    {
      text: 'The row that the question was about: it is there or it is not.',
      quiet: py`
        from sqlalchemy import Column, Integer
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class Team(Base):
            __tablename__ = 'teams'
            id = Column(Integer, primary_key=True)

        def remove(session: Session, key):
            team = session.query(Team).filter(Team.id == key).first()
            if team is None:
                raise LookupError(key)
            session.delete(team)
            session.commit()
      `,
    },
  ],
  limits: [
    'Question and deletion in different functions are not brought together.',
    'New states that are set behind a test of the old one are what state-transition-race looks at.',
  ],
  bad: [
    py`
      from sqlalchemy import Column, ForeignKey, Integer, func, select
      from sqlalchemy.ext.asyncio import AsyncSession
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class Team(Base):
          __tablename__ = 'teams'
          id = Column(Integer, primary_key=True)

      class Member(Base):
          __tablename__ = 'members'
          id = Column(Integer, primary_key=True)
          team_id = Column(ForeignKey('teams.id', ondelete='CASCADE'))

      async def remove(session: AsyncSession, key):
          team = await session.get(Team, key)
          used = await session.scalar(select(func.count()).where(Member.team_id == key))
          if used > 0:
              raise ValueError("in use")
          await session.delete(team) #!
          await session.commit()
    `,
    py`
      from django.db import models

      class Team(models.Model):
          name = models.CharField(max_length=20)

      class Member(models.Model):
          team = models.ForeignKey(Team, on_delete=models.CASCADE)

      def remove(team: Team):
          if not Member.objects.filter(team=team).exists():
              team.delete() #!

      def remove_by_key(key):
          if Member.objects.filter(team_id=key).count() == 0:
              Team.objects.filter(pk=key).delete() #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import Column, ForeignKey, Integer
      from sqlalchemy.exc import IntegrityError
      from sqlalchemy.ext.asyncio import AsyncSession
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class Team(Base):
          __tablename__ = 'teams'
          id = Column(Integer, primary_key=True)

      class Member(Base):
          __tablename__ = 'members'
          id = Column(Integer, primary_key=True)
          team_id = Column(ForeignKey('teams.id', ondelete='RESTRICT'))

      async def remove(session: AsyncSession, team: Team):
          await session.delete(team)
          try:
              await session.commit()
          except IntegrityError as error:
              await session.rollback()
              raise ValueError("in use") from error
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const told = new Set<Node>()
      for (const code of codeWithoutRows(checker)) {
        const asked = code.probe.rows.query.model
        if (asked === undefined) continue
        for (const { call, model } of deletionsIn(checker, code)) {
          if (told.has(call) || model === asked || isHeldBack(checker, asked, model)) continue
          told.add(call)
          report(checker, code, call, asked, model)
        }
      }
      for (const code of codeAboveFloor(checker)) {
        for (const { call, model } of deletionsIn(checker, code)) {
          if (told.has(call) || model !== code.probe.rows.query.model) continue
          told.add(call)
          reportFloor(checker, code, call, model)
        }
      }
      for (const place of placesTaken(checker)) reportPlace(checker, place)
    },
    [K_ASSIGNMENT](assignment, checker) {
      const counter = counterOfAssignment(checker, assignment)
      if (counter !== undefined) reportCounter(checker, counter)
      const overtaken = overtakenBy(checker, assignment)
      if (overtaken !== undefined) reportOvertaken(checker, overtaken)
    },
    [K_CALL](call, checker) {
      const counter = counterOfCall(checker, call)
      if (counter !== undefined) reportCounter(checker, counter)
    },
  },
  methods: {
    execute(call, checker) {
      checkUpdate(call, checker)
      checkDeletion(call, checker)
    },
    exec: checkUpdate,
    update: checkUpdate,
    aupdate: checkUpdate,
    delete: checkDeletion,
    adelete: checkDeletion,
  },
})

/** `if team.state != 'closed': raise` and `session.delete(team)`. */
function checkDeletion(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const write = sqlOf(checker).write(call)
  if (write?.kind !== 'delete') return
  const owner = facts.enclosingFunction(call)
  const tested = testedDeletion(checker, call, write)
  if (
    tested === undefined ||
    owner === undefined ||
    LOCKING.test(textWithConstants(facts, owner.node))
  )
    return
  if (heldLock(facts, call) !== NO_NODE) return
  const { column, test, origin } = tested
  checker.report({
    node: call,
    message: `The row is deleted because of its \`${column}\`, tested on line ${tree.line(test)} in a copy that line ${tree.line(origin.node)} loaded without a lock: another transaction may have changed it by now.`,
    confidence: 'medium',
    evidence: [
      { kind: 'read', node: origin.node, message: 'the row is loaded' },
      { kind: 'test', node: test, message: 'its state is tested in that copy' },
      { kind: 'act', node: call, message: 'the row is deleted, whatever its state is by now' },
    ],
  })
}

/** `if admins <= 1: raise` and the deletion of one of them. */
function reportFloor(
  checker: Checker,
  { probe, condition }: ProbedCode,
  call: Node,
  model: OrmModel,
): void {
  const { tree, facts } = checker
  if (heldLock(facts, call) !== NO_NODE) return
  checker.report({
    node: call,
    message: `The \`${model.name}\` is deleted because line ${tree.line(probe.rows.node)} counted enough of them: two requests at once both count the other's and delete both.`,
    confidence: 'medium',
    evidence: [
      { kind: 'read', node: probe.rows.node, message: 'both requests count the same rows' },
      { kind: 'test', node: condition, message: 'enough of them would be left' },
      { kind: 'act', node: call, message: 'each deletes one' },
    ],
  })
}

/** `if active >= limit: raise` and one more row that is made active. */
function reportPlace(checker: Checker, { change, column, code }: PlaceTaken): void {
  const { tree, facts } = checker
  if (heldLock(facts, change) !== NO_NODE) return
  checker.report({
    node: change,
    message: `\`${column}\` makes the row one more of those that line ${tree.line(code.probe.rows.node)} counted few enough of: two requests at once both count before either writes.`,
    confidence: 'medium',
    evidence: [
      { kind: 'read', node: code.probe.rows.node, message: 'both requests count the same rows' },
      { kind: 'test', node: code.condition, message: 'one more may be' },
      { kind: 'write', node: change, message: 'each makes one more' },
    ],
  })
}

function checkUpdate(call: Node, checker: Checker): void {
  const counter = counterOfUpdate(checker, call)
  if (counter !== undefined) reportCounter(checker, counter)
  const write = sqlOf(checker).write(call)
  const swept = write && sweptRows(checker, write)
  if (swept !== undefined) reportSwept(checker, call, swept)
}

function reportSwept(checker: Checker, call: Node, { column, choice }: SweptRows): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || LOCKING.test(textWithConstants(facts, owner.node))) return
  if (heldLock(facts, call) !== NO_NODE) return
  checker.report({
    node: call,
    message: `\`${column}\` of the rows that line ${tree.line(choice)} chose by it is written without asking again: what another transaction made of one of them in between is lost.`,
    confidence: 'medium',
    evidence: [
      { kind: 'read', node: choice, message: 'chooses the rows by their state' },
      { kind: 'write', node: call, message: 'changes them by their keys alone' },
    ],
  })
}

function reportCounter(checker: Checker, { change, column, test, origin }: TestedCounter): void {
  const { tree, facts } = checker
  if (heldLock(facts, change) !== NO_NODE) return
  const [line, loaded] = [tree.line(test), tree.line(origin.node)]
  checker.report({
    node: change,
    message: `\`${column}\` is changed behind a test of line ${line}, of a row that line ${loaded} loaded without a lock: two requests both pass the test and both change it.`,
    confidence: origin.kind === 'loaded' ? 'high' : 'medium',
    evidence: [
      { kind: 'read', node: origin.node, message: 'the row is loaded' },
      { kind: 'test', node: test, message: 'the limit is tested in that copy' },
      { kind: 'write', node: change, message: 'the database changes whatever is there by now' },
    ],
  })
}

function reportOvertaken(checker: Checker, { change, column, test, origin }: TestedCounter): void {
  const { tree, facts } = checker
  if (heldLock(facts, change) !== NO_NODE) return
  const [line, loaded] = [tree.line(test), tree.line(origin.node)]
  checker.report({
    node: change,
    message: `\`${column}\` is given the value that line ${line} compared with a row which line ${loaded} loaded without a lock: two requests both pass the test, and the one that the other should have stopped may be written last.`,
    confidence: origin.kind === 'loaded' ? 'high' : 'medium',
    evidence: [
      { kind: 'read', node: origin.node, message: 'the row is loaded' },
      { kind: 'test', node: test, message: 'the new value is compared with that copy' },
      { kind: 'write', node: change, message: 'and written over whatever is there by now' },
    ],
  })
}

function report(
  checker: Checker,
  { probe, condition }: ProbedCode,
  call: Node,
  asked: OrmModel,
  model: OrmModel,
): void {
  const { tree, facts } = checker
  const lock = heldLock(facts, call)
  checker.report({
    node: call,
    message: `The \`${model.name}\` is deleted because line ${tree.line(probe.rows.node)} found no \`${asked.name}\` of it; one that is added in between is lost.`,
    ...(lock === NO_NODE ? {} : { severity: 'medium' as const }),
    evidence: [
      { kind: 'read', node: probe.rows.node, message: 'asks for rows that belong to it' },
      { kind: 'test', node: condition, message: 'goes on where there are none' },
      { kind: 'act', node: call, message: 'deletes it' },
    ],
  })
}
