import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calledName, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { takesFromCaller } from '../../matching/inputs/caller-values.ts'
import { isExposed, isServed } from '../../matching/inputs/exposure.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { SQL } from '../../matching/inputs/sinks.ts'
import { builtText, fixedText, isBuilding } from '../../matching/values/built-text.ts'
import {
  F_OBJECT,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_DICTIONARY,
  K_INTERPOLATION,
  K_LIST,
  K_PAIR,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handedArgument, handedCalls } from './matching/handed-calls.ts'
import { inputSteps } from './matching/input-steps.ts'
import { quotedValue } from './matching/quoted-conditions.ts'
import { bindsBeside, isCompiled, takesNamesOnly } from './matching/sql-names.ts'
import { executing, reachesSink } from './matching/sql-sinks.ts'
import {
  CLAUSES,
  DATABASE,
  DEFINITION,
  FUNCTIONS,
  METHODS,
  QUERIES,
  QUERY,
  STATEMENT,
} from './matching/sql-texts.ts'

/** `asyncio.to_thread(cursor.execute, statement)` */
const HANDED = handedCalls((call, handed, checker) => {
  const { tree } = checker
  const { callee } = handed
  if (tree.kind(callee) !== K_ATTRIBUTE) return
  const name = calledName(tree, callee)
  if (!(METHODS as readonly string[]).includes(name) || name === 'extra') return
  const statement = handedArgument(handed, 0, 'sql', 'query', 'statement', 'operation')
  const receiver = tree.text(tree.child(callee, F_OBJECT)).replace(/\([^()]*\)/g, '()')
  if (statement !== NO_NODE) {
    checkStatement(checker, call, statement, DATABASE.test(receiver), name)
  }
})

