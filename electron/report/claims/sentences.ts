// A text cut into sentences, without what it quotes.

export interface Sentence {
  readonly text: string
  /** Where it starts in the whole text, UTF-16 units. */
  readonly start: number
  readonly isQuestion: boolean
}

const FENCE = /^ {0,3}(```+|~~~+)[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gm
const QUOTE = /^ {0,3}>[^\n]*$/gm
const ENDING = /[.!?](?=\s|$)|\n+|;/g

/** Fenced code and quotations are left out: what stands there is not the writer's claim. */
export function sentencesOf(text: string): readonly Sentence[] {
  const blank = (part: string) => part.replaceAll(/[^\n]/g, ' ')
  const own = text.replaceAll(FENCE, blank).replaceAll(QUOTE, blank)
  const found: Sentence[] = []
  let start = 0
  const add = (end: number, ending: string) => {
    if (own.slice(start, end).trim() !== '') {
      found.push({ text: own.slice(start, end), start, isQuestion: ending === '?' })
    }
  }
  for (const { index, 0: ending } of own.matchAll(ENDING)) {
    add(index, ending)
    start = index + ending.length
  }
  add(own.length, '')
  return found
}

const DOUBT =
  /\b(?:if|unless|would|could|should|might|may|must|suppos\w+|assum\w+|suspect\w*|perhaps|maybe|possibly|probably|seems?|whether|check|verify|unclear|sure|will|used to|previously|formerly|was|were|before|after|until|once|when|fixed|hypothe\w+|claims?|says?|reports?)\b/i
const DENIAL = /\b(?:not|never|neither|nor|false|wrong(?:ly)?|cannot|can't|no longer)\b|n't\b/i

/** True for a plain statement about what is: no question, no supposition, no story of the past. */
export function isAssertion({ text, isQuestion }: Sentence): boolean {
  return !isQuestion && !DOUBT.test(text)
}

/** True where something is denied, which may turn the claim around. */
export function isDenial(text: string): boolean {
  return DENIAL.test(text)
}
