// `patches/`: every fix as a unified diff that `git apply` takes on the reviewed commit.
import { type StructuredPatchHunk, structuredPatch } from 'diff'
import type { Fix } from '../../api/domain.ts'
import type { PacketFile, SnapshotFinding } from '../../api/snapshot.ts'
import { findingId } from '../labels.ts'
import { holdsMask } from '../masks.ts'
import type { PacketModel } from '../model.ts'
import { fileSlug } from '../names.ts'
import { visibleLine } from '../tree/visible.ts'

interface FixPatch {
  readonly finding: SnapshotFinding
  readonly fix: Fix
  /** Where the patch lies in the packet, undefined when the fix does not apply. */
  readonly file?: PacketFile
  /** Why there is no patch, or what to heed when applying it. */
  readonly note?: string
}

/** The patches that are asked for, in the packet's order. */
export function patchFiles(
  model: PacketModel,
  isWanted: (path: string) => boolean,
): readonly PacketFile[] {
  return model.findings.flatMap((finding) =>
    finding.fixes.flatMap((fix, index) => {
      // Comparing the texts is the work.
      if (!isWanted(patchPath(finding, index))) return []
      return patchOf(finding, fix, index, model.sourceOf(fix.path)).file ?? []
    }),
  )
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
  const region = source === undefined ? undefined : regionOf(source, fix)
  if (source !== undefined && region === undefined) {
    return { finding, fix, note: 'the before-text is not what stands in the analysed file' }
  }
  const path = patchPath(finding, index)
  const body =
    source === undefined || region === undefined ? regionHunks(fix) : fileHunks(source, region, fix)
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

function patchPath(finding: SnapshotFinding, index: number): string {
  const number = String(finding.number).padStart(2, '0')
  const suffix = finding.fixes.length > 1 ? `-${index + 1}` : ''
  return `patches/${number}-${fileSlug(finding.label)}${suffix}.patch`
}

/**
 * The text of a file with a fix applied; undefined when the region does not hold the before-text.
 * The region starts with the first column of its first line, as in SARIF.
 */
export function applyFix(
  source: string,
  fix: Pick<Fix, 'startLine' | 'before' | 'after'>,
): string | undefined {
  const region = regionOf(source, fix)
  if (region === undefined) return undefined
  return source.slice(0, region.start) + fix.after + source.slice(region.end)
}

/** UTF-16 offsets of the before-text in its file. */
interface Region {
  readonly start: number
  readonly end: number
}

function regionOf(
  source: string,
  { startLine, before }: Pick<Fix, 'startLine' | 'before'>,
): Region | undefined {
  const start = lineStart(source, startLine)
  if (start === undefined || !source.startsWith(before, start)) return undefined
  const end = start + before.length
  const isWholeLines =
    before === '' ||
    /[\r\n]$/.test(before) ||
    end === source.length ||
    /[\r\n]/.test(source[end] ?? '')
  return isWholeLines ? { start, end } : undefined
}

/** Where a line (1-based) starts; undefined beyond the end. */
function lineStart(source: string, line: number): number | undefined {
  const ends = /\r\n|\n|\r/g
  for (let at = 1; at < line; at += 1) if (!ends.test(source)) return undefined
  return ends.lastIndex
}

/** Lines of context around a change. */
const CONTEXT = 3
/** Lines around a region that are compared with it: a change can slide over lines that repeat. */
const MARGIN = 24

/**
 * Hunks of a whole file, made from the lines around the region where the rest cannot matter. A line
 * of a patch ends with \n, whatever else ends lines for Python.
 */
function fileHunks(source: string, region: Region, fix: Fix, margin = MARGIN): string {
  const { from, to } = surroundings(source, region, margin)
  const [head, tail] = [source.slice(from, region.start), source.slice(region.end, to)]
  const [before, after] = [head + fix.before + tail, head + fix.after + tail]
  const found = diffOf(before, after, CONTEXT)
  const lastLine = Math.max(...found.map((hunk) => hunk.oldStart + hunk.oldLines - 1))
  const meetsStart = from > 0 && found.some((hunk) => hunk.oldStart <= 1)
  const meetsEnd = to < source.length && lastLine >= lineBreaks(before)
  // A change that slid to the edge could slide on: then the whole file is compared.
  if (meetsStart || meetsEnd) return fileHunks(source, region, fix, Number.POSITIVE_INFINITY)
  return hunksText(found, lineBreaks(source.slice(0, from)))
}

/** Offsets of whole lines: `margin` before the region, the region, `margin` behind it. */
function surroundings(source: string, region: Region, margin: number) {
  let from = source.slice(0, region.start).lastIndexOf('\n') + 1
  for (let line = 0; line < margin && from > 0; line += 1) {
    from = source.slice(0, from - 1).lastIndexOf('\n') + 1
  }
  let to = region.end
  for (let line = 0; line <= margin && to < source.length; line += 1) {
    const end = source.indexOf('\n', to)
    to = end === -1 ? source.length : end + 1
  }
  return { from, to }
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1
}

/** Hunks between the region's texts alone, at the lines of the file. */
function regionHunks(fix: Fix): string {
  const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
  return hunksText(diffOf(ended(fix.before), ended(fix.after), 0), fix.startLine - 1)
}

function diffOf(before: string, after: string, context: number): readonly StructuredPatchHunk[] {
  return structuredPatch('a', 'b', before, after, '', '', { context }).hunks
}

/** Hunks of a text that starts `offset` lines into its file. */
function hunksText(hunks: readonly StructuredPatchHunk[], offset: number): string {
  return hunks
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
