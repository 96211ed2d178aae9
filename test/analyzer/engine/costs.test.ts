import { expect, it } from 'vitest'
import { CostMeter, SHARED_FACTS } from '../../../analyzer/engine/costs.ts'

/** A meter over a clock that only goes on when work says so. */
function meterWithWork() {
  let time = 0
  const meter = new CostMeter(() => time)
  const work = (units: number) => () => {
    time += units
  }
  return { meter, work }
}

it('counts what several rules ask for as shared, whoever asks first', () => {
  const { meter, work } = meterWithWork()
  const graph = {}
  meter.rule('first', () => {
    work(1)()
    meter.once(graph, work(10))
    work(2)()
  })
  meter.rule('second', () => {
    meter.asked(graph)
    work(4)()
  })
  expect(Object.fromEntries(meter.costs())).toEqual({ first: 3, second: 4, [SHARED_FACTS]: 10 })
})

it('counts what one rule alone asks for as the cost of that rule, through other facts too', () => {
  const { meter, work } = meterWithWork()
  const outer = {}
  const inner = {}
  meter.rule('only', () =>
    meter.once(outer, () => {
      work(1)()
      meter.once(inner, work(10))
    }),
  )
  expect(Object.fromEntries(meter.costs())).toEqual({ only: 11 })
  meter.rule('other', () => meter.asked(outer))
  expect(Object.fromEntries(meter.costs())).toEqual({ only: 0, other: 0, [SHARED_FACTS]: 11 })
})

it('counts what is there for all rules as shared, even if one alone asks', () => {
  const { meter, work } = meterWithWork()
  meter.rule('only', () => {
    meter.share(work(10))
    work(1)()
  })
  expect(Object.fromEntries(meter.costs())).toEqual({ only: 1, [SHARED_FACTS]: 10 })
})

it('counts the time until a rule throws', () => {
  const { meter, work } = meterWithWork()
  const failing = () => {
    work(5)()
    throw new Error('no')
  }
  expect(() => meter.rule('failing', failing)).toThrow('no')
  meter.rule('next', work(1))
  expect(Object.fromEntries(meter.costs())).toEqual({ failing: 5, next: 1 })
})
