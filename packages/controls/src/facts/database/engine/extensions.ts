import type { Extension, Extensions } from '@electric-sql/pglite';
import { requirePglite } from './load-pglite';

/**
 * Extensions that PostgreSQL trusts the owner of a database with and that the
 * engine has, by their names in SQL.
 */
const TRUSTED = new Map([
  ['btree_gin', 'btree_gin'],
  ['btree_gist', 'btree_gist'],
  ['citext', 'citext'],
  ['cube', 'cube'],
  ['dict_int', 'dict_int'],
  ['fuzzystrmatch', 'fuzzystrmatch'],
  ['hstore', 'hstore'],
  ['intarray', 'intarray'],
  ['isn', 'isn'],
  ['lo', 'lo'],
  ['ltree', 'ltree'],
  ['pg_trgm', 'pg_trgm'],
  ['pgcrypto', 'pgcrypto'],
  ['seg', 'seg'],
  ['tablefunc', 'tablefunc'],
  ['tcn', 'tcn'],
  ['tsm_system_rows', 'tsm_system_rows'],
  ['tsm_system_time', 'tsm_system_time'],
  ['unaccent', 'unaccent'],
  ['uuid-ossp', 'uuid_ossp'],
]);

function isExtension(value: unknown): value is Extension {
  return (
    typeof value === 'object' &&
    value !== null &&
    'setup' in value &&
    typeof value.setup === 'function'
  );
}

/** Whether an extension gives its users nothing but functions and types. */
export function isTrustedExtension(name: string): boolean {
  return name === 'plpgsql' || TRUSTED.has(name);
}

/** What the engine needs for extensions with these names; it has no others. */
export function engineExtensions(names: Iterable<string>): Extensions {
  const extensions: Extensions = {};
  for (const name of names) {
    const file = TRUSTED.get(name);
    if (file === undefined) continue;
    const loaded = requirePglite(`/contrib/${file}`);
    if (typeof loaded !== 'object' || loaded === null) continue;
    const extension = Object.values(loaded).find(isExtension);
    if (extension !== undefined) extensions[file] = extension;
  }
  return extensions;
}
