import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { LIKELY_EDGES } from '../../flow/edges.ts'
import { calleeName, withoutParentheses } from '../../matching/calls/calls.ts'
import { coroutineCall, mayBeCoroutine } from '../../matching/calls/coroutines.ts'
import { secondUse } from '../../matching/values/second-uses.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const RUNS = /^(?:wait_for|create_task|ensure_future|shield|run|run_until_complete)$/
const CACHES =
  /^(?:functools\.(?:lru_cache|cache|cached_property)|django\.utils\.functional\.cached_property|cachetools\.cached)$/

export default defineRule({
  id: 'coroutine-used-twice',
  title: 'Coroutine that is awaited more than once',
  consequence:
    'The second await raises "cannot reuse already awaited coroutine": the retry or the cache hit fails every time.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [672],
  why: `
Calling an \`async def\` makes a coroutine object, and that runs once. Who awaits it again gets a \`RuntimeError\`. A
retry that awaits the same object, and a cache that keeps it (\`lru_cache\` on an \`async def\`, a dictionary of
coroutines), work in the first test and fail on every second use.
`,
  fix: `
Call the function anew for each attempt. In a cache keep the result, or a task (\`asyncio.create_task(f())\`), which can
be awaited as often as one likes.
`,
  exemptions: [
    {
      text: 'Tasks and futures, and coroutines of which each is awaited once.',
      quiet: py`
        import asyncio

        async def load(key):
            return key

        tasks = {}

        async def get(key, slow):
            job = asyncio.create_task(load(key))
            await job
            one = load(key)
            if slow:
                return await asyncio.wait_for(one, 3)
            if key not in tasks:
                tasks[key] = asyncio.ensure_future(load(key))
            jobs = {name: load(name) for name in key}
            return await one, await job, await tasks[key], [await each for each in jobs.values()]
      `,
    },
    {
      text: 'A coroutine that is made anew for each attempt.',
      quiet: py`
        async def load(key):
            return key

        async def get(key):
            for _ in range(3):
                job = load(key)
                try:
                    return await job
                except OSError:
                    continue
      `,
    },
    {
      text: 'Caches that are made for coroutines.',
      quiet: py`
        from async_lru import alru_cache

        @alru_cache(maxsize=9)
        async def load(key):
            return key
      `,
    },
  ],
  limits: [
    'Coroutines in attributes and lists, and those given to other functions, are not followed.',
  ],
  bad: [
    py`
      import asyncio
      import functools

      async def load(key):
          return key

      async def get(key):
          job = load(key)
          try:
              return await asyncio.wait_for(job, 1)
          except asyncio.TimeoutError:
              return await job #!

      async def retry(key):
          job = load(key)
          for _ in range(3):
              try:
                  return await job #!
              except OSError:
                  await asyncio.sleep(1)

      @functools.lru_cache(maxsize=9)
      async def profile(key): #!
          return await load(key)
    `,
    py`
      async def load(key):
          return key

      class Cache:
          def __init__(self):
              self.rows = {}

          async def get(self, key):
              if key not in self.rows:
                  self.rows[key] = load(key) #!
              return await self.rows[key]
    `,
  ],
  good: [
    py`
      import asyncio

      async def load(key):
          return key

      async def get(key):
          try:
              return await asyncio.wait_for(load(key), 1)
          except asyncio.TimeoutError:
              return await load(key)
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](assignment, checker) {
      const { tree, facts } = checker
      const target = tree.child(assignment, k.F_LEFT)
      if (target === NO_NODE) return
      const kind = tree.kind(target)
      if (kind !== k.K_IDENTIFIER && kind !== k.K_SUBSCRIPT) return
      const value = withoutParentheses(tree, assignedValue(tree, target))
      if (value === NO_NODE || tree.kind(value) !== k.K_CALL) return
      if (!mayBeCoroutine(checker, facts.callee(value))) return
      const called = coroutineCall(checker, value)
      if (called === undefined) return
      if (kind === k.K_SUBSCRIPT) {
        if (!isCache(checker, target)) return
        checker.report({
          node: target,
          message: `\`${tree.text(target)}\` keeps the coroutine of \`${called.name}\`, not its result: the second who awaits it gets a RuntimeError.`,
        })
        return
      }
      const runs = (read: Node) => isRun(checker, read)
      const use = secondUse(checker, target, {
        edges: LIKELY_EDGES,
        isFirst: runs,
        isSecond: runs,
      })
      if (use === undefined) return
      const { first, second } = use
      const name = tree.text(target)
      checker.report({
        node: second,
        message:
          first === second
            ? `The coroutine \`${name}\` is made before the loop: the second round awaits it again and gets a RuntimeError.`
            : `The coroutine \`${name}\` was awaited in line ${tree.line(first)} already: this raises a RuntimeError.`,
        evidence: [
          { kind: 'call', node: value, message: 'the coroutine is made' },
          { kind: 'act', node: first, message: 'it is awaited' },
        ],
      })
    },
    [k.K_MODULE](_module, checker) {
      for (const one of checker.facts.functions) {
        if (!one.isAsync || one.isGenerator || one.decorators.length === 0) continue
        const cache = one.decorators.find((node) => CACHES.test(decoratorName(checker, node)))
        if (cache === undefined) continue
        checker.report({
          node: one.nameNode,
          message: `\`${checker.tree.text(cache)}\` keeps the coroutine of \`${one.name}\`, not its result: the second call gets one that was awaited already.`,
        })
      }
    },
  },
})

function decoratorName({ tree, facts }: Checker, decorator: Node): string {
  const isCall = tree.kind(decorator) === k.K_CALL
  return (isCall ? facts.calleeName(decorator) : facts.qualifiedName(decorator)) ?? ''
}

/** `await job`, `asyncio.wait_for(job, 3)`. */
function isRun({ tree, facts }: Checker, read: Node): boolean {
  const parent = tree.parent(read)
  if (tree.kind(parent) === k.K_AWAIT) return true
  if (tree.kind(parent) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(parent)
  return facts.arguments(call)[0]?.value === read && RUNS.test(calleeName(tree, call))
}

/** A collection that outlives the call, asked first whether the key is in it. */
function isCache(checker: Checker, item: Node): boolean {
  const { tree, facts } = checker
  const container = tree.child(item, k.F_VALUE)
  const owner = facts.enclosingFunction(item)
  if (container === NO_NODE || owner === undefined) return false
  const isShared =
    receiverAttribute(facts, container) !== undefined ||
    (tree.kind(container) === k.K_IDENTIFIER && facts.resolve(container)?.scope?.kind === 'module')
  if (!isShared) return false
  const text = tree.text(container)
  const code = tree.text(owner.node)
  return code.includes(` in ${text}`) || code.includes(`${text}.get(`)
}
