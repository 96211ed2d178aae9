import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { commentAt } from '../../facts/comments.ts'
import { stringValue } from '../../facts/strings.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { openedFile } from '../../matching/calls/opened-files.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import {
  F_LEFT,
  F_VALUE,
  K_ASSIGNMENT,
  K_CALL,
  K_DECORATOR,
  K_FALSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_INTEGER,
  K_LAMBDA,
  K_SUBSCRIPT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CHANGES_THE_PROCESS = 'changes the state of the process'

/** What a call does to the world outside of the process, or to the process as a whole. */
const EFFECTS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:requests|httpx|aiohttp|urllib3)\.(?:\w+(?:\(\))?\.)*(?:get|post|put|patch|delete|head|request)$|^urllib\.request\.(?:urlopen|urlretrieve)$|^socket\.(?:create_connection|gethostbyname|getaddrinfo)$/,
    'sends a request',
  ],
  [
    /^(?:psycopg2?|asyncpg|pymysql|MySQLdb|mysql\.connector|sqlite3|pyodbc|cx_Oracle|oracledb|ldap3?)\.connect$|^(?:sqlalchemy|sqlmodel)\b.*\.(?:connect|create_all|drop_all)$|^flask_sqlalchemy\.SQLAlchemy\(\)\.(?:create_all|drop_all)$|^redis\b.*\(\)\.(?:ping|get|set|flushdb|flushall)$|^pymongo\b.*\.(?:server_info|list_database_names)$/,
    'talks to a database',
  ],
  [
    /^threading\.(?:Thread|Timer)\(\)\.start$|^(?:_thread|thread)\.start_new_thread$|^multiprocessing\.(?:\w+\.)*Process\(\)\.start$/,
    'starts a thread or process',
  ],
  [
    /^subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$|^os\.(?:system|popen|fork|spawn\w+|exec\w+)$/,
    'starts a process',
  ],
  [
    /^os\.(?:makedirs|mkdir|remove|unlink|rename|replace|rmdir|removedirs|chmod|chown|symlink)$|^shutil\.(?:rmtree|copy\w*|move|copytree)$|^pathlib\.Path\(\)(?:\.\w+(?:\(\))?)*\.(?:mkdir|write_text|write_bytes|unlink|touch|rmdir|rename)$|^tempfile\.mk(?:stemp|dtemp)$/,
    'changes the file system',
  ],
  [
    /^os\.(?:putenv|unsetenv|chdir|umask|nice|setuid|setgid)$|^os\.environ\.(?:update|setdefault|pop|clear)$|^signal\.signal$|^locale\.setlocale$|^socket\.setdefaulttimeout$/,
    CHANGES_THE_PROCESS,
  ],
  [/^asyncio\.(?:run|get_event_loop\(\)\.run_until_complete)$|^time\.sleep$/, 'blocks'],
]
const SCRIPTS =
  /(?:^|\/)(?:__main__|conftest|setup|manage|wsgi|asgi|noxfile|fabfile|tasks|gunicorn\w*|celeryconfig|settings\w*|config|run|cli|main)\.py$|(?:^|\/)(?:scripts?|tools|bin|examples?|docs?|alembic|migrations?|settings|management\/commands)\//

