import type { Mutant } from './mutant';

const description = 'ameide.service.yaml';

const replace = (from: string | RegExp, to: string) => (text: string) =>
  text.replace(from, to);

/** A service that says something else of itself than what it is. */
export const descriptionMutants: readonly Mutant[] = [
  {
    id: 'description-gone',
    title: 'the description is taken away, so that everything must be guessed',
    caseName: 'orders',
    edits: { [description]: null },
    caughtBy: { control: 'SVC-01' },
  },
  {
    id: 'description-with-exceptions',
    title: 'the description asks tools to leave controls out',
    caseName: 'orders',
    edits: { [description]: text => `${text}skipControls: [TEN, NET]\n` },
    caughtBy: { control: 'SVC-02' },
  },
  {
    id: 'record-cut-off',
    title: 'the record of the template is cut off, and its promises with it',
    caseName: 'orders',
    edits: { '.ameide/scaffold.json': text => text.slice(0, text.length / 2) },
    caughtBy: { control: 'SVC-02' },
  },
  {
    id: 'kind-described-as-agent',
    title: 'the service is described as an agent, which has no database rules',
    caseName: 'orders',
    edits: { [description]: replace('kind: domain', 'kind: agent') },
    caughtBy: { control: 'SVC-03' },
  },
  {
    id: 'kind-of-pods-changed',
    title: 'the pods say that they are an agent, to reach what agents reach',
    caseName: 'orders',
    edits: {
      'deploy/base/kustomization.yaml': replace(
        'ameide.io/primitive-kind: domain',
        'ameide.io/primitive-kind: agent',
      ),
    },
    caughtBy: { control: 'SVC-03' },
  },
  {
    id: 'kind-patched-in-production',
    title: 'a patch gives the pods of one environment another kind',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/kind.yaml': `- op: replace
  path: /spec/template/metadata/labels/ameide.io~1primitive-kind
  value: agent
`,
    },
    caughtBy: { control: 'SVC-03' },
  },
  {
    id: 'migrations-elsewhere',
    title: 'the description leads to a folder of migrations that is empty',
    caseName: 'orders',
    edits: {
      [description]: replace('migrations: db/migrations', 'migrations: db/sql'),
    },
    caughtBy: { control: 'SVC-04' },
  },
  {
    id: 'name-of-another-service',
    title: 'the catalog shows the service as another one, with its results',
    caseName: 'orders',
    edits: {
      'catalog-info.yaml': replace('  name: orders\n', '  name: payments\n'),
    },
    caughtBy: { control: 'SVC-05' },
  },
  {
    id: 'database-not-described',
    title: 'the database is left out of the description, as if there were none',
    caseName: 'orders',
    edits: {
      [description]: replace(/\ndatabase:\n(?: {2}.*\n)+/, '\n'),
    },
    caughtBy: { control: 'SVC-07' },
  },
  {
    id: 'port-twice',
    title: 'the port for the platform is described as one for the scraper too',
    caseName: 'orders',
    edits: {
      [description]: replace(
        'ports:\n',
        'ports:\n  - { name: debug, port: 8443, exposure: scraper }\n',
      ),
    },
    caughtBy: { control: 'SVC-08' },
  },
];
