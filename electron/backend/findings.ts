// Handlers of findings and their fixes.
import { lineEnd, lineStarts } from '../analysis/fix-regions.ts'
import type { Handlers, Output } from '../api/contract.ts'
import type { Fix } from '../api/domain.ts'
import { AppError } from '../api/errors.ts'
import type { StoredEvent } from '../store/events.ts'
import type { StoredFinding } from '../store/findings.ts'
import type { StoredFix } from '../store/fixes.ts'
import { ruleTitle } from './rule-set.ts'
import { placeOf, type Session } from './session.ts'
import { analysedText } from './text-lines.ts'

type Topic = `findings.${string}` | `fixes.${string}`

export interface FindingHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change. */
  readonly onChange: (
    session: Session,
    topics: readonly string[],
    findingIds: readonly number[],
  ) => void
  /** What is wrong with the text that a fix leads to, as sentences. */
  readonly problemsOf: (session: Session, fix: StoredFix) => Promise<string[]>
}

export function findingHandlers({
  session: sessionOf,
  onChange,
  problemsOf,
}: FindingHandlerOptions): Pick<Handlers, Extract<keyof Handlers, Topic>> {
  const topics = ['findings', 'reviews', 'fixes']

  function findingOf(session: Session, id: number): StoredFinding {
    const finding = session.store.findings.get(id)
    if (finding === undefined) {
      throw new AppError('not-found', `There is no finding #${id}.`, 'Choose another one.')
    }
    return finding
  }

  return {
    // What a comment in the source suppresses is part of the packet, not of the work list.
    'findings.list': ({ reviewId, ids, after = 0, limit }) => {
      const session = sessionOf(reviewId)
      const isListed = ({ id, isSuppressed }: StoredFinding) => !isSuppressed && id > after
      if (ids !== undefined || limit === undefined) {
        const all = session.findings()
        const chosen = ids === undefined ? all : withIds(all, ids)
        return chosen.filter(isListed).slice(0, limit).map(asRow)
      }
      const rows: Output<'findings.list'> = []
      for (let last: number | undefined = after; last !== undefined && rows.length < limit; ) {
        const wanted = limit - rows.length
        const page = session.page(last, wanted)
        for (const finding of page) if (isListed(finding)) rows.push(asRow(finding))
        last = page.length < wanted ? undefined : page.at(-1)?.id
      }
      return rows
    },
    'findings.detail': ({ reviewId, findingId }) => {
      const session = sessionOf(reviewId)
      return detailOf(session, findingOf(session, findingId))
    },
    'findings.decide': ({ reviewId, commandId, findingId, rev, change }) => {
      const session = sessionOf(reviewId)
      const result = session.store.decisions.decide(
        { findingId, rev, change },
        { id: commandId, method: 'findings.decide' },
      )
      onChange(session, topics, [findingId])
      return result
    },
    'findings.decideAll': ({ reviewId, commandId, findings, change }) => {
      const session = sessionOf(reviewId)
      session.store.decisions.decideAll(findings, change, {
        id: commandId,
        method: 'findings.decideAll',
      })
      onChange(
        session,
        topics,
        findings.map(({ findingId }) => findingId),
      )
      return { ok: true }
    },
    'fixes.create': ({ reviewId, commandId, findingId }) => {
      const session = sessionOf(reviewId)
      const finding = findingOf(session, findingId)
      const { store } = session
      const { path, range } = finding.location
      const region = linesOf(session, finding)
      const fix = store.fixes.create(
        {
          findingId,
          title: `Fix for #${finding.number}`,
          grade: 'needs-review',
          path,
          startLine: range.startLine,
          endLine: region.endLine,
          before: region.text,
          after: region.text,
          textSha256: finding.textSha256,
        },
        { id: commandId, method: 'fixes.create' },
      )
      onChange(session, topics, [findingId])
      return asFix(fix)
    },
    'fixes.save': async ({ reviewId, commandId, fixId, rev, title, after, region }) => {
      const session = sessionOf(reviewId)
      const known = session.store.fixes.get(fixId)
      const saved = session.store.fixes.save(
        { fixId, rev, title, after, region: region && known && takeLines(session, known, region) },
        { id: commandId, method: 'fixes.save' },
      )
      const fix = session.store.fixes.get(fixId)
      onChange(session, topics, fix ? [fix.findingId] : [])
      const problems = fix === undefined ? [] : await problemsOf(session, fix)
      return { ...saved, problems }
    },
    'fixes.remove': ({ reviewId, commandId, fixId, rev }) => {
      const session = sessionOf(reviewId)
      const fix = session.store.fixes.get(fixId)
      session.store.fixes.remove(fixId, rev, { id: commandId, method: 'fixes.remove' })
      onChange(session, topics, fix ? [fix.findingId] : [])
      return { ok: true }
    },
  }
}

