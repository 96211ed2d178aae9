import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'parse5'
import { expect, test } from 'vitest'
import { MAX_ATTACHMENT } from '../../electron/api/attachments.ts'
import { evidencePath, safeFileName } from '../../electron/report/attachment-names.ts'
import { attachmentKind } from '../../electron/store/attachment-kind.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { attribute, elementsOf } from '../support/html-reading.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')

function aReview() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': 'pass\n' }))
  const { ids } = aRunWith(at.backend.session(reviewId).store, [aRawFinding()], 'pass\n')
  const [findingId = 0] = ids
  const id = () => ({ reviewId, commandId: randomUUID() })
  const add = async (name: string, content: Buffer) => {
    const uploadId = randomUUID()
    const step = 1_000_000
    for (let offset = 0; offset === 0 || offset < content.length; offset += step) {
      const base64 = content.subarray(offset, offset + step).toString('base64')
      await at.api.call('attachments.upload', { reviewId, uploadId, offset, base64 })
    }
    const size = content.length
    return at.api.call('attachments.add', { ...id(), findingId, uploadId, name, size })
  }
  const files = async () =>
    (await at.api.call('attachments.ofFinding', { reviewId, findingId })).files
  const step = async (way: 'undo' | 'redo') => {
    const history = await at.api.call('history.read', { reviewId, limit: 5 })
    await at.api.call(`history.${way}`, { ...id(), stepId: history[way]?.id ?? 0 })
    return history[way]?.title
  }
  return { ...at, reviewId, findingId, id, add, files, step }
}

