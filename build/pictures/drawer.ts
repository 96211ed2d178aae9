// Pictures of the drawer with each of its parts, and of the window as it gets narrow.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { chooseTheme, resize, type Theme } from './picture-window.ts'
import { BANK, RACE } from './sayings.ts'

const JUNIT = `<testsuites><testsuite name="bank" tests="3">
<testcase classname="tests.test_account" name="test_pay" time="0.02"/>
<testcase classname="tests.test_account" name="test_pay_twice" time="0.31"><failure message="race"/></testcase>
<testcase classname="tests.test_export" name="test_path" time="0.01"><skipped/></testcase>
</testsuite></testsuites>`
/** Below each of these something else gives way. */
const WIDTHS = [1180, 1100, 1000, 900, 720] as const

/** Takes the pictures in these colours. */
export async function takeDrawer(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const at = join(folder, `drawer-${ending}`)
  const project = join(at, 'bank')
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'account.py'), BANK)
  writeFileSync(join(project, 'broken.py'), 'def f(:\n  x = = 1\n')
  const results = join(at, 'junit.xml')
  writeFileSync(results, JUNIT)
  const { app, window } = await launchLectern({ dataDir: join(at, 'data'), args: [project] })
  const page = reviewPage(window)
  const take = (name: string) =>
    window.screenshot({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
  await page.waitForAnalysis()
  await resize(app, { width: 1440, height: 900 })
  await chooseTheme(window, theme)
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, results)
  await page.row(RACE).click()
  await window.keyboard.press('Control+j')
  const drawer = window.getByRole('complementary', { name: 'Drawer' })
  await drawer.getByRole('listitem').nth(1).getByRole('button').click()
  await expect(window.locator('.evidence-count')).toBeVisible()
  await take('drawer-steps')
  await page.run('Analyse again')
  await drawer.getByRole('tab', { name: 'Analyzer log' }).click()
  await expect(drawer.getByRole('row', { name: /Finished/ })).toHaveCount(2)
  await take('drawer-log')
  await drawer.getByRole('tab', { name: 'Problems of the packet' }).click()
  await expect(drawer.getByRole('listitem').first()).toBeVisible()
  await take('drawer-problems')
  await drawer.getByRole('tab', { name: 'Tests' }).click()
  await take('drawer-tests-none')
  await drawer.getByRole('button', { name: 'Import test results' }).click()
  await expect(drawer).toContainText('1 of 3 tests')
  await take('drawer-tests')
  for (const width of WIDTHS) {
    await resize(app, { width, height: 700 })
    await expect.poll(() => window.evaluate(() => document.documentElement.clientWidth)).toBe(width)
    await take(`narrow-${width}`)
    const panel = window.getByRole('button', { name: 'Inspector', exact: true })
    if (!(await panel.isVisible())) continue
    await panel.click()
    await take(`narrow-${width}-inspector`)
    await panel.click()
    await take(`narrow-${width}-source`)
    await window.getByRole('button', { name: 'Findings', exact: true }).last().click()
  }
  await page.findings.focus()
  await window.keyboard.press('Control+j')
  await expect(drawer).toBeVisible()
  await take('drawer-narrow')
  await app.close()
}
