import { defineControl } from '../../control/control';
import { deployedConfigurations } from '../../facts/configuration/service-configurations';
import type { Finding } from '../../control/control';

const LONGEST_LIFETIME_SECONDS = 3_600;
const LONGEST_TOLERANCE_SECONDS = 60;

export default defineControl({
  id: 'API-25',
  title:
    'Tokens are taken from pinned issuers, for this service, and while they are young',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§4.1', '§4.2'],
    standards: ['RFC 8725 3.8', 'RFC 8725 3.9', 'OWASP ASVS 5.0 V9.2.3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An audience that everybody has, keys from elsewhere or tokens of a day give a stolen or foreign token a long life here.',
  remediation:
    "Leave auth.audience out (the service's name), keep the keys at the issuer, and maxTokenLifetimeSeconds at one hour or less.",
  needs: ['metadata'],
  evaluate: ({ metadata, tree }) => {
    const configurations = deployedConfigurations(tree);
    if (configurations.length === 0) {
      return { notApplicable: 'No manifest deploys a configuration.' };
    }
    return configurations.flatMap(({ file, value: { auth }, lineOf }) => {
      const found: Finding[] = [];
      const add = (key: string, message: string) =>
        found.push({ file, line: lineOf(key), message, subject: key });
      const name = metadata.description?.name;
      if (
        auth.audience !== undefined &&
        name !== undefined &&
        auth.audience !== name
      ) {
        add('audience', `The audience is ${auth.audience}, not ${name}.`);
      }
      const lifetime = auth.maxTokenLifetimeSeconds ?? 0;
      if (lifetime > LONGEST_LIFETIME_SECONDS) {
        add('maxTokenLifetimeSeconds', `A token may live ${lifetime} seconds.`);
      }
      const tolerance = auth.clockToleranceSeconds ?? 0;
      if (tolerance > LONGEST_TOLERANCE_SECONDS) {
        add(
          'clockToleranceSeconds',
          `Clocks may differ by ${tolerance} seconds.`,
        );
      }
      for (const issuer of auth.issuers) {
        if (issuer.issuer.includes('*')) {
          add(issuer.issuer, `${issuer.issuer} is no exact issuer.`);
        }
      }
      return found;
    });
  },
});
