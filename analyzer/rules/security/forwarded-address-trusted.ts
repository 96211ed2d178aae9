import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { forwardedDecisions } from './matching/forwarded-decisions.ts'

export default defineRule({
  id: 'forwarded-address-trusted',
  title: 'Limit or list of addresses goes by a header of the client',
  consequence:
    'Who writes another address into the header with each request is never limited, locked out or refused.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [290, 348, 807],
  confidence: 'medium',
  why: `
\`X-Forwarded-For\` is text that the client sends; a proxy appends to it and does not check what was there before. The first entry of the list,
or the whole header, is whatever the client likes:

| request | key of the limiter |
| --- | --- |
| \`X-Forwarded-For: 1.1.1.1\` | \`1.1.1.1\`: first try |
| \`X-Forwarded-For: 1.1.1.2\` | \`1.1.1.2\`: first try |

A list of addresses that may come in is passed with one header.
`,
  fix: `
Let the server do it where it knows the proxy: \`uvicorn --forwarded-allow-ips\`, \`ProxyFix(app, x_for=1)\`, \`SECURE_PROXY\` of the gateway, and use
\`request.client.host\`/\`remote_addr\`. By hand, believe the header only if the peer is one of the own proxies, and take the
entry that this proxy has written: the last.
`,
  exemptions: [
    {
      text: 'An address that is logged, kept or shown and decides nothing.',
      quiet: py`
        import logging
        from fastapi import Request
        log = logging.getLogger(__name__)

        async def trace(request: Request, call_next):
            address = request.headers.get("X-Forwarded-For", request.client.host)
            log.info("request of %s", address)
            return await call_next(request)
      `,
    },
    {
      text: 'A header that is believed only of known proxies or where the settings say that there is one, and the last entry.',
      quiet: py`
        from fastapi import HTTPException, Request
        TRUSTED_PROXIES = {"10.0.0.1"}

        async def known(request: Request, limiter):
            address = request.client.host
            if address in TRUSTED_PROXIES:
                address = request.headers.get("X-Forwarded-For", address)
            if not await limiter.allow(address):
                raise HTTPException(429)

        async def last(request: Request, limiter):
            address = request.headers.get("X-Forwarded-For", "").split(",")[-1]
            if not await limiter.allow(address):
                raise HTTPException(429)
      `,
    },
    {
      text: 'What another function makes of the address.',
      quiet: py`
        from fastapi import Request
        from geo import country_of

        async def prices(request: Request):
            country = country_of(request.headers.get("X-Forwarded-For", request.client.host))
            return {"currency": "EUR" if country in {"DE", "FR"} else "USD"}
      `,
    },
  ],
  limits: [
    'A proxy in front that replaces the header makes it safe; the code does not show it.',
    'Addresses that are kept in attributes or on the request are not followed.',
  ],
  bad: [
    py`
      from fastapi import HTTPException, Request

      async def limit_requests(request: Request, limiter):
          address = request.headers.get("X-Forwarded-For", request.client.host) #!
          if not await limiter.allow(address):
              raise HTTPException(429)
    `,
    py`
      from django.core.cache import cache
      from django.http import HttpResponse

      def client_ip(request):
          forwarded = request.META.get("HTTP_X_FORWARDED_FOR") #!
          if forwarded:
              return forwarded.split(",")[0].strip()
          return request.META["REMOTE_ADDR"]

      def login(request):
          key = f"login-tries:{client_ip(request)}"
          if cache.get(key, 0) > 5:
              return HttpResponse(status=429)
    `,
    {
      'app/net.py': py`
        def address_of(request):
            return request.headers.get("X-Real-IP") or request.remote
      `,
      'app/office.py': py`
        from aiohttp import web
        from app.net import address_of
        OFFICE = {"10.1.2.3"}

        @web.middleware
        async def office(request, handler):
            if address_of(request) not in OFFICE: #!
                raise web.HTTPForbidden()
            return await handler(request)
      `,
    },
  ],
  good: [
    py`
      from fastapi import HTTPException, Request

      async def limit_requests(request: Request, limiter):
          if not await limiter.allow(request.client.host):
              raise HTTPException(429)
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const { read, header, decision } of forwardedDecisions(checker)) {
        if (read === NO_NODE) continue
        checker.report({
          node: read,
          message: `The client writes \`${header}\` itself, and what is decided by it here can be passed with another value.`,
          ...(decision !== NO_NODE && {
            evidence: [
              { kind: 'read', node: read, message: 'the address as the header says it' },
              { kind: 'test', node: decision, message: 'decided by it' },
            ],
          }),
        })
      }
    },
  },
})
