// The ways into a review, and the ways in which they fail.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aProject } from '../support/projects.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const SWALLOWED = `def load(path):
    try:
        return path.read_text()
    except Exception:
        pass
`

test('the start screen says what to do and opens what was open before', async ({
  launch,
  folder,
}) => {
  const code = aProject(folder, 'orders', { 'store.py': SWALLOWED })
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir })
  await expect(first.window.getByRole('button', { name: 'Open folder' })).toBeFocused()
  await expect(first.window.getByText('Recent reviews')).toHaveCount(0)
  await first.window.getByRole('button', { name: 'Try the sample' }).click()
  await reviewPage(first.window).waitForAnalysis()
  await expect(
    reviewPage(first.window)
      .row(/payments\.py/)
      .first(),
  ).toBeVisible()
  await first.app.close()

  const second = await launch({ dataDir, args: [code] })
  const page = reviewPage(second.window)
  await page.waitForAnalysis()
  await expect(page.findings.getByRole('treeitem', { name: /store\.py/ })).toHaveCount(1)
  await second.window.getByRole('button', { name: 'All reviews' }).click()
  const recent = second.window.getByRole('button', { name: /^orders/ })
  await expect(recent).toContainText('1 open')
  await recent.press('Enter')
  await expect(page.findings).toBeVisible()
  await second.app.close()

  // A copy of the day was made when the sample was opened once more.
  const third = await launch({ dataDir, args: [join(dataDir, 'sample', 'order-service')] })
  await third.window.getByRole('button', { name: 'All reviews' }).click()
  await third.window
    .getByRole('button', { name: 'Earlier copies of order-service' })
    .first()
    .click()
  const copies = third.window.getByRole('dialog', { name: 'Earlier copies of order-service' })
  await copies.getByRole('button', { name: 'Restore' }).click()
  await expect(
    reviewPage(third.window)
      .row(/payments\.py/)
      .first(),
  ).toBeVisible()
})

const BAD: readonly (readonly [string, (folder: string) => string, RegExp])[] = [
  ['does not exist', (folder) => join(folder, 'nowhere'), /nowhere/],
  ['is a device', () => '/dev/null', /\/dev\/null/],
  [
    'is empty',
    (folder) => {
      mkdirSync(join(folder, 'empty'))
      return join(folder, 'empty')
    },
    /no Python among the 0 files/,
  ],
  [
    'has no Python',
    (folder) => {
      mkdirSync(join(folder, 'texts'))
      writeFileSync(join(folder, 'texts', 'a.txt'), 'hello')
      return join(folder, 'texts')
    },
    /Python/,
  ],
  [
    'may not be read',
    (folder) => {
      mkdirSync(join(folder, 'locked'))
      chmodSync(join(folder, 'locked'), 0o000)
      return join(folder, 'locked')
    },
    /read/,
  ],
]

for (const [what, make, message] of BAD) {
  test(`a path that ${what} gives a message with the next step`, async ({ launch, folder }) => {
    const path = make(folder)
    const { window } = await launch({ dataDir: join(folder, 'data'), args: [path] })
    const alert = window.getByRole('alert').filter({ hasText: message })
    await expect(alert).toBeVisible()
    // A sentence that says what happened and one that says what to do.
    expect((await alert.innerText()).split('. ').length).toBeGreaterThan(1)
    const back = window.getByRole('button', { name: 'All reviews' })
    if (await back.isVisible()) {
      await back.click()
    }
    await expect(window.getByRole('button', { name: 'Open folder' })).toBeEnabled()
    if (existsSync(path) && path.startsWith(folder)) {
      chmodSync(path, 0o700)
    }
  })
}

test('files that cannot be analysed are named with their reasons', async ({
  openReview,
  folder,
}) => {
  const code = aProject(folder, 'mixed', {
    'good.py': SWALLOWED,
    'broken.py': 'def f(:\n  x = = 1\n',
    'binary.py': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]),
  })
  execFileSync('mkfifo', [join(code, 'pipe.py')])
  const { window, page } = await openReview(code)
  await window.keyboard.press('Control+7')
  const files = window.getByRole('list', { name: 'Files' })
  await expect(files.getByRole('listitem').filter({ hasText: 'broken.py' })).toContainText(
    'In part',
  )
  await expect(files.getByRole('listitem').filter({ hasText: 'binary.py' })).toContainText(
    'Left out',
  )
  await expect(files.getByRole('listitem').filter({ hasText: 'pipe.py' })).toContainText('Left out')
  await files.getByRole('button', { name: /broken\.py/ }).click()
  await expect(page.source).toContainText('x = = 1')
  await expect(page.source.getByRole('status')).toBeVisible()
})

test('code without defects says what was looked at', async ({ launch, folder }) => {
  const code = aProject(folder, 'clean', {
    'sum.py': 'def total(values):\n    return sum(values)\n',
  })
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [code] })
  await expect(window.getByText('1 file: 1 Python')).toBeVisible()
  await window.getByRole('radio', { name: 'Security' }).check({ force: true })
  await window.getByRole('button', { name: 'Start the review' }).focus()
  await reviewPage(window).waitForAnalysis()
  await expect(window.getByText(/^No findings in 1 file by \d+ rules\./)).toBeVisible()
})
