// Pictures of two runs beside one another, and of why there are none to compare.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { chooseTheme, resize, type Theme } from './picture-window.ts'
import { BANK } from './sayings.ts'

const PYTHON = fileURLToPath(new URL('../../node_modules/node-gyp/gyp/pylib/gyp', import.meta.url))
/** Longest that an analysis may take, in milliseconds. */
const ANALYSIS = 60_000
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

/** Takes the pictures in these colours. */
export async function takeComparison(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const at = join(folder, `compare-${ending}`)
  const project = join(at, 'gyp')
  mkdirSync(at, { recursive: true })
  cpSync(PYTHON, project, { recursive: true })
  const { app, window } = await launchLectern({ dataDir: join(at, 'data'), args: [project] })
  const page = reviewPage(window)
  const take = (name: string) =>
    window.screenshot({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
  await page.waitForAnalysis()
  await resize(app, SIZES[0])
  await chooseTheme(window, theme)
  await page.run('Compare two runs')
  await expect(window.getByText('There is one run so far')).toBeVisible()
  await take('compare-one-run')

  await page.run('Analyse again')
  const changes = window.getByRole('tree', { name: 'Changes between the runs' })
  await expect(window.getByText('Nothing changed')).toBeVisible({ timeout: ANALYSIS })
  await take('compare-nothing')
  edit(join(project, 'mac_tool.py'), (text) =>
    text
      .replace('import fcntl', '# The tool of the build.\nimport errno\nimport fcntl')
      .replaceAll('print(', 'logging.info('),
  )
  rmSync(join(project, 'xcode_ninja.py'))
  writeFileSync(join(project, 'account.py'), BANK)
  await page.run('Analyse again')
  await expect(changes.getByRole('treeitem', { name: /^New \d/ })).toBeVisible({
    timeout: ANALYSIS,
  })
  const chosen = changes.getByRole('treeitem', { name: /mac_tool\.py:/ }).first()
  await chosen.click()
  const texts = window.getByRole('region', { name: 'Texts of both runs' })
  await expect(texts.locator('.view-line').first()).toBeVisible()
  for (const size of SIZES) {
    await resize(app, size)
    const width = () => window.evaluate(() => document.documentElement.clientWidth)
    await expect.poll(width).toBe(size.width)
    await expect(texts.locator('.line-insert').first()).toBeVisible()
    await take(`compare-${size.width}`)
  }
  await resize(app, SIZES[0])
  await changes
    .getByRole('treeitem', { name: /xcode_ninja\.py/ })
    .first()
    .click()
  await expect(texts.getByText('found no file of this name')).toBeVisible()
  await take('compare-gone')
  await app.close()
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}
