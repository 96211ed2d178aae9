// What a step did, in the words of a menu: "Undo: confirm #12".
import type { StoredEvent } from '../store/events.ts'
import type { StoredStep } from '../store/steps.ts'

const VERDICTS: Readonly<Record<string, string>> = {
  confirmed: 'confirm',
  dismissed: 'dismiss',
  undecided: 'set back to undecided',
}

const METHODS: Readonly<Record<string, string>> = {
  'walkthrough.decide': 'the decision about',
  'fixes.create': 'write a fix for',
  'fixes.save': 'edit the fix of',
  'fixes.remove': 'remove the fix of',
  'packet.saveText': 'write the text of',
  'packet.createTest': 'add a test to',
  'packet.draftTest': 'draft a test for',
  'packet.saveTest': 'edit the test of',
  'packet.removeTest': 'remove the test of',
  'packet.saveHours': 'change the hours of',
  'manual.create': 'write',
  'manual.save': 'edit',
  'threads.open': 'comment on',
  'threads.reply': 'reply about',
  'threads.dispose': 'settle a thread of',
  'threads.answerAll': 'answer for everybody a thread of',
  'threads.edit': 'edit a comment on',
  'questions.answer': 'answer a question about',
  'attachments.add': 'attach a file to',
  'attachments.caption': 'say what a file shows of',
  'attachments.remove': 'remove a file of',
  'drift.apply': 're-anchor',
  'drift.settle': 'settle the place of',
  'items.assign': 'assign',
  'items.move': 'move the work on',
  'items.remove': 'remove the work on',
  'imports.apply': 'take over from a file what it says of',
}

const ALONE: Readonly<Record<string, string>> = {
  'walkthrough.make': 'make a walkthrough',
  'walkthrough.change': 'change the walkthrough',
  'walkthrough.importTour': 'import a walkthrough',
  'walkthrough.decide': 'a decision of the walkthrough',
  'packet.saveText': 'write a text of the review',
  'packet.adjustScore': 'adjust the thread-safety score',
  'packet.saveRedaction': 'change what is masked',
  'templates.save': 'edit a template',
  'regions.mark': 'change what is reviewed',
  'plan.change': 'change the plan',
  'plan.saveCheck': 'change a checklist',
  'plan.removeCheck': 'remove a row of a checklist',
  'manual.saveTemplate': 'save a template',
  'manual.removeTemplate': 'remove a template',
  'threads.open': 'comment on lines',
  'threads.reply': 'reply to a thread',
  'threads.dispose': 'settle a thread',
  'threads.answerAll': 'answer a thread for everybody',
  'threads.edit': 'edit a comment',
  'strengths.create': 'note something done well',
  'strengths.save': 'change what was noted as done well',
  'strengths.remove': 'remove what was noted as done well',
  'imports.apply': 'take over what a file says',
  'setup.save': 'take over checklists and templates',
  'drift.apply': 're-anchor the marks',
  'drift.settle': 'settle the place of a thread',
  'items.savePerson': 'change a person',
  'items.removePerson': 'remove a person',
  'items.saveRules': 'change the rules of work',
}

/** The findings that a step is about. */
export function findingsOf({ events }: StoredStep): readonly number[] {
  const ids = events.flatMap(({ subject }) => {
    const found = /^finding:(\d+)$/.exec(subject)
    return found ? [Number(found[1])] : []
  })
  return [...new Set(ids)]
}

/** A phrase that starts with a verb in lower case. */
export function stepTitle(step: StoredStep): string {
  const ids = findingsOf(step)
  const what = ids.length === 1 ? `#${ids[0]}` : `${ids.length.toLocaleString('en')} findings`
  if (step.method === 'merge.apply') return mergeTitle(step.events)
  if (ids.length === 0) return ALONE[step.method] ?? 'change the review'
  return `${METHODS[step.method] ?? verbOf(step.events)} ${what}`
}

function mergeTitle(events: readonly StoredEvent[]): string {
  const merged = events.find(({ kind }) => kind === 'review.merged')
  return merged === undefined || merged.after === ''
    ? 'merge another review'
    : `merge the review of ${merged.after}`
}

function verbOf(events: readonly StoredEvent[]): string {
  const of = (field: string) => events.find((event) => event.field === field)
  const verdict = of('verdict')
  if (verdict !== undefined) return VERDICTS[verdict.after] ?? 'judge'
  const severity = of('severity')
  if (severity !== undefined) return `change the severity to ${severity.after} of`
  if (of('note') !== undefined) return 'write the note of'
  const [first] = events
  return `change the ${first?.field ?? 'decision'} of`
}
