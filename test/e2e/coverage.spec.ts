// What was read: marked with keys, shown in the source and file by file, undone and kept.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aProject } from '../support/projects.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const BANK = `import asyncio


class Bank:
    async def pay(self, amount):
        old = self.balance
        await asyncio.sleep(0)
        self.balance = old - amount

    def name(self):
        return "bank"
`

test('symbols are marked as reviewed with keys until nothing is left, and an edit takes one back', async ({
  launch,
  folder,
}) => {
  const code = aProject(folder, 'code', {
    'bank.py': BANK,
    'plain.py': 'def one():\n    return 1\n',
  })
  const dataDir = join(folder, 'data')
  const { close, window } = await launch({ dataDir, args: [code] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await window.keyboard.press('Control+2')
  const coverage = window.getByRole('region', { name: 'Coverage' })
  const file = (name: string) => coverage.getByRole('button', { name: new RegExp(name) })
  const symbol = (name: string) =>
    page.inspector.getByRole('button', { name: `${name} reviewed`, exact: true })
  await expect(file('bank.py')).toContainText('0 of 3 symbols, 0 of 1 risky')

  await window.keyboard.press('u')
  await window.keyboard.press('u')
  await expect(page.source).toContainText('async def pay')
  await window.keyboard.press('x')
  await expect(symbol('Bank.pay')).toHaveAttribute('aria-pressed', 'true')
  await expect(file('bank.py')).toContainText('1 of 1 risky')
  await expect(page.source.locator('.mark-reviewed')).toHaveCount(4)
  await window.keyboard.press('-')
  await expect(symbol('Bank.pay')).toHaveAttribute('aria-pressed', 'false')
  await window.keyboard.press('+')
  await expect(symbol('Bank.pay')).toHaveAttribute('aria-pressed', 'true')
  await symbol('Bank.name').click()
  await window.keyboard.press('Control+z')
  await expect(symbol('Bank.name')).toHaveAttribute('aria-pressed', 'false')
  await expect(symbol('Bank.pay')).toHaveAttribute('aria-pressed', 'true')

  await page.source.getByRole('textbox').focus()
  await window.keyboard.press('M')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).toContainText('plain.py')
  await window.keyboard.press('M')
  await expect(window.getByRole('banner')).toContainText('100 % read')
  await page.waitUntilSaved()

  // The clock has run meanwhile, and its log says what was read and on what the time was spent.
  await window.getByRole('button', { name: /^Session clock/ }).click()
  const conduct = window.getByRole('dialog', { name: 'Review conduct' })
  await expect(conduct).toContainText('The clock is running.')
  const day = conduct.getByRole('table', { name: 'Days' }).getByRole('row').nth(1)
  await expect(day).toContainText(/0:00:[0-5]\d/)
  await expect(day.getByRole('cell').nth(6)).toHaveText('13')
  await expect(conduct.getByRole('region', { name: 'Time by file' })).toContainText('plain.py')
  await conduct.getByRole('button', { name: 'Pause' }).click()
  await expect(conduct).toContainText('The clock is paused.')
  await window.keyboard.press('Escape')
  const clock = window.getByRole('button', { name: /^Session clock/ })
  await expect(clock).toContainText('paused')
  await page.run('resume the session clock')
  await expect(clock).not.toContainText('paused')
  // Whoever leaves the window is not at work until the next key.
  await window.evaluate(() => globalThis.dispatchEvent(new Event('blur')))
  await expect(clock).toContainText('idle')
  await window.keyboard.press('Escape')
  await expect(clock).not.toContainText('idle')
  await close()

  writeFileSync(join(code, 'bank.py'), BANK.replace('"bank"', '"other"'))
  const second = await launch({ dataDir, args: [code] })
  const again = reviewPage(second.window)
  await again.waitForAnalysis()
  await again.run('Analyse again')
  await second.window.keyboard.press('Control+2')
  const row = second.window.getByRole('region', { name: 'Coverage' }).getByRole('button', {
    name: /bank\.py/,
  })
  await expect(row).toContainText('1 changed since')
  await row.click()
  await expect(again.inspector).toContainText('Changed since it was reviewed: Bank.name')
})
