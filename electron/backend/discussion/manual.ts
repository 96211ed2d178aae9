// Handlers of findings that reviewers write: the region they marked becomes a finding like any other.
import { foldWhiteSpace, hashText } from '../../../analyzer/engine/hash.ts'
import type { Finding } from '../../../analyzer/model.ts'
import type { Handlers, ParsedInput } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import { MANUAL_RULE } from '../../api/manual.ts'
import type { Session } from '../session.ts'
import { sha256Of } from '../sha256.ts'
import { shownVersion } from '../sources.ts'
import { analysedText } from '../text-lines.ts'

type Topic = Extract<keyof Handlers, `manual.${string}`>

export interface ManualHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change of findings; without ids when one came. */
  readonly onChange: (session: Session, findingIds?: readonly number[]) => void
  /** Told after a change of templates. */
  readonly onTemplates: (session: Session) => void
}

/** As many lines as the analyzer keeps of a region. */
const SNIPPET_LINES = 12
const CONTEXT_LINES = 3

export function manualHandlers({
  session: sessionOf,
  onChange,
  onTemplates,
}: ManualHandlerOptions): Pick<Handlers, Topic> {
  return {
    'manual.create': (input) => {
      const session = sessionOf(input.reviewId)
      const { store } = session
      const run = store.runs.latest()
      if (run === undefined) {
        throw new AppError(
          'conflict',
          'A finding is written beside analysed text.',
          'Analyse the review first.',
        )
      }
      const textSha256 = shownVersion(store, input.path)
      const text = textSha256 && analysedText(store, input.path, textSha256)
      if (textSha256 === undefined || text === undefined) {
        throw new AppError(
          'not-found',
          `The text of ${input.path} cannot be kept.`,
          'Analyse the review again.',
        )
      }
      const finding = asFinding(input, text)
      const { words } = input
      const command = { id: input.commandId, method: 'manual.create' }
      const findingId = store.manual.create({ runId: run.id, finding, words, textSha256 }, command)
      onChange(session)
      return { findingId }
    },
    'manual.save': ({ reviewId, commandId, findingId, rev, words }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'manual.save' }
      const result = session.store.manual.save(findingId, rev, words, command)
      onChange(session, [findingId])
      return result
    },
    'manual.templates': ({ reviewId }) => sessionOf(reviewId).store.findingTemplates.all(),
    'manual.saveTemplate': ({ reviewId, commandId, words }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'manual.saveTemplate' }
      const template = session.store.findingTemplates.save(words, command)
      onTemplates(session)
      return template
    },
    'manual.removeTemplate': ({ reviewId, commandId, templateId, rev }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'manual.removeTemplate' }
      session.store.findingTemplates.remove(templateId, rev, command)
      onTemplates(session)
      return { ok: true }
    },
  }
}

/** Throws `invalid-input` when the region lies beyond the text. */
function asFinding(
  { path, range, symbol, words, commandId }: ParsedInput<'manual.create'>,
  text: string,
): Finding {
  const lines = text.split(/\r\n|\r|\n/)
  if (range.endLine < range.startLine || range.endLine > lines.length) {
    throw new AppError(
      'invalid-input',
      `${path} has ${lines.length} lines.`,
      'Mark the lines again, then write the finding.',
    )
  }
  // A selection that ends before the first column of a line does not take that line in.
  const isOpenEnded = range.endColumn === 1 && range.endLine > range.startLine
  const last = isOpenEnded ? range.endLine - 1 : range.endLine
  const own = lines.slice(range.startLine - 1, last)
  const snippet = own.slice(0, SNIPPET_LINES).join('\n')
  return {
    ruleId: MANUAL_RULE,
    severity: words.severity,
    confidence: 'high',
    message: words.message,
    location: { path, range },
    anchor: {
      symbol,
      nodePath: '',
      snippetHash: hashText(foldWhiteSpace(snippet)),
      contextBefore: lines.slice(
        Math.max(0, range.startLine - 1 - CONTEXT_LINES),
        range.startLine - 1,
      ),
      contextAfter: lines.slice(last, last + CONTEXT_LINES),
    },
    snippet,
    evidence: [],
    related: [],
    fixes: [],
    // Two findings with the same words at the same place are two findings.
    fingerprint: sha256Of(`${MANUAL_RULE}\0${commandId}`),
  }
}
