import { defineControl } from '../../control/control';
import type { PlacedEntry } from '../../facts/supply/supply';

/** What a setting of npm gives away; undefined where it is fine. */
function weakness({ name, text }: PlacedEntry): string | undefined {
  const value = text.toLowerCase();
  const key = name.toLowerCase();
  if (
    /(?:^|:)_(?:auth|authtoken|password)$/.test(key) ||
    key === 'username' ||
    key === 'otp'
  ) {
    return /^\$\{[A-Z_]\w*\??\}$/i.test(text)
      ? undefined
      : `${name.replace(/^\/\/.*:/, '')} is a login`;
  }
  if (key === 'strict-ssl' && value !== 'true') {
    return 'certificates of the registry are not verified';
  }
  if (
    (key === 'registry' || key.endsWith(':registry')) &&
    !value.startsWith('https://')
  ) {
    return `the registry is reached without TLS`;
  }
  if (
    key === 'registry' &&
    !/^https:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/?$/.test(value)
  ) {
    return 'every package is taken from another registry';
  }
  if (
    /^(?:https?-)?proxy$|^(?:cafile|ca(?:\[\])?|script-shell|node-options|git|shell|globalconfig|userconfig|prefix|init-module|before)$/.test(
      key,
    )
  ) {
    return `${name} changes how packages are fetched or run`;
  }
  if (key === 'package-lock' && value === 'false') return 'no lockfile is used';
  if (key === 'audit' && value === 'false')
    return 'known weaknesses are not told';
  if (
    (key === 'unsafe-perm' ||
      key === 'legacy-peer-deps' ||
      key === 'force' ||
      key === 'allow-git') &&
    value !== 'false' &&
    value !== 'none'
  ) {
    return `${name} switches a check off`;
  }
  return undefined;
}

export default defineControl({
  id: 'SUP-05',
  title: 'The settings of npm hold no login and weaken nothing',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1', '§5.2'],
    standards: ['OWASP ASVS 5.0 V15.2.4', 'OWASP CICD-SEC-7'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A line of .npmrc decides from whom every package comes, whether the connection is verified, and who can publish.',
  remediation:
    'Keep ignore-scripts and engine-strict, and registries by scope with TLS; CI hands a token over in ${NPM_TOKEN}.',
  needs: ['supply'],
  evaluate: ({ supply }) =>
    supply.npmSettings.length === 0
      ? { notApplicable: 'There is no .npmrc.' }
      : supply.npmSettings.flatMap(({ file, settings }) =>
          settings.flatMap((setting, index) => {
            const why = weakness(setting);
            return why === undefined
              ? []
              : [
                  {
                    message: `Setting ${index + 1}: ${why}.`,
                    file,
                    line: setting.line,
                    subject: `${setting.name.replace(/^\/\/.*:/, '')} ${index}`,
                  },
                ];
          }),
        ),
});
