import ts from 'typescript';
import type { Finding } from '../../control/control';
import { deployedConfigurations } from '../../facts/configuration/service-configurations';
import type { CodeFinding } from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { bare, nodesOf } from '../../facts/program/walk';
import type { SourceTree } from '../../source/source-tree';

const SWITCH = 'NODE_TLS_REJECT_UNAUTHORIZED';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;
/** Names of formats, which nothing connects to. */
const NAMES =
  /^(www\.w3\.org|json-schema\.org|schemas?\.[\w.-]+|xmlns\.[\w.-]+|purl\.org)$/;

function isPlaintext(text: string): boolean {
  if (!/^(http|ws|redis|amqp|mqtt):\/\//i.test(text) || !URL.canParse(text)) {
    return false;
  }
  const { hostname } = new URL(text);
  return hostname !== '' && !LOOPBACK.test(hostname) && !NAMES.test(hostname);
}

/** What in the code leaves a connection unencrypted, or its other end unproved. */
export function plaintextInCode(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  const found: CodeFinding[] = [];
  const add = (node: ts.Node, about: string, message: string) =>
    found.push({ node, about, message });
  for (const { source, globals } of runtimeFiles(program)) {
    for (const node of nodesOf(source)) {
      if (
        ts.isPropertyAssignment(node) ||
        ts.isShorthandPropertyAssignment(node) ||
        ts.isMethodDeclaration(node)
      ) {
        const name = node.name.getText().replace(/['"]/g, '');
        const value = ts.isPropertyAssignment(node)
          ? bare(node.initializer)
          : undefined;
        const text =
          value === undefined ? undefined : constantText(checker, value);
        if (
          name === 'rejectUnauthorized' &&
          value?.kind !== ts.SyntaxKind.TrueKeyword
        ) {
          add(
            node,
            name,
            'rejectUnauthorized is not true: any certificate passes.',
          );
        } else if (name === 'checkServerIdentity') {
          add(node, name, 'The name in the certificate is not what decides.');
        } else if (
          /^(minVersion|maxVersion|secureProtocol)$/.test(name) &&
          text !== undefined &&
          /^(SSLv|TLSv1(\.1)?$|TLSv1(_1)?_|TLS_method)/i.test(text)
        ) {
          add(node, name, `${name} allows ${text}.`);
        } else if (
          /^(ssl|sslmode)$/.test(name) &&
          (value?.kind === ts.SyntaxKind.FalseKeyword ||
            /^(disable|allow|prefer|no-verify)$/.test(text ?? ''))
        ) {
          add(
            node,
            name,
            `${name} leaves a connection unencrypted or unproved.`,
          );
        }
      } else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
        if (isPlaintext(node.text)) {
          const { host } = new URL(node.text);
          add(node, `http ${host}`, `${host} is reached in plaintext.`);
        } else if (/[?&]sslmode=(disable|allow|prefer)\b/.test(node.text)) {
          add(node, 'sslmode', 'A connection to the database is unencrypted.');
        } else if (node.text === SWITCH) {
          add(node, SWITCH, `${SWITCH} is touched.`);
        }
      } else if (
        ts.isPropertyAccessExpression(node) &&
        /^(createInsecure|insecureSkipVerify)$/.test(node.name.text)
      ) {
        add(
          node,
          node.name.text,
          `${node.name.text} leaves a connection unencrypted.`,
        );
      }
    }
    for (const use of globals) {
      if (
        use.name === 'process' &&
        use.members[0] === 'env' &&
        use.members[1] === SWITCH
      ) {
        add(use.node, SWITCH, `${SWITCH} is touched.`);
      }
    }
  }
  return found;
}

const STARTERS =
  /(^|\/)(Dockerfile[^/]*|Containerfile|package\.json|\.env[^/]*|\.npmrc)$|\.ya?ml$/;
const SWITCHED =
  /\bNODE_TLS_REJECT_UNAUTHORIZED\b|--tls-min-v1\.[01]\b|\bPGSSLMODE["']?\s*[:=]\s*["']?(disable|allow|prefer)\b|\bsslmode=(disable|allow|prefer)\b/;

/** What in images, manifests and configurations does the same. */
export function plaintextInDeployment(tree: SourceTree): readonly Finding[] {
  const found: Finding[] = [];
  for (const [file, content] of tree.files) {
    if (!STARTERS.test(file) || content.byteLength > 1_000_000) continue;
    if (/(^|\/)(node_modules|dist)\//.test(file)) continue;
    const lines = new TextDecoder().decode(content).split('\n');
    lines.forEach((line, index) => {
      const [what] = /^\s*#/.test(line) ? [] : SWITCHED.exec(line) ?? [];
      if (what !== undefined) {
        found.push({
          file,
          line: index + 1,
          message: `${what} takes the proof out of encrypted connections.`,
          subject: `${what} ${line.trim().slice(0, 60)}`,
        });
      }
    });
  }
  for (const { file, value, lineOf } of deployedConfigurations(tree)) {
    const { listen, auth, gateway, serviceTokens, telemetry } = value;
    const addresses = [
      ...auth.issuers.flatMap(one => [one.issuer, one.jwksUri]),
      auth.serviceIssuer?.issuer,
      auth.serviceIssuer?.jwksUri,
      gateway?.endpoint,
      serviceTokens?.tokenEndpoint,
      telemetry?.otlpEndpoint,
    ];
    for (const address of new Set(addresses)) {
      if (
        address !== undefined &&
        isPlaintext(address) &&
        listen.mesh !== 'declared'
      ) {
        found.push({
          file,
          line: lineOf(address),
          message: `${address} is reached in plaintext.`,
          subject: address,
        });
      }
    }
    if (
      listen.tls === undefined &&
      listen.mesh !== 'declared' &&
      !LOOPBACK.test(listen.host)
    ) {
      found.push({
        file,
        line: lineOf('listen'),
        message: `${listen.host}:${listen.port} is served in plaintext.`,
        subject: 'listen',
      });
    }
  }
  return found;
}
