import { defineControl } from '../../control/control';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import type { Container, Workload } from '../../facts/manifests/workload';
import {
  itemsAt,
  placeAt,
  textAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import { inEachWorkload } from './in-each-workload';

/** Variables that take a check of TLS away, by the values with which they do. */
const UNVERIFIED: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^(?!1$)/,
  PGSSLMODE: /^(?:disable|allow|prefer|require|no-verify)$/i,
  OTEL_EXPORTER_OTLP_INSECURE: /^true$/i,
  OTEL_EXPORTER_OTLP_TRACES_INSECURE: /^true$/i,
  GIT_SSL_NO_VERIFY: /./,
  PYTHONHTTPSVERIFY: /^0$/,
};
/** Variables with which another program is loaded, or calls are sent elsewhere. */
const ELSEWHERE =
  /^(?:LD_PRELOAD|LD_LIBRARY_PATH|NODE_PATH|https?_proxy|all_proxy|HTTPS?_PROXY|ALL_PROXY|NODE_EXTRA_CA_CERTS_URL)$/;
/** Flags of Node that open a debugger, load other code or weaken TLS. */
const NODE_FLAG =
  /(?:^|\s)(?:--inspect(?:-brk|-wait|-port)?|--debug|--require|-r|--import|--loader|--experimental-loader|--eval|-e|--tls-min-v1\.[01]|--insecure-http-parser|--disable-proto|--allow-natives-syntax)(?:[=\s]|$)/;

function* problemsOf(
  { title }: Workload,
  { name, node }: Container,
): Generator<ManifestProblem> {
  for (const variable of itemsAt(node, 'env')) {
    const key = textAt(variable, 'name') ?? '';
    const value = `${valueAt(variable, 'value') ?? ''}`;
    const unverified =
      Object.hasOwn(UNVERIFIED, key) && UNVERIFIED[key]?.test(value) === true;
    const flagged = key === 'NODE_OPTIONS' && NODE_FLAG.test(value);
    if (!unverified && !flagged && !ELSEWHERE.test(key)) continue;
    yield {
      place: placeAt(variable, 'value'),
      subject: `${title} ${name} ${key}`,
      message: `${title}: ${name} has ${key}=${value.slice(0, 60)}, which ${
        unverified
          ? 'takes the verification of TLS away'
          : 'changes what program runs, or whom it talks with'
      }`,
    };
  }
  const parts = [...itemsAt(node, 'command'), ...itemsAt(node, 'args')];
  for (const part of parts) {
    const text = textAt(part) ?? '';
    if (!NODE_FLAG.test(text)) continue;
    yield {
      place: part.place,
      subject: `${title} ${name} ${text.slice(0, 60)}`,
      message: `${title}: ${name} is started with ${text.slice(
        0,
        60,
      )}, which opens a debugger or changes what program runs`,
    };
  }
}

export default defineControl({
  id: 'POD-25',
  title:
    'No variable or argument switches the verification of TLS off, opens a debugger or loads other code',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§5.2', '§8.2'],
    standards: ['OWASP ASVS 5.0 V12.3.2', 'OWASP ASVS 5.0 V13.4.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'One variable undoes what the code takes care of: certificates are no longer verified, a debugger listens, a library is loaded before the program.',
  remediation:
    'Remove the variable or flag; name an authority by NODE_EXTRA_CA_CERTS where a certificate must be trusted.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachWorkload(manifests, workload =>
      workload.containers.flatMap(container => [
        ...problemsOf(workload, container),
      ]),
    ),
});
