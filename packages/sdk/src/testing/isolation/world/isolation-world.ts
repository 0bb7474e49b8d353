import {
  create,
  type DescMethod,
  type DescService,
  type Message,
} from '@bufbuild/protobuf';
import { anyPack, timestampNow } from '@bufbuild/protobuf/wkt';

import type { CanonicalRole } from '../../../node/identity/identity.js';
import { RequestContextSchema } from '../../../proto/ameide/common/v1/context_pb.js';
import {
  DeliverRequestSchema,
  EventService,
} from '../../../proto/ameide/common/v1/sinks_pb.js';
import { startTestService, type TestService } from '../../test-service.js';
import type { IsolatedRow, IsolationResource } from '../isolation-resource.js';
import { classifiedValues } from '../rpc/request-fields.js';
import {
  describeCall,
  fullName,
  RpcCaller,
  type CallClaims,
  type CallOutcome,
} from '../rpc/rpc-caller.js';
import { readTables, type Table } from '../sql/catalogue.js';
import { SqlSession } from '../sql/sql-session.js';
import {
  methodUses,
  type MethodUse,
  type RequestIngredients,
} from './operations.js';
import { nameOf, type Place } from './place.js';
import { recordPrinted } from './printed-output.js';
import type { IsolationOptions } from './suite-options.js';

/** A row that the suite has made. */
export interface SeededRow extends IsolatedRow {
  readonly seed: number;
}

/** How to be somebody. */
export interface Claim {
  readonly role?: CanonicalRole;
  readonly subject?: string;
}

/** Three places: one's own, another organisation of one's tenant, and another tenant with an organisation of the same name. */
export interface Places {
  readonly home: Place;
  readonly sibling: Place;
  readonly stranger: Place;
}

const HOME: Place = {
  tenantId: 'tenant-blue',
  organizationId: 'organization-1',
};
const SIBLING: Place = {
  tenantId: 'tenant-blue',
  organizationId: 'organization-2',
};
const STRANGER: Place = {
  tenantId: 'tenant-green',
  organizationId: 'organization-1',
};
/** Places for checks that use up rate limits. */
const SPARE_TENANTS = Array.from(
  { length: 12 },
  (_, index) => `tenant-spare-${index + 1}`,
);
/** A service that nobody has subscribed to. */
export const PEER = 'isolation-peer';
const ROWS_EACH = 3;
/** Shorter values cannot be told from text that is there for other reasons. */
const SHORTEST_PLANTED = 6;

/** The service under attack with rows in all three places, and everything that the checks share. */
export class IsolationWorld {
  readonly places: Places = {
    home: HOME,
    sibling: SIBLING,
    stranger: STRANGER,
  };
  /** Every value that may never be seen outside its row. */
  readonly planted = new Set<string>();
  /** What this process prints past the service's logger. */
  readonly printed = recordPrinted();
  readonly #rows = new Map<string, SeededRow[]>();
  readonly #tokens = new Map<string, Promise<string>>();
  readonly #uses: readonly MethodUse[];
  #lastSeed = 100;
  #spares = 0;

  private constructor(
    readonly options: IsolationOptions,
    readonly service: TestService,
    readonly caller: RpcCaller,
    readonly methods: readonly DescMethod[],
    readonly tables: readonly Table[],
    readonly admin: SqlSession,
    readonly app: SqlSession,
    readonly owner: SqlSession,
    readonly dispatcher: SqlSession,
  ) {
    this.#uses = options.resources.flatMap(methodUses);
  }

  static async build(options: IsolationOptions): Promise<IsolationWorld> {
    const { definition, start, roles, migrations } = options;
    const service = await startTestService({
      definition,
      start,
      roles,
      migrations,
      tenants: [HOME.tenantId, STRANGER.tenantId, ...SPARE_TENANTS],
    });
    try {
      const { adminUrl, appUrl, ownerUrl, dispatcherUrl } = service.database;
      const [admin, app, owner, dispatcher] = await Promise.all(
        [adminUrl, appUrl, ownerUrl, dispatcherUrl].map(url =>
          SqlSession.open(url),
        ),
      );
      if (!admin || !app || !owner || !dispatcher) {
        throw new Error('a database session is missing');
      }
      const world = new IsolationWorld(
        options,
        service,
        new RpcCaller(service.url),
        declaredMethods(options),
        await readTables(admin),
        admin,
        app,
        owner,
        dispatcher,
      );
      await world.#seed();
      return world;
    } catch (error) {
      await service.close();
      throw error;
    }
  }

