// Comments and the directives that tools read in them.
import * as k from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

export interface Comment {
  readonly node: Node
  /** With the `#`. */
  readonly text: string
  /** Line on which it stands, 1-based. */
  readonly line: number
  /** True if nothing but white space stands before it on its line. */
  readonly isOwnLine: boolean
}

export const DIRECTIVES = [
  'type-ignore',
  'noqa',
  'nosec',
  'pylint',
  'no-cover',
  'formatter',
  'lectern',
  'todo',
  'type-comment',
] as const

/** An instruction to a tool inside a comment; one comment may hold several. */
export interface Directive {
  readonly kind: (typeof DIRECTIVES)[number]
  /** Rule names or codes that it names, empty where it means all. */
  readonly codes: readonly string[]
  /** What stands behind it as an explanation, '' if nothing does. */
  readonly reason: string
  /** Where it starts within the comment (UTF-16 units). */
  readonly offset: number
  /** The word that makes it one: `TODO`, `noqa`, `ignore-file`. */
  readonly word: string
}

/** The comment on a line (1-based); comments stand in the order of the file. */
export function commentAt({ comments }: FileFacts, line: number): Comment | undefined {
  let from = 0
  let to = comments.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((comments[middle]?.line ?? 0) < line) from = middle + 1
    else to = middle
  }
  return comments[from]?.line === line ? comments[from] : undefined
}

const CODE = '[A-Za-z][\\w./-]*'
const CODES = `${CODE}(?:\\s*,\\s*${CODE})*`
const LETTERS = '[A-Za-z]+[0-9]+'
const PATTERNS: readonly (readonly [Directive['kind'], RegExp])[] = [
  ['lectern', /#\s*lectern:\s*(ignore-file|ignore)(?:\[([^\]]*)\])?/g],
  [
    'type-ignore',
    /#\s*(?:type:\s*ignore|(pyright|mypy|ty|pyre)[:-]\s*(?:ignore|fixme)(?:-errors)?)(?:\[([^\]]*)\])?/g,
  ],
  [
    'noqa',
    new RegExp(
      `#\\s*((?:ruff|flake8):\\s*noqa|noqa)(?:\\s*:\\s*(${LETTERS}(?:[\\s,]+${LETTERS})*))?`,
      'gi',
    ),
  ],
  ['nosec', /#\s*(nosec)\b(?:\s*:?\s*(B\d+(?:[\s,]+B\d+)*))?/g],
  [
    'pylint',
    new RegExp(`#\\s*pylint:\\s*(disable(?:-next)?|skip-file)(?:\\s*=\\s*(${CODES}))?`, 'g'),
  ],
  ['no-cover', /#\s*pragma:\s*(no\s*(?:cover|branch))()/g],
  ['formatter', /#\s*(fmt:\s*(?:off|on|skip)|isort:\s*\w+|yapf:\s*\w+)()/g],
  ['todo', /\b(TODO|FIXME|XXX|HACK|BUG)\b(?:\(([^)]*)\))?/g],
  ['type-comment', /^#\s*(type):\s*(?!ignore)(\S.*)$/g],
]

/** All comments of the file in order. */
export function readComments(facts: FileFacts): readonly Comment[] {
  const { tree } = facts
  return Array.from(facts.nodesOfKind(k.K_COMMENT), (node) => {
    const start = tree.start(node)
    return {
      node,
      text: tree.text(node),
      line: tree.line(node),
      isOwnLine: opens(tree.source, start),
    }
  })
}

/** The directives of a comment's text in the order in which they stand. */
export function readDirectives(text: string): readonly Directive[] {
  const found: {
    kind: Directive['kind']
    start: number
    end: number
    word: string
    codes: string[]
  }[] = []
  for (const [kind, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const codes = (match[2] ?? '').split(/[\s,]+/).filter(Boolean)
      const start = match.index
      const isCode = kind !== 'type-comment' && kind !== 'todo'
      found.push({
        kind,
        start,
        end: start + match[0].length,
        word: match[1] ?? 'ignore',
        codes: isCode ? codes : match[2] ? [match[2]] : [],
      })
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  return found.map((one, at) => {
    const end = found[at + 1]?.start ?? text.length
    const reason = text.slice(one.end, Math.max(end, one.end)).replace(/^[\s:;,.#-]+|\s+$/g, '')
    return { kind: one.kind, codes: one.codes, reason, offset: one.start, word: one.word }
  })
}

function opens(source: string, start: number): boolean {
  for (let at = start - 1; at >= 0; at -= 1) {
    const code = source.charCodeAt(at)
    if (code === 10 || code === 13) return true
    if (code !== 32 && code !== 9 && code !== 12 && code !== 0xfeff) return false
  }
  return true
}
