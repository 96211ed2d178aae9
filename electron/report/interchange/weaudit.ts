// Findings and notes from a weAudit file: places with lines that count from 0, and what was written
// about them. Which files were read is not a finding and stays behind.
import { z } from 'zod'
import type { Severity } from '../../../analyzer/model.ts'
import { counted } from '../labels.ts'
import { type Imported, type ImportedChange, type ImportedFinding, NOTHING } from './changes.ts'
import type { KnownFinding } from './known-finding.ts'

const Entry = z.looseObject({
  label: z.string(),
  /** 0 for a finding, 1 for a note. */
  entryType: z.int().optional(),
  author: z.string().optional(),
  details: z
    .looseObject({
      severity: z.string().optional(),
      type: z.string().optional(),
      description: z.string().optional(),
      exploit: z.string().optional(),
      recommendation: z.string().optional(),
    })
    .optional(),
  locations: z.array(
    z.looseObject({
      path: z.string(),
      startLine: z.int().nonnegative(),
      endLine: z.int().nonnegative(),
      label: z.string().optional(),
    }),
  ),
})
const FileSchema = z.looseObject({
  treeEntries: z.array(z.unknown()),
  resolvedEntries: z.array(z.unknown()).optional(),
})

const SEVERITIES: Readonly<Record<string, Severity>> = {
  high: 'high',
  medium: 'medium',
  low: 'low',
  informational: 'info',
}

/** True for the text of a weAudit file. */
export function isWeAudit(text: string): boolean {
  return /^\s*\{/.test(text) && /"treeEntries"\s*:\s*\[/.test(text)
}

/** Entries of a packet of this review are known again: only what was resolved changes them. */
export function readWeAudit(json: unknown, known: readonly KnownFinding[] = []): Imported {
  const file = FileSchema.safeParse(json)
  if (!file.success) return { ...NOTHING, kind: 'weaudit', problems: ['This is no weAudit file.'] }
  const { treeEntries, resolvedEntries = [] } = file.data
  const byNumber = new Map(known.map((one) => [one.number, one]))
  const changes: ImportedChange[] = []
  const read = (entries: readonly unknown[], isResolved: boolean) =>
    entries.map((one) => {
      const entry = Entry.safeParse(one)
      if (!entry.success) return undefined
      const own = ownOf(entry.data, byNumber)
      if (own === undefined) return findingsOf(entry.data, isResolved)
      const isOpen = own.status === 'not-started' || own.status === 'in-progress'
      if (isResolved && isOpen && own.verdict !== 'dismissed') {
        changes.push({ number: own.number, change: { status: 'fixed' } })
      }
      return []
    })
  const all = [...read(treeEntries, false), ...read(resolvedEntries, true)]
  const unreadable = all.filter((one) => one === undefined).length
  return {
    ...NOTHING,
    kind: 'weaudit',
    changes,
    findings: all.flatMap((one) => one ?? []),
    problems:
      unreadable === 0 ? [] : [`${counted(unreadable, 'entry', 'entries')} could not be read.`],
  }
}

/** The finding of this review that an entry was written from: `HIGH-2 (#12): ...` in its file. */
function ownOf(
  { label, locations }: z.output<typeof Entry>,
  byNumber: ReadonlyMap<number, KnownFinding>,
): KnownFinding | undefined {
  const [, number] = /^(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)-\d{1,6} \(#(\d{1,9})\): /.exec(label) ?? []
  const found = number === undefined ? undefined : byNumber.get(Number(number))
  return found?.path === locations[0]?.path ? found : undefined
}

/** One for the first place; the others are named in the text. */
function findingsOf(entry: z.output<typeof Entry>, isResolved: boolean): ImportedFinding[] {
  const [first, ...others] = entry.locations
  if (first === undefined) return []
  const { description = '', exploit = '', recommendation = '', severity = '' } = entry.details ?? {}
  const isNote = entry.entryType === 1
  const parts = [
    `**${entry.label}**`,
    description,
    exploit === '' ? '' : `**Exploit**: ${exploit}`,
    recommendation === '' ? '' : `**Recommendation**: ${recommendation}`,
    others.length === 0
      ? ''
      : `**Further places**: ${others.map(({ path, startLine }) => `\`${path}:${startLine + 1}\``).join(', ')}`,
    entry.author === undefined ? '' : `Written by ${entry.author}.`,
  ]
  return [
    {
      ruleId: isNote ? 'weaudit:note' : 'weaudit:finding',
      title: entry.label,
      message: parts.filter((part) => part.trim() !== '').join('\n\n'),
      severity: SEVERITIES[severity.toLowerCase()] ?? (isNote ? 'info' : 'medium'),
      path: safePath(first.path),
      startLine: first.startLine + 1,
      endLine: Math.max(first.startLine, first.endLine) + 1,
      snippet: '',
      status: isResolved ? 'fixed' : 'not-started',
    },
  ]
}

/** A path of another system may have other separators; one that leads out keeps its last part. */
function safePath(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.')
  const leadsOut = parts.includes('..') || /^(?:[\\/]|[A-Za-z]:)/.test(path)
  return leadsOut ? (parts.at(-1) ?? '') : parts.join('/')
}
