import { K_COMMENT } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'todo-comment',
  title: 'Note of unfinished work without owner or ticket',
  consequence: 'Known gaps are written down where nobody looks for them, and ship.',
  effortHours: { low: 0.1, high: 1 },
  picky: true,
  why: `
A note in the source has no owner, no date and no priority. Nobody is reminded of it; it outlives the person
who wrote it, and the next reader cannot tell whether it is still true. A \`FIXME\` says of itself that
something is broken.
`,
  fix: `
Do it, or open a ticket and name it in the comment: \`# TODO(ada): retry on 503, see #214\`. Delete notes that
nobody means to act on.
`,
  exemptions: [
    {
      text: 'A note that names an owner, a ticket or an address.',
      quiet: py`
        # TODO(ada): retry on 503
        # TODO @ada: retry on 503
        # FIXME #214: retry on 503
        # TODO: retry on 503, see PAY-17
        # HACK: https://bugs.example.org/3 is not mended yet
        # TODO gh-99: remove
      `,
    },
    {
      text: 'The word as a part of another, as a placeholder, and in texts.',
      quiet: py`
        todo = load_todos()
        text = "TODO: nothing"
        # All todos of the user are shown.
        # A date looks like XXXX-XX-XX.
        # The "TODO" list is sorted by age.
        # hackathon
        # The rest stands in the TODO list of the team.
        def show_todos(user):
            return [todo for todo in text if todo.user == user]
        count = len(todo)
      `,
    },
  ],
  limits: ['Notes in docstrings are not read.'],
  bad: [
    py`
      def fetch():
          # TODO: retry on 503 #!
          return get()
    `,
    py`
      value = 1  # FIXME #!
      # XXX this is wrong for negative numbers #!
      # HACK around the vendor's bug #!
      #TODO later #!
      # todo: rename #!
      # Not thread-safe. TODO add a lock #!
      # TODO() owner missing #!
      # fixme - wrong #!
      x = 1  # see below; FIXME later #!
    `,
  ],
  good: [
    py`
      def fetch():
          # TODO(ada): retry on 503, see #214
          return get()
    `,
  ],
  on: {
    [K_COMMENT](node, checker) {
      const { tree } = checker
      const text = tree.text(node)
      const found = OPENING.exec(text) ?? INSIDE.exec(text)
      if (found === null || OWNED.test(text.slice(found.index))) return
      const word = (found[1] ?? '').toUpperCase()
      checker.report({
        node,
        message: `\`${word}\` without an owner or a ticket${tree.text(node).replace(/^[#\W]*\w+\W*/, '') === '' ? ', and without saying what' : ''}.`,
        ...(word === 'FIXME' ? { severity: 'medium' as const } : {}),
      })
    },
  },
})

const OPENING =
  /^#+[\s!:@-]*(TODO|FIXME|XXX|HACK|todo(?=\s*[:(-])|fixme(?=\s*[:(-])|hack(?=\s*:)|xxx(?=\s*:)|Todo(?=\s*:)|Fixme(?=\s*:))(?![\w-]|X)/
/** Within a comment: at the start of a sentence, or followed by what is to be done. */
const INSIDE = /(?:(?<=[.;:,!?)#-]\s*)|(?<!["'`\w])(?=\w+\s*[:(-]))(TODO|FIXME)\b(?!["'`])/
const OWNED =
  /^\W*\w+\s*(?:\(\s*[^)\s][^)]*\)|\[[^\]]+\]|@\w+)|#\d+|\bgh-\d+|\b[A-Z][A-Z0-9]+-\d+\b|https?:\/\/|\b(?:issue|ticket|bug|bpo)[-\s#]*\d+/
