import type { Checker } from '../../engine/checker.ts'
import type { Comment } from '../../facts/comments.ts'
import { wholeLines } from '../../matching/edits/removals.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'commented-out-code',
  title: 'Code kept as a comment',
  consequence:
    'Readers cannot tell whether the code is needed, and it rots because nothing checks it.',
  effortHours: { low: 0.05, high: 0.25 },
  confidence: 'medium',
  why: `
Code in a comment is not run, not tested and not renamed with the rest, so it soon would not work. The next
reader has to guess why it is there: a broken feature, an experiment, a warning? The version history keeps
every line that was ever deleted.
`,
  fix: `
Delete it. If it says something that matters (why the obvious way does not work), write that in words.
`,
  exemptions: [
    {
      text: 'Headings, and signatures above what defines them.',
      quiet: py`
        ## import locks
        locks = []

        # dict.get(key)
        get = method_op("get", arity=1)
      `,
    },
    {
      text: 'Prose, also prose that speaks of code.',
      quiet: py`
        # Return the number of lines (without comments).
        # if the order is empty, nothing is sent:
        # for example when the client went away
        # total() is called by the scheduler
        # see also: app.orders.total()
        # x is the width, y = height of the page
        # with the lock held, import is safe
        # import of orders, in steps
        # class of the connection
        # from here on nothing may fail
        # else: nothing to do here
        # not needed any more (since 3.2)
        # None, True or False
        # key: value
        # {
        #     "a": 1
        # }
        # NOTE: this is on purpose
        value = 1
      `,
    },
    {
      text: 'An example or formula that a sentence introduces, and tables of signs.',
      quiet: py`
        # The result can be used like this:
        #     order = load(3)
        #     order.send()
        # For example:
        # total = price * count
        # >>> load(3)
        # e.g. load(3)
        # i = (a + b) / 2
        # a -> b -> c
        # +---+---+
        # == section ==
        # (1, 2)
        # ----------
        value = 1
      `,
    },
    {
      text: 'Directives, the interpreter line, the encoding and editor settings.',
      quiet: py`
        #!/usr/bin/env python
        # -*- coding: utf-8 -*-
        # vim: set ts=4 sw=4 et:
        # type: ignore
        # fmt: off
        # pylint: disable=no-member
        # noqa: F401
        # mypy: disallow-untyped-defs=True
        # cython: language_level=3
        # SPDX-License-Identifier: MIT
        value = 1
      `,
    },
    {
      text: 'An example that a sentence leads over to, and a decorator alone that shows a way to call.',
      quiet: py`
        # Consider that the models are:
        #
        #     class Target(Model):
        #         size = IntegerField()
        #
        #     class Source(Model):
        #         target = ForeignKey(Target)

        def tag(self, name=None):
            if name is None:
                # @register.tag()
                return self.plain
            return self.named(name)
      `,
    },
    {
      text: 'A comment behind code that shows a value or type.',
      quiet: py`
        size = width * height  # = 3 * 4
        names = load()  # ["a", "b"]
        total = 3  # print(total) shows 3
      `,
    },
  ],
  limits: ['One commented line that could be prose is left alone.'],
  bad: [
    py`
      def total(order):
          # subtotal = sum(line.price for line in order.lines) #!
          # return subtotal * 1.19
          return order.total
    `,
    py`
      # import os #!
      # from app import load, save

      value = 1
      # print(value) #!
      value = 2
      #if value == 1: #!
      #    value = 2
      value = 2
      # def old(x): #!
      #     return x + 1

      # @decorator #!
      # class Old(Base):
      #     pass

      # self.orders.append(order) #!
      value = 2
      # raise ValueError("x") #!

      # for order in self.orders: #!
      #     order.send()
      value = 2
      # try: #!
      #     load()
      # except ValueError:
      #     pass
      value = 2
      # x = [1, 2, 3] #!

      # await client.close() #!
      value = 2
      # del cache[key] #!
      value = 2
      # table = { #!
      #     "a": 1,
      # }
      value = 2
      # send( #!
      #     value,
      # )
      value = 2
      # value = value + 1 #!
    `,
  ],
  good: [
    py`
      def total(order):
          # The tax office rounds per line, so the lines cannot be summed here.
          return order.total
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const blocks: Comment[][] = []
      for (const comment of checker.facts.comments) {
        if (!comment.isOwnLine) continue
        const last = blocks.at(-1)
        const isNext = last?.at(-1)?.line === comment.line - 1
        if (isNext && last !== undefined) last.push(comment)
        else blocks.push([comment])
      }
      for (const block of blocks) checkBlock(checker, block)
    },
  },
})

const INTRODUCING = /:$|\be\.?g\.?\b|\bexample|\blike\b.{0,12}$|^>>>|such as|instance/i

/** Reports each run of code lines in a block of comment lines. */
/** `# NOTE(xek): We do not want to enable this yet.` */
const REASON =
  /^(?:note|xxx)\b.{20}|\b(?:until|because|due to|not yet|for now|once|uncomment)\b|^todo\b.{20}/i

function checkBlock(checker: Checker, block: readonly Comment[]): void {
  let isExample = false
  let run: Comment[] = []
  let strong = false
  // `## import locks` is a heading, `# /// script` says what a tool needs to run the file.
  const isHeading = block.length === 1 && /^##+ ?\w+ \w+$/.test(block[0]?.text ?? '')
  if (isHeading || /^# \/\/\/ \w+/.test(block[0]?.text ?? '')) return
  const close = (): void => {
    const [first] = run
    const last = run.at(-1)
    if (first !== undefined && last !== undefined && strong) {
      const { tree } = checker
      const removal = wholeLines(tree, tree.start(first.node), tree.end(last.node))
      checker.report({
        node: first.node,
        through: last.node,
        // Somebody says why it is kept.
        ...(isNoted && { severity: 'low' as const }),
        fixes:
          removal === undefined
            ? []
            : [{ title: 'Delete it', grade: 'needs-review', edits: [removal] }],
        message:
          run.length === 1
            ? `\`${shown(first.text)}\` is code, kept as a comment.`
            : `${'`'}${shown(first.text)}${'`'} and ${run.length - 1} more ${run.length === 2 ? 'line' : 'lines'} are code, kept as a comment.`,
      })
    }
    run = []
    strong = false
  }
  let isIntroduced = false
  let isOpen = false
  let isNoted = false
  for (const comment of block) {
    const text = comment.text.replace(/^#+:?/, '')
    const line = text.trim()
    // `since both of them call` above: the line ends the sentence.
    const isEnd = isOpen && run.length === 0 && isLastOfTwo(block, comment)
    const kind = isExample || isEnd ? 'prose' : kindOf(line, run.length > 0)
    if (kind === 'prose') {
      close()
      isNoted ||= REASON.test(line)
      isOpen = LEADING_OVER.test(line)
      // A sentence that leads over to an example may stand apart from it.
      if (line === '') isExample = isIntroduced
      else if (INTRODUCING.test(line)) isExample = true
      if (line !== '' && (!isExample || !/^\s{2}/.test(text))) isIntroduced = /[:,]$/.test(line)
      continue
    }
    run.push(comment)
    if (kind === 'code') strong = true
  }
  // A decorator alone shows how what follows is called, or is told of right above.
  if (run.length === 1 && (block.length === 1 || isNoted) && /^#+\s*@/.test(run[0]?.text ?? ''))
    return
  close()
}

/** A sentence that goes on in the next line. */
const LEADING_OVER =
  /\b(?:calls?|calling|uses?|using|via|with|to|of|by|in|from|like|than|and|or|as|the|a|an|is|are|after|before|see|than|for)$/i

function isLastOfTwo(block: readonly Comment[], comment: Comment): boolean {
  return block.length > 1 && block.at(-1) === comment
}

const DIRECTIVE =
  /^(?:!|-\*-|vim?:|type:|fmt:|isort:|noqa|nosec|pylint:|pragma|mypy:|pyright:|ruff:|cython:|distutils:|flake8:|yapf:|lectern:|SPDX|coding[:=]|language\s*=|region\b|endregion\b|todo\b|fixme\b|xxx\b|note\b|https?:)/i

/** Statements that no sentence looks like. */
const CODE: readonly RegExp[] = [
  /^import [a-z_][\w.]*(?: as \w+)?(?:, ?[a-z_][\w.]*)*$/,
  /^from \.*[a-zA-Z_][\w.]* import (?:\(|\*|\w+(?: as \w+)?(?:, ?\w+(?: as \w+)?)*,?\)?)$/,
  /^(?:async )?def \w+\(.*$/,
  /^class \w+(?:\([\w., =]*\))?:$/,
  /^@[a-z_][\w.]*(?:\(.*\))?$/,
  /^(?:if|elif|while) (?:not )?[\w.]+(?: ?[.()[\]=<>!"'+%*-]| (?:is|in|not|and|or)\b).*:$/,
  /^(?:if|elif|while) (?:not )?\w+:$/,
  /^(?:async )?for [\w, ()]+ in [\w.]+(?:[([].*)?:$/,
  /^(?:async )?with [\w.]+\(.*\)(?: as \w+)?:$/,
  /^except(?: [A-Z][\w.]*(?: as \w+)?| \([\w., ]+\)(?: as \w+)?)?:$/,
  /^(?:try|finally):$/,
  /^raise [A-Z]\w*(?:\(.*\))?$/,
  /^return [\w.]+[([].*[)\]]$/,
  /^(?:return )?(?:await )?(?:self|cls)\.\w[\w.]*(?:\(.*\)|\[.*\]|(?: [-+*/]?= ).+)$/,
  /^await [\w.]+\(.*\)$/,
  /^(?:print|breakpoint|pdb\.set_trace)\(.*\)$/,
  /^[a-z_][\w.]*\.\w+\(.+\)$/,
  /^[a-z_][\w.]*\.[a-z]+_\w+\(\)$/,
  /^del [\w.]+(?:\[.*\]|\.\w+)$/,
  /^assert [\w.]+(?:\(.*\))? ?(?:==|!=|is|in|<|>).+$/,
  /^[a-z_][\w.]*(?:\[[^\]]+\])? (?:[-+*/|&]?=) (?:await )?(?:[\w.]+\(.*\)|\[.*\]|\{.*\}|f?["'].*["']|True|False|None|-?\d[\d_.]*|\w+(?:\.\w+)+|lambda\b.*)$/,
  /^[a-z_]\w*: [A-Za-z][\w.[\], |]* = .+$/,
  // A value or call that goes on in the next line, and a value that is made of the old one.
  /^[a-z_][\w.]*(?:\[[^\]]+\])? = (?:[a-zA-Z_][\w.]*)?[[{(]$/,
  /^[a-z_][\w.]*\($/,
  /^([a-z_][\w.]*) = \1 [-+*/%|&] \S+$/,
]

/** Lines that are code only beside others that are. */
const FOLLOWING: readonly RegExp[] = [
  /^(?:pass|break|continue|return|else:|\.\.\.|[)\]}]+[,:]?)$/,
  /^return .+$/,
  /^(?:elif|if|for|while|with) .+:$/,
  /^[\w.[\]'"]+ ?(?:[-+*/|&]?=) ?.+$/,
  /^[\w.]+\(.*$/,
  /^.*[,([{]$/,
  /^[\w.'"]+[,)]+$/,
]

/** `dict.get(key)` above what defines it, and other signatures of the types of the language. */
const SIGNATURE =
  /^(?:dict|list|set|frozenset|tuple|str|bytes|bytearray|int|float|bool|object|type)\.\w+\([\w, *=]*\)$/

function kindOf(line: string, isInside: boolean): 'code' | 'more' | 'prose' {
  if (SIGNATURE.test(line)) return 'prose'
  if (line === '' || DIRECTIVE.test(line) || line.length > 200) return 'prose'
  // Two or more plain words in a row outside of texts are a sentence, but for the keywords.
  const bare = line.replace(/f?"[^"]*"|f?'[^']*'/g, '""')
  if (isSentence(bare)) return 'prose'
  if (CODE.some((pattern) => pattern.test(line))) return 'code'
  return isInside && FOLLOWING.some((pattern) => pattern.test(line)) ? 'more' : 'prose'
}

const KEYWORDS =
  /\b(?:import|from|as|def|class|if|elif|while|for|in|is|not|and|or|with|except|raise|return|await|async|del|assert|lambda|else|yield|None|True|False|print)\b/g

function isSentence(line: string): boolean {
  const words = line.replace(KEYWORDS, '|')
  if (/[a-z]{2,}\s+[a-z]{2,}/i.test(words)) return true
  return /[a-z]\.$|\s->\s|[?!]$|\.\.\.\s/.test(line)
}

function shown(comment: string): string {
  const text = comment.replace(/^#+\s*/, '').replaceAll('`', "'")
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}
