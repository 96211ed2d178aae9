import { expect, test } from 'vitest'
import { findPlaces, type GoToPlace } from '../../electron/api/places.ts'

const PLACES: readonly GoToPlace[] = [
  { kind: 'file', path: 'app/models.py', name: 'app/models.py' },
  { kind: 'file', path: 'app/model_views.py', name: 'app/model_views.py' },
  { kind: 'file', path: 'models/readme.py', name: 'models/readme.py' },
  { kind: 'class', path: 'app/orders.py', name: 'Order', line: 12 },
  { kind: 'function', path: 'app/orders.py', name: 'Order.cancel_payment', line: 40 },
]

test.each([
  ['models', ['app/models.py', 'models/readme.py', 'app/model_views.py']],
  ['app mod', ['app/models.py', 'app/model_views.py']],
  ['order', ['Order', 'Order.cancel_payment']],
  ['cancel', ['Order.cancel_payment']],
  ['ocp', ['Order.cancel_payment']],
  ['zzz', []],
])('%s finds the best places first', (text, names) => {
  expect(findPlaces(PLACES, text).map(({ place }) => place.name)).toEqual(names)
})

test.each([
  ['models.py:120', 120],
  ['models.py:', undefined],
  ['cancel_payment', 40],
  ['cancel_payment:41', 41],
])('%s goes to line %s', (text, line) => {
  expect(findPlaces(PLACES, text)[0]?.line).toBe(line)
})
