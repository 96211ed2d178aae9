// Reads a packet as its readers would: by parsing the files again.
import { createHash } from 'node:crypto'
import GithubSlugger from 'github-slugger'
import type { Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString as textOf } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import type { PacketFile, ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { buildPacket } from '../../electron/report/packet.ts'

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

export function packetOf(snapshot: ReviewSnapshot): readonly PacketFile[] {
  return buildPacket(snapshot, { sha256 })
}

/** Text of the one file whose path ends so. */
export function fileText(files: readonly PacketFile[], ending: string): string {
  const found = files.filter((file) => file.path.endsWith(ending))
  if (found.length !== 1) throw new Error(`${found.length} files end with ${ending}`)
  return found[0]?.text ?? ''
}

export function parsed(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

/** All nodes of a tree in document order. */
export function nodesOf(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(nodesOf) : [])]
}

/** Anchors of a Markdown text as GitHub makes them. */
export function anchorsOf(root: Root): ReadonlySet<string> {
  const slugger = new GithubSlugger()
  return new Set(
    nodesOf(root)
      .filter((node) => node.type === 'heading')
      .map((node) => slugger.slug(textOf(node))),
  )
}

/** An address that viewers make clickable where it stands: what is seen is where it goes. */
export function isLiteral(url: string, words: string): boolean {
  const plain = (text: string) => text.replace(/^(?:mailto:|https?:\/\/)/, '')
  return plain(url) === plain(words)
}

/** Kinds of Markdown that no text can bring with it, and links that lead out of the web. */
export function strangeMarkdown(markdown: string): string[] {
  return nodesOf(parsed(markdown)).flatMap((node) => {
    if (
      ['html', 'image', 'imageReference', 'definition', 'footnoteDefinition'].includes(node.type)
    ) {
      return [node.type]
    }
    if (node.type !== 'link' || isLiteral(node.url, textOf(node))) return []
    return /^(?:https:\/\/|#|[A-Za-z0-9._-]+\.md(?:#|$)|evidence\/[a-z0-9][a-z0-9.-]*$)/.test(
      node.url,
    )
      ? []
      : [node.url]
  })
}

export { textOf }

/** A Markdown document without the minute of the last change, which every step changes. */
export function undated(markdown: string): string {
  return markdown.replace(/^\| Date \|.*$/m, '')
}
