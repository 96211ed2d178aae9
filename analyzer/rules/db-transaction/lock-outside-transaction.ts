import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import {
  isAtomicByDefault,
  isCalledInTransaction,
} from '../../matching/transactions/django-transactions.ts'
import {
  isReached,
  isReachedWithout,
  savedAfter,
  transactionEnds,
} from '../../matching/transactions/transactions.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'lock-outside-transaction',
  title: 'Row lock that is gone before it is used',
  consequence:
    'The code looks safe and is not: the lock ends at once, and changes overwrite each other.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [362, 667],
  why: `
A row lock lasts until its transaction ends. Outside of a transaction each statement is one of its own: Django
refuses \`select_for_update\` there with an error when the query runs. A commit between the locking query and the
change ends the lock just as well, and any other transaction may come in between.
`,
  fix: `
Put query and change into one transaction: \`with transaction.atomic():\` around both, and commit only after the
change.
`,
  exemptions: [
    {
      text: 'A lock inside of a transaction.',
      quiet: py`
        from django.db import models, transaction

        class Account(models.Model):
            balance = models.IntegerField()

        def pay(key, amount):
            with transaction.atomic():
                account = Account.objects.select_for_update().get(pk=key)
                account.balance -= amount
                account.save()

        @transaction.atomic
        def take(key):
            return Account.objects.select_for_update().get(pk=key)
      `,
    },
    {
      text: 'A commit after the change.',
      quiet: py`
        from sqlalchemy.orm import Session

        def pay(session: Session, key, amount):
            account = session.get(Account, key, with_for_update=True)
            account.balance -= amount
            session.commit()
      `,
    },
    {
      text: 'A query set that others use, and a helper that a transaction calls.',
      quiet: py`
        from django.db import models, transaction

        class Account(models.Model):
            balance = models.IntegerField()

        def locked():
            return Account.objects.select_for_update()

        def find(key):
            return Account.objects.select_for_update().get(pk=key)

        def pay(key):
            with transaction.atomic():
                account = find(key)
                account.save()
      `,
    },
  ],
  limits: [
    'Transactions that a middleware opens for each request are seen by `ATOMIC_REQUESTS` in the settings alone.',
  ],
  bad: [
    py`
      from django.db import models

      class Account(models.Model):
          balance = models.IntegerField()

      def pay(key, amount):
          account = Account.objects.select_for_update().get(pk=key) #!
          account.balance -= amount
          account.save()
    `,
    py`
      from sqlalchemy import select
      from sqlalchemy.orm import Session

      def pay(session: Session, key, amount):
          account = session.get(Account, key, with_for_update=True)
          session.commit()
          account.note = amount #!
          session.commit()

      async def rename(session, key, name):
          query = select(Account).where(Account.id == key).with_for_update()
          account = (await session.execute(query)).scalar_one()
          await session.commit()
          account.name = name #!
          await session.commit()
    `,
  ],
  good: [
    py`
      from django.db import models, transaction

      class Account(models.Model):
          balance = models.IntegerField()

      def pay(key, amount):
          with transaction.atomic():
              account = Account.objects.select_for_update().get(pk=key)
              account.balance -= amount
              account.save()
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT]: checkWrite,
    [K_AUGMENTED_ASSIGNMENT]: checkWrite,
  },
  methods: {
    select_for_update(call, checker) {
      const { tree, facts } = checker
      const owner = facts.enclosingFunction(call)
      if (owner === undefined || sqlOf(checker).regions(call).length > 0) return
      if (isRunInTransaction(checker, call)) return
      const query = sqlOf(checker).query(call)
      const model = query?.model
      // What a row does with its own rows is part of what its caller does with the row.
      const isOfSelf = query !== undefined && query.parent !== NO_NODE
      if (isOfSelf && /^self\b/.test(tree.text(query.parent))) return
      if (model?.library !== 'django' || checker.project.table(isAtomicByDefault)) return
      if (!changesHere(checker, owner, call) || isCalledInTransaction(checker, owner)) return
      checker.report({
        node: call,
        message: `\`${tree.text(call).split('\n')[0]}\` stands outside of a transaction: the lock ends at once, or the query fails.`,
      })
    },
  },
})

