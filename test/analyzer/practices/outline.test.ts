import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../analyzer/index.ts'

const SOURCE = `import asyncio
import sqlite3

from fastapi import APIRouter

router = APIRouter()
lock = asyncio.Lock()


@router.post("/transfer")
async def transfer(a, b):
    if a and b:
        async with lock:
            await move(a, b)
    return a


class Vault:
    limit = 3

    def check_password(self, text):
        return text == "x"

    def store(self, path):
        def open_it():
            return sqlite3.connect(path)

        return open_it()
`

function outline(text: string) {
  const analyzer = createAnalyzer()
  const path = 'vault.py'
  const bytes = new TextEncoder().encode(text)
  analyzer.link([analyzer.summarize({ path, bytes, sha256: '1' })])
  return analyzer.check(path).observed?.outline ?? []
}

test('functions and classes are told with what makes a reader careful', () => {
  const told = outline(SOURCE).map(({ symbol, startLine, endLine, touches, ...one }) => [
    symbol,
    `${startLine}-${endLine}`,
    one.complexity,
    one.entry ?? '',
    touches.join(' '),
  ])
  expect(told).toEqual([
    ['transfer', '10-15', 3, 'route', 'lock'],
    ['Vault', '18-28', 1, '', ''],
    ['Vault.check_password', '21-22', 1, '', 'auth'],
    ['Vault.store', '24-28', 1, '', ''],
    ['Vault.store.<locals>.open_it', '25-26', 1, '', 'database'],
  ])
})

test('a file without definitions has an empty outline', () => {
  expect(outline('x = 1\n')).toEqual([])
})
