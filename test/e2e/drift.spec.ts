// The folder under the review changes: the window tells, shows what would happen, and goes on.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  await first.app.close()
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
})
