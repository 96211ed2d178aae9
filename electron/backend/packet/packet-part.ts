// All of the backend that makes figures, texts and files of a packet. It is loaded when somebody asks
// for one of them: its libraries are most of what the backend is made of, and no window needs them
// for its first frame.
import type { Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { ImportResult } from '../../api/imports.ts'
import { csvText } from '../../report/data/csv.ts'
import { walkthroughFiles } from '../../report/data/walkthrough-files.ts'
import { claimHandlers } from '../claims.ts'
import { type ImportOptions, importFile } from '../imports/imports.ts'
import type { Session } from '../session.ts'
import { type ExportHandlersOptions, exportHandlers } from './export-handlers.ts'
import { type PacketHandlerOptions, packetHandlers } from './packet.ts'
import { writeOneFile } from './packet-folder.ts'
import { packetModels } from './packet-model.ts'
import { type PlanHandlerOptions, planHandlers } from './plan.ts'
import { type TemplateHandlerOptions, templateHandlers } from './templates.ts'

export interface PacketPartOptions {
  readonly session: (reviewId: number) => Session
  readonly toolVersion: string
  readonly exports: Omit<ExportHandlersOptions, 'session' | 'modelOf' | 'toolVersion'>
  readonly packet: Pick<PacketHandlerOptions, 'subjectOf' | 'onChange'>
  readonly plan: Pick<PlanHandlerOptions, 'onChange'>
  readonly templates: Pick<TemplateHandlerOptions, 'onChange'>
}

/** The methods that this part answers. */
type PacketMethod = Extract<
  keyof Handlers,
  `${'packet' | 'templates' | 'plan' | 'exports' | 'claims'}.${string}`
>

export interface PacketPart {
  readonly handlers: Pick<Handlers, PacketMethod>
  /** Reads a file that a person chose into a review. Throws AppError. */
  readonly importFile: (
    session: Session,
    file: string,
    options: ImportOptions,
  ) => Promise<ImportResult>
  /** Writes a table of these findings to a file that a person named. Throws AppError. */
  readonly writeTable: (session: Session, ids: readonly number[], file: string) => Promise<void>
  /** Writes the walkthrough to a file that a person named. Throws AppError. */
  readonly writeWalkthrough: (
    session: Session,
    format: 'md' | 'tour',
    file: string,
  ) => Promise<void>
}

export function packetPart({ session, toolVersion, ...parts }: PacketPartOptions): PacketPart {
  const maskedOf = packetModels(toolVersion)
  const modelOf = (of: Session) => maskedOf(of).model
  return {
    handlers: {
      ...packetHandlers({ ...parts.packet, session, modelOf, maskedOf }),
      ...templateHandlers({ ...parts.templates, session, modelOf }),
      ...planHandlers({ ...parts.plan, session, modelOf }),
      ...exportHandlers({ ...parts.exports, session, modelOf, toolVersion }),
      ...claimHandlers({ session, modelOf }),
    },
    importFile: (of, file, options) => importFile(of, modelOf(of), file, options),
    async writeTable(of, ids, file) {
      const model = modelOf(of)
      const wanted = new Set(ids)
      const shown = model.snapshot.findings.filter(({ id }) => wanted.has(id))
      await writeOneFile(file, csvText(model, shown))
    },
    async writeWalkthrough(of, format, file) {
      const files = walkthroughFiles(modelOf(of))
      const text = files.find(({ path }) => path.endsWith(`.${format}`))?.text
      if (text === undefined) {
        throw new AppError('not-found', 'There is no walkthrough yet.', 'Make one first.')
      }
      await writeOneFile(file, text)
    },
  }
}
