import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { caughtTypes, handlerText, isBroadHandler } from '../../matching/errors/handlers.ts'
import { caughtName, isReraise, mayRaiseAgain } from '../../matching/errors/reraise.ts'
import { decoratedBy } from '../../matching/names/decorated-by.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  K_BLOCK,
  K_CALL,
  K_CLASS_DEFINITION,
  K_EXCEPT_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_LAMBDA,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isHttpException, isHttpFailure, raisesHttp } from './matching/http-failures.ts'

export default defineRule({
  id: 'http-exception-swallowed',
  title: 'HTTP error caught by its own handler',
  consequence:
    'Clients get a server error, or success, where the code meant to say "not found" or "forbidden".',
  effortHours: { low: 0.25, high: 1 },
  cwe: [393, 755],
  why: `
\`HTTPException\` is an \`Exception\`. Raised inside of a \`try\` with \`except Exception\`, it never reaches
the framework: the handler catches the 404 or 403 and answers 500, or returns as if all were well.
Clients retry what cannot succeed, monitoring counts refusals as outages, and the true status never
leaves the process.
`,
  fix: `
Put \`except HTTPException: raise\` before the broad handler, or move what raises it out of the \`try\`.
Better still, catch the exceptions that the calls inside are known to raise.
`,
  exemptions: [
    {
      text: 'A handler before the broad one that lets the HTTP error pass.',
      quiet: py`
        from fastapi import HTTPException

        async def read(item_id, db):
            try:
                item = await db.get(item_id)
                if item is None:
                    raise HTTPException(status_code=404)
                return item
            except HTTPException:
                raise
            except Exception as error:
                raise HTTPException(status_code=500) from error
      `,
    },
    {
      text: 'A broad handler that raises the same exception again.',
      quiet: py`
        from fastapi import HTTPException

        async def update(item_id, db):
            try:
                item = await db.get(item_id)
                if item is None:
                    raise HTTPException(status_code=404)
                await db.commit()
            except Exception:
                await db.rollback()
                raise

        async def delete(item_id, db):
            try:
                if not await db.delete(item_id):
                    raise HTTPException(404)
            except Exception as error:
                if isinstance(error, HTTPException):
                    raise error
                raise HTTPException(500)
      `,
    },
    {
      text: 'An HTTP error raised outside of the block, in its `else`, or in the handler alone.',
      quiet: py`
        from fastapi import HTTPException

        async def read(item_id, db):
            try:
                item = await db.get(item_id)
            except Exception as error:
                raise HTTPException(status_code=503) from error
            else:
                if item.hidden:
                    raise HTTPException(status_code=403)
            if item is None:
                raise HTTPException(status_code=404)
            return item
      `,
    },
    {
      text: 'An HTTP error that a `try` further inside takes.',
      quiet: py`
        from fastapi import HTTPException

        async def read(item_id, db):
            try:
                try:
                    if item_id < 0:
                        raise HTTPException(status_code=404)
                except HTTPException as error:
                    return fallback(error)
                return await db.get(item_id)
            except Exception:
                logger.exception("read failed")
                return None
      `,
    },
    {
      text: 'A function that is only defined in the block, and an exception of another kind.',
      quiet: py`
        from fastapi import HTTPException

        def build(app):
            try:
                def missing():
                    raise HTTPException(status_code=404)
                app.register(missing)
                raise ValueError("no app")
            except Exception:
                logger.exception("not built")
                return None
      `,
    },
  ],
  limits: [
    'Functions that raise the HTTP error are followed one call deep; a wrapper of a decorator is seen with what it stands around.',
  ],
  bad: [
    py`
      from fastapi import HTTPException

      async def read(item_id, db):
          try:
              item = await db.get(item_id)
              if item is None:
                  raise HTTPException(status_code=404)
              return item
          except Exception as error: #!
              raise HTTPException(status_code=500) from error
    `,
    py`
      import fastapi
      from flask import abort
      from django.http import Http404
      from django.shortcuts import get_object_or_404
      from werkzeug import exceptions as errors

      def delete(item_id, db):
          try:
              with db.begin():
                  if not db.owns(item_id):
                      raise fastapi.HTTPException(403)
          except ValueError:
              raise
          except Exception: #!
              logger.exception("delete failed")
              return {"ok": True}

      def show(page):
          try:
              if page not in PAGES:
                  abort(404)
              return render(page)
          except Exception as error: #!
              return render("error", error=error)

      def entry(request, pk):
          try:
              found = get_object_or_404(Entry, pk=pk)
          except: #!
              found = None
          try:
              raise Http404("no entry")
          except (KeyError, Exception): #!
              pass
          try:
              raise errors.NotFound()
          except BaseException: #!
              return found
    `,
    py`
      from fastapi import HTTPException, status

      class NotAllowed(HTTPException):
          pass

      def require(user):
          if user is None:
              raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED)

      class Orders:
          async def cancel(self, order, user):
              try:
                  require(user)
                  await self.store.cancel(order)
              except Exception as error: #!
                  logger.error("cancel: %s", error)
                  raise HTTPException(500, "internal error")

          async def close(self, order, user):
              try:
                  if order.user != user:
                      raise NotAllowed(403)
                  await self.store.close(order)
              except Exception: #!
                  return False
    `,
  ],
  good: [
    py`
      from fastapi import HTTPException

      async def read(item_id, db):
          try:
              item = await db.get(item_id)
          except DatabaseError as error:
              raise HTTPException(status_code=503) from error
          if item is None:
              raise HTTPException(status_code=404)
          return item
    `,
  ],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree } = checker
      if (!isBroadHandler(checker, clause)) return
      const body = tree.childOfKind(clause, K_BLOCK)
      if (body === NO_NODE || mayRaiseAgain(tree, body, caughtName(tree, clause))) return
      const attempt = bodyOf(tree, tree.parent(clause))
      for (const sibling of tree.namedChildren(tree.parent(clause))) {
        if (sibling === clause) break
        if (tree.kind(sibling) === K_EXCEPT_CLAUSE && takesHttp(checker, sibling)) return
      }
      const raised = findRaised(checker, attempt)
      if (raised === NO_NODE) {
        reportDecorated(checker, clause, attempt, body)
        return
      }
      const { does, step } = outcomeOf(checker, body)
      checker.report({
        node: clause,
        message: `\`${handlerText(tree, clause)}\` catches the HTTP error raised in line ${tree.line(raised)} and ${does}.`,
        evidence: [
          { kind: 'act', node: raised, message: 'the HTTP error is raised here' },
          { kind: 'note', node: clause, message: 'caught before the framework sees it' },
          { kind: 'note', node: step, message: does },
        ],
      })
    },
  },
})

