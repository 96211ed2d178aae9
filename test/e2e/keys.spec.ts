// Keys as data: rebound, taken away, switched off; every command in one list.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

/** Opens the settings with the keyboard and waits for them. */
async function openSettings(window: Page) {
  await window.keyboard.press('Control+,')
  const dialog = window.getByRole('dialog', { name: 'Settings' })
  await expect(dialog).toBeVisible()
  return dialog
}

test('a key is bound anew, shows what it runs into, and stays after a restart', async ({
  launch,
  folder,
}) => {
  const dataDir = join(folder, 'data')
  const { close, window } = await launch({ dataDir, args: [GYP] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  const settings = await openSettings(window)
  await expect(settings.getByText('Some keys belong to two commands')).toHaveCount(0)
  await settings.getByRole('searchbox', { name: 'Find a command or a key' }).fill('confirm and')
  await settings.getByRole('button', { name: 'Add a key for Confirm and go on' }).click()
  const field = settings.getByRole('textbox', { name: 'New key for Confirm and go on' })
  await expect(field).toBeFocused()
  await window.keyboard.press('j')
  await expect(settings.getByText(/^j runs Next finding\b.* already\.$/)).toBeVisible()
  await window.keyboard.press('Backspace')
  await window.keyboard.press('y')
  await window.keyboard.press('Enter')
  await settings.getByRole('button', { name: 'Take a away from Confirm and go on' }).click()
  await expect(settings.getByRole('button', { name: /^Take a away/ })).toHaveCount(0)
  await window.keyboard.press('Escape')

  const decidesWith = async (of: typeof page, view: Page) => {
    // A dialog gives the focus back when it goes.
    await expect(view.getByRole('dialog')).toHaveCount(0)
    await of.findings.focus()
    await expect(of.selected).toHaveCount(1)
    const number = /#\d+/.exec(await of.selected.innerText())?.[0]
    await view.keyboard.press('a')
    await expect(of.selected).toContainText(number ?? '')
    await view.keyboard.press('y')
    await expect(of.row(new RegExp(`${number}\\b.*confirmed`, 's'))).toBeVisible()
    await of.waitUntilSaved()
  }
  await decidesWith(page, window)
  await close()

  const second = await launch({ dataDir, args: [GYP] })
  const again = reviewPage(second.window)
  await again.waitForAnalysis()
  await decidesWith(again, second.window)
  await second.window.keyboard.press('?')
  const sheet = second.window.getByRole('dialog', { name: 'Keys' })
  await expect(sheet.getByText('Confirm and go on').locator('..')).toContainText('y')
  await second.window.keyboard.press('Escape')
  const dialog = await openSettings(second.window)
  await dialog.getByRole('button', { name: 'Set all back' }).click()
  await expect(dialog.getByRole('button', { name: /^Take a away from Confirm/ })).toBeVisible()
})

test('single keys are switched off and commands still run', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  const settings = await openSettings(window)
  const singleKeys = settings.getByRole('checkbox', { name: /^Single keys run commands/ })
  await singleKeys.click()
  await expect(singleKeys).not.toBeChecked()
  await window.keyboard.press('Escape')
  await page.findings.focus()
  const first = /#\d+/.exec(await page.selected.innerText())?.[0] ?? ''
  for (const key of ['a', 'ArrowRight', 'ArrowLeft', 'j', '?']) await window.keyboard.press(key)
  await expect(page.selected).toContainText(first)
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await expect(page.row(/confirmed/)).toHaveCount(0)

  await page.run('confirm and')
  await expect(page.row(new RegExp(`${first}\\b.*confirmed`, 's'))).toBeVisible()
  // Back to a finding: the line that is selected now may be the head of a group.
  await page.row(new RegExp(`${first}\\b`)).click()
  await page.findings.press('Enter')
  await expect(page.source.getByRole('textbox', { name: /Source, read only/ })).toBeFocused()
})

test('arrows decide on a row and move in a group', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  const [first = '', second = ''] = await page.rowNumbers()
  await window.keyboard.press('ArrowRight')
  await expect(page.row(new RegExp(`${first}\\b.*confirmed`, 's'))).toBeVisible()
  await expect(page.selected).toContainText(second)
  await window.keyboard.press('p')
  await window.keyboard.press('0')
  await window.keyboard.press('g')
  await window.keyboard.press('l')
  await page.waitUntilSaved()
  await page.openTab('Decide')
  await expect(page.inspector.getByRole('radio', { name: 'P0' })).toBeChecked()
  await expect(page.inspector.getByRole('radio', { name: 'Later' })).toBeChecked()

  await page.findings.focus()
  await window.keyboard.press('Home')
  const closed = page.findings.getByRole('treeitem', { expanded: false })
  await expect(closed).toHaveCount(0)
  await window.keyboard.press('ArrowLeft')
  await expect(closed).toHaveCount(1)
})

