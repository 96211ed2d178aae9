// `npm run bench [-- <folder>]`: what a review costs beside a bare parse of the same files, in one
// run. Only ratios within one run mean anything: all sides alternate, and medians are shown.
// `-- --once` measures one round; `-- --rules` prints what each rule costs instead.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { standardLibrary } from './corpus.ts'
import { measureRounds } from './rounds.ts'
import { tableOf } from './table.ts'

const REPEATS = 3
const root = fileURLToPath(new URL('../..', import.meta.url))
const addon = join(root, 'dist/flatten.node')
const flags = process.argv.slice(2)
const folder = flags.find((argument) => !argument.startsWith('-')) ?? standardLibrary()
if (folder === undefined) {
  console.error('No Python standard library found. Name a folder: npm run bench -- <folder>')
  process.exitCode = 2
} else if (flags.includes('--rules')) {
  const parser = existsSync(addon) ? ['--addon', addon] : []
  const args = [join(root, 'build/bench/analyzer.ts'), folder, '--rules', ...parser]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 2
} else {
  const rounds = await measureRounds({
    root,
    corpus: folder,
    repeats: flags.includes('--once') ? 1 : REPEATS,
    addon,
  })
  console.log(tableOf(folder, rounds))
}
