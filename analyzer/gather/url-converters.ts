// Parameters of views that the URLs of a Django project turn into numbers: `path('<int:number>/', view)`.
import type { FileFacts } from '../facts/file-facts.ts'
import type { Reference } from '../facts/reference.ts'
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

export interface ConvertedParameters {
  /** The function, or the class behind `View.as_view()`. */
  readonly view: Reference
  readonly names: readonly string[]
}

/** The views of the URLs of a file, with their numbers. */
export function convertedParameters(facts: FileFacts): readonly ConvertedParameters[] {
  const { tree } = facts
  if (!facts.imports.some(({ target }) => /^django\.(?:urls|conf)\b/.test(target ?? ''))) return []
  return [...facts.calls].flatMap((call) => {
    if (!/^django\.(?:urls\.(?:re_)?path|conf\.urls\.url)$/.test(facts.calleeName(call) ?? '')) {
      return []
    }
    const [route, view] = facts.arguments(call)
    const text = route && stringValue(tree, route.value)
    if (text === undefined || view === undefined) return []
    const names = [...text.matchAll(CONVERTED)].map(([, first, second]) => first ?? second ?? '')
    const handler = names.length === 0 ? NO_NODE : handlerOf(facts, view.value)
    const reference = handler === NO_NODE ? undefined : facts.references.of(handler)
    return reference === undefined ? [] : [{ view: reference, names }]
  })
}

/** `<int:number>`, `(?P<number>\d+)`, `(?P<year>[0-9]{4})`. */
const CONVERTED = /<(?:int|uuid):(\w+)>|\(\?P<(\w+)>(?:\\d|\[0-9\])(?:[+*]|\{[\d,]+\})?\)/g

/** `Page` of `Page.as_view(template='x')`. */
function handlerOf(facts: FileFacts, view: Node): Node {
  const { tree } = facts
  if (tree.kind(view) !== k.K_CALL) return view
  const callee = facts.callee(view)
  const isView = callee !== NO_NODE && /\.as_view$/.test(tree.spelled(callee))
  return isView ? tree.child(callee, k.F_OBJECT) : NO_NODE
}
