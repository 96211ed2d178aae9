import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { unboundNames } from './matching/unbound-names.ts'

export default defineRule({
  id: 'possibly-unbound',
  title: 'Local name that may have no value yet',
  consequence:
    'The way on which nothing was assigned ends in an `UnboundLocalError`, often in place of the error that mattered.',
  effortHours: { low: 0.25, high: 0.5 },
  confidence: 'medium',
  why: `
The name is given its value in one branch, or behind a call that may raise, and is read where both ways meet. When
the other way is taken, Python raises \`UnboundLocalError\`: an option that is off, or a connection that could not be
made, ends in an error that speaks of a variable. In a \`finally\` or a handler it takes the place of the error that
was to be told.
`,
  fix: `
Give the name a value on every way: an \`else\` that assigns or raises, a default in front of the branch, a \`return\`
or \`raise\` in the handler. What must be closed is opened in front of the \`try\`, or by \`with\`.
`,
  exemptions: [
    {
      text: 'The read stands under the same test, or under one that may be the same question in other words.',
      quiet: py`
        def report(rows, verbose, level):
            if verbose:
                started = clock()
            found = 0
            name = None
            for row in rows:
                if row.fits:
                    found = 1
                    name = row.name
            if level > 2:
                width = level * 4
            if verbose:
                print(clock() - started)
            if level > 5:
                print(width)
            return found, name
      `,
    },
    {
      text: 'The other way leaves: it returns, raises, ends the program, goes on with the next item.',
      quiet: py`
        import sys

        def load(path, parser):
            try:
                text = open(path).read()
            except OSError as error:
                sys.exit(f"cannot read: {error}")
            if text:
                first = text[0]
            else:
                raise ValueError(path)
            try:
                number = int(text)
            except ValueError:
                parser.error("no number")
            return first, number

        def lengths(paths):
            for path in paths:
                try:
                    size = path.stat().st_size
                except OSError:
                    continue
                yield size
      `,
    },
    {
      text: 'A flag or a `None` that is set beside the name tells whether it was.',
      quiet: py`
        def pick(items, wanted):
            is_found = False
            reason = None
            if wanted in items:
                item = items[wanted]
                is_found = True
            else:
                reason = "missing"
            if is_found:
                return item
            return reason
      `,
    },
    {
      text: 'A loop, which is taken to run once, and a chain of `elif`, one of which is taken to fit.',
      quiet: py`
        def last(rows, kind):
            for row in rows:
                value = row.value
            if kind == "a":
                factor = 1
            elif kind == "b":
                factor = 2
            return value * factor
      `,
    },
    {
      text: 'Code that asks whether the name is there.',
      quiet: py`
        def close(address):
            try:
                link = connect(address)
                link.send(b"x")
            finally:
                if "link" in locals():
                    link.close()
      `,
    },
  ],
  limits: [
    'Names of modules and classes are not looked at.',
    'Whether a loop runs at all, and whether a chain of `elif` is complete, is not asked.',
  ],
  bad: [
    py`
      async def start(host, port, reuse_port):
          if reuse_port:
              options = {"host": host, "port": port, "reuse_port": True}
          return await serve(handle, **options) #!

      def send(address, message):
          try:
              link = connect(address)
              link.send(message)
          finally:
              link.close() #!

      def total(reader, path):
          try:
              rows = reader.read(path)
          except Exception:
              log.warning("cannot read %s", path)
          return sum(rows) #!
    `,
  ],
  good: [
    py`
      async def start(host, port, reuse_port):
          options = {"host": host, "port": port}
          if reuse_port:
              options["reuse_port"] = True
          return await serve(handle, **options)

      def send(address, message):
          link = connect(address)
          try:
              link.send(message)
          finally:
              link.close()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_module, checker) {
      for (const { read, writes, byException } of unboundNames(checker)) {
        const name = checker.facts.name(read)
        const [first] = writes
        checker.report({
          node: read,
          message: byException
            ? `\`${name}\` has no value here if what assigns it raised before: the line then ends in an \`UnboundLocalError\`.`
            : `\`${name}\` has no value here if the branch that assigns it was not taken: the line then ends in an \`UnboundLocalError\`.`,
          evidence: [
            ...(first === undefined
              ? []
              : [
                  {
                    kind: 'write' as const,
                    node: first,
                    message: 'gets its value here, on some ways',
                  },
                ]),
            { kind: 'read' as const, node: read, message: 'is read on all ways' },
          ],
        })
      }
    },
  },
})
