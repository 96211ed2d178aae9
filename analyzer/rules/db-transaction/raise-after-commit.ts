import { localValues } from '../../domain/sql/local-values.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { bare } from '../../matching/calls/call-chains.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isCleanup } from '../../matching/errors/handlers.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { committingFunctions, isBehind } from '../../matching/transactions/commits.ts'
import {
  F_BODY,
  F_LEFT,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_CALL,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'raise-after-commit',
  title: 'Request rejected after its row was committed',
  consequence:
    'The caller is told that nothing happened, but the row is there: retries make duplicates, and half-made work stays behind.',
  effortHours: { low: 0.5, high: 2 },
  why: `
The function commits a new row and then checks something that can still end it with an error. The caller sees
a failure and tries again, or gives up; the row stays in its first state, and nobody will ever work on it.
The rollback of the framework comes too late: what is committed stays.
`,
  fix: `
Check everything first and commit last. What can only be known after the commit has to undo it: set the row to
a failed state and commit that before raising.
`,
  exemptions: [
    {
      text: 'Checks in front of the commit.',
      quiet: py`
        from fastapi import HTTPException
        from sqlalchemy.ext.asyncio import AsyncSession

        async def submit(session, registry, name):
            if registry is None:
                raise HTTPException(status_code=503)
            session.add(Task(name=name))
            await session.commit()
      `,
    },
    {
      text: 'A test of how many rows were changed: where it was none, nothing became permanent.',
      quiet: py`
        from flask import abort
        from sqlalchemy import update
        from sqlalchemy.orm import Session

        def claim(session: Session, key):
            rows = session.query(Seat).filter(Seat.id == key, Seat.free).update({"free": False})
            session.commit()
            if rows == 0:
                abort(409)

        async def release(session, key):
            result = await session.execute(update(Seat).where(Seat.id == key).values(free=True))
            await session.commit()
            if result.rowcount != 1:
                raise KeyError(key)
      `,
    },
    {
      text: 'A failed commit that is answered with an error.',
      quiet: py`
        from fastapi import HTTPException
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlalchemy.exc import IntegrityError

        async def submit(session, name):
            session.add(Task(name=name))
            try:
                await session.commit()
            except IntegrityError as error:
                await session.rollback()
                raise HTTPException(status_code=409) from error
      `,
    },
    {
      text: 'A failure that is written down before it is raised.',
      quiet: py`
        from fastapi import HTTPException
        from sqlalchemy.ext.asyncio import AsyncSession

        async def login(session, user, password):
            if not user.check(password):
                user.failures += 1
                await session.commit()
                raise HTTPException(status_code=401)

        async def submit(session, registry, task):
            session.add(task)
            await session.commit()
            if registry is None:
                task.status = "failed"
                await session.commit()
                raise HTTPException(status_code=503)
      `,
    },
    {
      text: 'A commit that saved nothing of this request, and an error of a later step that is only reported.',
      quiet: py`
        from fastapi import HTTPException
        from sqlalchemy.ext.asyncio import AsyncSession

        async def load(session, key):
            await session.commit()
            task = await session.get(Task, key)
            if task is None:
                raise HTTPException(status_code=404)
            return task
      `,
    },
  ],
  limits: ['Errors that a called function raises after the commit are not seen.'],
  bad: [
    py`
      from fastapi import HTTPException
      from sqlalchemy.ext.asyncio import AsyncSession

      async def submit(session, registry, name):
          task = Task(name=name)
          session.add(task)
          await session.commit()
          await session.refresh(task)
          if registry is None:
              raise HTTPException(status_code=503, detail="Not configured") #!
          return task
    `,
    py`
      from flask import abort
      from flask_sqlalchemy import SQLAlchemy

      def order(db, item, count):
          item.stock = item.stock - count
          db.session.commit()
          if count > item.limit:
              abort(400) #!
          elif item.locked:
              raise ValueError("locked") #!
          return item
    `,
  ],
  good: [
    py`
      from fastapi import HTTPException
      from sqlalchemy.ext.asyncio import AsyncSession

      async def submit(session, registry, name):
          if registry is None:
              raise HTTPException(status_code=503, detail="Not configured")
          task = Task(name=name)
          session.add(task)
          await session.commit()
          return task
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const { owner, commits } of committingFunctions(checker)) {
        for (const rejection of rejectionsIn(checker, owner)) {
          const commit = commits.findLast(
            (one) => !isCleanup(checker, one) && isTooLate(checker, owner, one, rejection),
          )
          if (commit !== undefined) report(checker, owner, commit, rejection)
        }
      }
    },
    [K_WITH_STATEMENT](block, checker) {
      const owner = checker.facts.enclosingFunction(block)
      if (owner === undefined || !isOuterTransaction(checker, block)) return
      const write = writeIn(checker, owner, block)
      if (write === NO_NODE) return
      for (const rejection of rejectionsIn(checker, owner)) {
        const branch = checker.tree.ancestor(rejection, K_IF_STATEMENT)
        if (rejection < checker.tree.endOfSubtree(block) || branch === NO_NODE) continue
        if (checker.tree.contains(branch, block) || !isBehind(checker, owner, write, rejection))
          continue
        if (undoesBefore(checker, blockOf(checker, rejection), rejection)) continue
        report(checker, owner, block, rejection)
        return
      }
    },
  },
})

function report(checker: Checker, owner: FunctionFacts, commit: Node, rejection: Node): void {
  const { tree } = checker
  const isBlock = tree.kind(commit) === K_WITH_STATEMENT
  const what = isBlock ? 'the end of the block that begins on line' : 'the commit on line'
  checker.report({
    node: rejection,
    message: `\`${owner.name}\` can still be rejected here, after ${what} ${tree.line(commit)} has made its change permanent.`,
    evidence: [
      { kind: 'act', node: commit, message: 'the change is permanent' },
      { kind: 'note', node: rejection, message: 'the caller is told that it failed' },
    ],
  })
}

