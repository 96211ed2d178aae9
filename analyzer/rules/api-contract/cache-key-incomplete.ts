import type { Checker } from '../../engine/checker.ts'
import { assignedValue, onlyValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { typeText } from '../../facts/type-text.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { parameterInputs } from './matching/parameter-inputs.ts'

export default defineRule({
  id: 'cache-key-incomplete',
  title: 'Cache key that leaves out an input',
  consequence:
    'Whoever asks second gets the answer that was computed for somebody else: another price, another page, another account.',
  effortHours: { low: 0.2, high: 1 },
  cwe: [524, 639],
  why: `
The value is computed from several parameters and stored under a key that names only some of them. Two calls that differ in
the rest share one entry: the first one decides what both get, until it expires.

| call | key | answer |
|---|---|---|
| \`distance(station, home)\` | \`km:home\` | 3 |
| \`distance(airport, home)\` | \`km:home\` | **3**, not 21 |
`,
  fix: 'Put every input of the value into the key, or compute the part that depends on it outside of the cache.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'A key that names all inputs, by itself or through a helper.',
      quiet: py`
        class Distances:
            def __init__(self, cache, client):
                self.cache = cache
                self.client = client

            def km(self, start, end):
                key = f'km:{start}:{end}'
                hit = self.cache.get(key)
                if hit is not None:
                    return hit
                value = self.client.route(start, end)
                self.cache.set(key, value, 60)
                return value

            def minutes(self, start, end):
                key = self.key_of(start, end)
                if key in self.cache:
                    return self.cache[key]
                self.cache[key] = value = self.client.minutes(start, end)
                return value

            def key_of(self, start, end):
                return (start, end)
      `,
    },
    {
      text: 'Means and settings that do not change the answer: connections, timeouts, loaders, switches.',
      quiet: py`
        def rate(cache, session, currency, timeout, force, load):
            key = f'rate:{currency}'
            hit = None if force else cache.get(key)
            if hit is not None:
                return hit
            value = load(session, currency, timeout=timeout)
            cache.set(key, value)
            return value
      `,
    },
    {
      text: 'An input that is compared with what was stored, and one that the key stands for.',
      quiet: py`
        cache = {}

        def page(path, changed):
            hit = cache.get(path)
            if hit is not None and hit[0] == changed:
                return hit[1]
            body = render(path, changed)
            cache[path] = (changed, body)
            return body

        def price(product_id, product):
            if product_id in cache:
                return cache[product_id]
            cache[product_id] = compute(product)
            return cache[product_id]
      `,
    },
  ],
  limits: [
    'What methods read of their own object, and what callees read of the request, is not compared with the key.',
    'Lookups and stores in different functions are not put together.',
  ],
  bad: [
    py`
      class Distances:
          def __init__(self, cache, client):
              self.cache = cache
              self.client = client

          def km(self, start, end):
              key = f'km:{end.lower()}' #!
              hit = self.cache.get(key)
              if hit is not None:
                  return hit
              value = self.client.route(start, end)
              self.cache.set(key, value, 60)
              return value
    `,
    py`
      _cache = {}

      def series(station, days):
          if station in _cache:
              return _cache[station]
          rows = load(station, days)
          _cache[station] = rows #!
          return rows

      class Client:
          def __init__(self, cache, transport):
              self.cache = cache
              self.transport = transport

          def key_of(self, path, params):
              return f'v1:{path}'

          def get(self, path, **params):
              key = self.key_of(path, params) #!
              hit = self.cache.get(key)
              if hit is not None:
                  return hit
              answer = self.transport.get(path, params=params)
              self.cache.put(key, answer)
              return answer

          async def summary(self, user, month):
              return await self.cache.get_or_set(f'summary:{month}', lambda: self.build(user, month)) #!
    `,
  ],
  good: [
    py`
      class Distances:
          def __init__(self, cache, client):
              self.cache = cache
              self.client = client

          def km(self, start, end):
              key = f'km:{start.lower()}:{end.lower()}'
              hit = self.cache.get(key)
              if hit is not None:
                  return hit
              value = self.client.route(start, end)
              self.cache.set(key, value, 60)
              return value
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_MODULE](_module, checker) {
      if (!/cache|memo/i.test(checker.tree.source)) return
      for (const store of [...itemStores(checker), ...callStores(checker)]) check(checker, store)
    },
  },
})

/** A value that is put under a key, in a function that looks for that key first. */
interface Store {
  readonly key: Node
  readonly value: Node
  readonly owner: FunctionFacts
}

const CACHE = /(?:cache|cached|memo|redis)\w*$/i

/** `cache[key] = value` behind `key in cache` or `cache.get(key)`. */
function itemStores(checker: Checker): readonly Store[] {
  const { tree, facts } = checker
  const found: Store[] = []
  for (const item of facts.nodesOfKind(k.K_SUBSCRIPT)) {
    const assignment = tree.parent(item)
    if (!facts.isWrite(item) || tree.kind(assignment) !== k.K_ASSIGNMENT) continue
    const table = tree.child(item, k.F_VALUE)
    const key = tree.child(item, k.F_SUBSCRIPT)
    const owner = facts.enclosingFunction(item)
    if (owner === undefined || key === NO_NODE || !CACHE.test(tree.text(table))) continue
    // A dictionary of the function itself is no cache for the next call.
    if (tree.kind(table) === k.K_IDENTIFIER && facts.resolve(table)?.scope?.function === owner)
      continue
    let value = tree.child(assignment, k.F_RIGHT)
    if (tree.kind(value) === k.K_ASSIGNMENT) value = tree.child(value, k.F_RIGHT)
    const before = tree.source.slice(tree.start(owner.node), tree.start(assignment))
    const [name, of] = [tree.text(table), tree.text(key)]
    const isLookedFor =
      before.includes(`${of} in ${name}`) ||
      before.includes(`${of} not in ${name}`) ||
      before.includes(`${name}.get(${of}`) ||
      before.includes(`${name}[${of}]`)
    if (isLookedFor) found.push({ key, value, owner })
  }
  return found
}

const PUTS = new Set(['set', 'put', 'store', 'add', 'aset'])
const LOADS =
  /^(?:a?get_or_set|get_or_(?:load|compute|fetch|create)|(?:get_)?cached(?:_\w+)?|(?:from|with|through)_cache|remember|fetch_or_\w+)$/

/** `cache.set(key, value)` behind `cache.get(key)`, and `cache.get_or_set(key, lambda: value)`. */
function callStores(checker: Checker): readonly Store[] {
  const { tree, facts } = checker
  const found: Store[] = []
  for (const call of facts.calls) {
    const name = calleeName(tree, call)
    const isPut = PUTS.has(name)
    if (!isPut && name !== 'setex' && !LOADS.test(name)) continue
    const owner = facts.enclosingFunction(call)
    const given = facts.arguments(call)
    if (owner === undefined || given.some(({ isUnpacked }) => isUnpacked)) continue
    if (LOADS.test(name)) {
      const made = given.find(({ value }) => tree.kind(value) === k.K_LAMBDA)
      const key = given.find(({ value }) => isKeyText(checker, value))
      if (made !== undefined && key !== undefined) {
        found.push({ key: key.value, value: made.value, owner })
      }
      continue
    }
    const receiver = receiverOf(tree, call)
    const [key, second, third] = given
    const value = name === 'setex' ? third : second
    if (receiver === NO_NODE || key === undefined || value === undefined) continue
    if (key.name !== undefined && key.name !== 'key') continue
    if (!CACHE.test(tree.text(receiver))) continue
    const before = tree.source.slice(tree.start(owner.node), tree.start(call))
    const asked = `${tree.text(receiver)}.get(${tree.text(key.value)}`
    if (before.includes(asked) || before.includes(asked.replace('.get(', '.aget('))) {
      found.push({ key: key.value, value: value.value, owner })
    }
  }
  return found
}

/** A text, a variable that holds one, or what is called a key. */
function isKeyText({ tree, facts }: Checker, node: Node): boolean {
  const kind = tree.kind(node)
  if (kind === k.K_STRING || kind === k.K_CONCATENATED_STRING) return true
  if (/(?:^|_)key(?:_\w+)?$/i.test(kind === k.K_CALL ? calleeName(tree, node) : tree.text(node)))
    return kind === k.K_IDENTIFIER || kind === k.K_CALL
  if (kind !== k.K_IDENTIFIER) return false
  return (facts.resolve(node)?.definitions ?? []).some(({ node: target }) => {
    const value = assignedValue(tree, target)
    return value !== NO_NODE && tree.kind(value) === k.K_STRING
  })
}

/** Means, and settings that do not change what comes out. */
const NEUTRAL =
  /^_*(?:self|cls|db|session|conn\w*|connection|cursor|cur|engine|client|http\w*|redis\w*|\w*cache\w*|\w*ctx|\w*context|app|loop|log\w*|\w*timeout|ttl|expir\w*|max_?age|force\w*|refresh|reload|fresh|retries|retry|attempts|default|verbose|debug|quiet|progress\w*|callback|on_\w+|executor|pool|semaphore|lock|background\w*|request|response|headers?|\w*token|auth|credentials|\w*key|args|kwargs|opts|options|manager|service|storage|store|backend|api|parent|widget|node|parser|compiler|visitor|\w*func\w*|\w*_?(?:fn|cb|loader|factory|getter|hook|handler)|now|value|values|result|data|depth|level)$/i
const MEANS =
  /Session|Client|Connection|Logger|Callable|Redis|Pool|Engine|Cursor|Database|Repository|Cache|Request|Context|Executor|Awaitable|Type\[|type\[/

function check(checker: Checker, { key, value, owner }: Store): void {
  const { tree } = checker
  const inKey = parameterInputs(checker, key, owner, true)
  const inValue = parameterInputs(checker, value, owner, false)
  // An object that is made once and found again by its name, not something that was computed.
  const made = tree.kind(value) === k.K_IDENTIFIER ? onlyValue(checker.facts, value) : value
  if (made !== NO_NODE && tree.kind(made) === k.K_CALL && /^_*[A-Z]/.test(calleeName(tree, made)))
    return
  // The value itself came in: whoever computed it knows the key.
  if (tree.kind(value) === k.K_IDENTIFIER && inValue.has(tree.text(value))) return
  const missing = owner.parameters.find(({ name, annotation }) => {
    if (!inValue.has(name) || inKey.has(name) || NEUTRAL.test(name)) return false
    if (annotation !== NO_NODE && MEANS.test(typeText(tree, annotation))) return false
    return ![...inKey].some((one) => areOfOneThing(one, name)) && !isAskedFor(checker, name, owner)
  })
  if (missing === undefined) return
  checker.report({
    node: definitionOf(checker, key),
    message: `The key does not name \`${missing.name}\`, of which the cached value is made: calls that differ in it get each other's.`,
    evidence: [
      { kind: 'definition', node: definitionOf(checker, key), message: 'the key' },
      { kind: 'write', node: value, message: `made of \`${missing.name}\`` },
    ],
  })
}

/** `product_id` stands for `product`. */
function areOfOneThing(one: string, other: string): boolean {
  const stem = (name: string) =>
    name
      .toLowerCase()
      .split('_')
      .find((word) => word !== '') ?? ''
  return stem(one) === stem(other) || one.includes(other) || other.includes(one)
}

/** A switch, or what is compared with the entry that was found. */
function isAskedFor({ tree, facts }: Checker, name: string, owner: FunctionFacts): boolean {
  return Array.from(facts.identifiersNamed(name)).some((one) => {
    if (!tree.contains(owner.node, one) || facts.enclosingFunction(one) !== owner) return false
    const outer = tree.ancestor(
      one,
      k.K_COMPARISON_OPERATOR,
      k.K_IF_STATEMENT,
      k.K_CONDITIONAL_EXPRESSION,
      k.K_BLOCK,
    )
    return outer !== NO_NODE && tree.kind(outer) !== k.K_BLOCK && outer > owner.node
  })
}

/** Where the key is put together. */
function definitionOf({ tree, facts }: Checker, key: Node): Node {
  if (tree.kind(key) !== k.K_IDENTIFIER) return key
  const [only, more] = facts.resolve(key)?.definitions ?? []
  return only === undefined || more !== undefined || only.kind === 'parameter' ? key : only.node
}
