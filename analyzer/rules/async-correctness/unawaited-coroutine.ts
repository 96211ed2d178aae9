import type { Checker, FixDraft, StepDraft } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls.ts'
import { type CoroutineCall, coroutineCall } from '../../matching/coroutines.ts'
import { insertAfter, insertBefore } from '../../matching/edits.ts'
import { parentOf } from '../../matching/statements.ts'
import {
  F_ATTRIBUTE,
  F_CONDITION,
  F_FUNCTION,
  F_GUARD,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_AS_PATTERN,
  K_ASSERT_STATEMENT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONDITIONAL_EXPRESSION,
  K_ELIF_CLAUSE,
  K_EXPRESSION_STATEMENT,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
  K_IF_CLAUSE,
  K_IF_STATEMENT,
  K_INTERPOLATION,
  K_LIST_PATTERN,
  K_MODULE,
  K_NOT_OPERATOR,
  K_PATTERN_LIST,
  K_RETURN_STATEMENT,
  K_SUBSCRIPT,
  K_TUPLE_PATTERN,
  K_UNARY_OPERATOR,
  K_WHILE_STATEMENT,
  K_WITH_CLAUSE,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
  T_ASYNC,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

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
      const misuse = misuseOf(checker, call)
      if (misuse === undefined) return
      const target = coroutineCall(checker, call)
      if (target === undefined || isExpectedToWarn(checker, call)) return
      checker.report({
        node: call,
        message: `\`${target.name}()\` is not awaited: ${misuse}.`,
        evidence: evidenceOf(call, target),
        fixes: fixOf(checker, call),
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

const NEVER_RUNS = 'its code never runs'
const ALWAYS_TRUE = 'a coroutine object is always true'
const NO_VALUE = 'the coroutine object is used in place of its result'

/** What goes wrong where a coroutine stands in the place of the call; undefined if nothing does. */
function misuseOf(checker: Checker, call: Node): string | undefined {
  const { tree } = checker
  const parent = parentOf(tree, call)
  if (parent === NO_NODE) return undefined
  // The child of `parent` that the call is, with its brackets.
  let node = call
  while (tree.parent(node) !== parent) node = tree.parent(node)
  switch (tree.kind(parent)) {
    case K_EXPRESSION_STATEMENT:
      return isNotebookCell(checker, parent) ? undefined : NEVER_RUNS
    case K_ASSIGNMENT:
      return tree.fieldOf(node) === F_RIGHT ? assignmentMisuse(checker, parent) : undefined
    case K_AUGMENTED_ASSIGNMENT:
      return tree.fieldOf(node) === F_RIGHT ? NO_VALUE : undefined
    case K_IF_STATEMENT:
    case K_ELIF_CLAUSE:
    case K_WHILE_STATEMENT:
      return tree.fieldOf(node) === F_CONDITION ? ALWAYS_TRUE : undefined
    case K_NOT_OPERATOR:
    case K_IF_CLAUSE:
      return ALWAYS_TRUE
    case K_ASSERT_STATEMENT:
      return tree.namedChildren(parent)[0] === node ? ALWAYS_TRUE : undefined
    case K_BOOLEAN_OPERATOR:
      return isCondition(checker, parent) || tree.fieldOf(node) === F_LEFT ? ALWAYS_TRUE : undefined
    case K_CONDITIONAL_EXPRESSION:
      return tree.namedChildren(parent)[1] === node ? ALWAYS_TRUE : undefined
    case K_COMPARISON_OPERATOR:
    case K_BINARY_OPERATOR:
    case K_UNARY_OPERATOR:
      return NO_VALUE
    case K_INTERPOLATION:
      return 'the coroutine object is printed in place of its result'
    case K_SUBSCRIPT:
      return tree.fieldOf(node) === F_VALUE ? NO_VALUE : undefined
    case K_ATTRIBUTE:
      return tree.fieldOf(node) === F_OBJECT ? attributeMisuse(checker, parent) : undefined
    case K_FOR_STATEMENT:
    case K_FOR_IN_CLAUSE:
      if (tree.fieldOf(node) !== F_RIGHT || tree.hasChildOfKind(parent, T_ASYNC)) return undefined
      return 'a coroutine object cannot be iterated'
    case K_WITH_ITEM:
      return withMisuse(checker, parent)
    case K_AS_PATTERN: {
      const item = tree.parent(parent)
      return tree.kind(item) === K_WITH_ITEM ? withMisuse(checker, item) : undefined
    }
    case K_ARGUMENT_LIST:
      return argumentMisuse(checker, tree.parent(parent))
    case K_RETURN_STATEMENT:
      return returnMisuse(checker, parent)
    default:
      return tree.fieldOf(node) === F_GUARD ? ALWAYS_TRUE : undefined
  }
}

/** A notebook awaits what stands last in a cell only where `await` is written; be quiet there. */
function isNotebookCell(checker: Checker, statement: Node): boolean {
  return (
    checker.path.endsWith('.ipynb') &&
    checker.tree.kind(checker.tree.parent(statement)) === K_MODULE
  )
}

/** Held by `_` or by a local that is never read, or taken apart at once. */
function assignmentMisuse(checker: Checker, assignment: Node): string | undefined {
  const { tree, facts } = checker
  const target = tree.child(assignment, F_LEFT)
  if (target === NO_NODE || tree.kind(tree.parent(assignment)) === K_ASSIGNMENT) return undefined
  const kind = tree.kind(target)
  if (kind === K_PATTERN_LIST || kind === K_TUPLE_PATTERN || kind === K_LIST_PATTERN) {
    return 'a coroutine object cannot be taken apart'
  }
  if (kind !== K_IDENTIFIER) return undefined
  const binding = facts.resolve(target)
  const isLocal = binding?.scope?.kind === 'function' && facts.reach(target) === 'local'
  return isLocal && binding.references.length === 0 ? NEVER_RUNS : undefined
}

/** True for `a and b` that decides a branch, itself or within further operators. */
function isCondition(checker: Checker, operator: Node): boolean {
  const { tree } = checker
  let node = operator
  for (let at = tree.parent(node); at !== NO_NODE; node = at, at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case K_IF_STATEMENT:
      case K_ELIF_CLAUSE:
      case K_WHILE_STATEMENT:
        return tree.fieldOf(node) === F_CONDITION
      case K_NOT_OPERATOR:
      case K_IF_CLAUSE:
      case K_ASSERT_STATEMENT:
        return true
      case K_BOOLEAN_OPERATOR:
        break
      default:
        if (parentOf(tree, node) === at) return false
    }
  }
  return false
}

const OWN_ATTRIBUTES = /^(?:close|send|throw|cr_\w+|__\w+__)$/

function attributeMisuse(checker: Checker, attribute: Node): string | undefined {
  const name = checker.tree.child(attribute, F_ATTRIBUTE)
  if (name === NO_NODE || OWN_ATTRIBUTES.test(checker.facts.name(name))) return undefined
  return `a coroutine object has no \`${checker.facts.name(name)}\``
}

function withMisuse(checker: Checker, item: Node): string | undefined {
  const statement = checker.tree.ancestor(item, K_WITH_STATEMENT)
  const isAsync = statement === NO_NODE || checker.tree.hasChildOfKind(statement, T_ASYNC)
  return isAsync ? undefined : 'a coroutine object is no context manager'
}

/** Builtins that want a value, not something to run. */
const VALUE_TAKERS = new Set(
  'abs all any bool bytes dict enumerate float frozenset int iter len list max min next print range repr reversed round set sorted str sum tuple zip'
    .split(' ')
    .map((name) => `builtins.${name}`)
    .concat('json.dumps'),
)
const LOG_METHOD = /^(?:debug|info|warning|warn|error|exception|critical|log)$/
const LOGGER = /(?:^|[._])log(?:ger|ging)?(?:\(|$)/i

function argumentMisuse(checker: Checker, call: Node): string | undefined {
  const { tree, facts } = checker
  if (tree.kind(call) !== K_CALL) return undefined
  if (VALUE_TAKERS.has(facts.qualifiedName(tree.child(call, F_FUNCTION)) ?? '')) {
    return `\`${calleeName(tree, call)}\` gets the coroutine object in place of its result`
  }
  const receiver = receiverOf(tree, call)
  const isLog =
    receiver !== NO_NODE &&
    LOG_METHOD.test(calleeName(tree, call)) &&
    LOGGER.test(tree.text(receiver))
  return isLog ? 'the coroutine object is logged in place of its result' : undefined
}

const AWAITABLE =
  /Awaitable|Coroutine|Future|Task|Generator|\bAny\b|\bobject\b|Deferred|\b[A-Z]\b|\b_?T\w*\b/

/** A sync function that promises a plain value. */
function returnMisuse(checker: Checker, statement: Node): string | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(statement)
  if (owner === undefined || owner.isAsync || owner.returns === NO_NODE) return undefined
  const annotation = tree.text(owner.returns)
  if (AWAITABLE.test(annotation)) return undefined
  return `\`${owner.name}\` promises \`${annotation}\` and returns a coroutine object`
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
