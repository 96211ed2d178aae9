import stripe, requests, httpx
from celery import Celery, shared_task
from tenacity import retry, stop_after_attempt
import backoff
from django.core.mail import send_mail
app = Celery('x')
@app.task(bind=True, autoretry_for=(Exception,), max_retries=3)
def charge(self, order_id):
    stripe.Charge.create(amount=100, currency='eur') #!
@app.task(bind=True, autoretry_for=(Exception,), max_retries=3)
def charge2(self, order_id):
    stripe.Charge.create(amount=100, currency='eur', idempotency_key=f'order-{order_id}')
@shared_task(acks_late=True)
def mail(user_id):
    send_mail('a', 'b', 'c', ['d']) #!
@shared_task(acks_late=True)
def mail2(user_id):
    user = User.objects.select_for_update().get(pk=user_id)
    if user.welcome_sent:
        return
    send_mail('a', 'b', 'c', ['d'])
    user.welcome_sent = True
    user.save()
@retry(stop=stop_after_attempt(3))
def post(data):
    requests.post('https://x/payments', json=data) #!
@retry(stop=stop_after_attempt(3))
def get(data):
    return requests.get('https://x/payments')
@backoff.on_exception(backoff.expo, Exception, max_tries=3)
async def pay(client: httpx.AsyncClient, data):
    await client.post('https://x/payments', json=data) #!
@backoff.on_exception(backoff.expo, Exception, max_tries=3)
async def pay2(client: httpx.AsyncClient, data, key):
    await client.post('https://x/payments', json=data, headers={'Idempotency-Key': key})
def loop(data):
    for attempt in range(3):
        try:
            return requests.post('https://x/payments', json=data) #!
        except requests.RequestException:
            continue
@app.task(bind=True)
def selfretry(self, order_id):
    try:
        stripe.Charge.create(amount=1) #!
        notify(order_id)
    except Exception as e:
        raise self.retry(exc=e)
@retry(stop=stop_after_attempt(3))
def put(data):
    requests.put('https://x/payments/1', json=data)
