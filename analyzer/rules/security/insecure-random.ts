import type { Checker, FixDraft, TextEdit } from '../../engine/checker.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { importsModule, libraryName } from '../../matching/calls/library-calls.ts'
import { replaceCallee } from '../../matching/edits/call-edits.ts'
import { importedModule, isFreeForImport } from '../../matching/edits/import-edits.ts'
import { removeStatements } from '../../matching/edits/removals.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const NAMES = [
  'random',
  'randrange',
  'randint',
  'choice',
  'choices',
  'uniform',
  'triangular',
  'randbytes',
  'getrandbits',
  'gauss',
  'normalvariate',
  'lognormvariate',
  'betavariate',
  'expovariate',
  'gammavariate',
  'paretovariate',
  'vonmisesvariate',
  'weibullvariate',
  'sample',
  'shuffle',
]
const CALLS = ['random', 'numpy.random'].flatMap((module) =>
  NAMES.map((name) => `${module}.${name}`),
)
/** A generator of its own: what it is given as a seed makes it no better. */
const OWN = /^random\.Random\(\)\./
/** What must not be guessed. */
const SECRET =
  /(?:^|_)(?:token|password|passwd|pwd|passphrase|secret|api_?key|(?<!row_|sort_|cache_|primary_|foreign_|partition_|group_|shard_)key|nonce|salt|otp|pin|session|sid|csrf|captcha|verification|auth|cookie|remember\w*|credential|voucher|coupon|invite|reset|csrf\w*|iv|challenge|state|code|signature|uuid|guid|identifier)s?(?:_|$)/i
/** Where chance only spreads load or makes test data. */
const HARMLESS =
  /jitter|backoff|delay|sleep|wait|interval|retry|shuffle|sample|simulat|noise|weight|seed|demo|fake|mock|dummy|benchmark|augment|dropout|epoch|batch|color|colour|game|dice|position|animation|probabilit|chance|rate\b|percent|timedelta|factori[sz]|\bprimes?\b|pollard|monte_?carlo/i

export default defineRule({
  id: 'insecure-random',
  title: 'Value that can be predicted where a secret is needed',
  consequence:
    'Tokens, passwords and codes made this way can be computed by somebody who has seen a few of them.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [330, 338],
  why: `
\`random\` is made for simulations. Its state can be computed from 624 outputs, and often from fewer, and then all
values, past and to come, are known. That is fine for a delay and fatal for a token.
`,
  fix: `
\`secrets.token_urlsafe()\`, \`secrets.choice\`, \`secrets.randbelow\`, or \`random.SystemRandom()\` with the same methods.
`,
  exemptions: [
    {
      text: 'The random source of the operating system.',
      quiet: py`
        import random
        import secrets
        from random import SystemRandom

        def make_token(alphabet):
            rng = SystemRandom()
            rng.choice(alphabet)
            random.SystemRandom().randint(0, 9)
            return secrets.token_hex(16)
      `,
    },
    {
      text: 'Delays, jitter, simulations.',
      quiet: py`
        import random
        import time

        def retry(attempt):
            delay = 2 ** attempt + random.uniform(0, 1)
            time.sleep(random.random())
            return delay

        def simulate(steps):
            return [random.gauss(0, 1) for _ in range(steps)]
      `,
    },
    {
      text: 'A module of the project with that name.',
      quiet: py`
        from app.numbers import random

        def token():
            return random.choice('abc')
      `,
    },
  ],
  limits: [
    'What the value is used for is told from the names around the call; other calls are reported with low confidence.',
  ],
  bad: [
    py`
      import random
      import string

      def reset_token():
          return ''.join(random.choice(string.ascii_letters) for _ in range(32)) #!
    `,
    py`
      import random as rnd
      from random import choices, getrandbits, randint

      def create(user):
          otp = randint(100000, 999999) #!
          user.api_key = '%x' % getrandbits(128) #!
          session = {'session_id': rnd.random()} #!
          password = ''.join(choices('abc', k=12)) #!
          return otp, session, password

      def pick(items):
          return items[rnd.randint(0, 3)] #!

      source = rnd.Random()

      def nonce():
          return source.getrandbits(64) or rnd.Random().random() #!2
    `,
  ],
  good: [
    py`
      import secrets

      def reset_token():
          return secrets.token_urlsafe(32)
    `,
  ],
  roles: ['source', 'migration'],
  calls: callsTo(CALLS, check),
  methods: Object.fromEntries(
    NAMES.map((name) => [
      name,
      (call: Node, checker: Checker) => {
        if (importsModule(checker, 'random') && OWN.test(libraryName(checker, call) ?? '')) {
          check(call, checker)
        }
      },
    ]),
  ),
})

