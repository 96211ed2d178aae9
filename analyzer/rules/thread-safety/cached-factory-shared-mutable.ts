import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { constantOf, type Expression } from '../../facts/expression.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { ProjectClass } from '../../project/values.ts'
import {
  K_CALL,
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_FUNCTION_DEFINITION,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_MODULE,
  K_RETURN_STATEMENT,
  K_SET,
  K_SET_COMPREHENSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CACHE = /^functools\.(?:lru_cache|cache)$/
const MAKERS =
  /^(?:builtins\.(?:list|dict|set|bytearray|sorted)|collections\.(?:defaultdict|OrderedDict|Counter|deque))$/

export default defineRule({
  id: 'cached-factory-shared-mutable',
  title: 'Cache that hands the same mutable object to everybody',
  consequence:
    'One caller changes the object and all others see it; tests cannot replace it either.',
  effortHours: { low: 0.5, high: 2 },
  why: `
\`lru_cache\` keeps what the function returned and gives the same object to each caller, from all threads and
requests. If it is a list or a dictionary, whoever changes it changes the cache. If it holds the settings, it
is a global variable in disguise: it is made at the first call, and tests and later changes of the
environment have no effect on it. Of a coroutine function it keeps the coroutine, which can be awaited once.
`,
  fix: `
Keep the result of a coroutine in a place of your own, or use a cache that is made for coroutines. Return something that cannot be changed: a tuple, a \`frozenset\`, a frozen dataclass. Make settings where the
program starts and hand them over, or use a dependency that tests can override.
`,
  exemptions: [
    {
      text: 'A result that cannot be changed.',
      quiet: py`
        from functools import lru_cache

        @lru_cache
        def primes(limit: int) -> tuple[int, ...]:
            return tuple(n for n in range(limit))

        @lru_cache(maxsize=None)
        def fib(n: int) -> int:
            return n if n < 2 else fib(n - 1) + fib(n - 2)
      `,
    },
    {
      text: 'A mutable result without a cache.',
      quiet: py`
        def names():
            return ["a", "b"]

        def settings() -> dict:
            return {"a": 1}
      `,
    },
    {
      text: 'A cache that is made for coroutines.',
      quiet: py`
        from async_lru import alru_cache
        from cachetools import cached

        @alru_cache
        async def load(name):
            return [await fetch(name)]

        @cached(cache={})
        def names():
            return load("a")
      `,
    },
    {
      text: 'Frozen settings.',
      quiet: {
        'app/config.py': py`
          from pydantic import ConfigDict
          from pydantic_settings import BaseSettings

          class Base(BaseSettings):
              model_config = ConfigDict(frozen=True)

          class Settings(Base):
              name: str = "x"

          class Other(BaseSettings):
              model_config = {"frozen": True}

          class Old(BaseSettings):
              class Config:
                  allow_mutation = False
        `,
        'app/deps.py': py`
          from functools import lru_cache

          from .config import Old, Other, Settings

          @lru_cache
          def get_settings() -> Settings:
              return Settings()

          @lru_cache
          def get_other():
              return Other()

          @lru_cache
          def get_old():
              return Old()
        `,
      },
    },
  ],
  limits: [
    'Objects of other classes are not looked at: whether they may be shared cannot be told.',
  ],
  bad: [
    py`
      from functools import lru_cache

      @lru_cache(maxsize=8)
      async def load(name): #!
          return await fetch(name)
    `,
    py`
      from functools import cache, lru_cache

      @lru_cache
      def names(): #!
          return ["a", "b"]

      @cache
      def table(): #!
          found = {}
          found["a"] = 1
          return found

      @cache
      def index(): #!
          return {name: at for at, name in enumerate("ab")}
    `,
    py`
      import functools

      from pydantic_settings import BaseSettings

      class Settings(BaseSettings):
          name: str = "x"

      @functools.lru_cache(maxsize=1)
      def get_settings() -> Settings: #!
          return Settings()
    `,
  ],
  good: [
    py`
      from functools import lru_cache

      @lru_cache
      def names() -> tuple[str, ...]:
          return ("a", "b")
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const one of checker.facts.functions) {
        if (one.isLambda || one.nameNode === NO_NODE || !isCached(checker, one)) continue
        if (one.isAsync && !one.isGenerator) {
          checker.report({
            node: one.nameNode,
            message: `\`${one.name}\` is a coroutine function: the cache keeps the coroutine, which raises a \`RuntimeError\` for all but the first who await it.`,
          })
          continue
        }
        const what = sharedResult(checker, one)
        if (what === '') continue
        checker.report({
          node: one.nameNode,
          message: `\`${one.name}\` is cached and gives ${what} to all callers.`,
        })
      }
    },
  },
})

