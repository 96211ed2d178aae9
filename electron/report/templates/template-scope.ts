// What a template can name: figures of the packet, lists to go through, values and parts of what a
// list holds. All of it is text or finished blocks; nothing is called.

import { CATEGORIES, SEVERITIES } from '../../../analyzer/model.ts'
import { CATEGORY_NAMES } from '../../api/category-names.ts'
import { GateSchema, PrioritySchema, StatusSchema, VerdictSchema } from '../../api/domain.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { citation } from '../citation.ts'
import { verdictLine } from '../documents/document.ts'
import { strengthLines } from '../documents/drafts.ts'
import {
  consequenceLine,
  currentCode,
  evidenceSteps,
  findingAnchor,
  findingPlaces,
  fixCode,
  fixInline,
  problemBlocks,
  problemInline,
  severityTag,
  whyLine,
} from '../documents/finding-parts.ts'
import { hoursWord } from '../effort.ts'
import { findingId, GATE_WORD, SEVERITY_WORD, STATUS_WORD, timeWord, whole } from '../labels.ts'
import { categoryOf, type NewTest, type PacketModel } from '../model.ts'
import { packetFigures } from '../references.ts'
import { type Block, code, type Inline, mono, numbered } from '../tree/build.ts'
import { firstSentence, prose } from '../tree/prose.ts'

/** A value in a line. */
export interface TemplateValue {
  readonly inline: readonly Inline[]
  /** Whether a condition on it holds: '', '-' and '0' are nothing. */
  readonly isSomething: boolean
  /** Name of the finding that a heading with this value is the place of. */
  readonly anchor?: string
}

/** Names that hold within a part of a template. */
export interface TemplateScope {
  readonly value: (name: string) => TemplateValue | undefined
  readonly list: (name: string) => readonly TemplateScope[] | undefined
  /** The blocks of a part; undefined where there is no such name. */
  readonly part: (name: string) => readonly Block[] | undefined
}

function value(...inline: readonly Inline[]): TemplateValue {
  const [first] = inline
  const isNothing =
    inline.length === 0 ||
    (inline.length === 1 && typeof first === 'string' && /^[-0]?$/.test(first.trim()))
  return { inline, isSomething: !isNothing }
}

/** Names of values, for the window's help; those of findings hold within a list of findings. */
export const FINDING_VALUES = [
  'id',
  'label',
  'number',
  'title',
  'severity',
  'priority',
  'gate',
  'status',
  'verdict',
  'confidence',
  'rule',
  'category',
  'path',
  'place',
  'places',
  'problem',
  'fix',
  'consequence',
  'why',
  'hours',
  'tags',
  'note',
  'severity-reason',
] as const
export const FINDING_PARTS = ['problem', 'evidence', 'code', 'fix', 'note'] as const
export const FINDING_LISTS = [
  'findings',
  'open',
  'blockers',
  'conditions',
  'later',
  'deferred',
  'dismissed',
  'suppressed',
] as const
export const REVIEW_VALUES = [
  'review.name',
  'review.reviewer',
  'review.scope',
  'review.branch',
  'review.commit',
  'date',
  'tool',
  'verdict.line',
] as const

/** The names that hold in the whole template. */
export function reviewScope(model: PacketModel): TemplateScope {
  const { review, tool, asOf } = model.snapshot
  const figures = packetFigures(model)
  const own = new Map<string, TemplateValue>([
    ['review.name', value(review.name)],
    ['review.reviewer', value(review.reviewer)],
    ['review.scope', value(review.scope)],
    ['review.branch', value(...(review.branch === undefined ? [] : [mono(review.branch)]))],
    ['review.commit', value(...(review.commit === undefined ? [] : [mono(review.commit)]))],
    ['date', value(timeWord(asOf))],
    ['tool', value(`${tool.name} ${tool.version}`)],
    ['verdict.line', value(verdictLine(model))],
  ])
  return {
    value: (name) => {
      const figure = figures.get(name)
      return own.get(name) ?? (figure === undefined ? undefined : value(figure))
    },
    list: (name) => {
      if (name === 'tests') return model.newTests.map(testScope)
      if (name === 'files') return model.byFile.map(fileScope)
      if (name === 'practices') {
        const seen = (model.snapshot.strengths ?? []).map(({ title, text }) => ({
          title,
          sentence: firstSentence(text),
        }))
        return [...seen, ...strengthLines(model)].map((line) =>
          scopeOf({ title: value(line.title), sentence: value(line.sentence) }),
        )
      }
      return findingList(model, name)?.map((finding) => findingScope(model, finding))
    },
    part: () => undefined,
  }
}

