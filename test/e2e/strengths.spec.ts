// What is done well: noted at lines, given another place, printed, undone; beside what was counted.
import { fileURLToPath } from 'node:url'
import { packetPage } from '../support/packet-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('a strength is noted at the selected lines, printed with them, changed and undone', async ({
  openReview,
}) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('textbox')).toBeFocused()
  await window.keyboard.press('Control+Home')
  await window.keyboard.press('Shift+ArrowDown')
  await window.keyboard.press('Shift+ArrowDown')
  await window.keyboard.press('w')
  const dialog = window.getByRole('dialog', { name: 'Done well' })
  await expect(dialog).toContainText(/\.py:1-2/)
  await window.keyboard.type('The licence stands in every file')
  await window.keyboard.press('Tab')
  await window.keyboard.type('Nobody has to ask.')
  await window.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)

  // A second place of the same.
  await page.source.getByRole('textbox').focus()
  await window.keyboard.press('Control+End')
  await window.keyboard.press('w')
  await dialog
    .getByRole('combobox', { name: 'Note' })
    .selectOption({ label: 'The licence stands in every file' })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)

  const packet = packetPage(window)
  await packet.open()
  await packet.choose('Executive summary')
  await expect(packet.document).toContainText('The licence stands in every file')
  await expect(packet.document).toContainText('Nobody has to ask.')
  await window.getByRole('tab', { name: 'Strengths' }).click()
  const card = window.getByRole('article', { name: 'The licence stands in every file' })
  await expect(card.getByRole('listitem')).toHaveCount(2)
  await expect(window.getByRole('region', { name: 'Counted by the analyzer' })).toContainText(
    'more of',
  )
  await card
    .getByRole('button', { name: /^Remove the place/ })
    .first()
    .click()
  await expect(card.getByRole('listitem')).toHaveCount(1)
  await card.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(card).toHaveCount(0)
  await window.keyboard.press('Control+z')
  await expect(card.getByRole('listitem')).toHaveCount(1)
  await window.keyboard.press('Control+z')
  await expect(card.getByRole('listitem')).toHaveCount(2)
  await card
    .getByRole('button', { name: /\.py:1-2$/ })
    .first()
    .click()
  await expect(page.source.locator('.view-line').first()).toBeVisible()
})
