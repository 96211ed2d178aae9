// From a finding to work that is done, and from a packet back into the review.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElectronApplication } from '@playwright/test'
import type { FindingsFile } from '../../electron/report/schema/findings.ts'
import { violations } from '../support/axe.ts'
import { choose } from '../support/choose.ts'
import { packetPage } from '../support/packet-page.ts'
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

/** The file that the person picks in the system's own dialog, which no test can reach. */
async function pickFile(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] })
  }, path)
}

/** The one file of a packet that ends so. */
function fileOf(packet: string, ending: string): string {
  const names = readdirSync(packet).filter((name) => name.endsWith(ending))
  expect(names).toHaveLength(1)
  return join(packet, names[0] ?? '')
}

const findingsOf = (packet: string): FindingsFile =>
  JSON.parse(readFileSync(join(packet, 'findings.json'), 'utf8'))

test('a finding is mended, proven, tested, planned and closed, and the gate opens', async ({
  openReview,
  folder,
}) => {
  const code = aProject(folder, 'code', { 'a.py': 'def run(text):\n    return eval(text)\n' })
  const { window, page } = await openReview(code)
  const gates = window.getByRole('list', { name: 'Gates' })
  await page.row(/a\.py/).click()
  await page.chooseVerdict('Confirmed')
  await choose(page.inspector.getByRole('radio', { name: 'Before merge' }))
  await expect(gates).toContainText('Merge: FAIL 1')
  await page.writeFix('    # Only numbers are asked for.\n')
  await page.waitUntilSaved()
  // The differences can be gone through as a list that is read aloud.
  await window.keyboard.press('F7')
  await expect(window.locator('.diff-review')).toContainText('Only numbers are asked for.')
  await window.keyboard.press('Escape')
  await expect(window.getByRole('textbox', { name: 'After' })).toBeFocused()
  await page.findings.focus()
  await window.keyboard.press('t')
  await expect(page.inspector.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await window.keyboard.insertText('test_runs_nothing')
  await page.inspector.getByRole('textbox', { name: 'File' }).fill('tests/test_a.py')
  await page.inspector.getByRole('textbox', { name: 'Code' }).fill('def test_runs_nothing(): ...')
  await page.waitUntilSaved()
  await expect(page.row(/has a test/)).toHaveCount(1)
  const packet = packetPage(window)
  await packet.open()
  await packet.choose('Fix guide')
  await expect(packet.document).toContainText('# Only numbers are asked for.')
  await expect(packet.document).toContainText('test_runs_nothing')

  await window.keyboard.press('Control+5')
  const plan = window.getByRole('region', { name: 'Plan', exact: true })
  await plan.getByRole('button', { name: 'Plan by hand' }).click()
  await expect(plan).toContainText('Every open finding is in exactly one task.')
  await expect(
    plan.getByRole('region', { name: /^Task 1\.1:/ }).locator('[data-finding]'),
  ).toHaveCount(1)

  // The patch gives the stored text on the code as it was reviewed.
  const exported = await page.exportPacket()
  const [finding] = findingsOf(exported).findings
  const copy = join(folder, 'copy')
  cpSync(code, copy, { recursive: true })
  const [patch = ''] = readdirSync(join(exported, 'patches'))
  execFileSync('git', ['apply', join(exported, 'patches', patch)], { cwd: copy })
  const [fix] = finding?.fixes ?? []
  expect(fix?.after).toContain('# Only numbers are asked for.')
  expect(readFileSync(join(copy, 'a.py'), 'utf8')).toBe(
    readFileSync(join(code, 'a.py'), 'utf8').replace(fix?.before ?? '', fix?.after ?? ''),
  )
  expect(readFileSync(join(exported, 'tests/test_a.py'), 'utf8')).toContain('test_runs_nothing')

  await window.keyboard.press('Control+1')
  await page.row(/a\.py/).click()
  await page.openTab('Decide')
  await page.inspector.getByRole('combobox', { name: 'Status' }).selectOption('verified')
  await page.waitUntilSaved()
  await expect(gates).toContainText('Merge: PASS')
  await expect(gates).toContainText('Production: PASS')
  expect(findingsOf(await page.exportPacket()).verdict.word).toBe('PASS')
})

test('the documents agree with each other and the window, and ticked boxes come back', async ({
  openReview,
}) => {
  const { app, window, page } = await openReview(GYP)
  const shown = await window
    .getByRole('list', { name: 'Findings by severity' })
    .getByRole('listitem')
    .allInnerTexts()
  const packet = await page.exportPacket()
  const before = findingsOf(packet)
  expect(shown.map((text) => Number(text.replaceAll(/\D/g, '')))).toEqual(
    Object.values(before.counts.bySeverity),
  )

  // One value for each figure, wherever it stands.
  const documents = readdirSync(packet).filter((name) => name.endsWith('.md'))
  expect(documents).toHaveLength(12)
  const texts = documents.map((name) => readFileSync(join(packet, name), 'utf8'))
  const figures = (pattern: RegExp) => [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, figure]) => figure))),
  ]
  const { counts, completeness } = before
  expect(figures(/(\d+) % written/g)).toEqual([String(completeness.percent)])
  expect(figures(/(\d+) fields? missing/g)).toEqual([String(completeness.missing.length)])
  expect(figures(/\| Verdict +\| ((?:PASS|FAIL)[A-Z ]*?) - /g)).toEqual([before.verdict.word])
  expect(figures(/(\d+) findings? (?:is|are) open before production/g)).toEqual([
    String(counts.conditions),
  ])
  expect(figures(/All ([\d,]+) open findings/g)).toEqual([String(counts.open)])
  expect(figures(/\*\*Findings\*\*: ([\d,]+) in total/g)).toEqual([String(counts.findings)])
  const place = packetPage(window)
  await place.open()
  await expect(place.summary).toContainText(`Packet ${completeness.percent} % written`)

  const file = fileOf(packet, 'ACTION_ITEMS.md')
  const events = readFileSync(join(packet, 'audit-log.jsonl'), 'utf8').split('\n').length
  let left = 3
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      /- \[ \] (?=(?:\*\*Status\*\* )?(?:HIGH|MEDIUM)-\d+ \(#)/g,
      (box) => (left-- > 0 ? '- [x] ' : box),
    ),
  )
  await pickFile(app, file)
  await place.panel.getByRole('tab', { name: 'Exports' }).click()
  await place.panel.getByRole('button', { name: 'Import a file' }).click()
  await expect(place.panel.getByRole('status')).toContainText('3 changes, 0 findings.')

  const second = await page.exportPacket()
  const after = findingsOf(second)
  const changed = after.findings.filter(({ status }, at) => status !== before.findings[at]?.status)
  expect(changed.map(({ status }) => status)).toEqual(['verified', 'verified', 'verified'])
  const rest = ({ findings }: FindingsFile) =>
    findings.map(({ status: _, decidedAt: __, decidedBy: ___, isOpen: ____, ...one }) => one)
  expect(rest(after)).toEqual(rest(before))
  expect(after.counts.open).toBe(before.counts.open - 3)
  const added = readFileSync(join(second, 'audit-log.jsonl'), 'utf8')
    .split('\n')
    .slice(events - 1)
  expect(
    added.filter((line) => line !== '').map((line) => (JSON.parse(line) as { kind: string }).kind),
  ).toEqual(['finding.decided', 'finding.decided', 'finding.decided', 'file.imported'])

  // Opened to be read, the packet gives back what was taken from the review since.
  const verified = page.row(/verified/)
  await window.keyboard.press('Control+1')
  await page.findings.focus()
  await expect(verified).toHaveCount(3)
  await window.keyboard.press('Control+z')
  await expect(verified).toHaveCount(0)
  await window.getByRole('button', { name: 'All reviews' }).click()
  await pickFile(app, second)
  await window.getByRole('button', { name: 'Open folder' }).click()
  const bar = window.getByRole('region', { name: 'Read only' })
  await expect(bar).toContainText('This is a packet')
  await expect(verified).toHaveCount(3)
  await page.findings.focus()
  await expect(page.source.locator('.view-line').first()).toBeVisible()
  expect(await violations(window)).toEqual([])
  await window.keyboard.press('?')
  const keys = window.getByRole('dialog', { name: 'Keys' })
  await expect(keys).toContainText('Next finding')
  await expect(keys).not.toContainText('Confirm and go on')
  await window.keyboard.press('Escape')
  await bar.getByRole('button', { name: 'Import its decisions' }).click()
  const reviews = window.getByRole('list', { name: 'Reviews' })
  await expect(reviews.getByRole('button').first()).toBeVisible()
  expect(await violations(window)).toEqual([])
  await reviews.getByRole('button', { name: /^gyp/ }).click()
  await expect(bar).toHaveCount(0)
  await expect(verified).toHaveCount(3)
  await expect(page.status).toContainText('Undo: ')
  await page.findings.focus()
  await window.keyboard.press('Control+z')
  await expect(verified).toHaveCount(0)
})
