import type { Checker } from '../../engine/checker.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { insertBefore } from '../../matching/edits/edits.ts'
import { exceptionMade } from '../../matching/errors/exception-classes.ts'
import { expressionOf } from '../../matching/statements/statements.ts'
import { K_EXPRESSION_STATEMENT } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'exception-not-raised',
  title: 'Exception that is made and never raised',
  consequence:
    'The check that should stop the call lets it go on: what it refuses is done all the same.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [390, 754],
  why: `
The statement makes an exception and drops it: the word \`raise\` is missing. The line looks like a refusal and
does nothing. In a check of permissions everybody passes; elsewhere the function goes on with a value that it has
just found to be wrong.
`,
  fix: `
Write \`raise\` before it, and add a test that provokes the refusal. If the exception is only to be told to a log,
pass it there.
`,
  exemptions: [
    {
      text: 'An exception that is raised, returned, kept or handed on.',
      quiet: py`
        def check(age, errors, future):
            if age < 0:
                raise ValueError(age)
            if age > 200:
                return ValueError(age)
            error = TypeError("age")
            errors.append(KeyError(age))
            future.set_exception(RuntimeError("late"))
            return error
      `,
    },
    {
      text: 'A function or class that only sounds like an exception.',
      quiet: py`
        from http.client import HTTPConnection

        class ShowError:
            def __init__(self, text):
                print(text)

        def TypeError(text):
            print(text)

        def run():
            ShowError("no such file")
            TypeError("wrong kind")
            HTTPConnection("shop.example")
      `,
    },
  ],
  limits: ['Tests are left out: they may make an exception to see that it can be made.'],
  bad: [
    py`
      from fastapi import Depends, HTTPException

      def require_manager(user=Depends(current_user)):
          if not user.is_manager:
              HTTPException(status_code=403, detail="managers only") #! high
          return user
    `,
    py`
      class Refused(Exception):
          pass

      class Spent(Refused):
          pass

      def book(order):
          if order.total <= 0:
              ValueError("empty order") #! medium
          if order.is_spent:
              Spent(order.id) #! medium
          order.book()

      async def check_owner(order, user):
          if order.owner != user.id:
              PermissionError(order.id) #! high
    `,
  ],
  good: [
    py`
      from fastapi import Depends, HTTPException

      def require_manager(user=Depends(current_user)):
          if not user.is_manager:
              raise HTTPException(status_code=403, detail="managers only")
          return user
    `,
  ],
  roles: ['source', 'migration'],
  on: {
    [K_EXPRESSION_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const call = expressionOf(tree, statement)
      const origin = exceptionMade(checker, call)
      if (origin === undefined) return
      // The last line of a notebook's cell shows its value.
      if (checker.path.endsWith('.ipynb') && facts.enclosingFunction(call) === undefined) return
      const isGuard = isRefusal(checker, call, origin) || GUARD.test(functionName(checker, call))
      checker.report({
        node: call,
        ...(isGuard && { severity: 'high' as const }),
        message: `\`${tree.text(facts.callee(call))}\` is made and not raised: ${isGuard ? 'whoever is to be refused here passes' : 'the function goes on as if all was well'}.`,
        fixes: [
          { title: 'Raise it', grade: 'needs-review', edits: [insertBefore(tree, call, 'raise ')] },
        ],
      })
    },
  },
})

/** Functions that are there to refuse. */
const GUARD =
  /(?:^|_)(?:require\w*|ensure|authori[sz]e\w*|authenticate\w*|permissions?|permitted|allowed|access|owner|admin|auth|login|current_user|token|signature)(?:_|$)/

function functionName({ facts }: Checker, node: Node): string {
  return facts.enclosingFunction(node)?.name.toLowerCase() ?? ''
}

const REFUSAL =
  /Permission|Forbidden|Unauthori[sz]ed|AccessDenied|NotAuthenticated|AuthenticationFailed|NotAllowed|Suspicious/

/** An exception that says no to somebody: by its name, or by its status. */
function isRefusal({ tree }: Checker, call: Node, origin: string): boolean {
  if (REFUSAL.test(origin.slice(origin.lastIndexOf('.') + 1))) return true
  if (!origin.endsWith('HTTPException')) return false
  return argumentsOf(tree, call).some(
    ({ name, value }) =>
      (name === undefined || name === 'status_code') && /40[13](?!\d)/.test(tree.text(value)),
  )
}
