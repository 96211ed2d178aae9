import type { Nodes } from 'mdast'

/** The words of a node without its marks. */
export function plainText(node: Nodes): string {
  if ('value' in node) return node.value
  if ('children' in node) {
    const gap = node.type === 'table' || node.type === 'list' || node.type === 'tableRow' ? ' ' : ''
    return (node.children as readonly Nodes[]).map(plainText).join(gap)
  }
  return node.type === 'break' ? ' ' : ''
}
