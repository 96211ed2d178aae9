// The folder under the review changes: the window tells, shows what would happen, and goes on.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { violations } from '../support/axe.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const part = (name: string) => `def ${name}(path):
    try:
        return open(path).read()
    except Exception:
        pass


`

test('edited files are told of, previewed finding by finding, and analysed again', async ({
  launch,
  folder,
}) => {
  const code = join(folder, 'code')
  mkdirSync(code)
  const file = join(code, 'app.py')
  writeFileSync(file, `${part('first')}${part('second')}`)
  writeFileSync(join(code, 'lectern.toml'), 'profile = "picky"\n')
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir, args: [code] })
  await reviewPage(first.window).waitForAnalysis()
  await expect(first.window.getByRole('region', { name: 'Drift' })).toHaveCount(0)
  await first.close()
  writeFileSync(
    file,
    `# One line more.\n${part('first')}${part('second').replace('Exception', 'OSError')}`,
  )

  const { window } = await launch({ dataDir, args: [code] })
  const page = reviewPage(window)
  const drift = window.getByRole('region', { name: 'Drift' })
  await expect(drift).toContainText('1 file changed')
  await window.keyboard.press('Control+7')
  await expect(window.getByRole('region', { name: 'Set by the repository' })).toContainText('picky')
  await window.keyboard.press('Control+1')
  await expect(drift).toContainText('moved')
  // The source still is the one that was analysed.
  await page
    .row(/app\.py/)
    .first()
    .click()
  await expect(page.source).toContainText('The file changed since it was analysed')
  await expect(page.source).not.toContainText('One line more')

  await drift.getByRole('button', { name: 'Preview' }).click()
  const preview = window.getByRole('dialog')
  await expect(preview.getByRole('row', { name: /^Changed/ }).first()).toBeVisible()
  await expect(preview.getByRole('row', { name: /^Moved/ }).first()).toContainText('line')
  await preview.getByRole('button', { name: 'Analyse again' }).click()
  await expect(drift).toHaveCount(0)
  await expect(page.source).toContainText('One line more')

  // Both runs stand beside one another.
  await window.keyboard.press('Control+7')
  await window.getByRole('button', { name: 'Compare runs' }).click()
  const changes = window.getByRole('tree', { name: 'Changes between the runs' })
  await expect(changes).toBeFocused()
  const moved = changes.getByRole('treeitem', { name: /was at line 4.*app\.py:5/ })
  await expect(changes.getByRole('treeitem', { name: /^Moved \d/ })).toBeVisible()
  await expect(moved).toBeVisible()
  await window.keyboard.press('End')
  await expect(changes.getByRole('treeitem', { selected: true })).toContainText('app.py')
  const texts = window.getByRole('region', { name: 'Texts of both runs' })
  await expect(texts.getByRole('textbox', { name: 'Run A, read only' })).toBeAttached()
  await expect(texts).toContainText('One line more')
  await expect(texts.locator('.line-insert').first()).toBeVisible()
  expect(await violations(window)).toEqual([])
  await moved.click()
  await window.keyboard.press('k')
  await window.keyboard.press('j')
  await expect(moved).toHaveAttribute('aria-selected', 'true')
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).toContainText('app.py')
  await page.run('Compare two runs')
  await expect(changes).toBeFocused()
  await window.keyboard.press('Escape')
  await expect(page.findings).toBeFocused()
})

const SHOP = `import os


def load(path):
    try:
        return open(path).read()
    except Exception:
        pass


def total(orders):
    result = 0
    for order in orders:
        result = result + order.price
    return result


def drop(path):
    return os.system('rm ' + path)
`

