// Markdown to React nodes: an allow-list of node kinds, text stays text, links and images are shown
// as their text. Nothing goes through HTML.
import type { Nodes, PhrasingContent, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfmTable } from 'micromark-extension-gfm-table'
import { type ReactNode, useMemo } from 'react'
import { showHidden } from './visible-text.ts'
import './markdown.css'

interface Props {
  readonly text: string
}

/** Rendered Markdown of the rule catalogue. */
export function Markdown({ text }: Props) {
  const tree = useMemo(
    () =>
      fromMarkdown(text, {
        extensions: [gfmTable()],
        mdastExtensions: gfmFromMarkdown(),
      }),
    [text],
  )
  return <div className="markdown selectable">{renderAll(tree.children)}</div>
}

/** The words of one line, for a label: a paragraph alone, without its block. */
export function MarkdownLine({ text }: Props) {
  const [line] = useMemo(() => fromMarkdown(text).children, [text])
  return (
    <span className="markdown-line">
      {line?.type === 'paragraph' ? renderAll(line.children) : showHidden(text)}
    </span>
  )
}

function renderAll(nodes: readonly Nodes[]): ReactNode[] {
  return nodes.map((node, index) => {
    // The text never changes under a key: a new text makes a new tree.
    const key = `${node.type}-${index}`
    return <Node key={key} node={node} />
  })
}

function Node({ node }: { readonly node: Nodes }): ReactNode {
  switch (node.type) {
    case 'text':
      return showHidden(node.value)
    case 'inlineCode':
      return <code>{showHidden(node.value)}</code>
    case 'code':
      return <pre className="markdown-code">{showHidden(node.value)}</pre>
    case 'paragraph':
      return <p>{renderAll(node.children)}</p>
    case 'heading':
      return <h3>{renderAll(node.children)}</h3>
    case 'strong':
      return <strong>{renderAll(node.children)}</strong>
    case 'emphasis':
      return <em>{renderAll(node.children)}</em>
    case 'break':
      return <br />
    case 'list':
      return node.ordered ? (
        <ol>{renderAll(node.children)}</ol>
      ) : (
        <ul>{renderAll(node.children)}</ul>
      )
    case 'listItem':
      return <li>{renderAll(node.children)}</li>
    case 'blockquote':
      return <blockquote>{renderAll(node.children)}</blockquote>
    case 'link':
      return renderAll(node.children)
    case 'table':
      return <MarkdownTable table={node} />
    case 'html':
      return showHidden(node.value)
    default:
      return null
  }
}

function MarkdownTable({ table }: { readonly table: Table }) {
  const [head, ...rows] = table.children
  const cells = (children: readonly { readonly children: PhrasingContent[] }[], isHead: boolean) =>
    children.map((cell, index) => {
      const key = `cell-${index}`
      return isHead ? (
        <th key={key} scope="col">
          {renderAll(cell.children)}
        </th>
      ) : (
        <td key={key}>{renderAll(cell.children)}</td>
      )
    })
  return (
    <table>
      <thead>
        <tr>{cells(head?.children ?? [], true)}</tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const key = `row-${index}`
          return <tr key={key}>{cells(row.children, false)}</tr>
        })}
      </tbody>
    </table>
  )
}
