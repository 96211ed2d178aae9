import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { LOAD } from '../../facts/roles.ts'
import { effectsOf } from '../../flow/effects.ts'
import { managerOf } from '../../flow/with-parts.ts'
import { functionKey } from '../../gather/define.ts'
import { functionsThatWait } from '../../matching/calls/blocking-methods.ts'
import { callNature } from '../../project/call-results.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  F_RIGHT,
  K_ATTRIBUTE,
  K_CALL,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_MODULE,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
  T_ASYNC,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type BlocksBy, blockingBody, helperCalls, stepsOf } from './matching/blocking-chains.ts'

export default defineRule({
  id: 'blocking-call-via-helper',
  title: 'Coroutine that calls a blocking helper',
  consequence:
    'While the helper waits, every other request of the process stands still, and the call looks harmless.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [833],
  why: `
The helper is a plain function, and somewhere below it sleeps, starts a program or waits for another
server. Called from a coroutine it does so on the thread of the event loop, so that no other task runs.
At the place of the call nothing shows it.
`,
  fix: `
Run the helper in a thread: \`await asyncio.to_thread(helper, ...)\`. Or make it and what it calls
\`async\`, with async counterparts of the calls that wait.
`,
  exemptions: [
    {
      text: 'The helper runs in a thread.',
      quiet: py`
        import asyncio
        import time

        def pause():
            time.sleep(1)

        async def main(loop):
            await asyncio.to_thread(pause)
            await loop.run_in_executor(None, pause)
            await loop.run_in_executor(None, lambda: pause())
      `,
    },
    {
      text: 'The helper is a coroutine itself, or only makes one.',
      quiet: py`
        import asyncio

        async def pause():
            await asyncio.sleep(1)

        def make():
            return pause()

        async def main():
            await pause()
            await make()
      `,
    },
    {
      text: 'The helper does not block by itself: it defines or starts what does.',
      quiet: py`
        import threading
        import time

        def start():
            def work():
                time.sleep(1)

            thread = threading.Thread(target=work)
            thread.start()
            return thread

        async def main():
            start()
      `,
    },
    {
      text: 'Sync code that calls a blocking helper.',
      quiet: py`
        import time

        def pause():
            time.sleep(1)

        def main():
            pause()
      `,
    },
    {
      text: 'A property that a class below defines anew, a function that is only named, and `async with`.',
      quiet: py`
        import time

        class Desk:
            @property
            def state(self):
                time.sleep(1)
                return "open"

            def close(self):
                time.sleep(1)

            async def __aenter__(self):
                return self

            def __enter__(self):
                time.sleep(1)

            async def serve(self, pool):
                pool.submit(self.close)
                return self.state

        class QuickDesk(Desk):
            @property
            def state(self):
                return "open"

        async def main():
            async with Desk() as desk:
                desk.state = "closed"
      `,
    },
  ],
  limits: ['Calls through unknown objects and overridden methods are not followed.'],
  bad: [
    py`
      import time

      def pause():
          time.sleep(1)

      async def main():
          pause() #!
    `,
    py`
      import time
      from contextlib import contextmanager

      def pause():
          time.sleep(1)

      class Turn:
          def __enter__(self):
              pause()

          def __exit__(self, *error):
              return None

      @contextmanager
      def turn():
          pause()
          yield

      class Desk:
          @property
          def state(self):
              pause()
              return "open"

          @property
          def name(self):
              return "desk"

          async def serve(self):
              with Turn(): #!
                  print(self.name)
              with turn(): #!
                  return self.state #!
    `,
    {
      'app/shell.py': py`
        import subprocess

        def run(command):
            return subprocess.run(command, check=True)

        class Builder:
            def __init__(self, name):
                self.name = name

            def build(self):
                return run(['make', self.name])
      `,
      'app/api.py': py`
        from app.shell import Builder, run
        from app import shell

        async def build(name):
            builder = Builder(name)
            builder.build() #!
            shell.run(['ls']) #!
            return run(['ls']) #!
      `,
    },
    {
      'app/store.py': py`
        import requests
        from sqlalchemy.orm import Session

        def user_of(session: Session, name):
            return session.query(User).filter_by(name=name).first()

        class Client:
            def __init__(self):
                self.http = requests.Session()

            def get(self, path):
                return self.http.get(path)

            def later(self, pool, path):
                return pool.submit(self.http.get, path)
      `,
      'app/api.py': py`
        import asyncio
        from sqlalchemy.orm import Session
        from app.store import Client, user_of

        async def show(name, session: Session, client: Client, pool):
            client.later(pool, '/old')
            await asyncio.to_thread(user_of, session, name)
            client.get('/names') #!
            return user_of(session, name) #!
      `,
    },
  ],
  good: [
    py`
      import asyncio
      import time

      def pause():
          time.sleep(1)

      async def main():
          await asyncio.to_thread(pause)
    `,
  ],
  // Nobody waits beside the one coroutine of a test.
  roles: ['source', 'migration'],
  on: {
    [K_MODULE](_module, checker) {
      for (const owner of checker.facts.functions) {
        if (owner.isAsync) checkCoroutine(checker, owner)
      }
    },
    [K_WITH_ITEM]: checkWith,
    [K_FOR_STATEMENT]: checkLoop,
    [K_FOR_IN_CLAUSE]: checkLoop,
    [K_ATTRIBUTE]: checkProperty,
  },
})