function check(call: Node, checker: Checker): void {
  const name = checker.tree.text(checker.facts.callee(call))
  const context = contextOf(checker, call)
  const isSecret = context.some((one) => SECRET.test(one))
  const isLight = /(?:shuffle|sample|gauss|variate)$/.test(name) || /^(?:np|numpy)\b/.test(name)
  if (!isSecret && (isLight || context.some((one) => HARMLESS.test(one)))) return
  checker.report({
    node: call,
    message: isSecret
      ? `\`${name}\` can be predicted; what must stay secret needs \`secrets\`.`
      : `\`${name}\` can be predicted; if anybody gains from guessing the value it needs \`secrets\`.`,
    severity: isSecret ? 'medium' : 'low',
    confidence: isSecret ? 'high' : 'low',
    fixes: fixOf(checker, call),
  })
}

const DRAWS =
  /^random\.(random|uniform|randint|randrange|choice|choices|sample|shuffle|getrandbits|triangular|randbytes)$/

/** The same method of the generator of the operating system. */
function fixOf({ facts, tree }: Checker, call: Node): FixDraft[] {
  const method = DRAWS.exec(facts.calleeName(call) ?? '')?.[1]
  if (method === undefined || !isFreeForImport(facts, 'secrets')) return []
  const module = importedModule(facts, 'secrets', call)
  const text = method === 'choice' ? method : `SystemRandom().${method}`
  return [
    {
      title: 'Draw from the operating system',
      grade: 'needs-review',
      edits: [
        ...module.edits,
        ...unneededImport(facts, call),
        replaceCallee(tree, call, `${module.text}.${text}`),
      ],
    },
  ]
}

/** The import of what the call used, where nothing else uses it. */
function unneededImport(facts: FileFacts, call: Node): readonly TextEdit[] {
  const { tree } = facts
  let root = facts.callee(call)
  while (tree.kind(root) === k.K_ATTRIBUTE) root = tree.child(root, k.F_OBJECT)
  const binding = facts.resolve(root)
  const one = facts.imports.find(({ node }) => binding?.definitions[0]?.node === node)
  if (one === undefined || binding?.references.length !== 1 || binding.definitionCount !== 1) {
    return []
  }
  const isAlone = facts.imports.every((other) => other === one || other.statement !== one.statement)
  return (isAlone && removeStatements(tree, [one.statement])) || []
}

/** Names of what is given the value: variables, keys, keywords, the functions and calls around. */
function contextOf({ tree, facts }: Checker, call: Node): readonly string[] {
  const found: string[] = []
  for (let at = tree.parent(call); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_ASSIGNMENT || kind === k.K_AUGMENTED_ASSIGNMENT)
      found.push(words(tree.text(tree.child(at, k.F_LEFT))))
    else if (kind === k.K_KEYWORD_ARGUMENT) found.push(words(tree.text(tree.child(at, k.F_NAME))))
    else if (kind === k.K_PAIR) found.push(words(tree.text(tree.child(at, k.F_KEY))))
    else if (kind === k.K_CALL) found.push(words(tree.text(facts.callee(at))))
    else if (kind === k.K_BLOCK || kind === k.K_MODULE) break
  }
  const owner = facts.enclosingFunction(call)
  if (owner !== undefined) found.push(words(owner.name))
  const target = facts.enclosingClass(call)?.name
  if (target !== undefined) found.push(words(target))
  return found
}

function words(text: string): string {
  return text
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/\W+/g, '_')
    .toLowerCase()
}
