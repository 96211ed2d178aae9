// Keys that are written where they are used, or stand in for a setting that is missing.
import type { Checker } from '../../../engine/checker.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { entropy, secretKindOf } from '../../../matching/values/secrets.ts'
import { K_IDENTIFIER } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Calls that are given a key, and its name. */
export const KEYED: readonly (readonly [string, string])[] = [
  ['cryptography.fernet.Fernet', 'key'],
  ['cryptography.hazmat.primitives.ciphers.algorithms.AES', 'key'],
  ...['AESGCM', 'AESCCM', 'ChaCha20Poly1305'].map((name): readonly [string, string] => [
    `cryptography.hazmat.primitives.ciphers.aead.${name}`,
    'key',
  ]),
  ['Crypto.Cipher.AES.new', 'key'],
  ['Cryptodome.Cipher.AES.new', 'key'],
  ...[
    'Signer',
    'TimestampSigner',
    'Serializer',
    'TimedSerializer',
    'URLSafeSerializer',
    'URLSafeTimedSerializer',
  ].map((name): readonly [string, string] => [`itsdangerous.${name}`, 'secret_key']),
]

/** Characters from which on a text in place of a key, or of a setting, is taken for one. */
const MIN_KEY = 12

/** Fallbacks that say what they are. */
const STAND_IN = /dev|local|test|insecure|default|secret|password|change|demo|sample|dummy/i

/** True for a key that is written where it is used, or under a name that does not say what it is. */
export function isKeyInPlace(checker: Checker, key: Node): boolean {
  const { tree, facts } = checker
  if (key === NO_NODE) return false
  if (tree.kind(key) === K_IDENTIFIER && secretKindOf(facts.name(key)) !== undefined) return false
  const text = provenance(checker).constantOf(key)
  return typeof text === 'string' && text.length >= MIN_KEY
}

/** True for a text that looks like the key itself, not like a word in its place. */
export function isGivenKey(text: string): boolean {
  const isRandom = /\d/.test(text) && /[a-z]/i.test(text) && entropy(text) > 2.8
  return text.length >= MIN_KEY && isRandom && !STAND_IN.test(text)
}
