// What can be named in a template, as the window's help lists it.
import { CATEGORIES, SEVERITIES } from '../../../analyzer/model.ts'
import type { PacketModel } from '../model.ts'
import type { DocumentId } from '../names.ts'
import { packetFigures } from '../references.ts'
import { outlineOf } from './built-in-templates.ts'
import { FINDING_LISTS, FINDING_PARTS, FINDING_VALUES, REVIEW_VALUES } from './template-scope.ts'

export interface NamedTags {
  readonly title: string
  readonly tags: string[]
}

/** Tags by kind, each as it is written. */
export function templateNames(document: DocumentId, model: PacketModel): NamedTags[] {
  const value = (name: string) => `{{${name}}}`
  const part = (name: string) => `{{> ${name}}}`
  const list = (name: string) => `{{#${name}}}{{/${name}}}`
  const outline = outlineOf(document)
  return [
    { title: 'Parts of this document', tags: outline.map(part) },
    { title: 'Their headings', tags: outline.map((id) => value(`title.${id}`)) },
    {
      title: 'Only if there is such a part',
      tags: outline.slice(1).map((id) => list(`has.${id}`)),
    },
    { title: 'Figures', tags: [...packetFigures(model).keys()].map(value) },
    { title: 'The review', tags: REVIEW_VALUES.map(value) },
    { title: 'Lists', tags: [...FINDING_LISTS, 'files', 'tests', 'practices'].map(list) },
    {
      title: 'Lists of some findings: any words after a dot',
      tags: [
        ...SEVERITIES.map((word) => list(`findings.${word}`)),
        list('findings.merge'),
        list('findings.P0'),
        list('findings.confirmed.production'),
        list(`findings.${CATEGORIES[0]}`),
      ],
    },
    { title: 'In a list of findings', tags: FINDING_VALUES.map(value) },
    { title: 'In a list of findings, on a line of their own', tags: FINDING_PARTS.map(part) },
    {
      title: 'In a list of findings, conditions',
      tags: ['is.critical', 'is.merge', 'is.confirmed', 'note'].map(list),
    },
    {
      title: 'In a list of tests',
      tags: [
        ...['number', 'name', 'path', 'kind', 'purpose', 'command', 'finding'].map(value),
        part('code'),
      ],
    },
    { title: 'In a list of files', tags: ['path', 'count', ...SEVERITIES].map(value) },
    { title: 'In a list of practices', tags: ['title', 'sentence'].map(value) },
  ]
}
