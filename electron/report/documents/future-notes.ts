// What is left for later: deferred findings, nice-to-haves, what to prevent, what stays open.

import { CATEGORY_NAMES } from '../../api/category-names.ts'
import { hoursWord, sum } from '../effort.ts'
import { FINDING_FIELDS, REVIEW_FIELDS } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { groupItems } from '../grouping.ts'
import { counted, findingId, whole } from '../labels.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import {
  type Block,
  bullets,
  type Cell,
  field,
  heading,
  type Inline,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import { prose } from '../tree/prose.ts'
import { openQuestions } from './discussion.ts'
import {
  andMore,
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type PacketDocument,
} from './document.ts'
import { findingLink, findingLinks, itemFindings } from './finding-parts.ts'

const ITEMS = 60

export function futureNotes(model: PacketModel): PacketDocument {
  return {
    id: 'future-notes',
    title: DOCUMENT_TITLES['future-notes'],
    purpose: 'What is left for later, and what would prevent it',
    audience: 'Maintainers, architects',
    contents: [
      `${counted(model.deferred.length, 'deferred finding')}, ${counted(model.later.length, 'finding')} for later`,
      'Debt by category, prevention, architectural goals',
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Notes for the future'),
      ...deferred(model),
      ...later(model),
      heading(2, 'Architectural goals'),
      ...fieldBlocks(model.snapshot, REVIEW_FIELDS.goals),
      ...prevention(model),
      ...(textOf(model.snapshot, REVIEW_FIELDS.monitoring) === undefined
        ? []
        : [
            heading(2, 'Monitoring and rules to add'),
            ...fieldBlocks(model.snapshot, REVIEW_FIELDS.monitoring),
          ]),
      ...openQuestions(model),
      ...debt(model),
    ]),
  }
}

function deferred(model: PacketModel): Block[] {
  return [
    heading(2, `Deferred (${whole(model.deferred.length)})`),
    ...(model.deferred.length === 0
      ? [paragraph('Nothing was deferred.')]
      : model.deferred.flatMap((finding) => [
          paragraph(findingLink(finding), ` ${finding.title}`),
          ...fieldBlocks(finding, FINDING_FIELDS.deferral),
        ])),
  ]
}

function later(model: PacketModel): Block[] {
  // What was deferred stands above with its reason.
  const rest = model.later.filter((finding) => !model.deferred.includes(finding))
  const items = groupItems(rest)
  const shown = items.slice(0, ITEMS)
  return [
    heading(2, `Nice to have (${whole(rest.length)})`),
    ...(items.length === 0
      ? [paragraph('Nothing is left for later.')]
      : [
          bullets(
            shown.map((item): Inline[] => {
              const findings = itemFindings(item)
              return [
                ...findingLinks(findings, 4),
                ` ${findings[0].title} (${hoursWord(sum(findings.map(model.effortOf)))})`,
              ]
            }),
          ),
        ]),
    ...andMore(
      items.slice(ITEMS).flatMap(itemFindings).length,
      documentLink(model, 'action-items'),
      '.',
    ),
  ]
}

function prevention(model: PacketModel): Block[] {
  const own = model.findings.filter((one) => textOf(one, FINDING_FIELDS.prevention) !== undefined)
  return [
    heading(2, 'Prevention'),
    ...(own.length === 0
      ? [paragraph('No prevention measure was written for a finding.')]
      : own.flatMap((finding) => [
          field(findingId(finding), finding.title),
          ...prose(textOf(finding, FINDING_FIELDS.prevention)?.text ?? ''),
        ])),
  ]
}

/** What stays if only the gates are satisfied. */
function debt(model: PacketModel): Block[] {
  const rest = [...new Set([...model.later, ...model.deferred])]
  const rows = model.byCategory.flatMap(({ category }): Cell[][] => {
    const own = rest.filter((one) => categoryOf(one, model.ruleOf) === category)
    return own.length === 0
      ? []
      : [[CATEGORY_NAMES[category], whole(own.length), hoursWord(sum(own.map(model.effortOf)))]]
  })
  return [
    heading(2, 'Debt register'),
    ...(rows.length === 0
      ? [paragraph('Once both gates are passed, nothing is left.')]
      : [
          paragraph('What stays when both gates are passed:'),
          table(
            [
              'Category',
              { title: 'Findings', align: 'right' },
              { title: 'Effort', align: 'right' },
            ],
            [
              ...rows,
              [
                strong('Total'),
                strong(whole(rest.length)),
                strong(hoursWord(sum(rest.map(model.effortOf)))),
              ],
            ],
          ),
        ]),
  ]
}
