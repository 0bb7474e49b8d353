import { isDeviceName } from '../device-names';

/** Words that cannot name a variable in a TypeScript module (ECMA-262, 12.7.2, with strict mode). */
const TYPESCRIPT_WORDS = new Set(
  `arguments as async await break case catch class const continue debugger default delete do else enum eval
  export extends false finally for from function get if implements import in instanceof interface let new null of
  package private protected public return set static super switch this throw true try type typeof undefined var
  void while with yield`.split(/\s+/),
);

/** Fields that every aggregate or every request has already. */
const STANDARD_FIELDS = new Set(
  `id version tenantId organizationId createdAt updatedAt context clientRequestId expectedVersion updateMask
  pageSize pageToken nextPageToken`.split(/\s+/),
);

/** Properties that every JavaScript object or protobuf message has. */
const OBJECT_PROPERTIES = new Set(
  `constructor toString toJSON valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString
  prototype`.split(/\s+/),
);

/** Columns that PostgreSQL keeps in every table (manual, section 5.6). */
const SYSTEM_COLUMNS = new Set([
  'tableoid',
  'xmin',
  'cmin',
  'xmax',
  'cmax',
  'ctid',
]);

/** Names that the generated code has from the language, the SDK or protobuf. */
const TAKEN_TYPES = new Set(
  `Any Array Boolean BigInt Buffer Date Error Events Function Gen Identity Infinity Iterable AsyncIterable Json Map Math
  Message Money NaN Never Null Number Object Partial Process Promise Proxy Readonly Record Reflect RegExp
  RequestContext ServiceCall Set Statement String Subscription Symbol Tenant TenantReader ChangeTransaction Timestamp
  Undefined Unknown Void WeakMap WeakSet`.split(/\s+/),
);

/** Services, schemas and namespaces that the platform, PostgreSQL or Kubernetes own. */
const TAKEN_SERVICES = new Set(
  `ameide app app-migrations buf common default gateway google information-schema keycloak localhost node postgres
  public template0 template1 otel-collector vault`.split(/\s+/),
);
const TAKEN_SERVICE_PREFIX = /^(ameide|kube|pg|tenant)-/;

/** Whether a name means something to TypeScript or to every object, and so can name nothing else. */
export function isReservedWord(name: string): boolean {
  return TYPESCRIPT_WORDS.has(name) || OBJECT_PROPERTIES.has(name);
}

/** Why a service may not have this id, if it may not. */
export function reservedServiceReason(id: string): string | undefined {
  if (TAKEN_SERVICES.has(id) || TYPESCRIPT_WORDS.has(id) || isDeviceName(id)) {
    return `${id} is a reserved name; choose another, such as ${id}-service`;
  }
  const prefix = TAKEN_SERVICE_PREFIX.exec(id)?.[0];
  if (prefix !== undefined) {
    return `names that begin with ${prefix} are reserved; choose another`;
  }
  return undefined;
}

/** Why an aggregate may not have this name, if it may not. `camel` is its name as a variable. */
export function reservedAggregateReason(
  name: string,
  camel: string,
): string | undefined {
  if (
    TAKEN_TYPES.has(name) ||
    TYPESCRIPT_WORDS.has(camel) ||
    isDeviceName(name)
  ) {
    return `${name} is a reserved name; choose a longer one, such as ${name}Entry`;
  }
  if (name.endsWith('Schema')) {
    return 'names that end in Schema belong to generated code; choose another';
  }
  return undefined;
}

/** Why a field may not have this name, if it may not. `column` is its name in the database. */
export function reservedFieldReason(
  name: string,
  column: string,
): string | undefined {
  if (STANDARD_FIELDS.has(name)) {
    return `every aggregate or request has ${name} already; remove the field or choose another name`;
  }
  if (
    OBJECT_PROPERTIES.has(name) ||
    TYPESCRIPT_WORDS.has(name) ||
    SYSTEM_COLUMNS.has(column)
  ) {
    return `${name} is a reserved name; choose a longer one`;
  }
  return undefined;
}
