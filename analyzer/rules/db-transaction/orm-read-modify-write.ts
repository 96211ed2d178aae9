import type { Checker, StepDraft } from '../../engine/checker.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import {
  assignedPairs,
  columnValues,
  computedFrom,
  computedFromColumn,
  isGuardedUpdate,
  isRowAttribute,
} from '../../matching/rows/row-values.ts'
import { heldLock } from '../../matching/shared-state/held-locks.ts'
import { weightOfSharedData } from '../../matching/shared-state/proven-runs.ts'
import { isSerialised } from '../../matching/transactions/taken-locks.ts'
import { isReached } from '../../matching/transactions/transactions.ts'
import {
  F_LEFT,
  F_OBJECT,
  K_ASSIGNMENT,
  K_AUGMENTED_ASSIGNMENT,
  K_CALL,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { changedCopy } from './matching/changed-copies.ts'
import { type DocumentUpdate, documentUpdates } from './matching/document-updates.ts'
import { changesGiven } from './matching/given-changes.ts'
import { lockFix } from './matching/lock-edits.ts'
import { type LostUpdate, lostUpdate, type RowChange } from './matching/lost-updates.ts'
import { type RawChange, rawChanges } from './matching/raw-changes.ts'
import { changesByCall } from './matching/row-changes.ts'
import { calculatedFromSelected } from './matching/selected-columns.ts'

export default defineRule({
  id: 'orm-read-modify-write',
  title: 'Database value computed from a copy that may be stale',
  consequence:
    'Two requests that change the same row at the same time overwrite each other: balances, stocks and counters drift.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367],
  why: `
The row is loaded without a lock, the new value is computed in Python from the loaded one, and the result
is written back. Between loading and writing any other transaction may change the row; its change is
overwritten. The default isolation of PostgreSQL (READ COMMITTED) and MySQL does not prevent that.

| step | request A (withdraw 30) | request B (withdraw 50) | \`balance\` |
|---|---|---|---|
| 1 | loads 100 | | 100 |
| 2 | | loads 100 | 100 |
| 3 | writes 100 - 30, commits | | 70 |
| 4 | | writes 100 - 50, commits | **50**, not 20 |
`,
  fix: `
Let the database compute: \`update(Account).where(...).values(balance=Account.balance - amount)\`, in Django
\`F("balance") - amount\`. Or lock the row when loading it: \`.with_for_update()\`,
\`select_for_update()\` inside of a transaction, and write before the commit. A version column
(\`version_id_col\`) turns the lost update into an error that can be retried.
`,
  exemptions: [
    {
      text: 'A row that the query locked, with no commit before the write.',
      quiet: py`
        from sqlalchemy import select

        async def withdraw(session, key, amount):
            account = await session.get(Account, key, with_for_update=True)
            account.balance -= amount
            await session.commit()

        async def deposit(session, key, amount):
            query = select(Account).where(Account.id == key)
            query = query.with_for_update()
            result = await session.execute(query)
            account = result.scalar_one()
            account.balance = account.balance + amount
            await session.commit()

        def refund(key, amount):
            with transaction.atomic():
                account = Account.objects.select_for_update().get(pk=key)
                account.balance += amount
                account.save()
      `,
    },
    {
      text: 'A value that the database computes.',
      quiet: py`
        from django.db.models import F
        from sqlalchemy import select, update

        async def withdraw(session, key, amount):
            account = await session.get(Account, key)
            account.balance = Account.balance - amount
            await session.execute(
                update(Account).where(Account.id == key).values(balance=Account.balance - amount)
            )
            await session.commit()

        def deposit(key, amount):
            account = Account.objects.get(pk=key)
            account.balance = F("balance") + amount
            account.save()
      `,
    },
    {
      text: 'A plain assignment, which does not depend on the loaded value.',
      quiet: py`
        async def rename(session, key, name):
            account = await session.get(Account, key)
            account.name = name.strip()
            account.status = "renamed"
            account.email = account.email.lower()
            await session.commit()
      `,
    },
    {
      text: 'A row that was created here: nobody else has it yet.',
      quiet: py`
        class Account(Base):
            __tablename__ = "account"

        async def open_account(session, amount):
            account = Account(balance=0)
            account.balance += amount
            session.add(account)
            await session.commit()
      `,
    },
    {
      text: 'An object that is no row, or a Django object that is never saved.',
      quiet: py`
        def total(cart, session, cache):
            basket = session.get("basket")
            basket.count += 1
            entry = cache.get(Key, 1)
            entry.hits += 1
            account = Account.objects.get(pk=1)
            account.balance -= cart.sum
            return render(account)

        class Account:
            def refresh(self, amount):
                self.balance += amount
      `,
    },
    {
      text: 'An update that is guarded by the old value or a version.',
      quiet: py`
        from sqlalchemy import update

        async def withdraw(session, key, amount):
            account = await session.get(Account, key)
            result = await session.execute(
                update(Account)
                .where(Account.id == key, Account.version == account.version)
                .values(balance=account.balance - amount, version=account.version + 1)
            )
            if result.rowcount != 1:
                raise Conflict(key)
            await session.commit()
      `,
    },
    {
      text: 'A model with a version column, or a serializable transaction.',
      quiet: py`
        class Account(Base):
            __tablename__ = "account"
            version = mapped_column(Integer)
            __mapper_args__ = {"version_id_col": version}

        async def withdraw(session, key, amount):
            account = await session.get(Account, key)
            account.balance -= amount
            await session.commit()

        async def deposit(session, key, amount):
            await session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
            order = await session.get(Order, key)
            order.paid += amount
            await session.commit()
      `,
    },
  ],
  limits: [
    'A row given as an argument is reported with medium confidence: the caller may hold the lock.',
    'Rows that come out of functions which cannot be resolved are not known to be rows.',
    'Database triggers and constraints that would reject the second write are not seen.',
  ],
  bad: [
    py`
      from sqlalchemy.ext.asyncio import AsyncSession

      async def withdraw(session: AsyncSession, key: int, amount: int):
          account = await session.get(Account, key)
          account.balance -= amount #!
          await session.commit()
    `,
    py`
      from django.db import transaction
      from django.shortcuts import get_object_or_404

      def like(request, key):
          post = get_object_or_404(Post, pk=key)
          post.likes += 1 #!
          post.save()

      @transaction.atomic
      def sell(key, count):
          stock = Stock.objects.filter(product=key).first()
          stock.count = max(stock.count - count, 0) #!
          stock.save(update_fields=["count"])
    `,
  ],
  good: [
    py`
      from sqlalchemy import update
      from sqlalchemy.ext.asyncio import AsyncSession

      async def withdraw(session: AsyncSession, key: int, amount: int):
          await session.execute(
              update(Account).where(Account.id == key).values(balance=Account.balance - amount)
          )
          await session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const change of rawChanges(checker)) reportRaw(checker, change)
      for (const update of documentUpdates(checker)) reportDocument(checker, update)
    },
    [K_AUGMENTED_ASSIGNMENT](node, checker) {
      const target = checker.tree.child(node, F_LEFT)
      if (isRowAttribute(checker, target))
        checkChange(checker, { statement: node, target, read: target, isAssignment: true })
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      for (const [target, value] of assignedPairs(tree, node)) {
        if (!isRowAttribute(checker, target)) continue
        const read = computedFrom(checker, value, tree.text(target))
        const copied = read === NO_NODE ? changedCopy(checker, value, tree.text(target)) : NO_NODE
        if (read === NO_NODE && copied === NO_NODE) continue
        checkChange(checker, {
          statement: node,
          target,
          read: read === NO_NODE ? copied : read,
          isAssignment: true,
          isCollection: copied !== NO_NODE,
        })
        return
      }
    },
    [K_CALL](call, checker) {
      for (const through of changesByCall(checker, call)) {
        // A method that saves the row is reported itself.
        if (!through.isFromOld || (through.isSaved && through.isUntyped !== true)) continue
        checkChange(checker, {
          statement: call,
          target: call,
          read: call,
          isAssignment: true,
          through,
        })
      }
      for (const change of changesGiven(checker, call)) checkChange(checker, change)
    },
  },
  methods: { values: checkUpdate, update: checkUpdate },
  calls: { 'builtins.setattr': checkSetattr },
})

/** A document of MongoDB that is read, changed and written back. */
function reportDocument(checker: Checker, { write, read, field }: DocumentUpdate): void {
  checker.report({
    node: write,
    severity: 'high',
    message: `\`${field}\` is computed from the document that line ${checker.tree.line(read)} read: what another request writes meanwhile is overwritten. \`$inc\`, \`$push\` and the like change it in the database.`,
    confidence: 'high',
    evidence: [
      { kind: 'read', node: read, message: 'both requests read the same document' },
      {
        kind: 'write',
        node: write,
        message: 'the later one overwrites what the earlier one wrote',
      },
    ],
  })
}

/** `update(Model).values(column=row.column + 1)`, Django's `.update(column=row.column + 1)`. */
function checkUpdate(call: Node, checker: Checker): void {
  const { tree } = checker
  for (const { name, value } of columnValues(checker.facts, call)) {
    const read = computedFromColumn(checker, value, name)
    const origin =
      read === NO_NODE ? undefined : rowOrigin(checker, checker.tree.child(read, F_OBJECT))
    if (origin === undefined) checkSelected(checker, call, name, value)
    if (read === NO_NODE) continue
    if (isGuardedUpdate(checker, call, tree.text(read), name)) return
    checkChange(checker, { statement: value, target: read, read, isAssignment: false })
    return
  }
}

/** `balance = session.scalar(select(Account.balance))`, `.values(balance=balance + 1)`. */
function checkSelected(checker: Checker, call: Node, name: string, value: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || isSerialised(checker, owner)) return
  const selected = calculatedFromSelected(checker, value, name)
  if (selected === undefined || !isReached(checker, owner, selected.query, call)) return
  if (isGuardedUpdate(checker, call, tree.text(selected.read), name)) return
  reportRaw(checker, { update: call, select: selected.query, column: name })
}

