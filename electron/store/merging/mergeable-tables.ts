// Which columns of which tables stand for one field that a reviewer changes, and by which events the
// record tells of them. Columns of one group are taken together: a severity goes with its reason.

/** Columns that are one field for a reviewer. */
export interface ColumnGroup {
  /** What the field is called in a sentence. */
  readonly label: string
  readonly columns: readonly string[]
  /**
   * Names under which the record tells of it (see `nameOfEvent`), with columns of the row in braces
   * and `{row}` for the row itself.
   */
  readonly events: readonly string[]
  /** True where the record tells that it was changed, but not every value. */
  readonly isCoarse?: boolean
}

export interface MergeableTable {
  readonly table: string
  /** Columns that refer to rows of other tables. */
  readonly references: Readonly<Record<string, ReferredTable>>
  /** What makes two rows the same: these columns, or the event that made the row. */
  readonly key: readonly string[] | 'origin'
  readonly groups: readonly ColumnGroup[]
  /** Columns of who changed the row and when: the later one counts. */
  readonly signature?: readonly [at: string, by: string]
  /** Columns that come along with any change of the row. */
  readonly follow?: readonly string[]
}

export type ReferredTable = 'findings' | 'threads' | 'people'

const FINDING = { finding_id: 'findings' } as const
const about = (field: string) => `{finding_id} ${field}`
const one = (label: string, column: string, event: string): ColumnGroup => ({
  label,
  columns: [column],
  events: [event],
})

