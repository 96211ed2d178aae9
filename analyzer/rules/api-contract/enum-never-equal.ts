import { domainOf } from '../../domain/domain-of.ts'
import type { EnumMember, EnumType } from '../../domain/enums/enums.ts'
import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { placeOfClass } from '../../matching/names/project-places.ts'
import type { ProjectClass } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_NAME,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  T_BANG_EQ,
  T_EQ_EQ,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Bases that make members equal to their values. */
const EQUAL =
  /(?:^|\.)(?:str|int|float|bytes|date|datetime|tuple|StrEnum|IntEnum|IntFlag|Flag|ReprEnum|Choices|TextChoices|IntegerChoices)$/
/** Settings by which a model keeps the values in place of the members. */
const KEEPS_VALUES = new Set(['use_enum_values', 'native_enum'])
const TYPE_ASKED = new Set(['builtins.isinstance', 'builtins.type'])

export default defineRule({
  id: 'enum-never-equal',
  title: 'Enum member compared with its value',
  consequence: 'The comparison is never true: the branch behind it never runs, or always does.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [697, 570],
  why: `
A member of a plain \`Enum\` equals itself and nothing else: \`State.DONE == 'done'\` is \`False\`, although its value is
\`'done'\`. Nothing warns of it, the condition simply does not hold. Only members of \`StrEnum\`, \`IntEnum\` and of enums
that derive from \`str\` or \`int\` as well equal their values.
`,
  fix: `
Compare with the member: \`job.state is State.DONE\`. Where the text comes from outside, make a member of it first:
\`State(text)\`.
`,
  exemptions: [
    {
      text: 'Enums whose members equal their values, and enums that say themselves what they equal.',
      quiet: py`
        from dataclasses import dataclass
        from enum import Enum, StrEnum

        class Kind(str, Enum):
            NEW = 'new'

        class Mode(StrEnum):
            FAST = 'fast'

        class Loose(Enum):
            ONE = 'one'

            def __eq__(self, other):
                return self.value == getattr(other, 'value', other)

        @dataclass
        class Job:
            kind: Kind
            mode: Mode
            loose: Loose

            def is_new(self):
                return self.kind == 'new' and self.mode == 'fast' and self.loose == 'one'
      `,
    },
    {
      text: 'The value of a member, and a member.',
      quiet: py`
        from enum import Enum

        class State(Enum):
            DONE = 'done'

        def check(state: State):
            return state.value == 'done' or state == State.DONE or state.name == 'DONE'
      `,
    },
    {
      text: 'A column of a class, and a field that is given texts too.',
      quiet: py`
        from dataclasses import dataclass
        from enum import Enum
        from sqlalchemy import select
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class State(Enum):
            DONE = 'done'

        class Base(DeclarativeBase):
            pass

        class Order(Base):
            __tablename__ = 'orders'
            id: Mapped[int] = mapped_column(primary_key=True)
            state: Mapped[State]

        def finished():
            return select(Order).where(Order.state == 'done')

        @dataclass
        class Job:
            state: State

            def finish(self):
                self.state = 'done'

            def is_done(self):
                return self.state == 'done'

        @dataclass
        class Row:
            mode: State

        def read(data):
            row = Row(**data)
            return row.mode == 'done'
      `,
    },
    {
      text: 'A value that is asked for its type first.',
      quiet: py`
        from enum import Enum

        class State(Enum):
            DONE = 'done'

        def check(state: State):
            if isinstance(state, str):
                return state == 'done'
            return state == State.DONE
      `,
    },
  ],
  limits: ['Only comparisons with the value or the name of a member are told.'],
  bad: [
    {
      'states.py': py`
        from enum import Enum

        class State(Enum):
            NEW = 'new'
            DONE = 'done'

        class Level(Enum):
            LOW = 1
            HIGH = 2
      `,
      'jobs.py': py`
        from dataclasses import dataclass
        from states import Level, State

        @dataclass
        class Job:
            state: State = State.NEW
            level: Level = Level.LOW

            def is_done(self):
                return self.state == 'done' #!

        def label(job: Job, state: State):
            if job.level == 2: #!
                return 'high'
            return 'open' if state != 'DONE' else 'done' #!
      `,
    },
  ],
  good: [
    py`
      from dataclasses import dataclass
      from enum import Enum

      class State(Enum):
          NEW = 'new'
          DONE = 'done'

      @dataclass
      class Job:
          state: State = State.NEW

          def is_done(self):
              return self.state is State.DONE
    `,
  ],
  roles: ['source'],
  on: {
    [K_COMPARISON_OPERATOR](node, checker) {
      const { tree } = checker
      const [left, right, more] = tree.namedChildren(node)
      if (left === undefined || right === undefined || more !== undefined) return
      const operator = tree.kind(tree.endOfSubtree(left))
      if (operator !== T_EQ_EQ && operator !== T_BANG_EQ) return
      const [asked, text] = constantValue(tree, right) === undefined ? [right, left] : [left, right]
      const value = constantValue(tree, text)
      if (typeof value !== 'string' && typeof value !== 'number') return
      const own = enumOf(checker, asked)
      const member = own?.members.find((one) => one.value === value || one.name === value)
      if (own === undefined || member === undefined || mayHoldText(checker, asked)) return
      report(checker, node, asked, own, member, operator === T_EQ_EQ)
    },
  },
})

