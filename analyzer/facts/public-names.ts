// Names that libraries offer under a shorter path than that of the module which defines them: code
// imports them from either, and both mean the same.

const DEFINING: readonly (readonly [string, string])[] = [
  ['django.http.response.', 'django.http.'],
  ['django.http.request.', 'django.http.'],
  ['flask.helpers.', 'flask.'],
  ['flask.globals.', 'flask.'],
  ['flask.templating.', 'flask.'],
  ['rest_framework.generics.get_object_or_404', 'django.shortcuts.get_object_or_404'],
]

/** `django.http.HttpResponse` of `django.http.response.HttpResponse`; other names as they are. */
export function publicName(origin: string): string {
  for (const [defining, offered] of DEFINING) {
    if (origin.startsWith(defining)) return offered + origin.slice(defining.length)
  }
  return origin
}
