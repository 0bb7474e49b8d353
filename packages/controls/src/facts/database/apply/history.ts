import { z } from 'zod';
import type { Engine } from '../engine/engine';
import type { Place } from '../sources/sql-file';

const c = 'pg_catalog';

/** One branch of the query below: what has changed in a catalogue since a transaction. */
function changed(source: {
  readonly catalogue: string;
  readonly oid: string;
  readonly sub?: string;
  /** What makes another definition of the object. */
  readonly definition: string;
  readonly acl: string;
}): string {
  return `SELECT ${source.oid}::${c}.int8 AS oid, ${
    source.sub ?? '0'
  }::${c}.int4 AS sub,
      ${source.definition} AS definition,
      (SELECT ${c}.json_agg(${c}.json_build_array(a.grantee::${c}.int8, a.privilege_type, a.is_grantable))
        FROM ${c}.aclexplode(${source.acl}) AS a) AS acl
    FROM ${c}.${source.catalogue}
    WHERE ${source.oid} OPERATOR(${c}.>=) 16384::${c}.oid
      AND xmin::${c}.text::${c}.int8 OPERATOR(${c}.>=) $since`;
}

/* Every name and operator is qualified, because the search path is the tree's. */
const CHANGES = `SELECT ${c}.json_build_object(
  'next', ${c}.pg_snapshot_xmax(${c}.pg_current_snapshot())::${c}.text,
  'sessionUser', SESSION_USER,
  'objects', (SELECT ${c}.json_agg(o) FROM (
    ${changed({
      catalogue: 'pg_class',
      oid: 'oid',
      definition: `${c}.concat(relrowsecurity, relforcerowsecurity)`,
      acl: 'relacl',
    })}
    UNION ALL ${changed({
      catalogue: 'pg_proc',
      oid: 'oid',
      definition: `${c}.md5(${c}.concat(prosrc, prosqlbody::${c}.text, prosecdef, provolatile, proleakproof, proconfig::${c}.text))`,
      // With PostgreSQL's own default, so that a later right is told from it.
      acl: `coalesce(proacl, ${c}.acldefault('f', proowner))`,
    })}
    UNION ALL ${changed({
      catalogue: 'pg_namespace',
      oid: 'oid',
      definition: `''`,
      acl: 'nspacl',
    })}
    UNION ALL ${changed({
      catalogue: 'pg_attribute',
      oid: 'attrelid',
      sub: 'attnum',
      definition: `''`,
      acl: 'attacl',
    })}
  ) AS o)
)::${c}.text`;

const changesSchema = z.object({
  next: z.coerce.number(),
  sessionUser: z.string(),
  objects: z
    .array(
      z.object({
        oid: z.number(),
        sub: z.number(),
        definition: z.string(),
        acl: z.array(z.tuple([z.number(), z.string(), z.boolean()])).nullable(),
      }),
    )
    .nullable(),
});

/** What became of one object, statement by statement. */
interface ObjectHistory {
  readonly created: Place;
  definition: string;
  defined: Place;
  /** Where each right was given that is still there, by `grantee privilege grantable`. */
  granted: Map<string, Place>;
}

/**
 * Which statement made or changed what. PostgreSQL writes the number of the
 * transaction into each row of its catalogues, and each statement has
 * transactions of its own.
 */
export class History {
  readonly #engine: Engine;
  readonly #objects = new Map<string, ObjectHistory>();
  /** Ends of the statements' transactions, ascending, each with its statement. */
  readonly #ends: number[] = [];
  readonly #places: Place[] = [];
  #next = 0;
  #start = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Begins after what the engine comes with. */
  async begin(): Promise<void> {
    this.#next = (await this.#changes()).next;
    this.#start = this.#next;
  }

  /** Notes what a statement has changed, and answers as whom the session now runs. */
  async note(place: Place): Promise<{ readonly sessionUser: string }> {
    const { next, sessionUser, objects } = await this.#changes();
    if (next > this.#next) {
      this.#next = next;
      this.#ends.push(next);
      this.#places.push(place);
    }
    for (const { oid, sub, definition, acl } of objects ?? []) {
      const key = `${oid} ${sub}`;
      const before = this.#objects.get(key);
      const granted = new Map(
        (acl ?? []).map(([grantee, privilege, grantable]) => {
          const right = `${grantee} ${privilege} ${grantable}`;
          return [right, before?.granted.get(right) ?? place] as const;
        }),
      );
      if (before === undefined) {
        this.#objects.set(key, {
          created: place,
          definition,
          defined: place,
          granted,
        });
        continue;
      }
      before.granted = granted;
      if (before.definition !== definition) {
        before.definition = definition;
        before.defined = place;
      }
    }
    return { sessionUser };
  }

  /** The statement that wrote a row with this `xmin`; undefined for what is older. */
  at(transaction: number): Place | undefined {
    if (transaction < this.#start) return undefined;
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) <= transaction) low = middle + 1;
      else high = middle;
    }
    return this.#places[low];
  }

  /** Where an object was made. */
  created(oid: number, sub = 0): Place | undefined {
    return this.#objects.get(`${oid} ${sub}`)?.created;
  }

  /** Where its definition was last changed: rights and comments are none of it. */
  defined(oid: number, sub = 0): Place | undefined {
    return this.#objects.get(`${oid} ${sub}`)?.defined;
  }

  /** Where a right on it was given. */
  granted(
    right: {
      readonly grantee: number;
      readonly privilege: string;
      readonly grantable: boolean;
    },
    oid: number,
    sub = 0,
  ): Place | undefined {
    return this.#objects
      .get(`${oid} ${sub}`)
      ?.granted.get(`${right.grantee} ${right.privilege} ${right.grantable}`);
  }

  async #changes() {
    return changesSchema.parse(
      await this.#engine.json(CHANGES.replaceAll('$since', `${this.#next}`)),
    );
  }
}
