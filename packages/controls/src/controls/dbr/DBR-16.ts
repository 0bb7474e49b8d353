import { defineControl } from '../../control/control';
import { isIdle, partOf } from '../../facts/database/access';
import type { Database } from '../../facts/database/database';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';

function isCluster({ group, kind }: Manifest): boolean {
  return group === 'postgresql.cnpg.io' && kind === 'Cluster';
}

/** How a role that the operator creates differs from what it is for. */
function* ofRole(
  title: string,
  role: Node,
  { model, states }: Database,
): Generator<ManifestProblem> {
  const name = textAt(role, 'name') ?? '';
  const part = partOf(name, model);
  const groups = textsAt(role, 'inRoles');
  for (const group of groups) {
    const allowed =
      group === model.tenantWide ||
      states.some(state => isIdle(group, state, model));
    if (part === 'runtime' && allowed) continue;
    yield {
      place: placeAt(role, 'inRoles'),
      subject: `${title} ${name} in ${group}`,
      message: `${title} makes ${name} a member of ${group}`,
    };
  }
  // The operator's own default is to inherit.
  if (groups.length > 0 && valueAt(role, 'inherit') !== false) {
    yield {
      place: placeAt(role, 'inherit'),
      subject: `${title} ${name} inherits`,
      message: `${title} lets ${name} have the rights of ${groups.join(
        ', ',
      )} in every statement`,
    };
  }
  if (part === 'tenant-wide' && valueAt(role, 'login') === true) {
    yield {
      place: placeAt(role, 'login'),
      subject: `${title} ${name} login`,
      message: `${title} lets ${name} log in`,
    };
  }
}

function* ofCluster(
  { name, root }: Manifest,
  database: Database,
): Generator<ManifestProblem> {
  const { model } = database;
  const title = `Cluster/${name}`;
  const owner = textAt(root, 'spec', 'bootstrap', 'initdb', 'owner');
  if (model.declared && owner !== undefined && owner !== model.owner) {
    yield {
      place: placeAt(root, 'spec', 'bootstrap', 'initdb', 'owner'),
      subject: `${title} owner`,
      message: `${title} gives the database to ${owner}, and migrations run as ${model.owner}`,
    };
  }
  for (const role of itemsAt(root, 'spec', 'managed', 'roles')) {
    yield* ofRole(title, role, database);
  }
}

export default defineControl({
  id: 'DBR-16',
  title: 'Roles that the cluster creates are no more than what they are for',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§4.1', '§5.1'],
    standards: ['OWASP ASVS 5.0 V13.2.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'In a cluster the operator makes the roles from its manifest, and makes them again when somebody has changed them: a membership there undoes what the roles file says.',
  remediation:
    'Let the runtime role be a member of the tenant-wide role alone, with inherit: false; give the database to the owner that applies migrations.',
  needs: ['manifests', 'database'],
  evaluate: ({ manifests, database }) =>
    manifests.sets.some(set => set.manifests.some(isCluster))
      ? inEachSet(manifests, set =>
          set.manifests
            .filter(isCluster)
            .flatMap(manifest => [...ofCluster(manifest, database)]),
        )
      : { notApplicable: 'The tree deploys no database.' },
});
