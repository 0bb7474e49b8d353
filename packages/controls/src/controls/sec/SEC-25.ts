import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import {
  hostRules,
  isDatabase,
  ownerSecretOf,
  superuserStatements,
  usernameIn,
} from './databases';

const RIGHTS = [
  'superuser',
  'createdb',
  'createrole',
  'replication',
  'bypassrls',
];
/** Methods of signing in that ask for nothing, or for something that can be read on the way. */
const WEAK_METHODS = new Set(['trust', 'password', 'ident', 'md5']);

function* roleProblems(title: string, role: Node): Generator<ManifestProblem> {
  const name = textAt(role, 'name') ?? '';
  for (const right of RIGHTS) {
    if (valueAt(role, right) !== true) continue;
    yield {
      place: placeAt(role, right),
      subject: `${title} ${name} ${right}`,
      message: `${title}: the role ${name} has ${right}`,
    };
  }
  for (const granted of textsAt(role, 'inRoles')) {
    if (granted !== 'postgres' && !granted.startsWith('pg_')) continue;
    yield {
      place: placeAt(role, 'inRoles'),
      subject: `${title} ${name} in ${granted}`,
      message: `${title}: the role ${name} is a member of ${granted}`,
    };
  }
  if (
    valueAt(role, 'login') === true &&
    textsAt(role, 'inRoles').length > 0 &&
    valueAt(role, 'inherit') !== false
  ) {
    yield {
      place: placeAt(role, 'inherit'),
      subject: `${title} ${name} inherits`,
      message: `${title}: the role ${name} has the rights of its memberships all the time (inherit is not false)`,
    };
  }
  if (
    valueAt(role, 'login') === true &&
    textAt(role, 'ensure') !== 'absent' &&
    at(role, 'passwordSecret', 'name') === undefined
  ) {
    yield {
      place: role.place,
      subject: `${title} ${name} password`,
      message: `${title}: nothing sets and rotates the password of the role ${name}`,
    };
  }
}

/** Whose credentials each secret holds: one role's, and not the owner's beside it. */
function* credentialProblems(
  manifest: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const { name, root } = manifest;
  const title = `Cluster/${name}`;
  const owner = textAt(root, 'spec', 'bootstrap', 'initdb', 'owner');
  const holders = new Map([[ownerSecretOf(manifest), owner ?? 'the owner']]);
  for (const role of itemsAt(root, 'spec', 'managed', 'roles')) {
    const roleName = textAt(role, 'name') ?? '';
    const secret = textAt(role, 'passwordSecret', 'name');
    const granted = textsAt(role, 'inRoles').find(other => other === owner);
    if (roleName === owner || granted !== undefined) {
      yield {
        place: placeAt(role, granted === undefined ? 'name' : 'inRoles'),
        subject: `${title} ${roleName} owner`,
        message: `${title}: the role ${roleName} ${
          granted === undefined
            ? 'owns the database'
            : `can become ${owner}, the owner`
        }`,
      };
    }
    if (secret === undefined) continue;
    const holder = holders.get(secret);
    const written = usernameIn(set, secret);
    if (holder !== undefined) {
      yield {
        place: placeAt(role, 'passwordSecret', 'name'),
        subject: `${title} ${roleName} secret`,
        message: `${title}: the role ${roleName} has its password from ${secret}, as ${holder} has`,
      };
    } else if (written !== undefined && written !== roleName) {
      yield {
        place: placeAt(role, 'passwordSecret', 'name'),
        subject: `${title} ${roleName} secret`,
        message: `${title}: the role ${roleName} has its password from ${secret}, which holds the name of ${written}`,
      };
    }
    holders.set(secret, roleName);
  }
}

function* problemsOf(manifest: Manifest): Generator<ManifestProblem> {
  const { name, root } = manifest;
  const title = `Cluster/${name}`;
  const spec = at(root, 'spec');
  if (valueAt(spec, 'enableSuperuserAccess') === true) {
    yield {
      place: placeAt(root, 'spec', 'enableSuperuserAccess'),
      subject: `${title} superuser access`,
      message: `${title} lets its superuser sign in over the network`,
    };
  }
  const superuser = at(spec, 'superuserSecret');
  if (superuser !== undefined) {
    yield {
      place: superuser.place,
      subject: `${title} superuser secret`,
      message: `${title} keeps a password of its superuser`,
    };
  }
  const owner = textAt(spec, 'bootstrap', 'initdb', 'owner');
  if (owner === 'postgres') {
    yield {
      place: placeAt(root, 'spec', 'bootstrap', 'initdb', 'owner'),
      subject: `${title} owner`,
      message: `${title}: its database belongs to the superuser`,
    };
  }
  for (const statement of superuserStatements(manifest)) {
    yield {
      place: statement.place,
      subject: `${title} statements ${statement.place.line}`,
      message: `${title} runs statements as its superuser, past the migrations`,
    };
  }
  for (const role of itemsAt(spec, 'managed', 'roles')) {
    yield* roleProblems(title, role);
  }
  const rules = hostRules(manifest);
  for (const { fields, node } of rules) {
    const [type = '', , , ...rest] = fields;
    const methods = rest.filter(field => WEAK_METHODS.has(field));
    const isRefusal = rest.includes('reject');
    if (methods.length > 0 || (type === 'hostnossl' && !isRefusal)) {
      yield {
        place: node.place,
        subject: `${title} pg_hba ${fields.join(' ')}`,
        message: `${title} lets somebody sign in ${
          methods.length > 0 ? `by ${methods.join(', ')}` : 'without TLS'
        }`,
      };
    }
  }
  const refusesPlain = rules.some(
    ({ fields: [type, database, user, address, method] }) =>
      type === 'hostnossl' &&
      database === 'all' &&
      user === 'all' &&
      address === 'all' &&
      method === 'reject',
  );
  const onlyTls =
    rules.length > 0 && rules.every(({ fields: [type] }) => type === 'hostssl');
  if (!refusesPlain && !onlyTls) {
    yield {
      place: placeAt(root, 'spec', 'postgresql', 'pg_hba'),
      subject: `${title} plain connections`,
      message: `${title} takes connections without TLS: no rule refuses them (hostnossl all all all reject)`,
    };
  }
}

/** Objects by which rows leave a database past its policies. */
function* copies({
  group,
  kind,
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  if (
    group !== 'postgresql.cnpg.io' ||
    !/^(?:Publication|Subscription)$/.test(kind)
  ) {
    return;
  }
  yield {
    place: placeAt(root, 'kind'),
    subject: `${kind}/${name}`,
    message: `${kind}/${name} copies rows of every tenant: row-level security does not hold for replication`,
  };
}

export default defineControl({
  id: 'SEC-25',
  title:
    'The database operator owns the credentials of roles that have no special rights, and refuses plain connections',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.1', '§5.2'],
    standards: ['OWASP ASVS 5.0 V13.2.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A superuser, or a role with BYPASSRLS, reads every tenant; a password that nobody rotates stays with whoever has seen it; statements of the bootstrap run as superuser and no check of the migrations sees them.',
  remediation:
    'Set enableSuperuserAccess: false, name each role under managed.roles without rights and with its passwordSecret, and refuse connections without TLS in pg_hba.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const any = manifests.sets.some(set => set.manifests.some(isDatabase));
    return any
      ? inEachSet(manifests, set =>
          set.manifests.flatMap(manifest => [
            ...(isDatabase(manifest)
              ? [...problemsOf(manifest), ...credentialProblems(manifest, set)]
              : []),
            ...copies(manifest),
          ]),
        )
      : { notApplicable: 'The tree deploys no database.' };
  },
});
