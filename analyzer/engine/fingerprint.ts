// The identity of a finding across edits: path, rule, symbol, folded snippet and number among equals.
// Line numbers take no part, so code that moves within its function keeps its findings.
import type { Finding } from '../model.ts'
import type { FindingDraft } from './checker.ts'
import { hashText } from './hash.ts'

/** Puts drafts of one file in order, drops repetitions and gives each its fingerprint. */
export function numberFindings(drafts: readonly FindingDraft[]): Finding[] {
  const equals = new Map<string, number>()
  const findings: Finding[] = []
  let last: FindingDraft | undefined
  for (const draft of drafts.toSorted(compareFindings)) {
    if (last !== undefined && isSamePlace(last, draft)) continue
    last = draft
    const identity = [
      draft.location.path,
      draft.ruleId,
      draft.anchor.symbol,
      draft.anchor.snippetHash,
    ].join('\0')
    const number = equals.get(identity) ?? 0
    equals.set(identity, number + 1)
    findings.push({ ...draft, fingerprint: hashText(`${identity}\0${number}`) })
  }
  return findings
}

/** By path, place, rule and message: the order everywhere, whatever the number of workers. */
export function compareFindings(a: FindingDraft, b: FindingDraft): number {
  const left = a.location.range
  const right = b.location.range
  return (
    compareText(a.location.path, b.location.path) ||
    left.startLine - right.startLine ||
    left.startColumn - right.startColumn ||
    left.endLine - right.endLine ||
    left.endColumn - right.endColumn ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.message, b.message)
  )
}

/** By UTF-16 code units: the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isSamePlace(a: FindingDraft, b: FindingDraft): boolean {
  const left = a.location.range
  const right = b.location.range
  return (
    a.ruleId === b.ruleId &&
    left.startLine === right.startLine &&
    left.startColumn === right.startColumn &&
    left.endLine === right.endLine &&
    left.endColumn === right.endColumn
  )
}
