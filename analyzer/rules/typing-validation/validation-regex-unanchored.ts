import { insertBefore } from '../../matching/edits/edits.ts'
import { K_CALL, K_STRING } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { openPattern } from './matching/open-ended-patterns.ts'

export default defineRule({
  id: 'validation-regex-unanchored',
  title: 'Validation that does not look at the end of the value',
  consequence:
    'A value passes that only begins as it should: what follows goes unchecked into the database, a path or a command.',
  effortHours: { low: 0.1, high: 0.25 },
  confidence: 'medium',
  cwe: [625, 777],
  why: `
\`match\` begins at the start of the text and stops where the pattern is at its end. Without \`$\` or \`\\Z\` there whatever
follows is accepted: \`^[A-Z]{2}\\d{4}\` takes \`AB1234; DROP TABLE\`. The validation looks strict, and the rest of the program
relies on it.
`,
  fix: `
Compare the whole value with \`fullmatch\`, or end the pattern with \`\\Z\` (\`$\` also takes a line break at the end). Add a
test with something behind a value that fits.
`,
  exemptions: [
    {
      text: 'A pattern that says how the value ends, or is compared with the whole value.',
      quiet: py`
        import re

        NUMBER = re.compile(r"^[A-Z]{2}\d{4}$")
        CODE = re.compile(r"^[A-Z]{2}\d{4}")
        REST = re.compile(r"^[A-Z]{2}.*")

        def validate_number(value):
            if not NUMBER.match(value):
                raise ValueError(value)
            if not CODE.fullmatch(value):
                raise ValueError(value)
            if not re.match(r"^[A-Z]+-\d+\Z", value):
                raise ValueError(value)
            if not REST.match(value):
                raise ValueError(value)
            return value
      `,
    },
    {
      text: 'A prefix, what the value must contain, and a pattern of which the parts are used.',
      quiet: py`
        import re

        PREFIX = re.compile(r"^https?://")
        PAIR = re.compile(r"^[a-z]+=\d+")

        def is_valid_url(value):
            return bool(PREFIX.match(value))

        def validate_password(value):
            if not re.search(r"[A-Z]\d+", value) or not re.match(r"^[a-z]", value):
                raise ValueError(value)
            found = PAIR.match(value)
            if found is None:
                raise ValueError(value)
            return found.group(0)

        def parse(value):
            if not PAIR.match(value):
                raise ValueError(value)
      `,
    },
  ],
  limits: [
    'Patterns with alternatives or look-around are not judged, nor those that do not begin with `^`.',
  ],
  bad: [
    py`
      import re

      PARISH = re.compile(r"^[A-Z]{2}\d{4,6}")

      def clean_parish(value):
          if not PARISH.match(value): #!
              raise ValueError("no parish number")
          return value
    `,
    py`
      import re

      from django.core.validators import RegexValidator
      from pydantic import BaseModel, Field

      CODE = RegexValidator(r"^[A-Z]{3}-\d{4}") #!

      class Order(BaseModel):
          number: str = Field(pattern=r"^ORD-\d{6}") #!

      def is_valid_code(value):
          return re.match(r"^[a-z]{2}-[0-9]+", value) is not None #!
    `,
  ],
  good: [
    py`
      import re

      PARISH = re.compile(r"[A-Z]{2}\d{4,6}")

      def clean_parish(value):
          if not PARISH.fullmatch(value):
              raise ValueError("no parish number")
          return value
    `,
  ],
  roles: ['source'],
  on: {
    [K_CALL](call, checker) {
      const found = openPattern(checker, call)
      if (found === undefined) return
      const { tree } = checker
      const { node, pattern, written } = found
      const end = tree.kind(written) === K_STRING ? tree.endOfSubtree(written) - 1 : -1
      checker.report({
        node,
        message: `\`${pattern}\` says nothing of what follows: a value passes whatever stands behind the part that fits.`,
        evidence: [
          { kind: 'definition', node: written, message: 'the pattern' },
          { kind: 'test', node, message: 'decides whether the value passes' },
        ],
        fixes:
          end === -1
            ? []
            : [
                {
                  title: 'End the pattern with `$`',
                  grade: 'needs-review',
                  edits: [insertBefore(tree, end, '$')],
                },
              ],
      })
    },
  },
})
