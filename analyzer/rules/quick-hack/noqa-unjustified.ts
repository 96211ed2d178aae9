import type { Checker } from '../../engine/checker.ts'
import { commentAt, readDirectives } from '../../facts/comments.ts'
import { K_COMMENT } from '../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'noqa-unjustified',
  title: 'Lint suppressed without code or reason',
  consequence:
    'A whole line, or file, is taken out of the checks, so a later and different mistake there goes unseen.',
  effortHours: { low: 0.05, high: 0.25 },
  why: `
A bare \`# noqa\` or \`# nosec\` silences every rule on its line, including those that nobody thought of when
it was written. When the line changes, a new defect is silenced with the old remark. A code keeps the other
rules awake and tells the next reader what is being excused.
`,
  fix: `
Name the code (\`# noqa: F401\`, \`# nosec B603\`), say why in the same comment, or mend what was reported. For
a whole file set per-file ignores in the configuration.
`,
  exemptions: [
    {
      text: 'A directive whose code stands in brackets behind it.',
      quiet: py`
        def family(address):
            return (isinstance(address, str)
                    or isinstance(address, int))  # noqa (pep8 E129)
      `,
    },
    {
      text: 'A suppression that names its code.',
      quiet: py`
        import os  # noqa: F401
        import subprocess  # nosec B404
        import sys  # NOQA:E402,F401
        value = compute()  # pylint: disable=no-member
        other = compute()  # noqa: E501, W291 long address
        # ruff: noqa: F401
      `,
    },
    {
      text: 'A suppression with a reason.',
      quiet: py`
        import os  # noqa - imported for its side effect
        command()  # nosec - the argument is a constant of this file
        def debug():  # pragma: no cover - only run by hand
            pass
      `,
    },
    {
      text: '`pragma: no cover` on code that tests cannot reach.',
      quiet: py`
        import sys
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:  # pragma: no cover
            import app

        class Base:
            def run(self):
                raise NotImplementedError  # pragma: no cover

            def __repr__(self):  # pragma: no cover
                return "Base"

        try:
            import yaml
        except ImportError:  # pragma: no cover
            yaml = None

        if sys.platform == "win32":  # pragma: no cover
            import msvcrt

        if __name__ == "__main__":  # pragma: no cover
            run()
      `,
    },
    {
      text: 'The further imports of a row, or of a package that hands them on: the first is reported.',
      quiet: {
        'app/__init__.py': py`
          from app.orders import Order  # noqa: F401
          value = 1
        `,
        'app/orders.py': 'class Order:\n    pass\n',
      },
    },
    {
      text: 'The words in a text or in another comment.',
      quiet: py`
        text = "x = 1  # noqa"
        # Lines that end in noqa are left alone.
        pattern = compile("nosec")
        # fmt: off
        # isort: skip_file
      `,
    },
  ],
  limits: ['Whether code and reason fit what is reported is not checked.'],
  bad: [
    py`
      import os  # noqa #!
      import subprocess  # nosec #!
    `,
    py`
      import os  # noqa #!
      import re  # noqa
      import sys  # noqa

      value = 1
      import late  # noqa #!
    `,
    py`
      # flake8: noqa #!
      import sys  #NOQA #!

      from app import *  # noqa: #!
      value = compute()  # noqa # type: ignore[misc] #!
      def fallback(value):  # pragma: no cover #!
          value = compute(value)
      other = compute()  # nosec: #!
      third = compute()  # pylint: disable=all #!
      # pylint: skip-file #!
    `,
  ],
  good: [
    py`
      import os  # noqa: F401
      import subprocess  # nosec B404 - commands are constants
    `,
  ],
  on: {
    [K_COMMENT](node, checker) {
      const { tree } = checker
      const text = tree.text(node)
      if (!/no|disable|skip/i.test(text)) return
      for (const { kind, codes, reason, word } of readDirectives(text)) {
        const isPylint = kind === 'pylint'
        if (kind !== 'noqa' && kind !== 'nosec' && kind !== 'no-cover' && !isPylint) continue
        if (isPylint ? codes.some((code) => code !== 'all') : codes.length > 0) continue
        if ((reason.match(/[\p{L}']{2,}/gu) ?? []).length >= 2) continue
        // `noqa (pep8 E129)`: the code in words.
        if (/\b[A-Z]{1,4}\d{2,4}\b/.test(reason)) continue
        if (kind === 'no-cover' && !coversDefinition(checker, node)) continue
        if (kind === 'noqa' && (isLaterImport(checker, node) || isProbe(checker, node))) return
        if (isToldBelow(checker, node) || isToldAbove(checker, node)) return
        checker.report({
          node,
          message: `\`${word}\` without a code or reason ${EFFECT[kind]}.`,
          ...(kind === 'no-cover'
            ? { severity: 'low' as const, confidence: 'medium' as const }
            : isElsewhere(checker, kind) ||
                ((kind === 'noqa' || IMPORT.test(lineBefore(tree, node))) &&
                  (isAboutForm(checker, node) || isOneLine(checker, node)))
              ? { severity: 'low' as const }
              : {}),
        })
        return
      }
    },
  },
})

const EFFECT: Readonly<Record<string, string>> = {
  noqa: 'silences every rule',
  nosec: 'silences every security check',
  pylint: 'silences every message',
  'no-cover': 'takes the code out of the coverage report',
}

/** Code that is kept as its authors wrote it, and what a test does on purpose. */
function isElsewhere({ path, role }: Checker, kind: string): boolean {
  return (
    (kind === 'nosec' && role === 'test') ||
    /(?:^|\/)_?(?:vendor(?:ed)?|third_?party|extern(?:al)?)\//.test(path)
  )
}

/** One line of many, or the file of a package, which hands on the names of others. */
function isOneLine({ tree, facts }: Checker, comment: Node): boolean {
  return facts.isPackage || lineBefore(tree, comment).trim() !== ''
}

const HARD_TO_REACH =
  /TYPE_CHECKING|__(?:repr|str|main|name|del)__|abstract|overload|Protocol|debug/i

/** True behind the header of a definition whose whole body is left out without a plain reason. */
function coversDefinition(checker: Checker, comment: Node): boolean {
  const { tree } = checker
  const line = lineBefore(tree, comment)
  return /^\s*(?:async\s+def|def|class)\b/.test(line) && !HARD_TO_REACH.test(line)
}

/** The text before a comment on its line. */
function lineBefore(tree: SyntaxTree, comment: Node): string {
  const start = tree.lineStarts[tree.line(comment) - 1] ?? 0
  return tree.source.slice(start, tree.start(comment))
}

/** A line that is too long, an import, a header: what is silenced there is about form as a rule. */
function isAboutForm({ tree }: Checker, comment: Node): boolean {
  const line = lineBefore(tree, comment)
  if (/\b(?:unicode|basestring|unichr|xrange|long|raw_input|reload|cmp|file)\b/.test(line))
    return true
  // The end of a call, or another comment: only its form can be meant.
  if (/^\s*[)\]}]+,?:?\s*$/.test(line) || /^#[^#]+#/.test(tree.text(comment))) return true
  return line.length > 79 || /^\s*(?:@|import\b|from\b|(?:async\s+)?def\b|class\b)/.test(line)
}

