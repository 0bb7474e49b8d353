import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  at,
  entriesAt,
  textAt,
  textsWithin,
  type Node,
  type ScalarNode,
} from '../../facts/manifests/yaml/node';
import {
  parseYaml,
  UnreadableYaml,
} from '../../facts/manifests/yaml/parse-yaml';

/** Hosts that are the pod itself. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const PLAIN =
  /^(?:http|ws|grpc|amqp|redis|ftp|ldap):\/\/([^\s/:?#]+|\[[^\]]*\])/i;

/** A JSON object among the data of a ConfigMap: the configuration of a program. */
function configurationOf(node: ScalarNode): Node | undefined {
  const text = typeof node.value === 'string' ? node.value.trimStart() : '';
  if (!text.startsWith('{') || text.length > 500_000) return undefined;
  try {
    const { file, line } = node.place;
    const first = node.block === true ? line + 1 : line;
    const [document] = parseYaml(`${node.value}`, file, first);
    return document;
  } catch (error) {
    if (error instanceof UnreadableYaml) return undefined;
    throw error;
  }
}

function* problemsOf(
  { name }: Manifest,
  key: string,
  configuration: Node,
): Generator<ManifestProblem> {
  const title = `ConfigMap/${name} ${key}`;
  for (const { path, text, node } of textsWithin(configuration)) {
    const host = PLAIN.exec(text)?.[1];
    if (host !== undefined && !LOOPBACK.test(host)) {
      yield {
        place: node.place,
        subject: `${title} ${path.join('.')}`,
        message: `${title}: ${path.join('.')} is an address without TLS`,
      };
    }
    if (path.includes('cors') && (text === '*' || text === 'null')) {
      yield {
        place: node.place,
        subject: `${title} origins`,
        message: `${title}: pages of any origin may call the service`,
      };
    }
  }
  const listen = at(configuration, 'listen');
  const listens = listen !== undefined && at(listen, 'port') !== undefined;
  const loopback = LOOPBACK.test(textAt(listen, 'host') ?? '');
  if (
    listen !== undefined &&
    listens &&
    !loopback &&
    at(listen, 'tls') === undefined
  ) {
    yield {
      place: listen.place,
      subject: `${title} listener`,
      message: `${title}: the service listens without TLS`,
    };
  }
}

/** The configurations of a ConfigMap; dashboards are no program's. */
function configurations(manifest: Manifest): readonly ManifestProblem[] {
  const isDashboard = [
    ...entriesAt(manifest.root, 'metadata', 'labels').keys(),
  ].some(label => label.includes('dashboard'));
  if (manifest.kind !== 'ConfigMap' || isDashboard) return [];
  return [...entriesAt(manifest.root, 'data')].flatMap(([key, node]) => {
    const configuration =
      node.type === 'scalar' ? configurationOf(node) : undefined;
    return configuration === undefined
      ? []
      : [...problemsOf(manifest, key, configuration)];
  });
}

export default defineControl({
  id: 'NET-13',
  title:
    'The configuration that is deployed speaks TLS, and names the origins that may call',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§5.2', '§6'],
    standards: ['OWASP ASVS 5.0 V12.2.1', 'OWASP ASVS 5.0 V3.4.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Keys, tokens and personal data that are fetched without TLS can be read and replaced on the way; an origin of anybody lets any page act for who is signed in.',
  remediation:
    'Use https addresses, give the listener its certificate, and list the origins.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set => set.manifests.flatMap(configurations)),
});
