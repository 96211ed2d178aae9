// Names of attached files: safe to show, to save on any system, and to put into a packet.
import type { AttachmentKind } from '../api/attachments.ts'
import { fileSlug } from './names.ts'

const LONGEST = 120
const LONGEST_ENDING = 12
/** Names of devices on Windows, with or without an ending. */
const DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/iu
/** What directs, hides or breaks a line instead of being read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu

/** A file name without folders, directions of writing, devices or trailing dots; never empty. */
export function safeFileName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? ''
  const name = last
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/[<>:"|?*]/gu, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
  const whole = name === '' ? 'evidence' : DEVICE.test(name) ? `_${name}` : name
  return shortened(whole)
}

/** Cut in the middle: the ending stays. */
function shortened(name: string): string {
  const characters = [...name]
  if (characters.length <= LONGEST) return name
  const ending = endingOf(name)
  return `${characters
    .slice(0, LONGEST - ending.length)
    .join('')
    .trimEnd()}${ending}`
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 ? name.slice(dot) : ''
  return ending.length <= LONGEST_ENDING ? ending : ''
}

const ENDINGS: Readonly<Partial<Record<AttachmentKind, string>>> = {
  png: 'png',
  jpeg: 'jpg',
  gif: 'gif',
  webp: 'webp',
  pdf: 'pdf',
  json: 'json',
}
const TEXTS = new Set([
  'txt',
  'log',
  'md',
  'csv',
  'tsv',
  'py',
  'toml',
  'yaml',
  'yml',
  'ini',
  'diff',
])
const ARCHIVES = new Set(['zip', 'gz', 'xz', 'tar', 'pcap', 'sqlite', 'prof', 'mp4', 'webm'])

/**
 * Where it lies in the packet: `evidence/12-1-crash-log.log`. The ending is what the bytes say;
 * markup and unknown bytes get one that nothing opens as a page or a program.
 */
export function evidencePath(
  findingNumber: number,
  nth: number,
  { name, kind }: { readonly name: string; readonly kind: AttachmentKind },
): string {
  const given = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const stem = name.replace(/\.[A-Za-z0-9]{1,8}$/, '')
  const ending =
    ENDINGS[kind] ??
    (kind === 'markup'
      ? `${given === '' ? '' : `${given}.`}txt`
      : kind === 'text'
        ? TEXTS.has(given)
          ? given
          : 'txt'
        : ARCHIVES.has(given)
          ? given
          : 'bin')
  return `evidence/${findingNumber}-${nth}-${fileSlug(stem)}.${ending}`
}

const MASKABLE: ReadonlySet<AttachmentKind> = new Set(['text', 'json', 'markup'])

/** True for a file of text, which leaves with the masks of the packet. */
export function isMaskable({ kind }: { readonly kind: AttachmentKind }): boolean {
  return MASKABLE.has(kind)
}
