import type { Checker } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls.ts'
import {
  F_CONDITION,
  F_VALUE,
  K_CALL,
  K_DECORATOR,
  K_IF_STATEMENT,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** What a call does to the world outside of the module. */
const EFFECTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:requests|httpx)\.(?:get|post|put|patch|delete|head|options|request)$/, 'sends a request'],
  [/^urllib\.request\.(?:urlopen|urlretrieve)$/, 'sends a request'],
  [/^socket\.(?:create_connection|gethostbyname|getaddrinfo)$/, 'uses the network'],
  [
    /^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|sqlite3|cx_Oracle|oracledb|pyodbc)\.connect$/,
    'connects to a database',
  ],
  [/^(?:mongoengine\.connect|pika\.BlockingConnection|ldap3\.Connection)$/, 'opens a connection'],
  [
    /^(?:smtplib\.SMTP(?:_SSL)?|ftplib\.FTP|paramiko\.SSHClient\(\)\.connect)$/,
    'opens a connection',
  ],
  [/^subprocess\.(?:run|call|check_call|check_output|Popen|getoutput)$/, 'starts a process'],
  [/^os\.(?:system|popen|fork|spawn\w+|exec\w+)$/, 'starts a process'],
  [
    /^os\.(?:makedirs|mkdir|remove|unlink|rename|replace|rmdir|removedirs|chmod)$|^shutil\.(?:copy\w*|move|rmtree)$/,
    'changes the file system',
  ],
  [/^os\.(?:chdir|umask|putenv|unsetenv|setuid|setgid|nice)$/, 'changes the process'],
  [/^os\.environ\.(?:update|setdefault|pop|clear)$/, 'changes the environment'],
  [
    /^(?:locale\.setlocale|signal\.signal|resource\.setrlimit|sys\.setrecursionlimit)$/,
    'changes the process',
  ],
  [/^(?:_thread\.start_new_thread|nest_asyncio\.apply)$/, 'changes how the process runs'],
  [
    /^gevent\.monkey\.patch_\w+$|^eventlet\.monkey_patch$/,
    'replaces parts of the standard library',
  ],
  [/^asyncio\.run$/, 'runs an event loop'],
  [/^time\.sleep$/, 'waits'],
]

export default defineRule({
  id: 'import-time-side-effect',
  title: 'Work done by importing a module',
  consequence:
    'Importing the module reaches out of the process: tests, tools and other workers hang, fail or change things by accident.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [1120],
  why: `
Whoever imports the module runs this line: the test collector, the documentation builder, each worker process,
a type checker's plugin. It runs under the import lock, before logging is set up, without a way to pass another
address, and an error in it shows up as an import that fails.
`,
  fix: `
Put it into a function that the program calls when it starts: \`main()\`, an application factory, the lifespan of
the application. Clients that connect only when they are used may stay at module level.
`,
  exemptions: [
    {
      text: 'Code that runs only as a script.',
      quiet: py`
        import requests

        def main():
            return requests.get("https://example.com", timeout=3)

        if __name__ == "__main__":
            requests.get("https://example.com", timeout=3)
            main()
      `,
    },
    {
      text: 'Programs, settings for a framework, and configuration of tests.',
      quiet: {
        'manage.py': py`
          import os
          os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
        `,
        'app/wsgi.py': py`
          import os
          os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
        `,
        'app/__main__.py': py`
          import subprocess
          subprocess.run(["ls"])
        `,
        'setup.py': py`
          import subprocess
          def version():
              return 1
          subprocess.run(["make"])
        `,
        'scripts/clean.py': py`
          import shutil
          shutil.rmtree("build")
        `,
      },
    },
    {
      text: 'Reading the environment, loggers, lazy clients and engines, constants.',
      quiet: py`
        import logging
        import os
        import re
        import threading
        from pathlib import Path
        import redis
        from sqlalchemy import create_engine

        URL = os.getenv("URL", "sqlite://")
        MODE = os.environ["MODE"]
        log = logging.getLogger(__name__)
        engine = create_engine(URL)
        client = redis.Redis()
        lock = threading.Lock()
        worker = threading.Thread(target=print)
        WORDS = re.compile("a+")
        TEXT = Path(__file__).read_text()

        def work():
            os.makedirs("out")
      `,
    },
    {
      text: 'Names for type checkers.',
      quiet: py`
        from typing import TYPE_CHECKING
        import time

        if TYPE_CHECKING:
            time.sleep(1)
      `,
    },
  ],
  limits: ['What functions of the project do when they are called at import is not followed.'],
  bad: [
    py`
      import requests

      RATES = requests.get("https://example.com/rates", timeout=3).json() #!

      def convert(amount):
          return amount * RATES["EUR"]
    `,
    py`
      import os
      import sqlite3
      import subprocess as sp
      from threading import Thread, Timer

      os.environ["TZ"] = "UTC" #!
      connection = sqlite3.connect("app.db") #!

      class Config:
          revision = sp.check_output(["git", "rev-parse", "HEAD"]) #!

      def poll():
          return connection

      worker = Thread(target=poll)
      worker.start() #!
      Timer(3, poll).start() #!
      open("log.txt", "w").write("started") #!
      try:
          os.makedirs("cache") #!
      except OSError:
          pass
    `,
  ],
  good: [
    py`
      import requests

      def load_rates(url):
          return requests.get(url, timeout=3).json()

      def convert(amount, rates):
          return amount * rates["EUR"]
    `,
  ],
  roles: ['source'],
  on: {
    [K_CALL](call, checker) {
      if (checker.facts.enclosingFunction(call) !== undefined) return
      const effect = effectOf(checker, call)
      if (effect !== undefined && isImported(checker, call)) report(checker, call, effect)
    },
    [K_SUBSCRIPT](node, checker) {
      const { facts, tree } = checker
      if (!facts.isWrite(node) || facts.enclosingFunction(node) !== undefined) return
      if (facts.qualifiedName(tree.child(node, F_VALUE)) !== 'os.environ') return
      if (isImported(checker, node)) report(checker, node, 'changes the environment')
    },
  },
})

