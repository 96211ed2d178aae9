// Pictures of how a review begins, and of what keeps it from beginning: nothing reviewed yet, an
// analysis that is on its way or was stopped, nothing found, files that cannot be read, databases that
// cannot be opened or written to.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { resize, type Theme } from './picture-window.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))
const SIZE = { width: 1280, height: 860 } as const
const SWALLOWED =
  'def load(path):\n    try:\n        return path.read_text()\n    except Exception:\n        pass\n'

/** Where the header of an SQLite file holds the version of its schema, in bytes. */
const USER_VERSION_AT = 60

/** Takes the pictures in these colours. */
export async function takeOpenings(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const projects = join(folder, `openings-${ending}`)
  const data = (name: string) => join(projects, `${name}-data`)
  async function open(name: string, args: readonly string[], dataDir = data(name)) {
    const { app, window } = await launchLectern({ dataDir, args })
    await resize(app, SIZE)
    // The start has no menu of themes: it follows the system.
    await window.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light' })
    await expect(window.locator('html')).toHaveAttribute('data-theme', ending)
    const take = (picture = name) =>
      window.screenshot({ path: join(folder, 'pictures', `${picture}-${ending}.png`) })
    return { app, window, take, page: reviewPage(window) }
  }
  function project(name: string, files: Readonly<Record<string, string | Buffer>>): string {
    const path = join(projects, name)
    mkdirSync(path, { recursive: true })
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text)
    return path
  }
  mkdirSync(projects)

  const none = await open('first-run', [])
  await expect(none.window.getByRole('button', { name: 'Open folder' })).toBeVisible()
  await none.take()
  await none.app.close()

  const clean = project('clean', { 'sum.py': 'def total(values):\n    return sum(values)\n' })
  const nothing = await open('none-found', [clean])
  await nothing.page.waitForAnalysis()
  await expect(nothing.window.getByText(/^No findings in/)).toBeVisible()
  await nothing.take()
  await nothing.app.close()

  const long = await open('analysing', [GYP])
  await long.page.begin()
  const strip = long.window.getByRole('region', { name: 'Analysis' })
  await expect(strip.getByRole('button', { name: 'Cancel' })).toBeVisible()
  await long.take()
  await strip.getByRole('button', { name: 'Cancel' }).click()
  await expect(strip.getByRole('button', { name: 'Go on' })).toBeVisible()
  await long.take('partial')
  await long.window.keyboard.press('Control+e')
  await expect(long.window.getByText('Export all the same')).toBeVisible()
  await long.take('export-blocked')
  await long.app.close()

  const mixed = project('mixed', {
    'good.py': SWALLOWED,
    'broken.py': 'def f(:\n  x = = 1\n',
    'binary.py': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]),
    'latin.py': Buffer.from('# caf\xe9\nname = 1\n', 'latin1'),
    'large.py': `NAMES = [\n${"    'name',\n".repeat(500_000)}]\n`,
    'pointer.py': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
  })
  const troubled = await open('left-out', [mixed])
  await troubled.page.waitForAnalysis()
  await troubled.window.keyboard.press('Control+7')
  const files = troubled.window.getByRole('list', { name: 'Files' })
  await expect(files).toBeVisible()
  await troubled.take()
  await files.getByRole('button', { name: /broken\.py/ }).click()
  await expect(troubled.page.source.getByRole('status')).toBeVisible()
  await expect(troubled.page.source.getByText('x = = 1')).toBeVisible()
  await troubled.take('parse-error')
  await troubled.app.close()

  const reviews = join(data('left-out'), 'reviews')
  const file = join(reviews, readdirSync(reviews).find((name) => name.endsWith('.sqlite')) ?? '')
  const again = await open('left-out-again', [mixed], data('left-out'))
  await again.page.waitForAnalysis()
  await again.app.close()
  const holding = new DatabaseSync(file)
  holding.exec('BEGIN EXCLUSIVE')
  const locked = await open('locked', [], data('left-out'))
  await locked.window.getByRole('button', { name: /^mixed/ }).click()
  const reading = locked.window.getByRole('button', { name: 'Open it for reading' })
  await expect(reading).toBeVisible({ timeout: 20_000 })
  await locked.take()
  await reading.click()
  await expect(locked.window.getByRole('region', { name: 'Read only' })).toBeVisible()
  await locked.take('locked-read')
  holding.close()
  await locked.window.getByRole('button', { name: 'Open it to work in' }).click()
  await expect(locked.page.status).toContainText('All changes saved')
  await locked.app.close()
  chmodSync(file, 0o444)
  const fixed = await open('read-only', [mixed], data('left-out'))
  await expect(fixed.page.findings).toBeVisible()
  await fixed.page.findings.focus()
  await expect(fixed.page.status).toContainText('Read only')
  await fixed.take()
  await fixed.app.close()
  chmodSync(file, 0o644)

  // What was written beside the file for reading has the rights of the file.
  for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
  const ofNewer = readFileSync(file)
  ofNewer.writeUInt32BE(9_999, USER_VERSION_AT)
  writeFileSync(file, ofNewer)
  const newer = await open('newer', [mixed], data('left-out'))
  await expect(newer.window.getByRole('alert').first()).toBeVisible()
  await newer.take()
  await newer.window.getByRole('button', { name: /^mixed/ }).click()
  await expect(newer.window.getByRole('dialog')).toContainText('Copy of the day')
  await newer.take('newer-copies')
  await newer.app.close()
  writeFileSync(file, 'not a database '.repeat(300))
  const damaged = await open('damaged', [mixed], data('left-out'))
  await expect(damaged.window.getByRole('alert').first()).toBeVisible()
  await damaged.take()
  await damaged.app.close()
}
