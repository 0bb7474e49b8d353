import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { OUTBOUND_PACKAGES } from '../../facts/program/known-packages';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { sdkName, symbolOf } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

/** Servers are another control's; these reach nobody. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  http: [
    'createServer',
    'Server',
    'STATUS_CODES',
    'METHODS',
    'validateHeaderName',
  ],
  https: ['createServer', 'Server'],
  http2: ['createServer', 'createSecureServer', 'constants'],
  net: ['createServer', 'Server', 'isIP', 'isIPv4', 'isIPv6', 'BlockList'],
  tls: ['createServer', 'Server', 'rootCertificates'],
  dgram: ['createSocket'],
  ws: ['WebSocketServer', 'Server'],
  '@grpc/grpc-js': ['Server', 'ServerCredentials'],
  '@connectrpc/connect-node': ['connectNodeAdapter'],
};
const GLOBALS = new Set([
  'fetch',
  'WebSocket',
  'WebSocketStream',
  'XMLHttpRequest',
  'EventSource',
  'WebTransport',
  'RTCPeerConnection',
]);

function ownClients(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source, globals }) => {
    const found: CodeFinding[] = globals
      .filter(({ name }) => GLOBALS.has(name))
      .map(({ name, node }) => ({
        node,
        about: name,
        message: `${name} calls past AmeideClient.`,
      }));
    for (const node of nodesOf(source)) {
      if (
        ts.isNewExpression(node) &&
        sdkName(symbolOf(program.checker, node.expression)) === 'AmeideClient'
      ) {
        const [options] = node.arguments ?? [];
        const isOwn =
          options !== undefined &&
          ts.isObjectLiteralExpression(options) &&
          options.properties.some(
            property => property.name?.getText() === 'transport',
          );
        if (isOwn) {
          found.push({
            node,
            about: 'AmeideClient transport',
            message: 'AmeideClient is given a transport of its own.',
          });
        }
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-30',
  title: 'Other services are called by AmeideClient only',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§6', '§8.2'],
    standards: [
      'OWASP API Security 2023 API7',
      'OWASP API Security 2023 API10',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A call by fetch or a client of its own has no service token, no tenant, no deadline and no trace, and goes where a request says.',
  remediation:
    'Call by call.client(Service, audience). What is no Ameide service belongs behind one that is.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        OUTBOUND_PACKAGES,
        what => `${what} calls past AmeideClient.`,
        HARMLESS,
      ),
      ...ownClients(program),
    ]),
});
