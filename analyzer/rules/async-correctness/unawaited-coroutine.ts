import type { Checker, FixDraft, StepDraft } from '../../engine/checker.ts'
import { readDirectives } from '../../facts/comments.ts'
import {
  type CoroutineCall,
  coroutineCall,
  mayBeCoroutine,
} from '../../matching/calls/coroutines.ts'
import { insertAfter, insertBefore } from '../../matching/edits/edits.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import {
  K_ATTRIBUTE,
  K_CALL,
  K_RETURN_STATEMENT,
  K_SUBSCRIPT,
  K_WITH_CLAUSE,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { misuseOf, NO_TASK } from './matching/coroutine-misuse.ts'

export default defineRule({
  id: 'unawaited-coroutine',
  title: 'Coroutine that is never awaited',
  consequence:
    'The work never happens, or a check is always true: the call only made an object that nobody runs.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [252, 670],
  why: `
Calling an \`async def\` runs none of its code; it returns a coroutine object. Without \`await\` nothing
happens, and Python says so only by a warning that is easily lost ("coroutine ... was never awaited").
Where the object is used as a value the mistake is worse: a coroutine is always true, so
\`if has_access(user):\` lets everybody in; in an f-string or log it prints as an address.
`,
  fix: `
Put \`await\` before the call. If the work is to run at the same time, make a task of it and keep the
task; in sync code use \`asyncio.run(...)\` at the top of the program.
`,
  exemptions: [
    {
      text: 'A method that a class below defines without async: which one runs is not known here.',
      quiet: py`
        class Transport:
            async def connect(self, command):
                raise NotImplementedError

            def fetch(self):
                link, errors = self.connect("fetch")
                return link

        class Local(Transport):
            def connect(self, command):
                return open(command), None
      `,
    },
    {
      text: 'A coroutine that is handed on where a comment says that the type is ignored.',
      quiet: py`
        class Macro:
            def __init__(self, is_async):
                self.is_async = is_async

            async def _invoke_async(self) -> str:
                return "a"

            def invoke(self) -> str:
                if self.is_async:
                    return self._invoke_async()  # type: ignore
                return "b"
      `,
    },
    {
      text: 'A coroutine that is awaited, returned or given to something that runs it.',
      quiet: py`
        import asyncio

        async def work(n=0):
            return n

        def start():
            return work()

        async def main(pool):
            await work()
            first = work()
            jobs = [work(n) for n in range(3)]
            task = asyncio.create_task(work())
            pool.submit(work())
            pair = (work(), work())
            later = lambda: work()
            await asyncio.gather(first, task, *jobs, *pair, later())
            return work()

        asyncio.run(work())
      `,
    },
    {
      text: 'A coroutine whose own methods are used: it is closed or driven by hand.',
      quiet: py`
        async def work():
            return 1

        def drive():
            work().close()
            try:
                work().send(None)
            except StopIteration as done:
                return done.value
      `,
    },
    {
      text: 'A decorator that may have made a sync function of it.',
      quiet: py`
        import click

        @click.command()
        @run_in_loop
        async def main():
            return 1

        @shared_task
        async def report():
            return 1

        if __name__ == "__main__":
            main()
            report()
      `,
    },
    {
      text: 'A name that may mean a sync function, and an async generator, which is iterated.',
      quiet: py`
        import sys

        if sys.platform == "win32":
            def flush():
                return True
        else:
            async def flush():
                return True

        async def pages():
            yield 1

        async def main(flush_all):
            flush()
            flush_all()
            pages()
            async for page in pages():
                print(page)
      `,
    },
    {
      text: 'A coroutine that is returned in place of the promised type, where `# type: ignore` says that this is known.',
      quiet: py`
        async def render_async(page):
            return page

        def render(page, is_async) -> str:
            if is_async:
                return render_async(page)  # type: ignore[return-value]
            return str(page)
      `,
    },
    {
      text: 'A promised type whose name stands for an awaitable, or is not known here.',
      quiet: {
        'app/__init__.py': '',
        'app/http.py': py`
          from typing import TYPE_CHECKING, Any, Coroutine, TypeVar

          if TYPE_CHECKING:
              Entry = TypeVar("Entry")
              Response = Coroutine[Any, Any, Entry]

          class Client:
              async def request(self, route):
                  return route

              def logout(self) -> Response[None]:
                  return self.request("logout")

              def login(self) -> "Response[None]":
                  return self.request("login")
        `,
        'app/hooks.py': py`
          from typing import TYPE_CHECKING

          if TYPE_CHECKING:
              from .http import Response

          class Adapter:
              async def request(self, route):
                  return route

              def delete(self, key) -> Response[None]:
                  return self.request(key)
        `,
      },
    },
    {
      text: 'A test that provokes the warning.',
      quiet: py`
        import pytest

        async def work():
            return 1

        def test_warns():
            with pytest.warns(RuntimeWarning):
                work()
      `,
    },
  ],
  limits: [
    'A callee that cannot be resolved is never reported.',
    'A coroutine that is stored and forgotten later is not followed.',
  ],
  bad: [
    py`
      async def save(order):
          await store(order)

      async def handle(order):
          save(order) #!
          return "ok"
    `,
    py`
      import asyncio

      class Access:
          async def exists(self, user):
              return await self.db.exists(user)

          @classmethod
          async def load(cls):
              return cls()

          async def check(self, user, other):
              if self.exists(user): #!
                  return True
              elif not self.exists(other): #!
                  return False
              while user and self.exists(other): #!
                  asyncio.sleep(1) #!
              assert self.exists(user) #!
              rows = [one for one in user if self.exists(one)] #!
              [self.exists(one) for one in user] #!
              return "yes" if self.exists(user) else "no" #!

          def report(self, log):
              log.info("known: %s", self.exists(1)) #!
              print(f"{self.exists(2)}") #!
              _ = self.exists(3) #!
              found = self.exists(4) #!
              return Access.load().db #!
    `,
    py`
      async def count() -> int:
          return 1

      async def names():
          return ["a"]

      def total() -> int:
          return count() #!

      async def main():
          one = count() + 1 #!
          two = count() == 1 #!
          first = names()[0] #!
          a, b = names() #!
          for name in names(): #!
              print(name, one, two, first, a, b)
          size = len(names()) #!
          one += count() #!
          with names() as opened: #!
              return size, opened
    `,
    {
      'shop/__init__.py': py`
        from .store import Store, save
      `,
      'shop/store.py': py`
        class Base:
            async def close(self):
                pass

        class Store(Base):
            async def find(self, key) -> str:
                return key

        async def save(order):
            await write(order)

        async def open_store() -> Store:
            return Store()
      `,
      'shop/app.py': py`
        import asyncio
        import shop
        from shop import Store, save as keep
        from shop.store import open_store

        class App:
            def __init__(self, store: Store):
                self.store = store
                self.queue = asyncio.Queue()

            async def handle(self, order, other: Store | None = None):
                keep(order) #!
                shop.save(order) #!
                if self.store.find(order): #!
                    self.store.close() #!
                store = await open_store()
                store.find(order).upper() #!
                self.queue.put(order) #!
                await self.queue.put(order)
                self.queue.put_nowait(order)
                return await store.find(order)
      `,
    },
  ],
  good: [
    py`
      async def save(order):
          await store(order)

      async def handle(order):
          await save(order)
          return "ok"
    `,
  ],
  on: {
    [K_CALL](call, checker) {
      // Most calls end at the name of what they call.
      if (!mayBeCoroutine(checker, checker.tree.callee(call))) return
      const misuse = misuseOf(checker, call)
      const target = misuse === undefined ? undefined : coroutineCall(checker, call)
      if (target === undefined || isExpectedToWarn(checker, call)) return
      if (isGivenOnPurpose(checker, call)) return
      checker.report({
        node: call,
        message: `\`${target.name}()\` is not awaited: ${misuse}.`,
        evidence: evidenceOf(call, target),
        // What is waited for together needs a task, no `await`.
        fixes: misuse === NO_TASK ? [] : fixOf(checker, call),
      })
    },
  },
})