export default defineRule({
  id: 'import-time-side-effect',
  title: 'Work done while a module is imported',
  consequence:
    'Importing the module already talks to the network or changes files: tests, tools and workers fail or do it again, unasked.',
  effortHours: { low: 0.5, high: 3 },
  why: `
Code at the top of a module runs when the first of its users imports it: in a test run, in a tool that only reads
the code, in each worker, in an order nobody chose. If it connects, writes or starts something, all of them do.
A failure is an import error far from its cause, and nothing can be replaced by a test before it has happened.
`,
  fix: `
Put it into a function that the program calls when it starts: a lifespan handler, \`main()\`, a factory. What is
expensive to make can be made at first use, behind a lock.
`,
  exemptions: [
    {
      text: 'A branch that a constant switches off.',
      quiet: py`
        import subprocess

        _in_development = False
        if _in_development:
            revision = subprocess.run(["git", "rev-parse", "HEAD"])
        del _in_development
      `,
    },
    {
      text: 'Work of functions, and of a script that is run as such.',
      quiet: py`
        import requests

        def load():
            return requests.get("https://example.org", timeout=3)

        if __name__ == "__main__":
            print(requests.get("https://example.org", timeout=3))
      `,
    },
    {
      text: 'Making what does nothing yet: loggers, engines, clients, settings.',
      quiet: py`
        import logging
        import os

        import redis
        from sqlalchemy import create_engine

        logger = logging.getLogger(__name__)
        url = os.getenv("DATABASE_URL", "sqlite://")
        engine = create_engine(url)
        client = redis.Redis()
        home = os.environ.get("HOME")
      `,
    },
    {
      text: 'Files whose purpose it is to be run or to set up.',
      quiet: {
        'manage.py': py`
          import os

          os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
        `,
        'shop/celery.py': py`
          import os

          from celery import Celery

          os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
          app = Celery("shop")
        `,
        'scripts/build.py': py`
          import subprocess

          subprocess.run(["make"])
          subprocess.run(["make", "install"])
          print("built")
        `,
      },
    },
  ],
  limits: ['Work inside of functions that are called at import is not followed.'],
  bad: [
    py`
      import requests

      RATES = requests.get("https://example.org/rates", timeout=5).json() #!
    `,
    py`
      import os
      import subprocess
      import sqlite3
      from threading import Thread

      connection = sqlite3.connect("app.db") #!
      VERSION = subprocess.check_output(["git", "describe"]) #!
      os.makedirs("cache", exist_ok=True) #!
      os.environ["TZ"] = "UTC" #!
      worker = Thread(target=print)
      worker.start() #!

      class Store:
          rows = sqlite3.connect("other.db") #!
    `,
  ],
  good: [
    py`
      import requests

      def load_rates():
          return requests.get("https://example.org/rates", timeout=5).json()
    `,
  ],
  roles: ['source'],
  on: {
    [K_CALL](node, checker) {
      if (!isAtImport(checker, node)) return
      const name = libraryName(checker, node)
      const effect =
        name === undefined ? undefined : EFFECTS.find(([pattern]) => pattern.test(name))
      if (opensToWrite(checker, node)) {
        report(checker, node, 'changes the file system')
      }
      if (effect === undefined || isDjangoSetting(checker, node)) return
      report(checker, node, effect[1])
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== K_SUBSCRIPT || !isAtImport(checker, node))
        return
      if (checker.facts.qualifiedName(tree.child(target, F_VALUE)) === 'os.environ') {
        report(checker, node, CHANGES_THE_PROCESS)
      }
    },
  },
})

/** True for code that runs with the import of a module that is no script. */
function isAtImport(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (facts.enclosingFunction(node) !== undefined || SCRIPTS.test(checker.path)) return false
  for (let at = tree.parent(node); at !== NO_NODE && at !== 0; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_LAMBDA || kind === K_FUNCTION_DEFINITION || kind === K_DECORATOR) return false
    if (kind !== K_IF_STATEMENT) continue
    const condition = conditionOf(tree, at)
    if (condition === NO_NODE) continue
    if (/__name__|TYPE_CHECKING/.test(tree.text(condition))) return false
    if (isSwitchedOff(checker, condition)) return false
  }
  return !isScript(checker)
}

function opensToWrite(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const file = openedFile(checker, call)
  if (file === undefined) return false
  const { mode, path } = file
  if (mode === NO_NODE || !/[wax+]/.test(stringValue(tree, mode) ?? '')) return false
  // What swallows the output of a process is no file.
  if (path === NO_NODE || /devnull|\/dev\/null/.test(tree.text(path))) return false
  // `open(sys.stdout.fileno(), 'w')`: another way to write to what is open.
  return !/\.fileno\(\)$/.test(tree.text(path)) && tree.kind(path) !== K_INTEGER
}