test('the repository is edited under the session: marks follow, ghosts are shown, only changed code is unread', async ({
  openReview,
  folder,
}) => {
  const code = join(folder, 'code')
  mkdirSync(code)
  const file = join(code, 'shop.py')
  writeFileSync(file, SHOP)
  writeFileSync(join(code, 'plain.py'), 'def one():\n    return 1\n')
  const { window, page } = await openReview(code)

  // All of it is read, one finding is confirmed, a line is talked about.
  await page
    .row(/shop\.py.*:7/)
    .first()
    .click()
  await page.findings.focus()
  await window.keyboard.press('a')
  const confirmed = page.row(/confirmed/)
  await expect(confirmed).toHaveCount(1)
  await page.source.getByRole('textbox').focus()
  await window.keyboard.press('Control+Home')
  for (let line = 1; line < 14; line += 1) await window.keyboard.press('ArrowDown')
  await window.keyboard.press('c')
  await window.keyboard.type('Floats for money?')
  await window.keyboard.press('Control+Enter')
  const thread = page.inspector.getByRole('article', { name: 'Thread' })
  await expect(thread).toContainText('shop.py:14')
  await page.source.getByRole('textbox').focus()
  await window.keyboard.press('M')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).toContainText('plain.py')
  await window.keyboard.press('M')
  const banner = window.getByRole('banner')
  await expect(banner).toContainText('100 % read')
  await page.waitUntilSaved()

  // Lines come above, one function changes, one is taken out.
  const edited = SHOP.replace('import os', 'import os\nimport sys\n\n# Nothing else changed here.')
    .replace('open(path).read()', 'open(path).read().strip()')
    .replace(/\n\n\ndef drop[\s\S]*/, '\n')
  writeFileSync(file, edited)
  await window.keyboard.press('Control+1')
  await window.evaluate(() => globalThis.dispatchEvent(new Event('focus')))
  const drift = window.getByRole('region', { name: 'Drift' })
  await expect(drift).toContainText('1 file changed')
  await expect(banner).toContainText('100 % read')
  await page
    .row(/shop\.py.*:7/)
    .first()
    .click()
  await expect(page.source).not.toContainText('import sys')

  await drift.getByRole('button', { name: 'Preview' }).click()
  const preview = window.getByRole('dialog')
  await expect(preview.getByRole('row', { name: /^Gone/ }).first()).toBeVisible()
  await expect(preview.getByRole('row', { name: /^Moved Thread/ })).toContainText('line 17')
  expect(await violations(window)).toEqual([])
  await preview.getByRole('button', { name: 'Re-anchor' }).click()
  await expect(drift).toContainText('The marks followed the code')

  await expect(page.source).toContainText('import sys')
  await expect(confirmed).toContainText(':10')
  await expect(page.row(/its code is gone/).first()).toBeVisible()
  const lines = thread.getByRole('button', { name: 'shop.py:17' })
  await page.openTab('Talk')
  await expect(lines).toBeVisible()
  // Of three functions the one that changed is unread; what is gone needs no reading.
  await expect(banner).not.toContainText('100 % read')
  await window.keyboard.press('Control+2')
  const coverage = window.getByRole('region', { name: 'Coverage' })
  await coverage.getByRole('button', { name: /shop\.py/ }).click()
  const symbol = (name: string) =>
    page.inspector.getByRole('button', { name: `${name} reviewed`, exact: true })
  await expect(symbol('load')).toHaveAttribute('aria-pressed', 'false')
  await expect(symbol('total')).toHaveAttribute('aria-pressed', 'true')
  await window.keyboard.press('Control+1')

  // The place of a finding whose code changed is a guess: it says where it was, and is settled.
  await window.getByRole('button', { name: /^Drifted/ }).click()
  const changed = page.row(/resource-not-closed|its code changed/).first()
  await changed.click()
  const ghost = page.inspector.getByRole('region', { name: 'Place of the finding' })
  await expect(ghost).toContainText('The code changed. It was at line 6')
  expect(await violations(window)).toEqual([])
  await ghost.getByRole('button', { name: 'was at line 6' }).click()
  const original = window.getByRole('dialog', { name: 'The code as it was' })
  await expect(original).toContainText('return open(path).read()')
  await expect(original).not.toContainText('strip')
  expect(await violations(window)).toEqual([])
  await window.keyboard.press('Escape')
  await ghost.getByRole('button', { name: 'Accept' }).click()
  await expect(ghost).toHaveCount(0)
  await page
    .row(/its code is gone/)
    .first()
    .click()
  await expect(ghost).toContainText('The code is gone')
  await ghost.getByRole('button', { name: 'Close as gone' }).click()
  await expect(page.row(/its code is gone/)).toHaveCount(0)

  // Three steps back everything stands where it stood.
  await window.getByRole('button', { name: /^All \d/ }).click()
  await page.findings.focus()
  for (let step = 1; step <= 3; step += 1) await window.keyboard.press('Control+z')
  await expect(drift).toContainText('1 file changed')
  await expect(confirmed).toContainText(':7')
  await expect(page.source).not.toContainText('import sys')
  await expect(banner).toContainText('100 % read')
})
