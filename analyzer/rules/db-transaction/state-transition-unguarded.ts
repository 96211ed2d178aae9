import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { type ColumnChanges, columnChanges } from '../../gather/column-changes.ts'
import { statesByPath } from '../../gather/tables.ts'
import { describeRoute, locationOf } from '../../matching/routes/route-places.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import { stateTest } from '../../matching/rows/state-columns.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_IDENTIFIER,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { unguardedTransitions } from './matching/raw-guards.ts'
import { stateSetters } from './matching/state-setters.ts'

export default defineRule({
  id: 'state-transition-unguarded',
  title: 'State set without looking at the present one',
  consequence:
    'Steps that the rules of the process forbid are taken: what was rejected becomes accepted, what is done starts again.',
  effortHours: { low: 0.5, high: 3 },
  confidence: 'medium',
  why: `
Other code tests the present state before it sets a new one, or a table says which state may follow which. This
place does neither. A request that comes too late, twice or out of order moves the row into a state that it must
not reach from where it is, and everything that relies on the order of the states goes wrong.
`,
  fix: `
Make all transitions through one function that looks at the present state and the table, and let it fail loudly:
\`review.transition_to(ReviewStatus.STARTED)\`. In SQL: \`update(...).where(Review.status == old)\`.
`,
  exemptions: [
    {
      text: 'A writer that tests the present state, or asks a guard.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Status

          def submit(review):
              if review.status != Status.STARTED:
                  raise ValueError(review.status)
              review.status = Status.SUBMITTED

          def start(review):
              review.validate_transition(Status.STARTED)
              review.status = Status.STARTED
        `,
      },
    },
    {
      text: 'The first state of a new row.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Review, Status

          def submit(review):
              if review.status == Status.STARTED:
                  review.status = Status.SUBMITTED

          def make():
              review = Review()
              review.status = Status.STARTED
              return review
        `,
      },
    },
    {
      text: 'States that nobody guards: there is no rule that could be broken.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from app.models import Status

          def submit(review):
              review.status = Status.SUBMITTED

          def start(review):
              review.status = Status.STARTED
        `,
      },
    },
    {
      text: 'Rows that a query chose by their state.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          from sqlalchemy import select

          from app.models import Review, Status

          def submit(review):
              if review.status == Status.STARTED:
                  review.status = Status.SUBMITTED

          async def expire(session):
              for review in await session.scalars(select(Review).where(Review.status == Status.STARTED)):
                  review.status = Status.SUBMITTED
        `,
      },
    },
  ],
  limits: ['A test in the caller is not seen.'],
  bad: [
    {
      'app/models.py': models(),
      'app/service.py': py`
        from app.models import Status

        def submit(review):
            if review.status != Status.STARTED:
                raise ValueError(review.status)
            review.status = Status.SUBMITTED

        def start(review):
            review.status = Status.STARTED #!
      `,
    },
    {
      'app/models.py': `${models()}
ALLOWED_TRANSITIONS = {
    Status.NEW: {Status.STARTED},
    Status.STARTED: {Status.SUBMITTED},
    Status.SUBMITTED: set(),
}
`,
      'app/service.py': py`
        from app.models import Status

        def submit(review, note):
            review.note = note
            review.status = Status.SUBMITTED #!

        class Service:
            async def start(self, review):
                review.status = Status.STARTED #!
                await self.session.commit()
      `,
    },
  ],
  good: [
    {
      'app/models.py': models(),
      'app/service.py': py`
        from app.models import Status

        def submit(review):
            if review.status != Status.STARTED:
                raise ValueError(review.status)
            review.status = Status.SUBMITTED

        def start(review):
            if review.status != Status.NEW:
                raise ValueError(review.status)
            review.status = Status.STARTED
      `,
    },
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      if (SCRIPT.test(checker.path)) return
      for (const { act, what, guardedBy } of unguardedTransitions(checker)) {
        checker.report({
          node: act,
          message: `\`${what}\` is set whatever it was, while \`${guardedBy}\` asks for the present state first.`,
          confidence: 'medium',
        })
      }
      for (const { call, placed, model, column, setter, guard } of stateSetters(checker)) {
        checker.report({
          node: call,
          message: `${describeRoute(checker, placed.route)} gives \`${model.name}.${column}\` any state that the client names, while \`${guard}\` looks at the present one.`,
          evidence: [
            {
              kind: 'act',
              location: locationOf({ path: setter.module.summary.path, at: setter.summary.at }),
              message: `\`${setter.summary.name}\` sets what it is given`,
            },
          ],
        })
      }
      const own = checker.project.at(statesByPath, checker.path)
      if (own === undefined) return
      const { states } = checker.project.gathered(columnChanges)
      for (const state of own) {
        if (state.isQuery === true || !isColumn(checker, state)) continue
        const reason = guardElsewhere(checker, states, state)
        if (reason === '') continue
        const node = statementAt(checker, state)
        if (node === NO_NODE || isGuarded(checker, node, state)) continue
        checker.report({
          node,
          message: `\`${checker.tree.text(checker.tree.child(node, F_LEFT))}\` becomes ${state.member} whatever it was, while ${reason}.`,
        })
      }
    },
  },
})