function report(
  checker: Checker,
  node: Node,
  asked: Node,
  own: EnumType,
  member: EnumMember,
  isEqual: boolean,
): void {
  const { tree } = checker
  checker.report({
    node,
    message: `\`${tree.text(asked)}\` is a member of \`${own.name}\`, which never equals a plain value: this is ${isEqual ? 'never true' : 'always true'}. \`${own.name}.${member.name}\` is meant.`,
    confidence: 'medium',
    related: [placeOfClass(own.class)],
  })
}

/** The plain enum of which a value is a member; undefined where it may be anything else. */
function enumOf(checker: Checker, asked: Node): EnumType | undefined {
  const { tree, project } = checker
  const kind = tree.kind(asked)
  if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) return undefined
  if (kind === K_ATTRIBUTE) {
    // `Order.state == 'done'` builds a condition of a query.
    const object = checker.valueOf(tree.child(asked, F_OBJECT))
    if (object?.kind === 'class') return undefined
  }
  const value = checker.valueOf(asked)
  if (value?.kind !== 'instance') return undefined
  const own = domainOf(project).enums.of(value.class)
  return own?.kind === 'plain' && isPlain(checker, own.class) ? own : undefined
}

function isPlain({ project }: Checker, own: ProjectClass): boolean {
  return project.index.hierarchy
    .order(own)
    .every((base) => (typeof base === 'string' ? !EQUAL.test(base) : !base.methods.has('__eq__')))
}

/** True where the field is given texts as well, or its object is made of data from outside. */
function mayHoldText(checker: Checker, asked: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(asked)?.node ?? NO_NODE
  const asksType = facts.calls.some(
    (call) => TYPE_ASKED.has(facts.calleeName(call) ?? '') && tree.contains(owner, call),
  )
  if (asksType || keepsValues(checker)) return true
  if (tree.kind(asked) !== K_ATTRIBUTE) return false
  if (isGivenText(checker, tree.text(tree.child(asked, F_ATTRIBUTE)))) return true
  const object = checker.valueOf(tree.child(asked, F_OBJECT))
  return object?.kind === 'instance' && isMadeOfMapping(checker, object.class)
}

/** True where a field or a keyword of that name is set to a literal text in this file. */
function isGivenText({ tree, facts }: Checker, name: string): boolean {
  const fields = facts.nodesOfKind(K_ASSIGNMENT).some((node) => {
    const left = tree.child(node, F_LEFT)
    const target = tree.kind(left) === K_ATTRIBUTE ? tree.child(left, F_ATTRIBUTE) : left
    return tree.text(target) === name && isText(tree, tree.child(node, F_RIGHT))
  })
  const keywords = facts.nodesOfKind(K_KEYWORD_ARGUMENT)
  return (
    fields ||
    keywords.some(
      (node) =>
        tree.text(tree.child(node, F_NAME)) === name && isText(tree, tree.child(node, F_VALUE)),
    )
  )
}

const isText = (tree: SyntaxTree, node: Node): boolean =>
  node !== NO_NODE && typeof constantValue(tree, node) === 'string'

/** `Job(**data)`: the fields hold what the mapping holds. */
function isMadeOfMapping(checker: Checker, of: ProjectClass): boolean {
  const { facts } = checker
  return facts.calls.some((call) => {
    if (!facts.arguments(call).some(({ isUnpacked }) => isUnpacked)) return false
    const callee = checker.valueOf(facts.callee(call))
    return callee?.kind === 'class' && callee.class === of
  })
}

/** A file whose models keep the values of enums. */
function keepsValues({ tree, facts }: Checker): boolean {
  return facts.nodesOfKind(K_IDENTIFIER).some((node) => KEEPS_VALUES.has(tree.text(node)))
}
