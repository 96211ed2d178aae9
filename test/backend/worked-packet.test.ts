// The packet of a whole review of real code, read as those who get it read it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'parse5'
import { expect, test } from 'vitest'
import { buildSnapshot } from '../../electron/backend/packet/snapshot.ts'
import { packetModel } from '../../electron/report/model.ts'
import { contradictions } from '../../electron/report/numbers-lint.ts'
import { packetChecks } from '../../electron/report/packet-checks.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { anchorsOf, nodesOf, parsed } from '../support/packet-reading.ts'
import { workThrough } from '../support/worked-session.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp/pylib/gyp', import.meta.url))

async function aWorkedPacket() {
  const { api, backend, review } = startBackend()
  const source = join(aFolderWith(), 'gyp')
  cpSync(GYP, source, { recursive: true })
  const reviewId = await review(source)
  await workThrough(api, reviewId)
  const targets = ['one', 'two'].map((name) => join(aFolderWith(), name))
  for (const target of targets) {
    const { targetId } = backend.grantTarget(target)
    await api.call('exports.create', { reviewId, targetId })
  }
  const { store } = backend.session(reviewId)
  const snapshot = buildSnapshot(store, { toolVersion: '0.1.0' })
  const [folder = '', again = ''] = targets
  return { source, folder, again, snapshot, model: packetModel(snapshot) }
}

function filesOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')] as const
      }),
  )
}

interface Element {
  readonly nodeName: string
  readonly attrs?: readonly { readonly name: string; readonly value: string }[]
  readonly childNodes?: readonly Element[]
}

function elementsOf(node: Element): Element[] {
  return [node, ...(node.childNodes ?? []).flatMap(elementsOf)]
}

/** Addresses and anchors of an HTML page. */
function pageLinks(html: string): { links: string[]; anchors: Set<string> } {
  // The parser's nodes are of this shape.
  const all = elementsOf(parse(html) as unknown as Element)
  const values = (name: string) =>
    all.flatMap(({ attrs = [] }) =>
      attrs.filter((one) => one.name === name).map(({ value }) => value),
    )
  return { links: values('href'), anchors: new Set(values('id')) }
}

/** The same of a Markdown document. */
function documentLinks(markdown: string): { links: string[]; anchors: ReadonlySet<string> } {
  const root = parsed(markdown)
  const links = nodesOf(root).flatMap((node) => (node.type === 'link' ? [node.url] : []))
  return { links, anchors: anchorsOf(root) }
}

test('the packet of a worked review holds together', { timeout: 240_000 }, async () => {
  const { source, folder, again, snapshot, model } = await aWorkedPacket()
  const files = filesOf(folder)

  // Every link and anchor leads somewhere.
  const pages = new Map(
    [...files].flatMap(([path, text]) =>
      path.endsWith('.html')
        ? [[path, pageLinks(text)] as const]
        : path.endsWith('.md')
          ? [[path, documentLinks(text)] as const]
          : [],
    ),
  )
  const broken = [...pages].flatMap(([path, { links }]) =>
    links.filter((link) => {
      if (link.startsWith('https://')) return false
      const [file = '', anchor] = link.split('#')
      const target = pages.get(file === '' ? path : file)
      if (anchor === undefined) return target === undefined && !files.has(file)
      return target?.anchors.has(decodeURIComponent(anchor)) !== true
    }),
  )
  expect(broken).toEqual([])
  expect(pages.size).toBe(24)

  // What the checks and the numbers lint say of the packet itself.
  expect(packetChecks(model).filter((one) => !/quick hack/.test(one))).toEqual([])
  const contradicted = [...files].flatMap(([path, text]) =>
    /\.(?:md|txt)$/.test(path)
      ? contradictions(text, model).map(({ start, message }) => ({
          path,
          message,
          at: text.slice(start - 60, start + 30),
        }))
      : [],
  )
  expect(contradicted).toEqual([])

  // One figure each, wherever it stands.
  const everywhere = (pattern: RegExp) =>
    new Set(
      [...files].flatMap(([path, text]) =>
        /\.(?:md|txt)$/.test(path) ? [...text.matchAll(pattern)].map(([, figure]) => figure) : [],
      ),
    )
  expect([...everywhere(/(\d+) % written/g)]).toHaveLength(1)
  expect([...everywhere(/(\d+) fields? missing/g)]).toHaveLength(1)
  expect([...everywhere(/Verdict +\|? *((?:PASS|FAIL)[^|\n]*\d)/g)]).toHaveLength(1)
  const open = String(model.open.length)
  expect([...everywhere(/All ([\d,]+) open findings/g)]).toEqual([open])
  expect([...everywhere(/\*\*Total\*\* \| \| \*\*\d+\*\* \| \*\*([\d,]+)\*\*/g)]).toEqual([open])

  // Grammar that gives a machine away.
  const clumsy = [...files].flatMap(([path, text]) =>
    /_(?:INDEX|EXECUTIVE|REVIEW_SUMMARY|CHECKLIST|FAQ|FUTURE)/.test(path)
      ? [
          ...text.matchAll(
            /(?:^|[\s(])1 (?:findings|files|tests|places|blockers|fields|drafts)\b|undefined|NaN/g,
          ),
        ].map(([found]) => `${path}: ${found}`)
      : [],
  )
  expect(clumsy).toEqual([])

  // Each patch gives the stored after-text on the reviewed code.
  const fixed = snapshot.findings.flatMap((one) => one.fixes.map((fix) => ({ one, fix })))
  const patches = [...files.keys()].filter((path) => path.startsWith('patches/'))
  expect(patches.length).toBeGreaterThan(5)
  const failed = patches.filter((path) => {
    const copy = mkdtempSync(join(tmpdir(), 'lectern-patch-'))
    cpSync(source, copy, { recursive: true })
    const { status } = spawnSync('git', ['apply', join(folder, path)], { cwd: copy })
    const [, number] = /patches\/0*(\d+)-/.exec(path) ?? []
    const isThere = fixed
      .filter(({ one }) => one.number === Number(number))
      .some(({ fix }) => {
        const lines = readFileSync(join(copy, fix.path), 'utf8').split(/(?<=\n)/)
        const after = fix.after.replace(/\n$/, '')
        const count = after === '' ? 0 : after.split('\n').length
        return (
          lines
            .slice(fix.startLine - 1, fix.startLine - 1 + count)
            .join('')
            .replace(/\n$/, '') === after
        )
      })
    rmSync(copy, { recursive: true })
    return status !== 0 || !isThere
  })
  expect(failed).toEqual([])

  // The second export is the first one again, but for the log, which names the first.
  const second = filesOf(again)
  expect([...second.keys()]).toEqual([...files.keys()])
  expect(
    [...files].filter(([path, text]) => second.get(path) !== text).map(([path]) => path),
  ).toEqual([])
})
