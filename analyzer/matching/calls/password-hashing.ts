// Functions of a project that hash or check a password: they compute for long on purpose.
import { defineTable } from '../../engine/table.ts'
import type { CallEffect } from '../../flow/effects.ts'
import { functionKey } from '../../gather/define.ts'
import { CALL_STRIDE } from '../../project/summary.ts'

/** Library functions that are slow by their purpose: passwords, keys. */
export const SLOW_FUNCTIONS: readonly string[] = [
  'bcrypt.hashpw',
  'bcrypt.checkpw',
  'bcrypt.kdf',
  'hashlib.scrypt',
  'hashlib.pbkdf2_hmac',
  'crypt.crypt',
  'werkzeug.security.generate_password_hash',
  'werkzeug.security.check_password_hash',
  'django.contrib.auth.hashers.make_password',
  'django.contrib.auth.hashers.check_password',
  'cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key',
  'rsa.newkeys',
]
/** Methods of hashers, by the path of what they are called on. */
export const SLOW_METHODS =
  /^(?:passlib\.(?:context\.CryptContext|hash\.\w+)(?:\(\))?\.(?:hash|verify|verify_and_update)|argon2\.PasswordHasher\(\)\.(?:hash|verify)|pwdlib\.PasswordHash(?:\.recommended)?\(\)\.(?:hash|verify|verify_and_update))$/

const SLOW = new Set(SLOW_FUNCTIONS)
const LAST = new RegExp(
  `(?:^|\\.)(?:hash|verify|verify_and_update|${SLOW_FUNCTIONS.map((one) => one.slice(one.lastIndexOf('.') + 1)).join('|')})$`,
)

/** The first slow call of each function that makes one, by the key of the function. */
export const passwordHashers = defineTable({
  id: 'functions that hash passwords',
  make({ index }): ReadonlyMap<string, CallEffect> {
    const found = new Map<string, CallEffect>()
    for (const module of index.graph.modules) {
      const { rows, references } = module.summary.calls
      const names = references.map((one) => {
        if (one.kind !== 'origin' && one.kind !== 'attribute') return undefined
        if (!LAST.test(one.name)) return undefined
        const value = index.resolve(module, one)
        if (value?.kind !== 'external') return undefined
        const { name } = value
        return SLOW.has(name) || SLOW_METHODS.test(name) ? name.replaceAll('()', '') : undefined
      })
      if (names.every((name) => name === undefined)) continue
      const { functions } = index.symbols(module)
      for (let row = 0; row < rows.length; row += CALL_STRIDE) {
        const name = names[rows[row + 1] as number]
        const caller = functions[rows[row] as number]
        if (name === undefined || caller === undefined) continue
        const key = functionKey(caller)
        if (!found.has(key)) found.set(key, { name, line: rows[row + 2] as number })
      }
    }
    return found
  },
})
