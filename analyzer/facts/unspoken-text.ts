// Comments and docstrings say things to people: no rule takes their words for code.
import * as k from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

/** Leaves the comments and the docstrings of a file out of what its larger parts are recognised by. */
export function tellUnspokenText(facts: FileFacts): void {
  const { tree } = facts
  for (const comment of facts.nodesOfKind(k.K_COMMENT)) tree.tellUnspoken(comment)
  for (const { docstring } of [...facts.functions, ...facts.classes]) {
    if (docstring !== NO_NODE) tree.tellUnspoken(docstring)
  }
}
