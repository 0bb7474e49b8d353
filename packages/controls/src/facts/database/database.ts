import type { Problem } from './apply/problem';
import type { Copy } from './sources/parsed-files';
import type { Place } from './sources/sql-file';

export type { Place } from './sources/sql-file';
export type { Problem } from './apply/problem';

/** A right that somebody has. */
export interface Grant {
  /** Name of the role, `PUBLIC` for everybody. */
  readonly grantee: string;
  /** `SELECT`, `EXECUTE`, … */
  readonly privilege: string;
  /** Whether the grantee may pass it on. */
  readonly grantable: boolean;
  readonly at?: Place;
}

/** A role that the SQL makes or that the service names. */
export interface Role {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypassesRowSecurity: boolean;
  readonly createsDatabases: boolean;
  readonly createsRoles: boolean;
  readonly replicates: boolean;
  readonly logsIn: boolean;
  readonly inherits: boolean;
  readonly hasPassword: boolean;
  readonly at?: Place;
}

export interface Membership {
  readonly member: string;
  /** The role whose rights the member may take on. */
  readonly group: string;
  readonly admin: boolean;
  readonly inherits: boolean;
  readonly sets: boolean;
  readonly at?: Place;
}

/** A default of a role or of the database for its sessions. */
export interface SessionDefault {
  /** Undefined for everybody. */
  readonly role?: string;
  readonly setting: string;
  readonly value: string;
  readonly at?: Place;
}

/** What a role gets on objects that are made later. */
export interface DefaultPrivilege {
  readonly owner: string;
  /** Undefined for all schemas. */
  readonly schema?: string;
  readonly objects:
    | 'tables'
    | 'sequences'
    | 'functions'
    | 'types'
    | 'schemas'
    | 'large objects';
  readonly grants: readonly Grant[];
}

export interface Schema {
  readonly name: string;
  readonly owner: string;
  readonly grants: readonly Grant[];
  readonly at?: Place;
}

export interface Column {
  readonly name: string;
  /** As declared, `text` or a domain's name. */
  readonly type: string;
  /** The type below all domains. */
  readonly baseType: string;
  readonly notNull: boolean;
  /** An enforced check or the type refuses ''. */
  readonly refusesEmpty: boolean;
  readonly defaultValue?: string;
  readonly generated: boolean;
  /** False for a collation that takes different strings for equal. */
  readonly deterministic: boolean;
  /** Rights on this column alone. */
  readonly grants: readonly Grant[];
  readonly at?: Place;
}

/** What a policy's expression guarantees of every row that passes it. */
export interface Guarantee {
  /** The row is of the caller's tenant. */
  readonly tenant: boolean;
  /** The row is of the caller's organisation. */
  readonly organization: boolean;
  /** No row passes. */
  readonly nothing: boolean;
}

export type Command = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export interface Policy {
  readonly name: string;
  readonly permissive: boolean;
  readonly commands: readonly Command[];
  /** Names, or `PUBLIC`. */
  readonly roles: readonly string[];
  readonly using?: string;
  readonly check?: string;
  /** What `using` guarantees; of everything where there is none. */
  readonly read: Guarantee;
  /** What is guaranteed of rows that are written: by `check`, or by `using` where there is none. */
  readonly written: Guarantee;
  readonly at?: Place;
}

export interface Key {
  readonly name: string;
  readonly kind: 'primary' | 'unique' | 'exclusion' | 'index';
  /** Undefined for an expression. */
  readonly columns: readonly (string | undefined)[];
  readonly at?: Place;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** `schema.table`. */
  readonly references: string;
  readonly referencedColumns: readonly string[];
  readonly enforced: boolean;
  readonly at?: Place;
}

export interface Trigger {
  readonly name: string;
  /** `schema.function`. */
  readonly function: string;
  readonly enabled: boolean;
  readonly at?: Place;
}

export type RelationKind =
  | 'table'
  | 'partitioned table'
  | 'foreign table'
  | 'view'
  | 'materialized view'
  | 'sequence';

