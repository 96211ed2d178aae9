import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type KeptPlace, keptPlaces, mayUse } from './matching/kept-places.ts'

export default defineRule({
  id: 'expired-entries-kept',
  title: 'Cache that ignores what has expired and keeps it',
  consequence:
    'Each key that was ever asked for stays in memory with its value, for as long as the process lives.',
  effortHours: { low: 0.2, high: 1 },
  cwe: [401, 770],
  why: `
Entries carry a time after which they do not count any more, and the readers look at it. Nothing takes them out: what has
expired is only written over when the same key comes again. With keys that come from users, addresses or parameters the
table holds all of them after a while.
`,
  fix: `
Take the entry out where it is found to be old (\`self._data.pop(key, None)\`), and bound the number of entries, or use
\`cachetools.TTLCache(maxsize, ttl)\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A table that something is taken out of, that is made anew, or whose size is looked at.',
      quiet: py`
        import time

        class Cache:
            def __init__(self):
                self.values = {}
                self.pages = {}

            def get(self, key):
                until, value = self.values.get(key, (0, None))
                if until > time.time():
                    return value
                self.values.pop(key, None)
                return None

            def put(self, key, value):
                self.values[key] = (time.time() + 60, value)

            def page(self, key):
                until, value = self.pages.get(key, (0, None))
                return value if until > time.time() else None

            def put_page(self, key, value):
                if len(self.pages) > 100:
                    self.pages = {}
                self.pages[key] = (time.time() + 60, value)
      `,
    },
    {
      text: 'Times that only tell when something was, and keys that stand in the program.',
      quiet: py`
        import time

        class Seen:
            def __init__(self):
                self.last = {}
                self.rates = {}

            def note(self, device, value):
                self.last[device] = (time.time(), value)

            def last_of(self, device):
                return self.last[device]

            def keep(self, value):
                self.rates['EUR'] = (time.time() + 60, value)

            def rate(self):
                until, value = self.rates.get('EUR', (0, None))
                return value if until > time.time() else None
      `,
    },
    {
      text: 'A table that is handed to somebody else, who may empty it.',
      quiet: py`
        import time

        class Cache:
            def __init__(self, janitor):
                self.values = {}
                janitor.watch(self.values)

            def get(self, key):
                until, value = self.values.get(key, (0, None))
                return value if until > time.time() else None

            def put(self, key, value):
                self.values[key] = (time.time() + 60, value)
      `,
    },
  ],
  limits: [
    'How many different keys there are is not known.',
    'Another file that empties the table is not seen.',
  ],
  bad: [
    py`
      import time

      class Cache:
          def __init__(self, ttl):
              self.ttl = ttl
              self._data = {}

          def get(self, key):
              hit = self._data.get(key)
              if hit and hit[0] > time.monotonic():
                  return hit[1]
              return None

          def put(self, key, value):
              self._data[key] = (time.monotonic() + self.ttl, value) #!
    `,
    py`
      import time

      pages = {}

      def page(url, fetch):
          entry = pages.get(url)
          if entry is not None and time.time() - entry['at'] < 60:
              return entry['body']
          now = time.time()
          body = fetch(url)
          pages[url] = {'at': now, 'body': body} #!
          return body
    `,
  ],
  good: [
    py`
      import time

      class Cache:
          def __init__(self, ttl):
              self.ttl = ttl
              self._data = {}

          def get(self, key):
              hit = self._data.get(key)
              if hit and hit[0] > time.monotonic():
                  return hit[1]
              self._data.pop(key, None)
              return None

          def put(self, key, value):
              self._data[key] = (time.monotonic() + self.ttl, value)
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_MODULE](_module, checker) {
      if (!CLOCK_TEXT.test(checker.tree.source)) return
      const seen = new Set<string>()
      for (const place of keptPlaces(checker)) {
        const key = `${place.home?.index ?? ''} ${place.text}`
        if (seen.has(key) || !isTimed(checker, place)) continue
        seen.add(key)
        if (!isOutlived(checker, place) || isEverEmptied(checker, place)) continue
        checker.report({
          node: place.item,
          message: `Entries of \`${place.text}\` expire, and nothing ever takes one out.`,
        })
      }
    },
  },
})

