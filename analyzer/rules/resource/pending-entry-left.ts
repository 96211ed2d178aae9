import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { escaped, type KeptPlace, keptPlaces, mayUse } from './matching/kept-places.ts'

export default defineRule({
  id: 'pending-entry-left',
  title: 'Waiting entry that stays after a timeout',
  consequence:
    'Each request that is not answered leaves its entry behind: the table grows for as long as the process lives, and a late answer finds somebody who waits no more.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [401, 772],
  why: `
A request puts a future or an event under its number into a table and waits for it. Where the wait has a limit, or can be
cancelled, it often ends with an exception: then the line that takes the entry out again is never reached. Nobody else takes
it out, since no answer came.

| step | caller | table |
|---|---|---|
| 1 | \`pending[7] = future\` | 7 |
| 2 | \`wait_for(future, 8)\` raises \`TimeoutError\` | 7 |
| 3 | the next request | 7, 8 |
`,
  fix: `
\`\`\`python
pending[number] = future
try:
    return await asyncio.wait_for(future, 8)
finally:
    pending.pop(number, None)
\`\`\`
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'An entry that is taken out whatever happens, or where the wait fails.',
      quiet: py`
        import asyncio

        class Client:
            def __init__(self):
                self.pending = {}

            async def ask(self, number):
                future = asyncio.get_running_loop().create_future()
                self.pending[number] = future
                try:
                    return await asyncio.wait_for(future, 8)
                finally:
                    self.pending.pop(number, None)

            async def tell(self, number):
                future = asyncio.get_running_loop().create_future()
                self.pending[number] = future
                try:
                    return await asyncio.wait_for(future, 8)
                except asyncio.TimeoutError:
                    del self.pending[number]
                    raise
      `,
    },
    {
      text: 'A wait without a limit, of which the answer takes the entry out.',
      quiet: py`
        import asyncio

        class Client:
            def __init__(self):
                self.pending = {}

            async def ask(self, number):
                future = asyncio.get_running_loop().create_future()
                self.pending[number] = future
                return await future

            def answered(self, number, value):
                self.pending.pop(number).set_result(value)
      `,
    },
    {
      text: 'One place that the next request overwrites, and a table that forgets by itself or is swept.',
      quiet: py`
        import asyncio
        import weakref

        class Client:
            def __init__(self):
                self.waiting = weakref.WeakValueDictionary()
                self.pending = {}
                self.login = {}

            async def ask(self, number):
                future = asyncio.get_running_loop().create_future()
                self.waiting[number] = future
                self.login['token'] = future
                return await asyncio.wait_for(future, 8)

            async def tell(self, number):
                future = asyncio.get_running_loop().create_future()
                self.pending[number] = future
                return await asyncio.wait_for(future, 8)

            def sweep(self):
                for number, future in list(self.pending.items()):
                    if future.done():
                        del self.pending[number]
      `,
    },
  ],
  limits: ['A function that stores the entry and lets its caller wait is not looked at.'],
  bad: [
    py`
      import asyncio

      class Client:
          def __init__(self, publish):
              self.publish = publish
              self.pending = {}

          async def ask(self, number):
              future = asyncio.get_running_loop().create_future()
              self.pending[number] = future #!
              await self.publish(number)
              result = await asyncio.wait_for(future, 8)
              del self.pending[number]
              return result
    `,
    py`
      import asyncio
      import threading

      waiting = {}

      def ask(number, send):
          event = threading.Event()
          waiting[number] = event #!
          send(number)
          if not event.wait(5):
              raise TimeoutError(number)
          return waiting.pop(number)

      async def call(number, send):
          answer = waiting[number] = asyncio.Future() #!
          await send(number)
          async with asyncio.timeout(3):
              return await answer
    `,
  ],
  good: [
    py`
      import asyncio

      class Client:
          def __init__(self, publish):
              self.publish = publish
              self.pending = {}

          async def ask(self, number):
              future = asyncio.get_running_loop().create_future()
              self.pending[number] = future
              try:
                  await self.publish(number)
                  return await asyncio.wait_for(future, 8)
              finally:
                  self.pending.pop(number, None)
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_MODULE](_module, checker) {
      if (!/create_future|Future\(|Event\(/.test(checker.tree.source)) return
      for (const place of keptPlaces(checker)) {
        const names = waitedNames(checker, place)
        if (names === undefined || isTakenOut(checker, place)) continue
        const wait = waitFor(checker, place, names)
        if (wait === NO_NODE) continue
        checker.report({
          node: place.item,
          message: `When the wait for \`${checker.tree.text(place.item)}\` ends with a timeout or is cancelled, nothing takes the entry out of \`${place.text}\`.`,
          evidence: [
            { kind: 'write', node: place.item, message: 'the entry is put in' },
            { kind: 'suspension', node: wait, message: 'an exception here leaves it there' },
          ],
        })
      }
    },
  },
})