/** `setattr(row, 'column', row.column + 1)`. */
function checkSetattr(call: Node, checker: Checker): void {
  const { tree } = checker
  const [row, name, value] = argumentsOf(tree, call).map((argument) => argument.value)
  if (row === undefined || name === undefined || value === undefined) return
  const written = `${tree.text(row)}.${tree.text(name).replace(/^['"]|['"]$/g, '')}`
  const read = computedFrom(checker, value, written)
  if (!isRowAttribute(checker, read)) return
  checkChange(checker, { statement: call, target: read, read, isAssignment: true })
}

function checkChange(checker: Checker, change: RowChange): void {
  const update = lostUpdate(checker, change)
  if (update !== undefined) report(checker, change, update)
}

/** How often something was tried or looked at: nobody pays for one too few. */
const COUNTS_TRIES = /(?:attempt|retr(?:y|ies)|tries|view|hit|visit|click)s?(?:_count)?$/i

function report(checker: Checker, change: RowChange, { origin, save, lost }: LostUpdate): void {
  const { tree, facts } = checker
  const { through } = change
  const column =
    through === undefined
      ? tree.text(change.target)
      : `${tree.text(through.row)}.${through.attribute}`
  const lock = heldLock(facts, change.statement)
  const isArgument = origin.kind === 'parameter'
  const from = isArgument
    ? `the \`${origin.model}\` that the caller loaded`
    : `a row that line ${tree.line(origin.node)} loaded without a lock`
  // A value that the call names is computed here.
  const isInside = through !== undefined && change.read === change.target
  const where = isInside ? ` in \`${through.symbol.split('.').at(-1)}\`` : ''
  const reason =
    lost === NO_NODE
      ? `\`${column}\` is computed${where} from ${from}: a change that another transaction makes meanwhile is overwritten`
      : `\`${column}\` is computed after the commit on line ${tree.line(lost)} has released the row's lock: a change that another transaction makes meanwhile is overwritten`
  const held = lock === NO_NODE ? '' : `, unless every writer holds \`${tree.text(lock)}\``
  const evidence: StepDraft[] = [
    {
      kind: isArgument ? 'definition' : 'read',
      node: origin.node,
      message: isArgument ? 'the row comes from the caller' : 'the row is loaded',
    },
  ]
  if (lost !== NO_NODE) evidence.push({ kind: 'note', node: lost, message: 'the lock ends here' })
  if (change.read !== change.target) {
    evidence.push({ kind: 'read', node: change.read, message: 'the old value is read' })
  }
  evidence.push({ kind: 'write', node: change.target, message: 'a value based on the old one' })
  if (save !== NO_NODE && save !== change.statement) {
    evidence.push({ kind: 'act', node: save, message: 'written to the database' })
  }
  const isUnsure = isArgument || lock !== NO_NODE || origin.kind === 'helper' || save === NO_NODE
  checker.report({
    node: change.statement,
    message: `${reason}${held}.`,
    severity: severityOf(checker, change, column, {
      isArgument,
      isSaved: save !== NO_NODE,
      isLocked: lock !== NO_NODE,
    }),
    confidence: isUnsure || change.isCollection === true ? 'medium' : 'high',
    evidence,
    fixes: lost === NO_NODE ? lockFix(checker, origin) : [],
  })
}