/** A decorator whose wrapper takes what the decorated functions of the project raise. */
function reportDecorated(checker: Checker, clause: Node, attempt: Node, body: Node): void {
  const { tree, facts, project } = checker
  const wrapper = facts.enclosingFunction(clause)
  const call = wrapper === undefined ? NO_NODE : callOfDecorated(checker, wrapper, attempt)
  if (wrapper === undefined || call === NO_NODE) return
  const decorated = project.at(decoratedBy, `${checker.path} ${wrapper.symbol}`)
  const failing = decorated?.find(raisesHttp)
  if (failing === undefined) return
  const { does, step } = outcomeOf(checker, body)
  checker.report({
    node: clause,
    message: `\`${handlerText(tree, clause)}\` catches the HTTP error that the decorated \`${failing.summary.name}\` raises and ${does}.`,
    evidence: [
      { kind: 'call', node: call, message: `\`${failing.summary.name}\` and others run here` },
      { kind: 'note', node: clause, message: 'caught before the framework sees it' },
      { kind: 'note', node: step, message: does },
    ],
  })
}

/** `return route(*args)` in the block, where `route` is a parameter of a function around the wrapper. */
function callOfDecorated({ tree, facts }: Checker, wrapper: FunctionFacts, block: Node): Node {
  return (
    facts.callsOf(wrapper).find((call) => {
      const callee = facts.callee(call)
      if (!tree.contains(block, call) || callee === NO_NODE) return false
      if (tree.kind(callee) !== K_IDENTIFIER) return false
      const binding = facts.resolve(callee)
      return binding?.kind === 'parameter' && binding.scope?.function !== wrapper
    }) ?? NO_NODE
  )
}

/** True for a handler that catches HTTP errors. */
function takesHttp(checker: Checker, clause: Node): boolean {
  return (
    isBroadHandler(checker, clause) ||
    caughtTypes(checker.tree, clause).some((type) => isHttpException(checker, type))
  )
}

/** The first HTTP error of a block that leaves it, NO_NODE if there is none. */
function findRaised(checker: Checker, block: Node): Node {
  const { tree } = checker
  const end = tree.endOfSubtree(block)
  for (let node = block; node < end; ) {
    const kind = tree.kind(node)
    if (kind === K_FUNCTION_DEFINITION || kind === K_CLASS_DEFINITION || kind === K_LAMBDA) {
      node = tree.endOfSubtree(node)
      continue
    }
    if (kind === K_TRY_STATEMENT) {
      const takes = tree
        .namedChildren(node)
        .some((child) => tree.kind(child) === K_EXCEPT_CLAUSE && takesHttp(checker, child))
      if (takes) {
        node = tree.endOfSubtree(node)
        continue
      }
    }
    if (isHttpFailure(checker, node) || callsFailing(checker, node)) return node
    node += 1
  }
  return NO_NODE
}

/** True for a call of a function that raises an HTTP error on its own level. */
function callsFailing(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(node) !== K_CALL) return false
  const callee = checker.valueOf(facts.callee(node))
  if (callee?.kind !== 'function' && callee?.kind !== 'method') return false
  const { module, summary } = callee.function
  if (module.summary.path !== checker.path) return raisesHttp(callee.function)
  if (summary.isGenerator) return false
  const target = facts.functions.find(({ symbol }) => symbol === summary.symbol)
  if (target === undefined || target.body === NO_NODE) return false
  for (let at = target.body; at < tree.endOfSubtree(target.body); at += 1) {
    if (!isHttpFailure(checker, at) || facts.enclosingFunction(at) !== target) continue
    const attempt = tree.ancestor(at, K_TRY_STATEMENT)
    if (attempt === NO_NODE || !tree.contains(target.body, attempt)) return true
  }
  return false
}

/** How the handler ends. */
function outcomeOf(checker: Checker, body: Node): { readonly does: string; readonly step: Node } {
  const { tree } = checker
  const last = statementsOf(tree, body).at(-1)
  if (last === undefined) return { does: 'goes on as if nothing had happened', step: body }
  if (tree.kind(last) === K_RAISE_STATEMENT && !isReraise(tree, last)) {
    const value = statementsOf(tree, last)[0] ?? last
    const shown = withoutParentheses(tree, value)
    const isHttp = isHttpFailure(checker, last)
    const status = isHttp ? /\b(?:500|HTTP_500\w*)\b/.exec(tree.text(shown)) : null
    return {
      does: status === null ? 'raises a different error' : 'turns it into a server error (500)',
      step: last,
    }
  }
  if (tree.kind(last) === K_RETURN_STATEMENT) {
    return { does: 'returns an ordinary answer', step: last }
  }
  return { does: 'goes on as if nothing had happened', step: last }
}
