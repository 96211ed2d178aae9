// The questions of a rule: answered beside the finding, kept, undone, missed before the packet leaves.

import { choose } from '../support/choose.ts'
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

test('questions are answered from the evidence, kept over a restart and taken back', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'bank', {
    'account.py': [
      'import asyncio',
      'class Account:',
      '    async def pay(self, amount):',
      '        before = self.balance',
      '        await self.audit(before)',
      '        self.balance = before - amount',
      '',
      'account = Account()',
      '',
      'async def both():',
      '    await asyncio.gather(account.pay(1), account.pay(2))',
      '',
    ].join('\n'),
  })
  const { close, page } = await openReview(project)
  await page.row(/overwritten from the old value/).click()
  const part = page.inspector.getByRole('region', { name: /Questions to answer/ })
  await expect(part).toHaveAccessibleName('Questions to answer: 0 of 3')
  const guard = part.getByRole('radiogroup', { name: /Does one guard hold/ })
  const note = part.getByRole('textbox', { name: /Name the guard/ })
  await expect(note).toHaveValue(/line 4: `self\.balance` is read/)
  await choose(guard.getByRole('radio', { name: 'No', exact: true }))
  await expect(part).toHaveAccessibleName('Questions to answer: 1 of 3')
  await expect(part).toContainText('Speaks against the code.')
  await note.fill('Nobody holds a lock here.')
  await page.waitUntilSaved()
  await page.openTab('History')
  await expect(page.inspector).toContainText('Answer to a question')
  await expect(page.inspector).toContainText('Nobody holds a lock here.')
  await close()

  const second = await openReview(project)
  const again = second.page
  await again.row(/overwritten from the old value/).click()
  await again.openTab('Why')
  const kept = again.inspector.getByRole('region', { name: /Questions to answer/ })
  await expect(kept.getByRole('textbox', { name: /Name the guard/ })).toHaveValue(
    'Nobody holds a lock here.',
  )
  const no = kept
    .getByRole('radiogroup', { name: /Does one guard/ })
    .getByRole('radio', { name: 'No', exact: true })
  await expect(no).toBeChecked()
  await kept.getByRole('button', { name: 'Take the answer back' }).click()
  await expect(no).not.toBeChecked()
  await again.findings.focus()
  await second.window.keyboard.press('Control+z')
  await expect(no).toBeChecked()
  await second.window.keyboard.press('a')
  await second.window.keyboard.press('Control+6')
  await second.window.getByRole('tab', { name: 'Preflight' }).click()
  const told = second.window.getByRole('button', { name: /^2 of 3 questions about CRITICAL-1/ })
  await told.click()
  await expect(kept).toHaveAccessibleName('Questions to answer: 1 of 3')
})
