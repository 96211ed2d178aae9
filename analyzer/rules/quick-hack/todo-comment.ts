import { readDirectives } from '../../facts/comments.ts'
import { K_COMMENT } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'todo-comment',
  title: 'Open work that nobody owns',
  consequence: 'Known gaps stay in the code for years, because no list and no person has them.',
  effortHours: { low: 0.1, high: 2 },
  why: `
The comment says that something is missing or wrong, and nobody is named who will see to it. It is in no
backlog and has no date; whoever reads it cannot tell whether it still holds. What is known to be wrong goes
to production with it.
`,
  fix: `
Do it now, or write a ticket and name it: \`# TODO(anna) #412: check the signature\`. Delete the comment if it
no longer holds.
`,
  exemptions: [
    {
      text: 'A comment that names an owner or a ticket.',
      quiet: py`
        # TODO(anna): check the signature
        # FIXME #412 the unit is wrong for old orders
        # TODO PROJ-77: remove after the migration
        # HACK: see https://bugs.example.org/12
        value = 1
      `,
    },
    {
      text: 'The word in another meaning, or in a text.',
      quiet: py`
        todo = []
        # The todo list of a user.
        # Expects XXX-XXX as a pattern.
        text = "TODO"
        # debugging output of the parser
      `,
    },
    {
      text: 'A note that states a fact.',
      quiet: py`
        # NOTE: rounding is done by the caller
        value = 2
      `,
    },
  ],
  limits: ['Whether the ticket is open is not known.'],
  bad: [
    py`
      def orders(user):
          # TODO: implement the query #!
          return []
    `,
    py`
      value = 3  # FIXME wrong for leap years #!
      # XXX: this breaks with two workers #!
      # HACK until the driver is repaired #!
      other = value
    `,
  ],
  good: [
    py`
      def orders(user):
          return list(user.orders)
    `,
  ],
  roles: ['source', 'test'],
  on: {
    [K_COMMENT](node, checker) {
      const text = checker.tree.text(node)
      if (!/TODO|FIXME|XXX|HACK/.test(text)) return
      const directive = readDirectives(text).find(({ kind }) => kind === 'todo')
      if (directive === undefined || directive.word === 'BUG') return
      // Within prose the word is only spoken of.
      if (!/^#[\s#*!-]*$/.test(text.slice(0, directive.offset))) return
      const rest = text.slice(directive.offset + directive.word.length)
      if (directive.codes.length > 0 || TICKET.test(rest) || /^[-\w]/.test(rest)) return
      checker.report({
        node,
        message: `\`${text.trim().slice(0, 80)}\` names no owner and no ticket.`,
      })
    },
  },
})

const TICKET = /#\d+|\b[A-Z][A-Z0-9]+-\d+\b|https?:\/\/|\b(?:bpo|gh|issue)[-\s#]*\d+/i
