import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { controls } from '../controls';
import { cataloguePage } from './catalogue-page';

const PAGE = path.join(__dirname, '../../../../docs/controls.md');

describe('docs/controls.md', () => {
  it('lists the catalogue as it is', () => {
    const page = cataloguePage(controls);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});
