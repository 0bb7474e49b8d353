import { readFileSync } from 'node:fs';
import path from 'node:path';

const page = readFileSync(
  path.resolve(__dirname, '../../../../docs/add-a-control.md'),
  'utf8',
);

describe('docs/add-a-control.md', () => {
  it.each([
    ['ts', 'SVC-08.ts'],
    ['yaml', 'SVC-08.good.yaml'],
    ['yaml', 'SVC-08.bad.yaml'],
  ])(
    'shows in %s what %s is, which the tests of its family run',
    (language, file) => {
      const content = readFileSync(path.join(__dirname, 'svc', file), 'utf8');
      expect(page).toContain(`\`\`\`${language}\n${content}\`\`\`\n`);
    },
  );

  it('says how it gets into the catalogue', () => {
    const index = readFileSync(path.join(__dirname, 'svc', 'index.ts'), 'utf8');
    expect(index.match(/svc08/g)).toHaveLength(2);
  });
});
