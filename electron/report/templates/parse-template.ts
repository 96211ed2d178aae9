// The tags of a document template, in Mustache's grammar. The library finds the tags; what they may
// do is decided here: values, lists and conditions, computed parts. There is nothing that runs.
import Mustache from 'mustache'

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string; readonly line: number }
  | { readonly kind: 'part'; readonly name: string; readonly line: number }
  | {
      readonly kind: 'section'
      readonly name: string
      readonly line: number
      /** True for what stands there where the list is empty or the condition does not hold. */
      readonly isInverted: boolean
      readonly children: readonly TemplateNode[]
    }

export interface TemplateFault {
  readonly message: string
  /** From 1. */
  readonly line: number
}

export type ParsedTemplate =
  | { readonly ok: true; readonly nodes: readonly TemplateNode[] }
  | { readonly ok: false; readonly fault: TemplateFault }

/** A tag as the library gives it: kind, text, start and end (UTF-16 offsets), children. */
type Token = readonly [string, string, number, number, (readonly Token[] | string)?, ...unknown[]]

/** The nodes of a template, or what stands in the way. */
export function parseTemplate(text: string): ParsedTemplate {
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  // One of our own, because it keeps what it parsed, and templates are parsed at every keystroke.
  const writer = new Mustache.Writer()
  let tokens: readonly Token[]
  try {
    // The library types its tokens loosely; the shape is the one it documents.
    tokens = writer.parse(text) as unknown as readonly Token[]
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    const [, message = 'The tags cannot be read', at = '0'] =
      /^(.{1,300}?) at (\d+)$/s.exec(said) ?? []
    // The library says where it noticed; what was not closed is where it was opened.
    const [, open] = /^Unclosed section "(.{1,100})"$/s.exec(message) ?? []
    const start = open === undefined ? -1 : text.search(openingOf(open))
    const offset = message === 'Unclosed tag' ? text.lastIndexOf('{{') : start
    const line = lineAt(offset < 0 ? Number(at) : offset)
    return { ok: false, fault: { message: `${message}.`, line } }
  }
  const unknown = tokens.flatMap(kindsOf).find((kind) => !KINDS.has(kind))
  return unknown === undefined
    ? { ok: true, nodes: asNodes(tokens, lineAt) }
    : { ok: false, fault: { message: `There is no tag {{${unknown}}}.`, line: 1 } }
}

function openingOf(name: string): RegExp {
  return new RegExp(`\\{\\{\\s*[#^]\\s*${name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}\\s*\\}\\}`)
}

const KINDS = new Set(['text', 'name', '&', '>', '#', '^', '!', '='])

function kindsOf([kind, , , , children]: Token): readonly string[] {
  return [kind, ...(Array.isArray(children) ? children.flatMap(kindsOf) : [])]
}

function asNodes(
  tokens: readonly Token[],
  lineAt: (offset: number) => number,
): readonly TemplateNode[] {
  return tokens.flatMap(([kind, value, start, , children]): TemplateNode[] => {
    const at = { name: value, line: lineAt(start) }
    switch (kind) {
      case 'text':
        return [{ kind: 'text', text: value }]
      // Both kinds of value are the same here: every value is text, none is markup.
      case 'name':
      case '&':
        return [{ kind: 'value', ...at }]
      case '>':
        return [{ kind: 'part', ...at }]
      case '#':
      case '^': {
        const inner = Array.isArray(children) ? asNodes(children, lineAt) : []
        return [{ kind: 'section', ...at, isInverted: kind === '^', children: inner }]
      }
      default:
        // Comments, and tags that change the delimiters.
        return []
    }
  })
}
