// Classes in whose body attributes are declarations of fields, not values that instances share.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { K_CALL } from '../../../syntax/kinds.ts'

/** Bases whose attributes are declarations, not values that instances share. */
const DECLARING =
  /(?:^|\.)(?:BaseModel|SQLModel|Model|Schema|Serializer|ModelSerializer|Form|ModelForm|ModelAdmin|TypedDict|NamedTuple|Protocol|Enum|IntEnum|StrEnum|Structure|Union|Document|BaseSettings|Table|View|APIView|ViewSet|ModelViewSet|Filter|FilterSet|TestCase|Base|DeclarativeBase|Interface|Declarative\w*)$/

/** True for `@dataclass` of the standard library. */
export function isDataclass({ tree, facts }: Checker, own: ClassFacts): boolean {
  return own.decorators.some((one) => {
    const maker = tree.kind(one) === K_CALL ? facts.callee(one) : one
    return facts.qualifiedName(maker) === 'dataclasses.dataclass'
  })
}

/** True for models, forms, enums, protocols and whatever a decorator makes a data class. */
export function isDeclaring({ facts, tree }: Checker, own: ClassFacts): boolean {
  const isDataclass = own.decorators.some((one) =>
    /dataclass|attr\.s|define|frozen/.test(tree.spelled(one)),
  )
  const names = own.bases.map((base) => facts.qualifiedName(base) ?? tree.text(base))
  return isDataclass || names.some((name) => DECLARING.test(name.replace(/^\./, '')))
}
