// The documents as pages for a printer: self-contained HTML with what stands above and below each
// page. Links lead within the document or to the web; other documents are named by their files.
import type { Root } from 'mdast'
import { documentName } from './documents/document.ts'
import { htmlPage } from './html-page.ts'
import { timeWord } from './labels.ts'
import type { PacketModel } from './model.ts'
import { base64OfHex, type PacketContents, type PacketOptions } from './packet.ts'
import { PRINT_STYLE } from './style.ts'
import { element, htmlText } from './tree/html.ts'
import { resolveLinks } from './tree/links.ts'
import { withPictures } from './tree/pictures.ts'
import { visibleLine } from './tree/visible.ts'

export interface PrintPage {
  /** Path of the PDF in the packet. */
  readonly path: string
  readonly title: string
  readonly html: string
  /** HTML of the line above and of the line below each page. */
  readonly header: string
  readonly footer: string
}

/** One for each document, in the order of the packet. */
export function printPages(
  { model, documents }: PacketContents,
  { sha256, pictures }: PacketOptions,
): readonly PrintPage[] {
  const paths = documents.map((document) => `${documentName(model, document.id)}.pdf`)
  const trees = resolveLinks(
    documents.map((document, at) => ({ ...document, file: paths[at] ?? '' })),
  )
  const hash = base64OfHex(sha256(PRINT_STYLE))
  return documents.map((document, at) => {
    const tree = withoutFileLinks(withPictures(trees[at] ?? document.tree, pictures))
    return {
      path: paths[at] ?? '',
      title: `${visibleLine(model.snapshot.review.name)} - ${document.title}`,
      html: htmlPage(model, document.id, document.title, tree, [], {
        text: PRINT_STYLE,
        hash,
      }),
      header: headerLine(model),
      footer: footerLine(document.title),
    }
  })
}

type Node = Root['children'][number]

/** A printed page cannot lead to a file beside it. */
function withoutFileLinks(root: Root): Root {
  const shown = (node: Node): Node[] => {
    const children = 'children' in node ? node.children.flatMap((one) => shown(one as Node)) : []
    if (node.type === 'link' && !/^(?:#|https:)/.test(node.url)) return children
    // The children of a node are of the kinds that it had before.
    return ['children' in node ? ({ ...node, children } as Node) : node]
  }
  return { ...root, children: root.children.flatMap(shown) }
}

const LINE =
  'width:100%;margin:0 16mm;display:flex;justify-content:space-between;gap:8mm;font:7.5pt Arial,Helvetica,sans-serif;color:#57606c'

function headerLine({ snapshot }: PacketModel): string {
  const { name, commit } = snapshot.review
  const at = commit === undefined ? '' : ` @ ${[...visibleLine(commit)].slice(0, 12).join('')}`
  return line(`${visibleLine(name)}${at}`, [text(timeWord(snapshot.asOf))])
}

function footerLine(title: string): string {
  return line(title, [
    text('Page '),
    element('span', { className: ['pageNumber'] }, []),
    text(' of '),
    element('span', { className: ['totalPages'] }, []),
  ])
}

function line(left: string, right: Parameters<typeof element>[2]): string {
  return htmlText([
    element('div', { style: LINE }, [
      element('span', {}, [text([...left].slice(0, 100).join(''))]),
      element('span', { style: 'white-space:nowrap' }, right),
    ]),
  ])
}

function text(value: string) {
  return { type: 'text' as const, value }
}
