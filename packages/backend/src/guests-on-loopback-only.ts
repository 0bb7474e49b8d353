import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/**
 * Whether the configuration lets anybody in without a name from another machine.
 *
 * @returns what is wrong and what to do, or undefined when nothing is.
 */
export function guestProblem(config: Config): string | undefined {
  if (!config.has('auth.providers.guest')) return undefined;
  const listen = config.getOptional('backend.listen');
  // A string such as ":7007" and a missing host both mean every interface.
  const host =
    typeof listen === 'object'
      ? config.getOptionalString('backend.listen.host')
      : undefined;
  if (host !== undefined && loopbackHosts.has(host)) return undefined;
  return `auth.providers.guest lets anybody in, so backend.listen.host must be localhost, 127.0.0.1 or ::1, not ${
    host ?? 'every interface'
  }. Set the host, or remove the guest provider.`;
}

/** Refuses to start where guests could come from another machine. */
export const guestsOnLoopbackOnly = createBackendModule({
  pluginId: 'auth',
  moduleId: 'guests-on-loopback-only',
  register(env) {
    env.registerInit({
      deps: { config: coreServices.rootConfig },
      async init({ config }) {
        const problem = guestProblem(config);
        if (problem) throw new Error(problem);
      },
    });
  },
});
