// One file from its bytes to its facts, as far as it can be read.
import { buildFacts } from '../facts/file-facts.ts'
import type { FileRecord } from '../model.ts'
import type { Parse } from '../syntax/parser.ts'
import { prepareSource } from '../syntax/prepare.ts'
import { SyntaxTree } from '../syntax/tree.ts'
import type { CheckedFile } from './checker.ts'
import { type Damage, findDamage } from './damage.ts'
import type { SourceFile } from './phases.ts'
import { opaqueDetail, PARSE_FAILURE_DETAILS, syntaxErrorDetail } from './record.ts'
import { roleOf } from './roles.ts'

const NO_NODES = new Int32Array(0)

/** A file read as far as it could be. */
export interface ReadFile {
  readonly record: FileRecord
  /** Absent when the file could not be parsed. */
  readonly parsed?: CheckedFile
}

/** Decodes, parses and collects facts. `nodes` are those of the same text where they are known. */
export function readFile(file: SourceFile, parse: Parse, nodes?: Int32Array): ReadFile {
  const { path, bytes, sha256 } = file
  const unread = { path, lines: 0, bytes: bytes.length, sha256 }
  const source = prepareSource(path, bytes)
  if (!source.ok) {
    const { issue, detail } = source
    return { record: { ...unread, state: 'skipped', issue, detail } }
  }
  const tree = nodes === undefined ? parse(source.text) : new SyntaxTree(source.text, nodes)
  if (typeof tree === 'string') {
    const detail = PARSE_FAILURE_DETAILS[tree]
    return { record: { ...unread, state: 'skipped', issue: tree, detail } }
  }
  const damage = findDamage(tree)
  const record = recordOf({ ...unread, lines: tree.lineCount }, damage, source.opaqueLines)
  const isAsOnDisk = source.shown === source.text
  const parsed = {
    facts: buildFacts(tree, path),
    role: roleOf(path, tree),
    damage,
    shown: isAsOnDisk ? tree : new SyntaxTree(source.shown, NO_NODES),
    cells: source.cells,
    isAsOnDisk,
  }
  return { record, parsed }
}

function recordOf(
  base: Omit<FileRecord, 'state'>,
  damage: Damage,
  opaqueLines: number,
): FileRecord {
  if (damage.lines.length === 0) {
    const detail = opaqueLines === 0 ? {} : { detail: opaqueDetail(opaqueLines) }
    return { ...base, state: 'analysed', ...detail }
  }
  const detail = syntaxErrorDetail(damage.lines)
  return { ...base, state: 'partial', issue: 'syntax-errors', detail }
}
