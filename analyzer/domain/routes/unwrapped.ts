// Checks of the caller that stand beside a handler and that the framework never runs.
import type { Expression } from '../../facts/expression.ts'
import type { ProjectFunction, Value } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, nameOf } from './auth.ts'
import { readUnwrapped } from './dependency-syntax.ts'
import type { UnwrappedDependency } from './route.ts'

const PARAMETER_MAKERS =
  /^(?:Query|Path|Header|Body|Cookie|Form|File|Param|Field|UploadFile|WithJsonSchema|Strict|Tag|Discriminator|BeforeValidator|AfterValidator|PlainSerializer|PlainValidator|WrapValidator|StringConstraints|Len|Gt|Ge|Lt|Le|Doc|Meta)$/

/** Functions that are not seen, by names that only a check has. */
const CHECKING_NAME =
  /^(?:require|get_(?:current|auth)|verify|check|current|ensure|authenticate|auth)_/

/** `user: Annotated[User, require_user]`, `user = require_role('x')` of one function. */
export function readUnwrappedParameters(
  meanings: Meanings,
  classifier: AuthClassifier,
  own: ProjectFunction,
): readonly UnwrappedDependency[] {
  return own.summary.parameters.flatMap((parameter) =>
    readUnwrapped(meanings, own.module, parameter).flatMap(
      ({ from, expression, form }): UnwrappedDependency[] => {
        const callee = nameOf(expression)
        if (PARAMETER_MAKERS.test(lastName(callee))) return []
        if (isMadeWrapper(meanings.value(from, expression))) return []
        const read = classifier.dependency(from, expression)
        const isSeen =
          read.function !== undefined ||
          expression.kind === 'call' ||
          read.auth.certainty === 'known'
        if (!isSeen && !CHECKING_NAME.test(lastName(callee))) return []
        if (read.auth.strength === 'none') return []
        const at = expression.kind === 'call' ? expression.at : own.summary.at
        return [
          {
            parameter: parameter.name,
            callee,
            function: read.function,
            auth: read.auth,
            form,
            isCall: expression.kind === 'call',
            path: from.summary.path,
            at,
          },
        ]
      },
    ),
  )
}

/** What decorators above `@app.route(...)` check: it has registered the function below it by then. */
export function readOuterChecks(
  classifier: AuthClassifier,
  own: ProjectFunction,
  registering: Expression,
): readonly UnwrappedDependency[] {
  const { decorators, at: defined } = own.summary
  return decorators.slice(0, Math.max(decorators.indexOf(registering), 0)).flatMap((decorator) => {
    const read = classifier.decorator(own.module, decorator)
    if (read.auth.strength === 'none' || read.auth.certainty === 'by-name') return []
    const isCall = decorator.kind === 'call'
    const place = { path: own.module.summary.path, at: isCall ? decorator.at : defined }
    const { function: checking, auth } = read
    const callee = nameOf(decorator)
    return [
      { parameter: '', callee, function: checking, auth, form: 'decorator', isCall, ...place },
    ]
  })
}

/** A factory that gives `Depends(...)` itself. */
function isMadeWrapper(value: Value | undefined): boolean {
  return value?.kind === 'external' && /(?:^|\.)(?:Depends|Security)\(\)$/.test(value.name)
}
