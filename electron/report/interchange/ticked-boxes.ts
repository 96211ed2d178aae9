// Boxes that were ticked in an exported Markdown document. An empty box says nothing: it may be older
// than what was decided since.
import { type Imported, NOTHING } from './changes.ts'

const BOX = /^\s{0,12}[-*+] \[([ xX])\] (.*)$/
const FINDING = /^(?:\*\*Status\*\* )?(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)-\d{1,6} \(#(\d{1,9})\)/

/** A row of the checklist that stands for one finding: its link, then its title. */
const LINKED =
  /^\[(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)-\d{1,6} \(#(\d{1,9})\)\]\([^()\s]{0,300}\)(?!,| and \d)/

/** True for a document of a packet: it holds a box of a finding. */
export function hasPacketBoxes(text: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    const [, , content = ''] = BOX.exec(line) ?? []
    return FINDING.test(content) || LINKED.test(content)
  })
}

export function readTickedBoxes(text: string): Imported {
  const numbers = new Set<number>()
  const ticked: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const [, mark = ' ', content = ''] = BOX.exec(line) ?? []
    if (mark === ' ') continue
    const number = (FINDING.exec(content) ?? LINKED.exec(content))?.[1]
    if (number === undefined) ticked.push(content.trim())
    else numbers.add(Number(number))
  }
  return {
    ...NOTHING,
    kind: 'markdown-boxes',
    changes: [...numbers].map((number) => ({ number, change: { status: 'verified' } })),
    ticked,
  }
}
