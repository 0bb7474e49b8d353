import ts from 'typescript';
import { defineControl } from '../../control/control';
import { deployedConfigurations } from '../../facts/configuration/service-configurations';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { nodesOf } from '../../facts/program/walk';

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.origin === text &&
    url.protocol === 'https:' &&
    !/^(\d+\.){3}\d+$/.test(url.hostname) &&
    !url.hostname.includes('*')
  );
}

function headersByHand(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (
        ts.isStringLiteralLike(node) &&
        /^access-control-allow-/i.test(
          constantText(program.checker, node) ?? '',
        )
      ) {
        found.push({
          node,
          about: node.text.toLowerCase(),
          message: `${node.text} is set by hand.`,
        });
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-27',
  title: "Browsers may call from the platform's own origins only",
  layer: 'experience',
  severity: 'high',
  source: {
    sections: ['§6'],
    standards: ['OWASP ASVS 5.0 V3.4.2', 'OWASP API Security 2023 API8'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'With a wildcard, or a header of one’s own, any page that a user opens calls the service in the user’s name.',
  remediation:
    'List exact https origins under cors.origins of the configuration, and set no such header in code.',
  needs: ['program'],
  evaluate: ({ program, tree }) => [
    ...codeFindings(program, [
      ...headersByHand(program),
      ...packageUses(
        program,
        ['cors', '@fastify/cors', 'koa2-cors', '@koa/cors'],
        what => `${what} answers other origins than the configured ones.`,
      ),
    ]),
    ...deployedConfigurations(tree).flatMap(({ file, value, lineOf }) =>
      (value.cors?.origins ?? [])
        .filter(origin => !isOrigin(origin))
        .map(origin => ({
          file,
          line: lineOf(origin),
          message: `${origin} is not the exact https origin of a page.`,
          subject: `origin ${origin}`,
        })),
    ),
  ],
});
