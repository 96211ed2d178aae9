import { fileURLToPath } from 'node:url'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('decisions are undone and done again with keys, also after a restart', async ({
  openReview,
}) => {
  const first = await openReview(GYP)
  const page = first.page
  await page.findings.focus()
  const [number = ''] = await page.rowNumbers()
  await expect(page.selected).toContainText(number)
  await first.window.keyboard.press('a')
  await first.window.keyboard.press('a')
  await page.waitUntilSaved()
  await expect(page.status).toContainText(/Undo: confirm #/)
  await first.window.keyboard.press('Control+z')
  await first.window.keyboard.press('Control+z')
  await expect(page.row(new RegExp(`${number}\\b.*confirmed`, 's'))).toHaveCount(0)
  await expect(page.selected).toContainText(number)
  await first.window.keyboard.press('Control+Shift+z')
  await expect(page.row(new RegExp(`${number}\\b.*confirmed`, 's'))).toBeVisible()
  await expect(page.status).toContainText(`Undo: confirm ${number}`)
  await first.close()

  const second = await openReview(GYP)
  const again = second.page
  await again.findings.focus()
  await expect(again.row(new RegExp(`${number}\\b.*confirmed`, 's'))).toBeVisible()
  await second.window.keyboard.press('Control+z')
  await expect(again.row(new RegExp(`${number}\\b.*confirmed`, 's'))).toHaveCount(0)
})

test('undoing in a text is left to the text, and undoes the note from the list', async ({
  openReview,
}) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('a')
  await window.keyboard.press('N')
  const note = page.inspector.getByRole('textbox', { name: 'Note' })
  await expect(note).toBeFocused()
  // Nothing of the finding before is left.
  await expect(page.inspector.getByRole('radiogroup', { name: 'Verdict' })).toHaveCount(1)
  await window.keyboard.type('Seen.')
  await page.waitUntilSaved()
  // After the text was saved too.
  await window.keyboard.press('Control+z')
  // How much of what was typed goes at once is up to the browser.
  await expect(note).toHaveValue(/^(?:Seen)?$/)
  await page.waitUntilSaved()
  await note.fill('Seen twice.')
  await window.keyboard.press('Escape')
  await page.waitUntilSaved()
  await window.keyboard.press('Control+z')
  await expect(note).toHaveValue('')
  await expect(page.status).toContainText(/Undo: confirm #/)
})

test('a checkpoint has a name and the history leads back to it', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('a')
  await page.waitUntilSaved()
  await window.keyboard.press('Control+s')
  const dialog = window.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await window.keyboard.type('Before lunch')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  for (const _ of [1, 2, 3]) await window.keyboard.press('a')
  await page.waitUntilSaved()

  await window.keyboard.press('Control+Shift+h')
  const steps = dialog.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await expect(steps).toHaveCount(5)
  const named = steps.filter({ hasText: 'Before lunch' })
  await named.getByRole('button', { name: 'Undo to here' }).click()
  await expect(steps.filter({ hasText: '(undone)' })).toHaveCount(3)
  await expect(named).toHaveAttribute('aria-current', 'step')
  await window.keyboard.press('Escape')
  await expect(page.row(/confirmed/)).toHaveCount(1)
})
