import type { Checker } from '../../engine/checker.ts'
import { bodyOf, codeOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { fullBatch } from './matching/batches.ts'

export default defineRule({
  id: 'last-batch-dropped',
  title: 'Last items of a sequence left out',
  consequence:
    'The items that do not fill a batch, or the last one, are never sent, stored or counted.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [193],
  why: `
Items are collected and handed on when there are enough of them. When the input ends, what has been collected since the
last full batch is still there, and nothing hands it on. The same happens with \`range(len(rows) // size)\`, which counts
full pages only, and with \`range(len(rows) - 1)\` where each item is looked at by itself. With test data that fits
exactly nothing is missing.
`,
  fix: 'Hand on what is left after the loop: `if batch: send(batch)`. Step by `range(0, len(rows), size)`.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'A rest that is handed on after the loop, in another method, or that the loop comes to.',
      quiet: py`
        def ship(items, send):
            batch = []
            for item in items:
                batch.append(item)
                if len(batch) == 100:
                    send(batch)
                    batch = []
            if batch:
                send(batch)

        class Uploader:
            def __init__(self, client):
                self.client = client
                self.rows = []

            def run(self, source):
                for row in source:
                    self.rows.append(row)
                    if len(self.rows) >= 50:
                        self.client.put(self.rows)
                        self.rows = []

            def close(self):
                self.client.put(self.rows)

        def pages(rows, size):
            return [rows[start : start + size] for start in range(0, len(rows), size)]
      `,
    },
    {
      text: 'A loop without an end, and one that is given back only in full groups.',
      quiet: py`
        def collect(source, send):
            batch = []
            while True:
                batch.append(source.get())
                if len(batch) >= 10:
                    send(batch)
                    batch = []

        def first(items):
            batch = []
            for item in items:
                batch.append(item)
                if len(batch) == 3:
                    return batch
      `,
    },
    {
      text: 'Neighbours, and a last item with a part of its own.',
      quiet: py`
        def rises(values):
            for i in range(len(values) - 1):
                if values[i] > values[i + 1]:
                    return False
            return True

        def put(tree, parts, value):
            for i in range(len(parts) - 1):
                tree = tree[parts[i]]
            tree[parts[-1]] = value

        def blocks(data, size):
            count = len(data) // size
            found = [data[i * size : (i + 1) * size] for i in range(len(data) // size)]
            return found, data[count * size :]
      `,
    },
  ],
  limits: ['Whether the input always fills its batches is not seen.'],
  bad: [
    py`
      def ship(items, send):
          batch = []
          for item in items:
              batch.append(item)
              if len(batch) == 100:
                  send(batch) #!
                  batch = []
    `,
    py`
      def pages(rows, size):
          found = []
          for number in range(len(rows) // size): #!
              found.append(rows[number * size : (number + 1) * size])
          return found

      def doubled(values, send):
          for i in range(len(values) - 1): #!
              send(values[i] * 2)

      class Uploader:
          def __init__(self, client):
              self.client = client
              self.rows = []

          def run(self, source):
              for row in source:
                  self.rows.append(row)
                  if len(self.rows) >= 50:
                      self.client.put(self.rows) #!
                      self.rows.clear()
    `,
  ],
  good: [
    py`
      def ship(items, send):
          batch = []
          for item in items:
              batch.append(item)
              if len(batch) == 100:
                  send(batch)
                  batch = []
          if batch:
              send(batch)
    `,
  ],
  on: {
    [k.K_FOR_STATEMENT](loop, checker) {
      const batch = fullBatch(checker, loop)
      if (batch !== undefined) {
        checker.report({
          node: batch.use,
          message: `What is in \`${batch.name}\` when the loop ends does not fill a batch, and nothing hands it on.`,
          evidence: [
            { kind: 'note', node: batch.test, message: 'only a full one is handed on' },
            { kind: 'note', node: loop, message: 'the loop ends with the input' },
          ],
        })
      }
      checkRange(checker, loop)
    },
  },
})

/** `for i in range(len(rows) // size)`, `for i in range(len(rows) - 1)`. */
function checkRange(checker: Checker, loop: Node): void {
  const { tree, facts } = checker
  const index = tree.child(loop, k.F_LEFT)
  const source = tree.child(loop, k.F_RIGHT)
  if (index === NO_NODE || tree.kind(index) !== k.K_IDENTIFIER) return
  if (source === NO_NODE || tree.kind(source) !== k.K_CALL) return
  if (facts.calleeName(source) !== 'builtins.range') return
  const given = facts.arguments(source)
  const end = given.at(-1)?.value
  if (end === undefined || given.length > 2) return
  if (given.length === 2 && tree.text(given[0]?.value ?? NO_NODE) !== '0') return
  const [, rows, operator, size] = COUNT.exec(tree.text(end)) ?? []
  if (rows === undefined || operator === undefined || size === undefined) return
  const owner = facts.enclosingFunction(loop)
  const code = owner === undefined ? tree.source : tree.text(owner.node)
  const name = facts.name(index)
  const body = tree.text(bodyOf(tree, loop))
  if (operator === '//') {
    const isSliced =
      body.includes(`${rows}[`) && new RegExp(`\\b${name}\\b\\s*\\*|\\*\\s*${name}\\b`).test(body)
    const isMinded =
      code.includes(`${rows}) %`) || code.includes('divmod(') || /%\s*\w+\s*(?:==|!=)/.test(code)
    const slices = code.split(`${rows}[`).length - body.split(`${rows}[`).length
    if (!isSliced || isMinded || slices > 0 || /assert|raise ValueError/.test(code)) return
    checker.report({
      node: loop,
      message: `\`${tree.text(end)}\` counts full parts of \`${rows}\` only: what is left behind the last one is dropped.`,
    })
    return
  }
  if (size !== '1' || !isLookedAtAlone(checker, loop, index, rows)) return
  if (code.includes(`${rows}[-1]`) || code.includes(`len(${rows}) - 1]`)) return
  checker.report({
    node: loop,
    message: `\`range\` ends before its last number: \`${rows}[${name}]\` never is the last item.`,
  })
}

const COUNT = /^\(?len\((\w+(?:\.\w+)*)\)\s*(\/\/|-)\s*(\w+(?:\.\w+)*)\)?$/

/** Each use of the index is `rows[i]`. */
function isLookedAtAlone({ tree, facts }: Checker, loop: Node, index: Node, rows: string): boolean {
  const binding = facts.resolve(index)
  let uses = 0
  for (const node of codeOf(tree, bodyOf(tree, loop))) {
    if (tree.kind(node) !== k.K_IDENTIFIER || facts.resolve(node) !== binding) continue
    const item = tree.parent(node)
    if (tree.kind(item) !== k.K_SUBSCRIPT || tree.text(tree.child(item, k.F_VALUE)) !== rows)
      return false
    if (facts.isWrite(item)) return false
    uses += 1
  }
  const written = Array.from(facts.nodesIn(loop, k.K_BREAK_STATEMENT)).length
  return uses > 0 && written === 0
}
