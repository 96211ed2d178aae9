import type { Checker } from '../../engine/checker.ts'
import { DELETE } from '../../facts/roles.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { projectFunction } from '../../matching/shared-state/thread-reach.ts'
import { FROM_REQUEST, IN_THREAD, ON_LOOP } from '../../project/reachability.ts'
import { F_VALUE, K_SUBSCRIPT } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CALLS = [
  'os.environ.update',
  'os.environ.setdefault',
  'os.environ.pop',
  'os.environ.clear',
  'os.putenv',
  'os.unsetenv',
  'os.chdir',
  'os.fchdir',
  'os.umask',
  'contextlib.chdir',
  'locale.setlocale',
  'signal.signal',
  'socket.setdefaulttimeout',
  'time.tzset',
  'random.seed',
]

export default defineRule({
  id: 'process-env-mutation',
  title: 'State of the process changed by one request or task',
  consequence:
    'One request changes the directory, language or settings of all others that run at that moment.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 15],
  why: `
The environment, the working directory, the locale, signal handlers and the seed of the random numbers are one for the
whole process. Code that serves requests or runs in threads changes them for everybody: a file of another request is
opened in the wrong directory, a number is printed with the wrong comma.

| step | request A | request B |
|---|---|---|
| 1 | \`chdir("/a")\` | |
| 2 | | \`chdir("/b")\` |
| 3 | opens \`out.csv\` in \`/b\` | |
`,
  fix: `
Pass the value on instead: absolute paths, \`subprocess.run(..., cwd=..., env=...)\`, \`babel\` or format functions with
a locale argument, \`random.Random(seed)\`. What the whole process needs is set once, where it starts.
`,
  exemptions: [
    {
      text: 'Code that no request, task or thread runs.',
      quiet: py`
        import os

        def main():
            os.environ["TZ"] = "UTC"
            os.chdir("/srv")

        os.environ.setdefault("MODE", "x")

        if __name__ == "__main__":
            main()
      `,
    },
    {
      text: 'Reading, and copies of the environment.',
      quiet: py`
        import os
        import subprocess
        from flask import Flask

        app = Flask(__name__)

        @app.route("/")
        def index():
            env = dict(os.environ)
            env["TZ"] = "UTC"
            os.environ.get("MODE")
            return subprocess.run(["a"], env=env, cwd="/srv")
      `,
    },
    {
      text: 'Objects of its own with methods of these names.',
      quiet: py`
        import random
        from flask import Flask

        app = Flask(__name__)

        @app.route("/")
        def index():
            generator = random.Random()
            generator.seed(3)
            return generator.random()
      `,
    },
  ],
  limits: ['What libraries change when they are called is not known.'],
  bad: [
    py`
      import os
      from flask import Flask

      app = Flask(__name__)

      @app.route("/report")
      def report():
          os.chdir("/srv/reports") #!
          return open("out.csv").read()
    `,
    py`
      import locale
      import os
      import threading
      from contextlib import chdir
      from fastapi import FastAPI

      app = FastAPI()

      @app.get("/price")
      async def price(zone: str):
          os.environ["TZ"] = zone #!
          return show(3)

      def show(amount):
          locale.setlocale(locale.LC_ALL, "de_DE") #!
          return amount

      def work(path):
          with chdir(path): #!
              del os.environ["TZ"] #!

      threading.Thread(target=work).start()
    `,
  ],
  good: [
    py`
      from pathlib import Path
      from flask import Flask

      app = Flask(__name__)
      REPORTS = Path("/srv/reports")

      @app.route("/report")
      def report():
          return (REPORTS / "out.csv").read_text()
    `,
  ],
  roles: ['source'],
  calls: callsTo(CALLS, (call, checker) => check(checker, call)),
  on: {
    [K_SUBSCRIPT](node, checker) {
      const { facts, tree } = checker
      if (!facts.isWrite(node) && facts.roleOf(node) !== DELETE) return
      if (facts.qualifiedName(tree.child(node, F_VALUE)) === 'os.environ') check(checker, node)
    },
  },
})

function check(checker: Checker, node: Node): void {
  const { facts, tree, project } = checker
  const owner = facts.enclosingFunction(node)
  const target = projectFunction(checker, owner)
  if (target === undefined) return
  const { reachability } = project.index
  if ((reachability.flags(target) & (IN_THREAD | FROM_REQUEST | ON_LOOP)) === 0) return
  const text = tree.text(node).split('\n', 1)[0] ?? ''
  checker.report({
    node,
    message: `\`${text}\` changes the state of the whole process while other requests and tasks run.`,
  })
}
