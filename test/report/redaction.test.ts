import { expect, test } from 'vitest'
import { MASKS } from '../../electron/report/masks.ts'
import { packetModel } from '../../electron/report/model.ts'
import { buildPacket, packetContents } from '../../electron/report/packet.ts'
import { preflight } from '../../electron/report/preflight.ts'
import { printPages } from '../../electron/report/print-pages.ts'
import { MASK_ALL, redact } from '../../electron/report/redaction.ts'
import { aFinding, aFix, aSnapshot } from '../support/builders.ts'
import { hostileEverywhere } from '../support/whole-review.ts'

const NO_MASKS = { secret: 0, address: 0, 'home folder': 0, term: 0 }
// Put together here, so that no scanner of this repository takes them for real.
const AWS = `AKIA${'IOSFODNN7REALKEY'}`
const GITHUB = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`
const KEY = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEow', 'IBAAKC', '-----END RSA PRIVATE KEY-----']

function shown(text: string, settings = MASK_ALL): string {
  const { snapshot } = redact(aSnapshot({ findings: [aFinding({ note: text })] }), settings)
  return snapshot.findings[0]?.note ?? ''
}

test.each([
  [`key = "${AWS}"`, `key = "${MASKS.secret}"`],
  [`see ${GITHUB}.`, `see ${MASKS.secret}.`],
  ['PASSWORD = "hunter2!Xy9"', `PASSWORD = "${MASKS.secret}"`],
  ["    'api_key': 'k3y-9876543210',", `    'api_key': '${MASKS.secret}',`],
  ['db = "postgres://app:s3cret@db/x"', `db = "postgres://app:${MASKS.secret}@db/x"`],
  ['mail ada.lovelace@firm.org now', `mail ${MASKS.address} now`],
  ['open("/home/ada/notes.txt")', `open("/home/${MASKS['home folder']}/notes.txt")`],
  ['C:\\Users\\Ada\\x.py', `C:\\Users\\${MASKS['home folder']}\\x.py`],
  [KEY.join('\n'), [KEY[0], MASKS.secret, MASKS.secret, KEY[3]].join('\n')],
  ['{\\"password\\": \\"hunter2!Xy9\\"}', `{\\"password\\": \\"${MASKS.secret}\\"}`],
  ["os.environ['API_KEY'] = 'k3y-9876543210'", `os.environ['API_KEY'] = '${MASKS.secret}'`],
  ['PASSWORD = """hunter2!Xy9"""', `PASSWORD = """${MASKS.secret}"""`],
  ['export DB_PASSWORD=hunter2!Xy9', `export DB_PASSWORD=${MASKS.secret}`],
  ['db:\n  password: hunter2!Xy9\n', `db:\n  password: ${MASKS.secret}\n`],
  ['Authorization: Bearer abc.DEF-123456789', `Authorization: Bearer ${MASKS.secret}`],
  ['redis://:p@s5@cache:6379', `redis://:${MASKS.secret}@cache:6379`],
  [`PASSWORD = "${MASKS.term}hunter2!Xy9"`, `PASSWORD = "${MASKS.secret}"`],
  ['C:\\Users\\Ada Lovelace\\x.py', `C:\\Users\\${MASKS['home folder']}\\x.py`],
  ['/home/zoë/x', `/home/${MASKS['home folder']}/x`],
])('%s is masked', (text, masked) => {
  expect(shown(text)).toBe(masked)
})

test.each([
  'password = os.environ["PASSWORD"]',
  'token = get_token(request)',
  'token_type = "access_token"',
  'secret_name = f"{prefix}/db-password-1"',
  'raise ValueError("the password is too short, use 12 characters")',
  'ask user@example.com',
  'decorator @app.route here',
  'a/home/of/code.py',
  'path = "/home/user/x"',
  'sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
  'https://host:8080/path@2',
  'db://user:password@host and db://<user>:<password>@host',
  'token_url = "https://example.com/oauth2/token"',
  'def login(password: SecretStr9, token: Token2) -> None:',
  'Basic Authentication-related tests',
])('%s stays as it is', (text) => {
  expect(shown(text)).toBe(text)
})

test('the own words of a team are masked in any case', () => {
  const settings = { ...MASK_ALL, terms: ['Project Nightjar', 'a+b'] }
  expect(shown('project nightjar needs A+B', settings)).toBe(`${MASKS.term} needs ${MASKS.term}`)
  expect(shown('Bob', { ...MASK_ALL, terms: ['bob'] })).toBe(MASKS.term)
})

