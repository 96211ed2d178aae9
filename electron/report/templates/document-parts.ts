// The computed parts of a document: what stands under each of its main headings. Templates arrange
// them, leave them out or give them other headings.
import type { Heading, PhrasingContent, Root } from 'mdast'
import { fileSlug } from '../names.ts'
import type { Block } from '../tree/build.ts'
import { plainText } from '../tree/plain-text.ts'

export interface DocumentPart {
  /** `final-verdict`; the title and the facts at the start are `head`. */
  readonly id: string
  readonly title: readonly PhrasingContent[]
  /** Names under which links of the packet find the heading. */
  readonly anchors: readonly string[]
  /** What follows the heading. */
  readonly body: readonly Block[]
}

/** A document cut at its main headings. */
export function documentParts(tree: Root): readonly DocumentPart[] {
  const parts: DocumentPart[] = []
  for (const block of tree.children) {
    const id = block.type === 'heading' ? partId(block) : undefined
    const last = parts.at(-1)
    if (block.type === 'heading' && id !== undefined) {
      parts.push({ id, title: block.children, anchors: block.data?.anchors ?? [], body: [] })
    } else if (last !== undefined) {
      parts[parts.length - 1] = { ...last, body: [...last.body, block] }
    }
  }
  return parts
}

/** `Blockers: 3` -> `blockers`; undefined for headings that start no part of their own. */
function partId(heading: Heading): string | undefined {
  if (heading.depth === 1) return 'head'
  if (heading.depth !== 2) return undefined
  const title = plainText(heading)
  // The work streams are as many as the plan has: together they are one part.
  return /^WS\d+: /.test(title) ? undefined : fileSlug(title.replace(/[:(].*$/su, ''))
}