const MAKERS =
  /^(?:asyncio\.(?:Future|Event|futures\.Future)|concurrent\.futures\.Future|threading\.Event)$/

/** The names of what is waited for, with the item itself; undefined for another value. */
function waitedNames(checker: Checker, { item, owner }: KeptPlace): readonly string[] | undefined {
  const { tree, facts } = checker
  const names = [tree.text(item)]
  let value: Node = NO_NODE
  // `future = self.pending[number] = loop.create_future()`
  for (let at = tree.parent(item); tree.kind(at) === k.K_ASSIGNMENT; at = tree.parent(at)) {
    const target = tree.child(at, k.F_LEFT)
    if (tree.kind(target) === k.K_IDENTIFIER) names.push(tree.text(target))
  }
  for (let at = tree.parent(item); tree.kind(at) === k.K_ASSIGNMENT; at = value) {
    value = tree.child(at, k.F_RIGHT)
    if (value === NO_NODE) return undefined
    if (tree.kind(value) !== k.K_ASSIGNMENT) break
    names.push(tree.text(tree.child(value, k.F_LEFT)))
  }
  if (value === NO_NODE) return undefined
  if (tree.kind(value) === k.K_IDENTIFIER) {
    const binding = facts.resolve(value)
    if (binding?.scope?.function !== owner) return undefined
    names.push(tree.text(value))
    const makers = binding.definitions.map(({ node }) => assignedValue(tree, node))
    return makers.some((one) => isMaker(checker, one)) ? names : undefined
  }
  return isMaker(checker, value) ? names : undefined
}

function isMaker({ tree, facts }: Checker, call: Node): boolean {
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return false
  return calleeName(tree, call) === 'create_future' || MAKERS.test(facts.calleeName(call) ?? '')
}

/** In a clause that runs when the wait fails, by a callback, or by somebody who sweeps the table. */
function isTakenOut(checker: Checker, place: KeptPlace): boolean {
  const { owner, text, key, name } = place
  const { tree, facts } = checker
  const own = tree.text(owner.node)
  if (/add_done_callback|\.callback\(|\.push\(|call_later\(/.test(own)) return true
  const keyText = tree.text(key)
  for (const kind of [k.K_FINALLY_CLAUSE, k.K_EXCEPT_CLAUSE]) {
    for (const clause of facts.nodesIn(owner.node, kind)) {
      const clauseText = tree.text(clause)
      if (clauseText.includes(name) || clauseText.includes(keyText)) return true
    }
  }
  const sweeps = new RegExp(`for [^\\n]*\\b${name}\\b[\\s\\S]*(?:\\bdel |\\.pop\\()`)
  return facts.functions.some(
    (one) =>
      one !== owner &&
      !one.isLambda &&
      mayUse(place, one) &&
      tree.text(one.node).includes(text) &&
      sweeps.test(tree.text(one.node)),
  )
}

const LIMITS = /^(?:wait_for|timeout|timeout_at|fail_after|move_on_after)$/

/** The wait of the same function: one with a limit, or one behind which the function takes the entry out. */
function waitFor(checker: Checker, place: KeptPlace, names: readonly string[]): Node {
  const { tree, facts } = checker
  const { item, owner } = place
  const isAbout = (node: Node) =>
    names.some((name) => new RegExp(`(?<![\\w.])${escaped(name)}(?!\\w)`).test(tree.text(node)))
  for (const call of facts.callsIn(owner.node)) {
    if (call < item || facts.enclosingFunction(call) !== owner) continue
    const given = facts.arguments(call)
    const name = calleeName(tree, call)
    if (name === 'wait_for' && given.length > 1 && isAbout(call)) return call
    const isLimited = /^(?:wait|result)$/.test(name) && given.length > 0
    if (isLimited && isAbout(facts.callee(call))) return call
  }
  const isRemovedLater = takesOutAfter(checker, place)
  for (const wait of facts.nodesIn(owner.node, k.K_AWAIT)) {
    if (wait < item || facts.enclosingFunction(wait) !== owner || !isAbout(wait)) continue
    if (isRemovedLater || isWithinLimit(checker, wait, owner)) return wait
  }
  return NO_NODE
}

function takesOutAfter({ tree }: Checker, { item, owner, text }: KeptPlace): boolean {
  const rest = tree.source.slice(tree.end(item), tree.end(owner.node))
  return rest.includes(`del ${text}[`) || rest.includes(`${text}.pop(`)
}

/** `async with asyncio.timeout(3):` */
function isWithinLimit({ tree, facts }: Checker, wait: Node, owner: FunctionFacts): boolean {
  for (
    let at = tree.ancestor(wait, k.K_WITH_STATEMENT);
    at > owner.node;
    at = tree.ancestor(at, k.K_WITH_STATEMENT)
  ) {
    const clause = tree.childOfKind(at, k.K_WITH_CLAUSE)
    if (facts.callsIn(clause).some((call) => LIMITS.test(calleeName(tree, call)))) return true
  }
  return false
}
