import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { memberCalls } from '../../facts/program/member-calls';
import { names, SERVER_PACKAGES } from '../../facts/program/known-packages';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';
import type { CodeFile, Program } from '../../facts/program/program';
import { nodesOf } from '../../facts/program/walk';
import { answersStatusOnly } from './status-only-servers';

/** What serves, in packages that have other uses too. */
const SERVES: Readonly<Record<string, readonly string[]>> = {
  http: ['createServer', 'Server', '*'],
  https: ['createServer', 'Server', '*'],
  http2: ['createServer', 'createSecureServer', '*'],
  net: ['createServer', 'Server', '*'],
  tls: ['createServer', 'Server', '*'],
  dgram: ['createSocket', 'Socket', '*'],
  ws: ['WebSocketServer', 'Server', '*'],
  '@grpc/grpc-js': ['Server', 'ServerCredentials', '*'],
  '@connectrpc/connect': ['createConnectRouter', '*'],
  '@connectrpc/connect-node': ['connectNodeAdapter', '*'],
};
const LISTENS = new Set([
  'request',
  'upgrade',
  'connect',
  'connection',
  'secureConnection',
  'stream',
  'session',
  'message',
  'checkContinue',
]);

function listenersOf(file: CodeFile, program: Program): CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const use of file.modules) {
    const serving = use.typeOnly ? [] : SERVES[use.package ?? ''] ?? [];
    for (const { name, at } of use.names) {
      if (!serving.includes(name)) continue;
      const { calls, escapes } = memberCalls(program, file, at);
      const message = `${use.package} (${name}) serves requests that no part of the chain has seen.`;
      const about = `${use.package} ${name}`;
      if (name !== 'createServer' || escapes || calls.length === 0) {
        found.push({ node: calls[0] ?? at, about, message });
        continue;
      }
      for (const call of calls) {
        if (!answersStatusOnly(program, call)) {
          found.push({ node: call, about, message });
        }
      }
    }
  }
  const serves = file.modules.some(
    use => !use.typeOnly && use.package !== undefined && use.package in SERVES,
  );
  for (const node of serves ? nodesOf(file.source) : []) {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      /^(on|once|addListener|prependListener)$/.test(node.expression.name.text)
    ) {
      const [event] = node.arguments;
      if (event && ts.isStringLiteralLike(event) && LISTENS.has(event.text)) {
        found.push({
          node,
          about: `on ${event.text}`,
          message: `A listener for ${event.text} serves what no part of the chain has seen.`,
        });
      }
    }
  }
  for (const use of file.globals) {
    if (
      (use.name === 'Deno' || use.name === 'Bun') &&
      ['serve', 'listen', '*', undefined].includes(use.members[0])
    ) {
      found.push({
        node: use.node,
        about: use.name,
        message: `${use.name} serves requests that no part of the chain has seen.`,
      });
    }
  }
  return found;
}

export default defineControl({
  id: 'API-21',
  title:
    'Nothing listens but what the SDK serves, and answers of a health check',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.3', '§6'],
    standards: ['OWASP API Security 2023 API2', 'OWASP ASVS 5.0 V8.3.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A second server, an express route or a router of one’s own answers without authentication, tenant, limits or audit.',
  remediation:
    'Declare what is served by defineService and a contract. A server of one’s own may only answer health checks, by a status.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        SERVER_PACKAGES.filter(name => !names(Object.keys(SERVES), name)),
        what => `${what} serves requests that no part of the chain has seen.`,
      ),
      ...runtimeFiles(program).flatMap(file => listenersOf(file, program)),
    ]),
});