const CLOCK_TEXT = /\b(?:time|monotonic|now|utcnow|perf_counter)\(/
const CLOCK = /^(?:time|monotonic|now|utcnow|perf_counter)$/

/** A value with a time beside it: `(time() + ttl, value)`, `{'until': now + ttl, ...}`, `Entry(value, now())`. */
function isTimed(checker: Checker, { item, owner }: KeptPlace): boolean {
  const { tree, facts } = checker
  const value = tree.child(tree.parent(item), k.F_RIGHT)
  if (value === NO_NODE) return false
  const kind = tree.kind(value)
  const isParts =
    kind === k.K_TUPLE ||
    kind === k.K_DICTIONARY ||
    kind === k.K_LIST ||
    kind === k.K_CALL ||
    kind === k.K_EXPRESSION_LIST
  if (!isParts) return false
  if (kind === k.K_CALL) {
    if (!/^[A-Z_]/.test(calleeName(tree, value)) || facts.arguments(value).length < 2) return false
  } else if (tree.namedChildren(value).length < 2) return false
  if (hasClock(checker, value)) return true
  return Array.from(facts.nodesIn(value, k.K_IDENTIFIER)).some((one) => {
    const binding = facts.resolve(one)
    if (binding?.scope?.function !== owner) return false
    return binding.definitions.some(({ node }) => {
      const given = assignedValue(tree, node)
      return given !== NO_NODE && tree.kind(given) !== k.K_AWAIT && hasClock(checker, given)
    })
  })
}

function hasClock({ tree, facts }: Checker, node: Node): boolean {
  return facts.callsIn(node).some((call) => CLOCK.test(calleeName(tree, call)))
}

/** A reader compares the time of the entry with the present one. */
function isOutlived(checker: Checker, place: KeptPlace): boolean {
  const { name } = place
  const { tree, facts } = checker
  return facts.functions.some((one) => {
    if (one.isLambda || !mayUse(place, one)) return false
    const text = tree.text(one.node)
    if (!text.includes(name) || !CLOCK_TEXT.test(text)) return false
    const reads = new RegExp(`\\b${name}(?:\\.get\\(|\\[)`)
    return (
      reads.test(text) &&
      Array.from(facts.nodesIn(one.node, k.K_COMPARISON_OPERATOR)).some(
        (comparison) => /[<>]/.test(tree.text(comparison)) && isOfTime(checker, comparison),
      )
    )
  })
}

function isOfTime(checker: Checker, comparison: Node): boolean {
  const { tree, facts } = checker
  if (hasClock(checker, comparison)) return true
  return Array.from(facts.nodesIn(comparison, k.K_IDENTIFIER)).some((one) =>
    (facts.resolve(one)?.definitions ?? []).some(({ node }) => {
      const given = assignedValue(tree, node)
      return given !== NO_NODE && hasClock(checker, given)
    }),
  )
}

const KEEPS = /^(?:get|items|values|keys|setdefault|update|copy)$/

/** Something is taken out, the table is made anew or measured, or somebody else has it. */
function isEverEmptied(checker: Checker, { table, name, text, home }: KeptPlace): boolean {
  const { tree, facts } = checker
  const isField = tree.kind(table) === k.K_ATTRIBUTE
  return Array.from(facts.identifiersNamed(name)).some((identifier) => {
    let node = identifier
    if (isField) {
      node = tree.parent(identifier)
      if (tree.kind(node) !== k.K_ATTRIBUTE || tree.fieldOf(identifier) !== k.F_ATTRIBUTE)
        return false
      // Another object of the file reaches into it.
      if (receiverAttribute(facts, node)?.class !== home) return tree.text(node) !== text
    } else if (facts.resolve(identifier)?.scope?.kind !== 'module') return false
    if (facts.isWrite(node)) {
      const writer = facts.enclosingFunction(node)
      return writer !== undefined && writer.name !== '__init__'
    }
    const parent = tree.parent(node)
    const kind = tree.kind(parent)
    if (kind === k.K_SUBSCRIPT && tree.fieldOf(node) === k.F_VALUE) {
      const statement = tree.ancestor(parent, k.K_DELETE_STATEMENT, k.K_BLOCK)
      return statement !== NO_NODE && tree.kind(statement) === k.K_DELETE_STATEMENT
    }
    if (kind === k.K_ATTRIBUTE) return !KEEPS.test(tree.text(tree.child(parent, k.F_ATTRIBUTE)))
    return (
      kind !== k.K_COMPARISON_OPERATOR && kind !== k.K_FOR_STATEMENT && kind !== k.K_FOR_IN_CLAUSE
    )
  })
}
