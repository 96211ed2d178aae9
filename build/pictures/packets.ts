// Pictures of a packet that was opened to be read, of what it cannot do, and of the start screen that
// leads back to the reviews.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aBranch } from '../../test/support/git-branch.ts'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { resize, type Theme } from './picture-window.ts'
import { BANK, RACE } from './sayings.ts'

/** Takes the pictures in these colours. */
export async function takePackets(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const at = join(folder, `packets-${ending}`)
  const project = join(at, 'bank')
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'account.py'), BANK)
  const dataDir = join(at, 'data')
  async function open(path: string) {
    const { app, window } = await launchLectern({ dataDir, args: [path] })
    await resize(app, { width: 1280, height: 860 })
    await window.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light' })
    const take = (name: string) =>
      window.screenshot({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
    return { app, window, take, page: reviewPage(window) }
  }
  const own = await open(project)
  await own.page.waitForAnalysis()
  await own.page.row(RACE).click()
  await own.page.writeNote('Two payments at once lose one of them.')
  await own.page.chooseVerdict('Confirmed')
  await own.page.waitUntilSaved()
  await own.window.keyboard.press('Control+e')
  const dialog = own.window.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeVisible()
  await own.take('exported')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await own.window.keyboard.press('Control+6')
  await own.window.getByRole('tab', { name: 'Exports' }).click()
  await own.window.getByRole('button', { name: 'Compare with now' }).click()
  await own.take('exports')
  const packet = await own.page.exportPacket()
  await own.app.close()

  const given = await open(packet)
  await given.page.row(RACE).click()
  await given.page.openTab('Decide')
  await given.take('packet-read-only')
  await given.page.openTab('Why')
  await given.page.inspector.getByText('Not answered.').first().scrollIntoViewIfNeeded()
  await given.take('packet-questions')
  await given.page.openTab('Fix')
  await given.take('packet-fix')
  await given.window.keyboard.press('Control+7')
  await given.take('packet-runs')
  await given.window.keyboard.press('F1')
  await expect(given.window.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await given.window.keyboard.insertText('confirm')
  await expect(given.window.getByText('read only', { exact: true }).first()).toBeVisible()
  await given.take('packet-commands')
  await given.window.keyboard.press('Escape')
  await given.window.getByRole('button', { name: 'Import its decisions' }).click()
  await expect(given.window.getByRole('list', { name: 'Reviews' })).toBeVisible()
  await given.take('packet-import')
  await given.window.getByRole('list', { name: 'Reviews' }).getByRole('button').first().click()
  await expect(given.window.getByRole('region', { name: 'Read only' })).toHaveCount(0)
  await given.app.close()

  const other = await open(aBranch(at))
  await other.page.waitForAnalysis()
  await other.page.findings.getByRole('treeitem').nth(1).click()
  await other.window.getByRole('button', { name: 'All reviews' }).click()
  await expect(other.window.getByText('Recent reviews')).toBeVisible()
  await other.take('recents')
  await resize(other.app, { width: 720, height: 600 })
  await other.take('recents-narrow')
  await other.app.close()
}
