import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'async-without-await',
  title: 'Coroutine function that never awaits',
  consequence:
    'Callers believe that others run meanwhile, and a call without `await` silently does nothing.',
  effortHours: { low: 0.1, high: 1 },
  confidence: 'medium',
  picky: true,
  why: `
The function awaits nothing, so it gains nothing by being \`async\`: it runs to its end without letting
others run, as a plain function would. But all callers must be coroutines, pay for a coroutine object, and
do nothing at all where they forget the \`await\`.
`,
  fix: `
Make it a plain \`def\` and take the \`await\` from its calls. Where an interface wants a coroutine, say so
by deriving from it.
`,
  exemptions: [
    {
      text: 'Something is awaited: `await`, `async for`, `async with`, an async comprehension.',
      quiet: py`
        async def load(source):
            return [row async for row in source]

        async def save(source):
            async with source:
                pass

        async def wait(source):
            return await source
      `,
    },
    {
      text: 'Handlers, fixtures and other decorated functions, tests, and functions that are handed over.',
      quiet: py`
        import fastapi
        import pytest

        app = fastapi.FastAPI()

        @app.get('/health')
        async def health():
            return 'ok'

        @pytest.fixture
        async def client():
            return 1

        async def test_health():
            assert health

        async def on_start(app):
            app.ready = True

        app.add_event_handler('startup', on_start)
      `,
    },
    {
      text: 'Methods of classes with a base, dunder methods, and what is overridden elsewhere.',
      quiet: py`
        from elsewhere import Base

        class Own(Base):
            async def run(self):
                return 1

        class Plain:
            async def __aenter__(self):
                return self

            async def close(self):
                self.open = False

        class Other(Plain):
            async def close(self):
                await self.flush()
      `,
    },
    {
      text: 'Abstract methods, stubs and async generators.',
      quiet: py`
        class Store:
            async def load(self):
                raise NotImplementedError

            async def save(self):
                """Nothing to save."""

            async def rows(self):
                yield 1
      `,
    },
  ],
  limits: [
    'Interfaces that are met without deriving from them are only known for classes of the project.',
  ],
  bad: [
    py`
      async def total(rows): #!
          return sum(rows)
    `,
    py`
      class Store:
          async def size(self): #!
              return len(self.rows)

          async def clear(self): #!
              async def inner():
                  await self.flush()

              self.rows = [inner]
    `,
  ],
  good: [
    py`
      def total(rows):
          return sum(rows)
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { facts } = checker
      const waiting = new Set<FunctionFacts>()
      const candidates = facts.functions.filter((one) => one.isAsync && !one.isGenerator)
      if (candidates.length === 0) return
      for (const node of facts.nodesOfKind(k.K_AWAIT)) {
        const owner = facts.enclosingFunction(node)
        if (owner !== undefined) waiting.add(owner)
      }
      for (const kind of [k.K_FOR_STATEMENT, k.K_FOR_IN_CLAUSE, k.K_WITH_STATEMENT]) {
        for (const node of facts.nodesOfKind(kind)) {
          const owner = facts.enclosingFunction(node)
          if (owner !== undefined && checker.tree.hasChildOfKind(node, k.T_ASYNC))
            waiting.add(owner)
        }
      }
      for (const owner of candidates) {
        if (!waiting.has(owner) && !isBound(checker, owner)) {
          checker.report({
            node: owner.nameNode,
            message: `\`${owner.name}\` is \`async\` and awaits nothing.`,
          })
        }
      }
    },
  },
})

/** Functions that are handed to calls. */
export const spawnedFunctions = defineTable({
  id: 'spawned functions',
  make: ({ index }): ReadonlySet<ProjectFunction> =>
    new Set(index.calls.spawns.map(({ target }) => target)),
})

/** Classes with a coroutine method, by its name. */
export const coroutineMethods = defineTable({
  id: 'coroutine methods',
  make({ index }): ReadonlyMap<string, readonly ProjectClass[]> {
    const found = new Map<string, ProjectClass[]>()
    for (const { summary, class: owner } of index.functions) {
      if (owner === undefined || !summary.isAsync) continue
      const known = found.get(summary.name)
      if (known === undefined) found.set(summary.name, [owner])
      else known.push(owner)
    }
    return found
  },
})

/** True if something else may ask for a coroutine here. */
function isBound({ project, path, facts }: Checker, owner: FunctionFacts): boolean {
  if (
    owner.decorators.length > 0 ||
    /^(?:__\w+__|test\w*|on_\w+|main|\w*(?:handler|middleware|callback|hook))$/.test(owner.name)
  )
    return true
  const { index } = project
  const own = index.function(path, owner.symbol)
  if (own === undefined || own.summary.isStub || index.reachability.entriesOf(own).length > 0) {
    return true
  }
  if (project.table(spawnedFunctions).has(own)) return true
  // Given on as a value: stored, returned, put into a table.
  const isValue = facts
    .identifiersNamed(owner.name)
    .some(
      (node) =>
        node !== owner.nameNode &&
        facts.functionAt(facts.tree.parent(node)) === undefined &&
        !isCalled(node),
    )
  if (isValue) return true
  if (own.class !== undefined) {
    const { hierarchy } = index
    const isPlain = hierarchy.order(own.class).length === 1 || owner.class?.bases.length === 0
    const isOverridden = hierarchy.overrides(own.class, owner.name).length > 0
    // Another class with a coroutine of that name: the two are meant to be used alike.
    const isTwin = (project.at(coroutineMethods, owner.name) ?? []).some(
      (other) => other !== own.class,
    )
    return !isPlain || isOverridden || isTwin
  }
  return false

  function isCalled(node: number): boolean {
    const { tree } = facts
    const isAttribute = tree.fieldOf(node) === k.F_ATTRIBUTE
    const named = isAttribute ? tree.parent(node) : node
    const parent = tree.parent(named)
    return parent !== NO_NODE && tree.kind(parent) === k.K_CALL && facts.callee(parent) === named
  }
}
