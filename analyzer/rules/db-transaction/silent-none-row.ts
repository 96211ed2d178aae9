import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { unaskedRows } from '../../matching/rows/unasked-rows.ts'
import { conditionOf, operandsOf } from '../../matching/statements/branches.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_ALTERNATIVE,
  F_CONSEQUENCE,
  F_LEFT,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'silent-none-row',
  title: 'Row that may be missing, and nobody asks',
  consequence:
    'When the row is missing, half of a change is saved and the other half is not, or the request ends in a server error.',
  effortHours: { low: 0.25, high: 1 },
  confidence: 'medium',
  why: `
The function changes two rows that belong together. The second one is looked up, and changed only if it was
found; there is no \`else\`. If it is missing, the first change is committed alone. Nothing is logged, the
request succeeds, and the contradiction is found by whoever relies on both.

A handler that takes the row for granted is the loud half of the same mistake: the client names a row that does not
exist (any more), \`order.state\` is asked of \`None\`, and the answer is a 500 in place of a 404.
`,
  fix: `
Say what a missing row means: raise before anything is committed (\`scalar_one()\` does it by itself), or log it
and handle it in an \`else\`. In a handler answer 404 before the row is used.
`,
  exemptions: [
    {
      text: 'A missing row that is handled.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession

        async def accept(session: AsyncSession, review):
            review.status = 'accepted'
            found = await session.execute(select(Engineer).where(Engineer.id == review.engineer_id))
            engineer = found.scalar_one_or_none()
            if engineer:
                engineer.open_reviews -= 1
            else:
                raise LookupError(review.engineer_id)
            await session.commit()

        async def reject(session: AsyncSession, review):
            found = await session.execute(select(Engineer).where(Engineer.id == review.engineer_id))
            engineer = found.scalar_one_or_none()
            if engineer is None:
                raise LookupError(review.engineer_id)
            review.status = 'rejected'
            engineer.open_reviews -= 1
            await session.commit()
      `,
    },
    {
      text: 'The row is all that is changed: nothing is torn apart.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession

        async def touch(session: AsyncSession, key):
            found = await session.execute(select(Engineer).where(Engineer.id == key))
            engineer = found.scalar_one_or_none()
            if engineer:
                engineer.seen_count += 1
                await session.commit()
      `,
    },
    {
      text: 'A row that is only read, and a branch that ends the function.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession

        async def save(session: AsyncSession, review, key):
            found = await session.execute(select(Engineer).where(Engineer.id == key))
            engineer = found.scalar_one_or_none()
            if engineer:
                engineer.name = review.name
                await session.commit()
                return engineer
            review.status = 'lost'
            await session.commit()

        async def label(session: AsyncSession, review, key):
            review.status = 'open'
            engineer = (await session.execute(select(Engineer).where(Engineer.id == key))).scalar_one_or_none()
            if engineer:
                review.label = engineer.name
            await session.commit()
      `,
    },
  ],
  limits: ['That the second change is optional by intention cannot be seen.'],
  bad: [
    py`
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      async def accept(session: AsyncSession, review):
          review.status = 'accepted'
          found = await session.execute(select(Engineer).where(Engineer.id == review.engineer_id))
          engineer = found.scalar_one_or_none()
          if engineer: #!
              engineer.open_reviews -= 1
          await session.commit()
    `,
    py`
      from sqlalchemy.orm import Session

      def transfer(session: Session, source, target_id, amount):
          source.balance = source.balance - amount
          target = session.query(Account).filter(Account.id == target_id).first()
          if target is not None: #!
              target.balance = target.balance + amount
          session.commit()

      def close(session: Session, order):
          stock = session.query(Stock).filter_by(item=order.item).one_or_none()
          if stock: #!
              stock.reserved -= order.count
          order.status = 'closed'
          session.commit()
    `,
  ],
  good: [
    py`
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      async def accept(session: AsyncSession, review):
          found = await session.execute(select(Engineer).where(Engineer.id == review.engineer_id))
          engineer = found.scalar_one()
          engineer.open_reviews -= 1
          review.status = 'accepted'
          await session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const { use, row, rows, isRequest } of unaskedRows(checker)) {
        const { tree } = checker
        const [model, name] = [rows.query.model?.name ?? 'row', tree.text(row)]
        const which = tree.kind(row) === K_IDENTIFIER ? `\`${name}\`` : 'The row'
        checker.report({
          node: use,
          severity: 'medium',
          message: `${which} is \`None\` if there is no such \`${model}\`: the ${isRequest ? 'request then ends in a server error, not in a 404' : 'call then ends in an `AttributeError` that says nothing of it'}.`,
          ...(!isRequest && { confidence: 'low' as const }),
          evidence: [
            { kind: 'read', node: rows.node, message: 'finds a row or `None`' },
            { kind: 'act', node: use, message: 'needs a row' },
          ],
        })
      }
    },
    [K_IF_STATEMENT](node, checker) {
      const { tree, facts } = checker
      if (tree.child(node, F_ALTERNATIVE) !== NO_NODE) return
      const row = presentRow(checker, node)
      if (row === NO_NODE) return
      const owner = facts.enclosingFunction(node)
      const body = tree.child(node, F_CONSEQUENCE)
      if (owner === undefined || body === NO_NODE || leaves(checker, body)) return
      const name = tree.text(row)
      const change = changesIn(checker, body, node).find((one) => one.owner === name)
      if (change === undefined) return
      const others = [
        ...changesIn(checker, owner.node, NO_NODE),
        ...writesIn(checker, owner),
      ].filter((one) => !tree.contains(node, one.statement) && one.owner !== name)
      const commits = facts.callsIn(owner.node).some((call) => {
        if (call <= node || tree.contains(node, call)) return false
        return sqlOf(checker).step(call)?.kind === 'commit'
      })
      const [other] = others
      if (other === undefined || !commits) return
      checker.report({
        node,
        message: `If there is no \`${name}\`, \`${tree.text(change.target)}\` is silently left as it is, while \`${tree.text(other.target)}\` is saved.`,
        evidence: [
          { kind: 'write', node: other.target, message: 'one half of the change' },
          { kind: 'test', node, message: 'no else: a missing row is passed over' },
          { kind: 'write', node: change.target, message: 'the other half' },
        ],
      })
    },
  },
})

