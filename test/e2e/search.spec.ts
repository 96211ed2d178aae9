// Searching findings, texts and source with the keyboard.
import { join } from 'node:path'
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

test('what is searched is found in findings, texts and source, opened and left with the keyboard', async ({
  openReview,
  launch,
  folder,
}) => {
  const project = aProject(folder, 'orders', {
    'orders.py':
      'import subprocess\n\n\ndef ship(command):\n    subprocess.run(command, shell=True)\n',
    'stock.py': `${'# 在庫\n'.repeat(60)}LABEL = "<img src=x onerror=alert(1)> shell=True"\n`,
  })
  const start = { dataDir: join(folder, 'data'), args: [project] }
  const { close, window, page } = await openReview(project)
  await page.findings.focus()
  await page.writeNote('Who calls this with shell=True?')
  await page.waitUntilSaved()

  await window.keyboard.press('Control+Shift+F')
  const field = window.getByRole('textbox', { name: 'Search findings, texts and source' })
  const results = window.getByRole('tree', { name: 'Results' })
  const standing = window.getByRole('search').getByRole('status')
  await expect(field).toBeFocused()
  await window.keyboard.type('shell=true')
  await expect(standing).toContainText(/\d+ findings?, 1 text, 2 lines in 2 files/)
  await expect(results.locator('mark').first()).toHaveText(/shell=true/i)
  await expect(results).toContainText('<img src=x onerror=alert(1)>')
  await expect(results.getByRole('treeitem', { name: /^Texts/ })).toBeVisible()

  await window.keyboard.press('ArrowDown')
  await expect(results).toBeFocused()
  await window.keyboard.press('End')
  await expect(results.getByRole('treeitem', { selected: true })).toContainText('61')
  await expect(results).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('textbox')).toBeFocused()
  await expect(page.source).toContainText('LABEL')
  await expect.poll(page.topLine).toBeGreaterThan(20)
  await window.keyboard.press('Escape')
  await expect(results).toBeFocused()
  await window.keyboard.press('Escape')
  await expect(field).toBeFocused()

  await window.getByRole('button', { name: 'Regular expression' }).click()
  await field.fill('^LABEL\\s*=')
  await expect(standing).toHaveText('0 findings, 0 texts, 1 line in 1 file')
  await field.fill('(')
  await expect(standing).toContainText('not a regular expression')
  await window.getByRole('button', { name: 'Regular expression' }).click()
  await field.fill('在庫 -label path:stock')
  await expect(standing).toHaveText('0 findings, 0 texts, 60 lines in 1 file')
  await field.fill('NEAR("* 🦀')
  await expect(standing).toHaveText('Nothing has this.')
  await field.fill('who calls')
  await expect(results.getByRole('treeitem', { name: /Note/ })).toBeVisible()
  await field.press('Enter')
  await window.keyboard.press('Enter')
  await expect(page.inspector.getByRole('textbox', { name: 'Note' })).toBeFocused()
  await window.keyboard.press('Control+Shift+F')
  await window.keyboard.press('Escape')
  await expect(page.findings).toBeVisible()
  await window.keyboard.press('Control+Shift+F')
  await expect(field).toBeFocused()
  await close()

  const second = await launch(start)
  const again = second.window.getByRole('textbox', { name: 'Search findings, texts and source' })
  await expect(again).toHaveValue('who calls', { timeout: 60_000 })
  await expect(second.window.getByRole('search').getByRole('status')).toContainText('1 text')
})
