import { oftenUnresolved } from '../../gather/tables.ts'
import { unknownNames } from '../../matching/names/unknown-names.ts'
import { unknownTypes } from '../../matching/names/unknown-types.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'undefined-name',
  title: 'Name that is defined nowhere',
  consequence:
    'The line raises a `NameError` as soon as it runs, often in the handling of an error.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
No scope of the file has the name, no import brings it, and the language has no such builtin. Python only
notices when the line runs. What runs seldom keeps such a mistake for years: the handler of an error, the branch
for an option. There the \`NameError\` takes the place of the error that was to be told.
`,
  fix: `
Import the name, pass it as a parameter, or write the one that was meant. A test that takes this branch keeps it
from coming back.
`,
  exemptions: [
    {
      text: 'A file whose names its text does not show: a star import, `exec`, `globals()`.',
      quiet: py`
        from shop.settings import *

        def rate():
            return DEFAULT_RATE
      `,
    },
    {
      text: 'A name that the code asks for: the `NameError` is caught, or a version of the language is tested.',
      quiet: py`
        import sys

        def text_type():
            try:
                return native_text
            except NameError:
                return str

        if sys.version_info[0] < 3:
            text = native_text
        else:
            text = str
      `,
    },
    {
      text: 'Texts in annotations that are no types, or types of a library with a language of its own.',
      quiet: py`
        from typing import Annotated, Literal

        from arrays import Float

        def total(wait: "seconds", kind: Literal["Order"], row: Float["Row Column"]) -> "the sum":
            size: Annotated[int, "Size"] = 3
            return size
      `,
    },
    {
      text: 'What `gettext` installs, and what a notebook or a build tool puts into its scripts.',
      quiet: py`
        def greet(name):
            return _("Hello %s") % name + ngettext("day", "days", 2)

        def shell():
            return get_ipython().magic("time")
      `,
    },
  ],
  limits: [
    'In an annotation that nothing evaluates, and that is written as text, such a name costs little: it is reported with low severity, once for a file.',
    'A name that the module defines somewhere is taken as defined, whatever the order of the calls.',
    'A file in which something does not parse is left out.',
  ],
  bad: [
    py`
      def load(path, reader):
          try:
              return reader.read(path)
          except OSError:
              raise LoadError(path) #!
    `,
    py`
      class Rows:
          size = 10

          def lock(self, tag, node):
              if not self.update(tag, node.id):
                  raise KeyError(node_id) #!
              return struct.pack("<q", node.id) #!

          def page(self):
              return self.rows[:size] #!
    `,
    py`
      from __future__ import annotations

      import typing

      if typing.TYPE_CHECKING:
          from shop import Order

      def total(order: Order, rate: typing.Optional["Rate"]): #! low
          amount: Money = order.total * rate.value #! low
          return amount
    `,
  ],
  good: [
    py`
      import struct

      def pack(node):
          return struct.pack("<q", node.id)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const node of unknownNames(checker)) {
        const name = checker.facts.name(node)
        checker.report({
          node,
          message: `\`${name}\` is defined nowhere: this raises a \`NameError\`.`,
          // What file after file reads is perhaps put there by what runs them.
          ...(checker.project.has(oftenUnresolved, name) && {
            severity: 'medium' as const,
            confidence: 'medium' as const,
          }),
        })
      }
      for (const { node, name } of unknownTypes(checker)) {
        checker.report({
          node,
          message: `\`${name}\` is defined nowhere: who reads this annotation, as type checkers and \`get_type_hints\` do, fails.`,
          severity: 'low',
          confidence: 'medium',
        })
      }
    },
  },
})
