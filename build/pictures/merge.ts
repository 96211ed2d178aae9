// Pictures of the merge assistant: what another database brings, a conflict, and what came of it.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openReviewStore } from '../../electron/store/review-store.ts'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { chooseTheme, resize, type Theme } from './picture-window.ts'

const CODE = `import subprocess


def ship(command, seen=[]):
    try:
        subprocess.run(command, shell=True)
    except Exception:
        pass
    seen.append(command)
`

/** Takes the pictures in these colours. */
export async function takeMerge(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const project = join(folder, `orders-${ending}`)
  mkdirSync(project)
  writeFileSync(join(project, 'orders.py'), CODE)
  const dataDir = join(folder, `merge-${ending}`)
  const start = { dataDir, args: [project] }
  const first = await launchLectern(start)
  await reviewPage(first.window).waitForAnalysis()
  await first.app.close()
  const reviews = join(dataDir, 'reviews')
  const mine = join(reviews, readdirSync(reviews).find((name) => name.endsWith('.sqlite')) ?? '')
  const theirs = join(folder, `bea-${ending}.sqlite`)
  copyFileSync(mine, theirs)
  write(mine, 'Ada', 'A race between two callers.', [2, 1])
  write(theirs, 'Bea', 'No race: there is one caller, in main.', [1, 2, 3])

  const { app, window } = await launchLectern(start)
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await resize(app, { width: 1280, height: 860 })
  await chooseTheme(window, theme)
  const take = (name: string) =>
    window.screenshot({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, theirs)
  await window.keyboard.press('F1')
  await window.keyboard.type('merge another')
  await window.keyboard.press('Enter')
  const dialog = window.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Choose the other database' }).press('Enter')
  await expect(dialog.getByRole('status')).toContainText('to merge')
  await take('merge-summary')
  await dialog.getByRole('button', { name: 'Go through the conflicts' }).press('Enter')
  await expect(dialog.getByRole('region', { name: /^Conflict 1 of/ })).toBeFocused()
  await take('merge-conflict')
  await window.keyboard.press('3')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).press('Enter')
  await expect(dialog.getByRole('status')).toContainText('merged')
  await take('merge-done')
  await app.close()
}

/** A note to the first finding, and a walkthrough of some. */
function write(file: string, actor: string, note: string, order: readonly number[]): void {
  const store = openReviewStore(file, { now: () => new Date(), actor: () => actor })
  const findings = store.findings.list()
  const { id = 0, rev = 0 } = findings[0] ?? {}
  const command = (method: string) => ({ id: crypto.randomUUID(), method })
  store.decisions.decide({ findingId: id, rev, change: { note } }, command('findings.decide'))
  const steps = order.flatMap((nth) => {
    const finding = findings[nth - 1]
    if (finding === undefined) return []
    const { path, range } = finding.location
    const { startLine, endLine } = range
    const words = { title: finding.message, text: '', view: 'source', reason: '' } as const
    return [{ findingId: finding.id, path, startLine, endLine, ...words }]
  })
  const made = { title: 'What to mend', explanation: 'By severity.', steps }
  store.walkthrough.replace(made, command('walkthrough.make'))
  store.close()
}
