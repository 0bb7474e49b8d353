import { loadServiceConfig } from '@ameideio/ameide-sdk-ts/node';

import { start } from './service.js';

// The configuration is the JSON file that AMEIDE_CONFIG_FILE names (deploy/overlays/*/config.json).
const service = await start(loadServiceConfig(process.env));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void service.close().then(() => process.exit(0));
  });
}
