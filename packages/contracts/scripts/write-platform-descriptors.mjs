// Writes what a contract may import from the platform (ameide.common.v1,
// buf.validate and what they import) as one module, so that contracts can be
// compiled without the SDK. Run after the SDK was built.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const descriptors = readFileSync(
  path.join(here, '../../sdk/proto/descriptor.binpb'),
);
writeFileSync(
  path.join(here, '../src/platform-files.json'),
  `${JSON.stringify({ base64: descriptors.toString('base64') }, null, 2)}\n`,
);
