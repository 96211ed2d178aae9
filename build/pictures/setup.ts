// Pictures of what is chosen before a review begins: as it is proposed, a base, folders, what is left
// out, and the same in a small window.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aBranch } from '../../test/support/git-branch.ts'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { resize, type Theme } from './picture-window.ts'

/** Takes the pictures in these colours. */
export async function takeSetup(folder: string, theme: Theme): Promise<void> {
  const ending = theme.toLowerCase()
  const at = join(folder, `setup-${ending}`)
  mkdirSync(at)
  const code = aBranch(at)
  writeFileSync(join(code, '.gitignore'), 'build/\n*_gen.py\n')
  mkdirSync(join(code, 'build'))
  for (const name of ['a_gen.py', 'b_gen.py', 'notes.md']) writeFileSync(join(code, name), '')
  writeFileSync(join(code, 'look.ipynb'), '{"cells": [], "nbformat": 4, "nbformat_minor": 5}')
  const dataDir = join(at, 'data')
  const first = await launchLectern({ dataDir, args: [join(code, 'same.py')] })
  await reviewPage(first.window).waitForAnalysis()
  await first.app.close()

  const { app, window } = await launchLectern({ dataDir, args: [code] })
  const take = (name: string) =>
    window.screenshot({ path: join(folder, 'pictures', `${name}-${ending}.png`) })
  await resize(app, { width: 1280, height: 860 })
  await window.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light' })
  await expect(window.getByText('Python, 1 notebook')).toBeVisible()
  await expect(window.getByText('What changed')).toBeVisible()
  await take('setup')
  await window.getByText('What changed').click()
  await window.getByText('ignored by Git').click()
  await take('setup-changed')
  await window.getByText('Folders or files').click()
  await window.getByRole('textbox', { name: /^One folder/ }).fill('app.py\nbuild')
  await resize(app, { width: 1024, height: 700 })
  await take('setup-paths')
  await resize(app, { width: 720, height: 450 })
  await take('setup-narrow')
  await window.getByRole('button', { name: 'Start the review' }).focus()
  await reviewPage(window).waitForAnalysis()
  await resize(app, { width: 1280, height: 860 })
  await expect(window.getByRole('region', { name: 'Scope' })).toContainText('app.py')
  await take('scope-of-paths')
  await app.close()
}
