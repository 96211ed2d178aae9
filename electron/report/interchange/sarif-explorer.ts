// SARIF Explorer's file beside a log: what a reviewer decided about each result, by the numbers of
// run and result. In and out.
import { z } from 'zod'
import type { DecisionChange } from '../../api/domain.ts'
import type { PacketFile } from '../../api/snapshot.ts'
import { jsonText } from '../data/json-text.ts'
import { counted } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { type Imported, type ImportedChange, NOTHING } from './changes.ts'
import type { KnownFinding } from './known-finding.ts'

/** Of a result: to do, a false alarm, a defect. */
const STATES = { todo: 0, falsePositive: 1, bug: 2 } as const

const Note = z.looseObject({ comment: z.string().optional(), status: z.int().optional() })
const FileSchema = z.looseObject({
  resultIdToNotes: z.record(z.string(), z.unknown()),
  hiddenRules: z.array(z.string()).optional(),
})

/** Ends the name of the log that the file lies beside. */
export const SARIF_EXPLORER_ENDING = '.sarifexplorer'

export function isSarifExplorer(text: string): boolean {
  return /^\s*["{]/.test(text) && /\\?"resultIdToNotes\\?"\s*:/.test(text.slice(0, 100_000))
}

/** The file that belongs to `findings.sarif`, whose results stand in the same order. */
export function sarifExplorerFile({ snapshot }: PacketModel): PacketFile {
  const notes = snapshot.findings.flatMap((one, index) => {
    const status =
      one.verdict === 'dismissed'
        ? STATES.falsePositive
        : one.verdict === 'confirmed'
          ? STATES.bug
          : STATES.todo
    const comment = one.verdict === 'dismissed' ? one.dismissReason : one.note
    return status === STATES.todo && comment === ''
      ? []
      : [[`0|${index}`, { comment, status }] as const]
  })
  return {
    path: `findings.sarif${SARIF_EXPLORER_ENDING}`,
    text: jsonText({ resultIdToNotes: Object.fromEntries(notes), hiddenRules: [] }),
  }
}

/** `resultOf` finds the review's own finding of a result by the numbers of its run and itself. */
export function readSarifExplorer(
  json: unknown,
  resultOf: (run: number, result: number) => KnownFinding | undefined,
): Imported {
  // An old version wrote the text of the object as a text.
  const plain = typeof json === 'string' ? parsedOrNothing(json) : json
  const file = FileSchema.safeParse(plain)
  if (!file.success) {
    return { ...NOTHING, kind: 'sarif-explorer', problems: ['This is no file of SARIF Explorer.'] }
  }
  const changes: ImportedChange[] = []
  let unknown = 0
  for (const [id, value] of Object.entries(file.data.resultIdToNotes)) {
    const note = Note.safeParse(value)
    const [, run, result] = /^(\d{1,6})\|(\d{1,9})$/.exec(id) ?? []
    const finding = run === undefined ? undefined : resultOf(Number(run), Number(result))
    if (!note.success || finding === undefined) {
      unknown += 1
      continue
    }
    const change = changeOf(finding, note.data.status ?? STATES.todo, note.data.comment ?? '')
    if (Object.keys(change).length > 0) changes.push({ number: finding.number, change })
  }
  return {
    ...NOTHING,
    kind: 'sarif-explorer',
    changes,
    problems:
      unknown === 0 ? [] : [`${counted(unknown, 'result')} are of no finding of this review.`],
  }
}

function changeOf(finding: KnownFinding, status: number, comment: string): DecisionChange {
  const said = comment.trim()
  if (status === STATES.falsePositive) {
    const dismissReason = said || 'A false alarm, as decided in SARIF Explorer.'
    const isSame = finding.verdict === 'dismissed' && finding.dismissReason === dismissReason
    return isSame ? {} : { verdict: 'dismissed', dismissReason }
  }
  return {
    ...(status === STATES.bug && finding.verdict !== 'confirmed' ? { verdict: 'confirmed' } : {}),
    ...(said !== '' && said !== finding.note.trim() ? { note: comment } : {}),
  }
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Answered by the schema: undefined is no such file.
    return undefined
  }
}
