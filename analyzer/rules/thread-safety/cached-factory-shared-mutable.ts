import type { Checker } from '../../engine/checker.ts'
import { keywordOf, originOf } from '../../facts/expression.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { makesCollection } from '../../matching/mutable-values.ts'
import { statementsOf } from '../../matching/statements.ts'
import {
  F_FUNCTION,
  K_CALL,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'cached-factory-shared-mutable',
  title: 'Cached factory that hands one changeable object to everyone',
  consequence:
    'All callers, threads and tests share one object: a change by one of them is seen by all.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [1108],
  confidence: 'medium',
  why: `
The cache turns the factory into a hidden global. Whoever changes the list or object that it returns changes
it for every other caller, in every thread; a test that sets something leaves it for the next test. The first
two threads may each build one, as \`lru_cache\` does not lock while it calls.
`,
  fix: `
Return something that cannot be changed (a tuple, a frozen dataclass, \`MappingProxyType\`), or a copy. Make
objects with a state where the application starts, and hand them in.
`,
  exemptions: [
    {
      text: 'Results that cannot be changed: numbers, text, tuples, frozen classes.',
      quiet: py`
        from dataclasses import dataclass
        from functools import cache, lru_cache

        @dataclass(frozen=True)
        class Limits:
            top: int

        @cache
        def limits():
            return Limits(3)

        @lru_cache(maxsize=None)
        def names():
            return tuple(load())

        @lru_cache
        def pattern(text):
            return compile(text)
      `,
    },
    {
      text: 'A factory whose cache the code clears.',
      quiet: py`
        from functools import lru_cache

        @lru_cache
        def table():
            return {"a": 1}

        def reset():
            table.cache_clear()
      `,
    },
    {
      text: 'A collection that is made without the cache.',
      quiet: py`
        def table():
            return {"a": 1}
      `,
    },
    {
      text: 'A factory that a framework can be told to replace.',
      quiet: py`
        from functools import lru_cache
        from fastapi import Depends

        class Settings:
            def __init__(self):
                self.debug = False

        @lru_cache
        def get_settings():
            return Settings()

        def index(settings: Settings = Depends(get_settings)):
            return settings.debug
      `,
    },
  ],
  limits: ['Only what the function returns itself is looked at, not what other functions make.'],
  bad: [
    py`
      from functools import lru_cache

      @lru_cache(maxsize=1)
      def allowed(): #!
          return ["a", "b"]
    `,
    py`
      import functools

      class Settings:
          def __init__(self):
              self.debug = False

      @functools.cache
      def settings() -> Settings: #!
          return Settings()

      @functools.lru_cache
      def rights(user): #!
          found = {name: True for name in user.names}
          return found
    `,
  ],
  good: [
    py`
      from functools import lru_cache

      @lru_cache(maxsize=1)
      def allowed():
          return ("a", "b")
    `,
  ],
  on: {
    [K_FUNCTION_DEFINITION](node, checker) {
      const { facts } = checker
      const owner = facts.functionAt(node)
      if (owner === undefined || !isCached(checker, owner)) return
      if (isCleared(checker, owner)) return
      const shared = sharedResult(checker, owner)
      if (shared === undefined) return
      checker.report({
        node: owner.nameNode,
        message: `\`${owner.name}\` is cached and gives every caller the same ${shared.what}.`,
        severity: shared.isCollection ? 'medium' : 'low',
        evidence: [{ kind: 'write', node: shared.node, message: 'made once, then shared' }],
      })
    },
  },
})

function isCached({ facts, tree }: Checker, owner: FunctionFacts): boolean {
  return owner.decorators.some((decorator) => {
    const callee = tree.kind(decorator) === K_CALL ? tree.child(decorator, F_FUNCTION) : decorator
    const name = facts.qualifiedName(callee)
    return name === 'functools.lru_cache' || name === 'functools.cache'
  })
}

/** The cache is cleared, or the factory stands in a `Depends` that tests can override. */
function isCleared({ facts, tree }: Checker, owner: FunctionFacts): boolean {
  for (const clear of facts.identifiersNamed('cache_clear')) {
    if (tree.text(tree.parent(clear)).startsWith(`${owner.name}.`)) return true
  }
  return [...facts.identifiersNamed(owner.name)].some((name) => {
    const call = tree.parent(tree.parent(name))
    return tree.kind(call) === K_CALL && /Depends$/.test(tree.text(facts.callee(call)))
  })
}

interface Shared {
  readonly node: Node
  readonly what: string
  readonly isCollection: boolean
}

function sharedResult(checker: Checker, owner: FunctionFacts): Shared | undefined {
  const { facts, tree } = checker
  for (let node = owner.body; node < tree.endOfSubtree(owner.body); node += 1) {
    if (tree.kind(node) !== K_RETURN_STATEMENT || facts.enclosingFunction(node) !== owner) continue
    const given = statementsOf(tree, node)[0] ?? NO_NODE
    const value = made(checker, given)
    if (makesCollection(facts, value)) {
      return { node: value, what: 'collection', isCollection: true }
    }
    // With arguments a cache of objects is a pool, which is a design of its own.
    const found = owner.parameters.length === 0 ? ownObject(checker, value) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** What a local variable was given, if it is given something once. */
function made({ facts, tree }: Checker, expression: Node): Node {
  if (expression === NO_NODE || tree.kind(expression) !== K_IDENTIFIER) return expression
  const binding = facts.resolve(expression)
  const only = binding?.definitionCount === 1 ? binding.definitions[0] : undefined
  if (only?.kind !== 'assignment') return expression
  return statementsOf(tree, tree.parent(only.node)).at(-1) ?? expression
}

/** An object of a class of the project that can be changed. */
function ownObject(checker: Checker, value: Node): Shared | undefined {
  const { tree, facts } = checker
  if (value === NO_NODE || tree.kind(value) !== K_CALL) return undefined
  const target = checker.valueOf(facts.callee(value))
  if (target?.kind !== 'class') return undefined
  const { summary } = target.class
  const isFrozen = summary.decorators.some((one) => keywordOf(one, 'frozen') !== undefined)
  const config = target.class.attributes.get('model_config')?.[0]?.value
  if (isFrozen || keywordOf(config, 'frozen') !== undefined) return undefined
  const isValue = summary.bases.some((base) =>
    /NamedTuple|Enum|frozenset|tuple/.test(originOf(base) ?? ''),
  )
  const hasState = target.class.attributes.size > 0
  if (isValue || !hasState) return undefined
  return { node: value, what: `\`${summary.name}\` object`, isCollection: false }
}
