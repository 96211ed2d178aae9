import type { Checker } from '../../engine/checker.ts'
import type { Binding } from '../../facts/scopes.ts'
import { withItemsAround } from '../../flow/surroundings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentsOf, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const report = (call: Node, checker: Checker): void => check(checker, call)

export default defineRule({
  id: 'unbounded-gather',
  title: 'As many tasks at once as there are items',
  consequence:
    'A long list opens thousands of connections at the same moment and takes down this service or the next.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [770, 400],
  confidence: 'medium',
  why: `
\`gather\` starts a task for every item at once. With ten items that is what one wants; with the list that
a request brings, or all rows of a table, it is as many open sockets, database connections and buffers as
there are items: pools run dry, servers refuse, memory grows.
`,
  fix: `
Limit how many run at the same time: an \`asyncio.Semaphore\` inside of the coroutine, a fixed number of
workers over a queue, or batches.
`,
  exemptions: [
    {
      text: 'A semaphore or limiter in the coroutine or around it.',
      quiet: py`
        import asyncio

        async def main(urls):
            limit = asyncio.Semaphore(10)

            async def fetch(url):
                async with limit:
                    return await load(url)

            return await asyncio.gather(*(fetch(url) for url in urls))

        async def other(urls):
            s = asyncio.Semaphore(10)

            async def get(url):
                async with s:
                    return await load(url)

            async with asyncio.TaskGroup() as group:
                for url in urls:
                    group.create_task(get(url))
            return await asyncio.gather(*(get(url) for url in urls))
      `,
    },
    {
      text: 'A fixed number: separate arguments, a literal, `range` of a constant, a slice or batch.',
      quiet: py`
        import asyncio

        async def main(urls, batch):
            await asyncio.gather(load('a'), load('b'))
            await asyncio.gather(*(load(name) for name in ('a', 'b')))
            await asyncio.gather(*[load(i) for i in range(4)])
            await asyncio.gather(*(load(url) for url in urls[:10]))
            await asyncio.gather(*(load(url) for url in batch))
      `,
    },
    {
      text: 'Collections of which the code itself decides the length.',
      quiet: py`
        import asyncio

        WORKERS = ['a', 'b']

        class Pool:
            async def close(self):
                await asyncio.gather(*(worker.close() for worker in self.workers))
                await asyncio.gather(*(load(name) for name in WORKERS))
      `,
    },
  ],
  limits: ['Whether a list that comes as a parameter is short is not known.'],
  bad: [
    py`
      import asyncio

      async def main(urls):
          return await asyncio.gather(*(load(url) for url in urls)) #!
    `,
    py`
      import asyncio

      async def main(urls, session):
          rows = await session.all()
          await asyncio.gather(*[load(row) for row in rows]) #!
          await asyncio.gather(*map(load, urls)) #!
          tasks = [asyncio.create_task(load(url)) for url in urls]
          await asyncio.gather(*tasks) #!
          more = []
          for url in urls:
              more.append(load(url))
          await asyncio.gather(*more) #!
          async with asyncio.TaskGroup() as group:
              for url in urls:
                  group.create_task(load(url)) #!
    `,
  ],
  good: [
    py`
      import asyncio

      async def main(urls):
          limit = asyncio.Semaphore(10)

          async def fetch(url):
              async with limit:
                  return await load(url)

          return await asyncio.gather(*(fetch(url) for url in urls))
    `,
  ],
  calls: callsTo(
    ['asyncio.gather', 'asyncio.tasks.gather', 'asyncio.wait', 'asyncio.as_completed'],
    report,
  ),
  methods: callsTo(['create_task', 'start_soon'], checkGroup),
})

/** `for url in urls: group.create_task(fetch(url))`. */
function checkGroup(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const group = checker.valueOf(receiverOf(tree, call))
  const loop = tree.ancestor(call, k.K_FOR_STATEMENT)
  const work = argumentsOf(tree, call)[0]?.value
  if (group?.kind !== 'external' || !GROUPS.test(group.name) || work === undefined) return
  const owner = facts.enclosingFunction(call)
  if (loop === NO_NODE || owner === undefined || loop < owner.node) return
  judge(checker, call, { work, items: tree.child(loop, k.F_RIGHT) })
}

const GROUPS = /^(?:asyncio\.TaskGroup|anyio\.create_task_group|trio\.open_nursery)\(\)/

const COMPREHENSIONS: ReadonlySet<number> = new Set([
  k.K_LIST_COMPREHENSION,
  k.K_SET_COMPREHENSION,
  k.K_GENERATOR_EXPRESSION,
])
const LIMITING = /sem(?:aphore)?|limit|throttl|bounded|bucket|slot|pool/i

function check(checker: Checker, call: Node): void {
  const { tree } = checker
  const [first, second] = argumentsOf(tree, call).filter(({ name }) => name === undefined)
  if (first === undefined || second !== undefined) return
  const many = manyOf(checker, first.value)
  if (many !== undefined) judge(checker, call, many)
}