/** A sentence in the line above. */
function isToldAbove({ tree, facts }: Checker, comment: Node): boolean {
  const above = commentAt(facts, tree.line(comment) - 1)
  return above?.isOwnLine === true && (above.text.match(/[\p{L}']{2,}/gu) ?? []).length >= 6
}

/**
 * `except NotFound:  # nosec`, and the first lines of the block say why; behind other lines the comment
 * below has to take the word up again.
 */
function isToldBelow({ tree, facts }: Checker, comment: Node): boolean {
  const below = commentAt(facts, tree.line(comment) + 1)
  if (below?.isOwnLine !== true || (below.text.match(/[\p{L}']{2,}/gu) ?? []).length < 4)
    return false
  const isHeader = lineBefore(tree, comment).trimEnd().endsWith(':')
  return isHeader || /^#\s*(?:noqa|nosec)\b/i.test(below.text)
}

/** One report is enough for the imports that a package hands on, and for a row of imports. */
function isLaterImport(checker: Checker, comment: Node): boolean {
  const { tree, facts } = checker
  const isImport = (line: string) => IMPORT.test(line)
  if (!isImport(lineBefore(tree, comment))) return false
  const earlier = facts.comments.findLast(
    ({ node, text }) => node < comment && /noqa/i.test(text) && isImport(lineBefore(tree, node)),
  )
  return facts.isPackage ? earlier !== undefined : earlier?.line === tree.line(comment) - 1
}

/** `try: import websockets  # noqa` asks whether it is there. */
function isProbe(checker: Checker, comment: Node): boolean {
  const { tree, facts } = checker
  const line = lineBefore(tree, comment)
  if (!/^\s+(?:import|from)\s/.test(line)) return false
  const start = tree.start(comment) - line.length
  const before = tree.source.slice(Math.max(0, start - HEADER), start)
  return /\btry:\s*$/.test(before) && facts.enclosingFunction(comment) === undefined
}

/** Characters in which the header of a block stands, blank lines behind it included. */
const HEADER = 200

const IMPORT = /^\s*(?:import|from)\s/
