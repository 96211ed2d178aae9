// A review from opening real code to a packet, and again after a restart.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

/** Real Python that is on every machine which built this project. */
const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('what was judged, written and looked at is there after a restart', async ({
  launch,
  folder,
}) => {
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir, args: [GYP] })
  const page = reviewPage(first.window)
  await page.waitForAnalysis()

  await page.filter.fill('rule:swallowed-exception')
  await page
    .row(/mac_tool\.py/)
    .first()
    .click()
  const name = /#\d+/.exec(await page.selected.innerText())?.[0] ?? ''
  await expect(page.source).toContainText('mac_tool.py')

  await page.changeSeverity('Critical', 'The tool signs releases.')
  await expect(page.row(new RegExp(`Critical, was \\w+.*${name}`, 's'))).toBeVisible()
  await page.writeNote('Ask Ada whether the tool may go on here.')
  await page.writeFix('# Only a missing file is expected.\n')
  await page.waitUntilSaved()
  await expect(first.window.getByRole('region', { name: 'Fix', exact: true })).toContainText(
    'Saved',
  )
  const packet = await page.exportPacket()
  expect(existsSync(join(packet, 'manifest.json'))).toBe(true)
  expect(await first.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(packet)
  const exported = readFileSync(join(packet, 'findings.json'), 'utf8')
  expect(exported).toContain('The tool signs releases.')
  expect(exported).toContain('Only a missing file is expected.')
  await first.close()

  const second = await launch({ dataDir })
  await second.window.getByRole('button', { name: /^gyp/ }).click()
  const again = reviewPage(second.window)
  await expect(again.filter).toHaveValue('rule:swallowed-exception')
  await expect(again.selected).toContainText(name)
  await expect(again.selected.getByRole('img', { name: /^Critical, was / })).toBeVisible()
  const fix = second.window.getByRole('region', { name: 'Fix', exact: true })
  await expect(fix.getByText('# Only a missing file is expected.')).toBeInViewport()
  await again.openTab('Decide')
  await expect(again.inspector).toContainText('The tool signs releases.')
  await expect(again.inspector.getByRole('textbox', { name: 'Note' })).toHaveValue(
    'Ask Ada whether the tool may go on here.',
  )
  await again.openTab('History')
  await expect(again.inspector).toContainText('The tool signs releases.')
})

test('text that was typed just before the window closes is kept', async ({ launch, folder }) => {
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir, args: [GYP] })
  const page = reviewPage(first.window)
  await page.waitForAnalysis()
  await page.findings.focus()
  await page.writeNote('The last words.')
  await first.close()

  const second = await launch({ dataDir, args: [GYP] })
  const again = reviewPage(second.window)
  await again.openTab('Decide')
  await expect(again.inspector.getByRole('textbox', { name: 'Note' })).toHaveValue(
    'The last words.',
  )
})

test('the list and the source come back where they were scrolled to', async ({
  launch,
  folder,
}) => {
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir, args: [GYP] })
  const page = reviewPage(first.window)
  await page.waitForAnalysis()
  await page.findings.focus()
  await first.window.keyboard.press('End')
  // Until the source has come to the last finding it shows lines of another file.
  const place = /([\w.]+\.py):(\d+)/
  await expect
    .poll(async () => {
      const [, file = '', line = ''] = place.exec(await page.selected.innerText()) ?? []
      const isShown = (await page.source.innerText()).includes(file)
      const top = await page.topLine()
      return isShown && top > 1 && top <= Number(line) && Number(line) < top + 100
    })
    .toBe(true)
  const revealed = await page.topLine()
  await page.source.locator('.monaco-editor').hover()
  await first.window.mouse.wheel(0, 400)
  await expect.poll(page.topLine).toBeGreaterThan(revealed)
  const seen = await page.selected.innerText()
  const line = await page.topLine()
  await first.close()

  const second = await launch({ dataDir, args: [GYP] })
  const again = reviewPage(second.window)
  await expect(again.selected).toHaveText(seen, { useInnerText: true })
  await expect.poll(async () => Math.abs((await again.topLine()) - line)).toBeLessThanOrEqual(1)
})