export interface Relation {
  /** `schema.name`. */
  readonly label: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  /** Tables that it is a partition or a child of. */
  readonly parents: readonly string[];
  /** Storage and view options, as `security_invoker=true`. */
  readonly options: readonly string[];
  /** Relations that a view reads, `schema.name`, through other views too. */
  readonly reads: readonly string[];
  readonly columns: readonly Column[];
  readonly policies: readonly Policy[];
  readonly keys: readonly Key[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly triggers: readonly Trigger[];
  /** Rewrite rules beside a view's own. */
  readonly rules: readonly { readonly name: string; readonly at?: Place }[];
  readonly grants: readonly Grant[];
  /** The column that names the tenant of a row. */
  readonly tenantColumn?: string;
  /** The column that names the organisation of a row. */
  readonly organizationColumn?: string;
  /** Where it was made. */
  readonly at?: Place;
  /** Where its row-level security was last switched, or where it was made. */
  readonly rowSecurityAt?: Place;
}

export interface Routine {
  /** `schema.name`. */
  readonly label: string;
  readonly schema: string;
  readonly name: string;
  readonly arguments: string;
  readonly owner: string;
  readonly language: string;
  readonly definer: boolean;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly leakproof: boolean;
  /** Settings that hold while it runs, as `search_path=pg_catalog`. */
  readonly settings: readonly string[];
  /** Its names were bound when it was made. */
  readonly bound: boolean;
  readonly returnsTrigger: boolean;
  readonly source: string;
  /** Without the EXECUTE for everybody that PostgreSQL gives with a new function. */
  readonly grants: readonly Grant[];
  readonly isSet: boolean;
  /** Types of its arguments. */
  readonly argumentTypes: readonly string[];
  readonly everybodyByDefault: boolean;
  /** What it takes the tenant or the organisation from, when that is what it is for. */
  readonly context?: ContextFunction;
  /** What of it outlives the transaction or presets the context, in words. */
  readonly lasting: readonly string[];
  readonly at?: Place;
}

/** A function that policies compare columns with. */
export interface ContextFunction {
  readonly of: 'tenant' | 'organization' | 'other';
  /** Settings that it reads. */
  readonly settings: readonly string[];
  /** It answers the setting and nothing else, as far as can be shown; otherwise why not. */
  readonly faults: readonly string[];
  /** It raises when the setting was never set. */
  readonly raisesWhenUnset: boolean;
  /** It raises when the setting is the empty string. */
  readonly raisesWhenEmpty: boolean;
}

export interface Publication {
  readonly name: string;
  readonly allTables: boolean;
  /** Tables, with whether their rows are filtered. */
  readonly tables: readonly {
    readonly label: string;
    readonly filtered: boolean;
  }[];
  readonly schemas: readonly string[];
  readonly at?: Place;
}

/** Something that reaches out of the database or acts on every statement. */
export interface Extra {
  readonly kind:
    | 'extension'
    | 'foreign server'
    | 'event trigger'
    | 'language'
    | 'subscription'
    | 'parameter right'
    | 'operator'
    | 'cast'
    | 'system object';
  readonly name: string;
  readonly at?: Place;
}

/** What an attempt to cross from one tenant or organisation into another came to. */
export interface Breach {
  readonly kind:
    | 'no context'
    | 'empty context'
    | 'used connection'
    | 'read'
    | 'insert'
    | 'move'
    | 'change'
    | 'removal';
  readonly role: string;
  /** Relation or function, `schema.name`. */
  readonly object: string;
  readonly message: string;
  readonly at?: Place;
}

/** The database as some of the tree's SQL makes it. */
export interface DatabaseState {
  /** File whose effect it shows besides the migrations'; undefined for the migrations alone. */
  readonly after?: string;
  readonly roles: readonly Role[];
  readonly memberships: readonly Membership[];
  readonly sessionDefaults: readonly SessionDefault[];
  readonly defaultPrivileges: readonly DefaultPrivilege[];
  readonly databaseGrants: readonly Grant[];
  readonly schemas: readonly Schema[];
  readonly relations: readonly Relation[];
  readonly routines: readonly Routine[];
  readonly publications: readonly Publication[];
  readonly extras: readonly Extra[];
  readonly breaches: readonly Breach[];
  /** Attempts that could not be made, in words. */
  readonly unprobed: readonly string[];
}

/** Roles by what they are for. */
export interface RoleModel {
  readonly owner: string;
  readonly runtime?: string;
  readonly dispatcher?: string;
  readonly tenantWide?: string;
  /** Whether the service says so itself. */
  readonly declared: boolean;
}

/** What is known about a service's database. */
export interface Database {
  /** There is SQL, or the service says that there should be. */
  readonly present: boolean;
  readonly model: RoleModel;
  /** First what the migrations make, then the same with each other file of SQL. */
  readonly states: readonly DatabaseState[];
  readonly problems: readonly Problem[];
  /** Statements that give a role a password. */
  readonly passwords: readonly (Place & { readonly role: string })[];
  /** Statements that use files, programs or other databases. */
  readonly outside: readonly (Place & { readonly what: string })[];
  /** Statements that fill one relation from others. */
  readonly copies: readonly Copy[];
}
