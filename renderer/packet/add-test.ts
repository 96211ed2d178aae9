import { ask } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'

interface Place {
  readonly reviewId: number
  readonly findingId: number
}

/** A new test, empty or drafted from the evidence, with the cursor in its name. */
export async function addTest(
  workbench: Workbench,
  place: Place,
  method: 'packet.createTest' | 'packet.draftTest',
) {
  const test = await ask(workbench, method, { ...place, commandId: crypto.randomUUID() })
  if (test !== undefined) {
    setView({ awaitedTest: test.id })
  }
}
