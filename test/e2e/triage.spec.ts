// Queues, many findings at once, and a list that stands still under the hands.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeLargeReview } from '../../build/bench/large-review.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))
const DECISIONS = 200

test('200 decisions in a row never move the list by more than a row', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const code = join(folder, 'code')
  const dataDir = join(folder, 'data')
  await writeLargeReview(code, dataDir, 2_000)
  const { window } = await launch({ dataDir, args: [code] })
  const page = reviewPage(window)
  await window.getByRole('button', { name: /^Undecided/ }).click()
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)

  const look = () =>
    page.findings.evaluate((list) => {
      const cursor = document.getElementById(list.getAttribute('aria-activedescendant') ?? '')
      const place = cursor?.getBoundingClientRect()
      return {
        id: cursor?.id ?? '',
        top: place?.top ?? Number.NaN,
        height: place?.height ?? 0,
        scroll: list.scrollTop,
      }
    })
  let before = await look()
  const judged = [before.id]
  for (let count = 0; count < DECISIONS; count += 1) {
    await window.keyboard.press('a')
    await expect.poll(async () => (await look()).id).not.toBe(before.id)
    const after = await look()
    const { height } = before
    expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(height + 1)
    expect(after.scroll - before.scroll).toBeGreaterThanOrEqual(0)
    expect(after.scroll - before.scroll).toBeLessThanOrEqual(height + 1)
    before = after
    judged.push(after.id)
  }
  expect(new Set(judged).size).toBe(DECISIONS + 1)
  await page.waitUntilSaved()
  await expect(
    window.getByRole('button', { name: `${DECISIONS} rows no longer match.` }),
  ).toBeVisible()

  // The wheel leaves the cursor behind; a key that does not move it brings it back into sight.
  await window.keyboard.press('Home')
  const top = page.findings.getByRole('treeitem').first()
  const heading = await top.innerText()
  await page.findings.hover()
  await window.mouse.wheel(0, 30_000)
  await expect(top).not.toHaveText(heading, { useInnerText: true })
  await window.keyboard.press('Home')
  await expect(top).toHaveText(heading, { useInnerText: true })

  // One undo for each decision: the last one comes back first.
  await window.keyboard.press('Control+z')
  await expect(
    window.getByRole('button', { name: `${DECISIONS - 1} rows no longer match.` }),
  ).toBeVisible()
  await window.keyboard.press('Control+Shift+h')
  const steps = window.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await expect(steps).toHaveCount(DECISIONS + 1)
  await expect(steps.first()).toContainText('(undone)')
})

