// The Plan place: taken over from the derived plan, changed by keyboard and by dragging, ticked.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { violations } from '../support/axe.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('findings and tasks are moved by keyboard and by dragging, and rows are ticked', async ({
  launch,
  folder,
}) => {
  const dataDir = join(folder, 'data')
  const { close, window } = await launch({ dataDir, args: [GYP] })
  await reviewPage(window).waitForAnalysis()
  await window.keyboard.press('Control+5')
  const plan = window.getByRole('region', { name: 'Plan', exact: true })
  await plan.getByRole('button', { name: 'Plan by hand' }).click()
  await expect(plan).toContainText('Every open finding is in exactly one task.')

  const first = plan.getByRole('region', { name: /^Task 1\.1:/ })
  const second = plan.getByRole('region', { name: /^Task 1\.2:/ })
  const finding = first.locator('[data-finding]').first()
  const id = (await finding.getAttribute('data-finding')) ?? ''
  const sameFinding = (place: typeof first) => place.locator(`[data-finding="${id}"]`)
  await finding.focus()
  await window.keyboard.press('Alt+ArrowDown')
  await expect(sameFinding(second)).toBeFocused()
  await expect(sameFinding(first)).toHaveCount(0)

  await sameFinding(second).dragTo(
    first.getByRole('textbox', { name: 'Title of task 1.1', exact: true }),
  )
  await expect(sameFinding(first)).toHaveCount(1)

  const title = plan.getByRole('textbox', { name: 'Title of WS1', exact: true })
  await title.fill('What users wait for')
  await title.press('Enter')
  const schedule = window.getByRole('complementary', { name: 'Schedule' })
  await expect(schedule).toContainText('Fix: What users wait for')

  expect(await violations(window)).toEqual([])
  await window.keyboard.press('Control+4')
  const checklists = window.getByRole('region', { name: 'Checklists' })
  await checklists.getByRole('checkbox', { name: 'The full test suite passes' }).click()
  await expect(checklists).toContainText('Ticked by')
  await checklists.getByRole('textbox', { name: 'New row before merge' }).fill('Docs are renewed')
  await window.keyboard.press('Enter')
  await expect(checklists.getByRole('checkbox', { name: 'Docs are renewed' })).toBeVisible()
  expect(await violations(window)).toEqual([])
  await close()

  const again = await launch({ dataDir, args: [GYP] })
  await expect(again.window.getByRole('region', { name: 'Checklists' })).toBeVisible()
  await again.window.keyboard.press('Control+5')
  await expect(
    again.window.getByRole('textbox', { name: 'Title of WS1', exact: true }),
  ).toHaveValue('What users wait for')
})

test('work is given out, begun, submitted and judged with a rationale', async ({
  launch,
  folder,
}) => {
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  await reviewPage(window).waitForAnalysis()
  await window.keyboard.press('Control+5')
  const plan = window.getByRole('region', { name: 'Plan', exact: true })
  await plan.getByRole('button', { name: 'People' }).click()
  await plan.getByRole('textbox', { name: 'Name of a new person' }).fill('Ada')
  await window.keyboard.press('Enter')
  await expect(plan.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Ada')

  await plan.getByRole('button', { name: 'Action items' }).click()
  await plan
    .getByRole('button', { name: /^Assign #/ })
    .first()
    .click()
  await window.getByRole('menuitemradio', { name: /^Ada/ }).click()
  const item = plan.getByRole('list', { name: 'Action items' }).getByRole('listitem')
  await expect(item).toContainText('Assigned')
  await expect(item).toContainText('Due')
  await item.getByRole('button', { name: 'Submit' }).click()
  await expect(item).toContainText('Submitted')
  await item.getByRole('button', { name: 'Reject' }).click()
  const judge = item.getByRole('button', { name: 'Reject' }).last()
  await expect(judge).toBeDisabled()
  await item.getByRole('textbox', { name: /^Why/ }).fill('The error is still swallowed.')
  await judge.click()
  await expect(item).toContainText('Rejected')
  await expect(item).toContainText('The error is still swallowed.')
  expect(await violations(window)).toEqual([])
})
