import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { optionOf } from '../../matching/values/given-options.ts'
import { K_CALL, K_FALSE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'required-column-without-default',
  title: 'Migration adds a required column that the present rows have no value for',
  consequence:
    'The migration works on an empty database and stops at the first one that has rows: the deployment fails half way.',
  effortHours: { low: 0.25, high: 1 },
  why: `
A column with \`nullable=False\` needs a value in every row that is there already. \`default=\` of SQLAlchemy gives it to rows that the
program inserts later; the database hears nothing of it. PostgreSQL answers with *column "x" contains null values*, and the tests do
not notice, for their tables are empty.
`,
  fix: `
Give the database a value, \`server_default='0'\`, and take it away afterwards if new rows must name their own. Where the value depends on
the row: add the column with \`nullable=True\`, fill it with an \`UPDATE\`, then \`op.alter_column(..., nullable=False)\`.
`,
  exemptions: [
    {
      text: 'Columns that the database fills: a default of the server, an identity, a computed value.',
      quiet: py`
        import sqlalchemy as sa
        from alembic import op

        revision = '0004'

        def upgrade():
            op.add_column('boats', sa.Column('is_dry', sa.Boolean(), nullable=False, server_default=sa.false()))
            op.add_column('boats', sa.Column('number', sa.Integer(), sa.Identity(), nullable=False))
            op.add_column('boats', sa.Column('area', sa.Integer(), sa.Computed('a * b'), nullable=False))
            op.add_column('boats', sa.Column('note', sa.Text(), nullable=True))
            op.add_column('boats', sa.Column('colour', sa.Text()))
      `,
    },
    {
      text: 'Tables that this migration makes or empties, and the way back.',
      quiet: py`
        import sqlalchemy as sa
        from alembic import op

        revision = '0005'

        def upgrade():
            op.create_table('masts', sa.Column('id', sa.Integer(), primary_key=True))
            op.add_column('masts', sa.Column('height', sa.Integer(), nullable=False))
            op.execute('DELETE FROM cached_routes')
            op.add_column('cached_routes', sa.Column('hash', sa.String(64), nullable=False))

        def downgrade():
            op.add_column('boats', sa.Column('owner', sa.Text(), nullable=False))
      `,
    },
  ],
  limits: ['Whether the table has rows by then is not known.', 'Columns made by a helper.'],
  bad: [
    py`
      import sqlalchemy as sa
      from alembic import op

      revision = '0002'

      def upgrade():
          op.add_column('boats', sa.Column('is_dry', sa.Boolean(), nullable=False)) #!
    `,
    py`
      from alembic import op
      from sqlalchemy import Column, Integer, String

      revision = '0003'

      def upgrade() -> None:
          with op.batch_alter_table('boats', schema=None) as batch_op:
              batch_op.add_column(Column('berths', Integer(), nullable=False)) #!
          op.add_column(
              'masts',
              Column('maker', String(20), nullable=False, default='unknown'), #!
          )
    `,
  ],
  good: [
    py`
      import sqlalchemy as sa
      from alembic import op

      revision = '0002'

      def upgrade():
          op.add_column('boats', sa.Column('is_dry', sa.Boolean(), nullable=False, server_default=sa.false()))
    `,
  ],
  roles: ['migration', 'source'],
  methods: { add_column: checkAdded },
})

/** `op.add_column('boats', sa.Column(...))`, and of the object of a batch without the table. */
function checkAdded(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  if (!facts.imports.some(({ target }) => target?.startsWith('alembic'))) return
  const column = facts
    .arguments(call)
    .map(({ value }) => value)
    .find((one) => tree.kind(one) === K_CALL && /^Column$/.test(calleeName(tree, one)))
  if (column === undefined || !isRequired(checker, column)) return
  let owner = facts.enclosingFunction(call)
  while (owner?.enclosing !== undefined) owner = owner.enclosing
  if (owner === undefined || /downgrade/.test(owner.name)) return
  const table = tableOf(checker, call)
  if (table !== undefined && isEmpty(checker, owner.node, table)) return
  const name = stringValue(tree, facts.arguments(column)[0]?.value ?? NO_NODE) ?? 'the column'
  const hasDefault = optionOf(checker, column, 'default') !== NO_NODE
  checker.report({
    node: column,
    message: `\`${name}\` must not be null and the rows that are there get no value for it: the migration fails on every table that has rows.${hasDefault ? ' `default` is for rows that the program inserts.' : ''}`,
  })
}

/** `nullable=False`, and nothing by which the database itself finds a value. */
function isRequired(checker: Checker, column: Node): boolean {
  const { tree, facts } = checker
  const nullable = optionOf(checker, column, 'nullable')
  if (nullable === NO_NODE || tree.kind(nullable) !== K_FALSE) return false
  return facts.arguments(column).every(({ name, value, isUnpacked }) => {
    if (isUnpacked || name === 'server_default' || name === 'primary_key') return false
    return (
      tree.kind(value) !== K_CALL ||
      !/^(?:Identity|Computed|Sequence|Serial|BigSerial|SERIAL)$/.test(calleeName(tree, value))
    )
  })
}

function tableOf(checker: Checker, call: Node): string | undefined {
  const { tree, facts } = checker
  const named = stringValue(tree, facts.arguments(call)[0]?.value ?? NO_NODE)
  if (named !== undefined) return named
  const receiver = tree.text(receiverOf(tree, call))
  const opened = new RegExp(
    `batch_alter_table\\(\\s*['"](\\w+)['"][^\\n]*\\bas ${receiver}\\s*:`,
  ).exec(tree.source)
  return opened?.[1]
}

/** Made here, or emptied before. */
function isEmpty({ tree }: Checker, owner: Node, table: string): boolean {
  return new RegExp(
    `create_table\\(\\s*['"]${table}['"]|\\b(?:DELETE\\s+FROM|TRUNCATE(?:\\s+TABLE)?)\\s+["\`]?${table}\\b(?!["\`]?\\s+WHERE)`,
    'i',
  ).test(tree.text(owner))
}
