// Every screen and state in both themes, looked at by axe.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

async function violations(window: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page: window }).setLegacyMode().analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`)
}

async function useTheme(window: Page, theme: string) {
  await window.keyboard.press('Control+Shift+P')
  await window.keyboard.type(`theme: ${theme}`)
  await window.keyboard.press('Enter')
  await expect(window.locator('html')).toHaveAttribute('data-theme', theme)
  await expect(window.getByRole('dialog')).toHaveCount(0)
}

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing in ${theme} colours`, async ({ launch, folder }) => {
    const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
    const page = reviewPage(window)
    await page.waitForAnalysis()
    await useTheme(window, theme)
    const found: Record<string, readonly string[]> = {}

    await page.findings.focus()
    await expect(page.source.locator('.view-line').first()).toBeVisible()
    found.why = await violations(window)
    await page.changeSeverity('Info', 'Only used by the build.')
    await page.writeNote('Seen.')
    await page.waitUntilSaved()
    found.decide = await violations(window)
    await page.findings.focus()
    await window.keyboard.press('a')
    await page.openTab('History')
    found.history = await violations(window)
    await page.writeFix('# first\n')
    await page.waitUntilSaved()
    found.fix = await violations(window)
    await page.filter.fill('nothing has this text')
    found.filtered = await violations(window)
    await page.filter.fill('')
    await window.keyboard.press('F1')
    await expect(window.getByRole('dialog')).toBeVisible()
    found.palette = await violations(window)
    await window.keyboard.press('Escape')
    await page.findings.focus()
    await window.keyboard.press('?')
    await expect(window.getByRole('dialog')).toBeVisible()
    found.keys = await violations(window)
    await window.keyboard.press('Escape')
    await window.keyboard.press('Control+Shift+H')
    await expect(window.getByRole('list', { name: 'Steps' })).toBeVisible()
    found.steps = await violations(window)
    await window.keyboard.press('Escape')
    await window.keyboard.press('Control+s')
    await expect(window.getByRole('dialog')).toBeVisible()
    found.checkpoint = await violations(window)
    await window.keyboard.press('Escape')
    await window.keyboard.press('Control+e')
    await expect(window.getByRole('dialog')).toBeVisible()
    found.export = await violations(window)
    await window.keyboard.press('Escape')
    await window.keyboard.press('Control+2')
    await expect(window.getByRole('region', { name: 'Coverage' })).toContainText('symbols')
    found.coverage = await violations(window)
    await window.keyboard.press('Control+7')
    await expect(window.getByRole('button', { name: 'Analyse again' })).toBeVisible()
    found.runs = await violations(window)
    await window.getByRole('button', { name: 'All reviews' }).click()
    await expect(window.getByText('Recent reviews')).toBeVisible()
    found.start = await violations(window)

    const none = Object.fromEntries(Object.keys(found).map((state) => [state, []]))
    expect(found).toEqual(none)
  })
}
