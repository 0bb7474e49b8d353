import { defineControl } from '../../control/control';
import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type { ServiceDescription } from '../../facts/metadata/service-description';
import { secretUses } from '../../facts/manifests/secret-uses';
import { workloadsOf } from '../../facts/manifests/workload';
import { itemsAt, textAt } from '../../facts/manifests/yaml/node';
import { isDatabase, ownerSecrets } from './databases';

/** Secrets of the operator itself: the superuser's, and private keys with which to pass for the database or a replica. */
function operatorSecrets(set: ManifestSet): ReadonlySet<string> {
  return new Set(
    set.manifests
      .filter(isDatabase)
      .flatMap(({ name }) =>
        ['superuser', 'server', 'replication', 'ca'].map(
          suffix => `${name}-${suffix}`,
        ),
      ),
  );
}

/** Secrets of the roles that a cluster manages. */
function roleSecrets(set: ManifestSet): ReadonlySet<string> {
  return new Set(
    set.manifests
      .filter(isDatabase)
      .flatMap(({ root }) =>
        itemsAt(root, 'spec', 'managed', 'roles').flatMap(
          role => textAt(role, 'passwordSecret', 'name') ?? [],
        ),
      ),
  );
}

function* problemsOf(
  set: ManifestSet,
  description: ServiceDescription | undefined,
): Generator<ManifestProblem> {
  const owners = ownerSecrets(set, description);
  const operators = operatorSecrets(set);
  const roles = roleSecrets(set);
  let migration: string | undefined;
  for (const workload of workloadsOf(set.manifests)) {
    const { title, manifest } = workload;
    const uses = secretUses(workload);
    const problem = (use: (typeof uses)[number], message: string) => ({
      place: use.node.place,
      subject: `${title} secret ${use.name}`,
      message: `${title} ${message}`,
    });
    for (const use of uses) {
      if (owners.has(use.name) && manifest.kind !== 'Job') {
        yield problem(
          use,
          `is given ${use.name}, the credentials of the owner of the tables, whom row-level security can be taken away by`,
        );
      }
      if (owners.has(use.name) && manifest.kind === 'Job') {
        if (migration !== undefined && migration !== title) {
          yield problem(
            use,
            `is given ${use.name}, the credentials of the owner of the tables, besides ${migration}`,
          );
        }
        migration = title;
      }
      const isPublic =
        use.keys !== undefined && use.keys.every(key => key === 'ca.crt');
      if (operators.has(use.name) && !isPublic) {
        yield problem(
          use,
          `is given ${use.name} with the private key or password in it`,
        );
      }
    }
    const known = uses.filter(
      ({ name }) => roles.has(name) || owners.has(name),
    );
    const [first, second] = [
      ...new Map(known.map(use => [use.name, use])).values(),
    ];
    if (first !== undefined && second !== undefined) {
      yield problem(
        second,
        `is given ${second.name} besides ${first.name}: it can act as two roles of the database`,
      );
    }
  }
}

export default defineControl({
  id: 'SEC-26',
  title:
    "Only the migration Job is given the owner's credentials, and nobody those of two roles",
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.1', '§8.2'],
    standards: ['OWASP ASVS 5.0 V13.2.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "The owner of a table can switch its row-level security off: a service that holds the owner's password is one injection away from every tenant's data.",
  remediation:
    "Mount the runtime role's secret in the service and the owner's in the migration Job alone; of the authority's secret mount ca.crt only.",
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) => {
    const any = manifests.sets.some(set => set.manifests.some(isDatabase));
    return any
      ? inEachSet(manifests, set => problemsOf(set, metadata.description))
      : { notApplicable: 'The tree deploys no database.' };
  },
});
