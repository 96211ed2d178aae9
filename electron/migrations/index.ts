// The lists of migrations; the place in the list (from 1) is the version that a step leads to.
import app0001 from './app-0001-initial.ts'
import app0002 from './app-0002-recents.ts'
import type { Migration } from './migration.ts'
import review0001 from './review-0001-initial.ts'
import review0002 from './review-0002-observations.ts'
import review0003 from './review-0003-reviewer-words.ts'
import review0005 from './review-0005-plan.ts'
import review0007 from './review-0007-action-items.ts'
import review0009 from './review-0009-redaction.ts'
import review0011 from './review-0011-export-state.ts'
import review0012 from './review-0012-steps.ts'
import review0013 from './review-0013-reviewed-files.ts'
import review0015 from './review-0015-manual-findings.ts'
import review0016 from './review-0016-threads.ts'
import review0019 from './review-0019-templates.ts'
import review0021 from './review-0021-anchors.ts'
import review0024 from './review-0024-reviewers-say.ts'
import review0025 from './review-0025-attachments.ts'
import review0026 from './review-0026-merges.ts'
import review0027 from './review-0027-walkthrough.ts'
import review0029 from './review-0029-working-time.ts'
import review0030 from './review-0030-setup.ts'
import review0031 from './review-0031-paused-clock.ts'
import review0032 from './review-0032-opened-packets.ts'
import review0032Withheld from './review-0032-withheld-files.ts'
import review0033 from './review-0033-reviewers.ts'
import review0034 from './review-0034-tags.ts'

/** What kind of database a file is: its mark in the header and its way to the newest schema. */
export interface Schema {
  /** `application_id` in the header of the file. */
  readonly applicationId: number
  /** What the file is called in a sentence for the user. */
  readonly noun: string
  readonly migrations: readonly Migration[]
}

export const REVIEW_SCHEMA: Schema = {
  applicationId: 0x4c_52_45_56,
  noun: 'review database',
  migrations: [
    review0001,
    review0002,
    review0003,
    review0005,
    review0007,
    review0009,
    review0011,
    review0012,
    review0013,
    review0015,
    review0016,
    review0019,
    review0021,
    review0024,
    review0025,
    review0026,
    review0027,
    review0029,
    review0030,
    review0031,
    review0032,
    review0032Withheld,
    review0033,
    review0034,
  ],
}

export const APP_SCHEMA: Schema = {
  applicationId: 0x4c_41_50_50,
  noun: 'settings database',
  migrations: [app0001, app0002],
}