test('a file is kept byte for byte, described, removed and brought back', async () => {
  const { api, backend, reviewId, findingId, id, add, files, step } = aReview()
  const content = Buffer.alloc(2_500_000, 'line of a log\n')
  const { attachmentId } = await add('crash.log', content)
  expect(await files()).toMatchObject([
    {
      name: 'crash.log',
      kind: 'text',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
  ])
  const shown = await api.call('attachments.read', { reviewId, attachmentId })
  expect(shown).toMatchObject({ as: 'text', isWhole: false })
  await api.call('attachments.caption', { ...id(), attachmentId, rev: 1, caption: 'The crash.' })
  await api.call('attachments.remove', { ...id(), attachmentId, rev: 2 })
  expect(await files()).toEqual([])
  expect(await step('undo')).toBe(`remove a file of #${findingId}`)
  expect(await files()).toMatchObject([{ caption: 'The crash.' }])
  const out = join(aFolderWith(), 'saved.log')
  await backend.writeAttachment(reviewId, attachmentId, out)
  expect(readFileSync(out).equals(content)).toBe(true)
  await step('undo')
  expect(await step('undo')).toBe(`attach a file to #${findingId}`)
  expect(await files()).toEqual([])
  for (let count = 0; count < 2; count += 1) await step('redo')
  expect(await files()).toMatchObject([{ caption: 'The crash.' }])
  const { history } = await api.call('findings.detail', { reviewId, findingId })
  expect(history.map(({ field }) => field)).toContain(`attachment:${attachmentId}.name`)
})

test('only raster images and texts are shown, by what their bytes say', async () => {
  const { api, reviewId, add } = aReview()
  const read = async (name: string, content: Buffer) => {
    const { attachmentId } = await add(name, content)
    return api.call('attachments.read', { reviewId, attachmentId })
  }
  expect(await read('page.html', PNG)).toEqual({
    as: 'image',
    mime: 'image/png',
    base64: PNG.toString('base64'),
  })
  expect(await read('harmless.png', SVG)).toEqual({ as: 'file' })
  expect(await read('notes.png', Buffer.from('plain words'))).toMatchObject({ as: 'text' })
})

test('what is too large, empty or did not arrive whole is refused with a reason', async () => {
  const { api, id, reviewId, findingId, add } = aReview()
  await expect(add('big.bin', Buffer.alloc(MAX_ATTACHMENT + 1))).rejects.toMatchObject({
    message: 'A file may have 20 MB at most.',
  })
  await expect(add('empty.txt', Buffer.alloc(0))).rejects.toMatchObject({
    message: 'The file is empty.',
  })
  const uploadId = randomUUID()
  await api.call('attachments.upload', { reviewId, uploadId, offset: 0, base64: 'YWJj' })
  const part = { ...id(), findingId, uploadId, name: 'a.txt' }
  await expect(api.call('attachments.add', { ...part, size: 4 })).rejects.toMatchObject({
    message: 'The file did not arrive whole.',
  })
  await expect(
    api.call('attachments.upload', { reviewId, uploadId, offset: 9, base64: 'YWJj' }),
  ).rejects.toMatchObject({ code: 'invalid-input' })
})

test('the files of a review together are limited, and room comes back', async () => {
  const { api, backend, reviewId, findingId, id, add, files } = aReview()
  const { attachments } = backend.session(reviewId).store
  const content = Buffer.alloc(MAX_ATTACHMENT, 128)
  for (let count = 0; count < 10; count += 1) {
    const file = { findingId, name: `part-${count}.bin`, kind: 'binary' as const, content }
    attachments.add(() => file, { id: randomUUID(), method: 'attachments.add' })
  }
  await expect(add('one-more.txt', Buffer.from('x'))).rejects.toMatchObject({
    message: expect.stringContaining('200 MB at most'),
  })
  const [first] = await files()
  await api.call('attachments.remove', { ...id(), attachmentId: first?.id ?? 0, rev: 1 })
  await add('one-more.txt', Buffer.from('x'))
})

test('the packet holds the files beside their sums, and the documents lead to them', async () => {
  const { api, reviewId, add } = aReview()
  await add('Crash of 3 June.PNG', PNG)
  await add('../../etc/CON.svg', SVG)
  const { folder, files } = await api.call('exports.create', { reviewId })
  const evidence = readdirSync(join(folder, 'evidence')).sort()
  expect(evidence).toEqual(['1-1-crash-of-3-june.png', '1-2-con.svg.txt'])
  expect(readFileSync(join(folder, 'evidence/1-1-crash-of-3-june.png')).equals(PNG)).toBe(true)
  const sha256 = createHash('sha256').update(PNG).digest('hex')
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const entry = { path: 'evidence/1-1-crash-of-3-june.png', bytes: PNG.length, sha256 }
  expect(manifest.files).toContainEqual(entry)
  const data = JSON.parse(readFileSync(join(folder, 'findings.json'), 'utf8'))
  expect(data.findings[0].attachments).toMatchObject([
    { path: entry.path, name: 'Crash of 3 June.PNG', kind: 'png', sha256 },
    { name: '_CON.svg', kind: 'markup' },
  ])
  const pages = files.filter(({ path }) => /(?:CODE_REVIEW|FIX_GUIDE)\.(?:md|html)$/.test(path))
  expect(pages).toHaveLength(4)
  for (const { path } of pages) {
    const text = readFileSync(join(folder, path), 'utf8')
    for (const [, link = ''] of text.matchAll(/(?:\(|href=")(evidence\/[^)"]+)/g)) {
      expect(existsSync(join(folder, link))).toBe(true)
    }
    expect(text.split('evidence/1-1-crash-of-3-june.png')).toHaveLength(2)
  }
})

test('a small picture is part of the pages, with words and a policy that lets in no other', async () => {
  const { api, reviewId, add, id } = aReview()
  const { attachmentId } = await add('crash.png', PNG)
  const caption = 'The **crash** <b>"log"</b>'
  await api.call('attachments.caption', { ...id(), attachmentId, rev: 1, caption })
  await add('large.png', Buffer.concat([PNG, Buffer.alloc(300_000)]))
  const { folder, files } = await api.call('exports.create', { reviewId })
  const html = files.filter(({ path }) => path.endsWith('.html'))
  const counts = html.map(({ path }) => {
    const elements = elementsOf(parse(readFileSync(join(folder, path), 'utf8')))
    const images = elements.filter(({ tagName }) => tagName === 'img')
    const policy = elements
      .filter((one) => attribute(one, 'http-equiv') === 'Content-Security-Policy')
      .map((one) => attribute(one, 'content')?.replace(/'sha256-[^']+'/, 'HASH'))
    const pictures = images.length > 0 ? ' img-src data:;' : ''
    expect(policy).toEqual([
      `default-src 'none'; style-src HASH;${pictures} base-uri 'none'; form-action 'none'`,
    ])
    for (const image of images) {
      expect(attribute(image, 'src')).toBe(`data:image/png;base64,${PNG.toString('base64')}`)
      expect(attribute(image, 'alt')).toBe('The crash <b>"log"</b>')
    }
    return images.length
  })
  // The full review and the fix guide; the large one is linked alone.
  expect(counts.filter((count) => count > 0)).toEqual([1, 1])
})

test('a text is masked in the packet and whole in the record, and the sums are those of the copy', async () => {
  const { api, reviewId, add, files } = aReview()
  const log = Buffer.from('login with password = "hunter2!Xy9" from /home/ada/x\n')
  const { attachmentId } = await add('from ada@firm.org today.log', log)
  const { folder } = await api.call('exports.create', { reviewId })
  const [name = ''] = readdirSync(join(folder, 'evidence'))
  expect(name).toBe('1-1-from-masked-address-today.log')
  const copy = readFileSync(join(folder, 'evidence', name))
  expect(copy.toString()).toBe(
    'login with password = "[masked-secret]" from /home/[masked-user]/x\n',
  )
  const sha256 = createHash('sha256').update(copy).digest('hex')
  const data = JSON.parse(readFileSync(join(folder, 'findings.json'), 'utf8'))
  expect(data.findings[0].attachments).toMatchObject([{ sha256, size: copy.length }])
  expect(await files()).toMatchObject([{ name: 'from ada@firm.org today.log', size: log.length }])
  const shown = await api.call('attachments.read', { reviewId, attachmentId })
  expect(shown).toMatchObject({ as: 'text', text: log.toString() })
})

test('a copy can go without the files that cannot be masked, and says which', async () => {
  const { api, reviewId, add, id, backend } = aReview()
  await add('crash.png', PNG)
  await add('ada.log', Buffer.from('/home/ada/x'))
  const warnings = async () => {
    const { entries, redaction } = await api.call('packet.preflight', { reviewId })
    return { redaction, about: entries.filter(({ kind }) => kind === 'attachment') }
  }
  const { about, redaction } = await warnings()
  expect(about.map(({ message }) => message)).toEqual([
    '1 attached file leaves as it is: nothing is masked in it. The copy can go without.',
  ])
  await api.call('packet.saveRedaction', { ...id(), ...redaction, files: true })
  expect((await warnings()).about).toEqual([])
  const { folder } = await api.call('exports.create', { reviewId })
  expect(readdirSync(join(folder, 'evidence'))).toEqual(['1-1-ada.log'])
  const withheld = { name: 'crash.png', sha256: createHash('sha256').update(PNG).digest('hex') }
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  expect(manifest.withheld).toEqual([{ finding: 1, bytes: PNG.length, ...withheld }])
  const { text } = await api.call('packet.document', { reviewId, document: 'fix-guide' })
  const [review = ''] = readdirSync(folder).filter((name) => name.endsWith('CODE_REVIEW.md'))
  expect(readFileSync(join(folder, review), 'utf8')).toMatch(
    /crash\.png \(\d+ bytes\) stays with the reviewers: it cannot be masked/,
  )
  expect(text).toContain('ada.log')
  const opened = backend.openPath(folder)
  const again = await api.call('exports.create', { reviewId: opened.reviewId })
  const second = JSON.parse(readFileSync(join(again.folder, 'manifest.json'), 'utf8'))
  expect(second).toEqual(manifest)
})

test('an export with files is the same as the present until a file is added', async () => {
  const { api, reviewId, add } = aReview()
  await add('crash.png', PNG)
  await add('ada.log', Buffer.from('/home/ada/x'))
  await api.call('exports.create', { reviewId })
  const compare = async () => {
    const [newest] = await api.call('exports.list', { reviewId })
    return api.call('exports.compare', { reviewId, exportId: newest?.id ?? 0 })
  }
  expect(await compare()).toMatchObject({ filesChanged: [], touched: [] })
  await add('more.log', Buffer.from('more'))
  expect((await compare()).filesChanged).toContain('evidence/1-3-more.log')
})

test.each([
  ['../../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['COM¹.log', '_COM¹.log'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['a\u0000b\nc\u200b.txt', 'abc.txt'],
  ['... .', 'evidence'],
  ['', 'evidence'],
  ['a<b>:"|?*.log', 'a_b______.log'],
  ['.htaccess', 'htaccess'],
  ['trailing. . ', 'trailing'],
])('the name %j becomes %j', (given, safe) => {
  expect(safeFileName(given)).toBe(safe)
})

test('a long name keeps its ending', () => {
  const safe = safeFileName(`${'日本'.repeat(300)}.png`)
  expect([...safe]).toHaveLength(120)
  expect(safe).toMatch(/\.png$/)
})

test.each([
  ['png', PNG],
  ['jpeg', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ['gif', Buffer.from('GIF89a,,,')],
  ['webp', Buffer.from('RIFF\u0001\u0002\u0003\u0004WEBPVP8 ')],
  ['pdf', Buffer.from('%PDF-1.7')],
  ['json', Buffer.from(' {"a": [1]}')],
  ['text', Buffer.from('{not json}')],
  ['text', Buffer.from('\ufeffgrün\n\u001b[31mred')],
  ['markup', SVG],
  ['markup', Buffer.from('words first <script>alert(1)</script>')],
  ['markup', Buffer.from('\ufeff \n<!-- x --><html>')],
  ['binary', Buffer.from('a\u0000b')],
  ['binary', Buffer.from([0xff, 0xfe, 0x41, 0x00])],
] as const)('bytes of %s are known by themselves', (kind, content) => {
  expect(attachmentKind(content)).toBe(kind)
})

test.each([
  [{ name: 'run.exe', kind: 'binary' }, 'evidence/12-1-run.bin'],
  [{ name: 'page.html', kind: 'markup' }, 'evidence/12-1-page.html.txt'],
  [{ name: 'page', kind: 'markup' }, 'evidence/12-1-page.txt'],
  [{ name: 'setup.bat', kind: 'text' }, 'evidence/12-1-setup.txt'],
  [{ name: '日本.log', kind: 'text' }, 'evidence/12-1-file.log'],
  [{ name: 'picture.exe', kind: 'png' }, 'evidence/12-1-picture.png'],
  [{ name: `${'x'.repeat(115)}.txt`, kind: 'text' }, `evidence/12-1-${'x'.repeat(40)}.txt`],
] as const)('%o lies in the packet as %s', (file, path) => {
  expect(evidencePath(12, 1, file)).toBe(path)
})
