import { defineControl } from '../../control/control';
import { at, eachRealm, isOn } from './realm-values';

export default defineControl({
  id: 'IDP-10',
  title: 'Whoever signs in owns the address that they are known by',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1', '§4.2'], standards: ['OWASP ASVS 5.0 V6.1.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Invitations and accounts are matched by their address: whoever may claim one without proof takes them over.',
  remediation:
    'Set verifyEmail, forbid duplicate addresses, keep VERIFY_EMAIL enabled, and trust no provider with addresses that it does not verify.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, ({ root }) => {
      const verified = isOn(at(root, 'verifyEmail'));
      const relevant = [
        'registrationAllowed',
        'loginWithEmailAllowed',
        'resetPasswordAllowed',
      ].filter(key => isOn(at(root, key)));
      const action = (at(root, 'requiredActions')?.items ?? []).find(
        one => at(one, 'alias')?.text === 'VERIFY_EMAIL',
      );
      return [
        ...(relevant.length > 0 && !verified
          ? [
              {
                message: `An address is not verified, and ${relevant.join(
                  ', ',
                )} relies on it.`,
                line: (
                  at(root, 'verifyEmail') ??
                  at(root, relevant[0] ?? '') ??
                  root
                ).line,
                subject: 'verifyEmail',
              },
            ]
          : []),
        ...(action !== undefined && at(action, 'enabled')?.text === 'false'
          ? [
              {
                message: 'The action that verifies an address is switched off.',
                line: action.line,
                subject: 'VERIFY_EMAIL',
              },
            ]
          : []),
        ...(isOn(at(root, 'duplicateEmailsAllowed'))
          ? [
              {
                message: 'Two accounts may have one address.',
                line: at(root, 'duplicateEmailsAllowed')?.line ?? root.line,
                subject: 'duplicateEmailsAllowed',
              },
            ]
          : []),
        ...(at(root, 'identityProviders')?.items ?? [])
          .filter(
            provider =>
              isOn(at(provider, 'trustEmail')) ||
              isOn(at(provider, 'config', 'trustEmail')),
          )
          .map(provider => ({
            message: `${
              at(provider, 'alias')?.text ?? ''
            } is trusted with any address.`,
            line: (at(provider, 'trustEmail') ?? provider).line,
            subject: `trustEmail ${at(provider, 'alias')?.text ?? ''}`,
          })),
      ];
    }),
});
