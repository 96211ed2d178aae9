// What a reviewer writes about the code is checked where it is written.
import { packetPage } from '../support/packet-page.ts'
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

test('a claim that the facts contradict is underlined, described and named by preflight', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'orders', {
    'orders.py':
      'import subprocess\n\n\ndef ship(command):\n    subprocess.run(command, shell=True)\n',
  })
  const { window, page } = await openReview(project)
  await page.findings.focus()
  await page.openTab('Decide')
  const note = page.inspector.getByRole('textbox', { name: 'Note' })
  await note.fill('Seen at orders.py:5 and orders.py:50; unused import `subprocess`.')
  await expect(note).toHaveAccessibleDescription(
    /“?"?orders\.py:50.* orders\.py has 5 lines\..*subprocess is used: line 5 reads it\./,
  )
  const problems = page.inspector.getByRole('status').filter({ hasText: 'has 5 lines' })
  await expect(problems.getByRole('listitem')).toHaveCount(2)
  const marks = page.inspector.locator('.checked-layer > span')
  await expect(marks).toHaveText(['orders.py:50', 'unused import `subprocess`'])
  // The lines lie where the words are.
  const field = await note.boundingBox()
  const mark = await marks.first().boundingBox()
  expect(mark && field && mark.y >= field.y && mark.y < field.y + 40).toBe(true)
  await page.waitUntilSaved()

  await packetPage(window).open()
  await window.getByRole('tab', { name: /Preflight/ }).click()
  await expect(window.getByText(/says "orders\.py:50": orders\.py has 5 lines/)).toBeVisible()
  await window.keyboard.press('Control+1')
  await note.fill('Seen at orders.py:5.')
  await expect(note).not.toHaveAccessibleDescription(/lines/)
  await expect(marks).toHaveCount(0)
})
