// The ways into a review, and the ways in which they fail.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const SWALLOWED = `def load(path):
    try:
        return open(path).read()
    except Exception:
        pass
`

test('the start screen says what to do and opens what was open before', async ({
  launch,
  folder,
}) => {
  const code = join(folder, 'orders')
  mkdirSync(code)
  writeFileSync(join(code, 'store.py'), SWALLOWED)
  const dataDir = join(folder, 'data')
  const first = await launch({ dataDir })
  await expect(first.window.getByRole('button', { name: 'Open folder' })).toBeFocused()
  await expect(first.window.getByText('Recent reviews')).toHaveCount(0)
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
})

test('a folder that is dropped on the window is reviewed', async ({ launch, folder }) => {
  const code = join(folder, 'dropped')
  mkdirSync(code)
  writeFileSync(join(code, 'store.py'), SWALLOWED)
  const { window } = await launch({ dataDir: join(folder, 'data') })
  await expect(window.getByRole('button', { name: 'Open folder' })).toBeVisible()
  // A page cannot make a file with a path: a file input gives one, as the system's drag does.
  await window.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.webkitdirectory = false
    input.id = 'dragged'
    document.body.append(input)
  })
  await window.locator('#dragged').setInputFiles(join(code, 'store.py'))
  await window.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dragged')
    const [file] = input?.files ?? []
    const data = new DataTransfer()
    if (file) {
      data.items.add(file)
    }
    input?.remove()
    globalThis.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, cancelable: true }))
  })
  await expect(window.getByText('Drop the folder to review it')).toBeVisible()
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
    /empty/i,
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
    const { window } = await launch({ dataDir: join(folder, 'data'), args: [make(folder)] })
    const alert = window.getByRole('alert')
    await expect(alert).toContainText(message)
    expect((await alert.locator('.muted').innerText()).length).toBeGreaterThan(10)
    await expect(window.getByRole('button', { name: 'Open folder' })).toBeEnabled()
  })
}

test('files that cannot be analysed are named with their reasons', async ({ launch, folder }) => {
  const code = join(folder, 'mixed')
  mkdirSync(code)
  writeFileSync(join(code, 'good.py'), SWALLOWED)
  writeFileSync(join(code, 'broken.py'), 'def f(:\n  x = = 1\n')
  writeFileSync(join(code, 'binary.py'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]))
  execFileSync('mkfifo', [join(code, 'pipe.py')])
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [code] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await window.keyboard.press('Control+2')
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
  const code = join(folder, 'clean')
  mkdirSync(code)
  writeFileSync(join(code, 'sum.py'), 'def total(values):\n    return sum(values)\n')
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [code] })
  await expect(window.getByText(/^No findings in 1 files by \d+ rules\./)).toBeVisible()
})
