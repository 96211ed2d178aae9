// A document by a reviewer's template, and what is to be said of the template.
import type { Root } from 'mdast'
import { counted } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import type { DocumentId } from '../names.ts'
import { walk } from '../tree/links.ts'
import { plainText } from '../tree/plain-text.ts'
import { PAGE_LINES, textForm } from '../tree/text-form.ts'
import { outlineOf } from './built-in-templates.ts'
import { documentParts } from './document-parts.ts'
import { parseTemplate } from './parse-template.ts'
import { renderTemplate, type TemplateProblem } from './render-template.ts'
import { reviewScope } from './template-scope.ts'

/**
 * `success`: nothing to say. `warning`: it works, with something to know. `failed`: it names what is
 * not there or cannot be read. `error`: it cannot be rendered for this review. A template that failed
 * or errs is not used: the built-in one stands in its place.
 */
export type TemplateVerdict = 'success' | 'warning' | 'failed' | 'error'

export interface TemplateLint {
  readonly verdict: TemplateVerdict
  readonly problems: readonly TemplateProblem[]
}

export interface TemplatedTree extends TemplateLint {
  /** What the template comes to; empty where it cannot be read. */
  readonly tree: Root
}

/** `computed` is the document as the program writes it by itself. */
export function applyTemplate(
  model: PacketModel,
  document: DocumentId,
  computed: Root,
  text: string,
): TemplatedTree {
  const nothing: Root = { type: 'root', children: [] }
  const parsed = parseTemplate(text)
  if (!parsed.ok) {
    return {
      verdict: 'failed',
      problems: [{ weight: 'fail', ...parsed.fault }],
      tree: nothing,
    }
  }
  const outline = outlineOf(document)
  const parts = documentParts(computed)
  const { tree, problems, shownParts, overrun } = renderTemplate(
    parsed.nodes,
    reviewScope(model),
    parts,
    outline,
  )
  if (overrun !== undefined) {
    return { verdict: 'error', problems: [{ weight: 'fail', message: overrun }], tree: nothing }
  }
  const all: TemplateProblem[] = [...problems]
  if (tree.children.length === 0) {
    all.push({ weight: 'fail', message: 'The document would be empty.' })
  }
  if (tree.children.length > 0 && tree.children[0]?.type !== 'heading') {
    all.push({ weight: 'warn', message: 'The document does not begin with a heading.' })
  }
  const leftOut = parts.filter(({ id }) => !shownParts.has(id)).map(({ id }) => id)
  if (leftOut.length > 0) {
    all.push({ weight: 'warn', message: `Left out: ${leftOut.join(', ')}.` })
  }
  const lost = lostPlaces(computed, tree)
  if (lost > 0) {
    all.push({
      weight: 'warn',
      message: `${counted(lost, 'place')} that links of the packet mean ${lost === 1 ? 'is' : 'are'} gone: these links lead to the start of the document.`,
    })
  }
  if (document === 'executive-summary') {
    const lines = textForm(tree).split('\n').length - 1
    if (lines > PAGE_LINES) {
      all.push({
        weight: 'warn',
        message: `It is longer than its page: ${lines} lines, where ${PAGE_LINES} fit.`,
      })
    }
  }
  const verdict = all.some(({ weight }) => weight === 'fail')
    ? 'failed'
    : all.length > 0
      ? 'warning'
      : 'success'
  return { verdict, problems: all, tree }
}

/** Places of the computed document that the templated one no longer has. */
function lostPlaces(computed: Root, templated: Root): number {
  const there = anchorsOf(templated)
  return [...anchorsOf(computed)].filter((anchor) => !there.has(anchor)).length
}

function anchorsOf(tree: Root): ReadonlySet<string> {
  const anchors = new Set<string>()
  walk(tree, (node) => {
    if (node.type !== 'heading' || plainText(node) === '') return
    for (const anchor of node.data?.anchors ?? []) anchors.add(anchor)
  })
  return anchors
}
