import { readDirectives } from '../../facts/comments.ts'
import { K_COMMENT } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'noqa-unjustified',
  title: 'Lint finding waved through without code or reason',
  consequence: 'Whatever a checker finds on these lines, now or later, is never seen by anybody.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
A bare \`# noqa\` or \`# nosec\` silences everything on its line: the one thing that its author looked at, and
whatever comes to the line later. Without a code and a reason the next reader cannot tell what was judged, and
nobody dares to remove it. A whole file can hide behind one such line.
`,
  fix: `
Name what is waved through and say why: \`# noqa: S603  arguments come from a fixed list\`. If there is no
reason, mend the code instead.
`,
  exemptions: [
    {
      text: 'A directive that names its codes, or gives its reason.',
      quiet: py`
        import os  # noqa: F401
        import subprocess  # nosec B404
        import sys  # noqa: E402, F401 needed by plugins
        value = eval("1 + 1")  # nosec the text is a constant
        other = 1  # pylint: disable=invalid-name
        # ruff: noqa: E501
      `,
    },
    {
      text: 'The words in a text or in prose.',
      quiet: py`
        text = "# noqa"
        # A comment about what noqa means.
        name = "nosec"
      `,
    },
    {
      text: 'Lines that coverage is not measured for.',
      quiet: py`
        def main():
            return 0

        if __name__ == "__main__":  # pragma: no cover
            main()
      `,
    },
  ],
  limits: ['Whether the reason is a good one is for the reviewer to judge.'],
  bad: [
    py`
      import os  # noqa #!
      import subprocess  # nosec #!
    `,
    py`
      # ruff: noqa #!
      # flake8: noqa #!
      from app import *  # NOQA #!
      value = 1  # noqa: #!
    `,
  ],
  good: [
    py`
      import os  # noqa: F401 imported by others from here
      import subprocess  # nosec B404 the command is a constant
    `,
  ],
  on: {
    [K_COMMENT](node, checker) {
      const text = checker.tree.text(node)
      if (!/noqa|nosec/i.test(text)) return
      for (const { kind, codes, reason, word } of readDirectives(text)) {
        if ((kind !== 'noqa' && kind !== 'nosec') || codes.length > 0 || reason !== '') continue
        const scope = word.includes(':') ? 'in this file' : 'on this line'
        checker.report({
          node,
          message: `\`${text.trim()}\` silences every finding ${scope}: no code, no reason.`,
        })
      }
    },
  },
})
