import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import type { Log, Result } from 'sarif'
import { describe, expect, it } from 'vitest'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { RULE_INFOS } from '../../electron/backend/rule-infos.ts'
import { sarifFile } from '../../electron/report/data/sarif.ts'
import { relativeUri } from '../../electron/report/data/sarif-places.ts'
import { fixRegion } from '../../electron/report/data/sarif-result.ts'
import { packetModel } from '../../electron/report/model.ts'
import { aFinding, aLocation, aSnapshot } from '../support/builders.ts'
import { hostileReview } from '../support/hostile.ts'
import { sampleReview } from '../support/sample-review.ts'

const load = createRequire(import.meta.url)
/** Path of the multitool's binary for this system, with the standard's schema beside it. */
const multitool: string = load('@microsoft/sarif-multitool')
const schemaPath = join(dirname(multitool), 'sarif-2.1.0.json')

async function schemaErrors(log: unknown): Promise<unknown> {
  const schema = JSON.parse(await readFile(schemaPath, 'utf8'))
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  return validate(log) ? [] : validate.errors
}

function sarifOf(snapshot: ReviewSnapshot): Log {
  return JSON.parse(sarifFile(packetModel(snapshot)).text)
}

function results(snapshot: ReviewSnapshot): readonly Result[] {
  return sarifOf(snapshot).runs[0]?.results ?? []
}

