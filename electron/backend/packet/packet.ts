// Handlers of the Packet place: what is written, what is missing, and the documents as they are.
import type { Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { PacketState, TextField } from '../../api/packet.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { threadSafetyScore } from '../../report/concurrency.ts'
import { effortOf, hours } from '../../report/effort.ts'
import { fieldDraft } from '../../report/field-drafts.ts'
import {
  demandedOfFindings,
  type FieldState,
  findingFields,
  hasConcurrency,
  reviewFields,
} from '../../report/fields.ts'
import type { PacketModel } from '../../report/model.ts'
import { DOCUMENT_TITLES, DOCUMENTS } from '../../report/names.ts'
import { documentMarkdown } from '../../report/packet.ts'
import { preflight } from '../../report/preflight.ts'
import { isRace } from '../../report/races.ts'
import { reproductionTest, type Subject } from '../../report/reproduction.ts'
import type { StoredTest } from '../../store/new-tests.ts'
import { claimsOf } from '../claims.ts'
import { ruleInfo } from '../rule-set.ts'
import type { Session } from '../session.ts'
import type { MaskedOf, ModelOf } from './packet-model.ts'

type Topic = Extract<keyof Handlers, `packet.${string}`>

export interface PacketHandlerOptions {
  readonly session: (reviewId: number) => Session
  readonly modelOf: ModelOf
  readonly maskedOf: MaskedOf
  /** The function in which a finding lies. */
  readonly subjectOf: (session: Session, finding: SnapshotFinding) => Promise<Subject | undefined>
  /** Told after each stored change; with the finding that it is about. */
  readonly onChange: (session: Session, findingIds: readonly number[]) => void
}

const EMPTY_TEST = {
  name: '',
  path: '',
  kind: 'regression',
  purpose: '',
  code: '',
  command: '',
  expectedBefore: '',
  expectedAfter: '',
} as const

export function packetHandlers({
  session: sessionOf,
  modelOf,
  maskedOf,
  subjectOf,
  onChange,
}: PacketHandlerOptions): Pick<Handlers, Topic> {
  return {
    'packet.state': ({ reviewId }) =>
      packetState(sessionOf(reviewId), modelOf(sessionOf(reviewId))),
    'packet.document': ({ reviewId, document }) => {
      const known = documentMarkdown(modelOf(sessionOf(reviewId)), document)
      if (known === undefined) {
        throw new AppError('not-found', 'The packet has no such document.', 'Choose another one.')
      }
      return known
    },
    'packet.words': ({ reviewId, findingId }) => {
      const session = sessionOf(reviewId)
      const model = modelOf(session)
      const finding = findingOf(model, findingId)
      const revs = revisions(session)
      return {
        findingId,
        fields: findingFields(model.snapshot, finding).map((one) => asField(model, one, revs)),
      }
    },
    // Without the model: this is asked for with each finding that is looked at.
    'packet.work': ({ reviewId, findingId }) => {
      const { store } = sessionOf(reviewId)
      const finding = store.findings.get(findingId)
      if (finding === undefined) throw noSuchFinding(findingId)
      const estimate = store.estimates.ofFinding(findingId)
      const ofRule = effortOf(ruleInfo(finding.ruleId)?.effortHours ?? { low: 0.5, high: 2 })
      return {
        findingId,
        tests: store.newTests.ofFinding(findingId).map(asTest),
        hours: estimate.hours,
        hoursRev: estimate.rev,
        canReproduce: isRace(finding.ruleId),
        defaultHours: { low: hours(ofRule.low), high: hours(ofRule.high) },
      }
    },
    'packet.saveText': ({ reviewId, commandId, ...text }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'packet.saveText' }
      const result = session.store.fieldTexts.save(text, command)
      onChange(session, text.findingId === null ? [] : [text.findingId])
      return result
    },
    'packet.createTest': ({ reviewId, commandId, findingId }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'packet.createTest' }
      const test = session.store.newTests.create(findingId, EMPTY_TEST, command)
      onChange(session, [findingId])
      return asTest(test)
    },
    'packet.draftTest': async ({ reviewId, commandId, findingId }) => {
      const session = sessionOf(reviewId)
      const finding = findingOf(modelOf(session), findingId)
      const draft = reproductionTest(finding, await subjectOf(session, finding))
      if (draft === undefined) {
        throw new AppError(
          'not-found',
          'No test can be drafted for this finding: the function around it is not known.',
          'Write the test by hand with "New test".',
        )
      }
      const command = { id: commandId, method: 'packet.draftTest' }
      const test = session.store.newTests.create(findingId, draft, command)
      onChange(session, [findingId])
      return asTest(test)
    },
    'packet.saveTest': ({ reviewId, commandId, testId, rev, change }) => {
      const session = sessionOf(reviewId)
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      const result = session.store.newTests.save(testId, rev, Object.fromEntries(given), {
        id: commandId,
        method: 'packet.saveTest',
      })
      onChange(session, [])
      return result
    },
    'packet.removeTest': ({ reviewId, commandId, testId, rev }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'packet.removeTest' }
      onChange(session, [session.store.newTests.remove(testId, rev, command)])
      return { ok: true }
    },
    'packet.saveHours': ({ reviewId, commandId, findingId, rev, hours: given }) => {
      const session = sessionOf(reviewId)
      const result = session.store.estimates.save(
        { findingId, rev, hours: given },
        { id: commandId, method: 'packet.saveHours' },
      )
      onChange(session, [findingId])
      return result
    },
    'packet.preflight': ({ reviewId }) => {
      const session = sessionOf(reviewId)
      const { model, masks } = maskedOf(session)
      const redaction = session.store.redaction.read()
      return {
        entries: [...preflight(model, masks, claimsOf(sessionOf(reviewId), model))],
        redaction: { ...redaction, terms: [...redaction.terms] },
      }
    },
    'packet.saveRedaction': ({ reviewId, commandId, ...next }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'packet.saveRedaction' }
      const result = session.store.redaction.save(next, command)
      onChange(session, [])
      return result
    },
    'packet.score': ({ reviewId }) => {
      const session = sessionOf(reviewId)
      const model = modelOf(session)
      return {
        ...session.store.estimates.adjustment(),
        computed: hasConcurrency(model.snapshot)
          ? threadSafetyScore(model).computedTenths / 10
          : null,
      }
    },
    'packet.adjustScore': ({ reviewId, commandId, ...next }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'packet.adjustScore' }
      const result = session.store.estimates.adjust(next, command)
      onChange(session, [])
      return result
    },
  }
}

