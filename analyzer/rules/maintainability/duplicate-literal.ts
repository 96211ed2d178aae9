import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { isStringStatement, parentOf } from '../../matching/statements/statements.ts'
import {
  K_ARGUMENT_LIST,
  K_CALL,
  K_CONCATENATED_STRING,
  K_EXPRESSION_STATEMENT,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_STRING,
  K_SUBSCRIPT,
  K_TYPE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Places of one text in a file from which on it should have a name. */
const MANY = 5
/** UTF-16 units; shorter words are keys and names that everybody spells out. */
const MIN_LENGTH = 10

export default defineRule({
  id: 'duplicate-literal',
  title: 'Same text written out in many places',
  consequence:
    'A change of the text is forgotten in one of its places, and the parts no longer fit.',
  effortHours: { low: 0.1, high: 0.5 },
  picky: true,
  why: `
The text has a meaning that its places must agree on: a name of a queue, a key, a path, a message that callers
compare with. Nothing but care keeps the copies equal. A misspelt one is no error; it is a key that is never
found.
`,
  fix: `
Give it a name at the top of the module, or a member of an enum, and use that.
`,
  exemptions: [
    {
      text: 'Fewer than five places, and short words.',
      quiet: py`
        def read(row):
            a = row["customer_number"], row["customer_number"]
            b = row["customer_number"], row["customer_number"]
            return row["id"], row["id"], row["id"], row["id"], row["id"], row["id"], a, b
      `,
    },
    {
      text: 'Docstrings, annotations, messages of exceptions and of the log.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def check(a: "CustomerNumber", b: "CustomerNumber", c: "CustomerNumber", d: "CustomerNumber", e: "CustomerNumber"):
            """Checks all numbers."""
            logger.info("checking numbers"), logger.info("checking numbers"), logger.info("checking numbers")
            logger.info("checking numbers"), logger.info("checking numbers")
            if a:
                raise ValueError("bad customer number")
            if b:
                raise ValueError("bad customer number")
            if c:
                raise ValueError("bad customer number")
            if d:
                raise ValueError("bad customer number")
            raise ValueError("bad customer number")
      `,
    },
    {
      text: 'Tests and files of data, where a text that is written out is easier to read.',
      quiet: {
        'tests/test_queue.py': py`
          def test_queue(queue):
              queue.push("orders:pending"), queue.push("orders:pending"), queue.push("orders:pending")
              assert queue.get("orders:pending") == queue.get("orders:pending")
        `,
      },
    },
  ],
  limits: ['The same text in different files is not counted together.'],
  bad: [
    py`
      def move(queue, job):
          queue.remove("orders:pending", job) #!
          queue.push("orders:running", job)
          if queue.size("orders:pending") == 0:
              queue.notify("orders:pending")
          return queue.first("orders:pending"), queue.last("orders:pending")
    `,
    py`
      URL = "https://api.example.com/v1" #!

      def calls(get):
          get("https://api.example.com/v1"), get("https://api.example.com/v1")
          get("https://api.example.com/v1"), get("https://api.example.com/v1")

      def keys(row):
          a = [row["customer_number"], row["customer_number"], row["customer_number"]] #!
          return row["customer_number"], row["customer_number"], a
    `,
  ],
  good: [
    py`
      PENDING = "orders:pending"

      def move(queue, job):
          queue.remove(PENDING, job)
          if queue.size(PENDING) == 0:
              queue.notify(PENDING)
          return queue.first(PENDING), queue.last(PENDING)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree, facts } = checker
      const places = new Map<string, Node[]>()
      for (const node of facts.nodesOfKind(K_STRING)) {
        if (tree.end(node) - tree.start(node) < MIN_LENGTH + 2 || isWords(checker, node)) continue
        const value = stringValue(tree, node)
        if (value === undefined || value.trim().length < MIN_LENGTH) continue
        places.set(value, [...(places.get(value) ?? []), node])
      }
      for (const [value, nodes] of places) {
        const [first, ...others] = nodes
        if (first === undefined || nodes.length < MANY) continue
        checker.report({
          node: first,
          message: `\`${value.replace(/\s+/g, ' ').slice(0, 60)}\` is written out in ${nodes.length} places of this file.`,
          related: others,
        })
      }
    },
  },
})

const SPOKEN =
  /(?:^|\.)(?:debug|info|warning|warn|error|critical|exception|log|print|echo|secho|_|gettext|gettext_lazy|ngettext|add_argument|Field|Column|mapped_column|ForeignKey)$/

/** Text for people or for type checkers: wording, not a value that places share. */
function isWords(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const parent = parentOf(tree, node)
  const kind = tree.kind(parent)
  if (kind === K_CONCATENATED_STRING || kind === K_TYPE) return true
  if (kind === K_EXPRESSION_STATEMENT) return isStringStatement(tree, parent)
  if (kind === K_SUBSCRIPT && /^["']/.test(tree.text(tree.firstChild(parent)))) return true
  if (
    tree.ancestor(node, K_TYPE, K_CALL) !== NO_NODE &&
    tree.kind(tree.ancestor(node, K_TYPE, K_CALL)) === K_TYPE
  )
    return true
  if (kind !== K_ARGUMENT_LIST) return false
  const call = tree.parent(parent)
  return (
    SPOKEN.test(tree.spelled(facts.callee(call))) ||
    tree.kind(tree.parent(call)) === K_RAISE_STATEMENT
  )
}
