import { defineControl } from '../../control/control';
import { matchesPattern } from './path-pattern';

/** What decides about security: whoever changes it needs a second person. */
const PROTECTED: readonly { readonly what: string; readonly form: RegExp }[] = [
  { what: 'the workflows', form: /^\.github\/(?:workflows|actions)\// },
  { what: 'the owners themselves', form: /(?:^|\/)CODEOWNERS$/ },
  { what: 'the migrations and roles of the database', form: /\.sql$/ },
  {
    what: 'the manifests',
    form: /^(?:deploy|k8s|kubernetes|manifests|charts|helm)\/|(?:^|\/)kustomization\.ya?ml$/,
  },
  { what: 'the contract', form: /\.proto$/ },
  {
    what: 'the dependencies',
    form: /(?:^|\/)(?:package(?:-lock)?\.json|\.npmrc)$/,
  },
  { what: 'the image', form: /(?:^|\/)(?:Dockerfile|\.dockerignore)$/ },
  {
    what: 'what the platform is told',
    form: /^(?:ameide\.service\.yaml|catalog-info\.yaml|\.ameide\/)/,
  },
  { what: 'the code', form: /^src\// },
];

/** Whether a pattern of CODEOWNERS matches a file: as .gitignore does, without negation and character classes. */
function owns(pattern: string, file: string): boolean {
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const clean = `${isAnchored ? '' : '**/'}${pattern
    .replace(/^\//, '')
    .replace(/\/$/, '/**')}`;
  // A last `/*` does not reach into folders; every other pattern takes what lies below it.
  const reachesDown = !/\/\*$/.test(pattern);
  return (
    matchesPattern(clean, file) ||
    (reachesDown && matchesPattern(`${clean}/**`, file))
  );
}

const OWNER = /^(?:@[\w-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

export default defineControl({
  id: 'SUP-22',
  title: 'Somebody owns every file that decides about security',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§7.3', '§8.1'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A change of a workflow, a policy of the database or the network that nobody has to look at is a change that anybody can make.',
  remediation:
    'Write a CODEOWNERS whose last matching rule names an owner for each of these files, and protect the branch.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    const files = [...tree.files.keys()];
    const groups = PROTECTED.map(({ what, form }) => ({
      what,
      files: files.filter(file => form.test(file)),
    })).filter(group => group.files.length > 0);
    if (groups.length === 0) {
      return { notApplicable: 'There is nothing that needs an owner.' };
    }
    const { codeowners } = supply;
    if (codeowners === undefined) {
      return [{ message: 'There is no CODEOWNERS.', subject: 'CODEOWNERS' }];
    }
    const rules = [...codeowners.rules].reverse();
    return groups.flatMap(({ what, files: members }) => {
      for (const file of members) {
        const rule = rules.find(({ pattern }) => owns(pattern, file));
        if (rule === undefined || !rule.owners.some(one => OWNER.test(one))) {
          return [
            {
              message: `Nobody owns ${what}, as ${file}.`,
              file: codeowners.file,
              ...(rule === undefined ? {} : { line: rule.line }),
              subject: what,
            },
          ];
        }
      }
      return [];
    });
  },
});
