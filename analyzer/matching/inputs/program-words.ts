// Lists of words that begin with a program: which one is started is fixed, whatever follows.
import { readString, withoutBrackets } from '../../facts/strings.ts'
import { F_LEFT, F_OPERATOR, K_BINARY_OPERATOR, K_LIST, K_TUPLE } from '../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'
import { statementsOf } from '../statements/statements.ts'

/** Programs that take another one, or its text, from the words behind them. */
const STARTING_OTHERS =
  /(?:^|\/)(?:(?:ba|z|k|da|a|c|tc|fi)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|env|sudo|doas|su|runuser|nice|ionice|nohup|timeout|xargs|exec|ssh|chroot|nsenter|setsid|stdbuf|time|watch|python[\d.]*|perl|ruby|node)$/i

/** True for the first word of a list that names a program by itself. */
export function isProgram(tree: SyntaxTree, word: Node | undefined): boolean {
  if (word === undefined) return false
  const [first, ...others] = readString(tree, withoutBrackets(tree, word))?.parts ?? []
  if (first === undefined || first.kind !== 'text' || others.length > 0) return false
  return first.text !== '' && !first.text.startsWith('-') && !STARTING_OTHERS.test(first.text)
}

/** True for `['net', 'conf']`, and for such a list with more added behind it. */
export function namesProgram(tree: SyntaxTree, words: Node): boolean {
  const list = withoutBrackets(tree, words)
  const kind = tree.kind(list)
  if (kind === K_BINARY_OPERATOR) {
    return (
      tree.text(tree.child(list, F_OPERATOR)) === '+' &&
      namesProgram(tree, tree.child(list, F_LEFT))
    )
  }
  return (kind === K_LIST || kind === K_TUPLE) && isProgram(tree, statementsOf(tree, list)[0])
}
