import { columnOf, coveringUnique } from '../../domain/orm/tables.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import { constraintHandler } from '../../domain/sql/transactions.ts'
import type { Checker } from '../../engine/checker.ts'
import type { Constant } from '../../facts/literals.ts'
import { locksBefore } from '../../matching/rows/executed-queries.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { constantsOf } from './matching/constant-values.ts'
import { type MakingCall, makingCalls } from './matching/made-if-missing.ts'

export default defineRule({
  id: 'get-or-create-without-unique',
  title: 'Get or create without a unique constraint',
  consequence:
    'Two requests at the same time create two rows; from then on every further request fails with an error.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367],
  why: `
\`get_or_create\` and \`update_or_create\` ask and then insert. They rely on the database to refuse the second of
two rows that come at once. No unique constraint covers the look-up, so both are saved. After that the look-up
finds two rows and raises \`MultipleObjectsReturned\`, for everybody, until somebody cleans up by hand.
`,
  fix: `
Make the look-up unique: \`unique=True\` on the field, or a \`UniqueConstraint\` over the fields together. Remove
duplicates that are there already in the same migration.
`,
  exemptions: [
    {
      text: 'A look-up that a unique field or constraint covers.',
      quiet: py`
        from django.db import models

        class Tag(models.Model):
            name = models.CharField(max_length=20, unique=True)
            team = models.IntegerField()
            label = models.CharField(max_length=20)

            class Meta:
                constraints = [models.UniqueConstraint(fields=['team', 'label'], name='u')]

        def tags(name, team, label):
            Tag.objects.get_or_create(name=name)
            Tag.objects.get_or_create(name=name, team=team)
            Tag.objects.update_or_create(team=team, label=label, defaults={'name': name})
            Tag.objects.get_or_create(pk=team)
      `,
    },
    {
      text: 'One row for each other row, and a model that is not wholly known.',
      quiet: py`
        from django.db import models
        from outside import Base

        class User(models.Model):
            name = models.CharField(max_length=20)

        class Profile(models.Model):
            user = models.OneToOneField(User, on_delete=models.CASCADE)

        class Strange(Base):
            pass

        def load(user):
            Profile.objects.get_or_create(user=user)
            Strange.objects.get_or_create(name=user.name)
      `,
    },
    {
      text: 'Several rows that are handled.',
      quiet: py`
        from django.db import IntegrityError, models

        class Tag(models.Model):
            name = models.CharField(max_length=20)

        def tag(name):
            try:
                return Tag.objects.get_or_create(name=name)
            except (IntegrityError, Tag.MultipleObjectsReturned):
                return Tag.objects.filter(name=name).first(), False
      `,
    },
  ],
  limits: ['Unique indexes that only a hand-written migration makes are not seen.'],
  bad: [
    py`
      from django.db import models

      class Tag(models.Model):
          name = models.CharField(max_length=20)

      def tag(name):
          return Tag.objects.get_or_create(name=name) #!
    `,
    py`
      from django.db import models

      class Team(models.Model):
          name = models.CharField(max_length=20, unique=True)

      class Member(models.Model):
          team = models.ForeignKey(Team, on_delete=models.CASCADE)
          email = models.EmailField()

      def member(team, email, name):
          Member.objects.update_or_create(team=team, email=email, defaults={'name': name}) #!
          team.member_set.all()
          return Member.objects.get_or_create(email__iexact=email, team=team) #!

      async def later(email):
          return await Member.objects.aget_or_create(email=email) #!
    `,
  ],
  good: [
    py`
      from django.db import models

      class Tag(models.Model):
          name = models.CharField(max_length=20, unique=True)

      def tag(name):
          return Tag.objects.get_or_create(name=name)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const making of makingCalls(checker)) {
        if (making.unique === undefined) reportMaking(checker, making)
      }
    },
  },
  methods: Object.fromEntries(
    ['get_or_create', 'update_or_create', 'aget_or_create', 'aupdate_or_create'].map((name) => [
      name,
      check,
    ]),
  ),
})

/** `get_or_create(session, Note, label=label)` of the project's own. */
function reportMaking(checker: Checker, { call, model, columns }: MakingCall): void {
  const { tree, facts } = checker
  if (constraintHandler(facts, call)?.catches === 'integrity') return
  const lookup = columns.map((name) => `\`${name}\``).join(' and ')
  checker.report({
    node: call,
    confidence: 'medium',
    message: `No unique constraint of \`${model.name}\` covers ${lookup}: two calls of \`${tree.text(facts.callee(call)).split('.').at(-1)}\` at once create two rows.`,
  })
}

function check(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const write = sqlOf(checker).write(call)
  const model = write?.model
  if (write?.query === undefined || model === undefined || !model.isComplete) return
  const asked = new Set<string>()
  const constants = new Map<string, readonly Constant[]>()
  for (const { op, column, value } of write.query.predicates) {
    if (column === '') continue
    const name = columnOf(model, column)?.name ?? column
    if (op === '=') {
      asked.add(name)
      constants.set(name, constantsOf(checker, value))
    }
  }
  if (write.query.predicates.length === 0 || !write.isComplete) return
  if (coveringUnique(model, asked, constants) !== undefined) return
  if (constraintHandler(facts, call)?.catches === 'integrity') return
  // Who holds the lock of the row above lets nobody else look for these.
  const locks = locksBefore(checker, facts.enclosingFunction(call), call)
  if (locks.some(({ rows }) => rows.query.model !== model)) return
  const lookup = write.query.predicates
    .map(({ column }) => column)
    .filter((name) => name !== '')
    .map((name) => `\`${name}\``)
  checker.report({
    node: call,
    message: `No unique constraint of \`${model.name}\` covers ${lookup.join(' and ')}: two calls of \`${tree.text(facts.callee(call)).split('.').at(-1)}\` at once create two rows.`,
  })
}
