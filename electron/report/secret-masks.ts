// How secrets are found in texts: by the form that their makers gave them, or by the name before them.
import { isMasked, MASKS, type Mask } from './masks.ts'

/** Tokens that their makers gave a form by which they can be known. */
const TOKENS = [
  'AKIA[0-9A-Z]{16}',
  'ASIA[0-9A-Z]{16}',
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_[A-Za-z0-9_]{40,255}',
  'glpat-[A-Za-z0-9_-]{20,64}',
  'xox[abeprs]-[A-Za-z0-9-]{10,250}',
  'AIza[0-9A-Za-z_-]{35}',
  'sk_(?:live|test)_[0-9A-Za-z]{16,99}',
  'sk-(?:proj-)?[A-Za-z0-9_-]{32,200}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,255}',
  // The end of an address of Slack's hooks.
  'T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/[A-Za-z0-9]{16,40}',
  'eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}',
]
const TOKEN_HINTS = [
  'AKIA',
  'ASIA',
  'gh',
  'glpat-',
  'xox',
  'AIza',
  'sk_',
  'sk-',
  'npm_',
  'pypi-',
  'hooks.slack.com',
  'eyJ',
]

/** What a name of a secret holds. */
const NAMES =
  'pass(?:word|wd|phrase)|secret|token|api_?-?key|access_?-?key|private_?-?key|credential'
const NAMES_IN_CAPITALS =
  'PASS(?:WORD|WD|PHRASE)|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL'
const NAME_HINTS = ['pass', 'secret', 'token', 'key', 'credential']
const HINTS_IN_CAPITALS = [...NAME_HINTS.map((hint) => hint.toUpperCase()), 'aws_secret']
/** A value that no code is: without quotes, brackets and separators. */
const BARE = `[^\\s"'\\\\(){}[\\]<>,;]{8,400}`

/** The last two groups are what stays before it and the value. */
const leaveName = (_: string, lead = '', value = '') =>
  looksLikeSecret(value) ? `${lead}${MASKS.secret}` : undefined
/** Without quotes even a name could be a value: those of secrets have digits. */
const leaveBareName = (_: string, lead = '', value = '') =>
  /\d/.test(value) ? leaveName(_, lead, value) : undefined

export const SECRET_MASKS: readonly Mask[] = [
  {
    kind: 'secret',
    pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${TOKENS.join('|')})(?![A-Za-z0-9])`, 'g'),
    hints: TOKEN_HINTS,
    replace: () => MASKS.secret,
  },
  {
    kind: 'secret',
    pattern:
      /(-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----)([\s\S]{0,20000}?)(-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    hints: ['PRIVATE KEY'],
    // Lines stay lines, so that places in the file stay where they are.
    replace: (_, start = '', body = '', end = '') =>
      `${start}${body.replaceAll(/[^\r\n]+/g, MASKS.secret)}${end}`,
  },
  {
    kind: 'secret',
    // A name that says so, then a literal: `API_KEY = "..."`, `"password": '...'`; also in JSON that
    // stands in a text, where quotes have backslashes before them.
    pattern: new RegExp(
      `((?:${NAMES})[A-Za-z0-9_]{0,30}(?:\\\\{0,3}["'])?\\]?\\s{0,4}(?::\\s{0,4}[A-Za-z_.[\\]]{1,30}\\s{0,4})?[:=]\\s{0,4}[rbuRBU]{0,2}(\\\\{0,3}(?:"{3}|'{3}|["'])))((?:[^"'\\s\\\\]|\\\\[^\\s"'\\\\]){8,400})(?=\\2)`,
      'gi',
    ),
    hints: NAME_HINTS,
    replace: (_, lead, __, value) => leaveName(_, lead, value),
  },
  {
    kind: 'secret',
    // Without quotes, as shells and files of settings have it: `export API_KEY=...`.
    pattern: new RegExp(
      `((?<![A-Za-z0-9_])(?:[A-Z0-9_]{0,40}(?:${NAMES_IN_CAPITALS})[A-Z0-9_]{0,30}=|aws_secret_access_key\\s{0,4}=\\s{0,4}))(${BARE})(?!\\S)`,
      'g',
    ),
    hints: HINTS_IN_CAPITALS,
    replace: leaveBareName,
  },
  {
    kind: 'secret',
    // The same alone in its line: `password: ...`.
    pattern: new RegExp(
      `(^[ \\t]{0,40}[A-Za-z0-9_-]{0,40}(?:${NAMES})[A-Za-z0-9_-]{0,30}:[ \\t]{1,4})(${BARE})(?=[ \\t]*$)`,
      'gim',
    ),
    hints: NAME_HINTS,
    replace: leaveBareName,
  },
  {
    kind: 'secret',
    // What a client sends to say who it is.
    pattern: /\b((?:Bearer|Basic)\s{1,4})([A-Za-z0-9._~+/-]{16,2000}={0,2})/g,
    hints: ['Bearer', 'Basic'],
    replace: leaveBareName,
  },
  {
    kind: 'secret',
    // A password within an address of a service: `postgres://user:password@host`.
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,100}:)([^\s/"'{}]{1,200})(?=@)/gi,
    hints: ['://'],
    replace: (_, lead = '', value = '') =>
      isMasked(value) || PLACEHOLDER.test(value) ? undefined : `${lead}${MASKS.secret}`,
  },
]

/** What stands for a password in examples. */
const PLACEHOLDER = /^(?:<[^<>]*>|\[[^[\]]*\]|[*.x]+|pass(?:word|wd)?|pwd?|secret|token|changeme)$/i

/** A literal that is more than a word: it mixes kinds of characters. */
function looksLikeSecret(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value))
  const isWords = /^[a-z]+(?:[_.-][a-z]+)*$/i.test(value)
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(value)
  const isOther = isWords || isAddress || isMasked(value) || /[{}<>$%]/.test(value)
  return kinds.length >= 2 && !isOther
}
