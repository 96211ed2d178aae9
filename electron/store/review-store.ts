// A review's database, opened: its tables by topic and the transaction that joins them.
import { REVIEW_SCHEMA } from '../migrations/index.ts'
import { itemTable } from './action-items.ts'
import { anchorTable } from './anchors.ts'
import { answerTable } from './answers.ts'
import { attachmentTable } from './attachments.ts'
import { carriedFileTable } from './carried-files.ts'
import { checkTable } from './checks.ts'
import { type ConnectionOptions, closeConnection, openConnection } from './connection.ts'
import { decisionTable } from './decisions.ts'
import { estimateTable } from './estimates.ts'
import { eventTable } from './events.ts'
import { exportTable } from './exports.ts'
import { fieldTextTable } from './field-texts.ts'
import { findingTemplateTable } from './finding-templates.ts'
import { findingTable } from './findings.ts'
import { fixTable } from './fixes.ts'
import { manualFindingTable } from './manual-findings.ts'
import { mergeTable } from './merging/merges.ts'
import { newTestTable } from './new-tests.ts'
import { openedPacketTable } from './opened-packet.ts'
import { peopleTable } from './people.ts'
import { planTable } from './plan.ts'
import { redactionTable } from './redaction.ts'
import { reviewTable } from './review.ts'
import { reviewedFileTable } from './reviewed-files.ts'
import { runTable } from './runs.ts'
import { stepTable } from './steps.ts'
import { strengthTable } from './strengths.ts'
import { templateTable } from './templates.ts'
import { textTable } from './texts.ts'
import { threadTable } from './threads.ts'
import { walkthroughTable } from './walkthrough.ts'
import { workingTimeTable } from './working-time.ts'
import { createWriter } from './writer.ts'

export interface ReviewStoreOptions extends ConnectionOptions {
  /** Who changes things: the reviewer's name. */
  readonly actor: () => string
  /** No change is recorded: the record of them is given. */
  readonly isSilent?: boolean
}

export type ReviewStore = ReturnType<typeof openReviewStore>

/** Opens or creates the database of one review. Throws AppError where that cannot be. */
export function openReviewStore(file: string, options: ReviewStoreOptions) {
  const connection = openConnection(file, REVIEW_SCHEMA, options)
  const { db, isReadOnly } = connection
  const writer = createWriter(connection, options)
  const review = reviewTable(db, writer)
  const decisions = decisionTable(db, writer)
  const dataVersion = db.prepare('PRAGMA data_version').pluck()
  const hasReview = db.prepare('SELECT 1 FROM review')
  const findings = findingTable(db)
  return {
    file,
    isReadOnly,
    writer,
    review,
    runs: runTable(db, writer, review),
    findings,
    manual: manualFindingTable(db, writer, findings),
    templates: templateTable(db, writer),
    threads: threadTable(db, writer),
    answers: answerTable(db, writer),
    attachments: attachmentTable(db, writer),
    strengths: strengthTable(db, writer),
    anchors: anchorTable(db, writer),
    carriedFiles: carriedFileTable(db, writer),
    decisions,
    items: itemTable(db, writer, decisions.followItem),
    people: peopleTable(db, writer),
    fixes: fixTable(db, writer),
    fieldTexts: fieldTextTable(db, writer),
    newTests: newTestTable(db, writer),
    estimates: estimateTable(db, writer),
    plan: planTable(db, writer),
    checks: checkTable(db, writer),
    redaction: redactionTable(db, writer),
    findingTemplates: findingTemplateTable(db, writer),
    reviewedFiles: reviewedFileTable(db, writer),
    steps: stepTable(db, writer),
    walkthrough: walkthroughTable(db, writer),
    workingTime: workingTimeTable(db, writer),
    openedPacket: openedPacketTable(db),
    merges: mergeTable(db, writer, file, options),
    texts: textTable(db),
    events: eventTable(db),
    exports: exportTable(db, writer),
    /** False for a database in which no review was created yet. */
    hasReview: () => hasReview.get() !== undefined,
    /** Reads that belong to one state of the database. */
    readTogether<T>(read: () => T): T {
      return db.transaction(read).deferred()
    },
    /** Changes when another connection has committed. */
    dataVersion: () => Number(dataVersion.get()),
    isOpen: () => db.open,
    close: () => closeConnection(connection),
  }
}