  get home(): Place {
    return this.places.home;
  }

  /** All three places. */
  everyPlace(): readonly Place[] {
    return Object.values(this.places) as Place[];
  }

  /** A place of a tenant that no check has used yet. */
  sparePlace(): Place {
    const tenantId = SPARE_TENANTS[this.#spares++];
    if (tenantId === undefined) {
      throw new Error(
        'The suite has used up its spare tenants; add some to SPARE_TENANTS.',
      );
    }
    return { tenantId, organizationId: 'organization-1' };
  }

  /** A seed whose content nobody else uses. */
  nextSeed(): number {
    return ++this.#lastSeed;
  }

  resource(name: string): IsolationResource {
    const found = this.options.resources.find(
      resource => resource.name === name,
    );
    if (found === undefined) {
      throw new Error(
        `resources: a reference names ${name}, which is not among them`,
      );
    }
    return found;
  }

  /** Rows that were made for a resource in a place. */
  rowsOf(resource: IsolationResource, place: Place): readonly SeededRow[] {
    return this.#rows.get(`${resource.name} ${nameOf(place)}`) ?? [];
  }

  /** The first row of a resource in a place. */
  rowOf(resource: IsolationResource, place: Place): SeededRow {
    const [row] = this.rowsOf(resource, place);
    if (row === undefined) {
      throw new Error(`${resource.name}: has no row in ${nameOf(place)}`);
    }
    return row;
  }

  /** How a method can be asked; undefined when no resource names it. */
  useOf(method: DescMethod): MethodUse | undefined {
    return this.#uses.find(use => fullName(use.method) === fullName(method));
  }

  isTenantWide(method: DescMethod): boolean {
    return this.options.resources.some(
      resource =>
        resource.tenantWideList !== undefined &&
        fullName(resource.tenantWideList.method) === fullName(method),
    );
  }

  /** Roles that may call a method, as the service's tests state them. */
  rolesOf(method: DescMethod): readonly CanonicalRole[] {
    if (fullName(method) === fullName(EventService.method.deliver)) {
      return ['service'];
    }
    return this.options.expectedRoles[method.name] ?? [];
  }

  /** A bearer token, in the form of a header's value. */
  async authorization(
    place: Partial<Place> & { tenantId: string },
    { role = 'admin', subject = 'user-1' }: Claim = {},
  ): Promise<string> {
    const key = JSON.stringify([
      place.tenantId,
      place.organizationId,
      role,
      subject,
    ]);
    let token = this.#tokens.get(key);
    if (token === undefined) {
      const organization =
        place.organizationId === undefined
          ? {}
          : { organizationId: place.organizationId };
      token =
        role === 'service'
          ? this.service.peerToken({
              service: PEER,
              tenantId: place.tenantId,
              ...organization,
              lifetime: 1800,
            })
          : this.service.userToken({
              tenantId: place.tenantId,
              ...organization,
              roles: [role],
              subject,
              lifetime: 1800,
            });
      this.#tokens.set(key, token);
    }
    return `Bearer ${await token}`;
  }

  /** A role that may call a method, users first. */
  roleFor(method: DescMethod): CanonicalRole {
    const roles = this.rolesOf(method);
    const role = roles.find(candidate => candidate !== 'service') ?? roles[0];
    if (role === undefined) {
      throw new Error(`expectedRoles: says nothing about ${method.name}`);
    }
    return role;
  }

  /** A request to a method that would succeed for a member of the place. */
  validMessage(method: DescMethod, place: Place): Message {
    if (fullName(method) === fullName(EventService.method.deliver)) {
      return this.eventFor(place);
    }
    const use = this.useOf(method);
    return use === undefined
      ? create(method.input)
      : use.message(this.ingredients(use.resource, place));
  }

  /** What a request about an existing row of a place holds. */
  ingredients(resource: IsolationResource, place: Place): RequestIngredients {
    const [row] = this.rowsOf(resource, place);
    return {
      id: row?.id ?? crypto.randomUUID(),
      version: row?.version ?? 1,
      seed: this.nextSeed(),
      references: this.referencesIn(resource, place),
    };
  }

  /** Rows of a place that a new row can refer to: of each kind the first one, or another one by its number. */
  referencesIn(
    resource: IsolationResource,
    place: Place,
    number = 0,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries(resource.references ?? {}).flatMap(
        ([key, { resource: target, required }]) => {
          const row = this.rowsOf(this.resource(target), place)[number];
          return row !== undefined
            ? [[key, row.id]]
            : required
            ? [[key, crypto.randomUUID()]]
            : [];
        },
      ),
    );
  }

