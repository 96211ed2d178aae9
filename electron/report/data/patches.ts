// `patches/`: every fix as a unified diff that `git apply` takes on the reviewed commit.
import { structuredPatch } from 'diff'
import type { Fix } from '../../api/domain.ts'
import type { PacketFile, SnapshotFinding } from '../../api/snapshot.ts'
import { findingId } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { fileSlug } from '../names.ts'
import { holdsMask } from '../redaction.ts'
import { visibleLine } from '../tree/visible.ts'

interface FixPatch {
  readonly finding: SnapshotFinding
  readonly fix: Fix
  /** Where the patch lies in the packet, undefined when the fix does not apply. */
  readonly file?: PacketFile
  /** Why there is no patch, or what to heed when applying it. */
  readonly note?: string
}

/** One entry for each fix of a finding that stands, in the packet's order. */
export function fixPatches(model: PacketModel): readonly FixPatch[] {
  return model.findings.flatMap((finding) =>
    finding.fixes.map((fix, index) => patchOf(finding, fix, index, model.sourceOf(fix.path))),
  )
}

/** The patch of one fix of a finding, by the fix's place among the finding's fixes. */
export function fixPatch(model: PacketModel, finding: SnapshotFinding, index: number): FixPatch {
  const fix = finding.fixes[index]
  if (fix === undefined) throw new RangeError(`${findingId(finding)} has no fix ${index}`)
  return patchOf(finding, fix, index, model.sourceOf(fix.path))
}

function patchOf(
  finding: SnapshotFinding,
  fix: Fix,
  index: number,
  source: string | undefined,
): FixPatch {
  if (fix.before === fix.after) return { finding, fix, note: 'the fix changes nothing' }
  if (/\0|\p{Surrogate}/u.test(fix.path)) {
    return { finding, fix, note: 'no file can have the name that it changes' }
  }
  const changed = source === undefined ? undefined : applyFix(source, fix)
  if (source !== undefined && changed === undefined) {
    return { finding, fix, note: 'the before-text is not what stands in the analysed file' }
  }
  const number = String(finding.number).padStart(2, '0')
  const suffix = finding.fixes.length > 1 ? `-${index + 1}` : ''
  const path = `patches/${number}-${fileSlug(finding.label)}${suffix}.patch`
  const body =
    source === undefined || changed === undefined ? regionHunks(fix) : hunks(source, changed, 3, 0)
  const note =
    source === undefined ? 'made without the file around it: apply with --unidiff-zero' : undefined
  if (holdsMask(`${body}${fix.path}`)) {
    return { finding, fix, note: 'a text in these lines is masked, so a patch would not apply' }
  }
  const subject = `${findingId(finding)} ${visibleLine(fix.title) || visibleLine(finding.title)}`
  const old = quoted(`a/${fix.path}`)
  const fresh = quoted(`b/${fix.path}`)
  const head = `${subject}\n\ndiff --git ${old} ${fresh}\n--- ${old}\n+++ ${fresh}\n`
  return {
    finding,
    fix,
    file: { path, text: `${head}${body}`.toWellFormed() },
    ...(note === undefined ? {} : { note }),
  }
}

/**
 * The text of a file with a fix applied; undefined when the region does not hold the before-text.
 * The region starts with the first column of its first line, as in SARIF.
 */
export function applyFix(
  source: string,
  fix: Pick<Fix, 'startLine' | 'before' | 'after'>,
): string | undefined {
  const starts = [0]
  for (const end of source.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length)
  const start = starts[fix.startLine - 1]
  if (start === undefined || !source.startsWith(fix.before, start)) return undefined
  const end = start + fix.before.length
  const isWholeLines =
    fix.before === '' ||
    /[\r\n]$/.test(fix.before) ||
    end === source.length ||
    /[\r\n]/.test(source[end] ?? '')
  return isWholeLines ? source.slice(0, start) + fix.after + source.slice(end) : undefined
}

/** Hunks between the region's texts alone, at the lines of the file. */
function regionHunks(fix: Fix): string {
  const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
  return hunks(ended(fix.before), ended(fix.after), 0, fix.startLine - 1)
}

function hunks(before: string, after: string, context: number, offset: number): string {
  const { hunks: all } = structuredPatch('a', 'b', before, after, '', '', { context })
  return all
    .map((hunk) => {
      const old = range(hunk.oldStart + offset, hunk.oldLines)
      const fresh = range(hunk.newStart + offset, hunk.newLines)
      return `@@ -${old} +${fresh} @@\n${hunk.lines.join('\n')}\n`
    })
    .join('')
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`
}

/** A path as Git writes it: quoted with octal bytes where it is not plain. */
function quoted(path: string): string {
  if (/^[!#-[\]-~]+$/.test(path)) return path
  let text = ''
  for (const character of path.toWellFormed()) {
    if (/^[ !#-[\]-~]$/.test(character)) text += character
    else if (character === '"' || character === '\\') text += `\\${character}`
    else text += octalBytes(character)
  }
  return `"${text}"`
}

function octalBytes(character: string): string {
  return encodeURIComponent(character).replace(/%([0-9A-F]{2})|[^%]/g, (match, hex?: string) => {
    const code = hex === undefined ? match.charCodeAt(0) : Number.parseInt(hex, 16)
    return `\\${code.toString(8).padStart(3, '0')}`
  })
}