type State = ColumnChanges['states'][number]

const SCRIPT = /(?:^|\/)(?:scripts?|management|migrations|alembic|seeds?|fixtures)\//

/** True when a model holds the enum in a column of that name. */
function isColumn(checker: Checker, { attribute, enum: name }: State): boolean {
  const { orm, enums } = domainOf(checker.project)
  if (!enums.all.some((one) => one.name === name)) return false
  return orm.models.some(({ columns }) => {
    const column = columns.get(attribute)
    return column?.enum?.summary.name === name
  })
}

/** Who guards the transitions of the enum: a table or another writer; '' if nobody does. */
function guardElsewhere(checker: Checker, all: readonly State[], state: State): string {
  const { enums } = domainOf(checker.project)
  const table = enums.transitions.find((one) => one.enum?.name === state.enum)
  if (table !== undefined) return `\`${table.name}\` says which state may follow which`
  const guarded = all.find(
    (one) =>
      one.isGuarded &&
      one.isQuery !== true &&
      one.enum === state.enum &&
      one.attribute === state.attribute &&
      !(one.path === state.path && one.symbol === state.symbol),
  )
  return guarded === undefined ? '' : `\`${guarded.symbol}\` tests the present state first`
}

/** True when the function tests the state, chose the row by it, or has made the row. */
function isGuarded(checker: Checker, statement: Node, state: State): boolean {
  const { tree, facts } = checker
  if (state.isGuarded) return true
  const owner = facts.enclosingFunction(statement)
  const row = tree.child(tree.child(statement, F_LEFT), F_OBJECT)
  if (owner === undefined || row === NO_NODE) return true
  if (stateTest(checker, owner, tree.text(row), state.attribute, statement) !== NO_NODE) return true
  return tree.kind(row) === K_IDENTIFIER && isMadeHere(checker, row)
}

/** True for a local name that is bound to a call of a class, or of a function that makes a row. */
function isMadeHere(checker: Checker, row: Node): boolean {
  const { tree, facts } = checker
  if (rowOrigin(checker, row)?.kind === 'created') return true
  const definitions = facts.resolve(row)?.definitions ?? []
  return definitions.some(({ node }) => {
    const value = tree.child(tree.ancestor(node, K_ASSIGNMENT), F_RIGHT)
    return value !== NO_NODE && /^(?:await )?(?:\w+\.)*[A-Z]\w*\(/.test(tree.text(value))
  })
}

function statementAt({ tree, facts }: Checker, { line, attribute }: State): Node {
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

    from sqlalchemy import Column, Enum, Integer, String
    from sqlalchemy.orm import declarative_base

    Base = declarative_base()

    class Status(enum.Enum):
        NEW = 'new'
        STARTED = 'started'
        SUBMITTED = 'submitted'

    class Review(Base):
        __tablename__ = 'reviews'
        id = Column(Integer, primary_key=True)
        note = Column(String)
        status = Column(Enum(Status))
  `
}