const CLAIM =
  /\.\w*(?:status|state)\s*=\s*[^=\n]*(?:running|in_?progress|processing|claimed|started|sending)/i

/** False for files in which no query can lock what it reads. */
function locksRows({ tree }: Checker): boolean {
  return /for_update|with_lockmode/.test(tree.source)
}

/** A change behind a commit that ended the lock of the row. */
function checkWrite(statement: Node, checker: Checker): void {
  const { tree, facts } = checker
  if (!checker.once(locksRows, locksRows)) return
  const target = tree.child(statement, F_LEFT)
  if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return
  const row = tree.child(target, F_OBJECT)
  if (tree.kind(row) !== K_IDENTIFIER || facts.reach(row) !== 'local') return
  const owner = facts.enclosingFunction(statement)
  const origin = owner === undefined ? undefined : rowOrigin(checker, row)
  if (owner === undefined || origin === undefined || !origin.isLocked || origin.kind !== 'loaded')
    return
  const ended = transactionEnds(checker, owner).find(
    (one) =>
      isReached(checker, owner, origin.node, one) &&
      isReachedWithout(checker, owner, { from: one, to: target, without: origin.node }),
  )
  const end = ended ?? leftBlock(checker, origin.node, statement)
  if (end === undefined || savedAfter(checker, owner, row, target, origin.isDjango) === NO_NODE)
    return
  // A row that is marked as being worked on is left alone by the others.
  if (CLAIM.test(tree.source.slice(tree.start(origin.node), tree.start(end)))) return
  // Changes that depend on the old value are told of by the rule for these.
  if (tree.kind(statement) === K_AUGMENTED_ASSIGNMENT) return
  if (tree.text(statement).split('=').slice(1).join('=').includes(tree.text(target))) return
  checker.report({
    node: statement,
    message: `\`${tree.text(target)}\` is set after line ${tree.line(end)} has ended the transaction, and with it the lock of the row.`,
    evidence: [
      { kind: 'read', node: origin.node, message: 'locks the row' },
      { kind: 'act', node: end, message: 'ends the lock' },
      { kind: 'write', node: target, message: 'changes the row without it' },
    ],
  })
}

/** The `with atomic():` in which the row was locked, where the statement stands behind it. */
function leftBlock(checker: Checker, loading: Node, statement: Node): Node | undefined {
  const { tree } = checker
  const around = sqlOf(checker)
    .regions(loading)
    .filter(({ kind }) => kind === 'transaction')
  return around.every(({ node }) => !tree.contains(node, statement)) ? around[0]?.node : undefined
}

/** A query that is put together in front of the transaction in which all that use it stand. */
function isRunInTransaction(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const assignment = tree.ancestor(call, K_ASSIGNMENT, K_FUNCTION_DEFINITION)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return false
  const target = tree.child(assignment, F_LEFT)
  const [rows] = sqlOf(checker).rows(tree.child(assignment, F_RIGHT))
  if (tree.kind(target) !== K_IDENTIFIER || rows?.taken !== 'open') return false
  const uses = facts.resolve(target)?.references.filter((one) => one > assignment) ?? []
  return uses.length > 0 && uses.every((one) => sqlOf(checker).regions(one).length > 0)
}

/** True when the function changes what it has locked. */
function changesHere({ tree, facts }: Checker, owner: FunctionFacts, call: Node): boolean {
  return [...facts.calls].some(
    (one) =>
      one > call &&
      facts.enclosingFunction(one) === owner &&
      /^a?(?:save|delete|update|bulk_update)$/.test(calleeName(tree, one)) &&
      receiverOf(tree, one) !== NO_NODE,
  )
}
