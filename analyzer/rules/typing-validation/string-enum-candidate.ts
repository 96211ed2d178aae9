import { comparedWords } from '../../gather/compared-words.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'string-enum-candidate',
  title: 'Fixed set of words that no type names',
  consequence: 'A word that is misspelt in one of the places is never equal, and nothing says so.',
  effortHours: { low: 0.5, high: 2 },
  confidence: 'medium',
  why: `
Several places compare the same thing with words out of a small set. The set itself is written nowhere: a new
member has to be added in all of them, and a typing mistake in one makes a branch that never runs. Editors and
type checkers cannot help with plain strings.
`,
  fix: `
Name the set: \`class Priority(StrEnum): LOW = "low"; ...\` and compare with its members. Pydantic, SQLAlchemy and
JSON take such an enum as it is. \`Literal["low", "high"]\` does for a single signature.
`,
  exemptions: [
    {
      text: 'One or two words, or one place.',
      quiet: py`
        def check(order):
            return order.status == "open" or order.status == "done"

        def only(order):
            if order.kind == "a1":
                return 1
            if order.kind == "b1":
                return 2
            return 3 if order.kind == "c1" else 4
      `,
    },
    {
      text: 'Comparisons with members of an enum.',
      quiet: py`
        import enum

        class Status(enum.StrEnum):
            OPEN = "open"
            DONE = "done"
            LOST = "lost"

        def is_open(order):
            return order.status == Status.OPEN

        def is_over(order):
            return order.status in (Status.DONE, Status.LOST)
      `,
    },
    {
      text: 'Names that are free texts.',
      quiet: py`
        def greet(user):
            if user.name == "anna":
                return "hello"

        def other(user):
            if user.name in ("bert", "carl"):
                return "hi"
      `,
    },
  ],
  limits: [
    'Whether the words come from outside, as from an interface of somebody else, is not known.',
  ],
  bad: [
    {
      'app/orders.py': py`
        def hours(order):
            if order.priority == "critical": #!
                return 1
            return 4 if order.priority == "high" else 24

        def is_late(order):
            return order.priority != "low"
      `,
    },
    {
      'app/schemas.py': py`
        from pydantic import BaseModel, Field

        class Task(BaseModel):
            severity: str = Field("minor", pattern="^(minor|major|fatal)$") #!
      `,
      'app/tasks.py': py`
        def escalate(task):
            if task.severity == "fatal":
                task.page()
            if task.mode == "fast": #!
                task.run()

        def plan(task):
            return task.mode in ("slow", "manual")
      `,
    },
  ],
  good: [
    {
      'app/orders.py': py`
        from enum import StrEnum

        class Priority(StrEnum):
            LOW = "low"
            HIGH = "high"
            CRITICAL = "critical"

        def hours(order):
            if order.priority == Priority.CRITICAL:
                return 1
            return 4 if order.priority == Priority.HIGH else 24
      `,
    },
  ],
  project(project) {
    const byName = Map.groupBy(project.gathered(comparedWords), ({ name }) => name)
    return [...byName].flatMap(([name, places]) => {
      const words = new Set(places.flatMap((one) => one.words))
      const functions = new Set(places.map(({ path, symbol }) => `${path} ${symbol}`))
      const [first] = places.toSorted((a, b) => Number(b.isPattern) - Number(a.isPattern))
      if (first === undefined || words.size < 3 || words.size > 12 || functions.size < 2) return []
      const shown = [...words].slice(0, 5).map((word) => `"${word}"`)
      return [
        {
          path: first.path,
          start: first.start,
          end: first.end,
          message: `\`${name}\` is compared with ${shown.join(', ')}${words.size > 5 ? ' and more' : ''} in ${functions.size} places, and no type names the set.`,
        },
      ]
    })
  },
})
