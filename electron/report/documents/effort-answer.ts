// The answer to the first question that everybody asks: how long does it take?
import { hoursWord } from '../effort.ts'
import type { PacketModel } from '../model.ts'
import { type Block, bullets, heading, paragraph } from '../tree/build.ts'
import { documentLink } from './document.ts'

/** The question with the hours of each part, as the fix guide sums them up. */
export function howLong(model: PacketModel): Block[] {
  const { effort, open } = model
  return [
    heading(3, 'How long does it take to fix?'),
    ...(open.length === 0
      ? [paragraph('No finding is open.')]
      : [
          paragraph('See: ', documentLink(model, 'fix-guide', 'effort')),
          bullets([
            `Blockers: ${hoursWord(effort.blockers)}`,
            `Tests: ${hoursWord(effort.tests)}`,
            `Review: ${hoursWord(effort.review)}`,
            `Until the merge: ${hoursWord(effort.toMerge)}`,
            `Everything: ${hoursWord(effort.total)}`,
          ]),
        ]),
  ]
}
