import type { EnumType } from '../../domain/enums/enums.ts'
import type { Checker } from '../../engine/checker.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { placeOfClass } from '../../matching/names/project-places.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_BODY,
  F_SUBJECT,
  K_ASSIGNMENT,
  K_CASE_CLAUSE,
  K_CASE_PATTERN,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_CLAUSE,
  K_IF_STATEMENT,
  K_MATCH_STATEMENT,
  K_RETURN_STATEMENT,
  K_UNION_PATTERN,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { chainAt, type EnumChain, handledBefore, leaves, memberAt } from './matching/enum-chains.ts'

export default defineRule({
  id: 'enum-branch-missing',
  title: 'Branches that leave members of an enum out',
  consequence:
    'For some states the code silently does nothing, returns nothing or goes on with an old value.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [478],
  confidence: 'medium',
  why: `
The branches go through the members of an enum and leave some out, and there is no \`else\`. For those members
the function returns \`None\`, or a variable keeps the value it had or has none at all. Mostly the member was
added later, and nothing pointed at this place.
`,
  fix: `
Give the missing members a branch. Where they cannot occur, say so: \`else: raise AssertionError(value)\` or
\`assert_never(value)\`, which type checkers prove.
`,
  exemptions: [
    {
      text: 'All members have a branch, here or directly before.',
      quiet: py`
        from enum import Enum

        class Status(Enum):
            OPEN = 1
            DONE = 2
            LOST = 3

        def label(status):
            if status is Status.LOST:
                return "lost"
            if status is Status.OPEN:
                text = "open"
            elif status is Status.DONE:
                text = "done"
            return text
      `,
    },
    {
      text: 'An else, a wildcard case, or code behind the branches that stands for the rest.',
      quiet: py`
        from enum import Enum

        class Status(Enum):
            OPEN = 1
            DONE = 2
            LOST = 3

        def label(status):
            if status == Status.OPEN:
                return "open"
            elif status == Status.DONE:
                return "done"
            return "lost"

        def other(status):
            match status:
                case Status.OPEN:
                    text = "open"
                case Status.DONE:
                    text = "done"
                case _:
                    text = "?"
            return text
      `,
    },
    {
      text: 'Branches that only act for some members, and neither give a value nor set one.',
      quiet: py`
        from enum import Enum

        class Level(Enum):
            LOW = 1
            HIGH = 2
            TOP = 3

        def tell(level):
            if level == Level.HIGH:
                warn()
            elif level == Level.TOP:
                shout()
      `,
    },
    {
      text: 'A variable that has a value before the branches.',
      quiet: py`
        from enum import Enum

        class Level(Enum):
            LOW = 1
            HIGH = 2
            TOP = 3

        def weight(level):
            factor = 1
            if level == Level.HIGH:
                factor = 2
            elif level == Level.TOP:
                factor = 3
            return factor
      `,
    },
    {
      text: 'Flags, of which several can hold at once.',
      quiet: py`
        from enum import Flag

        class Mode(Flag):
            READ = 1
            WRITE = 2
            RUN = 4

        def letter(mode):
            if mode == Mode.READ:
                return "r"
            elif mode == Mode.WRITE:
                return "w"
      `,
    },
  ],
  limits: [
    'Tests of the value as text or number are not followed to the enum.',
    'Members that earlier code of the function excludes in other ways count as missing.',
  ],
  bad: [
    py`
      from enum import Enum

      class Status(Enum):
          OPEN = "open"
          DONE = "done"
          LOST = "lost"

      def label(status: Status) -> str:
          if status is Status.OPEN: #!
              return "open"
          elif status is Status.DONE:
              return "done"
    `,
    {
      'app/status.py': py`
        from enum import StrEnum

        class Status(StrEnum):
            OPEN = "open"
            DONE = "done"
            LOST = "lost"
            PAID = "paid"
      `,
      'app/price.py': py`
        from app.status import Status

        def factor(order):
            if order.status == Status.OPEN: #!
                value = 1
            elif order.status in (Status.DONE, Status.PAID):
                value = 2
            return value

        def name(status: Status):
            match status: #!
                case Status.OPEN | Status.PAID:
                    return "a"
                case Status.DONE:
                    return "b"
      `,
    },
  ],
  good: [
    py`
      from enum import Enum

      class Status(Enum):
          OPEN = "open"
          DONE = "done"
          LOST = "lost"

      def label(status: Status) -> str:
          if status is Status.OPEN:
              return "open"
          elif status is Status.DONE:
              return "done"
          else:
              return "lost"
    `,
  ],
  on: {
    [K_IF_STATEMENT](node, checker) {
      const chain = chainAt(checker, node)
      if (chain !== undefined) checkChain(checker, node, chain)
    },
    [K_MATCH_STATEMENT](node, checker) {
      const chain = matchChain(checker, node)
      if (chain !== undefined) checkChain(checker, node, chain)
    },
  },
})

