// "No authentication" on a route that has a check; "race" where nothing can come in between.
import type { OutlinedSymbol } from '../../../analyzer/model.ts'
import type { ClaimFacts, ClaimProblem, ClaimSubject } from './claim.ts'
import { isAssertion, isDenial, type Sentence } from './sentences.ts'

const NO_AUTH =
  /\b(?:no|without(?:\s+any)?|lacks?(?:\s+any)?|missing)\s+(?:authentication|auth)\b(?!\s+(?:header|token|cookie))|\bunauthenticated\b|\bnot\s+authenticated\b/i
/** Said of what is right as well, or of other routes. */
const NOT_OPEN =
  /\b(?:reject\w*|den(?:y|ied|ies)|refus\w*|redirect\w*|401|403|need\w*|require\w*|necessary|intended|by design|on purpose|other|sibling\w*|another|all|some|most|routes|endpoints|services?|rate|client|test\w*)\b/i
const RACE =
  /\b(?:race(?:\s+condition)?|interleav\w+|another\s+(?:task|coroutine)\s+(?:can\s+)?(?:runs?|changes?|writes?|gets?))\b/i
/** Something else than another coroutine may come in between. */
const OTHER_RACE =
  /\b(?:process(?:es)?|threads?|workers?|pods?|instances?|replicas?|servers?|database|rows?|files?|redis|transaction\w*|other|callers?|before|between\s+(?:calls|requests)|requests?|no)\b/i
const WAITS = /\b(?:await|yield)\b|\basync\s+(?:for|with)\b/
/** What starts something beside, or works on what others have as well. */
const SHARED =
  /\b(?:create_task|ensure_future|gather|TaskGroup|start_soon|submit|to_thread|run_in_executor|call_soon\w*|Thread|Process|Pool|fork|open|redis|cache\w*|session|db|conn\w*|cursor|requests|httpx|subprocess|os|shutil|Path|socket|query|filter|save|commit|execute)\b/i

export function routeProblems(sentence: Sentence, facts: ClaimFacts): readonly ClaimProblem[] {
  const { text, start } = sentence
  const match = NO_AUTH.exec(text)
  if (match === null || !isPlain(sentence, facts.subject)) return []
  const rest = text.replace(NO_AUTH, '')
  if (isDenial(rest) || NOT_OPEN.test(rest)) return []
  const guard = ownSymbol(facts.subject)?.guard
  if (guard === undefined) return []
  const at = start + match.index
  const name = guard.name === '' ? 'what stands' : `\`${guard.name}\``
  return [
    {
      kind: 'auth',
      start: at,
      end: at + match[0].length,
      message: `The caller is checked before this route: ${name} at ${guard.path}:${guard.line}.`,
    },
  ]
}

export function raceProblems(sentence: Sentence, facts: ClaimFacts): readonly ClaimProblem[] {
  const { text, start } = sentence
  const { subject } = facts
  const match = RACE.exec(text)
  if (match === null || subject === undefined || subject.isRace) return []
  if (!isPlain(sentence, subject) || isDenial(text) || OTHER_RACE.test(text)) return []
  const own = ownSymbol(subject)
  if (own === undefined || !own.isAsync || own.touches.length > 0) return []
  const source = sourceOf(subject, own)
  if (source === undefined || WAITS.test(source) || SHARED.test(source)) return []
  const at = start + match.index
  return [
    {
      kind: 'race',
      start: at,
      end: at + match[0].length,
      message: `${own.symbol} has no await: no other task runs while it does.`,
    },
  ]
}

/** A statement about the finding's own function and no other name. */
function isPlain(sentence: Sentence, subject: ClaimSubject | undefined): boolean {
  if (subject === undefined || !isAssertion(sentence)) return false
  const own = subject.symbol.split('.').at(-1)
  return [...sentence.text.matchAll(/`([^`]+)`/g)].every(
    ([, code = '']) =>
      code
        .replace(/\(.*\)$/, '')
        .split('.')
        .at(-1) === own,
  )
}

function ownSymbol(subject: ClaimSubject | undefined): OutlinedSymbol | undefined {
  if (subject === undefined || subject.symbol === '') return undefined
  const found = subject.file
    .outline()
    .filter(({ symbol, kind }) => symbol === subject.symbol && kind === 'function')
  // Of two with one name nobody knows which is meant.
  return found.length === 1 ? found[0] : undefined
}

function sourceOf(
  { file }: ClaimSubject,
  { startLine, endLine }: OutlinedSymbol,
): string | undefined {
  return file
    .text()
    ?.split(/\r\n|\n|\r/)
    .slice(startLine - 1, endLine)
    .join('\n')
}