/** The findings that there are of these ids, in their order. */
function withIds(all: readonly StoredFinding[], ids: readonly number[]): readonly StoredFinding[] {
  return [...new Set(ids)]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const finding = all[placeOf(all, id)]
      return finding?.id === id ? [finding] : []
    })
}

function asRow(finding: StoredFinding): Output<'findings.list'>[number] {
  const {
    isSuppressed: _suppressed,
    severityReason: _severityReason,
    dismissReason: _dismissReason,
    note: _note,
    decidedAt: _decidedAt,
    textSha256: _text,
    ownTitle,
    ...row
  } = finding
  return { ...row, title: ownTitle ?? ruleTitle(finding.ruleId) }
}

function detailOf({ store }: Session, finding: StoredFinding): Output<'findings.detail'> {
  const body = store.findings.body(finding.id)
  if (body === undefined) throw new Error(`Finding ${finding.id} has no body.`)
  return {
    ...asRow(finding),
    snippet: body.snippet,
    evidence: [...body.evidence],
    related: [...body.related],
    fingerprint: body.fingerprint,
    severityReason: finding.severityReason,
    dismissReason: finding.dismissReason,
    note: finding.note,
    fixes: store.fixes.ofFinding(finding.id).map(asFix),
    manual: manualOf(store, finding.id),
    history: store.events.of(`finding:${finding.id}`).map(asHistory),
  }
}

function asFix({ findingId: _finding, textSha256: _text, ...fix }: StoredFix): Fix {
  return fix
}

function asHistory(event: StoredEvent): Output<'findings.detail'>['history'][number] {
  const { seq, at, actor, field, before, after, reason } = event
  return { seq, at, actor, field, before, after, reason }
}

/** Whole lines of the text that a fix belongs to. Throws `invalid-input` beyond its end. */
function takeLines(
  { store }: Session,
  { path, textSha256 }: StoredFix,
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): { readonly startLine: number; readonly endLine: number; readonly before: string } {
  const text = analysedText(store, path, textSha256)
  const starts = text === undefined ? [] : lineStarts(text)
  if (text === undefined || endLine < startLine || endLine > starts.length) {
    throw new AppError(
      'invalid-input',
      `The analysed text of ${path} has no lines ${startLine} to ${endLine}.`,
      'Write the fix for other lines.',
    )
  }
  const before = text.slice(starts[startLine - 1], lineEnd(text, starts, endLine))
  return { startLine, endLine, before }
}

/** The whole lines of a finding's region, without the last line break. */
function linesOf(
  { store }: Session,
  { location, textSha256 }: StoredFinding,
): { readonly text: string; readonly endLine: number } {
  const text = analysedText(store, location.path, textSha256)
  if (text === undefined) {
    throw new AppError(
      'not-found',
      `The analysed text of ${location.path} was not kept.`,
      'Analyse the review again, then write the fix.',
    )
  }
  const starts = lineStarts(text)
  const { startLine, endLine: end, endColumn } = location.range
  // A region that ends before the first column of a line does not take that line in.
  const endLine = endColumn === 1 && end > startLine ? end - 1 : end
  return { text: text.slice(starts[startLine - 1], lineEnd(text, starts, endLine)), endLine }
}

function manualOf(
  { manual }: Session['store'],
  findingId: number,
): Output<'findings.detail'>['manual'] {
  const words = manual.get(findingId)
  return words === undefined ? null : { rev: words.rev, writtenBy: words.writtenBy }
}