function checkChain(checker: Checker, statement: Node, chain: EnumChain): void {
  if (chain.enum.kind === 'flag' || chain.blocks.length < 2 || chain.handled.size < 2) return
  const before = handledBefore(checker, statement, chain.subject)
  const missing = chain.enum.members
    .map(({ name }) => name)
    .filter((name) => !chain.handled.has(name) && !before.has(name))
  // Whoever leaves most of them out does not mean all of them.
  if (missing.length === 0 || missing.length >= chain.handled.size) return
  const effect = effectOf(checker, statement, chain)
  if (effect === undefined) return
  const names = missing.map((name) => `\`${chain.enum.name}.${name}\``).join(', ')
  checker.report({
    node: statement,
    message: `${names} ${missing.length === 1 ? 'has' : 'have'} no branch: ${effect}.`,
    evidence: [
      {
        kind: 'definition',
        location: placeOfClass(chain.enum.class),
        message: `\`${chain.enum.name}\` has ${chain.enum.members.length} members`,
      },
      {
        kind: 'test',
        node: subjectNode(checker, statement),
        message: `${chain.handled.size} are handled here`,
      },
    ],
    related: [placeOfClass(chain.enum.class)],
  })
}

function subjectNode({ tree }: Checker, statement: Node): Node {
  const condition = conditionOf(tree, statement)
  return condition === NO_NODE ? statement : condition
}

/** What happens to the members left out; undefined where that may well be meant. */
function effectOf(checker: Checker, statement: Node, { blocks }: EnumChain): string | undefined {
  const { tree } = checker
  const isLast = tree.nextSibling(statement) === NO_NODE
  const returned = blocks.every((block) => lastReturns(checker, block))
  if (returned) {
    const owner = tree.parent(tree.parent(statement))
    const isWhole = isLast && owner !== NO_NODE && tree.kind(owner) === K_FUNCTION_DEFINITION
    return isWhole ? 'the function returns `None` for it' : undefined
  }
  if (blocks.some((block) => leaves(checker, block))) return undefined
  const [first, ...rest] = blocks.map((block) => assigned(checker, block))
  const common = [...(first ?? [])].filter((name) => rest.every((names) => names.has(name)))
  const unset = common.find((name) => !isSetBefore(checker, statement, name))
  return unset === undefined ? undefined : `\`${unset}\` has no value then`
}

function lastReturns({ tree }: Checker, block: Node): boolean {
  const last = block === NO_NODE ? undefined : statementsOf(tree, block).at(-1)
  if (last === undefined || tree.kind(last) !== K_RETURN_STATEMENT) return false
  const value = statementsOf(tree, last)[0]
  return value !== undefined && tree.text(value) !== 'None'
}

/** Plain variables that the statements of a block assign. */
function assigned({ tree }: Checker, block: Node): ReadonlySet<string> {
  const names = new Set<string>()
  for (const statement of block === NO_NODE ? [] : statementsOf(tree, block)) {
    if (tree.kind(statement) !== K_EXPRESSION_STATEMENT) continue
    const assignment = statementsOf(tree, statement)[0]
    if (assignment === undefined || tree.kind(assignment) !== K_ASSIGNMENT) continue
    const target = tree.text(tree.firstChild(assignment))
    if (/^[A-Za-z_]\w*$/.test(target)) names.add(target)
  }
  return names
}

/** True if the function, or what is around it, may give the variable a value before. */
function isSetBefore({ facts }: Checker, statement: Node, name: string): boolean {
  const scope = facts.scopeOf(statement)
  const binding = facts.lookup(scope, name)
  return binding?.scope !== scope || binding.definitions.some(({ node }) => node < statement)
}

function matchChain(checker: Checker, statement: Node): EnumChain | undefined {
  const { tree } = checker
  const subject = tree.child(statement, F_SUBJECT)
  const body = tree.child(statement, F_BODY)
  if (subject === NO_NODE || body === NO_NODE) return undefined
  let owner: EnumType | undefined
  const handled = new Set<string>()
  const blocks: Node[] = []
  for (const clause of statementsOf(tree, body)) {
    if (tree.kind(clause) !== K_CASE_CLAUSE) return undefined
    if (tree.hasChildOfKind(clause, K_IF_CLAUSE)) return undefined
    const patterns = patternsOf(checker, clause)
    if (patterns.length === 0) return undefined
    for (const pattern of patterns) {
      const found = memberAt(checker, pattern)
      if (found === undefined || (owner !== undefined && owner !== found.enum)) return undefined
      owner = found.enum
      handled.add(found.member)
    }
    blocks.push(bodyOf(tree, clause))
  }
  if (owner === undefined) return undefined
  return { subject: tree.text(withoutParentheses(tree, subject)), enum: owner, handled, blocks }
}

/** The alternatives of `case A | B`. */
function patternsOf({ tree }: Checker, clause: Node): readonly Node[] {
  const found: Node[] = []
  const open = tree.namedChildren(clause).filter((one) => tree.kind(one) === K_CASE_PATTERN)
  for (const one of open) {
    for (const inner of tree.namedChildren(one)) {
      if (tree.kind(inner) === K_UNION_PATTERN) found.push(...tree.namedChildren(inner))
      else found.push(inner)
    }
  }
  return found
}
