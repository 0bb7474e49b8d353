import type { History } from '../apply/history';
import type { Grant } from '../database';
import type { Place } from '../sources/sql-file';
import type { AclRows, CatalogueRows } from './rows';

/** Names of roles and relations by their numbers, and places of what gave rights. */
export class Names {
  readonly #roles: ReadonlyMap<number, string>;
  readonly #relations: ReadonlyMap<number, string>;
  readonly #history: History;

  constructor(rows: CatalogueRows, history: History) {
    this.#roles = new Map(rows.roles.map(({ oid, name }) => [oid, name]));
    this.#relations = new Map(
      rows.relations.map(({ oid, schema, name }) => [oid, `${schema}.${name}`]),
    );
    this.#history = history;
  }

  relation(oid: number): string {
    return this.#relations.get(oid) ?? `relation ${oid}`;
  }

  role(oid: number): string {
    return oid === 0 ? 'PUBLIC' : this.#roles.get(oid) ?? `role ${oid}`;
  }

  /** Rights on an object, without those of whom it belongs to. */
  grants(
    acl: AclRows,
    object: {
      readonly owner?: string;
      readonly oid?: number;
      readonly sub?: number;
      readonly otherwise?: Place;
    },
  ): readonly Grant[] {
    return (acl ?? []).flatMap(([grantee, privilege, grantable]) => {
      const name = this.role(grantee);
      if (name === object.owner || name === 'postgres') return [];
      const at =
        (object.oid === undefined
          ? undefined
          : this.#history.granted(
              { grantee, privilege, grantable },
              object.oid,
              object.sub,
            )) ?? object.otherwise;
      return [
        {
          grantee: name,
          privilege,
          grantable,
          ...(at === undefined ? {} : { at }),
        },
      ];
    });
  }
}

/** `{ at }`, or nothing where it is not known. */
export function placed(at: Place | undefined): { at?: Place } {
  return at === undefined ? {} : { at };
}
