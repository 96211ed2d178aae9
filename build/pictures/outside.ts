// Pictures of what the window shows when something happened outside of it: the code was edited, all
// processes were killed, the folder was moved.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'

const CODE = `import os


def load(path):
    try:
        return open(path).read()
    except Exception:
        pass


def drop(path):
    return os.system('rm ' + path)
`
const EDITED = `# Reads what was ordered.
${CODE.replace('.read()', '.read().strip()').replace(/\n\n\ndef drop[\s\S]*/, '\n')}`

/** Takes the pictures in these colours. */
export async function takeOutsideStates(folder: string, theme: 'Light' | 'Dark'): Promise<void> {
  const ending = theme.toLowerCase()
  const project = join(folder, `shop-${ending}`)
  mkdirSync(project)
  writeFileSync(join(project, 'shop.py'), CODE)
  const start = { dataDir: join(folder, 'data'), args: [project] }
  const first = await launchLectern(start)
  const { window } = first
  const picture = (name: string) => ({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await window.getByRole('button', { name: 'Theme' }).click()
  await window.getByRole('menuitemradio', { name: theme, exact: true }).click()
  await expect(window.locator('html')).toHaveAttribute('data-theme', ending)
  writeFileSync(join(project, 'shop.py'), EDITED)
  await window.evaluate(() => globalThis.dispatchEvent(new Event('focus')))
  const drift = window.getByRole('region', { name: 'Drift' })
  await drift.getByRole('button', { name: 'Preview' }).click()
  const preview = window.getByRole('dialog')
  await expect(preview.getByRole('row', { name: /^Gone/ })).toBeVisible()
  await window.screenshot(picture('drift-preview'))
  await preview.getByRole('button', { name: 'Re-anchor' }).click()
  await page
    .row(/its code changed/)
    .first()
    .click()
  await expect(page.source).toContainText('strip')
  await window.screenshot(picture('ghost'))
  await page.inspector.getByRole('button', { name: /^was at line/ }).click()
  await expect(window.getByRole('dialog')).toContainText('return open')
  await window.screenshot(picture('original'))
  await window.keyboard.press('Escape')

  await page.writeNote('Seen before')
  await page.waitUntilSaved()
  await page.inspector.getByRole('textbox', { name: 'Note' }).press('End')
  await window.keyboard.type(', and cut off here')
  await page.waitUntilSaved()
  const { pid } = first.app.process()
  const ended = window.waitForEvent('close')
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  await ended

  const second = await launchLectern(start)
  const dialog = second.window.getByRole('dialog')
  await dialog.getByRole('button', { name: 'View changes' }).click()
  await second.window.screenshot(picture('recovery'))
  await dialog.getByRole('button', { name: 'Restore' }).click()
  renameSync(project, `${project}-moved`)
  await expect(second.window.getByRole('region', { name: 'Missing folder' })).toBeVisible()
  await second.window.screenshot(picture('missing-folder'))
  await second.app.close()
}
