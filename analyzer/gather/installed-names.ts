// Names that some file puts among the builtins of the language, where every module finds them.
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

const MODULE = ['builtins', '__builtin__', '__builtins__']
const BUILTINS = /^(?:builtins|__builtins?__)(?:\.__dict__)?$/

/** `builtins.profile = ...`, `__builtins__['trace'] = ...`, `setattr(builtins, 'trace', ...)`, over all files. */
export const installedNames = defineGatherer<readonly string[], ReadonlySet<string>>({
  id: 'installed-names',
  collect(facts) {
    const { tree } = facts
    if (MODULE.every((name) => facts.identifiersNamed(name).length === 0)) return undefined
    const found = new Set<string>()
    const isBuiltins = (node: Node) => node !== NO_NODE && BUILTINS.test(tree.spelled(node))
    for (const node of facts.nodesOfKind(k.K_ASSIGNMENT)) {
      const target = tree.child(node, k.F_LEFT)
      if (target === NO_NODE) continue
      if (tree.kind(target) === k.K_ATTRIBUTE && isBuiltins(tree.child(target, k.F_OBJECT))) {
        found.add(facts.name(tree.child(target, k.F_ATTRIBUTE)))
      } else if (tree.kind(target) === k.K_SUBSCRIPT && isBuiltins(tree.firstChild(target))) {
        const name = stringValue(tree, tree.child(target, k.F_SUBSCRIPT))
        if (name !== undefined) found.add(name)
      }
    }
    for (const call of facts.callsTo('builtins.setattr')) {
      const [object, name] = facts.arguments(call)
      if (object === undefined || name === undefined || !isBuiltins(object.value)) continue
      const text = stringValue(tree, name.value)
      if (text !== undefined) found.add(text)
    }
    return found.size === 0 ? undefined : [...found]
  },
  combine: (parts) => new Set(parts.flatMap(({ part }) => part)),
})
