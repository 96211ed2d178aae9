import { stringTemplate } from '../../facts/strings.ts'
import { foreignKeySwitch } from '../../gather/foreign-key-switch.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const TABLE = /\bCREATE\s+TABLE\b[\s\S]*\bREFERENCES\s+["'`[]?\w+/i

export default defineRule({
  id: 'foreign-keys-not-enforced',
  title: 'Foreign keys that SQLite does not enforce',
  consequence:
    'Rows that point to nothing stay behind: deletions do not cascade, and numbers of rows that never were are taken.',
  effortHours: { low: 0.2, high: 1 },
  cwe: [1295, 20],
  why: `
SQLite reads \`REFERENCES\` and \`ON DELETE CASCADE\` and, unless each connection says \`PRAGMA foreign_keys = ON\`,
does nothing about them. Children of a deleted row stay, and turn up in counts, sums and joins; when SQLite gives the
number out again, they belong to somebody else.
`,
  fix: `
Run \`connection.execute('PRAGMA foreign_keys = ON')\` right after each \`sqlite3.connect\`, outside of a transaction, and
delete what points to nothing first: \`PRAGMA foreign_key_check\` lists it.
`,
  exemptions: [
    {
      text: 'Connections that switch them on, and statements for another database.',
      quiet: {
        'store.py': py`
          import sqlite3

          def connect(path):
              db = sqlite3.connect(path)
              db.execute('PRAGMA foreign_keys = ON')
              return db
        `,
        'schema.py': py`
          def create(db):
              db.execute('CREATE TABLE pages (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books(id) ON DELETE CASCADE)')
        `,
      },
    },
    {
      text: 'Tables without references, and what only a test creates.',
      quiet: {
        'store.py': py`
          import sqlite3

          def create(path):
              db = sqlite3.connect(path)
              db.execute('CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT)')
              db.execute('SELECT 1 FROM books -- references pages')
              return db
        `,
        'tests/test_store.py': py`
          def test_create(db):
              db.execute('CREATE TABLE pages (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books(id))')
              assert db
        `,
      },
    },
    {
      text: 'Programs that know another database too.',
      quiet: py`
        import sqlite3
        import psycopg2

        def create(url):
            db = psycopg2.connect(url) if '://' in url else sqlite3.connect(url)
            db.execute('CREATE TABLE pages (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books(id))')
            return db
      `,
    },
  ],
  limits: ['Statements in files that are no Python, and tables that an object mapper creates.'],
  bad: [
    py`
      import sqlite3

      def create(path):
          db = sqlite3.connect(path)
          db.execute('CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT)')
          db.execute('CREATE TABLE pages (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books(id) ON DELETE CASCADE)') #!
          db.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY, page INTEGER REFERENCES pages(id))')
          return db
    `,
    {
      'schema.py': py`
        SCHEMA = """ #!
        CREATE TABLE IF NOT EXISTS books (id INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS pages (
            id INTEGER PRIMARY KEY,
            book_id INTEGER NOT NULL,
            FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE
        );
        """
      `,
      'store.py': py`
        import aiosqlite
        from schema import SCHEMA

        async def create(path):
            async with aiosqlite.connect(path) as db:
                await db.executescript(SCHEMA)
      `,
    },
    py`
      import sqlite3

      class Store:
          TABLE = 'pages'

          def __init__(self, path):
              self.db = sqlite3.connect(path)

          def create(self):
              self.db.execute(f'create table {self.TABLE} (id integer, book integer, foreign key (book) references books(id))') #!
    `,
  ],
  good: [
    py`
      import sqlite3

      def create(path):
          db = sqlite3.connect(path)
          db.execute('PRAGMA foreign_keys = ON')
          db.execute('CREATE TABLE pages (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books(id) ON DELETE CASCADE)')
          return db
    `,
  ],
  roles: ['source', 'migration'],
  on: {
    [k.K_MODULE](_, checker) {
      const { tree, facts } = checker
      if (!/\bREFERENCES\b/i.test(tree.source)) return
      const tables = Array.from(facts.nodesOfKind(k.K_STRING)).filter((text) =>
        TABLE.test(stringTemplate(tree, text) ?? tree.text(text)),
      )
      const [first, ...others] = tables
      if (first === undefined || !checker.project.gathered(foreignKeySwitch)) return
      const node: Node =
        tables.find((text) => /\bON\s+DELETE\s+(?:CASCADE|SET)/i.test(tree.text(text))) ?? first
      checker.report({
        node,
        message:
          'SQLite holds to these references only where a connection says `PRAGMA foreign_keys = ON`, and none does.',
        related: [first, ...others].filter((one) => one !== node),
      })
    },
  },
})
