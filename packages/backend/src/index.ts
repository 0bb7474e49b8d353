import { createBackend } from '@backstage/backend-defaults';
import { guestsOnLoopbackOnly } from './guests-on-loopback-only';
import { refuseUnknownHosts } from './refuse-unknown-hosts';
import { refuseUnsupportedNode } from './refuse-unsupported-node';

refuseUnsupportedNode(process.versions.node);

const backend = createBackend();

backend.add(refuseUnknownHosts);

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(guestsOnLoopbackOnly);
if (process.env.NODE_ENV === 'development') {
  // A production process has no guest provider, whatever its configuration says.
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
}

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

backend.add(import('@backstage/plugin-permission-backend'));
// The permission framework is on, with Backstage's own policy that allows
// everything to whoever is signed in. Roles and agents' limits come with the
// policy module of this repository, which takes this line's place.
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);

backend.add(import('@backstage/plugin-scaffolder-backend'));
// Keeps the files of a running task, so that it can be resumed after a crash.
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-workspace-database'),
);
backend.add(import('@ameide/plugin-scaffolder-backend-module-ameide'));
backend.add(
  import('@ameide/plugin-scaffolder-backend-module-ameide/url-readers'),
);
backend.add(import('@ameide/plugin-scaffolder-backend-module-ameide/catalog'));
backend.add(import('@ameide/plugin-scaffolder-backend-module-ameide/source'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

backend.start();
