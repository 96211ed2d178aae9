// Files on their way to the store, in parts: a message is small.

import type { Attachment } from '../../electron/api/attachments.ts'
import { AppError } from '../../electron/api/errors.ts'
import { showFailure } from '../bridge/notices.ts'
import { askHost } from '../bridge/shell.ts'
import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { sizeOf } from '../ui/size-words.ts'

/** Bytes of the largest file, and of one message: the same as the backend's. */
const LARGEST = 20 * 1024 * 1024
const PART = 3 * 1024 * 1024

interface Place {
  readonly reviewId: number
  readonly findingId: number
}

/** One after the other; what cannot be added is told, and the others go on. */
export async function attachFiles(workbench: Workbench, place: Place, files: readonly File[]) {
  for (const file of files) {
    await stored(() => attach(workbench, place, file))
  }
}

async function attach({ api }: Workbench, { reviewId, findingId }: Place, file: File) {
  if (file.size > LARGEST) {
    throw new AppError(
      'invalid-input',
      `${file.name} has ${sizeOf(file.size)}; a file may have 20 MB at most.`,
      'Add the part of it that shows the finding.',
    )
  }
  const uploadId = crypto.randomUUID()
  const bytes = await bytesOf(file)
  for (let offset = 0; offset < bytes.length; offset += PART) {
    const base64 = await base64Of(bytes.subarray(offset, offset + PART))
    await api.call('attachments.upload', { reviewId, uploadId, offset, base64 })
  }
  const commandId = crypto.randomUUID()
  const { name, size } = file
  await api.call('attachments.add', { reviewId, commandId, findingId, uploadId, name, size })
}

/** Folders are dropped like files, but hold no bytes. */
async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    throw new AppError(
      'invalid-input',
      `${file.name} cannot be read: it may be a folder.`,
      'Add files one by one.',
      { cause },
    )
  }
}

function base64Of(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    // `data:application/octet-stream;base64,` and the bytes.
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/u, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(new Blob([bytes.slice()]))
  })
}

export function captionFile(
  { api }: Workbench,
  reviewId: number,
  { id, rev }: Pick<Attachment, 'id' | 'rev'>,
  caption: string,
) {
  const commandId = crypto.randomUUID()
  return stored(() =>
    api.call('attachments.caption', { reviewId, commandId, attachmentId: id, rev, caption }),
  )
}

export function removeFile({ api }: Workbench, reviewId: number, { id, rev }: Attachment) {
  const commandId = crypto.randomUUID()
  return stored(() =>
    api.call('attachments.remove', { reviewId, commandId, attachmentId: id, rev }),
  )
}

export async function saveFile(reviewId: number, { id }: Attachment) {
  try {
    await askHost('host.saveAttachment', { reviewId, attachmentId: id })
  } catch (error) {
    showFailure(error)
  }
}