function effectOf(checker: Checker, call: Node): string | undefined {
  const { facts, tree } = checker
  const name = facts.calleeName(call)
  if (name === 'builtins.open') return writes(checker, call) ? 'writes a file' : undefined
  const known = name === undefined ? undefined : EFFECTS.find(([pattern]) => pattern.test(name))
  if (known !== undefined) return known[1]
  const method = calleeName(tree, call)
  const object = receiverOf(tree, call)
  if (object === NO_NODE) return undefined
  if (method === 'start') {
    const type = checker.analysis.types.typeOf(object)?.name ?? ''
    const isThread = /^(?:threading\.(?:Thread|Timer)|multiprocessing\.\w*Process)$/.test(type)
    return isThread ? 'starts a thread or process' : undefined
  }
  if (method === 'create_all') {
    return tree.text(object).endsWith('.metadata') ? 'changes the database' : undefined
  }
  if (method === 'write_text' || method === 'write_bytes' || method === 'mkdir') {
    return checker.analysis.types.typeOf(object)?.name === 'pathlib.Path'
      ? 'changes the file system'
      : undefined
  }
  return undefined
}

function writes({ facts, tree }: Checker, call: Node): boolean {
  const given = facts.arguments(call)
  const mode = given.find(({ name }) => name === 'mode') ?? given.filter(({ name }) => !name)[1]
  return mode !== undefined && /^[rb]*["'][^"']*[wax+]/.test(tree.text(mode.value))
}

const PROGRAM =
  /(?:^|\/)(?:__main__|manage|setup|conftest|wsgi|asgi|celery|fabfile|noxfile|gunicorn\w*|sitecustomize|conf)\.py$|(?:^|\/)(?:scripts?|bin|tools?|examples?|docs?|benchmarks?|notebooks?|demos?)\//

/** True if whoever imports the module runs this place. */
function isImported({ facts, tree, path, project }: Checker, node: Node): boolean {
  if (PROGRAM.test(path) || path.endsWith('.ipynb') || tree.source.startsWith('#!')) return false
  // What defines nothing and is imported by nobody is a program.
  if (facts.functions.length + facts.classes.length === 0 && !isUsed(project, facts.moduleName)) {
    return false
  }
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_DECORATOR) return false
    if (kind !== K_IF_STATEMENT) continue
    const condition = tree.text(tree.child(at, F_CONDITION))
    if (/__name__|TYPE_CHECKING|__file__|sys\.argv|platform|version_info/.test(condition)) {
      return false
    }
  }
  return true
}

function isUsed(project: Checker['project'], name: string): boolean {
  return project.index.graph.modules.some(({ summary }) =>
    summary.imports.some(({ target, module }) => target === name || module === name),
  )
}

function report(checker: Checker, node: Node, effect: string): void {
  const isSettled = /changes the (?:environment|process)/.test(effect)
  checker.report({
    node,
    message: `Importing this module ${effect}.`,
    ...(isSettled && { severity: 'medium' as const }),
  })
}
