// Reviewed projects: code bases that were written to examine a reviewer, by people who did not look at
// the rules. Their marks say what is wrong, found or not, and what only looks like it.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pythonFiles } from '../../../build/bench/corpus.ts'
import { analyze } from '../support/analyze.ts'

const EXAMS = join(import.meta.dirname, '../../exams')
/**
 * `#! rule-id` a defect, `#? rule-id` a defect that no rule finds yet, `#= rule-id` correct code that
 * looks as if the rule applied.
 */
const MARK = /[ \t]*#([!?=]) ([a-z0-9-]+(?: [a-z0-9-]+)*)[ \t]*$/
/** A reviewer may point at another line of the same statement. */
const NEAR = 3

export interface Mark {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly ruleId: string
  readonly kind: 'defect' | 'unseen' | 'look-alike'
}

export interface Examined {
  readonly mark: Mark
  /** True if the rule reports something there. */
  readonly isReported: boolean
}

/** The names of the projects. */
export const exams = (): readonly string[] => readdirSync(EXAMS).toSorted()

/** Reads a project with all rules of the picky profile and compares the findings with its marks. */
export function examine(name: string): readonly Examined[] {
  const root = join(EXAMS, name)
  const marks: Mark[] = []
  const files: Record<string, string> = {}
  for (const file of pythonFiles(root)) {
    const path = relative(root, file)
    const lines = readFileSync(file, 'utf8').split('\n')
    files[path] = lines.map((text) => text.replace(MARK, '')).join('\n')
    for (const [at, text] of lines.entries()) {
      const [, sign, rules] = MARK.exec(text) ?? []
      for (const ruleId of rules?.split(' ') ?? []) {
        marks.push({ path, line: at + 1, ruleId, kind: kindOf(sign) })
      }
    }
  }
  const { findings } = analyze(files, { settings: { profile: 'picky' } })
  return marks.map((mark) => ({
    mark,
    isReported: findings.some(({ ruleId, location: { path, range } }) => {
      const reach = mark.kind === 'look-alike' ? 0 : NEAR
      return (
        ruleId === mark.ruleId &&
        path === mark.path &&
        range.startLine - reach <= mark.line &&
        mark.line <= range.endLine + reach
      )
    }),
  }))
}

function kindOf(sign: string | undefined): Mark['kind'] {
  if (sign === '=') return 'look-alike'
  return sign === '?' ? 'unseen' : 'defect'
}
