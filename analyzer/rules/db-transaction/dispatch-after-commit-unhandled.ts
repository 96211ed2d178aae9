import { domainOf } from '../../domain/domain-of.ts'
import type { EffectKind } from '../../domain/effects/effect-names.ts'
import type { Write } from '../../domain/sql/read-write.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isCleanup } from '../../matching/errors/handlers.ts'
import { isStateColumn } from '../../matching/rows/state-columns.ts'
import { committingFunctions, isBehind } from '../../matching/transactions/commits.ts'
import {
  isAtomicByDefault,
  isCalledInTransaction,
} from '../../matching/transactions/django-transactions.ts'
import {
  F_BODY,
  F_LEFT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_EXCEPT_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_MODULE,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  insertedRow,
  isMessage,
  isWaiting,
  mentionsRow,
  WAITING,
  waitingRow,
} from './matching/dispatched-rows.ts'

/** What hands work on: when it is lost, nobody does the work. */
const HANDING_ON: ReadonlySet<EffectKind> = new Set<EffectKind>(['task', 'publish', 'cloud'])

export default defineRule({
  id: 'dispatch-after-commit-unhandled',
  title: 'Committed work whose dispatch may be lost',
  consequence:
    'If the broker cannot be reached, the row waits for ever: it is saved as pending and nobody is told to work on it.',
  effortHours: { low: 1, high: 4 },
  why: `
The row is committed first and its work is handed to a queue afterwards. The two are not one transaction. If
the broker is down at that moment the call raises, the request fails, and the row stays in the database as
pending. No worker hears of it, and a retry of the request makes a second one.

Clients of task queues try again by themselves, so what is lost there takes an outage of the broker: such a dispatch
is reported with medium severity.
`,
  fix: `
Handle the failure: catch it, mark the row as failed and commit that before raising. Or write the message into
an outbox table in the same transaction and let a worker send it; or let a sweeper find rows that wait for
too long.
`,
  exemptions: [
    {
      text: 'A dispatch whose failure is handled.',
      quiet: py`
        from celery import shared_task
        from sqlalchemy.orm import Session

        @shared_task
        def run(key):
            print(key)

        def submit(session: Session, name):
            job = Job(name=name)
            session.add(job)
            session.commit()
            try:
                run.delay(job.id)
            except Exception:
                job.status = "failed"
                session.commit()
                raise
      `,
    },
    {
      text: 'A dispatch that runs after the answer, or that Django runs after the commit.',
      quiet: py`
        from celery import shared_task
        from django.db import transaction
        from fastapi import BackgroundTasks
        from sqlalchemy.orm import Session

        @shared_task
        def run(key):
            print(key)

        def submit(session: Session, name, background: BackgroundTasks):
            job = Job(name=name)
            session.add(job)
            session.commit()
            background.add_task(run, job.id)
            transaction.on_commit(lambda: run.delay(job.id))
      `,
    },
    {
      text: 'A message about something that is done: nobody waits for it.',
      quiet: py`
        import socketio
        from celery import shared_task
        from sqlalchemy.orm import Session

        sio = socketio.AsyncServer()

        @shared_task
        def refresh():
            print("refresh")

        async def rename(session: Session, job, name):
            job.name = name
            session.commit()
            await sio.emit("renamed", {"id": job.id})

        def read(session: Session, key):
            session.commit()
            refresh.delay()
      `,
    },
  ],
  limits: [
    'Whether a sweeper finds rows that were left pending is not seen.',
    'Dispatches inside of called functions are not seen.',
  ],
  bad: [
    py`
      from celery import shared_task
      from sqlalchemy.orm import Session

      @shared_task
      def run(key):
          print(key)

      def submit(session: Session, name):
          job = Job(name=name)
          session.add(job)
          session.commit()
          run.delay(job.id) #!
          return job
    `,
    py`
      import redis.asyncio as redis
      from sqlalchemy.ext.asyncio import AsyncSession
      from taskiq import InMemoryBroker

      broker = InMemoryBroker()

      @broker.task
      async def run(key: int) -> None:
          print(key)

      async def submit(session: AsyncSession, name: str):
          job = Job(name=name, status="pending")
          session.add(job)
          await session.commit()
          await session.refresh(job)
          await run.kiq(job.id) #!

      async def announce(session: AsyncSession, client: redis.Redis, name: str):
          job = Job(name=name)
          session.add(job)
          await session.commit()
          key = str(job.id)
          await client.publish("jobs", key) #!
    `,
  ],
  good: [
    py`
      from celery import shared_task
      from sqlalchemy.orm import Session

      @shared_task
      def run(key):
          print(key)

      def submit(session: Session, name):
          job = Job(name=name)
          session.add(job)
          session.commit()
          try:
              run.delay(job.id)
          except OSError:
              job.status = "failed"
              session.commit()
              raise
          return job
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { effects } = domainOf(checker.project)
      const { tree, facts } = checker
      checkAutocommit(checker)
      for (const { owner, commits } of committingFunctions(checker)) {
        for (const call of facts.calls) {
          if (facts.enclosingFunction(call) !== owner || !tree.contains(owner.node, call)) continue
          const effect = effects.at(checker.path, tree.position(tree.start(call)))
          if (effect === undefined) continue
          const isRequest = effect.kind === 'http' && /\.(?:post|put)$/.test(effect.name)
          if (!HANDING_ON.has(effect.kind) && !isRequest) continue
          const commit = commits.findLast(
            (one) => !isCleanup(checker, one) && isBehind(checker, owner, one, call),
          )
          if (commit === undefined || isHandled(checker, call)) continue
          const row = insertedRow(checker, owner, commit) ?? waitingRow(checker, owner, commit)
          if (row === undefined || !row.from.some((name) => mentionsRow(checker, call, name))) {
            continue
          }
          if (isRequest && !isWaiting(checker, owner, row.name) && !isMessage(checker, call)) {
            continue
          }
          checker.report({
            node: call,
            message: `If \`${tree.text(facts.callee(call))}\` fails, the \`${row.name}\` that line ${tree.line(commit)} committed stays as it is, and nobody is told of it.`,
            ...severityOf(effect.kind),
            confidence: effect.certainty === 'known' ? 'high' : 'medium',
            evidence: [
              { kind: 'act', node: commit, message: 'the row is permanent' },
              { kind: 'call', node: call, message: 'may fail, with nothing that undoes the row' },
            ],
          })
        }
      }
    },
  },
})