/** `os.environ.setdefault('DJANGO_SETTINGS_MODULE', ...)`: what Django wants of a module that starts it. */
function isDjangoSetting({ tree, facts }: Checker, call: Node): boolean {
  const first = facts.arguments(call)[0]?.value
  return first !== undefined && stringValue(tree, first) === 'DJANGO_SETTINGS_MODULE'
}

/** A name that is given `False` and nothing else. */
function isSwitchedOff({ tree, facts }: Checker, condition: Node): boolean {
  if (tree.kind(condition) === K_FALSE) return true
  if (tree.kind(condition) !== K_IDENTIFIER) return false
  const given = (facts.resolve(condition)?.definitions ?? []).filter(
    ({ kind }) => kind !== 'delete',
  )
  const [only] = given
  if (only === undefined || given.length > 1) return false
  const value = assignedValue(tree, only.node)
  return value !== NO_NODE && tree.kind(value) === K_FALSE
}

/** A file that runs by itself: a first line for the shell and no main function to guard. */
function isScript({ tree, path }: Checker): boolean {
  return tree.source.startsWith('#!') || path.endsWith('.pyw')
}

/** A setting of the environment under a comment: the imports below it read it. */
function isNoted({ tree, facts }: Checker, node: Node): boolean {
  if (!/^os\.environ\b/.test(tree.text(node))) return false
  const line = tree.line(node)
  const above = commentAt(facts, line - 1)
  return above?.isOwnLine === true && above.text.split(/\s+/).length > 3
}

/** A folder that is there already is left as it is. */
function isFolderMade({ tree, facts }: Checker, node: Node): boolean {
  return (
    tree.kind(node) === K_CALL && /\b(?:mkdir|makedirs)$/.test(tree.spelled(facts.callee(node)))
  )
}

/** A process that is asked for its output, in a `try` that goes on without: a version, a path. */
function isTried({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) !== K_CALL || !/check_output|getoutput/.test(facts.calleeName(node) ?? ''))
    return false
  return tree.ancestor(node, K_TRY_STATEMENT) !== NO_NODE
}

/** False for a file that no other of the project loads: it may be a script that is run. */
function isImported({ project, path }: Checker): boolean {
  return project.index.graph.modules.length === 1 || project.has(importedFiles, path)
}

/** Paths of the modules that some other module of the project imports. */
export const importedFiles = defineTable({
  id: 'files that others import',
  make: ({ index }): ReadonlySet<string> => {
    const found = new Set<string>()
    for (const entry of index.graph.modules) {
      for (const { form, module, target } of entry.summary.imports) {
        const name = form === 'import' ? module : target
        const parts = name === undefined ? [] : name.split('.')
        for (let end = parts.length; end > 0; end -= 1) {
          const one = index.graph.find(parts.slice(0, end).join('.'), entry.summary)
          if (one?.kind === 'module' && one !== entry) found.add(one.summary.path)
        }
      }
    }
    return found
  },
})

function report(checker: Checker, node: Node, effect: string): void {
  const { tree } = checker
  const line = tree.line(node)
  const above = tree.source.slice(tree.lineStarts[Math.max(0, line - 5)], tree.lineStarts[line])
  const isMeant =
    /#[^\n]*\b(?:on purpose|deliberate\w*|intentional\w*|must (?:be|happen) \w* ?before|before (?:the )?import\w*|work.?around|required (?:by|for)|needed (?:by|for|so))\b/i
  checker.report({
    node,
    // Somebody weighed it. A setting of the process is repeated without harm, and seldom the module's own whim.
    ...((effect === CHANGES_THE_PROCESS ||
      isFolderMade(checker, node) ||
      isMeant.test(above) ||
      isNoted(checker, node) ||
      !isImported(checker) ||
      isTried(checker, node)) && {
      severity: 'medium' as const,
    }),
    message: `\`${tree.text(node).replace(/\s+/g, ' ').slice(0, 80)}\` ${effect} as soon as the module is imported.`,
  })
}
