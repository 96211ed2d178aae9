import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { applyFix } from '../../electron/report/data/patches.ts'
import { aFinding, aFix, aSnapshot } from '../support/builders.ts'
import { fileText, packetOf } from '../support/packet-reading.ts'
import { sampleReview } from '../support/sample-review.ts'

const SOURCE = Array.from({ length: 30 }, (_, index) => `line_${index + 1} = ${index + 1}`).join(
  '\n',
)

function withFix(
  path: string,
  text: string,
  fix: { startLine: number; before: string; after: string },
): ReviewSnapshot {
  const lines = fix.before.split('\n').length
  return aSnapshot({
    findings: [
      aFinding({ number: 1, fixes: [aFix({ path, endLine: fix.startLine + lines - 1, ...fix })] }),
    ],
    sources: [{ path, text }],
  })
}

/** What `git apply` makes of the file with the packet's patch. */
function applied(snapshot: ReviewSnapshot, path: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'patch-'))
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
      cwd: folder,
      input: fileText(packetOf(snapshot), '.patch'),
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_GLOBAL: '/dev/null' },
    })
    return readFileSync(join(folder, path), 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('patches', { timeout: 60_000 }, () => {
  it.each([
    [
      'in the middle',
      'app/a.py',
      SOURCE,
      { startLine: 10, before: 'line_10 = 10\nline_11 = 11', after: 'line_10 = 0' },
    ],
    [
      'at the start',
      'app/a.py',
      SOURCE,
      { startLine: 1, before: 'line_1 = 1', after: '# new\nline_1 = 1' },
    ],
    [
      'at an end without a line break',
      'app/a.py',
      SOURCE,
      { startLine: 30, before: 'line_30 = 30', after: 'last = 30' },
    ],
    ['as an insertion', 'app/a.py', SOURCE, { startLine: 5, before: '', after: 'new = 1\n' }],
    ['as a removal', 'app/a.py', SOURCE, { startLine: 5, before: 'line_5 = 5\n', after: '' }],
    [
      'with carriage returns',
      'app/a.py',
      SOURCE.replaceAll('\n', '\r\n'),
      { startLine: 5, before: 'line_5 = 5\r\n', after: 'five = 5\r\n' },
    ],
    [
      'among many equal lines',
      'app/a.py',
      `first = 1\n${'pass\n'.repeat(200)}last = 1\n`,
      { startLine: 100, before: 'pass\npass\n', after: 'pass\n' },
    ],
    [
      'far from the start and the end',
      'app/a.py',
      Array.from({ length: 900 }, (_, index) => `line_${index + 1}\n`).join(''),
      { startLine: 450, before: 'line_450\n', after: 'one\ntwo\n' },
    ],
    [
      'in a path with spaces and umlauts',
      'äpp/a "b".py',
      SOURCE,
      { startLine: 5, before: 'line_5 = 5', after: 'five = 5' },
    ],
  ])('%s give the after-text to the byte with git apply', (_, path, text, fix) => {
    expect(applied(withFix(path, text, fix), path, text)).toBe(applyFix(text, fix))
  })

  it('of any edit give the after-text to the byte with git apply', { timeout: 120_000 }, () => {
    const lines = fc.array(
      fc.constantFrom(
        'a',
        '',
        '    b = 1',
        '+x',
        '-y',
        '@@ -1 +1 @@',
        '--- a',
        '\\ no',
        'ä🚨',
        '\t',
      ),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(
        lines,
        lines,
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        (source, after, from, count, isEnded) => {
          const text = `${source.join('\n')}${isEnded ? '\n' : ''}`
          const start = from % source.length
          const before = source
            .slice(start, start + 1 + (count % (source.length - start)))
            .join('\n')
          const fix = { startLine: start + 1, before, after: after.join('\n') }
          const expected = applyFix(text, fix)
          fc.pre(
            expected !== undefined &&
              expected !== text &&
              fix.before !== fix.after &&
              text !== '' &&
              expected !== '',
          )
          expect(applied(withFix('a.py', text, fix), 'a.py', text)).toBe(expected)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are left out, with the reason, when the before-text is not there', () => {
    const files = packetOf(
      withFix('app/a.py', SOURCE, { startLine: 3, before: 'gone', after: 'x' }),
    )
    expect(files.filter((file) => file.path.endsWith('.patch'))).toEqual([])
    expect(fileText(files, 'FIX_GUIDE.md')).toContain(
      '**Patch**: none: the before-text is not what stands in the analysed file',
    )
  })

  it('say how to apply them when the file around the fix is not known', () => {
    const files = packetOf(sampleReview())
    expect(files.filter((file) => file.path.endsWith('.patch')).map((file) => file.path)).toEqual([
      'patches/01-critical-1.patch',
      'patches/03-critical-3.patch',
      'patches/05-high-2.patch',
    ])
    expect(fileText(files, 'FIX_GUIDE.md')).toContain('apply with --unidiff-zero')
  })
})

describe('tests of the packet', () => {
  it('are files with the same names as in the index and the fix guide', () => {
    const files = packetOf(sampleReview())
    const text = fileText(files, 'tests/test_assignment_races.py')
    expect(text).toContain('# CRITICAL-1 (#1): Two assignments at once are both counted.')
    for (const document of ['INDEX.md', 'FIX_GUIDE.md', 'VERIFICATION.md']) {
      expect(fileText(files, document)).toContain('keep_the_count')
    }
    expect(text).toContain('async def test_concurrent_assignments_keep_the_count(client, agent):')
  })
})

describe('the audit log', () => {
  it('has one line for each change', () => {
    const lines = fileText(packetOf(sampleReview()), '.jsonl').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(sampleReview().events)
  })
})
