// What the framework fills the parameters of a provider with, see `Depends`.
import { printExpression } from '../../facts/expression.ts'
import type { ParameterSummary } from '../../project/summary.ts'
import { isHarmlessType } from '../inputs/input-sources.ts'

/** Objects of the framework itself. */
const OBJECTS =
  /\b(?:Request|Response|WebSocket|HTTPConnection|BackgroundTasks|SecurityScopes|\w*Session|Settings|Depends|Security|inject)\b/

/** True for a parameter that is read from the query, the path, a header or the body. */
export function isFromRequest({
  name,
  kind,
  annotation,
  default: given,
}: ParameterSummary): boolean {
  if (/^(?:self|cls|request|req|response)$/.test(name) || !/^positional|^keyword-only/.test(kind)) {
    return false
  }
  const type = annotation === undefined ? '' : printExpression(annotation)
  const value = given === undefined ? '' : printExpression(given)
  return !isHarmlessType(type) && !OBJECTS.test(`${type} ${value}`)
}
