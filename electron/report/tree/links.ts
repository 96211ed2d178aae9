// Second pass over the packet: every link gets the file and the heading that it means. A link whose
// place is missing is a fault of the packet, never of the reader.
import GithubSlugger from 'github-slugger'
import type { Heading, Link, Nodes, Root } from 'mdast'
import { plainText } from './plain-text.ts'

interface LinkableDocument {
  readonly id: string
  /** File name in the form being written, e.g. `SPRINT_60_FIX_GUIDE.md`. */
  readonly file: string
  readonly tree: Root
  /** True where places may be missing: links to them lead to the document. */
  readonly isTemplated?: true
}

/** Slugs of the headings of a document in order, as GitHub and most viewers make them. */
export function headingSlugs(root: Root): ReadonlyMap<Heading, string> {
  const slugger = new GithubSlugger()
  const slugs = new Map<Heading, string>()
  walk(root, (node) => {
    if (node.type === 'heading') slugs.set(node, slugger.slug(plainText(node)))
  })
  return slugs
}

/** Visits every node of a tree in document order. */
export function walk(node: Nodes, visit: (node: Nodes) => void): void {
  visit(node)
  if ('children' in node) for (const child of node.children) walk(child, visit)
}

/** Trees with their links resolved; the given trees stay as they are. */
export function resolveLinks(documents: readonly LinkableDocument[]): readonly Root[] {
  const places = new Map<string, string>()
  const files = new Map(documents.map(({ id, file }) => [id, file]))
  const free = new Set(documents.flatMap(({ id, isTemplated }) => (isTemplated ? [id] : [])))
  for (const { id, file, tree } of documents) {
    places.set(id, file)
    for (const [heading, slug] of headingSlugs(tree)) {
      for (const anchor of heading.data?.anchors ?? []) {
        places.set(`${id}#${anchor}`, `${file}#${slug}`)
      }
    }
  }
  return documents.map(({ file, tree }) => {
    const resolve = (link: Link): string => {
      const target = link.data?.target
      if (target === undefined) return link.url
      const key =
        target.anchor === undefined ? target.document : `${target.document}#${target.anchor}`
      const place =
        places.get(key) ?? (free.has(target.document) ? files.get(target.document) : undefined)
      if (place === undefined) throw new Error(`The packet has no place "${key}" to link to`)
      return place.startsWith(`${file}#`) ? place.slice(file.length) : place
    }
    return mapLinks(tree, resolve, files) as Root
  })
}

function mapLinks(
  node: Nodes,
  resolve: (link: Link) => string,
  files: ReadonlyMap<string, string>,
): Nodes {
  if (node.type === 'link') {
    const { target } = node.data ?? {}
    const file = target?.isFileName === true ? files.get(target.document) : undefined
    const children: Link['children'] =
      file === undefined ? node.children : [{ type: 'text', value: file }]
    return { ...node, url: resolve(node), children }
  }
  if (!('children' in node)) return node
  const children = node.children.map((child) => mapLinks(child, resolve, files))
  // The children keep their kinds: only addresses and names of links change.
  return { ...node, children } as Nodes
}
