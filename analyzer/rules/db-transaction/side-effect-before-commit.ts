import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls.ts'
import { committingFunctions, isBehind, isCleanup } from '../../matching/commits.ts'
import { K_FUNCTION_DEFINITION, K_LAMBDA, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'side-effect-before-commit',
  title: 'Message sent before the change is saved',
  consequence:
    'Customers get mails and workers get jobs about something that was rolled back, or that they cannot see yet.',
  effortHours: { low: 0.5, high: 3 },
  why: `
The mail, task or message leaves while the transaction is still open. If the commit fails, what was said is not
true and cannot be taken back. Even if it succeeds, a fast worker looks for the row before it is there, and fails
with "not found".
`,
  fix: `
Commit first and send afterwards; in Django \`transaction.on_commit(lambda: ...)\`, in SQLAlchemy an
\`after_commit\` event. Where neither may be lost, write the message into an outbox table in the same transaction.
`,
  exemptions: [
    {
      text: 'Sending behind the commit, or with it.',
      quiet: py`
        from celery import shared_task
        from django.db import transaction
        from sqlalchemy.orm import Session

        @shared_task
        def notify(key):
            print(key)

        def submit(session: Session, order):
            session.add(order)
            session.commit()
            notify.delay(order.id)

        def later(order):
            with transaction.atomic():
                order.save()
                transaction.on_commit(lambda: notify.delay(order.id))
      `,
    },
    {
      text: 'A call whose answer is saved.',
      quiet: py`
        import requests
        from sqlalchemy.orm import Session

        def charge(session: Session, order):
            order.status = "paying"
            answer = requests.post("https://pay.example.org", timeout=5)
            order.reference = answer.json()["id"]
            session.commit()
      `,
    },
    {
      text: 'Sending in front of the first change.',
      quiet: py`
        from celery import shared_task
        from sqlalchemy.orm import Session

        @shared_task
        def notify(key):
            print(key)

        def submit(session: Session, order):
            notify.delay(order.id)
            session.add(order)
            session.commit()
      `,
    },
  ],
  limits: [
    'Sending inside of called functions is not seen.',
    'Transactions that a decorator or middleware opens around a request are not looked at.',
  ],
  bad: [
    py`
      from celery import shared_task
      from sqlalchemy.orm import Session

      @shared_task
      def notify(key):
          print(key)

      def submit(session: Session, order):
          session.add(order)
          session.flush()
          notify.delay(order.id) #!
          session.commit()
    `,
    py`
      from django.core.mail import send_mail
      from django.db import models, transaction

      class Order(models.Model):
          name = models.CharField(max_length=20)

      def submit(name):
          with transaction.atomic():
              order = Order.objects.create(name=name)
              send_mail("Order", "text", None, ["a@example.org"]) #!
              order.save()

      @transaction.atomic
      def rename(order: Order, name):
          order.name = name
          order.save()
          send_mail("Renamed", "text", None, ["a@example.org"]) #!
    `,
  ],
  good: [
    py`
      from celery import shared_task
      from sqlalchemy.orm import Session

      @shared_task
      def notify(key):
          print(key)

      def submit(session: Session, order):
          session.add(order)
          session.commit()
          notify.delay(order.id)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { effects } = domainOf(checker.project)
      const { tree, facts } = checker
      const sql = sqlOf(checker)
      const committing = new Map(
        committingFunctions(checker).map(({ owner, commits }) => [owner, commits]),
      )
      for (const call of facts.calls) {
        const owner = facts.enclosingFunction(call)
        if (owner === undefined || isCleanup(checker, call)) continue
        const effect = effects.at(checker.path, tree.position(tree.start(call)))
        if (effect === undefined || !/^(?:task|publish|mail|emit|cloud)$/.test(effect.kind))
          continue
        if (effect.certainty !== 'known' || isDeferred(checker, call)) continue
        const region = sql.regions(call).find(({ kind }) => kind === 'transaction')
        const commit = (committing.get(owner) ?? []).find(
          (one) => !isCleanup(checker, one) && isBehind(checker, owner, call, one),
        )
        const end = region === undefined ? commit : call
        if (end === undefined || !changesBefore(checker, owner, call, region?.node ?? owner.node))
          continue
        checker.report({
          node: call,
          message: `\`${tree.text(facts.callee(call))}\` tells others of a change that ${commit === undefined ? 'the end of the transaction' : `the commit on line ${tree.line(commit)}`} may still take back.`,
          ...(commit === undefined
            ? {}
            : {
                evidence: [
                  { kind: 'act' as const, node: call, message: 'leaves the program' },
                  { kind: 'act' as const, node: commit, message: 'the change is saved only here' },
                ],
              }),
        })
      }
    },
  },
})

/** True for a call inside of a function or lambda that runs later. */
function isDeferred({ tree, facts }: Checker, call: Node): boolean {
  const around = tree.ancestor(call, K_LAMBDA, K_FUNCTION_DEFINITION)
  return around !== NO_NODE && around !== facts.enclosingFunction(call)?.node
}

/** True when rows were changed between the start of the transaction and the call. */
function changesBefore(checker: Checker, owner: FunctionFacts, call: Node, from: Node): boolean {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  return [...facts.calls].some((one) => {
    if (one <= from || one >= call || facts.enclosingFunction(one) !== owner) return false
    if (
      !/^(?:add|add_all|merge|delete|save|asave|create|acreate|update|execute|bulk_create)$/.test(
        calleeName(tree, one),
      )
    ) {
      return false
    }
    const isAdded = /^(?:add|add_all|merge)$/.test(calleeName(tree, one))
    return (
      sql.write(one) !== undefined ||
      (isAdded && sql.session(tree.firstChild(facts.callee(one))) !== undefined)
    )
  })
}
