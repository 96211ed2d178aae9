// History without Git: what changed against a base, who wrote a line, what HEAD has got since, and
// a folder that has none of it.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { aBranch, commitAs, part } from '../support/git-branch.ts'
import { aProject } from '../support/projects.ts'
import { reviewPage } from '../support/review-page.ts'
import { runGit } from '../support/run-git.ts'
import { expect, test } from '../support/workbench.ts'

test('only what changed against a base is listed, drawn, and remembered', async ({
  launch,
  folder,
}) => {
  const code = aBranch(folder)
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir, args: [code] })
  const page = reviewPage(first.window)
  await page.waitForAnalysis()
  const all = Number(await page.count.innerText())
  const chip = first.window.getByRole('button', { name: /^Scope: / })
  await expect(chip).toHaveAccessibleName('Scope: Whole repo')
  await chip.click()
  const picker = first.window.getByRole('dialog')
  await expect(picker.getByRole('option', { name: /main.*usual base/ })).toBeVisible()
  await page.pick('mai')
  await expect(chip).toHaveAccessibleName('Scope: Changed against main')

  const scope = first.window.getByRole('region', { name: 'Scope' })
  await expect(scope).toContainText(new RegExp(`\\d+ of ${all} in what changed against main`))
  await expect(page.row(/other|same\.py/)).toHaveCount(0)
  const inLines = Number(await page.count.innerText())
  expect(inLines).toBeGreaterThan(0)
  await scope.getByText('Files').click()
  await expect.poll(async () => Number(await page.count.innerText())).toBeGreaterThan(inLines)
  await scope.getByText('Lines').click()

  await page
    .row(/app\.py/)
    .first()
    .click()
  await first.window.keyboard.press('Control+Home')
  await expect(page.source.locator('.mark-changed').first()).toBeAttached()

  await scope.getByRole('button', { name: '1 changed file' }).click()
  const changes = first.window.getByRole('dialog', { name: 'Changed against main' })
  await expect(
    changes.getByRole('row', { name: /Modified.*not committed.*app\.py.*15-28/ }),
  ).toBeVisible()
  await first.window.keyboard.press('Escape')
  await first.close()

  const { window } = await launch({ dataDir, args: [code] })
  const again = reviewPage(window)
  await expect(window.getByRole('button', { name: 'Scope: Changed against main' })).toBeVisible()
  await expect(again.count).toHaveText(`${inLines}`)
  await window.getByRole('button', { name: /^Scope: / }).click()
  await again.pick('feature')
  await expect(window.getByRole('region', { name: 'Scope' })).toContainText('against feature')
  await window.getByRole('button', { name: /^Scope: / }).click()
  await again.pick('HEAD~9')
  await expect(window.getByRole('region', { name: 'Scope' })).toContainText(
    'The repository has no such commit',
  )
  await window.getByRole('button', { name: 'Show whole repository' }).click()
  await expect(again.count).toHaveText(`${all}`)
})

test('nothing in the changed lines is said so, and the whole is one press away', async ({
  openReview,
  folder,
}) => {
  const code = aBranch(folder)
  runGit(code, ['checkout', '-qf', 'main'])
  appendFileSync(join(code, 'same.py'), '# only words\n')
  const { window, page } = await openReview(code)
  const all = await page.count.innerText()
  await page.run('what changed against')
  await page.pick('main')
  await expect(window.getByText(`0 of ${all} in the changed lines.`)).toBeVisible()
  await window.getByRole('button', { name: /in the changed files/ }).click()
  await expect(page.row(/same\.py/).first()).toBeVisible()
  await page.run('list the whole repository')
  await expect(page.count).toHaveText(all)
})

test('who wrote a line stands beside it, whatever the name holds', async ({ launch, folder }) => {
  const code = aBranch(folder)
  const dataDir = join(folder, 'data')
  const { window } = await launch({ dataDir, args: [code] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await page
    .row(/app\.py/)
    .first()
    .click()
  await expect(page.source.locator('.view-line').first()).toBeVisible()
  await page.findings.focus()
  await window.keyboard.press('b')
  const column = window.locator('.blame-column')
  await expect(column).toContainText('Ann')
  await expect(column).toContainText('[U+202E]Eve & "Co')
  await expect(column).toContainText('Not committed')
  await expect(column.locator('img')).toHaveCount(0)
  await expect(column.locator('.blame-row', { hasText: 'Eve' })).toHaveAttribute(
    'title',
    /Third <img src=x>\n\n<b>why<\/b> \[U\+202E\]/,
  )
  await expect(window.getByRole('status', { name: 'Blame' })).toContainText(
    /Line \d+: \w{7} .*Begin/,
  )
  await expect(window.locator('img')).toHaveCount(0)
  await window.keyboard.press('b')
  await expect(column).toHaveCount(0)

  commitAs(code, 'Ann', 'Fourth')
  commitAs(code, 'Ann', 'Fifth')
  // Whoever comes back from another window.
  await window.evaluate('window.dispatchEvent(new Event("focus"))')
  await window.getByRole('button', { name: 'HEAD moved 2 commits' }).click()
  const commits = window.getByRole('dialog', { name: 'HEAD moved 2 commits' })
  await expect(commits.getByRole('row', { name: /Ann Fourth/ })).toBeVisible()
})

test('a folder without Git says why there is no history', async ({ openReview, folder }) => {
  const code = aProject(folder, 'code', { 'app.py': part('first') })
  const { window, page } = await openReview(code)
  const chip = window.getByRole('button', { name: 'Scope: Whole repo' })
  await chip.click()
  const none = window.getByRole('option', { name: /^No base to compare with/ })
  await expect(none).toContainText('in no Git repository')
  await expect(none).toBeDisabled()
  await window.getByRole('option', { name: 'Folders or files' }).click()
  const paths = window.getByRole('textbox', { name: /^One folder/ })
  await expect(paths).toBeFocused()
  await paths.fill('lib/')
  await paths.press('Control+Enter')
  await expect(window.getByRole('region', { name: 'Scope' })).toContainText('0 of 2 in lib')
  await window.getByRole('button', { name: 'Show whole repository' }).click()
  await page
    .row(/app\.py/)
    .first()
    .click()
  await expect(page.source.getByRole('button', { name: /^Blame/ })).toBeDisabled()
  await page.findings.focus()
  await window.keyboard.press('b')
  await expect(window.getByText(/This folder is in no Git repository/)).toBeVisible()
  await expect(window.locator('.blame-column')).toHaveCount(0)
})
