import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { type ColumnChanges, columnChanges } from '../../gather/column-changes.ts'
import { statesByPath } from '../../gather/tables.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_NAME,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_KEYWORD_ARGUMENT,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const ENDING =
  /^(?:CANCELL?ED|REJECTED|DECLINED|WITHDRAWN|FAILED|EXPIRED|ABORTED|NO_?SHOW|MISSED|ACCEPTED|COMPLETED?|DONE|DELIVERED|CLOSED|FINISHED|RELEASED|RETURNED|REFUNDED|TIMED_OUT|TERMINATED)$/
/** Endings by which a thing that was taken stays taken: the seat of a visit that took place. */
const KEEPING = /^(?:ACCEPTED|COMPLETED?|DONE|DELIVERED|CLOSED|FINISHED|NO_?SHOW|MISSED|EXPIRED)$/
/** Counters of what is under way, which every ending takes down. */
const UNDER_WAY =
  /(?:^|_)(?:active|assigned|busy|current|in_flight|in_progress|load|open|pending|running|workload)(?:_|$)/

export default defineRule({
  id: 'counter-imbalance',
  title: 'Counter not taken back on every way out',
  consequence:
    'The counter drifts upwards with every case that ends in the forgotten way, until somebody counts as busy for ever.',
  effortHours: { low: 1, high: 4 },
  confidence: 'medium',
  why: `
The counter goes up when something begins and down when it ends in one way. Another way to end, as a
cancellation, sets its state and leaves the counter alone. Each such case leaves one too many; a limit that is
compared with the counter is reached without reason, and only a correction by hand helps.
`,
  fix: `
Take the counter down in every transition to a final state, best in one function that all of them call. Or do
not count at all: \`SELECT count(*)\` of the open rows cannot drift.
`,
  exemptions: [
    {
      text: 'All ways out take the counter down.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Review, ReviewStatus

          def assign(review: Review, engineer):
              review.status = ReviewStatus.ASSIGNED
              engineer.current_reviews += 1

          def accept(review: Review, engineer):
              review.status = ReviewStatus.ACCEPTED
              engineer.current_reviews -= 1

          def cancel(review: Review, engineer):
              review.status = ReviewStatus.CANCELLED
              engineer.current_reviews -= 1
        `,
      },
    },
    {
      text: 'A counter that is never taken down counts events, not what is under way.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Review, ReviewStatus

          def assign(review: Review, engineer):
              engineer.total_reviews += 1

          def cancel(review: Review):
              review.status = ReviewStatus.CANCELLED
        `,
      },
    },
    {
      text: 'States of something that the counter does not count.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Review, ReviewStatus, InvoiceStatus

          def assign(review: Review, engineer):
              review.status = ReviewStatus.ASSIGNED
              engineer.current_reviews += 1

          def accept(review: Review, engineer):
              review.status = ReviewStatus.ACCEPTED
              engineer.current_reviews -= 1

          def cancel_invoice(invoice):
              invoice.status = InvoiceStatus.CANCELLED
        `,
      },
    },
    {
      text: 'A place that only a cancellation gives back: a visit that took place has used it.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Review, ReviewStatus

          def book(review: Review, session):
              review.status = ReviewStatus.ASSIGNED
              session.places_taken += 1

          def cancel(review: Review, session):
              review.status = ReviewStatus.CANCELLED
              session.places_taken -= 1

          def attend(review: Review):
              review.status = ReviewStatus.ACCEPTED
        `,
      },
    },
  ],
  limits: [
    'Whether a helper takes the counter down is seen two calls deep.',
    'That a state ends the case is told by a table of transitions, or else by its name.',
  ],
  bad: [
    {
      'app/models.py': models(),
      'app/service.py': py`
        from app.models import Review, ReviewStatus

        def assign(review: Review, engineer):
            review.status = ReviewStatus.ASSIGNED
            engineer.current_reviews += 1

        def accept(review: Review, engineer):
            review.status = ReviewStatus.ACCEPTED
            engineer.current_reviews -= 1

        def cancel(review: Review):
            review.status = ReviewStatus.CANCELLED #!

        def reject(review: Review):
            review.status = ReviewStatus.REJECTED #!
      `,
    },
    {
      'app/models.py': models(),
      'app/service.py': py`
        from sqlalchemy import update

        from app.models import Engineer, Review, ReviewStatus

        async def assign(session, review: Review, key):
            await session.execute(
                update(Engineer)
                .where(Engineer.id == key)
                .values(current_reviews=Engineer.current_reviews + 1)
            )

        async def release(session, key):
            await session.execute(
                update(Engineer)
                .where(Engineer.id == key)
                .values(current_reviews=Engineer.current_reviews - 1)
            )

        async def accept(session, review: Review):
            review.status = ReviewStatus.ACCEPTED
            await release(session, review.engineer_id)

        async def cancel(session, review: Review):
            review.status = ReviewStatus.CANCELLED #!
      `,
    },
  ],
  good: [
    {
      'app/models.py': models(),
      'app/service.py': py`
        from app.models import Review, ReviewStatus

        def assign(review: Review, engineer):
            review.status = ReviewStatus.ASSIGNED
            engineer.current_reviews += 1

        def accept(review: Review, engineer):
            review.status = ReviewStatus.ACCEPTED
            engineer.current_reviews -= 1

        def cancel(review: Review, engineer):
            review.status = ReviewStatus.CANCELLED
            engineer.current_reviews -= 1
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const own = checker.project.at(statesByPath, checker.path)
      if (own === undefined) return
      const changes = checker.project.gathered(columnChanges)
      if (!changes.counts.some(({ isDown }) => isDown)) return
      for (const state of own) {
        if (state.isNew === true || !isEnding(checker, state)) continue
        const counter = forgotten(checker, changes, state)
        const node =
          counter === undefined ? NO_NODE : statementAt(checker, state.line, state.attribute)
        if (node === NO_NODE || isOfNewRow(checker, node)) continue
        checker.report({
          node,
          message: `\`${state.symbol}\` ends the case as ${state.member} but leaves \`${counter}\` up, which other ways out take down.`,
        })
      }
    },
  },
})