/** The row that an \`if\` asks for, when a query may have found none; NO_NODE otherwise. */
function presentRow(checker: Checker, statement: Node): Node {
  const { tree } = checker
  const condition = conditionOf(tree, statement)
  if (condition === NO_NODE) return NO_NODE
  const subject = subjectOf(checker, condition)
  if (subject === NO_NODE || tree.kind(subject) !== K_IDENTIFIER) return NO_NODE
  const [rows] = sqlOf(checker).rows(subject)
  const isOptional =
    rows !== undefined &&
    !rows.isRequired &&
    !rows.isElement &&
    (rows.taken === 'one-or-none' || rows.taken === 'first' || rows.taken === 'get')
  return isOptional ? subject : NO_NODE
}

function subjectOf(checker: Checker, condition: Node): Node {
  const { tree } = checker
  if (tree.kind(condition) === K_IDENTIFIER) return condition
  // `if row and row.count > 0`: a missing row goes the same way as an empty one.
  const [first] = operandsOf(tree, condition, 'and')
  if (first !== undefined && first !== condition) return subjectOf(checker, first)
  const text = tree.text(condition)
  if (!/^\w+ is not None$/.test(text)) return NO_NODE
  return tree.namedChildren(condition)[0] ?? NO_NODE
}

function leaves({ tree }: Checker, body: Node): boolean {
  const last = statementsOf(tree, body).at(-1)
  return (
    last !== undefined &&
    (tree.kind(last) === K_RETURN_STATEMENT || tree.kind(last) === K_RAISE_STATEMENT)
  )
}

interface Change {
  readonly statement: Node
  readonly target: Node
  /** The name whose attribute is set. */
  readonly owner: string
}

/** What a function inserts by itself: `session.add(review)`. */
function writesIn(checker: Checker, owner: FunctionFacts): Change[] {
  const { tree, facts } = checker
  return [...facts.calls].flatMap((call) => {
    if (facts.enclosingFunction(call) !== owner || calleeName(tree, call) !== 'add') return []
    const isRowWrite = sqlOf(checker).write(call)?.kind === 'insert'
    const isConditional = tree.ancestor(call, K_IF_STATEMENT) > owner.node
    return isRowWrite && !isConditional ? [{ statement: call, target: call, owner: '' }] : []
  })
}

/** Assignments to attributes of plain names; conditional ones count where they stand directly. */
function changesIn({ tree }: Checker, region: Node, from: Node): Change[] {
  const found: Change[] = []
  for (let node = region; node < tree.endOfSubtree(region); node += 1) {
    const kind = tree.kind(node)
    if (kind !== K_ASSIGNMENT && kind !== K_AUGMENTED_ASSIGNMENT) continue
    const target = tree.child(node, F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) continue
    const owner = tree.child(target, F_OBJECT)
    if (tree.kind(owner) !== K_IDENTIFIER || /^(?:self|cls)$/.test(tree.text(owner))) continue
    if (from === NO_NODE && tree.ancestor(node, K_IF_STATEMENT) > region) continue
    found.push({ statement: node, target, owner: tree.text(owner) })
  }
  return found
}
