import type { Checker } from '../../engine/checker.ts'
import type { Comment } from '../../facts/comments.ts'
import { isPlainDefault } from '../../matching/errors/handlers.ts'
import {
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_DICTIONARY,
  K_FLOAT,
  K_INTEGER,
  K_KEYWORD_ARGUMENT,
  K_MODULE,
  K_PAIR,
  K_RETURN_STATEMENT,
  K_STRING,
  K_TRUE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Says by itself that a value is made up. */
const STUB =
  /\bplaceholder\b|\b(?:will|should|to|must|needs? to|has to) be (?:\w+ )?(?:populated|filled|implemented|calculated|computed|replaced by|connected|wired)\b|\bstub(?:bed)?\b|\b(?:TODO|FIXME|XXX|HACK)\b.*\b(?:real|actual|implement|calculate|compute|replace|populate|fetch|hook up|wire|proper)\b|\b(?:dummy|fake|mock) (?:value|result|data|number|answer|response)\b|\bnot (?:yet )?implemented yet\b|\bsimulated? (?:value|result|data|response)\b/i
/** Says so of the value on whose line it stands. */
const WEAK =
  /\bhard-?coded\b|\bdummy\b|\bfaked?\b|\bmock(?:ed)?\b|\bfor now\b|\btemporar(?:y|ily)\b|\bnot (?:yet )?implemented\b/i
/** The comment explains a value that is meant. */
const MEANT =
  /\bno longer\b|\bused to be\b|\bplaceholder (?:for|in|text|of the (?:query|format|input))\b|\bas a placeholder\b|\bin tests?\b|\bunit tests?\b|\bsql placeholder/i

export default defineRule({
  id: 'placeholder-value',
  title: 'Made-up value in place of a result',
  consequence: 'Users and monitoring are shown a number that nobody has measured.',
  effortHours: { low: 0.5, high: 4 },
  confidence: 'medium',
  why: `
The comment says it: the value stands there until somebody writes the code that finds the real one. Until then
every caller gets it as if it were true: a queue that is always empty, a check that is always passed. Nothing
fails, so nothing reminds of it.
`,
  fix: `
Compute the value, or leave the field out of the answer until that can be done. A function that is not there yet
raises \`NotImplementedError\`.
`,
  exemptions: [
    {
      text: 'A default without such a comment, and a comment that explains a real value.',
      quiet: py`
        def stats(queue):
            pending = 0
            for job in queue:
                pending += 1  # counts jobs that will be run
            limit = 10  # the maximum of the API
            return {"pending": pending, "limit": limit}
      `,
    },
    {
      text: 'A value that code behind it replaces.',
      quiet: py`
        def stats(queue):
            pending = 0  # will be filled below
            pending = queue.count()
            total = 0  # to be calculated in the loop
            for job in queue:
                total += job.size
            return pending, total
      `,
    },
    {
      text: 'Placeholders that are the point: input fields, formats, SQL.',
      quiet: py`
        def field(name):
            text = "name"  # placeholder text of the input
            mark = "?"  # SQL placeholder of sqlite
            return {"placeholder": "your name", "text": text, "mark": mark}
      `,
    },
    {
      text: 'Module constants, and a failure that says that something is missing.',
      quiet: py`
        LIMIT = 10  # hardcoded, the API has no setting for it

        def stats():
            # TODO: implement the real thing
            raise NotImplementedError
      `,
    },
  ],
  limits: ['A made-up value that no comment admits is not found.'],
  bad: [
    py`
      def stats(queue):
          return {
              "pending": 0,  # will be populated by the queue #!
              "done": queue.done,
          }
    `,
    py`
      def health(db):
          # TODO: implement the real check
          return True #!

      def report(store):
          latency = 12.5  # placeholder #!
          return Report(
              latency=latency,
              errors=0,  # hardcoded for now #!
              rows=store.count(),
          )

      def score(text):
          # stub
          return 0.87 #!
    `,
  ],
  good: [
    py`
      def stats(queue):
          return {"pending": queue.pending(), "done": queue.done}
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const told = new Set<Node>()
      for (const comment of checker.facts.comments) {
        if (MEANT.test(comment.text)) continue
        if (!STUB.test(comment.text) && (comment.isOwnLine || !WEAK.test(comment.text))) continue
        const stub = stubAt(checker, comment)
        if (stub === NO_NODE || told.has(stub)) continue
        told.add(stub)
        checker.report({
          node: stub,
          message: `\`${checker.tree.text(stub).replace(/\s+/g, ' ').slice(0, 60)}\` is no result: the comment says that it is only held in place.`,
          related: [comment.node],
        })
      }
    },
  },
})

const KINDS = new Set([K_RETURN_STATEMENT, K_PAIR, K_KEYWORD_ARGUMENT, K_ASSIGNMENT])

/** The constant that a comment at the end of its line, or alone on the line before, speaks of. */
function stubAt(checker: Checker, comment: Comment): Node {
  const { tree, facts } = checker
  const wanted = comment.isOwnLine ? nextLine(checker, comment) : comment.line
  for (let node = 1; node < tree.count; node += 1) {
    if (tree.line(node) > wanted) break
    if (tree.line(node) !== wanted || !KINDS.has(tree.kind(node))) continue
    const value = valueIn(checker, node)
    if (value === NO_NODE || !isMadeUp(checker, value)) continue
    if (facts.enclosingFunction(node) === undefined) continue
    if (tree.kind(node) !== K_ASSIGNMENT) return node
    // An empty container is filled further down.
    return isReplaced(checker, node) || /^[[({]/.test(tree.text(value)) ? NO_NODE : node
  }
  return NO_NODE
}

/** The line of the code behind a comment; comments in between are passed over. */
function nextLine({ facts }: Checker, comment: Comment): number {
  let line = comment.line + 1
  for (const one of facts.comments) if (one.isOwnLine && one.line === line) line += 1
  return line
}

function valueIn({ tree }: Checker, node: Node): Node {
  switch (tree.kind(node)) {
    case K_RETURN_STATEMENT:
      return tree.namedChildren(node)[0] ?? NO_NODE
    case K_ASSIGNMENT:
      return tree.child(node, F_RIGHT)
    default:
      return tree.child(node, F_VALUE)
  }
}

const CONSTANTS = new Set([K_INTEGER, K_FLOAT, K_TRUE, K_STRING])

function isMadeUp({ tree }: Checker, value: Node): boolean {
  if (tree.kind(value) === K_DICTIONARY && tree.namedChildren(value).length > 0) {
    return tree
      .namedChildren(value)
      .every(
        (pair) => tree.kind(pair) === K_PAIR && CONSTANTS.has(tree.kind(tree.child(pair, F_VALUE))),
      )
  }
  return CONSTANTS.has(tree.kind(value)) || isPlainDefault(tree, value)
}

/** A variable that is given another value, or filled, further down. */
function isReplaced({ tree, facts }: Checker, assignment: Node): boolean {
  const target = tree.firstChild(assignment)
  const binding = target === NO_NODE ? undefined : facts.resolve(target)
  return binding === undefined || binding.definitionCount > 1
}
