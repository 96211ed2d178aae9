// Pictures that are part of a page: each stands behind the link to its file, with words for those who
// cannot see it.
import type { Data, Literal, Root } from 'mdast'
import { walk } from './links.ts'

declare module 'mdast' {
  interface RootContentMap {
    embedded: Embedded
  }
  interface PhrasingContentMap {
    embedded: Embedded
  }
}

/** A picture within a page; its value is a data address. Forms without pictures never hold one. */
export interface Embedded extends Literal {
  readonly type: 'embedded'
  /** What it shows, in words. */
  readonly alt: string
  readonly data?: Data
}

type Node = Root['children'][number]

/** The tree with the pictures, which are data addresses by the paths that links lead to. */
export function withPictures(root: Root, pictures: ReadonlyMap<string, string> = new Map()): Root {
  if (pictures.size === 0) return root
  const shown = (node: Node): Node[] => {
    const children = 'children' in node ? node.children.flatMap((one) => shown(one as Node)) : []
    // The children of a node are of the kinds that it may have.
    const same = 'children' in node ? ({ ...node, children } as Node) : node
    const value = node.type === 'link' ? pictures.get(node.url) : undefined
    if (node.type !== 'link' || value === undefined) return [same]
    return [same, { type: 'embedded', value, alt: node.data?.alt ?? '' }]
  }
  return { ...root, children: root.children.flatMap(shown) }
}

export function holdsPictures(root: Root): boolean {
  let isFound = false
  walk(root, (node) => {
    isFound ||= node.type === 'embedded'
  })
  return isFound
}
