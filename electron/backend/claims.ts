// Claims of reviewers against the facts of the last run: while they are written, and before a packet
// leaves.

import { posix } from 'node:path'
import type { FileRecord } from '../../analyzer/model.ts'
import type { Handlers } from '../api/contract.ts'
import { AppError } from '../api/errors.ts'
import { claimProblems } from '../report/claims/check-claims.ts'
import type { ClaimFacts, ClaimFile, ClaimSubject } from '../report/claims/claim.ts'
import type { PacketModel } from '../report/model.ts'
import { contradictions } from '../report/numbers-lint.ts'
import type { ClaimsOf } from '../report/preflight-claims.ts'
import { isRace } from '../report/races.ts'
import type { ReviewStore } from '../store/review-store.ts'
import type { ModelOf } from './packet/packet-model.ts'
import type { Session } from './session.ts'
import { readSourceText } from './sources.ts'

type Topic = Extract<keyof Handlers, `claims.${string}`>

export interface ClaimHandlerOptions {
  readonly session: (reviewId: number) => Session
  readonly modelOf: ModelOf
}

export function claimHandlers({
  session: sessionOf,
  modelOf,
}: ClaimHandlerOptions): Pick<Handlers, Topic> {
  return {
    'claims.check': ({ reviewId, text, about }) => {
      const session = sessionOf(reviewId)
      const { files, fileOf } = reviewFiles(session.store)
      let subject: ClaimSubject | undefined
      if (about !== null && 'path' in about) {
        const file = fileOf(about.path)
        subject = file && { file, symbol: about.symbol, isRace: false }
      } else if (about !== null) {
        const finding = session.store.findings.get(about.findingId)
        const file = finding && fileOf(finding.location.path)
        subject = finding &&
          file && { file, symbol: finding.symbol, isRace: isRace(finding.ruleId) }
      }
      // Without a digit there is no number to compare, and the figures are dear.
      const numbers = (own: string) =>
        MAY_COUNT.test(own) ? contradictions(own, modelOf(session)) : []
      return [...claimProblems(text, { files, subject, numbers })]
    },
  }
}

const MAY_COUNT = /\b(?:findings?|issues?|blockers?|hours|h)\b/i

/** A way to check the texts of a packet; numbers are compared elsewhere. */
export function claimsOf({ store }: Session, model: PacketModel): ClaimsOf {
  const { files, fileOf } = reviewFiles(store)
  const findings = new Map(model.snapshot.findings.map((one) => [one.id, one]))
  return (text, findingId) => {
    const finding = findingId === undefined ? undefined : findings.get(findingId)
    const file = finding && fileOf(finding.finding.location.path)
    const facts: ClaimFacts = {
      files,
      subject: finding &&
        file && { file, symbol: finding.finding.anchor.symbol, isRace: isRace(finding.ruleId) },
      numbers: () => [],
    }
    return claimProblems(text, facts)
  }
}

/** The files of the last run, found by the ends of their paths; read when somebody asks. */
function reviewFiles(store: ReviewStore) {
  const run = store.runs.latest()
  let byName: ReadonlyMap<string, readonly FileRecord[]> | undefined
  const known = new Map<string, ClaimFile>()

  function asFile(runId: number, record: FileRecord): ClaimFile {
    const kept = known.get(record.path)
    if (kept !== undefined) return kept
    const observed = once(() => store.runs.observedIn(runId, record.path))
    const file = {
      path: record.path,
      lines: record.lines,
      text: once(() => shownText(store, record.path)),
      outline: () => observed()?.outline ?? [],
      unread: () => observed()?.unread,
    }
    known.set(record.path, file)
    return file
  }

  return {
    files(named: string): readonly ClaimFile[] {
      if (run === undefined) return []
      byName ??= Map.groupBy(store.runs.ledger(run.id), ({ path }) => posix.basename(path))
      return (byName.get(posix.basename(named)) ?? [])
        .filter(({ path }) => path === named || path.endsWith(`/${named}`))
        .map((record) => asFile(run.id, record))
    },
    fileOf(path: string): ClaimFile | undefined {
      const record = run && store.runs.file(run.id, path)
      return run && record && asFile(run.id, record)
    },
  }
}

function shownText(store: ReviewStore, path: string): string | undefined {
  try {
    return readSourceText(store, path).text || undefined
  } catch (error) {
    // A file that cannot be read contradicts nothing.
    if (error instanceof AppError) return undefined
    throw error
  }
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: read() }
    return known.value
  }
}
