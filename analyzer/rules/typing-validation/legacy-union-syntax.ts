import { oldestMinor, readPythonVersions } from '../../domain/python-version.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { replace } from '../../matching/edits/edits.ts'
import { hasPackages } from '../../matching/names/project-layout.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import {
  K_BINARY_OPERATOR,
  K_GENERIC_TYPE,
  K_LIST_SPLAT,
  K_MATCH_STATEMENT,
  K_SPLAT_TYPE,
  K_STRING,
  K_SUBSCRIPT,
  K_TYPE,
  K_TYPE_ALIAS_STATEMENT,
  K_TYPE_PARAMETER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const VERSIONS = {}
/** The first Python that knows `X | Y` for types. */
const FIRST_MINOR = 10
const UNION = /^(?:typing|typing_extensions)\.(Optional|Union)$/

export default defineRule({
  id: 'legacy-union-syntax',
  title: 'Union of types in the old spelling',
  consequence: 'Annotations are longer than they have to be and need imports that say nothing.',
  effortHours: { low: 0.02, high: 0.1 },
  why: `
Since Python 3.10 \`X | None\` is what \`Optional[X]\` was. The old name misleads as well: an \`Optional\`
parameter is not one that can be left out. Two spellings side by side make readers look for a difference
that is not there.
`,
  fix: `
\`X | None\` for \`Optional[X]\`, \`A | B\` for \`Union[A, B]\`, and no import from \`typing\`.
`,
  exemptions: [
    {
      text: 'A project that still runs on a Python before 3.10.',
      quiet: {
        'pyproject.toml': '[project]\nname = "app"\nrequires-python = ">=3.8,<4"\n',
        'app/find.py': py`
          from typing import Optional

          def find(name: Optional[str]) -> int:
              return len(name or "")
        `,
      },
    },
    {
      text: 'A file that tells old versions of Python apart.',
      quiet: py`
        import sys
        from typing import Optional, Union

        if sys.version_info >= (3, 9):
            from zoneinfo import ZoneInfo
        else:
            from backports.zoneinfo import ZoneInfo

        def find(name: Optional[str], key: Union[int, str]) -> int:
            return 1
      `,
    },
    {
      text: 'A package that does not say which Python it needs.',
      quiet: {
        'shop/__init__.py': '',
        'shop/find.py': py`
          from typing import Optional

          def find(name: Optional[str]) -> int:
              return len(name or "")
        `,
      },
    },
    {
      text: 'Names of classes in quotation marks, which take no operator at run time.',
      quiet: py`
        from typing import Optional, Union

        class Node:
            parent: Optional["Node"]
            other: Union["Node", int]
      `,
    },
    {
      text: 'The new spelling, other generics, and other things of these names.',
      quiet: py`
        import typing
        from typing import Optional
        from app.words import Union

        def find(name: str | None, names: typing.List[str], key: Union[int]) -> Optional:
            return None
      `,
    },
  ],
  limits: [
    'Where nothing says which Python a package needs, files that use no newer syntax are left alone.',
  ],
  bad: [
    py`
      from typing import Optional

      def find(name: Optional[str] = None) -> int: #!
          return len(name or "")
    `,
    {
      'setup.cfg': '[options]\npython_requires = >=3.10\n',
      'app/find.py': py`
        import typing as t
        from typing import Optional as Opt, Union

        Key = Union[int, str] #!

        class Row:
            key: t.Optional[int] = None #!
            rows: list[Opt[str]] #!

            def find(self, key: t.Union[int, None]) -> dict[str, Union[int, Opt[str]]]: #!2
                return {}
      `,
    },
    {
      'shop/__init__.py': '',
      'shop/find.py': py`
        from typing import Optional

        def find(name: str | None) -> int:
            return len(name or "")

        def count(name: Optional[str]) -> int: #!
            return len(name or "")
      `,
    },
  ],
  good: [
    py`
      def find(name: str | None = None) -> int:
          return len(name or "")
    `,
  ],
  on: { [K_GENERIC_TYPE]: check, [K_SUBSCRIPT]: check },
})