  /** An event of the suite's peer for a place. */
  eventFor(
    place: Place,
    change: { id?: string; producer?: string } = {},
  ): Message {
    return create(DeliverRequestSchema, {
      event: {
        id: change.id ?? crypto.randomUUID(),
        type: RequestContextSchema.typeName,
        ...place,
        producer: change.producer ?? PEER,
        correlationId: crypto.randomUUID(),
        occurredAt: timestampNow(),
        payload: anyPack(RequestContextSchema, create(RequestContextSchema)),
      },
    });
  }

  /** Calls a method as a member of a place. What is sent is remembered: its classified values may appear nowhere. */
  async callIn(
    place: Partial<Place> & { tenantId: string },
    method: DescMethod,
    message: Message,
    claims: CallClaims & Claim = {},
  ): Promise<CallOutcome> {
    this.plant(method, message);
    const claim: Claim = {
      role: claims.role ?? this.roleFor(method),
      ...(claims.subject !== undefined && { subject: claims.subject }),
    };
    return this.caller.call(method, message, {
      authorization: await this.authorization(place, claim),
      ...claims,
    });
  }

  /** Creates a row, which must succeed. */
  async createRow(
    resource: IsolationResource,
    place: Place,
    seed: number,
    claims: CallClaims & Claim = {},
  ): Promise<SeededRow & { requestId: string }> {
    const use = this.useOf(resource.create.method);
    const message = use?.message({
      id: '',
      version: 0,
      seed,
      references: this.referencesIn(resource, place),
    });
    if (message === undefined) {
      throw new Error(`${resource.name}: cannot be created`);
    }
    this.#remember(resource.classified(seed));
    const outcome = await this.callIn(
      place,
      resource.create.method,
      message,
      claims,
    );
    const [response] = outcome.messages;
    if (response === undefined) {
      throw new Error(
        `${resource.create.method.name} in ${nameOf(
          place,
        )} failed: ${describeCall(outcome)}`,
      );
    }
    return {
      ...resource.create.read(response),
      seed,
      requestId: outcome.requestId,
    };
  }

  /** Remembers the classified values of a request. */
  plant(method: DescMethod, message: Message): void {
    this.#remember(classifiedValues(method.input, message));
  }

  #remember(values: readonly string[]): void {
    values
      .filter(value => value.length >= SHORTEST_PLANTED)
      .forEach(value => this.planted.add(value));
  }

  async close(): Promise<void> {
    this.printed.stop();
    this.caller.close();
    await Promise.all(
      [this.admin, this.app, this.owner, this.dispatcher].map(session =>
        session.close(),
      ),
    );
    await this.service.close();
  }

  /** Rows in all three places. Their content differs, so that a unique key which spans places fails a check of its own and not the start. */
  async #seed(): Promise<void> {
    for (const place of this.everyPlace()) {
      for (const resource of this.options.resources) {
        const rows: SeededRow[] = [];
        this.#rows.set(`${resource.name} ${nameOf(place)}`, rows);
        while (rows.length < ROWS_EACH) {
          const seed = this.nextSeed();
          const { id, version } = await this.createRow(resource, place, seed);
          rows.push({ id, version, seed });
        }
      }
      const delivered = await this.callIn(
        place,
        EventService.method.deliver,
        this.eventFor(place),
      );
      if (delivered.code !== undefined) {
        throw new Error(
          `an honest event into ${nameOf(place)} was refused: ${describeCall(
            delivered,
          )}`,
        );
      }
      await this.admin.rows(
        `INSERT INTO app.api_key (tenant_id, organization_id, key_id, secret_hash, subject, roles, scopes, expires_at)
         VALUES ($1, $2, gen_random_uuid()::text, '\\x00', 'key-user', '{admin}', '{}', now() + interval '1 hour')`,
        [place.tenantId, place.organizationId],
      );
    }
  }
}

/** The methods that the service's definition mounts, and the one that every service has. */
export function declaredMethods(options: IsolationOptions): DescMethod[] {
  const services: DescService[] = [];
  options.definition.routes({
    service: service => void services.push(service),
  });
  return [...services, EventService].flatMap(service => service.methods);
}
