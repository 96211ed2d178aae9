import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { staleSaves } from './matching/stale-saves.ts'

const MODELS = py`
  from django.db import models

  class Order(models.Model):
      state = models.CharField(max_length=20, default="new")
      tracking = models.CharField(max_length=80, blank=True)
`
const VIEWS = py`
  from shop.models import Order

  def cancel(request, pk):
      order = Order.objects.get(pk=pk)
      order.state = "cancelled"
      order.save(update_fields=["state"])
`

export default defineRule({
  id: 'stale-row-saved',
  title: 'Whole row saved after a slow call',
  consequence:
    'What others have changed in the row meanwhile is set back without a trace: a cancelled order is open again, a blocked account is not.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [362, 367],
  confidence: 'medium',
  why: `
\`save()\` writes every column, those that nobody here has touched too, with the values of the moment when the row was loaded. The longer
the way from the load to the save, the more is overwritten:

| task | view |
| --- | --- |
| loads the order: state "new" | |
| asks the carrier, for seconds | |
| | sets the state "cancelled" and saves |
| \`order.tracking = ...; order.save()\` writes state "new" | |
`,
  fix: `
Write only what has changed: \`order.save(update_fields=["tracking"])\` or \`Order.objects.filter(pk=order.pk).update(tracking=...)\`. Where the
decision depends on the row, load it again behind the call, with \`select_for_update()\` in a transaction.
`,
  exemptions: [
    {
      text: 'A save of named columns, and an update of them.',
      quiet: {
        'shop/models.py': MODELS,
        'shop/views.py': VIEWS,
        'shop/tasks.py': py`
          import requests
          from shop.models import Order

          def book(pk):
              order = Order.objects.get(pk=pk)
              order.tracking = requests.post("https://carrier.example", json={"id": pk}).text
              order.save(update_fields=["tracking"])

          def again(pk):
              order = Order.objects.get(pk=pk)
              answer = requests.post("https://carrier.example", json={"id": pk})
              Order.objects.filter(pk=pk).update(tracking=answer.text)
        `,
      },
    },
    {
      text: 'A row that is loaded, refreshed or made behind the call, and one that is saved before it.',
      quiet: {
        'shop/models.py': MODELS,
        'shop/views.py': VIEWS,
        'shop/tasks.py': py`
          import requests
          from shop.models import Order

          def late(pk):
              answer = requests.post("https://carrier.example", json={"id": pk})
              order = Order.objects.get(pk=pk)
              order.tracking = answer.text
              order.save()

          def refreshed(pk):
              order = Order.objects.get(pk=pk)
              answer = requests.post("https://carrier.example", json={"id": order.pk})
              order.refresh_from_db()
              order.tracking = answer.text
              order.save()

          def before(pk):
              order = Order.objects.get(pk=pk)
              order.tracking = "none"
              order.save()
              requests.post("https://carrier.example", json={"id": order.pk})
        `,
      },
    },
    {
      text: 'A row whose other columns nobody changes, and a row that is locked.',
      quiet: {
        'shop/models.py': MODELS,
        'shop/tasks.py': py`
          import requests
          from django.db import transaction
          from shop.models import Order

          def book(pk):
              order = Order.objects.get(pk=pk)
              order.tracking = requests.post("https://carrier.example", json={"id": pk}).text
              order.save()

          @transaction.atomic
          def locked(pk):
              order = Order.objects.select_for_update().get(pk=pk)
              order.tracking = requests.post("https://carrier.example", json={"id": pk}).text
              order.save()
        `,
      },
    },
  ],
  limits: [
    'Only rows of Django: SQLAlchemy writes the changed columns alone.',
    'Rows that another function loads and hands on are followed one step.',
    'Columns that forms and serializers change are not seen as changes by others.',
  ],
  bad: [
    {
      'shop/models.py': MODELS,
      'shop/views.py': VIEWS,
      'shop/tasks.py': py`
        import requests
        from shop.models import Order

        def book(pk):
            order = Order.objects.get(pk=pk)
            answer = requests.post("https://carrier.example/book", json={"id": order.pk}, timeout=20)
            order.tracking = answer.json()["tracking"]
            order.save() #!
      `,
    },
    {
      'shop/models.py': MODELS,
      'shop/views.py': VIEWS,
      'shop/tasks.py': py`
        from django.core.mail import send_mail
        from shop.models import Order

        def remind():
            for order in Order.objects.filter(state="new"):
                send_mail("Your order", "is on its way", None, [order.customer.email])
                order.tracking = "told"
                order.save() #!

        def remind_first():
            for order in Order.objects.filter(state="new"):
                order.tracking = "told"
                order.save() #!
                send_mail("Your order", "is on its way", None, [order.customer.email])
      `,
    },
  ],
  good: [
    {
      'shop/models.py': MODELS,
      'shop/views.py': VIEWS,
      'shop/tasks.py': py`
        import requests
        from shop.models import Order

        def book(pk):
            order = Order.objects.get(pk=pk)
            answer = requests.post("https://carrier.example/book", json={"id": order.pk}, timeout=20)
            order.tracking = answer.json()["tracking"]
            order.save(update_fields=["tracking"])
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      for (const { save, row, origin, outside, other } of staleSaves(checker)) {
        const name = tree.text(row)
        checker.report({
          node: save,
          message: `\`${name}\` is saved with all its columns as they were before \`${outside.name}\`; what \`${other.symbol}\` has written to \`${other.attribute}\` meanwhile is lost.`,
          evidence: [
            { kind: 'read', node: origin.node, message: `\`${name}\` is loaded` },
            {
              kind: 'suspension',
              node: outside.call,
              message: `\`${outside.name}\` takes its time`,
            },
            { kind: 'write', node: save, message: 'all columns are written' },
          ],
        })
      }
    },
  },
})
