import type { Mutant } from './mutant';

const handlers = 'src/customer/handlers.ts';
const proto = 'proto/ameide/orders/v1/orders.proto';
const config = 'deploy/overlays/production/config.yaml';

/** Puts lines after the read of getCustomer. */
function afterRead(lines: string): (text: string) => string {
  return text =>
    text.replace(
      "throw notFound('customer', id);\n    }\n",
      `throw notFound('customer', id);\n    }\n    ${lines}\n`,
    );
}

/** Ways in which data leaves by logs and traces, or changes leave no trace. */
export const obsMutants: readonly Mutant[] = [
  {
    id: 'field-in-a-log-text',
    title: 'a personal field is part of a text that is logged',
    caseName: 'orders',
    edits: {
      [handlers]: afterRead(
        'const { email: address } = row;\n    call.log.info(`found ${address.toLowerCase()}`);',
      ),
    },
    caughtBy: { control: 'OBS-01' },
  },
  {
    id: 'field-through-a-helper',
    title: 'a helper of its own prints what it is given',
    caseName: 'orders',
    edits: {
      'src/say.ts':
        'const { info: out } = console;\nexport const say = (text: string): void => out(text);\n',
      [handlers]: text =>
        `import { say } from '../say.js';\n${afterRead(
          "say('found ' + row.name);",
        )(text)}`,
    },
    caughtBy: { control: 'OBS-01' },
  },
  {
    id: 'field-of-a-message',
    title: 'a personal field of a response is logged',
    caseName: 'orders',
    edits: {
      [handlers]: afterRead(
        "call.log.debug('found', { who: customerMessage(row).email });",
      ),
    },
    caughtBy: { control: 'OBS-01' },
  },
  {
    id: 'field-in-an-error',
    title: 'an error that is thrown names a customer',
    caseName: 'orders',
    edits: {
      [handlers]: afterRead(
        "if (row.version < 0) throw new Error('broken: ' + row.name);",
      ),
    },
    caughtBy: { control: 'OBS-01' },
  },
  {
    id: 'whole-request-logged',
    title: 'every request is logged as it is',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        text.replace(
          'const id = call.newId();',
          "const id = call.newId();\n    call.log.info('creating', { request });",
        ),
    },
    caughtBy: { control: 'OBS-02' },
  },
  {
    id: 'whole-row-printed',
    title: 'a row is printed as JSON',
    caseName: 'orders',
    edits: {
      [handlers]: afterRead('process.stdout.write(JSON.stringify(row));'),
    },
    caughtBy: { control: 'OBS-02' },
  },
  {
    id: 'log-of-ones-own',
    title: 'a handler logs past correlation and redaction',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        `import { pino } from 'pino';\nconst log = pino();\n${afterRead(
          "log.info({ id }, 'found');",
        )(text)}`,
    },
    caughtBy: { control: 'OBS-03' },
  },
  {
    id: 'print-in-a-handler',
    title: 'a handler prints',
    caseName: 'orders',
    edits: { [handlers]: afterRead("globalThis.console.log('found', id);") },
    caughtBy: { control: 'OBS-03' },
  },
  {
    id: 'field-in-a-span',
    title: 'a span has a personal attribute',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        `import { trace } from '@opentelemetry/api';\n${afterRead(
          "trace.getActiveSpan()?.setAttribute('customer.email', row.email);",
        )(text)}`,
    },
    caughtBy: { control: 'OBS-04' },
  },
  {
    id: 'tenant-as-a-label',
    title: 'a metric has the tenant for a label',
    caseName: 'orders',
    edits: {
      'src/counts.ts':
        "import { Counter } from 'prom-client';\nexport const found = new Counter({ name: 'found', help: 'found', labelNames: ['method', 'tenant_id'] });\n",
    },
    caughtBy: { control: 'OBS-04' },
  },
  {
    id: 'change-without-an-entry',
    title: 'a change answers, and is never made',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        text.replace(
          /async createCustomer\(request, call\) {[^]*?\n {2}},\n/,
          "async createCustomer(request, call) {\n    return { customer: { id: call.newId(), name: request.name ?? '' } };\n  },\n",
        ),
    },
    caughtBy: { control: 'OBS-05' },
  },
  {
    id: 'change-in-a-read',
    title: 'a read changes something',
    caseName: 'orders',
    edits: {
      [handlers]: afterRead(
        'await call.change({ resourceId: id }, async () => ({ customer: customerMessage(row) }));',
      ),
    },
    caughtBy: { control: 'OBS-05' },
  },
  {
    id: 'field-in-the-audit-trail',
    title: 'the audit trail keeps an address for ever',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        text.replace(
          'return call.change({ resourceId: id }, async tx => {',
          "return call.change({ resourceId: id, metadata: { for: request.email ?? '' } }, async tx => {",
        ),
    },
    caughtBy: { control: 'OBS-06' },
  },
  {
    id: 'traces-off',
    title: 'production sends no traces',
    caseName: 'orders',
    edits: {
      [config]: text => text.replace(/,?\n *"telemetry": {[^}]*}/, ''),
    },
    caughtBy: { control: 'OBS-07' },
  },
  {
    id: 'telemetry-disabled',
    title: 'the image switches telemetry off',
    caseName: 'orders',
    edits: {
      Dockerfile: text =>
        text.replace(
          'ENV NODE_ENV=production',
          'ENV NODE_ENV=production\nENV OTEL_SDK_DISABLED=true',
        ),
    },
    caughtBy: { control: 'OBS-07' },
  },
  {
    id: 'log-to-nowhere',
    title: 'the service writes its log where nobody reads it',
    caseName: 'orders',
    edits: {
      'src/service.ts': text =>
        text.replace(
          'startService(definition, config, overrides)',
          'startService(definition, config, { ...overrides, logDestination: { write: () => undefined } })',
        ),
    },
    caughtBy: { control: 'OBS-07' },
  },
  {
    id: 'failure-swallowed',
    title: 'a failed read looks like nothing found',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        text.replace(
          'const row = await store.find(call.db, id);',
          'const row = await store.find(call.db, id).catch(() => undefined);',
        ),
    },
    caughtBy: { control: 'OBS-08' },
  },
  {
    id: 'personal-field-made-public',
    title: "a customer's address is declared public in one message",
    caseName: 'orders',
    edits: {
      [proto]: text =>
        text.replace(
          'string email = 11 [(ameide.common.v1.classification) = CLASSIFICATION_PERSONAL];',
          'string email = 11 [(ameide.common.v1.classification) = CLASSIFICATION_PUBLIC];',
        ),
    },
    caughtBy: { control: 'OBS-09' },
  },
  {
    id: 'personal-field-made-public-everywhere',
    title: "a customer's name is declared public everywhere",
    caseName: 'orders',
    edits: {
      [proto]: text =>
        text.replaceAll('CLASSIFICATION_PERSONAL', 'CLASSIFICATION_PUBLIC'),
    },
    caughtBy: { control: 'OBS-09' },
  },
  {
    id: 'obs-last-resort-silenced',
    title: 'the process goes on after whatever nobody has caught',
    caseName: 'orders',
    edits: {
      'src/main.ts': text =>
        `${text}\nprocess.on('uncaughtException', () => undefined);\n`,
    },
    caughtBy: { control: 'OBS-08' },
  },
];