/** What in a function itself waits for something. */
function blocksBy(checker: Checker): BlocksBy {
  return (of) =>
    effectsOf(of)?.blocks?.[0] ?? checker.project.at(functionsThatWait, functionKey(of))
}

function checkCoroutine(checker: Checker, owner: FunctionFacts): void {
  for (const { call, edge, chain } of helperCalls(checker, owner, blocksBy(checker))) {
    checker.report({
      node: call,
      // A file on the same machine, for one short statement; and nobody is served yet, or any more.
      ...((/^sqlite3\./.test(chain.blocks.name) || BEGINS_OR_ENDS.test(owner.name)) && {
        severity: 'medium' as const,
      }),
      message: `\`${edge.callee.summary.symbol}\` blocks the event loop in the coroutine \`${owner.name}\`: it ends in \`${chain.blocks.name}\`.`,
      evidence: stepsOf(chain),
    })
  }
}

/** Where a program starts or stops. */
const BEGINS_OR_ENDS =
  /^_*(?:main|start|startup|on_startup|initiali[sz]e|set_?up|launch|stop|shutdown|on_shutdown|lifespan)$/

/** `with locked(path):` runs `__enter__`, or the generator up to its `yield`, on the spot. */
function checkWith(item: Node, checker: Checker): void {
  const { facts, tree, project } = checker
  const owner = facts.enclosingFunction(item)
  if (owner?.isAsync !== true) return
  const statement = tree.ancestor(item, K_WITH_STATEMENT)
  if (tree.hasChildOfKind(statement, T_ASYNC)) return
  const manager = managerOf(tree, item)
  const value = manager === NO_NODE ? undefined : checker.analysis.types.valueOf(manager)
  const entered =
    value?.kind === 'instance' && tree.kind(manager) === K_CALL
      ? project.index.hierarchy.findMethod(value.class, '__enter__')
      : managerFunction(checker, manager)
  if (entered !== undefined) reportImplicit(checker, manager, owner.name, entered)
}

function managerFunction(checker: Checker, manager: Node): ProjectFunction | undefined {
  const { facts, tree } = checker
  if (manager === NO_NODE || tree.kind(manager) !== K_CALL) return undefined
  const made = checker.analysis.types.valueOf(facts.callee(manager))
  if (made?.kind !== 'function' && made?.kind !== 'method') return undefined
  return callNature(made.function) === 'manager' ? made.function : undefined
}

/** `for row in rows(path):` runs the generator piece by piece where the loop stands. */
function checkLoop(loop: Node, checker: Checker): void {
  const { facts, tree } = checker
  const owner = facts.enclosingFunction(loop)
  if (owner?.isAsync !== true || tree.hasChildOfKind(loop, T_ASYNC)) return
  // What is only put together here may be gone through elsewhere.
  if (tree.kind(tree.parent(loop)) === K_GENERATOR_EXPRESSION) return
  const source = tree.child(loop, F_RIGHT)
  const call = source === NO_NODE ? NO_NODE : madeBy(checker, source)
  if (call === NO_NODE) return
  const made = checker.analysis.types.valueOf(facts.callee(call))
  if (made?.kind !== 'function' && made?.kind !== 'method') return
  const { isGenerator, isAsync } = made.function.summary
  if (isGenerator && !isAsync) reportImplicit(checker, source, owner.name, made.function)
}

/** The call itself, or the one that a local name is given. */
function madeBy({ facts, tree }: Checker, source: Node): Node {
  if (tree.kind(source) === K_CALL) return source
  if (tree.kind(source) !== K_IDENTIFIER) return NO_NODE
  const value = onlyValue(facts, source)
  return value !== NO_NODE && tree.kind(value) === K_CALL ? value : NO_NODE
}

/** Reading `self.report` runs the property. */
function checkProperty(attribute: Node, checker: Checker): void {
  const { facts, tree, project } = checker
  const name = tree.child(attribute, F_ATTRIBUTE)
  if (name === NO_NODE || !project.has(properties, facts.name(name))) return
  if (facts.roleOf(attribute) !== LOAD) return
  const owner = facts.enclosingFunction(attribute)
  if (owner?.isAsync !== true) return
  const object = checker.analysis.types.valueOf(tree.child(attribute, F_OBJECT))
  if (object?.kind !== 'instance') return
  const { hierarchy } = project.index
  const read = hierarchy.findMethod(object.class, facts.name(name))
  const isCertain =
    read !== undefined && hierarchy.overrides(object.class, facts.name(name)).length === 0
  if (isCertain && callNature(read) === 'property') {
    reportImplicit(checker, attribute, owner.name, read)
  }
}

function reportImplicit(checker: Checker, node: Node, owner: string, runs: ProjectFunction): void {
  const chain = blockingBody(checker, runs, blocksBy(checker))
  if (chain === undefined) return
  checker.report({
    node,
    message: `\`${runs.summary.symbol}\` blocks the event loop in the coroutine \`${owner}\`: it ends in \`${chain.blocks.name}\`.`,
    evidence: stepsOf(chain),
  })
}

/** Names of the properties of the project. */
export const properties = defineTable({
  id: 'properties',
  make: ({ index }): ReadonlySet<string> =>
    new Set(
      index.functions
        .filter((one) => one.class !== undefined && callNature(one) === 'property')
        .map(({ summary }) => summary.name),
    ),
})
