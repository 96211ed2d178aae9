// The way of what a client sent to a place of this file: where it enters, which calls hand it on.

import type { Checker, StepDraft } from '../../../engine/checker.ts'
import type { Place } from '../../../facts/expression.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { functionKey } from '../../../gather/define.ts'
import {
  type InputFlow,
  inputFields,
  inputParameters,
  inputReturns,
  inputSessions,
} from '../../../matching/inputs/input-flows.ts'
import { sessionItem } from '../../../matching/inputs/session-items.ts'
import type { Location } from '../../../model.ts'
import { K_CALL, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

/** `source` is what `Provenance.inputOf` gave. */
export function inputSteps(checker: Checker, source: Node): readonly StepDraft[] {
  const flow = flowOf(checker, source)
  if (flow === undefined) {
    return [{ kind: 'read', node: source, message: 'User input enters here' }]
  }
  const name = checker.tree.text(source).split('\n', 1)[0] ?? ''
  return [
    {
      kind: 'read',
      location: locationAt(flow.path, flow.at, flow.text),
      message: 'User input enters here',
    },
    ...flow.calls.map(({ path, at }) => ({
      kind: 'call' as const,
      location: locationAt(path, at, ''),
      message: 'This call hands it on',
    })),
    { kind: 'read', node: source, message: `It arrives in \`${name}\`` },
  ]
}

function flowOf(checker: Checker, source: Node): InputFlow | undefined {
  const { tree, facts, path, project } = checker
  const kept = sessionItem(checker, source)
  if (kept !== undefined) return project.at(inputSessions, kept)
  switch (tree.kind(source)) {
    case K_IDENTIFIER: {
      const owner = facts.resolve(source)?.scope?.function
      const key = `${path} ${owner?.symbol} ${facts.name(source)}`
      return owner && project.at(inputParameters, key)
    }
    case K_CALL: {
      const target = checker.valueOf(facts.callee(source))
      if (target?.kind !== 'function' && target?.kind !== 'method') return undefined
      return project.at(inputReturns, functionKey(target.function))?.input
    }
    default: {
      const own = receiverAttribute(facts, source)
      return own && project.at(inputFields, `${path} ${own.class.symbol} ${own.name}`)
    }
  }
}

function locationAt(path: string, { line, column }: Place, text: string): Location {
  const [first = ''] = text.split('\n', 1)
  return {
    path,
    range: {
      startLine: line,
      startColumn: column,
      endLine: line,
      endColumn: column + Math.max(first.length, 1),
    },
  }
}