export default defineRule({
  id: 'sql-injection',
  title: 'SQL text built from values',
  consequence:
    'Whoever controls the value can read, change or delete any row of the database that the application can reach.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [89],
  why: `
A value that becomes part of the SQL text is parsed as SQL. \`' OR 1=1 --\` in a name ends the string
literal and changes the statement; quoting by hand misses encodings, numbers and identifiers. Bound
parameters travel beside the text, so that the database never reads them as code.
`,
  fix: `
Pass values as parameters: \`cursor.execute('... WHERE id = %s', (user_id,))\`, \`text('... = :id')\` with
\`{'id': user_id}\`, \`RawSQL('%s', [value])\`. Choose table and column names from a fixed set, or quote
them with the driver (\`psycopg.sql.Identifier\`).
`,
  exemptions: [
    {
      text: 'A hint for the optimizer, which a compiler of SQL writes.',
      quiet: py`
        from sqlalchemy.sql import expression

        def hint(compiler, select, limit):
            return select.prefix_with(expression.text("/*+ FIRST_ROWS(%s) */" % compiler.process(limit)))
      `,
    },
    {
      text: 'Values that are bound, whatever the style of the placeholders.',
      quiet: py`
        def find(cursor, name, ids):
            cursor.execute('SELECT * FROM users WHERE name = %s', (name,))
            cursor.execute('SELECT * FROM users WHERE name = :name', {'name': name})
            marks = ', '.join(['%s'] * len(ids))
            cursor.execute(f'SELECT * FROM users WHERE id IN ({marks})', ids)
            cursor.execute('SELECT * FROM users WHERE id IN (%s)' % ','.join('?' * len(ids)), ids)
      `,
    },
    {
      text: 'Text that is put together from constants and numbers only.',
      quiet: py`
        TABLE = 'users'
        COLUMNS = ('id', 'name')

        def read(cursor, limit: int, offset):
            cursor.execute(f'SELECT {", ".join(COLUMNS)} FROM {TABLE} LIMIT {limit}')
            cursor.execute('SELECT * FROM users OFFSET %d' % offset)
            cursor.execute('SELECT * FROM users OFFSET ' + str(int(offset)))
            for table in ('a', 'b'):
                cursor.execute('DELETE FROM ' + table)
      `,
    },
    {
      text: 'Names that were checked against a fixed set or quoted as identifiers.',
      quiet: py`
        from psycopg import sql

        ALLOWED = {'name', 'created'}

        def ordered(cursor, connection, column, table):
            if column not in ALLOWED:
                raise ValueError(column)
            cursor.execute(f'SELECT * FROM users ORDER BY {column}')
            cursor.execute(f'SELECT * FROM {connection.ops.quote_name(table)}')
            cursor.execute(sql.SQL('SELECT * FROM {}').format(sql.Identifier(table)))
      `,
    },
    {
      text: 'Methods of the same names that run no SQL, and prose that merely begins like it.',
      quiet: py`
        def report(command, runner, name, log):
            command.execute(f'deploy {name}')
            runner.run('build ' + name)
            log.info(f'Select a file from {name}')
            return 'Update %s first' % name
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
    'A statement that is built but not seen to be executed is reported with low confidence.',
  ],
  bad: [
    py`
      def find(cursor, name):
          cursor.execute(f"SELECT * FROM users WHERE name = '{name}'") #!
    `,
    py`
      from flask import request
      from sqlalchemy import text

      def search(session, conn):
          term = request.args.get('q')
          session.execute(text("SELECT * FROM notes WHERE body LIKE '%" + term + "%'")) #!
          query = "DELETE FROM notes WHERE id = %s" % term
          conn.cursor().execute(query) #!
          sql = "SELECT * FROM notes"
          sql += " WHERE owner = '{}'".format(term)
          return conn.execute(sql) #!
    `,
    py`
      from django.db import connection
      from django.db.models.expressions import RawSQL
      from app.models import User

      def views(request):
          name = request.GET['name']
          User.objects.raw("SELECT * FROM auth_user WHERE username = '%s'" % name) #!
          User.objects.extra(where=["username = '%s'" % name]) #!
          User.objects.annotate(x=RawSQL('SELECT ' + name, [])) #!
          with connection.cursor() as cursor:
              cursor.executemany('INSERT INTO t VALUES (' + name + ')', []) #!
    `,
    py`
      async def load(pool, name):
          async with pool.acquire() as conn:
              await conn.fetch("SELECT * FROM users WHERE name = '" + name + "'") #!
              return await conn.fetchval('SELECT id FROM users WHERE name = %s' % name) #!

      def build(name):
          return "SELECT id FROM users WHERE name = '%s'" % name #!
    `,
  ],
  good: [
    py`
      def find(cursor, name):
          cursor.execute('SELECT * FROM users WHERE name = %s', (name,))
    `,
  ],
  methods: {
    ...HANDED.methods,
    ...Object.fromEntries(CLAUSES.map((name) => [name, checkClause])),
    ...Object.fromEntries(METHODS.map((name) => [name, checkMethod])),
  },
  calls: { ...HANDED.calls, ...callsTo(FUNCTIONS, checkFunction) },
  on: {
    [K_STRING]: checkText,
    [K_BINARY_OPERATOR]: checkText,
    [K_CALL]: checkText,
    [K_CONCATENATED_STRING]: checkText,
  },
})

function checkMethod(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const name = facts.name(facts.callee(call) === NO_NODE ? call : lastName(checker, call))
  if ((FUNCTIONS as readonly string[]).includes(facts.calleeName(call) ?? '')) return
  const receiver = tree.text(receiverOf(tree, call)).replace(/\([^()]*\)/g, '()')
  for (const { value, name: keyword } of facts.arguments(call)) {
    if (name === 'extra') {
      if (keyword === undefined || /^(?:where|tables|order_by|select|params)$/.test(keyword)) {
        if (keyword !== 'params' && checkParts(checker, call, value)) return
      }
      continue
    }
    if (keyword !== undefined && !/^(?:sql|query|statement|operation|raw_query)$/.test(keyword)) {
      continue
    }
    checkStatement(checker, call, value, DATABASE.test(receiver), name)
    return
  }
}

/** `session.query(User).filter("name = '%s'" % name)`: text that becomes part of the statement. */
function checkClause(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const value = facts.arguments(call)[0]?.value ?? NO_NODE
  const built = builtText(checker, value, SQL)
  if (built === NO_NODE || !QUERIES.test(`${tree.text(receiverOf(tree, call))}.`)) return
  if (
    fixedText(checker, built)
      .replace(/\{\w*\}|%s/g, '')
      .trim() === ''
  )
    return
  report(checker, call, value, built, 'medium')
}

function lastName(checker: Checker, call: Node): Node {
  return checker.tree.endOfSubtree(checker.facts.callee(call)) - 1
}

function checkParts(checker: Checker, call: Node, value: Node): boolean {
  const { tree } = checker
  const isMany = tree.kind(value) === K_LIST || tree.kind(value) === K_DICTIONARY
  const parts = isMany ? tree.namedChildren(value) : [value]
  for (const one of parts) {
    const part = tree.kind(one) === K_PAIR ? tree.child(one, F_VALUE) : one
    const built = builtText(checker, part, SQL)
    if (built === NO_NODE && provenance(checker).inputOf(part, SQL) === NO_NODE) continue
    report(checker, call, part, built, 'medium')
    return true
  }
  return false
}

function checkStatement(
  checker: Checker,
  call: Node,
  value: Node,
  isDatabase: boolean,
  name: string,
): void {
  const built = builtText(checker, value, SQL)
  const isInput = provenance(checker).inputOf(value, SQL) !== NO_NODE
  if (built === NO_NODE) {
    if (
      isInput &&
      isDatabase &&
      /^(?:execute|executemany|executescript|raw|callproc)$/.test(name)
    ) {
      report(checker, call, value, built, 'medium')
    }
    return
  }
  const isSql = STATEMENT.test(fixedText(checker, built))
  if (isSql) report(checker, call, value, built, 'medium')
  else if (isDatabase && isUpdated(checker, built)) report(checker, call, value, built, 'medium')
  else if (isDatabase && isInput && /^exec|^raw$/.test(name)) {
    report(checker, call, value, built, 'medium')
  }
}

/** `sql += ...` of a statement that began earlier. */
function isUpdated(checker: Checker, built: Node): boolean {
  return /\b(?:where|and|or|order by|group by|limit|set|values|from|join|in)\b/i.test(
    fixedText(checker, built),
  )
}

function checkFunction(call: Node, checker: Checker): void {
  const { facts } = checker
  const first = facts.arguments(call)[0]
  if (first === undefined || first.isUnpacked) return
  const built = builtText(checker, first.value, SQL)
  if (built === NO_NODE && provenance(checker).inputOf(first.value, SQL) === NO_NODE) return
  // A hint for the optimizer.
  if (built !== NO_NODE && /^\s*\/\*\+[^*]*\*\/[\s{}]*$/.test(fixedText(checker, built))) return
  report(checker, call, first.value, built, 'medium')
}

function report(
  checker: Checker,
  call: Node,
  value: Node,
  built: Node,
  confidence: 'medium' | 'low',
): void {
  const { tree } = checker
  const source = provenance(checker).inputOf(value, SQL)
  const callee = tree.text(executing(checker, call)).split('\n')[0]
  // Names of databases and users cannot be bound: such statements have to be built.
  const text = built === NO_NODE ? '' : fixedText(checker, built)
  const takesNames = source === NO_NODE && takesNamesOnly(text)
  const isDefinition = takesNames || DEFINITION.test(text)
  const isMild = () =>
    isDefinition ||
    bindsBeside(checker, call, built, text) ||
    !isExposed(checker, call) ||
    !takesFromCaller(checker, built, SQL)
  checker.report({
    node: value,
    message: takesNames
      ? `The SQL that \`${callee}\` runs takes names from elsewhere: they cannot be bound, so look them up among those that are known.`
      : source === NO_NODE
        ? `The SQL that \`${callee}\` runs is put together from values: bind them as parameters.`
        : `\`${tree.text(source)}\` comes from the client and becomes part of the SQL that \`${callee}\` runs.`,
    confidence: source !== NO_NODE ? 'high' : isDefinition ? 'low' : confidence,
    ...(source === NO_NODE && { severity: isMild() ? ('medium' as const) : ('high' as const) }),
    evidence: [
      ...(source === NO_NODE ? [] : inputSteps(checker, source)),
      ...(built === NO_NODE || built === value
        ? []
        : [
            {
              kind: 'definition' as const,
              node: built,
              message: 'The statement is put together here',
            },
          ]),
    ],
  })
}

/** A statement that is built and not seen to be executed. */
function checkText(node: Node, checker: Checker): void {
  const { tree } = checker
  const start = tree.start(node)
  if (/^[fF]/.test(tree.source.slice(start, start + 1))) checkCondition(node, checker)
  // Cheap first: the text must begin as a statement does.
  if (
    !/^[\s(]*[a-z]{0,2}['"]{1,3}[\s(\\n]*(?:select|insert|update|delete|with)\b/i.test(
      tree.source.slice(start, start + 60),
    )
  ) {
    return
  }
  const parent = tree.parent(node)
  if (parent === NO_NODE) return
  const parentKind = tree.kind(parent)
  if (
    parentKind === K_BINARY_OPERATOR ||
    parentKind === K_CONCATENATED_STRING ||
    parentKind === K_INTERPOLATION
  )
    return
  if (!isBuilding(checker, node) || isTold(checker, node) || isCompiled(checker, node)) return
  const text = fixedText(checker, node)
  // Prose begins with one capital, SQL keywords are written in one case.
  if (!QUERY.test(text) || /^\s*[A-Z][a-z]/.test(text)) return
  if (provenance(checker).isFixed(node, SQL) || reachesSink(checker, node)) return
  checker.report({
    node,
    message: 'This SQL is put together from values: bind them as parameters where it is executed.',
    confidence: 'low',
    severity: 'medium',
  })
}

/** `return f"name LIKE '%{term}%'"`: joined into a statement elsewhere. */
function checkCondition(node: Node, checker: Checker): void {
  const value = quotedValue(checker, node)
  if (value === NO_NODE || provenance(checker).isFixed(value, SQL)) return
  checker.report({
    node,
    message: `\`${checker.tree.text(value)}\` stands in quotes in a part of a statement: a quote in it ends the text. Bind it as a parameter.`,
    confidence: 'medium',
    severity: isServed(checker, node) ? 'high' : 'medium',
  })
}

/** `log.info('select ... %s' % name)`: somebody reads it, no database. */
function isTold({ tree }: Checker, node: Node): boolean {
  const call = tree.parent(tree.parent(node))
  return (
    tree.kind(call) === K_CALL &&
    tree.kind(tree.parent(node)) === K_ARGUMENT_LIST &&
    /^(?:print|debug|info|warning|warn|error|exception|critical|\w+(?:Error|Exception))$/.test(
      calleeName(tree, call),
    )
  )
}
