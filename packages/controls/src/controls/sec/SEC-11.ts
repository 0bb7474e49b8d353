import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { printedConfiguration } from './printed-configuration';

export default defineControl({
  id: 'SEC-11',
  title: 'Neither the configuration nor the environment is printed',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§5.2', '§8.2'],
    standards: ['OWASP ASVS 5.0 V16.2.5', 'OWASP ASVS 5.0 V13.3.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A configuration may hold the password of a database, and an environment whatever the cluster puts into it: in a log they are read by everybody who may read logs, for as long as logs are kept.',
  remediation:
    'Print the one setting that is meant, such as config.listen.port.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, printedConfiguration(program)),
});
