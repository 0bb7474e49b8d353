import { defineControl } from '../../control/control';
import { at, eachRealm, isOn, secondsOf } from './realm-values';

/** Most wrong passwords before an account has to wait. */
const MOST_FAILURES = 30;

export default defineControl({
  id: 'IDP-07',
  title: 'Passwords cannot be guessed by trying',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1'], standards: ['OWASP ASVS 5.0 V6.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Lists of leaked passwords are tried against every sign-in that lets them, for weeks.',
  remediation:
    'Set bruteForceProtected with a failureFactor of at most 30, and a passwordPolicy with a length of at least 12.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, ({ root, name }) => {
      const protection = at(root, 'bruteForceProtected');
      const failures = secondsOf(at(root, 'failureFactor'));
      const policy = at(root, 'passwordPolicy');
      const length = Number(/length\((\d{1,4})/.exec(policy?.text ?? '')?.[1]);
      return [
        ...(isOn(protection)
          ? []
          : [
              {
                message: `Nothing stops whoever tries passwords in ${name}.`,
                line: (protection ?? root).line,
                subject: 'bruteForceProtected',
              },
            ]),
        ...(failures !== undefined && failures > MOST_FAILURES
          ? [
              {
                message: `${failures} wrong passwords are free.`,
                line: at(root, 'failureFactor')?.line ?? root.line,
                subject: 'failureFactor',
              },
            ]
          : []),
        ...(policy !== undefined && !(length >= 12)
          ? [
              {
                message:
                  'The policy takes passwords of fewer than 12 characters.',
                line: policy.line,
                subject: 'passwordPolicy',
              },
            ]
          : []),
      ];
    }),
});