test('marked findings are dismissed together after a preview, and one undo brings them back', async ({
  openReview,
}) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  const [first = '', second = '', third = '', fourth = ''] = await page.rowNumbers()
  for (let count = 0; count < 3; count += 1) await window.keyboard.press('Shift+ArrowDown')
  await window.keyboard.press('Shift+ArrowUp')
  await expect(page.selected).toHaveCount(3)
  const bar = window.getByRole('region', { name: 'Marked findings' })
  await expect(bar).toContainText('3 marked')

  await window.keyboard.press('r')
  const dialog = window.getByRole('dialog', { name: 'Verdict: Dismissed' })
  await expect(dialog.getByRole('status')).toHaveText('3 findings will be dismissed.')
  await expect(dialog.getByRole('listitem')).toHaveText([
    new RegExp(`${first}(?!\\d)`),
    new RegExp(`${second}(?!\\d)`),
    new RegExp(`${third}(?!\\d)`),
  ])
  await expect(dialog.getByRole('textbox', { name: 'Why are they dismissed?' })).toBeFocused()
  await window.keyboard.type('Written for the build alone.')
  await window.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.findings.getByRole('treeitem', { name: /dismissed/ })).toHaveCount(3)
  await expect(bar).toHaveCount(0)
  await expect(page.findings).toBeFocused()
  await expect(page.status).toContainText('Undo: dismiss 3 findings')

  await window.keyboard.press('Control+z')
  await expect(page.findings.getByRole('treeitem', { name: /dismissed/ })).toHaveCount(0)
  await window.keyboard.press('Control+Shift+z')
  await expect(page.findings.getByRole('treeitem', { name: /dismissed/ })).toHaveCount(3)

  // With the mouse: one, then as far as another, then one of them not.
  await page.row(new RegExp(`${first}\\b`)).click()
  await page.row(new RegExp(`${fourth}\\b`)).click({ modifiers: ['Shift'] })
  await expect(page.selected).toHaveCount(4)
  await page.row(new RegExp(`${second}\\b`)).click({ modifiers: ['Control'] })
  await expect(page.selected).toHaveCount(3)
  await window.keyboard.press('p')
  await window.keyboard.press('0')
  const priority = window.getByRole('dialog', { name: 'Priority: P0' })
  await expect(priority.getByRole('listitem')).toHaveCount(3)
  await window.keyboard.press('Escape')
  await expect(priority).toHaveCount(0)
  await window.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)

  // Tags find the findings again; they go and come with their step.
  const tag = page.inspector.getByRole('button', { name: 'api', exact: true })
  await page.tag('retry, api')
  await page.tag('API, ask Ada')
  await expect(tag).toBeVisible()
  await page.waitUntilSaved()
  await tag.click()
  await expect(page.filter).toHaveValue('tag:api')
  await expect(page.findings.getByRole('treeitem', { name: /#\d/ })).toHaveCount(1)
  await window.getByRole('button', { name: 'Filter by tag' }).click()
  const menu = window.getByRole('menu', { name: 'Filter by tag' })
  await expect(menu.getByRole('menuitemcheckbox', { checked: true })).toHaveText('api 1')
  await expect(menu.getByRole('menuitemcheckbox')).toHaveText(['api 1', 'ask Ada 1', 'retry 1'])
  await window.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await page.filter.fill('')
  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await window.keyboard.press('Control+z')
  await expect(tag).toHaveCount(0)
  await window.keyboard.press('Control+Shift+z')
  await expect(tag).toBeVisible()
  await page.openTab('History')
  await expect(page.inspector.getByRole('listitem').first()).toContainText('api, retry')
})

test('a queue that is done says what is next', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  const queues = window.getByRole('navigation', { name: 'Queues' })
  await queues.getByRole('button', { name: /^Undecided/ }).click()
  await page.findings.focus()
  await window.keyboard.press('Control+a')
  await window.keyboard.press('a')
  const dialog = window.getByRole('dialog', { name: 'Verdict: Confirmed' })
  await expect(dialog.getByRole('button', { name: /^Change \d+ findings/ })).toBeFocused()
  await window.keyboard.press('Enter')
  await page.waitUntilSaved()
  await window.getByRole('button', { name: /rows no longer match/ }).click()
  await expect(window.getByText('Undecided: done, every finding is judged.')).toBeVisible()
  await window.getByRole('button', { name: 'Show all findings' }).click()
  await expect(page.findings.getByRole('treeitem', { name: /confirmed/ }).first()).toBeVisible()
  await queues.getByRole('button', { name: /^Mine [1-9]/ }).click()
  await expect(page.findings.getByRole('treeitem').first()).toBeVisible()
})

test('a status that follows an action item says so and leads to it', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await window.keyboard.press('Control+5')
  const plan = window.getByRole('region', { name: 'Plan', exact: true })
  await plan.getByRole('button', { name: 'People' }).click()
  await plan.getByRole('textbox', { name: 'Name of a new person' }).fill('Ada')
  await window.keyboard.press('Enter')
  await plan.getByRole('button', { name: 'Action items' }).click()
  const assign = plan.getByRole('button', { name: /^Assign #/ }).first()
  const number = /#\d+/.exec((await assign.getAttribute('aria-label')) ?? '')?.[0] ?? ''
  await assign.click()
  await window.getByRole('menuitemradio', { name: /^Ada/ }).click()
  await expect(plan.getByRole('list', { name: 'Action items' })).toContainText('Assigned')
  await window.keyboard.press('Control+1')
  await page.filter.fill(number)
  await page.row(new RegExp(`${number}\\b`)).click()
  await page.openTab('Decide')
  const held = page.inspector.getByText('The action item of Ada says how far the work is.')
  await expect(held).toBeVisible()
  await expect(page.inspector.getByRole('combobox', { name: 'Status' })).toBeDisabled()
  await page.inspector.getByRole('button', { name: 'Move it in the plan' }).click()
  await expect(plan.getByRole('list', { name: 'Action items' })).toBeVisible()
})
