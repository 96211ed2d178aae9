// A template and a packet's figures become a document. The template's own text is Markdown; what the
// figures put into it is never read as Markdown, so no text of a review can become markup.
import type { Heading, PhrasingContent, Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Block } from '../tree/build.ts'
import { inline } from '../tree/build.ts'
import { plainText } from '../tree/plain-text.ts'
import { templateBlocks } from '../tree/prose.ts'
import type { DocumentPart } from './document-parts.ts'
import type { TemplateNode } from './parse-template.ts'
import type { TemplateScope, TemplateValue } from './template-scope.ts'

export interface TemplateProblem {
  /** `fail`: the template does not say what it shall; `warn`: it does, and there is something to know. */
  readonly weight: 'fail' | 'warn'
  readonly message: string
  /** Line of the template, from 1; absent for the template as a whole. */
  readonly line?: number
}

export interface RenderedTemplate {
  readonly tree: Root
  readonly problems: readonly TemplateProblem[]
  /** Parts of the document that the template shows. */
  readonly shownParts: ReadonlySet<string>
  /** Set when rendering was given up. */
  readonly overrun?: string
}

/** Most characters of Markdown and most values that a template may come to. */
const MAX_TEXT = 4_000_000
const MAX_VALUES = 400_000

// Private characters around a number stand for a value until the Markdown is read.
const OPEN = '\ue000'
const CLOSE = '\ue001'
const MARK = /\ue000(\d+)\ue001/g

class Overrun extends Error {}

interface Filling {
  readonly values: TemplateValue[]
  readonly blocks: Map<number, { readonly part?: DocumentPart; readonly body: readonly Block[] }>
}

/** `parts` are the computed ones of the document, `outline` the names of all that it can have. */
export function renderTemplate(
  nodes: readonly TemplateNode[],
  scope: TemplateScope,
  parts: readonly DocumentPart[],
  outline: readonly string[],
): RenderedTemplate {
  const problems = new Map<string, TemplateProblem>()
  const say = (problem: TemplateProblem) => {
    problems.set(`${problem.line} ${problem.message}`, problem)
  }
  const filling: Filling = { values: [], blocks: new Map() }
  const byId = new Map(parts.map((part) => [part.id, part]))
  let length = 0

  function emit(text: string): string {
    length += text.length
    if (length > MAX_TEXT || filling.values.length > MAX_VALUES) throw new Overrun()
    return text
  }
  function mark(of: TemplateValue): string {
    filling.values.push(of)
    return emit(`${OPEN}${filling.values.length - 1}${CLOSE}`)
  }
  const look = <T>(scopes: readonly TemplateScope[], of: (one: TemplateScope) => T | undefined) => {
    for (const one of scopes) {
      const found = of(one)
      if (found !== undefined) return found
    }
    return undefined
  }

  function valueNamed(name: string, scopes: readonly TemplateScope[]): TemplateValue | undefined {
    const [, kind, id] = /^(title|has)\.(.+)$/.exec(name) ?? []
    if (kind === undefined || id === undefined || !outline.includes(id)) {
      return look(scopes, (one) => one.value(name))
    }
    const part = byId.get(id)
    return { inline: kind === 'title' ? (part?.title ?? []) : [], isSomething: part !== undefined }
  }

  function write(all: readonly TemplateNode[], scopes: readonly TemplateScope[]): string {
    return all.map((node) => writeOne(node, scopes)).join('')
  }

  function writeOne(node: TemplateNode, scopes: readonly TemplateScope[]): string {
    if (node.kind === 'text') return emit(node.text.replaceAll(/[\ue000\ue001]/g, ''))
    const { name, line } = node
    if (node.kind === 'value') {
      const value = valueNamed(name, scopes)
      if (value !== undefined) return mark(value)
      say({ weight: 'fail', message: `There is no value "${name}" here.`, line })
      return mark({ inline: [`{{${name}}}`], isSomething: true })
    }
    if (node.kind === 'part') {
      const own = look(scopes, (one) => one.part(name))
      const part = own === undefined ? byId.get(name) : undefined
      const body = own ?? part?.body
      if (body === undefined) {
        if (outline.includes(name)) return ''
        say({ weight: 'fail', message: `There is no part "${name}" here.`, line })
        return `\n\n${mark({ inline: [`{{> ${name}}}`], isSomething: true })}\n\n`
      }
      const text = mark({ inline: [`{{> ${name}}}`], isSomething: true })
      filling.blocks.set(filling.values.length - 1, { ...(part ? { part } : {}), body })
      return `\n\n${text}\n\n`
    }
    const list = look(scopes, (one) => one.list(name))
    if (list !== undefined) {
      if (node.isInverted) return list.length === 0 ? write(node.children, scopes) : ''
      return list.map((item) => write(node.children, [item, ...scopes])).join('')
    }
    const value = valueNamed(name, scopes)
    if (value === undefined) {
      say({ weight: 'fail', message: `There is no list or value "${name}" here.`, line })
      return ''
    }
    return value.isSomething === node.isInverted ? '' : write(node.children, scopes)
  }

  try {
    const markdown = write(nodes, [scope])
    const placed = new Set<number>()
    const tree = asTree(markdown, filling, placed, say)
    for (const index of filling.blocks.keys()) {
      if (!placed.has(index)) {
        const name = plainText({
          type: 'paragraph',
          children: inline(filling.values[index]?.inline ?? []),
        })
        say({
          weight: 'fail',
          message: `${name} has to stand on a line of its own, outside lists, tables, quotes and code.`,
        })
      }
    }
    const shownParts = new Set(
      [...placed].flatMap((index) => {
        const id = filling.blocks.get(index)?.part?.id
        return id === undefined ? [] : [id]
      }),
    )
    return { tree, problems: [...problems.values()], shownParts }
  } catch (error) {
    if (!(error instanceof Overrun)) throw error
    return {
      tree: { type: 'root', children: [] },
      problems: [...problems.values()],
      shownParts: new Set(),
      overrun:
        'The template comes to more text than a document can hold: lists within lists grow fast.',
    }
  }
}