function isCached({ facts, tree }: Checker, one: FunctionFacts): boolean {
  return one.decorators.some((decorator) => {
    const target = tree.kind(decorator) === K_CALL ? facts.callee(decorator) : decorator
    return CACHE.test(facts.qualifiedName(target) ?? '')
  })
}

/** The mutable thing that a function returns, '' if none can be seen. */
function sharedResult(checker: Checker, one: FunctionFacts): string {
  const { tree, facts } = checker
  for (const statement of facts.nodesOfKind(K_RETURN_STATEMENT)) {
    if (!tree.contains(one.node, statement)) continue
    if (facts.enclosingFunction(statement) !== one) continue
    const value = tree.namedChildren(statement)[0]
    const made = value === undefined ? NO_NODE : madeOf(checker, value)
    if (made === NO_NODE) continue
    const kind = tree.kind(made)
    if (kind === K_LIST || kind === K_LIST_COMPREHENSION) return 'the same list'
    if (kind === K_DICTIONARY || kind === K_DICTIONARY_COMPREHENSION) return 'the same dictionary'
    if (kind === K_SET || kind === K_SET_COMPREHENSION) return 'the same set'
    if (kind !== K_CALL) continue
    if (MAKERS.test(facts.calleeName(made) ?? '')) return 'the same container'
    const settings = settingsOf(checker, made)
    if (settings !== '') return `one \`${settings}\` object`
  }
  return ''
}

/** A local variable's only value. */
function madeOf({ tree, facts }: Checker, value: Node): Node {
  const binding = tree.kind(value) === K_CALL ? undefined : facts.resolve(value)
  const [only, more] = binding?.definitions ?? []
  if (only === undefined || more !== undefined) return value
  const statement = tree.ancestor(only.node, K_FUNCTION_DEFINITION)
  const assigned = tree.nextSibling(only.node)
  if (statement === NO_NODE || assigned === NO_NODE) return value
  const right = tree.namedChildren(tree.parent(only.node)).at(-1)
  return right ?? value
}

/** The name of a class of settings that can be changed. */
function settingsOf(checker: Checker, call: Node): string {
  const value = checker.valueOf(checker.facts.callee(call))
  if (value?.kind !== 'class') return ''
  const { settings } = domainOf(checker.project)
  const known = settings.classes.find((one) => one.class === value.class)
  if (known === undefined) return ''
  const isFrozen = checker.project.index.hierarchy
    .order(value.class)
    .some((one) => typeof one !== 'string' && declaresFrozen(one))
  return isFrozen ? '' : value.class.summary.name
}

/** `frozen=True` in the header, in `model_config` or in the inner class `Config`. */
function declaresFrozen({ summary, attributes, nested }: ProjectClass): boolean {
  if (summary.keywords.some((one) => one.name === 'frozen' && isTrue(one.value))) return true
  const own = nested.get('Config')?.attributes
  const settings = ['frozen', 'allow_mutation'].map((name) => own?.get(name)?.[0]?.value)
  if (isTrue(settings[0]) || (settings[1] && constantOf(settings[1]) === false)) return true
  const config = attributes.get('model_config')?.[0]?.value
  if (config?.kind === 'call') {
    return config.keywords.some((one) => one.name === 'frozen' && isTrue(one.value))
  }
  return (
    config?.kind === 'dict' &&
    config.entries.some(({ key, value }) => constantOf(key) === 'frozen' && isTrue(value))
  )
}

function isTrue(value: Expression | undefined): boolean {
  return value !== undefined && constantOf(value) === true
}
