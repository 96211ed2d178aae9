// Names of column types and what such columns hold.
import type { TypeFamily } from './model.ts'

const NAMES: Readonly<Record<Exclude<TypeFamily, 'other'>, string>> = {
  integer:
    'Integer INTEGER INT SmallInteger SMALLINT BigInteger BIGINT BIGINTEGER TINYINT MEDIUMINT SERIAL BIGSERIAL int IntegerField BigIntegerField SmallIntegerField PositiveIntegerField PositiveSmallIntegerField PositiveBigIntegerField IntField BigIntField SmallIntField AutoField BigAutoField SmallAutoField conint NonNegativeInt PositiveInt',
  number:
    'Numeric NUMERIC DECIMAL Float FLOAT REAL Double DOUBLE DOUBLE_PRECISION MONEY float Decimal DecimalField FloatField complex condecimal confloat',
  text: 'String VARCHAR NVARCHAR CHAR NCHAR Text TEXT Unicode UnicodeText CLOB CITEXT AutoString LONGTEXT MEDIUMTEXT str CharField TextField EmailField SlugField URLField FilePathField FileField ImageField GenericIPAddressField CICharField CIEmailField CITextField INET CIDR MACADDR TSVECTOR EmailStr AnyUrl HttpUrl EmailType URLType PasswordType constr SecretStr',
  boolean: 'Boolean BOOLEAN BOOL BIT bool BooleanField NullBooleanField',
  datetime:
    'DateTime DATETIME TIMESTAMP TIMESTAMPTZ UTCDateTime datetime DateTimeField DatetimeField ArrowType AwareDatetime NaiveDatetime',
  date: 'Date DATE date DateField',
  time: 'Time TIME time TimeField',
  interval: 'Interval INTERVAL timedelta DurationField TimeDeltaField',
  uuid: 'UUID Uuid GUID UUIDType UNIQUEIDENTIFIER UUIDField UUID4 UUID1',
  json: 'JSON JSONB JSONType HSTORE PickleType dict Dict Mapping MutableMapping JSONField HStoreField',
  array: 'ARRAY list List Sequence set Set frozenset tuple Tuple ArrayField MultiRangeField',
  enum: 'CharEnumField IntEnumField Enum ENUM SQLEnum SAEnum ChoiceType EnumType',
  binary: 'LargeBinary BLOB BINARY VARBINARY BYTEA bytes BinaryField',
}

const FAMILIES: ReadonlyMap<string, TypeFamily> = new Map(
  // Object.entries widens the keys of the record to text.
  (Object.entries(NAMES) as [TypeFamily, string][]).flatMap(([family, names]) =>
    names.split(' ').map((name): [string, TypeFamily] => [name, family]),
  ),
)

/** What a column of a type of that name holds; undefined for names that are no known types. */
export function typeFamily(name: string): TypeFamily | undefined {
  return FAMILIES.get(name)
}
