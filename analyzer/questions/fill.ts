// A question as it is asked of one finding: with its lines and names, and the evidence to start from.
import type { EvidenceStep, Finding, Location } from '../model.ts'
import type { GuidedQuestion } from './question.ts'

/** As much of a finding as a question speaks of. */
type Asked = Pick<Finding, 'location' | 'evidence'> & {
  readonly anchor: Pick<Finding['anchor'], 'symbol'>
}

const PLACE = /\{(symbol|here|[a-z]+)(\.last)?:([^{}]+)\}/gu

/** The question in Markdown with the places of the finding. */
export function questionText(question: GuidedQuestion, finding: Asked): string {
  return question.text.replace(
    PLACE,
    (_, what: string, last: string | undefined, words: string) => {
      if (what === 'symbol')
        return finding.anchor.symbol === '' ? words : codeSpan(finding.anchor.symbol)
      if (what === 'here') return `${words} (${lineOf(finding.location, finding)})`
      const steps = finding.evidence.filter(({ kind }) => kind === what)
      const step = last === undefined ? steps[0] : steps.at(-1)
      return step === undefined ? words : `${words} (${lineOf(step.location, finding)})`
    },
  )
}

/** What the note starts with: the steps of the evidence that the question is about; '' for none. */
export function evidenceNote(question: GuidedQuestion, finding: Asked): string {
  return finding.evidence
    .filter(({ kind }) => question.evidence.includes(kind))
    .map((step) => `- ${lineOf(step.location, finding)}: ${plainEnd(step)}`)
    .join('\n')
}

function plainEnd({ message }: EvidenceStep): string {
  return message.replace(/\.$/u, '')
}

/** `line 12`, or `` `store.py:12` `` for another file than the finding's. */
function lineOf(location: Location, finding: Asked): string {
  const { startLine } = location.range
  return location.path === finding.location.path
    ? `line ${startLine}`
    : codeSpan(`${location.path}:${startLine}`)
}

/** Code within a line: no name can end it, since its fence is longer than any in the name. */
function codeSpan(text: string): string {
  const longest = (text.match(/`+/gu) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(longest + 1)
  const gap = longest > 0 ? ' ' : ''
  const line = text.replace(/[\r\n]+/gu, ' ')
  return `${fence}${gap}${line}${gap}${fence}`
}
