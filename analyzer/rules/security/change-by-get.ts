import { describeRoute } from '../../matching/routes/route-places.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { changesByGet } from './matching/changes-by-get.ts'

export default defineRule({
  id: 'change-by-get',
  title: 'Change that a link is enough for',
  consequence:
    'An image in a message, a crawler or the prefetch of a browser deletes or changes data in the name of whoever is signed in.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [352, 650],
  confidence: 'medium',
  why: `
\`GET\` is for reading: browsers fetch links ahead, mail scanners open them, and any page can put \`<img src="https://shop.example/users/7/delete">\`
before a signed-in user. The tokens against forged requests are not asked for at \`GET\`, and \`SameSite=Lax\` lets links through.
`,
  fix: `
Take the change by \`POST\` or \`DELETE\` from a form with a token. A link in a mail leads to a page that asks, and the button of that page
posts.
`,
  exemptions: [
    {
      text: 'Reading, and changes by other methods.',
      quiet: py`
        from flask import Flask, request
        from app.models import User, db

        app = Flask(__name__)

        @app.get('/users/<int:user_id>')
        def show(user_id):
            return User.query.get(user_id).name

        @app.post('/users/<int:user_id>/delete')
        def delete_user(user_id):
            db.session.delete(User.query.get(user_id))
            db.session.commit()
            return ''

        @app.route('/users/<int:user_id>/remove', methods=['GET', 'POST'])
        def remove_user(user_id):
            if request.method == 'POST':
                db.session.delete(User.query.get(user_id))
                db.session.commit()
            return ''
      `,
    },
    {
      text: 'Counters, last visits, sessions and caches that reading keeps up to date.',
      quiet: py`
        from flask import Flask, session
        from app.models import Article, cache, db

        app = Flask(__name__)

        @app.get('/articles/<int:article_id>')
        def article(article_id):
            row = Article.query.get(article_id)
            row.views += 1
            db.session.commit()
            cache.delete('front')
            return row.text

        @app.get('/logout')
        def logout():
            session.clear()
            return ''

        @app.get('/articles/deleted')
        def deleted():
            return [one.id for one in Article.query.filter_by(is_deleted=True)]
      `,
    },
    {
      text: 'Links with a token of their own, and services that no browser signs in to.',
      quiet: {
        'api.py': py`
          from fastapi import Depends, FastAPI
          from fastapi.security import HTTPBearer

          app = FastAPI()
          bearer = HTTPBearer()

          @app.get('/jobs/{job_id}/cancel')
          def cancel_job(job_id: int, jobs, token=Depends(bearer)):
              jobs.delete(job_id)
              return {}
        `,
        'mail.py': py`
          from flask import Blueprint
          from app.models import Subscription, db

          bp = Blueprint('mail', __name__)

          @bp.get('/unsubscribe/<token>')
          def unsubscribe(token):
              db.session.delete(Subscription.query.filter_by(token=token).one())
              db.session.commit()
              return ''
        `,
      },
    },
  ],
  limits: [
    'Only routes whose name or path says that they change something, and whose code does so.',
    'Changes two calls away.',
  ],
  bad: [
    py`
      from flask import Flask, redirect
      from flask_login import login_required
      from app.models import User, db

      app = Flask(__name__)

      @app.get('/users/<int:user_id>/delete') #!
      @login_required
      def delete_user(user_id):
          db.session.delete(User.query.get(user_id))
          db.session.commit()
          return redirect('/users')

      @app.route('/user/del/<uid>') #!
      @login_required
      def del_user(uid):
          UserManager.delete(uid)
          return redirect('/users')
    `,
    {
      'shop/urls.py': py`
        from django.urls import path
        from shop import views

        urlpatterns = [
            path('orders/<int:pk>/cancel/', views.cancel_order),
            path('orders/<int:pk>/close/', views.close_order),
            path('orders/<int:pk>/', views.show_order),
        ]
      `,
      'shop/views.py': py`
        from django.contrib.auth.decorators import login_required
        from django.shortcuts import get_object_or_404, redirect
        from django.views.decorators.http import require_GET, require_POST
        from shop.models import Order

        @require_GET
        @login_required
        def cancel_order(request, pk): #!
            order = get_object_or_404(Order, pk=pk, owner=request.user)
            order.status = 'cancelled'
            order.save()
            return redirect('/orders/')

        @require_POST
        def close_order(request, pk):
            order = get_object_or_404(Order, pk=pk)
            order.delete()
            return redirect('/orders/')

        def show_order(request, pk):
            order = get_object_or_404(Order, pk=pk)
            return redirect(order.address)
      `,
    },
    py`
      from flask import Blueprint, redirect
      from flask_login import login_required
      from app import db, fees

      bp = Blueprint('desk', __name__)

      @bp.get('/permits/<int:permit_id>/revoke') #!
      @login_required
      def revoke(permit_id):
          cents = refund(permit_id)
          return redirect('/permits')

      def refund(permit_id):
          db.run("UPDATE permits SET status = 'revoked' WHERE id = ?", (permit_id,))
          return 5
    `,
  ],
  good: [
    py`
      from flask import Flask, redirect
      from flask_login import login_required
      from app.models import User, db

      app = Flask(__name__)

      @app.post('/users/<int:user_id>/delete')
      @login_required
      def delete_user(user_id):
          db.session.delete(User.query.get(user_id))
          db.session.commit()
          return redirect('/users')
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const { placed, change } of changesByGet(checker)) {
        checker.report({
          node: placed.node,
          message: `${describeRoute(checker, placed.route)} changes something: any page that a signed-in user opens can ask for it.`,
          evidence: [{ kind: 'write', node: change, message: 'changed here' }],
        })
      }
    },
  },
})
