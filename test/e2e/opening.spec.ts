// The ways into a review, and the ways in which they fail.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { violations } from '../support/axe.ts'
import { choose } from '../support/choose.ts'
import { packetPage } from '../support/packet-page.ts'
import { aProject } from '../support/projects.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const SWALLOWED = `def save(path, text):
    try:
        path.write_text(text)
    except Exception:
        pass
`

/** Where the header of an SQLite file holds the version of its schema, in bytes. */
const USER_VERSION_AT = 60

/** The database of the review of a folder with this name. */
function databaseOf(dataDir: string, name: string): string {
  const reviews = join(dataDir, 'reviews')
  const [file = ''] = readdirSync(reviews).filter(
    (one) => one.startsWith(name) && one.endsWith('.sqlite'),
  )
  return join(reviews, file)
}

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
  await first.close()

  const second = await launch({ dataDir, args: [code] })
  const page = reviewPage(second.window)
  await page.waitForAnalysis()
  await expect(page.findings.getByRole('treeitem', { name: /store\.py/ })).toHaveCount(1)
  await second.window.getByRole('button', { name: 'All reviews' }).click()
  const recent = second.window.getByRole('button', { name: /^orders/ })
  await expect(recent).toContainText('1 open')
  await recent.press('Enter')
  await expect(page.findings).toBeVisible()
  // A log of another tool goes into a review of the list.
  const log = join(folder, 'other.sarif')
  const place = {
    artifactLocation: { uri: 'store.py' },
    region: { startLine: 1 },
  }
  const result = {
    ruleId: 'X1',
    message: { text: 'Seen by another tool.' },
    locations: [{ physicalLocation: place }],
  }
  const runs = [{ tool: { driver: { name: 'other' } }, results: [result] }]
  writeFileSync(log, JSON.stringify({ version: '2.1.0', runs }))
  await second.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, log)
  await second.window.getByRole('button', { name: 'All reviews' }).click()
  await second.window.getByRole('button', { name: 'Import a file into orders' }).click()
  await expect(packetPage(second.window).panel.getByRole('status')).toContainText(
    '0 changes, 1 findings.',
  )
  await second.window.keyboard.press('Control+1')
  await expect(page.row(/store\.py/)).toHaveCount(2)
  for (const name of ['bills', 'carts']) {
    await second.window.getByRole('button', { name: 'All reviews' }).click()
    const another = aProject(folder, name, { 'store.py': SWALLOWED })
    await second.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, another)
    await second.window.getByRole('button', { name: 'Open folder' }).click()
    await page.waitForAnalysis()
  }
  await second.close()
  const busy = new DatabaseSync(databaseOf(dataDir, 'orders'))
  busy.exec('BEGIN EXCLUSIVE')
  const bytes = readFileSync(databaseOf(dataDir, 'bills'))
  bytes.writeUInt32BE(9_999, USER_VERSION_AT)
  writeFileSync(databaseOf(dataDir, 'bills'), bytes)
  writeFileSync(databaseOf(dataDir, 'carts'), 'not a database '.repeat(300))

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

  // What cannot be opened says why and what helps; what another program holds can be read.
  const { window } = third
  await window.getByRole('button', { name: 'All reviews' }).click()
  const troubles = [
    ['bills', 'Too new', /newer version/],
    ['carts', 'Damaged', /damaged/],
  ] as const
  for (const [name, word, why] of troubles) {
    const row = window.getByRole('button', { name: new RegExp(`^${name}`) })
    await expect(row).toContainText(word)
    await row.click()
    await expect(window.getByRole('dialog', { name: `Earlier copies of ${name}` })).toBeVisible()
    expect(await violations(window)).toEqual([])
    await window.keyboard.press('Escape')
    await expect(window.getByRole('alert').filter({ hasText: why })).toBeVisible()
    expect(await violations(window)).toEqual([])
  }
  await window.getByRole('button', { name: /^orders/ }).click()
  const read = window.getByRole('button', { name: 'Open it for reading' })
  await expect(read).toBeVisible({ timeout: 20_000 })
  expect(await violations(window)).toEqual([])
  await read.click()
  const bar = window.getByRole('region', { name: 'Read only' })
  await expect(bar).toContainText('another program was writing')
  expect(await violations(window)).toEqual([])
  busy.close()
  await bar.getByRole('button', { name: 'Open it to work in' }).click()
  await expect(bar).toHaveCount(0)
  await expect(reviewPage(window).row(/store\.py/)).toHaveCount(2)
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
  await expect(page.status.getByTitle('Language of the open file')).toHaveText('Python')
  await expect(page.source.getByRole('status')).toBeVisible()
})

test('code without defects says what was looked at', async ({ launch, folder }) => {
  const code = aProject(folder, 'clean', {
    'sum.py': 'def total(values):\n    return sum(values)\n',
  })
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [code] })
  await expect(window.getByText('1 file: 1 Python')).toBeVisible()
  await choose(window.getByRole('radio', { name: 'Security' }))
  await window.getByRole('textbox', { name: 'At the keyboard' }).fill('Ada')
  await window.getByRole('textbox', { name: 'With' }).fill('Bea, Cleo')
  await window.getByRole('button', { name: 'Start the review' }).focus()
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await expect(window.getByText(/^No findings in 1 file by \d+ rules\./)).toBeVisible()
  // Another reviewer takes the keyboard; the packet names all of them.
  await page.status.getByRole('button', { name: 'At the keyboard: Ada' }).click()
  await window.getByRole('menuitemradio', { name: 'Bea' }).click()
  await expect(page.status.getByRole('button', { name: 'At the keyboard: Bea' })).toBeVisible()
  await packetPage(window).open()
  await expect(packetPage(window).document).toContainText('reviewed by Ada, Bea and Cleo')
})
