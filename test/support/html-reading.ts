// Pages of the packet as a browser takes them apart.
import type { DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** All that may ever stand in a page. */
export const ELEMENTS: ReadonlySet<string> = new Set(
  'html head meta title style body div nav main footer h1 h2 h3 p ul ol li a strong em del code pre span figure figcaption table thead tbody tr th td blockquote br hr input svg desc text rect line path g'.split(
    ' ',
  ),
)
export const ATTRIBUTES: ReadonlySet<string> = new Set(
  'lang charset http-equiv content name class id href aria-label aria-current tabindex type checked disabled scope start data-name viewbox viewBox width height role x y x1 y1 x2 y2 rx d fill-opacity'.split(
    ' ',
  ),
)

export function elementsOf(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : []
  return 'tagName' in node ? [node, ...children] : children
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

export function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** What a page is made of, but for the colours of code and for code that is shown as words. */
export function pageShape(node: Node): unknown[] {
  if (!('childNodes' in node)) return []
  const inner = () => node.childNodes.flatMap((child) => pageShape(child))
  if (!('tagName' in node)) return inner()
  const names = node.attrs.flatMap(({ name, value }) => {
    if (name !== 'class') return [name]
    // Of code, what stays on one printed page.
    const kinds = value.split(' ').filter((kind) => kind !== 'short')
    return kinds.length === 0 ? [] : [`.${kinds.join(' ')}`]
  })
  if (node.tagName === 'pre') return [['pre', names]]
  // A note beside code that names what cannot be seen in it.
  if (node.tagName === 'code' || attribute(node, 'class') === 'hidden-note') {
    return node.tagName === 'code' ? inner() : []
  }
  return [[node.tagName, names, inner()]]
}