function judge(checker: Checker, call: Node, many: Many): void {
  const { tree, facts } = checker
  if (!comesFromOutside(checker, many.items)) return
  if (/batch|chunk|page|limit/i.test(tree.text(many.items))) return
  const owner = facts.enclosingFunction(call)
  const isLimited =
    withItemsAround(tree, call).some((item) => LIMITING.test(tree.text(item))) ||
    isLimitedCoroutine(checker, many.work) ||
    owner === undefined
  if (isLimited) return
  checker.report({
    node: call,
    message: `All of \`${tree.text(many.items).slice(0, 50)}\` are started at once, however many there are.`,
  })
}

/** What is started for each item, and the items. */
interface Many {
  readonly work: Node
  readonly items: Node
}

function manyOf(checker: Checker, given: Node, depth = 0): Many | undefined {
  const { tree, facts } = checker
  if (depth > 3) return undefined
  if (tree.kind(given) === k.K_IDENTIFIER) {
    const [only, other] = facts.resolve(given)?.definitions ?? []
    const value =
      only === undefined || other !== undefined ? undefined : writtenValue(tree, only.node)
    if (value?.kind !== 'whole') return undefined
    return filledWith(checker, given, value.node) ?? manyOf(checker, value.node, depth + 1)
  }
  if (COMPREHENSIONS.has(tree.kind(given))) {
    const clause = tree.childOfKind(given, k.K_FOR_IN_CLAUSE)
    const items = clause === NO_NODE ? NO_NODE : tree.child(clause, k.F_RIGHT)
    return items === NO_NODE ? undefined : { work: tree.child(given, k.F_BODY), items }
  }
  if (tree.kind(given) === k.K_CALL && facts.calleeName(given) === 'builtins.map') {
    const [work, items] = argumentsOf(tree, given)
    return work && items ? { work: work.value, items: items.value } : undefined
  }
  return undefined
}

/** `tasks = []` and `tasks.append(create_task(fetch(url)))` in a loop over the items. */
function filledWith({ tree, facts }: Checker, name: Node, made: Node): Many | undefined {
  if (tree.kind(made) !== k.K_LIST || tree.namedChildren(made).length > 0) return undefined
  const owner = facts.enclosingFunction(name)
  for (const reference of facts.resolve(name)?.references ?? []) {
    const call = tree.ancestor(reference, k.K_CALL)
    const loop = tree.ancestor(reference, k.K_FOR_STATEMENT)
    const isAdded = call !== NO_NODE && receiverOf(tree, call) === reference
    if (!isAdded || calleeName(tree, call) !== 'append' || loop < (owner?.node ?? 0)) continue
    const work = argumentsOf(tree, call)[0]?.value
    if (work !== undefined) return { work, items: tree.child(loop, k.F_RIGHT) }
  }
  return undefined
}

/** A parameter, or what an awaited call gave: its length is not decided here. */
function comesFromOutside({ tree, facts }: Checker, items: Node): boolean {
  let node = items
  if (
    tree.kind(node) === k.K_CALL &&
    /^(?:enumerate|zip|set|list|sorted|reversed)$/.test(calleeName(tree, node))
  ) {
    node = argumentsOf(tree, node)[0]?.value ?? node
  }
  if (tree.kind(node) === k.K_AWAIT) return true
  if (tree.kind(node) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(node)
  if (binding?.kind === 'parameter') return !isRest(binding)
  const [only, other] = binding?.definitions ?? []
  const value =
    only === undefined || other !== undefined ? undefined : writtenValue(tree, only.node)
  return value !== undefined && tree.kind(value.node) === k.K_AWAIT
}

/** `*jobs` holds what somebody wrote into a call, one after the other. */
function isRest({ name, scope }: Binding): boolean {
  return (
    scope?.function?.parameters.some((one) => one.name === name && one.kind === 'rest') ?? false
  )
}

/** A coroutine of the file that takes a semaphore, or a call that goes through a limiter. */
function isLimitedCoroutine(checker: Checker, work: Node): boolean {
  const { tree, facts } = checker
  if (work === NO_NODE) return false
  const text = tree.text(work)
  if (LIMITING.test(text)) return true
  const names: readonly string[] = text.match(/\w+(?=\s*\(|$)/g) ?? []
  return facts.functions.some(
    (one) =>
      names.includes(one.name) &&
      (/async with [^\n]*(?:sem|limit|throttl|bucket|slot)|\.acquire\(/i.test(
        tree.text(one.node),
      ) ||
        takesLimiter(checker, one.node)),
  )
}

/** `async with s:` where `s` is a semaphore by what made it. */
function takesLimiter(checker: Checker, definition: Node): boolean {
  const { tree, facts } = checker
  return facts.nodesOfKind(k.K_WITH_ITEM).some((item) => {
    if (!tree.contains(definition, item)) return false
    const value = checker.valueOf(tree.child(item, k.F_VALUE))
    return value?.kind === 'external' && /Semaphore\(\)|Limiter\(\)|\.Lock\(\)/.test(value.name)
  })
}