function evidenceOf(call: Node, target: CoroutineCall): StepDraft[] {
  const message = 'a coroutine function'
  const called: StepDraft = { kind: 'call', node: call, message: 'called without await' }
  if (target.elsewhere !== undefined) {
    return [{ kind: 'definition', location: target.elsewhere, message }, called]
  }
  if (target.definition === NO_NODE) return []
  return [{ kind: 'definition', node: target.definition, message }, called]
}

/** `return work()  # type: ignore`: who wrote that knows that the promised type is another one. */
function isGivenOnPurpose({ tree, facts }: Checker, call: Node): boolean {
  if (tree.kind(parentOf(tree, call)) !== K_RETURN_STATEMENT) return false
  const first = tree.line(tree.parent(call))
  const last = first + tree.text(tree.parent(call)).split('\n').length - 1
  return facts.comments.some(
    ({ text, line }) =>
      line >= first &&
      line <= last &&
      readDirectives(text).some(({ kind }) => kind === 'type-ignore'),
  )
}

const WARNING_SCOPE =
  /\b(?:warns|assertWarns\w*|raises|assertRaises\w*|catch_warnings|check_warnings)\b/

function isExpectedToWarn(checker: Checker, call: Node): boolean {
  const { tree } = checker
  for (
    let at = tree.ancestor(call, K_WITH_STATEMENT);
    at !== NO_NODE;
    at = tree.ancestor(at, K_WITH_STATEMENT)
  ) {
    if (WARNING_SCOPE.test(tree.text(tree.childOfKind(at, K_WITH_CLAUSE)))) return true
  }
  return false
}

/** `await` before the call, in brackets where the operator around binds tighter. */
function fixOf(checker: Checker, call: Node): FixDraft[] {
  const { tree, facts } = checker
  if (facts.enclosingFunction(call)?.isAsync !== true) return []
  const parent = tree.kind(tree.parent(call))
  const needsBrackets = parent === K_ATTRIBUTE || parent === K_SUBSCRIPT
  return [
    {
      title: 'Await the coroutine',
      grade: 'needs-review',
      edits: needsBrackets
        ? [insertBefore(tree, call, '(await '), insertAfter(tree, call, ')')]
        : [insertBefore(tree, call, 'await ')],
    },
  ]
}