/** `with session.begin():`, `with transaction.atomic():` and the like in no other transaction. */
function isOuterTransaction(checker: Checker, block: Node): boolean {
  const { tree } = checker
  const body = tree.child(block, F_BODY)
  if (body === NO_NODE) return false
  const around = sqlOf(checker).regions(body + 1)
  const [own, outer] = around.filter(({ kind }) => kind === 'transaction')
  return own?.node === block && outer === undefined
}

/** A change of rows in a block that ends a transaction, NO_NODE if there is none. */
function writeIn(checker: Checker, owner: FunctionFacts, block: Node): Node {
  const { tree, facts } = checker
  for (const call of facts.calls) {
    if (!tree.contains(block, call) || facts.enclosingFunction(call) !== owner) continue
    if (!changesRow(checker, call)) continue
    const around = sqlOf(checker).regions(call)
    if (around.some(({ node, kind }) => node === block && kind === 'transaction')) return call
  }
  return NO_NODE
}

/** `raise X(...)` and `abort(...)` in a branch of the function. */
function rejectionsIn(checker: Checker, owner: FunctionFacts): Node[] {
  const { tree, facts } = checker
  const raises = [...facts.nodesOfKind(K_RAISE_STATEMENT)].filter(
    (node) => tree.namedChildren(node).length > 0,
  )
  const aborts = facts.callsTo('flask.abort')
  return [...raises, ...aborts]
    .filter((node) => facts.enclosingFunction(node) === owner && tree.contains(owner.node, node))
    .filter((node) => !isCleanup(checker, node))
    .toSorted((a, b) => a - b)
}

function isTooLate(checker: Checker, owner: FunctionFacts, commit: Node, rejection: Node): boolean {
  const { tree } = checker
  const branch = tree.ancestor(rejection, K_IF_STATEMENT)
  if (branch === NO_NODE || tree.contains(branch, commit)) return false
  if (!isBehind(checker, owner, commit, rejection)) return false
  if (!changesBefore(checker, owner, commit)) return false
  if (isAboutOutcome(checker, branch)) return false
  return !undoesBefore(checker, blockOf(checker, rejection), rejection)
}

/** `if result.rowcount == 0:` where nothing was changed nothing became permanent. */
function isAboutOutcome(checker: Checker, branch: Node): boolean {
  const { tree, facts } = checker
  const condition = conditionOf(tree, branch)
  if (condition === NO_NODE) return false
  for (let node = condition; node < tree.endOfSubtree(condition); node += 1) {
    if (tree.kind(node) !== K_IDENTIFIER) continue
    const [only] = localValues(facts, node)
    if (only?.kind !== 'assigned') continue
    let value = bare(checker, only.value)
    if (value !== NO_NODE && tree.kind(value) === K_ATTRIBUTE) {
      value = bare(checker, tree.child(value, F_OBJECT))
    }
    const write = value === NO_NODE ? undefined : sqlOf(checker).write(value)
    if (write?.kind === 'update' || write?.kind === 'delete') return true
  }
  return false
}

/** True when the function has changed rows in front of the commit. */
function changesBefore(checker: Checker, owner: FunctionFacts, commit: Node): boolean {
  const { tree, facts } = checker
  for (let node = owner.node; node < commit; node += 1) {
    if (changesRow(checker, node) && facts.enclosingFunction(node) === owner) return true
  }
  return tree.ancestor(commit, K_WITH_STATEMENT) === commit
}

function changesRow(checker: Checker, node: Node): boolean {
  const { tree } = checker
  const kind = tree.kind(node)
  if (kind === K_CALL) {
    const name = calleeName(tree, node)
    if (!/^(?:add|add_all|merge|delete|execute|exec|create|save|update)$/.test(name)) return false
    return /^(?:add|add_all|merge)$/.test(name) || sqlOf(checker).write(node) !== undefined
  }
  if (kind !== K_ASSIGNMENT && kind !== K_AUGMENTED_ASSIGNMENT) return false
  const target = tree.child(node, F_LEFT)
  return (
    target !== NO_NODE &&
    tree.kind(target) === K_ATTRIBUTE &&
    !/^(?:self|cls|response|request|app|ctx|config|settings)\b/.test(tree.text(target))
  )
}

/** The innermost branch around a statement. */
function blockOf({ tree }: Checker, node: Node): Node {
  return tree.ancestor(node, K_IF_STATEMENT, K_ELIF_CLAUSE, K_ELSE_CLAUSE)
}

/** True when the branch changes rows, commits or rolls back before it raises. */
function undoesBefore(checker: Checker, block: Node, rejection: Node): boolean {
  const { tree } = checker
  for (let node = block; node < rejection; node += 1) {
    if (changesRow(checker, node)) return true
    if (tree.kind(node) !== K_CALL) continue
    if (
      /^(?:commit|rollback|delete|cancel\w*|compensate\w*|mark_\w+|fail\w*)$/.test(
        calleeName(tree, node),
      )
    ) {
      return true
    }
  }
  return false
}
