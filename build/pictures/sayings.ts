// Pictures of what reviewers say: answers, threads, evidence, strengths, findings and fixes of their
// own, what they have read, and the window of a speaker.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { choose } from '../../test/support/choose.ts'
import { packetPage } from '../../test/support/packet-page.ts'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { chooseTheme, resize, type Theme } from './picture-window.ts'

export const BANK = `"""Accounts of the shop."""

import logging
import subprocess

logger = logging.getLogger(__name__)


class Account:
    def __init__(self, gateway):
        self.gateway = gateway
        self.balance = 0

    async def pay(self, amount):
        """Takes the amount from the account."""
        before = self.balance
        await self.gateway.charge(amount)
        self.balance = before - amount
        logger.info("paid %s", amount)

    def export(self, path):
        try:
            subprocess.run(f"cp accounts.csv {path}", shell=True)
        except Exception:
            pass
`
/** A finding that asks questions. */
export const RACE = /overwritten from the old value/
const LOG = 'Traceback (most recent call last):\n  File "account.py", line 18, in pay\n'

/** Takes the pictures in these colours. */
export async function takeSayings(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const project = join(folder, `bank-${ending}`)
  mkdirSync(project)
  writeFileSync(join(project, 'account.py'), BANK)
  const dataDir = join(folder, `sayings-${ending}`)
  const { app, window } = await launchLectern({ dataDir, args: [project] })
  const take = (name: string, of: Page = window) =>
    of.screenshot({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await resize(app, { width: 1280, height: 860 })
  await chooseTheme(window, theme)

  await page.row(RACE).click()
  await page.openTab('Why')
  const questions = page.inspector.getByRole('region', { name: /^Questions/ })
  await choose(questions.getByRole('radio', { name: 'No', exact: true }).first())
  await expect(questions).toHaveAccessibleName(/: 1 of/)
  await questions.scrollIntoViewIfNeeded()
  await take('questions')

  await page.openTab('Decide')
  const evidence = page.inspector.getByRole('region', { name: 'Evidence' })
  await evidence.locator('input[type=file]').setInputFiles([
    { name: 'balance.png', mimeType: 'image/png', buffer: await window.screenshot() },
    { name: 'crash.log', mimeType: 'text/plain', buffer: Buffer.from(LOG) },
  ])
  await expect(evidence.getByRole('img')).toBeVisible()
  await evidence.getByRole('textbox').first().fill('The balance after two payments at once')
  await page.waitUntilSaved()
  await evidence.getByRole('button', { name: 'Open' }).last().scrollIntoViewIfNeeded()
  await take('evidence')
  await evidence.getByRole('button', { name: 'Open' }).last().click()
  await expect(window.getByRole('dialog')).toContainText('Traceback')
  await take('evidence-open')
  await window.keyboard.press('Escape')

  await page.findings.focus()
  await window.keyboard.press('c')
  await window.keyboard.type('Can two payments of one account run at the same time?')
  await window.keyboard.press('Control+Enter')
  const thread = page.inspector.getByRole('article', { name: 'Thread' })
  await expect(thread).toBeVisible()
  await thread.getByRole('textbox').fill('Yes: the worker takes orders from a queue of eight.')
  await take('thread-draft')
  await window.keyboard.press('Control+Enter')
  await take('thread')

  await page.findings.focus()
  await window.keyboard.press('n')
  await expect(window.getByRole('dialog', { name: 'New finding' })).toBeVisible()
  await window.keyboard.type('Payments are charged before they are written')
  await take('new-finding')
  await window.keyboard.press('Escape')
  await window.keyboard.press('w')
  await expect(window.getByRole('dialog', { name: 'Done well' })).toBeVisible()
  await window.keyboard.type('Every module has a logger of its own')
  await take('new-strength')
  await window.keyboard.press('Control+Enter')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await page.writeFix('# Under a lock: two payments must not read the same balance.\n')
  await page.waitUntilSaved()
  await take('fix')
  await page.openTab('History')
  await take('finding-history')
  await page.openTab('Fix')
  await page.inspector.getByRole('button', { name: 'Back to the source' }).click()

  await window.keyboard.press('Control+6')
  await window.getByRole('tab', { name: 'Strengths' }).click()
  await expect(window.getByRole('article')).not.toHaveCount(0)
  await expect(packetPage(window).document).toContainText('Final verdict')
  await take('strengths')
  await window.getByRole('tab', { name: 'Preflight' }).click()
  await take('preflight')

  await window.keyboard.press('Control+2')
  await expect(window.getByRole('region', { name: 'Coverage' })).toContainText('symbols')
  await window.keyboard.press('u')
  const symbol = page.inspector.getByRole('button', { name: 'Account.pay reviewed', exact: true })
  await expect(symbol).toBeVisible()
  await symbol.click()
  await expect(page.source.locator('.mark-reviewed').first()).toBeVisible()
  await take('coverage')

  await window.keyboard.press('Control+1')
  await page.findings.focus()
  await window.keyboard.press('F1')
  await window.keyboard.type('walkthrough of the findings that are shown')
  await window.keyboard.press('Enter')
  const list = window.getByRole('listbox', { name: 'Steps' })
  await expect(list).toBeVisible()
  await window
    .getByRole('textbox', { name: 'Private note for the speaker' })
    .fill('Ask who wrote the worker.')
  await list.focus()
  await page.waitUntilSaved()
  const opened = app.waitForEvent('window')
  await window.keyboard.press('Shift+F5')
  const speaker = await opened
  await expect(speaker.getByRole('region', { name: 'Notes' })).toContainText('Ask who')
  await take('speaker', speaker)
  await speaker.keyboard.press('3')
  await expect(speaker.getByRole('combobox', { name: 'Speaker' })).toBeFocused()
  await speaker.keyboard.type('Ada')
  await take('speaker-decides', speaker)
  await speaker.keyboard.press('Enter')
  await expect(speaker.getByRole('list', { name: 'Decided' })).toContainText('Needs work')
  await take('presented')
  await window.keyboard.press('Escape')

  await window.keyboard.press('Control+1')
  await page.findings.focus()
  await window.keyboard.press('Control+e')
  const dialog = window.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('status', { name: 'Path of the packet' })).toBeVisible({
    timeout: 120_000,
  })
  await take('export-done')
  await app.close()
}
