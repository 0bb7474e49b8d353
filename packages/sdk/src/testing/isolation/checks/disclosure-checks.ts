import { describe, it } from 'node:test';

import { assertNothingFound } from '../world/findings.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** Text that only a look inside the service would give. */
const INTERNALS = [
  /\bat .+\(.+:\d+:\d+\)/,
  /\bpg_/,
  /relation "/i,
  /row-level security/i,
  /violates/i,
  /SELECT |INSERT |UPDATE .* SET /,
  /node_modules/,
  /ECONN/,
  /syntax error/i,
];

/** What is confidential stays in its row: after everything above, it has appeared nowhere else. */
export function registerDisclosureChecks(world: WorldRef): void {
  describe('disclosure', () => {
    it('no classified value was logged', CHECK_OPTIONS, () => {
      const text = world().service.log.text();
      const lines = world().service.logs();
      assertNothingFound([
        ...(lines.length > 0
          ? []
          : [
              'the service has logged nothing at all; the check would prove nothing',
            ]),
        ...leaked(world, text).map(
          value =>
            `the log holds the classified value ${value}: ${lineWith(
              text,
              value,
            )}`,
        ),
        ...leaked(world, world().printed.text()).map(
          value =>
            `the classified value ${value} was printed: ${lineWith(
              world().printed.text(),
              value,
            )}`,
        ),
      ]);
    });

    it(
      'every line of the log says which service it is of',
      CHECK_OPTIONS,
      () => {
        const { name, kind } = world().options.definition;
        const wrong = world()
          .service.logs()
          .filter(
            line =>
              line['primitive_name'] !== undefined &&
              (line['primitive_name'] !== name ||
                line['primitive_type'] !== kind),
          );
        const served = world()
          .service.logs()
          .filter(
            line =>
              line['tenant_id'] !== undefined &&
              line['request_id'] === undefined,
          );
        assertNothingFound([
          ...wrong.map(
            line => `a line of another service: ${JSON.stringify(line)}`,
          ),
          ...served.map(
            line =>
              `a line of a tenant without its request: ${JSON.stringify(line)}`,
          ),
        ]);
      },
    );

    it(
      'no error message holds a classified value or anything internal',
      CHECK_OPTIONS,
      () => {
        const findings = world().caller.errorTexts.flatMap(
          ({ method, text }) => [
            ...leaked(world, text).map(
              value =>
                `${method}: "${text}" holds the classified value ${value}`,
            ),
            ...INTERNALS.filter(pattern => pattern.test(text)).map(
              pattern =>
                `${method}: "${text}" tells about the inside (${pattern.source})`,
            ),
          ],
        );
        assertNothingFound(findings);
      },
    );

    it(
      'metrics name no tenant, no organisation and no classified value',
      CHECK_OPTIONS,
      async () => {
        const response = await fetch(
          `${world().service.managementUrl}/metrics`,
        );
        const text = await response.text();
        const places = world()
          .everyPlace()
          .flatMap(place => [place.tenantId, place.organizationId]);
        assertNothingFound([
          ...(response.status === 200 && text.includes('# TYPE')
            ? []
            : [`/metrics answers ${response.status}`]),
          ...[...new Set(places)]
            .filter(id => text.includes(id))
            .map(id => `/metrics names ${id}`),
          ...leaked(world, text).map(
            value => `/metrics holds the classified value ${value}`,
          ),
        ]);
      },
    );

    it(
      'no classified value left in an event, a projection or an audit entry',
      CHECK_OPTIONS,
      async () => {
        const { platform } = world().service;
        const contents = [
          ...platform.events.map(({ content }) =>
            Buffer.from(content.payload?.value ?? []).toString('utf8'),
          ),
          ...platform.projections.map(({ content }) =>
            JSON.stringify(content.fields ?? {}),
          ),
          ...platform.auditEvents.map(({ content }) =>
            JSON.stringify(content.metadata),
          ),
        ];
        assertNothingFound(
          contents.flatMap(text =>
            leaked(world, text).map(
              value => `the platform was sent the classified value ${value}`,
            ),
          ),
        );
      },
    );
  });
}

function leaked(world: WorldRef, text: string): string[] {
  return [...world().planted].filter(
    value =>
      text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)),
  );
}

function lineWith(text: string, value: string): string {
  return (text.split('\n').find(line => line.includes(value)) ?? '').slice(
    0,
    300,
  );
}
