// The Packet place: what is missing is counted, jumped to, written, and in the document at once.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { packetPage } from '../support/packet-page.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('missing texts are jumped to, written and counted; drafts are confirmed', async ({
  launch,
  folder,
}) => {
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir, args: [GYP] })
  await reviewPage(first.window).waitForAnalysis()
  const packet = packetPage(first.window)
  await packet.open()
  const before = await packet.summary.innerText()
  expect(before).toMatch(/Packet \d+ % written, \d+ fields missing/)

  await first.window.getByRole('button', { name: 'Next missing' }).click()
  const field = packet.textOf(/overall assessment/i)
  await expect(field).toBeFocused()
  await first.window.keyboard.insertText('Good bones, but errors vanish.')
  await packet.waitUntilSaved()
  await expect(packet.summary).not.toHaveText(before)
  await expect(packet.document).toContainText('Good bones, but errors vanish.')

  const deployment = packet.panel.getByRole('region', { name: /deployment recommendation/i })
  await expect(deployment).toContainText('Draft')
  await deployment.getByRole('button', { name: 'Confirm draft' }).click()
  await expect(deployment).toContainText('Written')
  await packet.waitUntilSaved()
  const scan = await new AxeBuilder({ page: first.window }).setLegacyMode().analyze()
  expect(scan.violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([])

  await packet.choose('Action items')
  await expect(packet.document).toContainText('Good bones, but errors vanish.')
  await first.close()

  const second = await launch({ dataDir, args: [GYP] })
  const again = packetPage(second.window)
  await again.open()
  await expect(again.textOf(/overall assessment/i)).toHaveValue('Good bones, but errors vanish.')
})

test('a new test and hours of a finding are written beside its texts', async ({
  launch,
  folder,
}) => {
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  await reviewPage(window).waitForAnalysis()
  const packet = packetPage(window)
  await packet.open()
  await packet.panel.getByRole('tab', { name: 'Finding' }).click()
  await packet.panel.getByRole('textbox', { name: 'Highest hours' }).fill('88')
  await packet.panel.getByRole('button', { name: 'Save hours' }).click()
  await packet.panel.getByRole('button', { name: 'New test' }).click()
  await packet.panel.getByRole('textbox', { name: 'Name' }).fill('test_nothing_vanishes')
  await packet.panel.getByRole('textbox', { name: 'File' }).fill('tests/test_it.py')
  await packet.panel.getByRole('textbox', { name: 'Code' }).fill('def test_nothing_vanishes(): ...')
  await packet.waitUntilSaved()
  await packet.choose('Fix guide')
  await expect(packet.document).toContainText('test_nothing_vanishes')
  await expect(packet.document).toContainText('88 h')
})

test('a template is changed while the document follows, is checked, and goes back', async ({
  launch,
  folder,
}) => {
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  await reviewPage(window).waitForAnalysis()
  const packet = packetPage(window)
  await packet.open()
  await packet.choose('Questions and answers')
  await packet.panel.getByRole('tab', { name: 'Template' }).click()
  const template = packet.textOf('Template of this document')
  await expect(template).toHaveValue(/## Blockers\n\n\{\{> blockers\}\}/)
  const check = packet.panel.getByRole('status', { name: 'Check of the template' })
  await expect(check).toContainText('Works, with nothing to remark')

  await template.fill('# For {{review.name}}\n\n{{> head}}\n\n{{> blockers}}\n\n{{missing-name}}\n')
  await expect(check).toContainText('Failed')
  await expect(packet.document).toContainText('For gyp')
  await expect(packet.document).toContainText('{{missing-name}}')
  await check.getByRole('button', { name: /Line 7/ }).click()
  await expect(template).toBeFocused()
  await window.keyboard.press('Delete')
  await expect(check).toContainText('Works, with something to know')
  await packet.waitUntilSaved()
  const scan = await new AxeBuilder({ page: window }).setLegacyMode().analyze()
  expect(scan.violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([])

  await packet.panel.getByRole('tab', { name: 'Texts' }).click()
  await expect(packet.document).toContainText('For gyp')
  await packet.panel.getByRole('tab', { name: 'Template' }).click()
  await packet.panel.getByRole('button', { name: 'Back to the built-in template' }).click()
  await expect(check).toContainText('Works, with nothing to remark')
  await packet.waitUntilSaved()
  await expect(packet.document).not.toContainText('For gyp')
})

test('an export with PDF says how far it is and is cancelled without a trace', async ({
  launch,
  folder,
}) => {
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  await reviewPage(window).waitForAnalysis()
  await window.getByRole('banner').getByRole('button', { name: 'Export' }).click()
  const dialog = window.getByRole('dialog', { name: 'Export the review packet' })
  await dialog.getByRole('checkbox', { name: 'Also as PDF' }).check()
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('status')).toContainText(/Printing \S+\.pdf, \d+ of 1[0-9] done/)
  await expect(dialog.getByRole('progressbar', { name: 'Export' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByRole('status')).toContainText('The export was cancelled')
  expect(existsSync(join(folder, 'data', 'packets'))).toBe(false)
  await dialog.getByRole('checkbox', { name: 'Also as PDF' }).uncheck()
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(window.getByRole('dialog', { name: 'Packet exported' })).toBeVisible()
})
