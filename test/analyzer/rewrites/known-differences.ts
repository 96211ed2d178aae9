// The cases that are known to be reported otherwise in another form, by rewriting: those that are held.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from './rewrites.ts'

const FILE = join(import.meta.dirname, 'known-differences.json')

export type KnownDifferences = Readonly<Record<string, readonly string[]>>

/** By rewriting; the data beside this file has this shape. */
export function knownDifferences(): KnownDifferences {
  return JSON.parse(readFileSync(FILE, 'utf8')) as KnownDifferences
}

export function keepDifferences(known: KnownDifferences): void {
  writeFileSync(FILE, `${JSON.stringify(known, null, 2)}\n`)
}

/** True where a rule reports something else than before. */
export function differs({ lost, added, failures }: Verdict): boolean {
  return lost.length + added.length + failures.length > 0
}

/** How a case is called in the list. */
export function nameOf({ original }: Verdict): string {
  return `${original.rule.info.id}: ${original.example.name}`
}
