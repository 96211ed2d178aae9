// The attached files of a packet: texts with the masks of the copy that leaves, small pictures also as
// parts of the pages that name them.
import type { ReviewSnapshot, SnapshotAttachment } from '../../api/snapshot.ts'
import { isMaskable } from '../../report/attachment-names.ts'
import { evidenceFiles } from '../../report/documents/evidence-parts.ts'
import { masker, type RedactionSettings } from '../../report/redaction.ts'
import { sha256Of } from '../sha256.ts'

/** Larger pictures are beside the page alone, in bytes. */
const SMALL_PICTURE = 256 * 1024
/** All pictures that are parts of pages, in bytes; each may be in two pages. */
const ALL_PICTURES = 4 * 1024 * 1024

const PICTURES: ReadonlySet<SnapshotAttachment['kind']> = new Set(['png', 'jpeg', 'gif', 'webp'])

export interface PacketEvidence {
  /** With the sizes and sums of the files as they leave. */
  readonly snapshot: ReviewSnapshot
  readonly files: readonly { readonly path: string; readonly content: Buffer }[]
  /** Small pictures as data addresses, by their paths in the packet. */
  readonly pictures: ReadonlyMap<string, string>
}

/** `snapshot` is masked; `read` gives the bytes of an attachment by its id. */
export function packetEvidence(
  snapshot: ReviewSnapshot,
  settings: RedactionSettings,
  read: (attachmentId: number) => Buffer,
): PacketEvidence {
  const { masked } = masker(settings)
  const pictures = new Map<string, string>()
  const leaving = new Map<number, SnapshotAttachment>()
  let room = ALL_PICTURES
  const files = evidenceFiles(snapshot).map(({ path, attachment }) => {
    const bytes = read(attachment.id)
    const content = isMaskable(attachment) ? maskedBytes(bytes, masked) : bytes
    const size = content.length
    if (PICTURES.has(attachment.kind) && size <= Math.min(SMALL_PICTURE, room)) {
      room -= size
      pictures.set(path, `data:image/${attachment.kind};base64,${content.toString('base64')}`)
    }
    if (content !== bytes) {
      const sha256 = sha256Of(content)
      leaving.set(attachment.id, { ...attachment, size, sha256 })
    }
    return { path, content }
  })
  return { snapshot: withAttachments(snapshot, leaving), files, pictures }
}

/** The same bytes where nothing is masked, or where they are no UTF-8. */
function maskedBytes(bytes: Buffer, masked: (text: string) => string): Buffer {
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return bytes
  const shown = masked(text)
  return shown === text ? bytes : Buffer.from(shown, 'utf8')
}

function withAttachments(
  snapshot: ReviewSnapshot,
  leaving: ReadonlyMap<number, SnapshotAttachment>,
): ReviewSnapshot {
  if (leaving.size === 0) return snapshot
  const findings = snapshot.findings.map((finding) => {
    const { attachments } = finding
    return attachments === undefined
      ? finding
      : { ...finding, attachments: attachments.map((one) => leaving.get(one.id) ?? one) }
  })
  return { ...snapshot, findings }
}
