// Fields of forms and serializers that let no text of the client's own choice through.
import { type Expression, printExpression } from '../../facts/expression.ts'
import type { ProjectIndex } from '../../project/project-index.ts'
import type { ProjectClass } from '../../project/values.ts'

const HARMLESS_FIELD =
  /(?:^|\.)(?:Integer|IntegerRange|Float|Decimal|DecimalRange|(?:Null)?Boolean|Date|Time|DateTime|DateTimeLocal|Month|Week|Duration|UUID|(?:Typed|Multiple|Model|ModelMultiple|TypedMultiple)*Choice|(?:Query|Model)?Select(?:Multiple)?|QuerySelect|Radio|PrimaryKeyRelated|Slug|(?:Generic)?IPAddress|Submit)Field$/
/** Validators of WTForms that refuse all but a few texts. */
const NARROW = /(?:^|[^\w])(?:AnyOf|UUID|IPAddress|MacAddress|NumberRange|Regexp)\(/

/** `IntegerField()`, `StringField(validators=[Regexp('^[a-z]+$')])` */
export function isHarmlessDeclaration(
  made: Extract<Expression, { readonly kind: 'call' }>,
): boolean {
  return HARMLESS_FIELD.test(printExpression(made.callee)) || NARROW.test(printExpression(made))
}

/** True if a form, or a class that it derives from, declares such a field. */
export function hasHarmlessField(index: ProjectIndex, form: ProjectClass, name: string): boolean {
  for (const one of index.hierarchy.order(form)) {
    const [written] = (typeof one === 'string' ? undefined : one.attributes.get(name)) ?? []
    if (written?.value?.kind === 'call') return isHarmlessDeclaration(written.value)
  }
  return false
}
