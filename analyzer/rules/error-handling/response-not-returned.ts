import type { Checker } from '../../engine/checker.ts'
import { insertBefore } from '../../matching/edits/edits.ts'
import { expressionOf } from '../../matching/statements/statements.ts'
import { K_EXPRESSION_STATEMENT } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { madeResponse } from './matching/made-responses.ts'

export default defineRule({
  id: 'response-not-returned',
  title: 'Answer that is made and never sent',
  consequence:
    'The request that should end here goes on: what was to be refused is done, and the client is told of success.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [252, 754],
  why: `
The statement builds an answer and drops it: the word \`return\` is missing. The handler goes on to the next line, so that the check
in front of it stops nobody.
`,
  fix: 'Write `return` before it, and add a test that takes this way.',
  exemptions: [
    {
      text: 'An answer that is returned, kept or handed on.',
      quiet: py`
        from flask import redirect, render_template, jsonify, make_response

        def show(item, answers):
            if item is None:
                return render_template('missing.html'), 404
            answers.append(jsonify(item))
            response = make_response(render_template('item.html'))
            return response
      `,
    },
    {
      text: 'Functions of the project with such a name, what ends the request by raising, and templates that are only tried.',
      quiet: py`
        from bottle import redirect
        from flask import abort, render_template

        def jsonify(value):
            print(value)

        class Turtle:
            def error(self, text):
                print(text)
                return text

            def go(self):
                self.error('stop')

        def run(item):
            jsonify(item)
            if item is None:
                abort(404)
            redirect('/elsewhere')
      `,
    },
    {
      text: 'Renders whose errors are what is asked for.',
      quiet: py`
        from flask import render_template

        def check(name):
            try:
                render_template(name)
            except Exception as error:
                return str(error)
            return None
      `,
    },
  ],
  limits: ['Helpers of other classes that make an answer.', 'Tests are left out.'],
  bad: [
    py`
      from flask import redirect, render_template, request, url_for

      def remove(item):
          if not item.is_complete:
              render_template('error.html', item=item) #!
          if not request.user:
              redirect(url_for('login')) #! high
          item.delete()
          return redirect(url_for('index'))
    `,
    {
      'shop/views.py': py`
        from django.http import HttpResponseForbidden, JsonResponse
        from django.views import View

        class Remove(View):
            def refuse(self, text):
                return JsonResponse({'detail': text}, status=409)

            def post(self, request, item):
                if request.user != item.owner:
                    HttpResponseForbidden() #! high
                if item.is_open:
                    self.refuse('still open') #! high
                item.delete()
                return JsonResponse({})
      `,
    },
    py`
      from fastapi import FastAPI
      from fastapi.responses import JSONResponse

      app = FastAPI()

      def problem(text):
          return JSONResponse({'detail': text}, status_code=404)

      @app.get('/boats/{boat_id}')
      def boat(boat_id: int, boats):
          if boat_id not in boats:
              problem('no such boat') #! high
          return boats[boat_id]
    `,
  ],
  good: [
    py`
      from flask import redirect, render_template, request, url_for

      def remove(item):
          if not item.is_complete:
              return render_template('error.html', item=item)
          item.delete()
          return redirect(url_for('index'))
    `,
  ],
  roles: ['source'],
  on: {
    [K_EXPRESSION_STATEMENT](statement, checker) {
      const call = expressionOf(checker.tree, statement)
      const made = madeResponse(checker, call)
      if (made === undefined) return
      reportDropped(checker, call, made.isRefusal)
    },
  },
})

function reportDropped(checker: Checker, call: Node, isRefusal: boolean): void {
  const { tree, facts } = checker
  checker.report({
    node: call,
    ...(isRefusal && { severity: 'high' as const }),
    message: `What \`${tree.text(facts.callee(call))}\` makes is dropped: the request goes on${isRefusal ? ' although this line refuses it' : ''}.`,
    fixes: [
      {
        title: 'Return it',
        grade: 'needs-review',
        edits: [insertBefore(tree, call, 'return ')],
      },
    ],
  })
}
