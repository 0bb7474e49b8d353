import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { ModuleUse } from '../../facts/program/module-uses';
import { SDK } from '../../facts/program/symbols';
import { redirections } from './sdk-redirections';

const ENTRIES = /^(node|browser|workflow|agent|agent-policy|proto\/[\w/.-]+)$/;

function problemOf({
  specifier,
  file,
  package: name,
}: ModuleUse): string | undefined {
  if (specifier === undefined) return undefined;
  if (name === SDK) {
    const entry = specifier.slice(SDK.length + 1);
    if (entry === 'testing') {
      return 'The test bench of the SDK, which signs any token, is loaded by the service.';
    }
    return ENTRIES.test(entry)
      ? undefined
      : `${specifier} is no entry of the SDK: parts of the chain are taken out of it.`;
  }
  if (file === undefined && /^(\/|file:|data:|https?:|blob:)/.test(specifier)) {
    return `${specifier.slice(0, 60)} is code from outside of the service.`;
  }
  return /^\.{1,2}\//.test(specifier) &&
    /(^|\/)(node_modules|vendor)\//.test(file ?? specifier)
    ? `${specifier} reaches into a package past its entries.`
    : undefined;
}

export default defineControl({
  id: 'API-22',
  title: 'The SDK is used by its entries, and nothing is put in its place',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§2.3', '§6'], standards: ['OWASP ASVS 5.0 V8.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'With parts of the SDK a chain can be put together that leaves something out; a path mapping, a loader or another package under its name takes the whole chain away unseen.',
  remediation: `Import ${SDK}/node (in tests /testing too), from the tarball under vendor/ or a version of the registry, without loaders and path mappings.`,
  needs: ['program'],
  evaluate: ({ program, tree }) => [
    ...codeFindings(
      program,
      runtimeFiles(program).flatMap(({ modules }) =>
        modules.flatMap((use): readonly CodeFinding[] => {
          if (use.typeOnly && use.specifier !== `${SDK}/testing`) return [];
          const message = use.typeOnly ? undefined : problemOf(use);
          return message === undefined
            ? []
            : [{ node: use.node, about: use.specifier ?? 'module', message }];
        }),
      ),
    ),
    ...redirections(tree, program),
  ],
});
