// Files that reviewers attached to findings: where they lie in the packet, and how the documents
// lead to them.
import type { ReviewSnapshot, SnapshotAttachment, SnapshotFinding } from '../../api/snapshot.ts'
import { evidencePath } from '../attachment-names.ts'
import { counted, whole } from '../labels.ts'
import { type Block, bullets, fileLink, type Inline, paragraph, strong } from '../tree/build.ts'
import { prose, proseLine } from '../tree/prose.ts'

/** An attached file and its path in the packet. */
export interface EvidenceFile {
  readonly attachment: SnapshotAttachment
  readonly path: string
}

/** The files of one finding in the order they were added. */
export function evidenceOf({ number, attachments = [] }: SnapshotFinding): readonly EvidenceFile[] {
  return attachments.map((attachment, index) => ({
    attachment,
    path: evidencePath(number, index + 1, attachment),
  }))
}

/** The files of all findings of the packet. */
export function evidenceFiles({ findings }: ReviewSnapshot): readonly EvidenceFile[] {
  return findings.flatMap(evidenceOf)
}

const KIND_WORD: Readonly<Record<SnapshotAttachment['kind'], string>> = {
  png: 'picture',
  jpeg: 'picture',
  gif: 'picture',
  webp: 'picture',
  pdf: 'PDF',
  json: 'JSON',
  text: 'text',
  markup: 'markup as text',
  binary: 'file',
}

/** `1.4 MB`, `12 KB`, `831 bytes`. */
function sizeWord(bytes: number): string {
  if (bytes < 1_024) return counted(bytes, 'byte')
  const kilobytes = bytes / 1_024
  return kilobytes < 1_024
    ? `${whole(Math.round(kilobytes))} KB`
    : `${(kilobytes / 1_024).toFixed(1)} MB`
}

/** The files of a finding under one label, each with what it shows; nothing where there are none. */
export function evidenceBlocks(finding: SnapshotFinding): Block[] {
  const files = evidenceOf(finding)
  const { withheld = [] } = finding
  if (files.length + withheld.length === 0) return []
  return [
    paragraph(strong('Attached evidence')),
    bullets([
      ...files.map(({ attachment, path }) => {
        const { name, kind, size, caption, by } = attachment
        const line: Inline[] = [
          fileLink(name, path, proseLine(caption) || `Attached picture ${name}`),
          ` (${KIND_WORD[kind]}, ${sizeWord(size)}, from ${by})`,
        ]
        return { blocks: [paragraph(...line), ...prose(caption)] }
      }),
      ...withheld.map(
        ({ name, size }) =>
          `${name} (${sizeWord(size)}) stays with the reviewers: it cannot be masked`,
      ),
    ]),
  ]
}