/** `findings.high.merge`: a list, then the words that its findings have to fit. */
function findingList(model: PacketModel, name: string): readonly SnapshotFinding[] | undefined {
  const [list, ...filters] = name.split('.')
  const base = FINDING_LISTS.find((one) => one === list)
  if (base === undefined) return undefined
  const tests = filters.map(filterOf)
  if (tests.includes(undefined)) return undefined
  return model[base].filter((finding) => tests.every((fits) => fits?.(finding, model) === true))
}

type Fits = (finding: SnapshotFinding, model: PacketModel) => boolean

function filterOf(word: string): Fits | undefined {
  const among = (words: readonly string[]) => words.includes(word)
  if (among(SEVERITIES)) return ({ severity }) => severity === word
  if (among(PrioritySchema.options)) return ({ priority }) => priority === word
  if (among(GateSchema.options)) return ({ gate }) => gate === word
  if (among(StatusSchema.options)) return ({ status }) => status === word
  if (among(VerdictSchema.options)) return ({ verdict }) => verdict === word
  if (among(CATEGORIES)) return (finding, { ruleOf }) => categoryOf(finding, ruleOf) === word
  return undefined
}

function findingScope(model: PacketModel, finding: SnapshotFinding): TemplateScope {
  const rule = model.ruleOf(finding.ruleId)
  const anchor = findingAnchor(finding)
  const named = (...inline: readonly Inline[]) => ({ ...value(...inline), anchor })
  const { location } = finding.finding
  // Made when they are asked for: a template names a few of them for each of thousands.
  const values: Readonly<Record<(typeof FINDING_VALUES)[number], () => TemplateValue>> = {
    id: () => named(findingId(finding)),
    label: () => named(finding.label),
    number: () => named(whole(finding.number)),
    title: () => named(finding.title),
    severity: () => value(...severityTag(finding)),
    priority: () => value(finding.priority),
    gate: () => value(GATE_WORD[finding.gate]),
    status: () => value(STATUS_WORD[finding.status]),
    verdict: () => value(finding.verdict),
    confidence: () => value(finding.finding.confidence),
    rule: () => value(mono(finding.ruleId)),
    category: () => value(CATEGORY_NAMES[categoryOf(finding, model.ruleOf)]),
    path: () => value(mono(location.path)),
    place: () => value(citation(location)),
    places: () => value(mono(findingPlaces(finding))),
    problem: () => value(...problemInline(finding)),
    fix: () => value(...fixInline(finding, rule)),
    consequence: () => value(consequenceLine(finding, rule)),
    why: () => value(whyLine(finding, rule)),
    hours: () => value(hoursWord(model.effortOf(finding))),
    tags: () => value(finding.tags ?? ''),
    note: () => value(finding.note),
    'severity-reason': () => value(finding.severityReason),
  }
  const parts: Readonly<Record<(typeof FINDING_PARTS)[number], () => readonly Block[]>> = {
    problem: () => problemBlocks(finding),
    evidence: () => {
      const steps = evidenceSteps(finding)
      return steps.length === 0 ? [] : [numbered(steps)]
    },
    code: () => currentCode(finding),
    fix: () => finding.fixes.flatMap(fixCode),
    note: () => prose(finding.note),
  }
  return {
    value: (name) => {
      const [, word] = /^is\.(.+)$/.exec(name) ?? []
      const fits = word === undefined ? undefined : filterOf(word)
      if (fits !== undefined) return { inline: [], isSomething: fits(finding, model) }
      return Object.hasOwn(values, name) ? values[name as keyof typeof values]() : undefined
    },
    list: (name) =>
      name === 'tests'
        ? model.newTests.filter((one) => one.finding === finding).map(testScope)
        : undefined,
    part: (name) => (Object.hasOwn(parts, name) ? parts[name as keyof typeof parts]() : undefined),
  }
}

function testScope({ number, finding, test }: NewTest): TemplateScope {
  return scopeOf(
    {
      number: value(whole(number)),
      name: value(mono(test.name)),
      path: value(mono(test.path)),
      kind: value(test.kind),
      purpose: value(test.purpose),
      command: value(...(test.command === '' ? [] : [mono(test.command)])),
      finding: value(findingId(finding)),
    },
    { code: () => code(test.code, 'python') },
  )
}

function fileScope({ path, total, counts }: PacketModel['byFile'][number]): TemplateScope {
  return scopeOf({
    path: value(mono(path)),
    count: value(whole(total)),
    ...Object.fromEntries(
      SEVERITIES.map((severity) => [
        SEVERITY_WORD[severity].toLowerCase(),
        value(whole(counts[severity])),
      ]),
    ),
  })
}

function scopeOf(
  values: Readonly<Record<string, TemplateValue>>,
  parts: Readonly<Record<string, () => readonly Block[]>> = {},
): TemplateScope {
  return {
    value: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    list: () => undefined,
    part: (name) => (Object.hasOwn(parts, name) ? parts[name]?.() : undefined),
  }
}