test('a file is opened by a few letters, at the line that is asked for', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await window.keyboard.press('Control+p')
  const dialog = window.getByRole('dialog', { name: 'Go to a file or symbol' })
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await window.keyboard.type('mac_tool:200')
  await expect(dialog.getByRole('option').first()).toContainText('mac_tool.py:200')
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).toContainText('mac_tool.py')
  await expect.poll(page.topLine).toBeGreaterThan(150)
  await expect(page.source.getByRole('textbox', { name: /Source, read only/ })).toBeFocused()
  await window.keyboard.press('Control+p')
  await window.keyboard.type('SelectVisualStudioVersion')
  await expect(dialog.getByRole('option', { selected: true })).toContainText(
    'SelectVisualStudioVersion',
  )
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).toContainText(
    'MSVSVersion.py',
  )
  await expect(page.source.getByRole('textbox', { name: /Source, read only/ })).toBeFocused()
  await window.keyboard.press(']')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).not.toContainText(
    'MSVSVersion.py',
  )
})

/** What leaves the review, shows a dialog of the system, or replaces what was read. */
const LEAVES = [
  'review.leave',
  'review.openFolder',
  'packet.import',
  'analysis.start',
  'analysis.cancel',
  'review.setUp',
  'walkthrough.present',
  'walkthrough.presentWithSpeaker',
]

test('every command stands in the palette and runs from it', async ({ openReview }) => {
  test.setTimeout(300_000)
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  const palette = window.getByRole('dialog', { name: 'Commands' })
  await window.keyboard.press('F1')
  const options = palette.getByRole('option')
  await expect(options.first()).toBeVisible()
  const commands = await options.evaluateAll((rows) =>
    rows.map((row) => ({
      id: row.id.replace('picker-', ''),
      title: row.querySelector('.palette-title')?.textContent ?? '',
      isOff: row.getAttribute('aria-disabled') === 'true',
    })),
  )
  await window.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)
  expect(commands.length).toBeGreaterThan(70)
  expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length)
  const notHere = commands.filter(({ isOff }) => isOff).map(({ id }) => id)
  const known = [
    // Without a base there is no scope, and without a repository no base.
    'scope.choose',
    'scope.commits',
    'scope.files',
    'scope.unit',
    'scope.whole',
    'finding.backToList',
    'finding.clearFilter',
    'finding.clearMarks',
    'finding.new',
    'finding.rewrite',
    'evidence.next',
    'evidence.previous',
    'fix.toggleColumns',
    'fix.nextDifference',
    'fix.previousDifference',
    // Only while two runs are compared.
    'compare.back',
    'compare.next',
    'compare.previous',
    // Only in a narrow window, and with several reviewers.
    'review.nextReviewer',
    'window.closePanel',
    'window.inspector',
    'window.list',
    // Only while an analysis runs.
    'analysis.cancel',
    // Only for a mark that lost its code, and where something is searched.
    'mark.accept',
    'mark.close',
    'mark.move',
    'search.back',
    'search.case',
    'search.regex',
  ]
  expect(notHere.filter((id) => !known.includes(id))).toEqual([])

  for (const { id, title, isOff } of commands) {
    if (isOff || LEAVES.includes(id)) continue
    await test.step(title, async () => {
      // A dialog of the command before may come late.
      await expect(async () => {
        if ((await window.getByRole('dialog').count()) > 0) await window.keyboard.press('Escape')
        await window.keyboard.press('Control+1')
        // Some queues are empty: a list without rows takes no focus.
        await window.getByRole('button', { name: /^All \d/ }).click({ timeout: 1_000 })
      }).toPass()
      // The command before may still be taking the focus.
      await expect(async () => {
        await page.findings.focus()
        await expect(page.findings).toBeFocused({ timeout: 500 })
      }).toPass()
      await window.keyboard.press('F1')
      await expect(palette).toBeVisible()
      await window.keyboard.insertText(title)
      await expect(palette.getByRole('option', { selected: true })).toHaveAttribute(
        'id',
        `picker-${id}`,
      )
      await window.keyboard.press('Enter')
      if (id === 'window.palette') {
        await expect(palette).toBeVisible()
      } else {
        await expect(palette).toHaveCount(0)
      }
      const others = window.getByRole('dialog')
      if ((await others.count()) > 0) {
        await window.keyboard.press('Escape')
        await expect(others).toHaveCount(0)
      }
    })
  }
})
