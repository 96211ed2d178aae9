import { withParts } from '../../flow/with-parts.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'sqlite-connection-left-open',
  title: 'SQLite connection that `with` does not close',
  consequence:
    'Each call leaves a connection open: files stay locked or cannot be deleted, and file handles run out.',
  effortHours: { low: 0.1, high: 0.2 },
  cwe: [772],
  why: `
\`with sqlite3.connect(path) as db\` looks like \`with open(path) as file\`, but the block of a connection is a transaction: at
its end it commits or rolls back, and the connection stays open until the object is collected. Python 3.13 warns of it.
`,
  fix: 'Wrap it: `with contextlib.closing(sqlite3.connect(path)) as db, db:` closes and commits.',
  exemptions: [
    {
      text: 'A connection in `closing`, and one that is closed or kept.',
      quiet: py`
        import sqlite3
        from contextlib import closing

        def load(path):
            with closing(sqlite3.connect(path)) as db, db:
                return db.execute('SELECT 1').fetchall()

        def other(path):
            with sqlite3.connect(path) as db:
                rows = db.execute('SELECT 1').fetchall()
            db.close()
            return rows

        def opened(path):
            with sqlite3.connect(path) as db:
                db.execute('PRAGMA journal_mode = wal')
                return db
      `,
    },
    {
      text: 'A transaction of a connection that is held elsewhere.',
      quiet: py`
        import sqlite3

        class Store:
            def __init__(self, path):
                self.db = sqlite3.connect(path)

            def add(self, row):
                with self.db:
                    self.db.execute('INSERT INTO row VALUES (?)', row)
      `,
    },
  ],
  limits: ['Connections that another function makes are not followed.'],
  bad: [
    py`
      import sqlite3

      def load(path):
          with sqlite3.connect(path) as db: #!
              return db.execute('SELECT 1').fetchall()

      def clear(path):
          with sqlite3.connect(path) as db: #!
              db.execute('DELETE FROM row')

      def both(path, file):
          with open(file) as rows, sqlite3.connect(path, timeout=3) as db: #!
              db.executemany('INSERT INTO row VALUES (?)', rows)
    `,
  ],
  good: [
    py`
      import contextlib
      import sqlite3

      def load(path):
          with contextlib.closing(sqlite3.connect(path)) as db:
              return db.execute('SELECT 1').fetchall()
    `,
  ],
  on: {
    [k.K_WITH_ITEM](item, checker) {
      const { tree, facts } = checker
      const { manager, target } = withParts(tree, item)
      if (manager === NO_NODE || tree.kind(manager) !== k.K_CALL) return
      if (facts.calleeName(manager) !== 'sqlite3.connect') return
      const owner = facts.enclosingFunction(item)
      const code = owner === undefined ? tree.source : tree.text(owner.node)
      const name = target === NO_NODE ? '' : tree.text(target)
      if (/\.close\(\)|enter_context/.test(code)) return
      if (name !== '' && new RegExp(`(?:return|yield) ${name}\\s*$`, 'm').test(code)) return
      checker.report({
        node: manager,
        message:
          'The `with` block commits and does not close: the connection stays open until it is collected.',
      })
    },
  },
})
