// Two reviewers' databases become one review, with the keyboard.
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { openReviewStore } from '../../electron/store/review-store.ts'
import { aProject } from '../support/projects.ts'
import type { ReviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const CODE = `import subprocess


def ship(command, seen=[]):
    try:
        subprocess.run(command, shell=True)
    except Exception:
        pass
    seen.append(command)
`

/** The file dialog answers with this file, as if a person had chosen it. */
async function chooseFile(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
}

/** Opens the dialog, and waits until its first button takes keys. */
async function openAssistant(window: Page, page: ReviewPage): Promise<void> {
  await page.run('merge another')
  await expect(window.getByRole('button', { name: 'Choose the other database' })).toBeFocused()
}

test('two reviewers meet: conflicts are shown once, one undo takes it back, the packet names both', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'orders', { 'orders.py': CODE })
  const first = await openReview(project)
  await first.close()

  const reviews = join(folder, 'data', 'reviews')
  const name = readdirSync(reviews).find((entry) => entry.endsWith('.sqlite')) ?? ''
  const theirs = join(folder, 'bea.sqlite')
  copyFileSync(join(reviews, name), theirs)
  const decide = (file: string, actor: string, changes: readonly object[]) => {
    const store = openReviewStore(file, { now: () => new Date(), actor: () => actor })
    for (const [at, change] of changes.entries()) {
      const { id = 0, rev = 0 } = store.findings.list()[at] ?? {}
      const command = { id: crypto.randomUUID(), method: 'findings.decide' }
      store.decisions.decide({ findingId: id, rev, change }, command)
    }
    store.close()
  }
  decide(join(reviews, name), 'Ada', [{ note: 'A race.' }, { priority: 'P0' }])
  decide(theirs, 'Bea', [
    { note: 'No race: one caller.', verdict: 'confirmed' },
    { priority: 'P3' },
    { verdict: 'confirmed' },
  ])
  const bytes = readFileSync(theirs)

  const { app, window, page } = await openReview(project)
  const dialog = window.getByRole('dialog')

  await chooseFile(app, join(project, 'orders.py'))
  await openAssistant(window, page)
  await window.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('is not a database, or it is damaged')

  await chooseFile(app, theirs)
  await dialog.getByRole('button', { name: 'Choose the other database' }).press('Enter')
  await expect(dialog.getByRole('status')).toHaveText('4 events to merge, 2 conflicts')
  await expect(dialog).toContainText('Bea')
  await expect(dialog.getByRole('button', { name: 'Go through the conflicts' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(dialog.getByRole('region', { name: 'Conflict 1 of 2' })).toBeFocused()
  await expect(dialog.getByRole('article', { name: 'Mine' })).toContainText('A race.')
  await expect(dialog.getByRole('article', { name: 'Theirs' })).toContainText(
    'No race: one caller.',
  )
  await window.keyboard.press('3')
  await expect(dialog.getByRole('region', { name: 'Conflict 2 of 2' })).toBeFocused()
  await window.keyboard.press('ArrowLeft')
  await expect(dialog.getByRole('article', { name: 'Mine' })).toContainText('taken')
  await window.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('region', { name: 'Conflict 2 of 2' })).toBeFocused()
  await window.keyboard.press('2')
  await expect(dialog.getByRole('button', { name: 'Merge', exact: true })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(dialog.getByRole('status')).toHaveText('4 events merged, 2 conflicts')
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.row(/confirmed/i)).toHaveCount(2)
  expect(readFileSync(theirs)).toEqual(bytes)

  await expect(page.status).toContainText('Undo: merge the review of Bea')
  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await expect(page.row(/confirmed/i)).toHaveCount(0)
  await window.keyboard.press('Control+Shift+z')
  await expect(page.row(/confirmed/i)).toHaveCount(2)

  await openAssistant(window, page)
  await window.keyboard.press('Enter')
  await expect(dialog.getByRole('status')).toContainText('nothing that this review does not have')
  await window.keyboard.press('Escape')
  const packet = await page.exportPacket()
  const documents = readdirSync(packet, { recursive: true }).map(String)
  const summary = documents.find((entry) => /executive.*\.(md|txt)$/i.test(entry)) ?? ''
  expect(readFileSync(join(packet, summary), 'utf8')).toContain('and Bea')
})
