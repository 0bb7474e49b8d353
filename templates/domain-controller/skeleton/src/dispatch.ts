import { loadServiceConfig, startDispatcher } from '@ameideio/ameide-sdk-ts/node';

import { serveHealth } from './dispatcher-health.js';
import { definition } from './service.js';

// A process of its own: it alone connects as the dispatcher's role, which sees
// the outbox of all tenants, and the service never does.
const config = loadServiceConfig(process.env);
const dispatcher = await startDispatcher({ name: definition.name, config });
const health = await serveHealth(config, () => dispatcher.healthy());

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    health.close();
    void dispatcher.close().then(() => process.exit(0));
  });
}
