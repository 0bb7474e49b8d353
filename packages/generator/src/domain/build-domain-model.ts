import { camelCase, pascalCase, snakeCase, spacedWords } from '../casing';
import { UserText } from '../rendering/user-text';
import { InvalidInputError } from '../problem';
import { readGivenProto } from '../proto-input/read-given-proto';
import { describedContract, type DomainContract } from './contract';
import type { DomainInput } from './input';
import type { DomainModel, OriginModel, ServiceModel } from './model';
import { buildAggregates } from './model-aggregate';
import { byType } from './model-field';

/** What a model says about the release that it is rendered with. */
export type ReleaseInfo = Pick<DomainModel, 'release' | 'sdk'>;

/** The contract of a valid input, from its aggregates or its .proto. */
export function contractOf(input: DomainInput): DomainContract {
  if (input.proto === undefined)
    return describedContract(input, input.aggregates ?? []);
  const given = readGivenProto(input.proto, {
    service: input.service,
    tenant: input.origin.type === 'tenant',
  });
  if (!given.ok)
    throw new InvalidInputError('domain-controller', given.problems);
  return given.contract;
}

/** Computes everything that the templates of a domain controller see. */
export function buildDomainModel(
  input: DomainInput,
  release: ReleaseInfo,
): DomainModel {
  const contract = contractOf(input);
  const aggregates = buildAggregates(contract.aggregates, input.projections);
  return {
    service: buildService(input, contract.protoPackage),
    aggregates,
    origin: buildOrigin(input.origin),
    databasePlans: input.databasePlans,
    dependencies: input.dependencies,
    exposure: {
      browser: input.exposure === 'platform-ui',
      corsOrigins: input.corsOrigins ?? [],
    },
    release: release.release,
    sdk: release.sdk,
    any: {
      tenantWide: aggregates.some(aggregate => aggregate.tenantWideList),
      projection: aggregates.some(aggregate => aggregate.has.projection),
      references: aggregates.some(aggregate => aggregate.has.references),
      sharedParents: aggregates.some(aggregate =>
        aggregate.references.some(
          field => field.reference?.self === false && !field.unique,
        ),
      ),
      values: aggregates.some(
        aggregate => aggregate.fields.length > aggregate.references.length,
      ),
      dependencies: input.dependencies.length > 0,
      sensitive: aggregates.some(aggregate => aggregate.has.sensitive),
      types: byType(type =>
        aggregates.some(aggregate => aggregate.has.types[type]),
      ),
    },
  };
}

function buildService(input: DomainInput, protoPackage: string): ServiceModel {
  const snake = snakeCase(input.service);
  const protoDir = protoPackage.replaceAll('.', '/');
  return {
    id: input.service,
    snake,
    camel: camelCase(input.service),
    pascal: pascalCase(input.service),
    words: spacedWords(input.service),
    serviceName: `${pascalCase(input.service)}Service`,
    protoPackage,
    protoDir,
    protoFile: `${snake}.proto`,
    genModule: `${protoDir}/${snake}_pb.js`,
    schema: snake,
    roles: {
      owner: `${snake}_owner`,
      app: `${snake}_app`,
      dispatcher: `${snake}_dispatcher`,
      tenantWide: `${snake}_tenant_wide`,
    },
    description: new UserText(input.description),
    owner: input.owner,
    codeOwner: codeOwnerOf(input.owner),
    system: input.system,
  };
}

/** A group is taken to be the team of the same name in the organisation on the Git host. */
function codeOwnerOf(owner: string): string {
  const name = owner.replace(/^.*[:/]/, '');
  return owner.startsWith('user:') ? `@${name}` : `@ameideio/${name}`;
}

function buildOrigin(origin: DomainInput['origin']): OriginModel {
  const tenant = origin.type === 'tenant' ? origin : undefined;
  const namespace = (environment: string) =>
    tenant
      ? `tenant-${tenant.tenantId}-${environment}-cust`
      : `ameide-${environment}`;
  return {
    tenant: tenant !== undefined,
    tenantId: tenant?.tenantId ?? null,
    sku: tenant?.sku ?? null,
    namespaces: {
      development: namespace('development'),
      staging: namespace('staging'),
      production: namespace('production'),
    },
  };
}
