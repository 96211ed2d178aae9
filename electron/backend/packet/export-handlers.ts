// Packets on disk: made, listed, compared, cancelled.
import type { EventData, EventName, Handlers } from '../../api/contract.ts'
import type { PageToPrint } from '../../api/control.ts'
import { AppError } from '../../api/errors.ts'
import type { Session } from '../session.ts'
import { packetEvidence } from './evidence.ts'
import { compareExport } from './export-history.ts'
import { exportPacket, printerOf, runningExports } from './exports.ts'
import type { ModelOf } from './packet-model.ts'

type Topic = Extract<keyof Handlers, `exports.${string}`>

export interface ExportHandlersOptions {
  readonly session: (reviewId: number) => Session
  readonly modelOf: ModelOf
  readonly dataFolder: string
  /** The folder that a person chose under this id. */
  readonly targetOf: (targetId: number) => string | undefined
  readonly toolVersion: string
  readonly printPage: ((page: PageToPrint, signal?: AbortSignal) => Promise<Uint8Array>) | undefined
  readonly emit: <E extends EventName>(name: E, data: EventData<E>) => void
  /** Told before a packet of the review is made. */
  readonly onExport: (session: Session) => void
  readonly onExported: (session: Session) => void
}

export function exportHandlers(options: ExportHandlersOptions): Pick<Handlers, Topic> {
  const { session, modelOf, dataFolder, toolVersion, printPage, emit } = options
  const running = runningExports()

  function targetOf(targetId: number | undefined): string | undefined {
    const folder = targetId === undefined ? undefined : options.targetOf(targetId)
    if (targetId !== undefined && folder === undefined) {
      throw new AppError(
        'not-found',
        'The folder for the packet is not known any more.',
        'Choose the folder again.',
      )
    }
    return folder
  }

  return {
    'exports.create': async ({ reviewId, targetId, pdf }) => {
      const opened = session(reviewId)
      options.onExport(opened)
      const { snapshot: _, ...result } = await exportPacket(opened, {
        dataFolder,
        toolVersion,
        folder: targetOf(targetId),
        print: pdf === undefined ? undefined : printerOf(printPage, pdf.paper),
        onProgress: (progress) => emit('export.progressed', { reviewId, ...progress }),
        signal: running.start(reviewId),
      })
      options.onExported(opened)
      return result
    },
    'exports.list': ({ reviewId }) =>
      session(reviewId)
        .store.exports.list()
        .map(({ findings, ...record }) => ({
          ...record,
          files: [...record.files],
          findings: findings.length,
        })),
    'exports.compare': ({ reviewId, exportId }) => {
      const opened = session(reviewId)
      const record = opened.store.exports.get(exportId)
      if (record === undefined) {
        throw new AppError('not-found', 'There is no such export.', 'Choose another one.')
      }
      const { store } = opened
      const model = modelOf(opened)
      const evidence = packetEvidence(
        model.snapshot,
        store.redaction.read(),
        store.attachments.read,
      )
      return compareExport(record, { model, evidence })
    },
    'exports.cancel': ({ reviewId }) => {
      running.cancel(reviewId)
      return { ok: true }
    },
  }
}
