// Every kind of hostile text in every field of a review, read back by parsers: the documents are made
// of what harmless words give them, and of nothing else.
import type { Nodes } from 'mdast'
import { parse, parseFragment } from 'parse5'
import { expect, it } from 'vitest'
import type { PacketFile, ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { packetModel } from '../../electron/report/model.ts'
import { DOCUMENTS, type DocumentId } from '../../electron/report/names.ts'
import { packetContents, packetFiles } from '../../electron/report/packet.ts'
import { printPages } from '../../electron/report/print-pages.ts'
import { kindsOfShare } from '../support/hostile-kinds.ts'
import { ATTRIBUTES, attribute, ELEMENTS, elementsOf, pageShape } from '../support/html-reading.ts'
import {
  isLiteral,
  packetOf,
  parsed,
  sha256,
  strangeMarkdown,
  textOf,
} from '../support/packet-reading.ts'
import { harmlessReview, hostileEverywhere, hostileLines } from '../support/whole-review.ts'

/** What a Markdown document is made of, but for words and addresses that viewers find by themselves. */
function documentShape(node: Nodes): unknown[] {
  if (node.type === 'text' || node.type === 'inlineCode') return []
  if (node.type === 'code') return [['code', node.lang]]
  if (node.type === 'paragraph' && textOf(node).startsWith('Hidden characters in this code')) {
    return []
  }
  const children = 'children' in node ? node.children.flatMap((child) => documentShape(child)) : []
  if (node.type === 'link' && isLiteral(node.url, textOf(node))) return children
  return [[node.type, children]]
}

/** What each document is made of, under its name without that of the review. */
function shapes(snapshot: ReviewSnapshot) {
  const { prefix } = packetModel(snapshot)
  return Object.fromEntries(
    packetOf(snapshot).flatMap(({ path, text }) => {
      const name = path.replace(`${prefix}_`, '')
      if (path.endsWith('.html')) return [[name, pageShape(parse(text))]]
      return path.endsWith('.md') ? [[name, documentShape(parsed(text))]] : []
    }),
  )
}

/** Elements, attributes and addresses of a page that must not be there. */
function strange(html: string): string[] {
  return elementsOf(parse(html)).flatMap((element) => {
    const names = element.attrs.map(({ name }) => name).filter((name) => !ATTRIBUTES.has(name))
    const href = attribute(element, 'href')
    return [
      ...(ELEMENTS.has(element.tagName) ? [] : [element.tagName]),
      ...names,
      ...(href === undefined ||
      /^(?:https:\/\/|#|[A-Za-z0-9._-]+\.html(?:#|$)|evidence\/[a-z0-9][a-z0-9.-]*$)/.test(href)
        ? []
        : [href]),
    ]
  })
}

const strangeTexts = (files: readonly PacketFile[]) =>
  files.flatMap(({ path, text }) => [
    ...(path.endsWith('.html') ? strange(text) : []),
    ...(path.endsWith('.md') ? strangeMarkdown(text) : []),
  ])

/** Controls and invisible characters, of which a text document shows the names. */
const HIDDEN =
  /(?![\ufe0e\ufe0f\u200d])\p{Default_Ignorable_Code_Point}|(?!\n)\p{Control}|\p{Surrogate}|[\u2028\u2029]/u

const namesIn = (line: string) =>
  elementsOf(parseFragment(line))
    .map(({ tagName }) => tagName)
    .join(' ')

const REFERENCE = shapes(harmlessReview())

it.each(kindsOfShare(0))('%s leaves every document with the parts that it has', (_, payload) => {
  expect(shapes(hostileLines(payload))).toEqual(REFERENCE)
})

it.each(kindsOfShare(1))(
  '%s brings nothing strange into a document or around a printed page',
  (_, payload) => {
    const contents = packetContents(hostileEverywhere(payload))
    const files = packetFiles(contents, { sha256 })
    expect(strangeTexts(files)).toEqual([])
    for (const { path, text } of files) {
      if (path.endsWith('.txt')) expect(HIDDEN.exec(text)?.[0], path).toBeUndefined()
    }
    for (const { html, header, footer } of printPages(contents, { sha256 })) {
      expect(namesIn(header)).toBe('div span span')
      expect(namesIn(footer)).toBe('div span span span span')
      expect(strange(html)).toEqual([])
    }
  },
)

it.each(kindsOfShare(2))('%s as a template brings nothing strange into a document', (_, text) => {
  const templates = (Object.keys(DOCUMENTS) as DocumentId[]).map((document) => ({
    document,
    text: `${text}\n\n{{> heading}}\n\n${text}`,
  }))
  expect(strangeTexts(packetOf({ ...hostileLines(text), templates }))).toEqual([])
})
