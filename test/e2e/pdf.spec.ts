// The documents as PDF: tagged, with outline, page numbers and the text of the other forms.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('the packet is exported with all twelve documents as PDF', async ({ launch, folder }) => {
  test.setTimeout(180_000)
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
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
  // Where the reader of PDF text is there, what it reads is looked at too.
  const read = spawnSync('pdftotext', ['-layout', join(packet, 'GYP_EXECUTIVE_SUMMARY.pdf'), '-'], {
    encoding: 'utf8',
  })
  if (read.status === 0) {
    expect(read.stdout).toContain('Final verdict')
    expect(read.stdout).toMatch(/Page 1 of 1/)
  }
})
