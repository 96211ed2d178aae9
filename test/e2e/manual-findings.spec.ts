// Findings in the reviewer's own words, from the lines that are selected in the source.
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

const PAYMENTS = `import subprocess


class Payments:
    def pay(self, order):
        total = order.total
        self.gateway.charge(total)
        return total

    def refund(self, command):
        try:
            subprocess.run(command, shell=True)
        except Exception:
            pass
`

test('a finding is written with the keyboard, edited, undone and done again', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'payments', { 'payments.py': PAYMENTS })
  const { window, page } = await openReview(project)
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('textbox')).toBeFocused()
  await window.keyboard.press('Control+Home')
  for (let line = 1; line < 6; line += 1) await window.keyboard.press('ArrowDown')
  await window.keyboard.press('Shift+ArrowDown')
  await window.keyboard.press('Shift+End')
  await window.keyboard.press('n')
  const dialog = window.getByRole('dialog', { name: 'New finding' })
  await expect(dialog).toContainText('payments.py:6-7 in Payments.pay')
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toBeFocused()

  // Closed without an end, it goes on where it was.
  await window.keyboard.type('Charged twice')
  await window.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await window.keyboard.press('n')
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('Charged twice')

  await dialog.getByRole('combobox', { name: 'Start from a template' }).selectOption({
    label: 'Not safe to repeat',
  })
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('Not safe to repeat')
  await dialog.getByRole('textbox', { name: 'Title' }).fill('A repeated request is charged twice')
  await dialog.getByRole('button', { name: 'Keep as a template' }).click()
  await expect(dialog.getByRole('button', { name: 'Kept as a template' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'What is wrong here' }).focus()
  await window.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
  await page.waitUntilSaved()
  const row = page.row(/A repeated request is charged twice/)
  await expect(row).toBeVisible()
  await expect(page.inspector).toContainText('A repeated request is charged twice')
  await expect(page.inspector).toContainText('a key given by the caller')

  await page.inspector.getByRole('button', { name: 'Change the words' }).click()
  const edit = window.getByRole('dialog', { name: /Words of #/ })
  await edit.getByText('Critical').click()
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit).toHaveCount(0)
  await page.waitUntilSaved()
  await expect(row).toHaveAccessibleName(/critical/i)

  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await expect(row).not.toHaveAccessibleName(/critical/i)
  await expect(page.status).toContainText(/Undo: write #/)
  await window.keyboard.press('Control+z')
  await expect(row).toHaveCount(0)
  await window.keyboard.press('Control+Shift+z')
  await expect(row).toBeVisible()

  await window.keyboard.press('j')
  await window.keyboard.press('n')
  const templates = dialog.getByRole('combobox', { name: 'Start from a template' })
  await expect(
    templates.getByRole('option', { name: 'A repeated request is charged twice' }),
  ).toHaveCount(1)
})
