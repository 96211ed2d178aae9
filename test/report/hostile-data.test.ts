// Every kind of hostile text in every field of a review, in the files for programs: read back, they
// hold the same records as with harmless words, and nothing that a text brought with it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PacketFile, ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { safeCell } from '../../electron/report/data/csv.ts'
import { readCsv } from '../../electron/report/interchange/csv-text.ts'
import { readEditedCsv } from '../../electron/report/interchange/edited-csv.ts'
import { asKnown } from '../../electron/report/interchange/known-finding.ts'
import { readSarif } from '../../electron/report/interchange/sarif-in.ts'
import { readTickedBoxes } from '../../electron/report/interchange/ticked-boxes.ts'
import { readWeAudit } from '../../electron/report/interchange/weaudit.ts'
import { kindsOfShare } from '../support/hostile-kinds.ts'
import { fileText, packetOf, sha256, strangeMarkdown } from '../support/packet-reading.ts'
import { harmlessReview, hostileEverywhere } from '../support/whole-review.ts'

/** Names and kinds of what is in a JSON value, without the values. */
function jsonShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonShape)
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  // A message has Markdown beside its text only where the two differ.
  return Object.entries(value)
    .filter(([name]) => name !== 'markdown')
    .map(([name, one]) => [name, jsonShape(one)])
}

/** The files that are JSON, under names that do not depend on texts. */
const jsonShapes = (files: readonly PacketFile[]) =>
  ['findings.json', 'findings.sarif', '.sarifexplorer', '.weaudit'].map((ending) =>
    jsonShape(JSON.parse(fileText(files, ending))),
  )

const validator = (text: string) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(text))
}

const harmless = packetOf(harmlessReview())
const SHAPES = jsonShapes(harmless)
const validate = validator(fileText(harmless, '.schema.json'))
const TICKED = (files: readonly PacketFile[]) =>
  files
    .filter(({ path }) => path.endsWith('.md'))
    .map(({ text }) => readTickedBoxes(text))
    .map(({ changes, ticked }) => ({ changes, ticked: ticked.length }))

/** Names that mean a device on Windows, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Paths of the files that Git takes a patch to change; undefined where it refuses the patch. */
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-patch-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
function patched(text: string): readonly string[] | undefined {
  const { status, stdout } = spawnSync('git', ['apply', '--numstat', '-z', '-'], {
    cwd: folder,
    input: text,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_GLOBAL: '/dev/null' },
  })
  if (status !== 0) return undefined
  return stdout
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => row.split('\t').slice(2).join('\t'))
}

const fixesOf = (snapshot: ReviewSnapshot) => snapshot.findings.flatMap(({ fixes }) => fixes)

it.each(kindsOfShare(0))(
  '%s is a value of the files for programs and nothing else',
  (_, payload) => {
    const snapshot = hostileEverywhere(payload)
    const known = snapshot.findings.map(asKnown)
    const files = packetOf(snapshot)

    // Files that every system can hold, each as it would be read again.
    const names = files.map(({ path }) => path.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
    for (const { path, text } of files) {
      for (const part of path.split('/')) {
        expect(part).toMatch(/^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,120}[A-Za-z0-9_])?$/)
        expect(part).not.toMatch(DEVICE)
      }
      expect(text.isWellFormed(), path).toBe(true)
    }

    // The same records with the same fields; texts to the letter where the form can hold them.
    expect(jsonShapes(files)).toEqual(SHAPES)
    const data = JSON.parse(fileText(files, 'findings.json'))
    expect(validate(data) ? [] : validate.errors).toEqual([])
    expect(data.findings[0].note).toBe(snapshot.findings[0]?.note)
    for (const { message } of JSON.parse(fileText(files, '.sarif')).runs[0].results) {
      expect(strangeMarkdown(message.markdown ?? '')).toEqual([])
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x')

    // One row for each finding, each cell a text.
    const rows = readCsv(fileText(files, '.csv'))
    expect(rows).toHaveLength(snapshot.findings.length + 1)
    for (const row of rows) {
      expect(row).toHaveLength(rows[0]?.length ?? 0)
      for (const cell of row) expect(safeCell(cell.replace(/^'/, ''))).toBe(cell)
    }

    // One line for each event.
    const lines = fileText(files, '.jsonl').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).reason)).toEqual(
      snapshot.events.map(({ reason }) => reason),
    )

    // What Git would change is the file of the fix, or it refuses.
    const patches = files.filter(({ path }) => path.startsWith('patches/'))
    // Git folds slashes.
    const paths = fixesOf(snapshot).map(({ path }) => path.replace(/\/{2,}/g, '/'))
    for (const { text } of patches) {
      const changed = patched(text)
      if (changed !== undefined) expect(paths).toContain(changed.join('\n'))
    }
    expect(readdirSync(folder)).toEqual([])

    // Tests keep their code; what is said of them stays in its comments.
    for (const { text } of files.filter(({ path }) => path.startsWith('tests/'))) {
      const test = snapshot.findings.flatMap(({ tests = [] }) => tests)[0]
      const [about = '', ...rest] = text.split(/(?<=\n# Run:[^\n]*\n)/)
      for (const line of about.trimEnd().split('\n')) expect(line).toMatch(/^# /)
      if (text.includes('finding 1 ')) {
        expect(rest.join('').trimEnd()).toBe(
          test?.code.toWellFormed().replace(/\r\n?/g, '\n').trimEnd(),
        )
      }
    }

    // The sums of the manifest are those of the files.
    const manifest = JSON.parse(fileText(files, 'manifest.json'))
    const sums = new Map(files.map(({ path, text }) => [path, sha256(text)]))
    for (const file of manifest.files) expect(sums.get(file.path)).toBe(file.sha256)

    // Nothing comes back as a change, a finding or a tick.
    expect(readEditedCsv(fileText(files, '.csv'), known)).toMatchObject({
      changes: [],
      problems: [],
    })
    const log = JSON.parse(fileText(files, '.sarif'))
    expect(readSarif(log, '/srv', known)).toMatchObject({ changes: [], findings: [], problems: [] })
    const audit = JSON.parse(fileText(files, '.weaudit'))
    expect(readWeAudit(audit, known)).toMatchObject({ changes: [], findings: [], problems: [] })
    expect(TICKED(files)).toEqual(TICKED(harmless))
  },
)
