// `npm run bench [-- <folder>]`: what a review costs beside a bare parse of the same files, in one
// run. Only ratios within one run mean anything: all sides alternate, and medians are shown.
// `-- --once` measures one round; `-- --rules` prints what each rule costs instead, `-- --growth` how
// time grows with long functions and files.
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
if (flags.includes('--growth')) run('growth.ts', [])
else if (folder === undefined) {
  console.error('No Python standard library found. Name a folder: npm run bench -- <folder>')
  process.exitCode = 2
} else if (flags.includes('--rules')) run('analyzer.ts', [folder, '--rules'])
else {
  const rounds = await measureRounds({
    root,
    corpus: folder,
    repeats: flags.includes('--once') ? 1 : REPEATS,
    addon,
  })
  console.log(tableOf(folder, rounds))
}

/** A benchmark that prints its own table, with the compiled parser where there is one. */
function run(script: string, args: readonly string[]): void {
  const parser = existsSync(addon) ? ['--addon', addon] : []
  const all = [join(root, 'build/bench', script), ...args, ...parser]
  process.exitCode = spawnSync(process.execPath, all, { stdio: 'inherit' }).status ?? 2
}
