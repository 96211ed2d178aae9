// Evidence attached to a finding: chosen, dropped, pasted; shown without risk; in the packet.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

/** One red pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

test('files are attached in three ways, shown by what they are, exported and undone', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'orders', {
    'orders.py':
      'import subprocess\n\n\ndef ship(command):\n    subprocess.run(command, shell=True)\n',
  })
  const { window, page } = await openReview(project)
  await page.findings.focus()
  await page.openTab('Decide')
  const evidence = page.inspector.getByRole('region', { name: 'Evidence' })
  const files = evidence.getByRole('article')
  await evidence.locator('input[type=file]').setInputFiles([
    { name: '../CON.png', mimeType: 'text/html', buffer: Buffer.from(PIXEL, 'base64') },
    {
      name: 'picture\u202egnp.svg',
      mimeType: 'image/png',
      buffer: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      ),
    },
  ])
  await expect(files).toHaveCount(2)
  await expect(files.first()).toContainText('_CON.png')
  await expect(files.first()).toContainText('PNG picture, 70 bytes')
  const picture = files.first().getByRole('img')
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
  await expect(files.nth(1)).toContainText('picturegnp.svg')
  await expect(files.nth(1)).toContainText('Markup, not rendered')
  await expect(files.nth(1).getByRole('img')).toHaveCount(0)
  await expect(files.nth(1).getByRole('button', { name: 'Open' })).toHaveCount(0)

  await evidence.evaluate((element) => {
    const data = new DataTransfer()
    data.items.add(new File(['{"status": 500}'], 'answer.json'))
    element.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
  })
  await expect(files).toHaveCount(3)
  await window.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['line one\n'], 'server.log'))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  })
  await expect(files).toHaveCount(4)
  await files.nth(3).getByRole('button', { name: 'Open' }).click()
  await expect(window.getByRole('dialog', { name: 'server.log' })).toContainText('line one')
  await window.keyboard.press('Escape')
  await files
    .nth(3)
    .getByRole('textbox', { name: 'What server.log shows' })
    .fill('The moment *it* fails')
  await page.waitUntilSaved()

  await files.nth(2).getByRole('button', { name: 'Remove' }).click()
  await expect(files).toHaveCount(3)
  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await expect(files).toHaveCount(4)

  const packet = await page.exportPacket()
  expect(readdirSync(join(packet, 'evidence')).sort()).toEqual([
    '1-1-con.png',
    '1-2-picturegnp.svg.txt',
    '1-3-answer.json',
    '1-4-server.log',
  ])
  const guide = readdirSync(packet).find((name) => name.endsWith('FIX_GUIDE.html')) ?? ''
  const text = readFileSync(join(packet, guide), 'utf8')
  expect(text).toContain('href="evidence/1-4-server.log"')
  expect(text).toContain(`<img class="evidence" src="data:image/png;base64,${PIXEL}"`)
  expect(text).toContain('The moment <em>it</em> fails')
  expect(existsSync(join(packet, 'manifest.json'))).toBe(true)
})
