import type { Checker, FixDraft } from '../../engine/checker.ts'
import { replace } from '../../matching/edits/edits.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_TYPE,
  F_VALUE,
  K_IDENTIFIER,
  K_MATCH_STATEMENT,
  K_NONE,
  K_TYPED_DEFAULT_PARAMETER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'implicit-optional',
  title: 'Default None for a type without None',
  consequence:
    'The signature promises a value, so callers and the type checker miss the case without one.',
  effortHours: { low: 0.05, high: 0.1 },
  why: `
\`def send(to: str = None)\` says that \`to\` is always a text and gives it \`None\` where none is passed. Older type
checkers read the default as part of the type; PEP 484 took that back. A strict checker reports the line, and
readers believe the annotation.
`,
  fix: `
Say it: \`to: str | None = None\`, or \`Optional[str]\` before Python 3.10.
`,
  exemptions: [
    {
      text: 'A type that has room for `None`.',
      quiet: py`
        from typing import Annotated, Any, Optional, Union
        import typing as t

        def send(
            a: str | None = None,
            b: Optional[str] = None,
            c: Union[str, None] = None,
            d: Any = None,
            e: object = None,
            f: None = None,
            g: "str | None" = None,
            h: Annotated[Optional[str], "x"] = None,
            i: t.Optional[int] = None,
            j: t.Literal["a", None] = None,
        ):
            pass
      `,
    },
    {
      text: 'A name that may stand for such a type, and a type variable.',
      quiet: py`
        from typing import Optional, TypeVar

        MaybeText = Optional[str]
        T = TypeVar("T")

        def send(to: MaybeText = None, item: T = None):
            pass
      `,
    },
    {
      text: 'Other defaults, and parameters without a type.',
      quiet: py`
        def send(to: str = "", count: int = 0, cc=None, *, bcc: list = ()):
            pass
      `,
    },
  ],
  limits: ['What an imported name stands for is not followed.'],
  bad: [
    py`
      def send(to: str = None): #!
          pass
    `,
    py`
      from typing import List, Dict, Union
      import datetime

      class Mail:
          async def send(
              self,
              to: List[str] = None, #!
              *,
              at: datetime.datetime = None, #!
              headers: Dict[str, str] = None, #!
              kind: Union[str, int] = None, #!
              count: "int" = None, #!
              other: str | int = None, #!
          ) -> None:
              pass

      def later(call: int = None) -> None: #!
          pass
    `,
  ],
  good: [
    py`
      def send(to: str | None = None):
          pass
    `,
  ],
  on: {
    [K_TYPED_DEFAULT_PARAMETER](node, checker) {
      const { tree } = checker
      const value = tree.child(node, F_VALUE)
      if (value === NO_NODE || tree.kind(value) !== K_NONE) return
      const annotation = tree.child(node, F_TYPE)
      if (annotation === NO_NODE) return
      const text = tree.text(annotation)
      if (admitsNone(checker, text)) return
      if (mayBeAlias(checker, annotation)) return
      const name = tree.text(node + 1)
      checker.report({
        node,
        message: `\`${name}\` is annotated as \`${text}\` and has the default \`None\`.`,
        fixes: fixOf(checker, annotation, text),
      })
    },
  },
})

const ADMITTING = /^(?:None|Any|object|NoneType|Incomplete|Optional)$/

/** What the type as a whole admits; a `None` or `Any` within `dict[str, Any]` says nothing of that. */
function admitsNone(checker: Checker, annotation: string): boolean {
  const text = annotation
    .replace(/#[^\n]*/g, '')
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
  if (/^\([^()]*(?:\([^()]*\)[^()]*)*\)$/.test(text)) return admitsNone(checker, text.slice(1, -1))
  const choices = parts(text, '|')
  if (choices.length > 1) return choices.some((one) => admitsNone(checker, one))
  const [, path = '', inner = ''] = /^([\w.]+)\s*(?:\[(.*)\])?$/s.exec(text) ?? []
  const written = path.slice(path.lastIndexOf('.') + 1)
  const name = checker.facts.imports.find((one) => one.bound === path)?.name || written
  if (ADMITTING.test(name)) return true
  if (name === 'Union' || name === 'Literal') {
    return parts(inner, ',').some((one) => admitsNone(checker, one))
  }
  return name === 'Annotated' && admitsNone(checker, parts(inner, ',')[0] ?? '')
}

/** The parts of a type between its outermost `|` or commas. */
function parts(text: string, separator: string): string[] {
  const found: string[] = ['']
  let depth = 0
  for (const sign of text) {
    if ('[('.includes(sign)) depth += 1
    if ('])'.includes(sign)) depth -= 1
    if (sign === separator && depth === 0) found.push('')
    else found[found.length - 1] += sign
  }
  return found
}

/** True for a single name that is assigned in this file, or imported and not of the standard library's types. */
function mayBeAlias(checker: Checker, annotation: Node): boolean {
  const { tree, facts } = checker
  const inner = statementsOf(tree, annotation)[0]
  if (inner === undefined) return true
  const kind = tree.kind(inner)
  if (kind !== K_IDENTIFIER) return false
  const binding = facts.resolve(inner)
  if (binding === undefined || binding.kind === 'variable' || binding.kind === 'type-parameter')
    return true
  if (binding.kind !== 'import') return false
  const value = checker.valueOf(inner)
  return value?.kind === 'variable'
}

/** `X | None` where the file can read it, else `Optional[X]`. */
function fixOf(checker: Checker, annotation: Node, text: string): FixDraft[] {
  const { tree, facts } = checker
  if (/^["']/.test(text)) {
    const edit = replace(tree, annotation, `${text.slice(0, -1)} | None${text.slice(-1)}`)
    return [{ title: 'Add None to the type', grade: 'safe', edits: [edit] }]
  }
  const isModern =
    facts.imports.some(({ form, name }) => form === 'future' && name === 'annotations') ||
    facts.nodesOfKind(K_MATCH_STATEMENT).length > 0 ||
    /:\s*\w+ \| \w+|-> \w+ \| \w+/.test(tree.source)
  if (isModern) {
    const edit = replace(tree, annotation, `${text} | None`)
    return [{ title: 'Add None to the type', grade: 'safe', edits: [edit] }]
  }
  const optional = importedName(facts, 'typing', 'Optional', annotation)
  return [
    {
      title: 'Make the type optional',
      grade: 'safe',
      edits: [...optional.edits, replace(tree, annotation, `${optional.text}[${text}]`)],
    },
  ]
}
