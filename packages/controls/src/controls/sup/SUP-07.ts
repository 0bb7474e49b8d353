import { defineControl } from '../../control/control';

/** Whether a range takes versions that nobody knows yet, of any kind. */
function isOpen(wanted: string): boolean {
  const range = wanted.replace(/^npm:@?[^@]*@?/, '').trim();
  return (
    range === '' ||
    /^(?:\*|x|X|latest|next|canary|beta|alpha|rc|dev|nightly|experimental|insiders)$/.test(
      range,
    ) ||
    range
      .split('||')
      .some(
        part =>
          /^\s*>=?\s*v?\d[\w.-]*\s*$/.test(part) || /^\s*[*xX]\s*$/.test(part),
      )
  );
}

export default defineControl({
  id: 'SUP-07',
  title: 'Every dependency of a package names the versions that it takes',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§3.1'], standards: ['OWASP CICD-SEC-3'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tag or an open range turns the next npm install into the newest upload, whatever it is.',
  remediation: 'Write a version, or a range within one major version.',
  needs: ['supply'],
  evaluate: ({ supply }) =>
    supply.packages.length === 0
      ? { notApplicable: 'There is no package.json.' }
      : supply.packages.flatMap(({ file, dependencies, overrides }) =>
          [...dependencies, ...overrides]
            .filter(({ wanted }) => isOpen(wanted))
            .map(({ name, wanted, line }, index) => ({
              message: `${name} may be of any version (${
                wanted || 'none named'
              }).`,
              file,
              line,
              subject: `${name} ${index}`,
            })),
        ),
});
