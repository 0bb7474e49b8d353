import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import declarations from './declarations.json';

describe('the declarations of the SDK', () => {
  it('are those of the SDK as it is: yarn workspace @ameide/controls declarations', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'declarations-'));
    try {
      const file = path.join(folder, 'declarations.json');
      execFileSync(process.execPath, [
        path.join(__dirname, '../../../scripts/write-declarations.mjs'),
        file,
      ]);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(declarations);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
