// Threads on a finding and on lines, with the keyboard.
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

test('a finding and lines are talked about, settled, undone and still there after a restart', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'orders', {
    'orders.py':
      'import subprocess\n\n\ndef ship(command):\n    subprocess.run(command, shell=True)\n',
  })
  const { close, window, page } = await openReview(project)
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('c')
  const onFinding = page.inspector.getByRole('textbox', { name: /New thread on #/ })
  await expect(onFinding).toBeFocused()
  await window.keyboard.type('Who calls `ship`? <img src=x onerror=alert(1)>')
  await window.keyboard.press('Control+Enter')
  const threads = page.inspector.getByRole('article', { name: 'Thread' })
  await expect(threads).toHaveCount(1)
  await expect(threads).toContainText('<img src=x onerror=alert(1)>')
  await expect(onFinding).toHaveValue('')

  await page.findings.focus()
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('textbox')).toBeFocused()
  await window.keyboard.press('Control+Home')
  await window.keyboard.press('c')
  await expect(page.inspector.getByRole('textbox', { name: 'New thread on line 1' })).toBeFocused()
  await window.keyboard.type('Needed?')
  await window.keyboard.press('Control+Enter')
  await expect(threads).toHaveCount(2)
  await expect(threads.nth(1)).toContainText('import subprocess')

  const reply = threads.first().getByRole('textbox', { name: 'Reply' })
  await reply.fill('Only the worker.')
  await window.keyboard.press('Control+Enter')
  await expect(threads.first()).toContainText('Only the worker.')
  const ending = threads.first().getByRole('combobox', { name: 'What came of it' })
  await ending.selectOption({ label: 'By design' })
  await page.waitUntilSaved()
  await expect(ending).toHaveValue('by-design')
  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await expect(ending).toHaveValue('open')
  await window.keyboard.press('Control+Shift+z')
  await expect(ending).toHaveValue('by-design')
  await expect(page.selected).toContainText('has a thread')
  await expect(page.source.locator('.mark-thread')).toHaveCount(2)
  const needsReply = window.getByRole('button', { name: 'Needs reply' })
  await expect(needsReply).toHaveText('Needs reply 0')
  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await window.keyboard.press('Control+z')
  await expect(needsReply).toHaveText('Needs reply 1')
  await window.keyboard.press('Control+Shift+z')
  await window.keyboard.press('Control+Shift+z')
  await expect(needsReply).toHaveText('Needs reply 0')
  // The sign in the margin leads to the talk about its lines.
  await page.openTab('Why')
  await page.source.locator('.mark-thread').first().click()
  await expect(threads.nth(1)).toBeFocused()
  // A comment that was not sent outlives the window.
  await reply.fill('To be')
  await page.openTab('History')
  await expect(page.inspector.getByText('What came of a thread').first()).toBeVisible()
  await expect(page.inspector).toContainText('Only the worker.')
  await close()

  const second = await openReview(project)
  const again = second.page
  await again.findings.focus()
  await again.openTab('Talk')
  await expect(again.inspector.getByRole('article', { name: 'Thread' })).toHaveCount(2)
  await expect(again.inspector.getByRole('textbox', { name: 'Reply' }).first()).toHaveValue('To be')
})
