// `manifest.json`: what the packet consists of, and from which state it was made.
import type { PacketFile } from '../../api/snapshot.ts'
import type { PacketModel } from '../model.ts'
import { jsonText } from './json-text.ts'

/** Bytes of a text in UTF-8; lone surrogates count as the replacement character they become. */
export function byteLength(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    // A pair of surrogates is one character of four bytes.
    else if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(index + 1))) {
      bytes += 4
      index += 1
    } else bytes += 3
  }
  return bytes
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

/** What the manifest says of a file. */
export interface ListedFile {
  readonly path: string
  /** Length in bytes. */
  readonly bytes: number
  /** In lower-case hexadecimal. */
  readonly sha256: string
}

/** The manifest over all other files. */
export function manifestFile(model: PacketModel, files: readonly ListedFile[]): PacketFile {
  const { snapshot, verdict } = model
  // What was attached and is not in the packet.
  const withheld = snapshot.findings.flatMap((one) =>
    (one.withheld ?? []).map(({ name, size, sha256: sum }) => ({
      finding: one.number,
      name,
      bytes: size,
      sha256: sum,
    })),
  )
  return {
    path: 'manifest.json',
    text: jsonText({
      version: 1,
      review: snapshot.review.name,
      tool: snapshot.tool,
      commit: snapshot.review.commit ?? null,
      asOf: snapshot.asOf,
      verdict: verdict.word,
      counts: {
        findings: model.findings.length,
        open: model.open.length,
        blockers: verdict.blockers,
        conditions: verdict.conditions,
        dismissed: model.dismissed.length,
        suppressed: model.suppressed.length,
        bySeverity: model.bySeverity,
        files: model.files,
      },
      ...(withheld.length > 0 && { withheld }),
      files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    }),
  }
}
