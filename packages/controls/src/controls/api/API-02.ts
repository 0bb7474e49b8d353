import { defineControl } from '../../control/control';
import type { Contracts } from '../../facts/contracts/contracts';
import { methodFindings } from './method-findings';
import { CANONICAL_ROLES } from './roles';

/** A classified field that a message holds, at any depth. */
function classifiedField(
  contracts: Contracts,
  message: string,
): string | undefined {
  const seen = new Set<string>();
  const open = [message];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const field of contracts.messages.get(name)?.fields ?? []) {
      if (['confidential', 'personal'].includes(field.classification)) {
        return `${name.slice(name.lastIndexOf('.') + 1)}.${field.name}`;
      }
      if (field.type.kind === 'message') open.push(field.type.name);
    }
  }
  return undefined;
}

export default defineControl({
  id: 'API-02',
  title:
    "Methods ask for the platform's roles; guests change nothing and see nothing classified",
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§4.2'],
    standards: ['OWASP API Security 2023 API5', 'OWASP ASVS 5.0 V8.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A role that nobody seeds is granted by hand and reviewed by nobody; viewers and guests are everybody.',
  remediation: `Use ${CANONICAL_ROLES.join(
    ', ',
  )}; let neither viewers nor guests change anything.`,
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, ({ auth, audit, output }) => {
      const unknown = auth?.roles.filter(
        role => !CANONICAL_ROLES.includes(role),
      );
      if (unknown !== undefined && unknown.length > 0) {
        return `asks for ${unknown
          .map(role => `"${role}"`)
          .join(', ')}, which is no role of the platform`;
      }
      const lowly = auth?.roles.filter(
        role => role === 'guest' || role === 'viewer',
      );
      if (audit?.mutation && lowly !== undefined && lowly.length > 0) {
        return `lets a ${lowly.join(' and a ')} change something`;
      }
      const shown = auth?.roles.includes('guest')
        ? classifiedField(contracts, output)
        : undefined;
      return shown === undefined ? undefined : `shows ${shown} to guests`;
    }),
});