/** Django: `job = Job.objects.create(status='pending')`, which is committed at once, or at the end of a block. */
function checkAutocommit(checker: Checker): void {
  const { tree, facts } = checker
  const { effects } = domainOf(checker.project)
  for (const create of facts.calls) {
    if (!/^a?create$/.test(calleeName(tree, create))) continue
    const owner = facts.enclosingFunction(create)
    const target = nameGiven(checker, create)
    if (owner === undefined || target === undefined) continue
    const write = sqlOf(checker).write(create)
    if (write?.model?.library !== 'django') continue
    if (!WAITING.test(tree.text(create)) && !waitsByDefault(checker, write)) continue
    if (checker.project.table(isAtomicByDefault) || isCalledInTransaction(checker, owner)) continue
    const block = sqlOf(checker)
      .regions(create)
      .findLast(({ kind }) => kind === 'transaction')?.node
    // A decorator that makes the function one transaction.
    if (block !== undefined && tree.contains(block, owner.node)) continue
    const end = block === undefined ? create : tree.endOfSubtree(block)
    const call = facts.callsOf(owner).find((one) => {
      const effect = effects.at(checker.path, tree.position(tree.start(one)))
      return (
        one > end &&
        effect !== undefined &&
        HANDING_ON.has(effect.kind) &&
        mentionsRow(checker, one, target) &&
        isBehind(checker, owner, create, one)
      )
    })
    if (call === undefined || isHandled(checker, call)) continue
    if (sqlOf(checker).regions(call).length > 0) continue
    const kind = effects.at(checker.path, tree.position(tree.start(call)))?.kind
    reportDispatch(checker, call, target, create, severityOf(kind))
  }
}

/** `status = CharField(default=Status.PENDING)`: a new row waits without being told to. */
function waitsByDefault(checker: Checker, { model, values }: Write): boolean {
  return [...(model?.columns.values() ?? [])].some(
    ({ name, default: preset }) =>
      preset?.kind === 'literal' &&
      isStateColumn(checker, name) &&
      !values.some(({ column }) => column === name) &&
      WAITING.test(String(preset.value)),
  )
}

/** The name that a call's result is given. */
function nameGiven({ tree }: Checker, call: Node): string | undefined {
  let value = call
  if (tree.kind(tree.parent(value)) === K_AWAIT) value = tree.parent(value)
  const assignment = tree.parent(value)
  if (tree.kind(assignment) !== K_ASSIGNMENT) return undefined
  const target = tree.child(assignment, F_LEFT)
  return tree.kind(target) === K_IDENTIFIER ? tree.text(target) : undefined
}

/** A client of a task queue retries by itself: what gets lost is what an outage of the broker takes. */
function severityOf(kind: EffectKind | undefined): { readonly severity?: 'medium' } {
  return kind === 'task' ? { severity: 'medium' } : {}
}

function reportDispatch(
  checker: Checker,
  call: Node,
  row: string,
  commit: Node,
  severity: { readonly severity?: 'medium' },
): void {
  const { tree, facts } = checker
  checker.report({
    node: call,
    ...severity,
    message: `If \`${tree.text(facts.callee(call))}\` fails, the \`${row}\` that line ${tree.line(commit)} committed stays as it is, and nobody is told of it.`,
    confidence: 'medium',
    evidence: [
      { kind: 'act', node: commit, message: 'the row is permanent' },
      { kind: 'call', node: call, message: 'may fail, with nothing that undoes the row' },
    ],
  })
}

/** True inside of a `try` that catches something. */
function isHandled({ tree }: Checker, call: Node): boolean {
  for (
    let at = tree.ancestor(call, K_TRY_STATEMENT, K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) === K_TRY_STATEMENT;
    at = tree.ancestor(at, K_TRY_STATEMENT, K_FUNCTION_DEFINITION)
  ) {
    const body = tree.child(at, F_BODY)
    if (tree.contains(body, call) && tree.hasChildOfKind(at, K_EXCEPT_CLAUSE)) return true
  }
  return false
}
