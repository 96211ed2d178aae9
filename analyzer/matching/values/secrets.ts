// Which names promise a secret, and which texts look like one.

/** Words of a name, in lower case: `dbPassword` and `DB_PASSWORD` give `db`, `password`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

const PASSWORD = new Set([
  'password',
  'passwd',
  'passwort',
  'pwd',
  'pass',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'pw',
])
const KEY_PAIRS =
  /(?:^|_)(?:api_?key|secret_?key|access_?key|private_?key|auth_?key|encryption_?key|signing_?key|client_?secret|auth_?token|access_?token|refresh_?token|bearer_?token|jwt_?secret|aws_secret\w*)(?:$|_)/
/** The last words of names that speak about a secret and do not hold it. */
const ABOUT = new Set(
  'port ip from replacement mask masked patterns at on by date time since age field fields name names label prompt help text message error url uri path file filename dir type regex re pattern min max length len size header headers id ids expires expiry expiration ttl timeout hash hashed hashers hasher validators validator reset change changed form view template hint required format prefix suffix env var variable param parameter parameters args arg algorithm alg kind class policy strength count index attr column key_name title placeholder input widget checker callback func function store storage manager backend provider scheme separator sep delimiter char chars encoding version generator salt_length status state option options flag enabled ok valid exists missing invalid mismatch expired ref refs reference references namespace ns arn annotation annotations config configuration configs used source selector scope mode method event events uuid uuids guid autocomplete lifetime duration issuer audience digest fingerprint link links page limit attempt attempts retries history rule rules grant exception algo plugin driver check charset challenge dialog question opaque strategy auth authentication'.split(
    ' ',
  ),
)

/** The first word of names of what is wrong with a secret, or of what is asked about it. */
const FAULTS =
  /^(?:invalid|wrong|bad|incorrect|missing|expired|weak|empty|has|is|no|needs?|requires?|asks?|forgot|update|change|reset|remember|generate|verify|confirm|create)$/

/** Words of names that say whether secrets are used. */
const SWITCHES = new Set([
  'disable',
  'disabled',
  'enable',
  'allow',
  'allowed',
  'skip',
  'unlock',
  'use',
  'uses',
])

/** Words that make a name one of a kind, or of a thing for tests. */
const NAMING = new Set([
  'style',
  'mode',
  'type',
  'types',
  'kind',
  'test',
  'tests',
  'testing',
  'demo',
  'sample',
  'dummy',
  'fake',
  'mock',
])

export type SecretKind = 'password' | 'key' | 'token'

/** What kind of secret a variable of this name should hold; undefined for all others. */
export function secretKindOf(name: string): SecretKind | undefined {
  const words = wordsOf(name)
  const last = words.at(-1)
  // `SECRET_TYPE_OPAQUE`, `TEST_PASSWORD`.
  if (words.some((word) => NAMING.has(word))) return undefined
  if (
    last === undefined ||
    ABOUT.has(last) ||
    FAULTS.test(words[0] ?? '') ||
    words.some((word) => SWITCHES.has(word))
  )
    return undefined
  if (KEY_PAIRS.test(words.join('_')) || last === 'apikey' || last === 'secretkey') return 'key'
  // `pass_zero` lets something through.
  const isSaid = words.some(
    (word, at) => PASSWORD.has(word) && (word !== 'pass' || at === words.length - 1),
  )
  if (isSaid && !words.includes('bypass')) {
    return words.length === 1 && last === 'pass' ? 'token' : 'password'
  }
  if (/(?:password|passwd|secret)$/.test(last)) return 'password'
  return last === 'token' || last === 'credential' || last === 'credentials' ? 'token' : undefined
}

