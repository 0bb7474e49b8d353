import { defineControl } from '../../control/control';
import { at, clientsOf, eachRealm, secondsOf } from './realm-values';

/** Longest that a token may be used after its rights were taken away, in seconds. */
const LONGEST_ACCESS = 900;
const LONGEST_SESSION = 30 * 24 * 3600;

const LIMITS = [
  { key: 'accessTokenLifespan', longest: LONGEST_ACCESS },
  { key: 'accessTokenLifespanForImplicitFlow', longest: LONGEST_ACCESS },
  { key: 'accessCodeLifespan', longest: LONGEST_ACCESS },
  { key: 'actionTokenGeneratedByUserLifespan', longest: 3600 },
  { key: 'ssoSessionIdleTimeout', longest: 24 * 3600 },
  { key: 'ssoSessionMaxLifespan', longest: LONGEST_SESSION },
] as const;

export default defineControl({
  id: 'IDP-08',
  title: 'Tokens and sessions end, and a refresh token is good once',
  layer: 'platform',
  severity: 'medium',
  source: {
    sections: ['§4.2'],
    standards: ['RFC 9700 2.2.2', 'OWASP ASVS 5.0 V10.4.5'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Until its token ends, a dismissed user still works, and whoever copied a refresh token keeps a session for ever.',
  remediation:
    'Keep access tokens to 15 minutes at most, end sessions, and set revokeRefreshToken with refreshTokenMaxReuse 0.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm => {
      const { root } = realm;
      const long = LIMITS.flatMap(({ key, longest }) => {
        const setting = at(root, key);
        const seconds = secondsOf(setting);
        return seconds !== undefined && (seconds > longest || seconds < 0)
          ? [
              {
                message: `${key} is ${seconds} seconds, more than ${longest}.`,
                line: setting?.line ?? root.line,
                subject: key,
              },
            ]
          : [];
      });
      const ofClients = clientsOf(realm).flatMap(({ id, value }) => {
        const setting = at(value, 'attributes', 'access.token.lifespan');
        const seconds = secondsOf(setting);
        return seconds !== undefined &&
          (seconds > LONGEST_ACCESS || seconds < 0)
          ? [
              {
                message: `Access tokens of ${id} last ${seconds} seconds.`,
                line: setting?.line ?? value.line,
                subject: `${id} access.token.lifespan`,
              },
            ]
          : [];
      });
      const revoked = at(root, 'revokeRefreshToken');
      const reuse = at(root, 'refreshTokenMaxReuse');
      return [
        ...long,
        ...ofClients,
        ...(revoked?.text === 'true'
          ? []
          : [
              {
                message: 'A refresh token can be used again and again.',
                line: (revoked ?? root).line,
                subject: 'revokeRefreshToken',
              },
            ]),
        ...((secondsOf(reuse) ?? 0) > 0
          ? [
              {
                message: `A refresh token can be used ${reuse?.text} times more.`,
                line: reuse?.line ?? root.line,
                subject: 'refreshTokenMaxReuse',
              },
            ]
          : []),
      ];
    }),
});