function check(node: Node, checker: Checker): void {
  const { tree, facts } = checker
  const name = tree.firstChild(node)
  if (name === NO_NODE || !/(?:^|\.)\w+$/.test(tree.text(name))) return
  const origin = facts.qualifiedName(name) ?? ''
  const found = UNION.exec(origin)?.[1]
  if (found === undefined || isInsideAnother(facts, node) || isOld(checker)) return
  const members = membersOf(checker, node, name)
  if (members.length === 0 || members.some((member) => takesNoOperator(checker, member))) return
  const texts = members.map((member) => tree.text(member))
  const newText = found === 'Optional' ? `${texts[0]} | None` : texts.join(' | ')
  const isNested = members.some((member) => holdsUnion(facts, member))
  checker.report({
    node,
    message: `\`${inOneLine(tree.text(node))}\` is written \`${inOneLine(newText)}\` since Python 3.10.`,
    fixes: isNested
      ? []
      : [
          {
            title: 'Write the union with `|`',
            grade: 'needs-review',
            edits: [replace(tree, node, newText)],
          },
        ],
  })
}

/** The outer one is told of; the inner ones change with it. */
function isInsideAnother(facts: FileFacts, node: Node): boolean {
  const { tree } = facts
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_GENERIC_TYPE || kind === K_SUBSCRIPT) {
      if (UNION.test(facts.qualifiedName(tree.firstChild(at)) ?? '')) return true
    } else if (kind !== K_TYPE && kind !== K_TYPE_PARAMETER) return false
  }
  return false
}

function holdsUnion(facts: FileFacts, member: Node): boolean {
  const { tree } = facts
  for (let at = member; at < tree.endOfSubtree(member); at += 1) {
    const kind = tree.kind(at)
    if (kind !== K_GENERIC_TYPE && kind !== K_SUBSCRIPT) continue
    if (UNION.test(facts.qualifiedName(tree.firstChild(at)) ?? '')) return true
  }
  return false
}

function membersOf({ tree }: Checker, node: Node, name: Node): Node[] {
  const list = tree.childOfKind(node, K_TYPE_PARAMETER)
  return tree.namedChildren(list === NO_NODE ? node : list).filter((child) => child !== name)
}

function takesNoOperator({ tree }: Checker, member: Node): boolean {
  for (let node = member; node < tree.endOfSubtree(member); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_STRING || kind === K_LIST_SPLAT || kind === K_SPLAT_TYPE) return true
  }
  return false
}

/** True where the code may have to run on a Python that does not know the new spelling. */
function isOld(checker: Checker): boolean {
  const { project, path, facts } = checker
  const versions = project.remember(VERSIONS, project.configs, () =>
    readPythonVersions(project.configs),
  )
  const minor = oldestMinor(versions, path)
  if (minor !== undefined) return minor < FIRST_MINOR
  if (facts.identifiersNamed('version_info').length > 0 || importsSix(checker)) return true
  // A package that declares nothing may be installed anywhere; a loose script runs on what is there.
  return project.table(hasPackages) && !usesNewSyntax(checker)
}

/** True for a file that only Python 3.10 and later can run. */
function usesNewSyntax({ tree, facts }: Checker): boolean {
  if (facts.nodesOfKind(K_MATCH_STATEMENT).length > 0) return true
  if (facts.nodesOfKind(K_TYPE_ALIAS_STATEMENT).length > 0) return true
  if (facts.imports.some(({ form, name }) => form === 'future' && name === 'annotations')) {
    return false
  }
  return [...facts.nodesOfKind(K_BINARY_OPERATOR)].some(
    (node) => tree.kind(tree.parent(node)) === K_TYPE && / \| /.test(tree.text(node)),
  )
}

function importsSix({ facts }: Checker): boolean {
  return facts.imports.some(({ module }) => module === 'six' || module.startsWith('six.'))
}
