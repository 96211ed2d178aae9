import { expect, it } from 'vitest'
import { factsOf } from '../facts-of.ts'

/** The decorators that are left of `@around def f` when the wrapper has this body. */
function left(body: string, { isAsync = false, isWaiting = false } = {}): number {
  const wait = isWaiting ? 'async ' : ''
  const facts = factsOf(`
import functools, logging, time
def around(given):
    @functools.wraps(given)
    ${wait}def inner(*args, **kwargs):
${body.replace(/^/gm, '        ')}
    return inner

@around
${isAsync ? 'async ' : ''}def f(a): pass
`)
  return facts.functions.find(({ name }) => name === 'f')?.decorators.length ?? -1
}

const CALL = 'given(*args, **kwargs)'

it.each([
  ['the call alone', `return ${CALL}`, 0],
  ['a note before it', `logging.info("called")\nreturn ${CALL}`, 0],
  ['the time it takes', `t = time.time()\nr = ${CALL}\nlog.debug(time.time() - t)\nreturn r`, 0],
  ['a test', `if not ok: return None\nreturn ${CALL}`, 1],
  ['a call that may refuse', `check()\nreturn ${CALL}`, 1],
  ['another result', `return str(${CALL})`, 1],
  ['no result', CALL, 1],
  ['two calls', `r = ${CALL}\nr = ${CALL}\nreturn r`, 1],
  ['a lock', `with lock:\n    return ${CALL}`, 1],
  ['other arguments', 'return given(*args)', 1],
])('%s', (_, body, expected) => {
  expect(left(body)).toBe(expected)
})

it('tells coroutines from functions', () => {
  const waiting = `return await ${CALL}`
  expect(left(waiting, { isWaiting: true, isAsync: true })).toBe(0)
  expect(left(waiting, { isWaiting: true })).toBe(1)
  expect(left(`return ${CALL}`, { isAsync: true })).toBe(0)
  expect(left(`return ${CALL}`, { isAsync: true, isWaiting: true })).toBe(1)
})
