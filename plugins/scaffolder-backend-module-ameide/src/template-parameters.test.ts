import fs from 'node:fs';
import path from 'node:path';
import { inputJsonSchema } from '@ameide/generator/inputs';
import yaml from 'yaml';

const template = yaml.parse(
  fs.readFileSync(
    path.resolve(
      __dirname,
      '../../../templates/domain-controller/template.yaml',
    ),
    'utf8',
  ),
);
const pages: { properties: Record<string, Record<string, unknown>> }[] =
  template.spec.parameters;
const offered = pages.flatMap(page => Object.entries(page.properties));

describe('the form of domain-controller', () => {
  it('offers every property of the input, each once, and no other', () => {
    const { properties } = inputJsonSchema('domain-controller') as {
      properties: object;
    };
    expect(offered.map(([name]) => name).sort()).toEqual(
      Object.keys(properties).sort(),
    );
  });

  it.each(offered)(
    'leaves the decision about %s to the generator',
    (name, parameter) => {
      expect(parameter).toEqual({
        title: expect.any(String),
        'ui:field': 'AmeideControllerInput',
        'ui:options': { property: name },
      });
    },
  );

  it('has no constraint on a page', () => {
    for (const page of pages) {
      expect(
        Object.keys(page).filter(
          key => !['title', 'description', 'properties'].includes(key),
        ),
      ).toEqual([]);
    }
  });
});
