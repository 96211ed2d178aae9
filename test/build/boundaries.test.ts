// The boundary rules must be able to fail: each planted import breaks the invariant beside it.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'
import { expect, onTestFinished, test } from 'vitest'
import configuration from '../../.dependency-cruiser.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

const PLANTED = [
  ['analyzer-is-pure', 'analyzer/rules/a.ts', `import 'node:fs'`],
  ['analyzer-is-pure', 'analyzer/facts/a.ts', `import type { A } from '../../electron/api/a.ts'`],
  ['parser-stays-in-syntax', 'analyzer/rules/a.ts', `import type Parser from 'tree-sitter'`],
  ['api-is-pure', 'electron/api/b.ts', `import 'yazl'`],
  ['report-is-pure', 'electron/report/a.ts', `import type { A } from '../store/a.ts'`],
  ['report-uses-no-node', 'electron/report/a.ts', `import { readFileSync } from 'node:fs'`],
  ['only-the-shell-knows-electron', 'electron/backend/a.ts', `import { app } from 'electron'`],
  ['only-the-store-knows-sqlite', 'electron/backend/a.ts', `import Database from 'better-sqlite3'`],
  ['store-is-reached-by-the-backend-alone', 'electron/analysis/a.ts', `import '../store/a.ts'`],
  ['repository-and-store-know-no-process', 'electron/store/b.ts', `import '../backend/a.ts'`],
  ['backend-knows-no-shell', 'electron/backend/b.ts', `import '../main/a.ts'`],
  ['window-knows-the-contract-alone', 'renderer/app.tsx', `import '../electron/store/a.ts'`],
  ['window-uses-no-node', 'renderer/app.tsx', `import 'node:path'`],
  ['features-do-not-know-each-other', 'renderer/findings/a.ts', `import '../source/a.ts'`],
  ['shared-window-parts-know-no-feature', 'renderer/ui/a.ts', `import '../source/a.ts'`],
  ['product-knows-no-build', 'electron/backend/a.ts', `import '../../build/a.ts'`],
  ['product-uses-declared-packages', 'electron/backend/a.ts', `import 'semver'`],
  ['imports-resolve', 'electron/backend/a.ts', `import './missing.ts'`],
  ['no-orphans', 'electron/backend/alone.ts', ''],
  ['no-cycles', 'electron/store/a.ts', `import './a2.ts'`],
] as const

const OTHERS = {
  'analyzer/rules/a.ts': '',
  'build/a.ts': '',
  'electron/api/a.ts': 'export type A = 1',
  'electron/backend/a.ts': '',
  'electron/main/a.ts': '',
  'electron/store/a.ts': 'export type A = 1',
  'electron/store/a2.ts': `import './a.ts'`,
  'renderer/source/a.ts': '',
}

test.each(PLANTED)('%s is broken by %s with %s', async (rule, file, text) => {
  expect(await brokenRules({ ...OTHERS, [file]: text })).toContain(rule)
})

test('types may look back at who uses them', async () => {
  const rules = await brokenRules({
    ...OTHERS,
    'electron/store/a.ts': `import type { B } from './a2.ts'\nexport type A = B`,
    'electron/store/a2.ts': `import './a.ts'\nexport type B = 1`,
  })
  expect(rules).not.toContain('no-cycles')
})

/** Names of the rules that a source tree breaks. */
async function brokenRules(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-boundaries-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), `${text}\nexport {}\n`)
  }
  for (const name of ['node_modules', 'package.json']) {
    symlinkSync(join(root, name), join(folder, name))
  }
  const { options, forbidden } = configuration
  const { output } = await cruise(['analyzer', 'electron', 'renderer'], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: forbidden ?? [] },
  })
  if (typeof output === 'string') {
    throw new Error(output)
  }
  return output.summary.violations.map((violation) => violation.rule.name)
}
