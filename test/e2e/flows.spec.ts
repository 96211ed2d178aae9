// Whole ways through the window, as a reviewer goes them: with the keyboard alone.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const LIBRARY = ['/usr/lib/python3.11', '/usr/lib/python3.12', '/usr/lib/python3.13'].find((path) =>
  existsSync(path),
)
const FILES = 300

/** A folder with as many modules of the standard library. */
function aCodeBase(library: string, folder: string): string {
  const to = join(folder, 'code')
  const names = readdirSync(library, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py') && !name.includes('dist-packages'))
    .sort()
    .slice(0, FILES)
  for (const name of names) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    cpSync(join(library, name), join(to, name))
  }
  return to
}

test('from a cold start to the first decision while results still come in', async ({
  launch,
  folder,
}) => {
  test.skip(LIBRARY === undefined, 'needs the sources of a Python standard library')
  const dataDir = join(folder, 'data')
  const code = aCodeBase(LIBRARY ?? '', folder)
  const { window } = await launch({ dataDir, args: [code] })
  const page = reviewPage(window)
  await page.begin()
  await expect(page.findings.getByRole('treeitem', { name: /#\d/ }).first()).toBeVisible({
    timeout: 60_000,
  })
  await window.keyboard.press('j')
  await expect(page.selected).toHaveCount(1)
  const first = /#\d+/.exec((await page.selected.textContent()) ?? '')?.[0] ?? ''
  await expect(page.inspector).toContainText(`${first} `)
  await expect(page.source.locator('.view-line').first()).toBeVisible()
  await window.keyboard.press('a')
  await page.waitUntilSaved()
  await expect(page.status).toContainText(`Undo: confirm ${first}`)
  await window.keyboard.press('Control+Shift+h')
  const steps = window.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await expect(steps.first()).toContainText(`Confirm ${first}`)
})

test('judging goes on with single keys off, in high contrast and with a screen reader’s names', async ({
  launch,
  folder,
}) => {
  test.skip(LIBRARY === undefined, 'needs the sources of a Python standard library')
  const dataDir = join(folder, 'data')
  const { window } = await launch({ dataDir, args: [join(LIBRARY ?? '', 'asyncio')] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await page.run('Settings and keys')
  const singleKeys = window.getByRole('checkbox', { name: /^Single keys run commands/ })
  await singleKeys.focus()
  await window.keyboard.press('Space')
  await expect(singleKeys).not.toBeChecked()
  await window.keyboard.press('Escape')
  await page.run('Theme: high contrast, dark')
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'contrast-dark')

  // The list is a tree that names the row under the cursor.
  for (let count = 0; count < 10; count += 1) {
    const pane = await window.evaluate(() =>
      document.activeElement?.matches('[role="tree"][aria-label="Findings"]'),
    )
    if (pane) break
    await window.keyboard.press('F6')
  }
  await expect(page.findings).toBeFocused()
  await window.keyboard.press('ArrowDown')
  const named = () =>
    page.findings.evaluate(
      (list) =>
        document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.textContent,
    )
  const first = /#\d+/.exec((await named()) ?? '')?.[0] ?? 'none'
  await page.run('Dismiss with a reason and go on')
  await expect(page.inspector.getByRole('textbox', { name: 'Why is it dismissed?' })).toBeFocused()
  await window.keyboard.type('Not a defect here')
  await window.keyboard.press('Enter')
  await expect(page.row(new RegExp(`${first}\\b.*dismissed`, 's'))).toBeVisible()
  expect(await named()).not.toContain(`${first} `)
})
