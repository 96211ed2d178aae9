// Two pages for engineers: every issue in one table, the matrices, one line of problem and fix each.

import { SEVERITIES } from '../../../analyzer/model.ts'
import { CATEGORY_NAMES } from '../../api/category-names.ts'
import { heatMap } from '../charts/heat-map.ts'
import { citationText, lineSpan, shortPath } from '../citation.ts'
import { hoursWord, sum } from '../effort.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, GATE_WORD, SEVERITY_WORD, STATUS_WORD, whole } from '../labels.ts'
import type { PacketModel, SeverityCounts } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { shortNames } from '../paths.ts'
import {
  type Align,
  type Block,
  bullets,
  type Cell,
  field,
  heading,
  mono,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import {
  andMore,
  documentHead,
  documentLink,
  documentTree,
  type PacketDocument,
} from './document.ts'
import {
  findingLink,
  findingLinks,
  fixInline,
  itemFindings,
  lineList,
  problemInline,
  severityTag,
} from './finding-parts.ts'

const TABLE_ROWS = 40
const ONE_LINERS = 30
const FILE_ROWS = 15

const RIGHT: Align = 'right'

export function reviewSummary(model: PacketModel): PacketDocument {
  return {
    id: 'review-summary',
    title: DOCUMENT_TITLES['review-summary'],
    purpose: 'Quick reference for engineers',
    audience: 'Development team, code reviewers',
    contents: [
      `Issue severity table (${counted(model.findings.length, 'finding')})`,
      'Problem and fix of each issue in one line',
      'Priority matrix (must, should, nice)',
      `Issue location by file (${counted(model.byFile.length, 'file')})`,
    ],
    hasTextForm: true,
    tree: documentTree([
      ...documentHead(model, 'Review summary'),
      ...countSection(model),
      ...issueTable(model),
      ...matrices(model),
      ...oneLiners(model),
      ...priorityMatrix(model),
      ...byFile(model),
      ...overrides(model),
    ]),
  }
}

function countSection(model: PacketModel): Block[] {
  return [
    heading(2, 'Counts'),
    field(
      'Findings',
      `${whole(model.findings.length)} in total, ${whole(model.open.length)} open, ${whole(model.undecided)} not yet judged; ${whole(model.dismissed.length)} dismissed and ${whole(model.suppressed.length)} suppressed are not counted`,
    ),
    table(
      ['Severity', { title: 'Findings', align: RIGHT }],
      [
        ...SEVERITIES.map((severity): Cell[] => [
          SEVERITY_WORD[severity],
          whole(model.bySeverity[severity]),
        ]),
        [strong('Total'), strong(whole(model.findings.length))],
      ],
    ),
    ...(model.findings.length === 0
      ? []
      : [
          table(
            ['Status', { title: 'Findings', align: RIGHT }],
            model.byStatus
              .filter((one) => one.count > 0)
              .map((one): Cell[] => [STATUS_WORD[one.status], whole(one.count)]),
          ),
        ]),
  ]
}

function issueTable(model: PacketModel): Block[] {
  const items = groupItems(model.findings)
  const names = shortNames(model.byFile.map((row) => row.path))
  const shown = items.slice(0, TABLE_ROWS)
  const rest = items.slice(TABLE_ROWS).flatMap(itemFindings).length
  return [
    heading(2, 'Issue severity table'),
    ...(items.length === 0 ? [paragraph('There are no findings.')] : []),
    ...(items.length === 0
      ? []
      : [
          table(
            [
              'ID',
              'Severity',
              'Title',
              'File and lines',
              'Gate',
              { title: 'Effort', align: RIGHT },
            ],
            shown.map((item) => issueRow(model, item, names)),
          ),
        ]),
    ...andMore(rest, documentLink(model, 'code-review'), '.'),
  ]
}

function issueRow(model: PacketModel, item: Item, names: ReadonlyMap<string, string>): Cell[] {
  const findings = itemFindings(item)
  const [first] = findings
  const { path } = first.finding.location
  const name = names.get(path) ?? path
  const files = new Set(findings.map((one) => one.finding.location.path)).size
  const where =
    item.kind === 'single'
      ? `${name}:${lineSpan(first.finding.location)}`
      : files === 1
        ? `${name}:${lineList(findings)}`
        : `${counted(findings.length, 'place')} in ${counted(files, 'file')}`
  return [
    item.kind === 'single' ? findingLink(first) : findingLinks(findings, 1),
    severityTag(first),
    first.title,
    where,
    GATE_WORD[first.gate],
    hoursWord(sum(findings.map(model.effortOf))),
  ]
}

const SEVERITY_COLUMNS = [
  ...SEVERITIES.map((severity) => ({ title: SEVERITY_WORD[severity], align: RIGHT })),
  { title: 'Total', align: RIGHT },
]

function countCells(counts: SeverityCounts, total: number): Cell[] {
  return [
    ...SEVERITIES.map((severity) => (counts[severity] === 0 ? '.' : whole(counts[severity]))),
    strong(whole(total)),
  ]
}

function matrices(model: PacketModel): Block[] {
  if (model.findings.length === 0) return []
  const files = model.byFile.slice(0, FILE_ROWS)
  const map = heatMap(model)
  return [
    heading(2, 'Severity by category'),
    table(
      ['Category', ...SEVERITY_COLUMNS],
      [
        ...model.byCategory.map((row): Cell[] => [
          CATEGORY_NAMES[row.category],
          ...countCells(row.counts, row.total),
        ]),
        [strong('Total'), ...countCells(model.bySeverity, model.findings.length)],
      ],
    ),
    heading(2, 'Severity by file'),
    ...(map === undefined ? [] : [map]),
    table(
      ['File', ...SEVERITY_COLUMNS],
      files.map((row): Cell[] => [shortPath(row.path, 48), ...countCells(row.counts, row.total)]),
    ),
    ...andMore(model.byFile.length - files.length, mono('findings.csv'), '.'),
  ]
}

function oneLiners(model: PacketModel): Block[] {
  const items = groupItems(model.open)
  if (items.length === 0) return []
  const shown = items.slice(0, ONE_LINERS)
  const rest = items.slice(ONE_LINERS).flatMap(itemFindings).length
  return [
    heading(2, 'Problem and fix'),
    bullets(
      shown.map((item) => {
        const findings = itemFindings(item)
        const [first] = findings
        const ids = item.kind === 'single' ? [findingLink(first)] : findingLinks(findings, 1)
        return [
          ...ids,
          ' ',
          strong('Problem'),
          ': ',
          ...problemInline(first),
          ' ',
          strong('Fix'),
          ': ',
          ...fixInline(first, model.ruleOf(first.ruleId)),
        ]
      }),
    ),
    ...andMore(rest, documentLink(model, 'fix-guide'), '.'),
  ]
}

function priorityMatrix(model: PacketModel): Block[] {
  const row = (word: string, findings: PacketModel['open']): Cell[] => [
    word,
    whole(findings.length),
    findings.length === 0 ? 'none' : findingLinks(findings, 15),
  ]
  return [
    heading(2, 'Priority matrix'),
    table(
      ['Priority', { title: 'Open', align: RIGHT }, 'Findings'],
      [
        row('Must (before merge)', model.blockers),
        row('Should (before production)', model.conditions),
        row('Nice (later)', model.later),
      ],
    ),
  ]
}

function byFile(model: PacketModel): Block[] {
  if (model.byFile.length === 0) return []
  const shown = model.byFile.slice(0, FILE_ROWS)
  return [
    heading(2, 'Issue location by file'),
    table(
      ['File', 'Findings', 'Lines'],
      shown.map((row): Cell[] => [
        shortPath(row.path, 48),
        findingLinks(row.findings, 8),
        lineList(row.findings),
      ]),
    ),
    ...andMore(model.byFile.length - shown.length, mono('findings.csv'), '.'),
  ]
}

function overrides(model: PacketModel): Block[] {
  if (model.overridden.length === 0) return []
  return [
    heading(2, 'Changed severities'),
    table(
      ['ID', 'Severity', 'Place', 'Reason'],
      model.overridden.map((finding): Cell[] => [
        findingLink(finding),
        severityTag(finding),
        citationText(finding.finding.location),
        finding.severityReason || 'No reason was given.',
      ]),
    ),
  ]
}
