import type { Checker } from '../../engine/checker.ts'
import type { Comment } from '../../facts/comments.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'commented-out-code',
  title: 'Code left behind as a comment',
  consequence:
    'Readers cannot tell whether it is needed again, wrong, or forgotten; nobody keeps it up to date.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
The comment holds statements that once ran. They are not tested, not refactored and soon do not fit the code
around them. Each reader stops and wonders whether something was switched off by mistake. The history of the
repository keeps what was deleted; the file need not.
`,
  fix: `
Delete it. If it says something that matters, write that in words.
`,
  exemptions: [
    {
      text: 'Prose, also where it speaks of code.',
      quiet: py`
        # Call save() before the commit.
        # The value is x + 1 in this case.
        # if the user is new, send a mail
        # return the first match
        # for more information see the manual
        value = 1
        # import the data, then export it again
      `,
    },
    {
      text: 'Examples that are announced, and interactive sessions.',
      quiet: py`
        # Example:
        #     total = price * count
        #     print(total)
        value = 1
        # >>> value + 1
        # 2
        # For example:
        # value = load()
        # save(value)
      `,
    },
    {
      text: 'Instructions to tools, settings of editors, addresses.',
      quiet: py`
        #!/usr/bin/env python
        # -*- coding: utf-8 -*-
        # type: ignore[attr-defined]
        # vim: set ts=4:
        # https://example.org/page(1)
        # pylint: disable=invalid-name
        value = 1  # x = 2 would be wrong
      `,
    },
  ],
  limits: ['Single lines that could be prose are left alone.'],
  bad: [
    py`
      def total(order):
          # tax = order.tax() #!
          # return order.sum + tax
          return order.sum
    `,
    py`
      import os
      # import sys #!
      # from app.models import User

      def run(job):
          # print(job) #!
          job.start()
          # if job.failed: #!
          #     job.retry()
          # else:
          #     job.close()
          return job
    `,
  ],
  good: [
    py`
      def total(order):
          return order.sum
    `,
  ],
  roles: ['source', 'test'],
  on: {
    [K_MODULE](_, checker) {
      for (const block of blocksOf(checker.facts.comments)) {
        const [first] = block
        if (first === undefined || isAnnounced(block)) continue
        const at = block.findIndex(({ text }) => isStatement(bare(text)))
        const start = block[at]
        if (start === undefined || !isCode(block.slice(at))) continue
        report(checker, start)
      }
    },
  },
})

function report(checker: Checker, comment: Comment): void {
  checker.report({
    node: comment.node,
    message: `\`${bare(comment.text).trim().slice(0, 80)}\` is code that was switched off.`,
  })
}

/** Comments that stand on lines of their own, one below the other. */
function blocksOf(comments: readonly Comment[]): Comment[][] {
  const blocks: Comment[][] = []
  let last: Comment | undefined
  for (const comment of comments) {
    if (!comment.isOwnLine) continue
    if (last !== undefined && comment.line === last.line + 1) blocks.at(-1)?.push(comment)
    else blocks.push([comment])
    last = comment
  }
  return blocks
}

function bare(text: string): string {
  return text.replace(/^#+ ?/, '')
}

/** True when words in front of the code say that it is an example. */
function isAnnounced(block: readonly Comment[]): boolean {
  return block.some(
    ({ text }) =>
      /[:：]\s*$|>>>|\bexamples?\b|e\.g\.|::/i.test(text) &&
      !isStatement(bare(text)) &&
      !PART.test(bare(text)),
  )
}

const STATEMENTS: readonly RegExp[] = [
  /^\s*(?:import [\w.]+(?: as \w+)?(?:, [\w.]+)*|from [\w.]+ import [\w*]+(?: as \w+)?(?:, \w+)*)$/,
  /^\s*(?:async )?def \w+\(.*\).*:$/,
  /^\s*class \w+(?:\([\w., =]*\))?:$/,
  /^\s*(?:if|elif|while) [\w.()[\]'"]+(?: (?:==|!=|<=?|>=?|is|in|not|and|or) .*)?:$/,
  /^\s*(?:for [\w, ()]+ in [\w.()[\]'", ]+|with [\w.]+\(.*\)(?: as \w+)?|try|finally|except(?: [\w.(), ]+)?(?: as \w+)?):$/,
  /^\s*@[\w.]+(?:\(.*\))?$/,
  /^\s*(?:await )?[a-z_][\w.]*\([^()]*(?:\([^()]*\)[^()]*)*\)$/,
  /^\s*(?:self\.)?[a-z_][\w.]*(?:\[[^\]]+\])? (?:[-+*/|&]?=) (?:[\w.]+\(.*\)|[\w.]+(?: [-+*/%] [\w.]+)*|['"].*['"]|\[.*\]|\{.*\}|not \w+|await .+)$/,
  /^\s*return(?: (?:[\w.]+\(.*\)|self(?:\.\w+)+|None|True|False|[\w.]+ [-+*/%] [\w.]+|\[.*\]|\{.*\}))$/,
  /^\s*raise \w+\(.*\)$/,
  /^\s*assert [\w.()[\]]+ (?:==|!=|is|in|<|>) .+$/,
]

function isStatement(line: string): boolean {
  const text = line.replace(/\s+$/, '')
  if (/^(?:type|noqa|pylint|pragma|fmt|isort|mypy|ruff|vim|nosec|lectern|-\*-|!)/.test(text.trim()))
    return false
  if (/https?:\/\/|\.\.\.$|^\s*e\.g/.test(text)) return false
  return STATEMENTS.some((pattern) => pattern.test(text))
}

/** Lines that may continue a statement. */
const PART =
  /^\s*(?:[)\]}],?|else:|pass|break|continue|return|[\w.]+=.+,|['"].*['"],?|\w+,|\s{4,}\S.*)$/

/** Most lines are code; a single line must be a plain one. */
function isCode(lines: readonly Comment[]): boolean {
  const texts = lines.map(({ text }) => bare(text)).filter((text) => text.trim() !== '')
  // One line alone may explain the code below it: a formula, a decorator that others write.
  if (texts.length === 1 && /^\s*@|= (?:[\w.]+|[\w.]+ [-+*/%] [\w.]+)$/.test(texts[0] ?? ''))
    return false
  const count = texts.filter((text) => isStatement(text) || PART.test(text)).length
  return count * 4 >= texts.length * 3
}
