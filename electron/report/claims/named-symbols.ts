// "`reserve` in `stock.py`": what is said to stand in a file has to be found there.
import type { ClaimFacts, ClaimProblem } from './claim.ts'
import { isAssertion, isDenial, type Sentence } from './sentences.ts'

const FILE = String.raw`((?:[\w.-]+\/)*[\w-][\w.-]*\.pyi?)`
const IN_FILE = new RegExp(
  String.raw`\x60([A-Za-z_][\w.]*)(?:\(\))?\x60(?:\s+(?:function|method|class|coroutine|handler|route|constant))?\s+(?:in|of|from)\s+(?:the\s+file\s+)?\x60?${FILE}\b`,
  'g',
)
const TEST_ID = new RegExp(String.raw`(?<![\w/.-])${FILE}::([A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)`, 'g')
/** What is to be written is not there yet, what was taken away is not there any more. */
const CHANGE =
  /\b(?:add(?:ed|ing)?|creat(?:e|ed|ing)|introduc(?:e|ed|ing)|new|mov(?:e|ed|ing)|renam(?:e|ed|ing)|extract(?:ed|ing)?|replac(?:e|ed|ing)|write|put|defin(?:e|ing)|remov(?:e|ed|ing)|delet(?:e|ed|ing)|drop(?:ped|ping)?|missing|lacks?|absent|gone|no|without|needs?|want|propos\w+|suggest\w*|instead|let|tests?)\b/i

export function symbolProblems(sentence: Sentence, facts: ClaimFacts): readonly ClaimProblem[] {
  const { text, start } = sentence
  if (!isAssertion(sentence) || isDenial(text)) return []
  const words = withoutCode(text)
  // The word "test" is part of what a test's name says.
  const isChange = CHANGE.test(words)
  const isChangeOfTest = CHANGE.test(words.replaceAll(/\btests?\b/gi, ''))
  const claims = [
    ...(isChange ? [] : [...text.matchAll(IN_FILE)]).map((match) => {
      return { match, symbol: match[1] ?? '', path: match[2] ?? '' }
    }),
    ...(isChangeOfTest ? [] : [...text.matchAll(TEST_ID)]).map((match) => {
      return { match, symbol: match[2] ?? '', path: match[1] ?? '' }
    }),
  ]
  return claims.flatMap(({ match, symbol, path }) => {
    const files = facts.files(path)
    const [file] = files
    const own = file?.text()
    if (file === undefined || own === undefined || files.length > 1) return []
    // What the module imports or takes from a parent class may stand in another file.
    const name = symbol.split(/\.|::/).at(-1) ?? ''
    if (name === '' || new RegExp(String.raw`\b${name}\b`).test(own)) return []
    const at = start + match.index
    return [
      {
        kind: 'symbol' as const,
        start: at,
        end: at + match[0].length,
        message: `${file.path} has no ${name}.`,
      },
    ]
  })
}

function withoutCode(text: string): string {
  return text.replaceAll(/`[^`]*`/g, '').replaceAll(/(?<!\S)\S+\.pyi?\S*/g, '')
}