/** Text that stands for a secret that somebody has to fill in. */
const PLACEHOLDER =
  /^$|^[<[{(].*[>\]})]$|^\*+[^*]*\*+$|^__\w+__$|^\$|%\(|%s|\{.*\}|^[*x.:\-_#?\s]+$|^(?:str|string|text|bytes|integer|varchar|none|null|nil|undefined|true|false|todo|tbd|n\/a|dummy|fake|example|sample|placeholder|redacted|masked|hidden|missing|unset|blank|empty|default|unchanged|bearer|basic|anonymous|guest|unknown|optional|required|always|never|auto|prompt|ask|ignore|warn|error|allow|deny)$|your[-_ ]|[-_ ]here$|change[-_ ]?me|change[-_ ]?this|replace[-_ ]?(?:me|this|with)|insert[-_ ]|example|redacted|placeholder|^not?[-_]|^not?a?(?:secret|password)$/i

/** True for `SET_PASSWORD = 'SetPassword'`: the value says the name once more. */
export function repeatsName(name: string, value: string): boolean {
  return wordsOf(name).join('') === wordsOf(value).join('')
}

/** Words of what a service says about a secret. */
const ANSWER =
  /(?:^|_)(?:request|error|failed|failure|invalid|missing|denied|saved|unknown|expired|wrong|rejected|accepted|too|required|mismatch|changed|updated|similar)(?:_|$)/

/** Text that can be a secret at all; names of fields, sentences, paths and addresses cannot. */
export function isPlausibleSecret(kind: SecretKind, value: string): boolean {
  if (PLACEHOLDER.test(value) || /\s/.test(value) || value.length < 3) return false
  // `;base64,`: a mark between other text.
  if (/^[;:,].*[;:,]$/.test(value)) return false
  // Patterns.
  if (/\[[^\]]*\w-\w[^\]]*\]|\(\?[P:=!<]|\\[dwsDWSb]/.test(value)) return false
  // Answers of a protocol: `bad_request`, `saved_password`.
  if (/^[a-z]+(?:_[a-z]+)*$/.test(value) && ANSWER.test(value)) return false
  // `RestPassword`: the name of a field.
  if (/^(?:[A-Z][a-z]+)+$/.test(value) && /(?:Password|Secret|Token|Key)$/.test(value)) return false
  // Paths of modules, schemes.
  if (/^[a-z_]+(?:\.[a-z_]+){2,}$/i.test(value) || /^[a-z]+:$/.test(value)) return false
  // Versions, reply codes and addresses of mail.
  if (
    /^\d+(?:\.\d+)+(?:\/\d+)?$/.test(value) ||
    /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$/i.test(value)
  )
    return false
  if (
    /^(?:https?|ftp|file|env|vault|arn|ssm|secretsmanager):/i.test(value) ||
    /^(?:[./~]|--[a-z])/.test(value)
  ) {
    return false
  }
  // `PASSWORD = 'password'`, `TOKEN = 'access_token'`: the name of a field.
  if (secretKindOf(value) !== undefined && /^[a-z_.:\- ]+$/i.test(value) && kind !== 'password')
    return false
  if (
    /^(?:[a-z]+[_.-])*(?:password|passwd|pwd|pass|token|secret|key|passphrase)(?:[_.-]?\d)?$/i.test(
      value,
    )
  )
    return false
  // `OS-OAUTH1:access_token`: the name of a field with the space that it is of.
  if (/^[a-z][\w-]*[:./](?:[a-z]+_)*(?:token|secret|key|password)$/i.test(value)) return false
  if (kind === 'password') {
    const isName = /[_-](?:password|passwd|secret|token|key)|^(?:password|token|secret)[_-]/i
    return !/^[a-z_-]+$/i.test(value) || !isName.test(value)
  }
  const mixed = /\d/.test(value) && /[a-z]/i.test(value)
  if (kind === 'key')
    return (
      value.length >= (mixed ? 6 : 8) &&
      (mixed || /[!@#$%^&*]/.test(value)) &&
      !/^[a-z]+(?:[._-][a-z]+)+$/.test(value)
    )
  return value.length >= 8 && mixed && entropy(value) > 2.8
}

/** Bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** Keys of well-known services, private keys, addresses with a password in them. */
export const KNOWN_SECRET =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{50,}|\bglpat-[\w-]{20}|\bsk_live_[0-9A-Za-z]{16,}|\brk_live_[0-9A-Za-z]{16,}|\bxox[baprs]-[0-9A-Za-z-]{10,}|\bAIza[0-9A-Za-z_-]{35}\b|\bSG\.[\w-]{20,}\.[\w-]{30,}|\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}|\bnpm_[A-Za-z0-9]{36}\b|\bpypi-AgE[\w-]{40,}|-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----(?:[^<>]{0,200}?)[A-Za-z0-9+/]{20}/

/** `scheme://user:password@host`: the password, or undefined. */
export function passwordInAddress(text: string): string | undefined {
  const found = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/:@{}$<%]+)@([\w.-]+)/i.exec(text)
  const password = found?.[1]
  if (password === undefined || PLACEHOLDER.test(password)) return undefined
  if (/^(?:pass(?:word|wd)?|pwd|pw|secret|test|user|postgres|guest|root|admin)\d*$/i.test(password))
    return undefined
  if (/^(?:localhost|127\.|host|example\.)/.test(found?.[2] ?? '')) return undefined
  return password
}
