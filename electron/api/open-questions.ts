// Which talk waits for somebody.

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/gu
const ADDRESS = /\bhttps?:\/\/\S+/gu
/** A question mark at the end of a sentence, whatever closes the sentence. */
const QUESTION = /[?\uff1f][!?)\]"'\u2019\u201d*_]*(?:\s|$)/u

/** Whether a comment (Markdown) asks something outside of its code and addresses. */
export function asksSomething(text: string): boolean {
  return QUESTION.test(text.replace(CODE, ' ').replace(ADDRESS, ' '))
}

interface OpenThread {
  readonly lastBy: string
  readonly isQuestion: boolean
}

/** Whether one of these open threads waits for `reviewer`, or for an answer from anybody. */
export function needsReply(openThreads: readonly OpenThread[], reviewer: string): boolean {
  return openThreads.some(({ lastBy, isQuestion }) => isQuestion || lastBy !== reviewer)
}