function findingOf({ snapshot }: PacketModel, id: number): SnapshotFinding {
  const finding = snapshot.findings.find((one) => one.id === id)
  if (finding === undefined) throw noSuchFinding(id)
  return finding
}

function noSuchFinding(id: number): AppError {
  return new AppError(
    'not-found',
    `Finding #${id} is not part of the packet.`,
    'Choose another one.',
  )
}

function packetState(session: Session, model: PacketModel): PacketState {
  const { snapshot, completeness } = model
  const revs = revisions(session)
  const states = [...reviewFields(snapshot), ...demandedOfFindings(snapshot)]
  const fields = states.map((one) => asField(model, one, revs))
  return {
    verdict: model.verdict.word,
    percent: completeness.percent,
    missing: completeness.missing.length,
    drafts: completeness.drafts.length,
    hasReviewer: snapshot.review.reviewer.trim() !== '',
    documents: Object.keys(DOCUMENTS).map((id) => {
      const own = fields.filter(
        ({ documents, state }) => documents.includes(id) && state !== 'empty',
      )
      return {
        id,
        title: DOCUMENT_TITLES[id as keyof typeof DOCUMENT_TITLES],
        missing: own.filter(({ state }) => state === 'missing').length,
        drafts: own.filter(({ state }) => state === 'draft').length,
        fields: own.length,
      }
    }),
    fields,
  }
}

interface Written {
  readonly text: string
  readonly isConfirmed: boolean
  readonly rev: number
}

/** What was written under each finding and field; emptied texts keep their revision. */
function revisions({ store }: Session): ReadonlyMap<string, Written> {
  return new Map(store.fieldTexts.all().map((one) => [`${one.findingId ?? 0} ${one.field}`, one]))
}

function asField(
  model: PacketModel,
  { field, finding, name, state }: FieldState,
  revs: ReadonlyMap<string, Written>,
): TextField {
  const written = revs.get(`${finding?.id ?? 0} ${field.id}`)
  return {
    findingId: finding?.id ?? null,
    field: field.id,
    label: field.label,
    name,
    kind: field.kind,
    question: field.question,
    documents: [...field.documents],
    state,
    text: written?.text ?? '',
    draft: field.kind === 'drafted' ? fieldDraft(model, field, finding) : '',
    isConfirmed: written?.isConfirmed ?? false,
    rev: written?.rev ?? 0,
  }
}

function asTest({ findingId: _, ...test }: StoredTest) {
  return test
}
