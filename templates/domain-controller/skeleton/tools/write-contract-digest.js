import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';

// By this digest a test sees that src/gen was generated from the contract as it is.
const lines = globSync('proto/**/*.proto')
  .map(path => path.replaceAll('\\', '/'))
  .sort()
  .map(path => `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${path}\n`);
writeFileSync('src/gen/contract.sha256', lines.join(''));