function asTree(
  markdown: string,
  { values, blocks }: Filling,
  placed: Set<number>,
  say: (problem: TemplateProblem) => void,
): Root {
  const source = fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  })
  for (const message of suspicions(source)) say({ weight: 'warn', message })
  const children: RootContent[] = []
  let heading: Heading | undefined
  for (const block of source.children.flatMap(templateBlocks)) {
    const index = onlyMark(block)
    const computed = index === undefined ? undefined : blocks.get(index)
    if (index !== undefined && computed !== undefined) {
      placed.add(index)
      // Links lead to the heading that now stands over the part.
      if (heading !== undefined) addAnchors(heading, computed.part?.anchors ?? [])
      children.push(...computed.body)
      continue
    }
    for (const filled of fill(block, values)) {
      if (filled.type === 'heading') {
        heading = filled
        addAnchors(filled, anchorsIn(block, values))
      }
      children.push(filled)
    }
  }
  return { type: 'root', children }
}

function addAnchors(heading: Heading, anchors: readonly string[]): void {
  if (anchors.length === 0) return
  heading.data = { ...heading.data, anchors: [...(heading.data?.anchors ?? []), ...anchors] }
}

/** The number of the mark that is all of a paragraph. */
function onlyMark(block: Block): number | undefined {
  if (block.type !== 'paragraph' || block.children.length !== 1) return undefined
  const [only] = block.children
  const match = only?.type === 'text' ? /^\ue000(\d+)\ue001$/.exec(only.value.trim()) : null
  return match === null ? undefined : Number(match[1])
}

function anchorsIn(block: Block, values: readonly TemplateValue[]): readonly string[] {
  const found = [...plainText(block).matchAll(MARK)].flatMap(([, index]) => {
    const anchor = values[Number(index)]?.anchor
    return anchor === undefined ? [] : [anchor]
  })
  return [...new Set(found)]
}

/** Puts the values in the places of their marks; a block that comes to nothing goes. */
function fill(block: Block, values: readonly TemplateValue[]): readonly Block[] {
  const filled = fillNode(block, values)
  const isEmpty =
    (filled.type === 'paragraph' || filled.type === 'heading') && plainText(filled).trim() === ''
  return isEmpty ? [] : [filled]
}

function fillNode<N extends RootContent>(node: N, values: readonly TemplateValue[]): N {
  const asText = (text: string) =>
    text.replaceAll(MARK, (_, index: string) =>
      inline(values[Number(index)]?.inline ?? [])
        .map(plainText)
        .join(''),
    )
  if (node.type === 'code' || node.type === 'inlineCode') {
    return { ...node, value: asText(node.value) }
  }
  if (!('children' in node)) return node
  const children = node.children.flatMap((child): RootContent[] =>
    child.type === 'text' ? fillText(child.value, values) : [fillNode(child, values)],
  )
  // The children keep their kinds, or are text that becomes other words of a line.
  return { ...node, children } as N
}

function fillText(text: string, values: readonly TemplateValue[]): PhrasingContent[] {
  const parts: PhrasingContent[] = []
  let from = 0
  const push = (value: string) => {
    if (value !== '') parts.push({ type: 'text', value })
  }
  for (const match of text.matchAll(MARK)) {
    push(text.slice(from, match.index))
    parts.push(...inline(values[Number(match[1])]?.inline ?? []))
    from = match.index + match[0].length
  }
  push(text.slice(from))
  return parts
}

/** What a template's author might expect to work and does not. */
function suspicions(source: Root): readonly string[] {
  const found = new Set<string>()
  const visit = (node: Root | RootContent) => {
    if (node.type === 'html') found.add('HTML stands in the document as text.')
    if (node.type === 'image') found.add('A picture stands in the document as its name.')
    if (node.type === 'link' && !/^https:\/\//.test(node.url)) {
      found.add(`Only links to https addresses become links: ${node.url.slice(0, 80)}`)
    }
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(source)
  return [...found]
}
