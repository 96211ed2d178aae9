// Claims of reviewers against facts that the analyzer took from real Python.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../analyzer/index.ts'
import { claimProblems } from '../../electron/report/claims/check-claims.ts'
import type { ClaimFacts, ClaimFile } from '../../electron/report/claims/claim.ts'

const SOURCES: Readonly<Record<string, string>> = {
  'app/auth.py': `from fastapi import Depends, HTTPException
from fastapi.security import HTTPBearer

bearer = HTTPBearer()


def require_user(token=Depends(bearer)):
    if token.credentials != 'x':
        raise HTTPException(status_code=401)
    return token
`,
  'app/orders.py': `import json
import logging
from fastapi import APIRouter

router = APIRouter(prefix='/orders')
log = logging.getLogger(__name__)


@router.delete('/{order_id}')
async def delete_order(order_id: int, reason: str):
    label = f'order {order_id}'
    log.info(label)
    return order_id


async def total(items):
    amount = 0
    for item in items:
        amount = amount + item
    return amount


async def fetch(client):
    return await client.get('/')
`,
  'app/open.py': `from fastapi import APIRouter

router = APIRouter(prefix='/open')


@router.get('/things')
async def things():
    return []
`,
  'app/main.py': `from fastapi import Depends, FastAPI
from . import open as open_routes, orders
from .auth import require_user

app = FastAPI()
app.include_router(orders.router, prefix='/api', dependencies=[Depends(require_user)])
app.include_router(open_routes.router)
`,
  'other/orders.py': 'x = 1\n',
}

const files: readonly ClaimFile[] = (() => {
  const analyzer = createAnalyzer()
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  analyzer.link(
    Object.entries(SOURCES).map(([path, text]) =>
      analyzer.summarize({ path, bytes: bytesOf(text), sha256: path }),
    ),
  )
  return Object.entries(SOURCES).map(([path, text]) => {
    const { observed } = analyzer.check(path)
    return {
      path,
      lines: text.split('\n').length - 1,
      text: () => text,
      outline: () => observed?.outline ?? [],
      unread: () => observed?.unread,
    }
  })
})()

function problems(text: string, about = 'app/orders.py delete_order', isRace = false): string[] {
  const [path, symbol = ''] = about.split(' ')
  const file = files.find((one) => one.path === path)
  const facts: ClaimFacts = {
    files: (named) => files.filter((one) => one.path === named || one.path.endsWith(`/${named}`)),
    subject: file && { file, symbol, isRace },
    numbers: () => [],
  }
  return claimProblems(text, facts).map(
    ({ start, end, message }) => `${text.slice(start, end)} | ${message}`,
  )
}

test.each([
  ['See app/orders.py:900.', 'app/orders.py:900 | app/orders.py has 24 lines.'],
  ['See `app/orders.py:20-25` for it.', 'app/orders.py:20-25 | app/orders.py has 24 lines.'],
  ['Look at orders.py:25, please', 'orders.py:25 | None of the 2 files of this name has 25 lines.'],
  ['app/gone.py:3 does it', 'app/gone.py:3 | No file of this review is called app/gone.py.'],
  ['app/auth.py:9-7', 'app/auth.py:9-7 | The lines 9-7 end before they start.'],
  ['Lines 20-30 write it.', 'Lines 20-30 | app/orders.py has 24 lines.'],
  [
    '`refund` in `app/orders.py` writes it.',
    '`refund` in `app/orders.py | app/orders.py has no refund.',
  ],
  [
    'The `cancel()` function in app/main.py loops.',
    '`cancel()` function in app/main.py | app/main.py has no cancel.',
  ],
  [
    'app/auth.py::check_token is slow',
    'app/auth.py::check_token | app/auth.py has no check_token.',
  ],
  ['Unused import `logging`.', 'Unused import `logging` | logging is used: line 6 reads it.'],
  ['unused variable label', 'unused variable label | label is used: line 12 reads it.'],
  [
    'The variable `log` is never used.',
    'variable `log` is never used | log is used: line 12 reads it.',
  ],
  [
    'This route has no authentication.',
    'no authentication | The caller is checked before this route: `require_user` at app/main.py:6.',
  ],
  [
    '`delete_order` is unauthenticated',
    'unauthenticated | The caller is checked before this route: `require_user` at app/main.py:6.',
  ],
])('%s is contradicted', (text, expected) => {
  expect(problems(text)).toEqual([expected])
})

test('a race is claimed where nothing can come in between', () => {
  const said = 'race condition | total has no await: no other task runs while it does.'
  expect(problems('There is a race condition on the amount.', 'app/orders.py total')).toEqual([
    said,
  ])
})

test.each([
  // Places that are there, that are ambiguous, or of other code.
  'See app/orders.py:24 and `app/orders.py:1-24`, app/auth.py:7:5.',
  'orders.py:3',
  'orders.py:20',
  'asyncio/tasks.py:900 and /usr/lib/python3/dist-packages/x.py:12',
  'https://example.org/blob/main/app/gone.py:3',
  'Version 3.11:200, at 10:30, v1.py2:9',
  '```\napp/gone.py:12: error\n```\n> app/gone.py:13',
  'Lines 20-30 of the log say so. Lines 3 and 12 do. A line 200 characters long.',
  'app/auth.py and lines 20-30.',
  'Write app/locks.py for it.',
  // What shall be there, what is not there, and what is there.
  'Add `refund` in `app/orders.py`.',
  'There is no `refund` in `app/orders.py`.',
  'We should call `refund` in `app/orders.py`.',
  '`total` in `app/orders.py` and `Depends` in `app/main.py` do.',
  '`refund` in `orders.py` writes it.',
  'New test app/auth.py::test_token.',
  // Unused where it is, where nobody can say, and other things that are not used.
  'Unused import `json`.',
  'Unused parameter `reason`.',
  'The variable `amount` is never used.',
  'Is `log` unused?',
  'If `log` is unused, remove it.',
  '`label` is never used here.',
  '`logging` is used, `json` is not',
  'Unused import `missing`.',
  '`log` is not unused.',
  // Said of other routes, or not said.
  'Would be unauthenticated without the include.',
  'Unauthenticated requests are rejected with 401.',
  'It is not true that it has no authentication.',
  'The sibling route has no authentication.',
  '`things` has no authentication.',
  'Is there no authentication?',
  'There was no authentication before.',
  'No authentication is needed.',
])('%s is left alone', (text) => {
  expect(problems(text)).toEqual([])
})

test.each([
  ['There is a race condition.', 'app/orders.py fetch'],
  ['There is no race condition.', 'app/orders.py total'],
  ['Two workers race for it.', 'app/orders.py total'],
  ['There may be a race.', 'app/orders.py total'],
  ['This can interleave with another process.', 'app/orders.py total'],
  ['No authentication.', 'app/open.py things'],
  ['No authentication.', 'app/auth.py require_user'],
])('%s is left alone at %s', (text, about) => {
  expect(problems(text, about)).toEqual([])
})

test('a race that the analyzer found is none to doubt', () => {
  expect(problems('There is a race condition.', 'app/orders.py total', true)).toEqual([])
})

test('a text that is hostile to expressions is read in no time to speak of', () => {
  for (const part of [
    'a/',
    'a.py:1',
    '`x` in ',
    'no authentication ',
    '```\n',
    'x'.repeat(50),
    '12-',
  ]) {
    expect(Array.isArray(problems(part.repeat(4_000)))).toBe(true)
  }
})