type State = ColumnChanges['states'][number]

function isEnding(checker: Checker, { enum: name, member }: State): boolean {
  const { enums } = domainOf(checker.project)
  const tables = enums.transitions.filter((table) => table.enum?.name === name)
  if (tables.length === 0) return ENDING.test(member.toUpperCase())
  return tables.some(({ terminal }) => terminal.includes(member))
}

/** A counter that functions with another final state of the enum take down, and this one does not. */
function forgotten(
  checker: Checker,
  { counts, states }: ColumnChanges,
  state: State,
): string | undefined {
  const columns = new Set(
    domainOf(checker.project).orm.models.flatMap(({ columns: own }) => [...own.keys()]),
  )
  const endings = states.filter((one) => one.enum === state.enum && isEnding(checker, one))
  for (const attribute of new Set(counts.map((one) => one.attribute))) {
    const own = counts.filter((one) => one.attribute === attribute)
    const isBoth = own.some(({ isDown }) => isDown) && own.some(({ isDown }) => !isDown)
    if (!isBoth || !columns.has(attribute)) continue
    const takesDown = (one: State) =>
      own.some(
        (change) =>
          change.isDown &&
          ((change.path === one.path && change.symbol === one.symbol) ||
            calls(checker, one, change.path, change.symbol)),
      )
    if (takesDown(state) || isBeforeCount(checker, states, own, state)) continue
    const others = endings.filter((one) => one.member !== state.member && takesDown(one))
    const isKept =
      KEEPING.test(state.member) &&
      !UNDER_WAY.test(attribute) &&
      !others.some(({ member }) => KEEPING.test(member))
    if (others.length > 0 && !isKept) return attribute
  }
  return undefined
}

/** The row is asked for a state in which nothing was counted yet. */
function isBeforeCount(
  checker: Checker,
  states: readonly State[],
  counts: ColumnChanges['counts'],
  state: State,
): boolean {
  const starts = states.filter(
    (one) =>
      one.enum === state.enum &&
      counts.some((up) => !up.isDown && up.path === one.path && up.symbol === one.symbol),
  )
  const asked = (state.asked ?? []).filter((member) => !isEnding(checker, { ...state, member }))
  if (starts.length === 0 || asked.length === 0) return false
  return !starts.some(({ member }) => asked.includes(member))
}

/** True if a function calls another one, itself or through one that it calls. */
function calls(checker: Checker, from: State, path: string, symbol: string): boolean {
  const { index } = checker.project
  const caller = index.function(from.path, from.symbol)
  if (caller === undefined) return false
  const isTarget = (one: ProjectFunction) =>
    one.module.summary.path === path && one.summary.symbol === symbol
  return index.calls
    .callees(caller)
    .some(
      ({ callee }) =>
        isTarget(callee) || index.calls.callees(callee).some((next) => isTarget(next.callee)),
    )
}

/** `job = new_job()`, `job.status = FAILED`: nothing was counted for it yet. */
function isOfNewRow(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  if (tree.kind(statement) !== K_ASSIGNMENT) return false
  const row = tree.child(tree.child(statement, F_LEFT), F_OBJECT)
  return row !== NO_NODE && rowOrigin(checker, row)?.kind === 'created'
}

function statementAt({ tree, facts }: Checker, line: number, attribute: string): Node {
  for (const node of facts.nodesOfKind(K_KEYWORD_ARGUMENT)) {
    if (tree.line(node) === line && tree.text(tree.child(node, F_NAME)) === attribute) return node
  }
  for (const node of facts.nodesOfKind(K_ASSIGNMENT)) {
    if (tree.line(node) !== line) continue
    const target = tree.child(node, F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) continue
    if (tree.text(tree.child(target, F_ATTRIBUTE)) === attribute) return node
  }
  return NO_NODE
}

/** The models that the cases share. */
function models(): string {
  return py`
    import enum

    from sqlalchemy import Column, Enum, ForeignKey, Integer
    from sqlalchemy.orm import declarative_base

    Base = declarative_base()

    class ReviewStatus(enum.Enum):
        ASSIGNED = 'assigned'
        ACCEPTED = 'accepted'
        REJECTED = 'rejected'
        CANCELLED = 'cancelled'

    class InvoiceStatus(enum.Enum):
        OPEN = 'open'
        CANCELLED = 'cancelled'

    class Engineer(Base):
        __tablename__ = 'engineers'
        id = Column(Integer, primary_key=True)
        current_reviews = Column(Integer, default=0)
        total_reviews = Column(Integer, default=0)
        places_taken = Column(Integer, default=0)

    class Review(Base):
        __tablename__ = 'reviews'
        id = Column(Integer, primary_key=True)
        status = Column(Enum(ReviewStatus))
        engineer_id = Column(ForeignKey('engineers.id'))
  `
}
