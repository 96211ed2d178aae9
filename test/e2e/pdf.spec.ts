// The documents as PDF: tagged, with outline, page numbers and the text of the other forms.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('the packet is exported with all twelve documents as PDF', async ({ openReview }) => {
  test.setTimeout(180_000)
  const { page } = await openReview(GYP)
  const packet = await page.exportPacket({ pdf: true })
  const pdfs = readdirSync(packet).filter((name) => name.endsWith('.pdf'))
  expect(pdfs).toHaveLength(12)
  const manifest = JSON.parse(readFileSync(join(packet, 'manifest.json'), 'utf8')) as {
    files: { path: string; bytes: number; sha256: string }[]
  }
  for (const name of pdfs) {
    const bytes = readFileSync(join(packet, name))
    const text = bytes.toString('latin1')
    expect(text.startsWith('%PDF-'), name).toBe(true)
    expect(text, name).toContain('/MarkInfo')
    expect(text, name).toContain('/StructTreeRoot')
    expect(text, name).toContain('/Outlines')
    expect(text, name).not.toContain('packet://')
    expect(manifest.files.find(({ path }) => path === name)).toEqual({
      path: name,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  }
  // The same review gives the same bytes.
  const first = pdfs.map((name) => readFileSync(join(packet, name)))
  const again = await page.exportPacket({ pdf: true })
  for (const [at, name] of pdfs.entries()) {
    expect(readFileSync(join(again, name)).equals(first[at] ?? Buffer.of()), name).toBe(true)
  }
  // Where the reader of PDF text is there, what it reads is looked at too.
  for (const name of pdfs) {
    const { status, stdout } = spawnSync('pdftotext', ['-layout', join(packet, name), '-'], {
      encoding: 'utf8',
    })
    if (status !== 0) continue
    const sheets = stdout.split('\f').slice(0, -1)
    for (const [at, sheet] of sheets.entries()) {
      expect(sheet.trimStart(), name).toMatch(/^gyp\b.*UTC/)
      expect(sheet, name).toContain(`Page ${at + 1} of ${sheets.length}`)
    }
  }
  const read = spawnSync('pdftotext', ['-layout', join(packet, 'GYP_EXECUTIVE_SUMMARY.pdf'), '-'], {
    encoding: 'utf8',
  })
  if (read.status === 0) {
    expect(read.stdout).toContain('Final verdict')
    expect(read.stdout).toMatch(/Page 1 of 1/)
  }
})
