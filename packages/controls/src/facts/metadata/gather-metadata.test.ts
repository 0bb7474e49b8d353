import { createSourceTree } from '../../source';
import type { Metadata } from './metadata';
import { gatherMetadata } from './gather-metadata';

function metadataOf(files: Record<string, string>): Metadata {
  const fact = gatherMetadata(
    createSourceTree({
      files: new Map(
        Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]),
      ),
    }),
  );
  if (fact.state !== 'available') throw new Error(fact.reason);
  return fact.value;
}

const DESCRIPTION = 'schemaVersion: 1\nname: orders\nkind: domain\n';
const AGENT_LABEL =
  'metadata:\n  labels:\n    ameide.io/primitive-kind: agent\n';

describe('metadata', () => {
  it('hold an undescribed service to the controls of all kinds', () => {
    expect(metadataOf({}).kinds).toEqual(['domain', 'process', 'agent']);
    expect(metadataOf({ 'deploy/a.yaml': AGENT_LABEL }).kinds).toEqual([
      'domain',
      'process',
      'agent',
    ]);
    expect(
      metadataOf({ 'ameide.service.yaml': 'kind: agent\n' }).kinds,
    ).toEqual(['domain', 'process', 'agent']);
  });

  it('hold a service that contradicts itself to the controls of each kind that it claims', () => {
    expect(metadataOf({ 'ameide.service.yaml': DESCRIPTION }).kinds).toEqual([
      'domain',
    ]);
    expect(
      metadataOf({
        'ameide.service.yaml': DESCRIPTION,
        'deploy/a.yaml': AGENT_LABEL,
      }).kinds,
    ).toEqual(['domain', 'agent']);
  });

  it('know the line of everything that is described', () => {
    const { descriptionLines } = metadataOf({
      'ameide.service.yaml': `${DESCRIPTION}ports:\n  - name: rpc\n    port: 8443\n    exposure: internal\n`,
    });
    expect(descriptionLines.get('kind')).toBe(3);
    expect(descriptionLines.get('ports.0.port')).toBe(6);
  });

  it('have the promises and the requests of the tree', () => {
    expect(
      metadataOf({
        '.ameide/scaffold.json': JSON.stringify({
          schemaVersion: 1,
          template: { name: 'domain-controller', version: '1', digest: 'x' },
          files: {},
          controls: ['TEN-01'],
        }),
        '.ameide/exemptions.yaml': `schemaVersion: 1
exemptions:
  - control: POD-01
    path: a.yaml
    reason: It is needed until spring.
    expires: 2027-03-01
`,
      }),
    ).toMatchObject({
      promised: ['TEN-01'],
      exemptions: [
        {
          control: 'POD-01',
          path: 'a.yaml',
          reason: 'It is needed until spring.',
          expires: '2027-03-01',
        },
      ],
      problems: [],
    });
  });

  it.each([
    ['keys of JavaScript', '__proto__: { kind: domain }\nconstructor: 1\n'],
    ['a bomb', `a: &a [${'x,'.repeat(50)}]\nb: [${'*a,'.repeat(50)}]\n`],
    ['a circle', 'a: &a [*a]\n'],
    ['levels without end', `${'['.repeat(20_000)}`],
    ['half a text', 'schemaVersion: "1\n'],
    ['several documents', '--- 1\n--- 2\n'],
    ['nothing', ''],
    ['a number', '1'],
    ['bytes', '\u0000\u0001\ufffe'],
  ])('call %s a problem', (_what, content) => {
    const metadata = metadataOf({ 'ameide.service.yaml': content });
    expect(metadata.description).toBeUndefined();
    expect(metadata.problems.length).toBeGreaterThan(0);
  });
});
