// Judging with the keyboard alone.
import { fileURLToPath } from 'node:url'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

test('findings are judged one after the other without the list moving', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await page.filter.fill('is:undecided')
  await window.keyboard.press('Escape')
  await expect(page.findings).toBeFocused()
  const numbers = await page.rowNumbers()
  expect(numbers.length).toBeGreaterThan(5)

  await expect(page.selected).toContainText(numbers[0] ?? '')
  await window.keyboard.press('j')
  await expect(page.selected).toContainText(numbers[1] ?? '')
  await window.keyboard.press('k')
  await expect(page.selected).toContainText(numbers[0] ?? '')

  await window.keyboard.press('a')
  await expect(page.row(new RegExp(`${numbers[0]}\\b.*confirmed`, 's'))).toBeVisible()
  await expect(page.selected).toContainText(numbers[1] ?? '')

  await window.keyboard.press('r')
  await expect(page.inspector.getByRole('textbox', { name: 'Why is it dismissed?' })).toBeFocused()
  await window.keyboard.type('The caller holds the lock.')
  await window.keyboard.press('Enter')
  await expect(page.row(new RegExp(`${numbers[1]}\\b.*dismissed`, 's'))).toBeVisible()
  await expect(page.selected).toContainText(numbers[2] ?? '')
  await expect(page.findings).toBeFocused()

  // Decided rows stay where they are although the filter no longer holds for them.
  const shown = numbers.slice(0, -3)
  expect((await page.rowNumbers()).slice(0, shown.length)).toEqual(shown)
  await window.getByRole('button', { name: '2 rows no longer match. Refresh' }).click()
  // Rows from below the drawn ones move up behind them.
  const first = async () => (await page.rowNumbers()).slice(0, shown.length - 2)
  await expect.poll(first).toEqual(shown.slice(2))
})

test('a severity asks for its reason and shows the original', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('s')
  await window.keyboard.press('i')
  const reason = page.inspector.getByRole('textbox', { name: 'Why Info and not High?' })
  await expect(reason).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(reason).toBeFocused()
  await window.keyboard.type('Only used by the build.')
  await window.keyboard.press('Enter')
  await expect(page.selected.getByRole('img', { name: 'Info, was High' })).toBeVisible()
  await expect(page.findings).toBeFocused()

  await window.keyboard.press('s')
  await window.keyboard.press('h')
  await expect(page.selected.getByRole('img', { name: /was High/ })).toHaveCount(0)

  // The next finding has one form, its own.
  const title = await page.inspector.getByRole('heading', { level: 2 }).innerText()
  await window.keyboard.press('j')
  await expect(page.inspector.getByRole('heading', { level: 2 })).not.toHaveText(title)
  await expect(page.inspector.getByRole('textbox', { name: 'Note' })).toHaveCount(1)
})

test('letters are text while text is typed, and commands elsewhere', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await window.keyboard.press('/')
  await expect(page.filter).toBeFocused()
  await window.keyboard.type('raj')
  await expect(page.filter).toHaveValue('raj')
  await page.filter.fill('')
  await expect(page.findings).toBeVisible()
  await window.keyboard.press('Escape')
  await expect(page.selected).toHaveCount(1)

  await window.keyboard.press('N')
  const note = page.inspector.getByRole('textbox', { name: 'Note' })
  await expect(note).toBeFocused()
  await window.keyboard.type('a j r ?')
  await expect(note).toHaveValue('a j r ?')
  await window.keyboard.press('Escape')
  await expect(page.findings).toBeFocused()

  await window.keyboard.press('?')
  await expect(window.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await window.keyboard.press('Escape')
  await expect(window.getByRole('dialog')).toHaveCount(0)

  await page.run('theme: dark')
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('every pane is reached with F6 and the source with Enter', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  await page.findings.focus()
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('textbox', { name: /Source, read only/ })).toBeFocused()
  await window.keyboard.press('F8')
  await window.keyboard.press('Escape')
  await expect(page.findings).toBeFocused()
  // A pane that is still empty takes no focus.
  await expect(page.inspector.getByRole('tab', { selected: true })).toBeVisible()
  const reached: string[] = []
  for (let step = 0; step < 5; step += 1) {
    await window.keyboard.press('F6')
    reached.push(
      await window.evaluate(
        () => document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset.pane ?? '',
      ),
    )
  }
  expect(reached).toEqual(['stage', 'inspector', 'session', 'rail', 'list'])
})