/** In an order in which what is referred to comes first. */
export const MERGEABLE: readonly MergeableTable[] = [
  {
    table: 'people',
    references: {},
    key: 'origin',
    groups: [
      {
        label: 'person',
        columns: ['name', 'email', 'capacity', 'is_away', 'expertise', 'removed_at'],
        events: ['person:{row} '],
        isCoarse: true,
      },
    ],
  },
  {
    table: 'manual_findings',
    references: FINDING,
    key: ['finding_id'],
    signature: ['written_at', 'written_by'],
    groups: [
      { label: 'title', columns: ['title', 'removed_at'], events: [about('title')] },
      one('category', 'category', about('category')),
      one('severity of the finding', 'severity', about('severity')),
      one('message', 'message', about('message')),
    ],
  },
  {
    table: 'decisions',
    references: FINDING,
    key: ['finding_id'],
    signature: ['decided_at', 'decided_by'],
    groups: [
      {
        label: 'severity',
        columns: ['severity', 'severity_reason'],
        events: [about('severity'), about('severityReason')],
      },
      {
        label: 'verdict',
        columns: ['verdict', 'dismiss_reason'],
        events: [about('verdict'), about('dismissReason')],
      },
      one('status', 'status', about('status')),
      one('priority', 'priority', about('priority')),
      one('gate', 'gate', about('gate')),
      one('tags', 'tags', about('tags')),
      one('note', 'note', about('note')),
    ],
  },
  {
    table: 'field_texts',
    references: FINDING,
    key: ['finding_id', 'field'],
    signature: ['written_at', 'written_by'],
    groups: [
      {
        label: 'text for the packet',
        columns: ['text', 'is_confirmed'],
        events: ['{finding_id} {field}', '{finding_id} {field}.standing'],
      },
    ],
  },
  {
    table: 'fixes',
    references: FINDING,
    key: 'origin',
    follow: ['author'],
    groups: [
      one('title of the fix', 'title', 'fix:{row}.title'),
      {
        label: 'fix',
        columns: ['path', 'start_line', 'end_line', 'before_text', 'after_text', 'text_sha256'],
        events: ['fix:{row}.after', 'fix:{row}.lines'],
      },
      {
        label: 'fix kept or removed',
        columns: ['removed_at', 'removed_by'],
        events: ['fix:{row}'],
      },
    ],
  },
  {
    table: 'new_tests',
    references: FINDING,
    key: 'origin',
    groups: [
      one('name of the test', 'name', 'test:{row}.name'),
      one('path of the test', 'path', 'test:{row}.path'),
      one('kind of the test', 'kind', 'test:{row}.kind'),
      one('purpose of the test', 'purpose', 'test:{row}.purpose'),
      one('code of the test', 'code', 'test:{row}.code'),
      one('command of the test', 'command', 'test:{row}.command'),
      one('expectation before the fix', 'expected_before', 'test:{row}.expectedBefore'),
      one('expectation after the fix', 'expected_after', 'test:{row}.expectedAfter'),
      one('test kept or removed', 'removed_at', 'test:{row}'),
    ],
  },
  {
    table: 'estimates',
    references: FINDING,
    key: ['finding_id'],
    groups: [{ label: 'hours', columns: ['low', 'high'], events: [about('effortHours')] }],
  },
  {
    table: 'action_items',
    references: { ...FINDING, assignee_id: 'people' },
    key: ['finding_id'],
    groups: [
      {
        label: 'work',
        columns: [
          'state',
          'assignee_id',
          'assigned_at',
          'started_at',
          'submitted_at',
          'decided_at',
          'decided_by',
          'rationale',
          'removed_at',
        ],
        events: [about('item.state'), about('item.assignee'), about('item.removed')],
      },
    ],
  },
  {
    table: 'threads',
    references: FINDING,
    key: 'origin',
    groups: [
      {
        label: 'outcome of the thread',
        columns: ['disposition'],
        events: ['thread:{row}.disposition'],
      },
      {
        label: 'place of the thread among the questions for all',
        columns: ['in_faq'],
        events: ['thread:{row}.inFaq'],
      },
      // A thread goes and comes with its first comment.
      {
        label: 'thread kept or removed',
        columns: ['removed_at'],
        events: ['comment:{row}'],
      },
    ],
  },
  {
    table: 'comments',
    references: { thread_id: 'threads' },
    key: 'origin',
    groups: [
      {
        label: 'comment',
        columns: ['text', 'edited_at', 'removed_at'],
        events: ['comment:{row}'],
      },
    ],
  },
  {
    table: 'answers',
    references: FINDING,
    key: ['finding_id', 'question'],
    signature: ['answered_at', 'answered_by'],
    groups: [
      one('answer to a question', 'answer', about('question:{question}.answer')),
      one('note to a question', 'note', about('question:{question}.note')),
    ],
  },
  {
    table: 'attachments',
    references: FINDING,
    key: 'origin',
    groups: [
      {
        label: 'attached file kept or removed',
        columns: ['name', 'removed_at'],
        events: ['attachment:{row}.name'],
      },
      one('caption of an attached file', 'caption', 'attachment:{row}.caption'),
    ],
  },
  {
    table: 'strengths',
    references: {},
    key: 'origin',
    groups: [
      {
        label: 'title of the strength',
        columns: ['title', 'removed_at'],
        events: ['strength:{row} title'],
      },
      one('text of the strength', 'text', 'strength:{row} strength.text'),
      one('places of the strength', 'places', 'strength:{row} places'),
    ],
  },
  {
    table: 'minutes',
    references: FINDING,
    key: 'origin',
    groups: [
      { label: 'minute', columns: ['outcome', 'speaker', 'words'], events: ['minute:{row}'] },
    ],
  },
  {
    table: 'checks',
    references: {},
    key: 'origin',
    groups: [
      { label: 'words of the check', columns: ['text'], events: ['check:{gate}:{row} text'] },
      { label: 'owner of the check', columns: ['owner'], events: ['check:{gate}:{row} owner'] },
      {
        label: 'evidence of the check',
        columns: ['evidence'],
        events: ['check:{gate}:{row} evidence'],
      },
      { label: 'tick', columns: ['ticked_at', 'ticked_by'], events: ['check:{gate}:{row} ticked'] },
      { label: 'check kept or removed', columns: ['removed_at'], events: ['check:{gate}:{row} '] },
    ],
  },
  {
    table: 'finding_templates',
    references: {},
    key: 'origin',
    groups: [
      {
        label: 'template of findings',
        columns: ['title', 'category', 'severity', 'message', 'removed_at'],
        events: ['template:{row} title'],
        isCoarse: true,
      },
    ],
  },
  {
    table: 'templates',
    references: {},
    key: ['document'],
    signature: ['written_at', 'written_by'],
    groups: [{ label: 'template', columns: ['text'], events: ['template:{document} template'] }],
  },
  {
    table: 'score_adjustment',
    references: {},
    key: ['id'],
    groups: [
      {
        label: 'correction of the thread-safety score',
        columns: ['points', 'reason'],
        events: ['review threadSafetyScore'],
      },
    ],
  },
  {
    table: 'work_rules',
    references: {},
    key: ['id'],
    groups: [
      {
        label: 'rules of work',
        columns: ['email_domains', 'hours_p0', 'hours_p1', 'hours_p2', 'hours_p3'],
        events: ['work-rules '],
        isCoarse: true,
      },
    ],
  },
]

/** Tables that are merged as a whole, each in its own way. */
export const MERGED_APART: readonly string[] = [
  'plan',
  'streams',
  'tasks',
  'task_findings',
  'redaction',
  'reviewed_files',
  'merges',
  'merged_rows',
  'walkthrough',
  'walkthrough_steps',
  'anchors',
  'carried_files',
]