/** Identifiers and levels of what the multitool says about a log, without its notes. */
async function multitoolSays(text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sarif-'))
  try {
    const input = join(folder, 'findings.sarif')
    const output = join(folder, 'report.sarif')
    await writeFile(input, text)
    await promisify(execFile)(multitool, [
      'validate',
      input,
      '--level',
      'Error;Warning',
      '--quiet',
      'true',
      '-o',
      output,
    ])
    const report: Log = JSON.parse(await readFile(output, 'utf8'))
    return (report.runs[0]?.results ?? []).map(
      (one) => `${one.level ?? 'warning'} ${one.ruleId}: ${one.message.id}`,
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('findings.sarif', { timeout: 60_000 }, () => {
  it('is valid by the schema of the standard', async () => {
    expect(await schemaErrors(sarifOf(sampleReview()))).toEqual([])
    expect(await schemaErrors(sarifOf(aSnapshot()))).toEqual([])
  })

  it('stays valid whatever the texts are', { timeout: 120_000 }, async () => {
    const schema = JSON.parse(await readFile(schemaPath, 'utf8'))
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(schema)
    fc.assert(
      fc.property(hostileReview, (snapshot) => {
        expect(validate(sarifOf(snapshot)) ? [] : validate.errors).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('passes the multitool: no error, and no warning but the missing address of the product', {
    timeout: 60_000,
  }, async () => {
    const text = sarifFile(packetModel({ ...sampleReview(), rules: RULE_INFOS })).text
    expect(await multitoolSays(text)).toEqual([
      'warning SARIF2005: Warning_ProvideToolnformationUri',
    ])
  })

  it('gives each result its severity, confidence, fingerprint and rule', () => {
    const log = sarifOf(sampleReview())
    const rules = log.runs[0]?.tool.driver.rules ?? []
    const [first] = log.runs[0]?.results ?? []
    expect(first).toMatchObject({
      ruleId: 'orm-read-modify-write',
      level: 'error',
      partialFingerprints: { 'lectern/v1': 'fingerprint-1' },
      properties: {
        severity: 'critical',
        confidence: 'high',
        verdict: 'confirmed',
        status: 'not-started',
        label: 'CRITICAL-1',
      },
    })
    expect(rules[first?.ruleIndex ?? -1]).toMatchObject({
      id: 'orm-read-modify-write',
      name: 'OrmReadModifyWrite',
      defaultConfiguration: { level: 'error' },
      properties: { category: 'db-transaction', tier: 1 },
    })
    expect(rules[0]?.help?.markdown).toContain('with_for_update')
  })

  it('keeps both severities and the reason of a change', () => {
    expect(results(sampleReview())[3]?.properties).toMatchObject({
      severity: 'high',
      originalSeverity: 'medium',
      severityReason: 'Refunds are paid from this state.',
    })
  })

  it('tells the way to the defect in the order of execution', () => {
    const flow = results(sampleReview())[0]?.codeFlows?.[0]?.threadFlows[0]?.locations ?? []
    expect(
      flow.map((step) => [
        step.executionOrder,
        step.kinds?.[0],
        step.location?.physicalLocation?.region?.startLine,
      ]),
    ).toEqual([
      [1, 'read', 96],
      [2, 'test', 97],
      [3, 'write', 99],
    ])
  })

  it('suppresses what was dismissed or suppressed, with the reasons', () => {
    const suppressed = results(sampleReview()).flatMap((one) => one.suppressions ?? [])
    expect(suppressed).toEqual([
      { kind: 'external', status: 'accepted', justification: 'Private by convention.' },
      { kind: 'inSource', justification: 'the test passes a wrong type on purpose' },
    ])
  })

  it('names what could not be analysed and which rule failed', () => {
    const [invocation] = sarifOf(sampleReview()).runs[0]?.invocations ?? []
    expect(invocation?.executionSuccessful).toBe(true)
    expect(
      invocation?.toolExecutionNotifications?.map((one) => [one.level, one.message.text]),
    ).toEqual([
      ['error', 'The rule sys-modules-mutation failed on this file: unexpected node'],
      ['warning', 'Analysed in part: has syntax errors (line 40: Python 2 print statement).'],
      ['note', 'Not analysed: in an excluded folder.'],
    ])
  })

  it('says where the sources came from only when commit and address are sound', () => {
    const provenance = (snapshot: ReviewSnapshot) =>
      sarifOf(snapshot).runs[0]?.versionControlProvenance
    expect(provenance(sampleReview())).toEqual([
      {
        repositoryUri: 'https://git.example.org/desk/backend.git',
        revisionId: '7c1f0d7a52c5a8a8f1a6b7a0e6c2f9d4b3a29180',
        branch: 'feature/assignment',
        mappedTo: { uriBaseId: 'SRCROOT' },
      },
    ])
    const { review } = sampleReview()
    for (const change of [
      { commit: 'HEAD' },
      { repositoryUri: 'https://user:secret@git.example.org/x' },
      { repositoryUri: '/home/ada/desk' },
    ]) {
      expect(provenance(aSnapshot({ review: { ...review, ...change } }))).toBeUndefined()
    }
  })

  it('holds no absolute path', () => {
    const text = sarifFile(packetModel(sampleReview())).text
    expect(text).not.toMatch(/file:\/\/|\/home\/|\/tmp\/|\/Users\//)
  })

  it('counts columns in UTF-16 units and cites the text of the region with its context', () => {
    const snapshot = aSnapshot({
      findings: [
        aFinding({
          finding: {
            location: {
              path: 'app/a.py',
              range: { startLine: 7, startColumn: 5, endLine: 8, endColumn: 4 },
            },
            snippet: '🚨 = f(\n  1)',
            anchor: {
              symbol: '',
              nodePath: '',
              snippetHash: '',
              contextBefore: ['before'],
              contextAfter: ['after'],
            },
          },
        }),
      ],
    })
    expect(sarifOf(snapshot).runs[0]?.columnKind).toBe('utf16CodeUnits')
    expect(results(snapshot)[0]?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'app/a.py', uriBaseId: 'SRCROOT' },
      region: {
        startLine: 7,
        startColumn: 5,
        endLine: 8,
        endColumn: 4,
        snippet: { text: ' f(\n  1' },
      },
      contextRegion: {
        startLine: 6,
        endLine: 9,
        snippet: { text: 'before\n🚨 = f(\n  1)\nafter' },
      },
    })
  })

  it.each([
    ['src/a b.py', 'src/a%20b.py'],
    ['src/100%.py', 'src/100%25.py'],
    ['a:b/#c?.py', 'a%3Ab/%23c%3F.py'],
    ['ä.py', '%C3%A4.py'],
    ['\ud800.py', '%EF%BF%BD.py'],
  ])('writes the path %j as %s', (path, uri) => {
    expect(relativeUri(path)).toBe(uri)
  })

  it.each([
    [
      'two lines with their break',
      'a\nbc\n',
      { startLine: 4, startColumn: 1, endLine: 6, endColumn: 1 },
    ],
    ['two lines without it', 'a\nbc', { startLine: 4, startColumn: 1, endLine: 5, endColumn: 3 }],
    ['nothing, an insertion', '', { startLine: 4, startColumn: 1, endLine: 4, endColumn: 1 }],
  ])('a fix deletes exactly its before-text: %s', (_, before, region) => {
    expect(fixRegion({ before, startLine: 4 })).toEqual(region)
  })

  it('keeps a message from becoming a link to a related place', () => {
    const snapshot = aSnapshot({
      findings: [
        aFinding({ finding: { message: 'see \\[this](1)', related: [aLocation('app/b.py', 2)] } }),
      ],
    })
    expect(results(snapshot)[0]?.message.text).toBe('see [this] (1)')
  })
})