interface Circumstances {
  /** The row comes from the caller. */
  readonly isArgument: boolean
  /** Written to the database where it can be seen. */
  readonly isSaved: boolean
  readonly isLocked: boolean
}

/** Items that two requests add at once are lost; sums that go wrong are worse. */
function severityOf(
  checker: Checker,
  { isCollection, statement }: RowChange,
  column: string,
  { isArgument, isSaved, isLocked }: Circumstances,
): 'medium' | 'high' | 'critical' {
  if (isLocked || (isArgument && isCollection === true)) return 'medium'
  const isLess = isArgument || !isSaved || isCollection === true || COUNTS_TRIES.test(column)
  return isLess ? 'high' : (weightOfSharedData(checker, statement, column) ?? 'critical')
}

/** `select n from stock` and `update stock set n = ?` with what Python made of it. */
function reportRaw(checker: Checker, { update, select, column }: RawChange): void {
  const { tree, facts } = checker
  const lock = heldLock(facts, update)
  const held = lock === NO_NODE ? '' : `, unless every writer holds \`${tree.text(lock)}\``
  checker.report({
    node: update,
    message: `\`${column}\` is computed from what line ${tree.line(select)} read without a lock: a change that another transaction makes meanwhile is overwritten${held}.`,
    severity:
      lock === NO_NODE ? (weightOfSharedData(checker, update, column) ?? 'critical') : 'medium',
    confidence: lock === NO_NODE ? 'high' : 'medium',
    evidence: [
      { kind: 'read', node: select, message: 'the old value is read' },
      { kind: 'write', node: update, message: 'a value based on the old one is written' },
    ],
  })
}
