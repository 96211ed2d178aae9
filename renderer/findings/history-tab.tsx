import type { FindingDetail } from '../../electron/api/domain.ts'
import { showHidden } from '../ui/visible-text.ts'
import './history-tab.css'
import { secondOf } from '../ui/time-words.ts'

interface Props {
  readonly finding: FindingDetail
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  severity: 'Severity',
  severityReason: 'Reason of the severity',
  verdict: 'Verdict',
  dismissReason: 'Reason of the dismissal',
  status: 'Status',
  priority: 'Priority',
  gate: 'Gate',
  tags: 'Tags',
  note: 'Note',
  fix: 'Fix',
  'fix.title': 'Title of a fix',
  'fix.after': 'Text of a fix',
  'fix.lines': 'Lines of a fix',
  'fix.startLine': 'Lines of a fix',
  test: 'New test',
  'test.name': 'Name of a new test',
  'test.path': 'Path of a new test',
  'test.kind': 'Kind of a new test',
  'test.purpose': 'Purpose of a new test',
  'test.code': 'Code of a new test',
  'test.command': 'Command of a new test',
  'test.expectedBefore': 'Expected before the fix',
  'test.expectedAfter': 'Expected after the fix',
  effortHours: 'Hours',
  'item.state': 'Work',
  'item.assignee': 'Who does the work',
  'item.removed': 'Work taken back',
  place: 'Place',
  anchor: 'What became of the mark',
  minute: 'Decided in a walkthrough',
  impact: 'Impact on the business',
  'impact.standing': 'Standing of the impact',
  title: 'Title',
  category: 'Category',
  message: 'What is wrong',
  comment: 'Comment',
  'thread.disposition': 'What came of a thread',
  'question.answer': 'Answer to a question',
  'question.note': 'Note of an answer',
  'attachment.name': 'Attached file',
  'attachment.caption': 'What a file shows',
  'thread.inFaq': 'In the questions and answers',
}

/** `comment:3` and `question:tx-guard.note` belong to one comment and one question among several. */
function nameOf(field: string): string {
  return FIELD_NAMES[field.replace(/:[\w-]+/u, '')] ?? field
}

/** Field by field, the latest first: who changed what, when and why. */
export function HistoryTab({ finding }: Props) {
  if (finding.history.length === 0) {
    return <p className="muted">Nothing was decided about this finding yet.</p>
  }
  return (
    <ol className="history">
      {finding.history.toReversed().map((entry) => (
        <li key={entry.seq}>
          <p>
            <strong>{nameOf(entry.field)}</strong>{' '}
            <span className="muted small">
              {entry.actor}, {secondOf(entry.at)}
            </span>
          </p>
          <p className="history-change selectable">
            {entry.before !== '' && <del>{showHidden(entry.before)}</del>}
            <ins>{showHidden(entry.after) || 'empty'}</ins>
          </p>
          {entry.reason && entry.reason !== entry.after && (
            <p className="muted selectable">{showHidden(entry.reason)}</p>
          )}
        </li>
      ))}
    </ol>
  )
}