test('what is planted in a snippet is in no file of the packet, and the record has it still', () => {
  const planted = [AWS, 'ada.lovelace@firm.org', '/home/ada.lovelace/keys']
  const code = `KEY = "${planted[0]}"  # ${planted[1]} ${planted[2]}\n`
  const finding = aFinding({
    note: code,
    fixes: [aFix({ before: code, after: 'KEY = read_key()\n', startLine: 1, endLine: 1 })],
  })
  const snapshot = aSnapshot({
    findings: [{ ...finding, finding: { ...finding.finding, snippet: code, message: code } }],
    sources: [{ path: finding.fixes[0]?.path ?? '', text: code }],
  })
  const before = structuredClone(snapshot)
  const { snapshot: masked, masks } = redact(snapshot)
  const files = buildPacket(masked, { sha256: () => '0'.repeat(64) })
  for (const { path, text } of files) {
    for (const word of planted) expect(text.includes(word), `${word} in ${path}`).toBe(false)
  }
  expect(files.some(({ path }) => path.startsWith('patches/'))).toBe(false)
  expect(masks.secret).toBeGreaterThan(0)
  expect(snapshot).toEqual(before)
})

const PLANTED = 'see password = "hunter2Xy9z" in /home/adalove/x of adalove@firm.org'
test.each([
  ['as it is', PLANTED],
  ['in JSON', JSON.stringify({ steps: [PLANTED] })],
])('what is planted in every text of a review %s is in no file and no page', (_, planted) => {
  // Rules are the program's own words.
  const { snapshot } = redact({ ...hostileEverywhere(planted), rules: [] })
  const { walkthrough: _own, ...rest } = snapshot
  const options = { sha256: () => '0'.repeat(64) }
  const pages = printPages(packetContents(rest), options)
  const texts = [
    ...buildPacket(rest, options).map(({ path, text }) => `${path}\n${text}`),
    ...pages.map(({ path, title, html, header, footer }) =>
      [path, title, html, header, footer].join('\n'),
    ),
  ]
  for (const text of texts) {
    expect(/hunter2Xy9z|adalove/.exec(text)?.[0], text.slice(0, 40)).toBeUndefined()
  }
})

test('a patch of lines without masks stays, whatever else is masked in the file', () => {
  const text = `KEY = "${AWS}"\n${'x = 1\n'.repeat(9)}y = 2\n`
  const fix = aFix({ before: 'y = 2\n', after: 'y = 3\n', startLine: 11, endLine: 11 })
  const { snapshot } = redact(
    aSnapshot({ findings: [aFinding({ fixes: [fix] })], sources: [{ path: fix.path, text }] }),
  )
  const files = buildPacket(snapshot, { sha256: () => '0'.repeat(64) })
  expect(files.some(({ path }) => path.startsWith('patches/'))).toBe(true)
})

test('preflight names what is missing, undecided, broken and masked, with the way to it', () => {
  const finding = aFinding({
    verdict: 'undecided',
    gate: 'merge',
    texts: [{ field: 'impact', text: 'Like HIGH-99.', isConfirmed: true }],
  })
  const snapshot = aSnapshot({
    findings: [finding],
    texts: [{ field: 'assessment', text: 'See [[#7777]].', isConfirmed: true }],
    review: { name: 'app', reviewer: ' ', scope: '' },
  })
  const entries = preflight(packetModel(snapshot), { ...NO_MASKS, secret: 2 })
  const of = (kind: string) => entries.filter((entry) => entry.kind === kind)
  expect(of('reviewer')).toHaveLength(1)
  expect(of('reference').map(({ message }) => message)).toEqual([
    'The text "assessment" names [[#7777]], which is not in the packet.',
    expect.stringContaining('names HIGH-99, which is not in the packet.'),
  ])
  expect(of('undecided')).toMatchObject([{ findingId: finding.id }])
  expect(of('missing').map(({ field }) => field?.id)).toContain('architecture')
  expect(of('masked').map(({ message }) => message)).toEqual([
    '2 secrets masked in the copy that is exported.',
  ])
  expect(entries.map(({ weight }) => weight)).toEqual(
    entries
      .map(({ weight }) => weight)
      .toSorted((a, b) => 'block warn note'.indexOf(a) - 'block warn note'.indexOf(b)),
  )
})
