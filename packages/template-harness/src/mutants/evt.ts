import type { Mutant } from './mutant';

const handlers = 'src/customer/handlers.ts';
const subscriptions = 'src/events/subscriptions.ts';
const orderMapping = 'src/order/mapping.ts';
const proto = 'proto/ameide/orders/v1/orders.proto';

/** A subscription whose producer is the given expression. */
function subscribed(producer: string): (text: string) => string {
  return text =>
    text
      .replace(
        "import type { Subscription } from '@ameideio/ameide-sdk-ts/node';",
        "import { subscription, type Subscription } from '@ameideio/ameide-sdk-ts/node';\nimport { OrderCreatedSchema } from '../gen/ameide/orders/v1/orders_pb.js';",
      )
      .replace(
        /readonly Subscription\[\] = \[\];/,
        `readonly Subscription[] = [\n  subscription({\n    type: OrderCreatedSchema,\n    producer: ${producer},\n    async handle() {},\n  }) as unknown as Subscription,\n];`,
      );
}

/** Ways in which events and projections say too much, or come from anybody. */
export const evtMutants: readonly Mutant[] = [
  {
    id: 'broker-of-ones-own',
    title: 'a handler publishes to a broker of its own',
    caseName: 'orders',
    edits: {
      'src/bus.ts':
        "import { Kafka } from 'kafkajs';\nexport const bus = new Kafka({ brokers: ['kafka:9092'] }).producer();\n",
    },
    caughtBy: { control: 'EVT-01' },
  },
  {
    id: 'envelope-by-hand',
    title: 'a handler makes an envelope for another tenant',
    caseName: 'orders',
    edits: {
      'src/envelope.ts':
        "import { create } from '@bufbuild/protobuf';\nimport { EventEnvelopeSchema as Shape } from '@ameideio/ameide-sdk-ts/proto/ameide/common/v1/event_pb.js';\nexport const envelope = (tenantId: string) => create(Shape, { tenantId });\n",
    },
    caughtBy: { control: 'EVT-01' },
  },
  {
    id: 'producer-of-anybody',
    title: 'events of any service are taken',
    caseName: 'orders',
    edits: { [subscriptions]: subscribed("'*'") },
    caughtBy: { control: 'EVT-02' },
  },
  {
    id: 'producer-from-the-environment',
    title: 'the environment says whose events are taken',
    caseName: 'orders',
    edits: {
      [subscriptions]: subscribed("process.env['PRODUCER'] ?? 'catalog'"),
    },
    caughtBy: { control: 'EVT-02' },
  },
  {
    id: 'personal-field-in-an-event',
    title: 'an event carries the address of a customer',
    caseName: 'orders',
    edits: {
      [proto]: text =>
        text.replace(
          /(message CustomerCreated {[^}]*)}/,
          '$1  string email = 11 [(ameide.common.v1.classification) = CLASSIFICATION_PERSONAL];\n}',
        ),
    },
    caughtBy: { control: 'EVT-03' },
  },
  {
    id: 'personal-value-under-another-name',
    title: 'an event carries a confidential note in the place of a number',
    caseName: 'orders',
    edits: {
      [orderMapping]: text =>
        text.replace(
          /orderNumber: row\.order_number/,
          "orderNumber: row.note ?? ''",
        ),
    },
    caughtBy: { control: 'EVT-03' },
  },
  {
    id: 'row-spread-into-the-graph',
    title: 'a projection takes every column',
    caseName: 'orders',
    edits: {
      [orderMapping]: text =>
        text.replace(
          /fields: {\n/,
          'fields: {\n      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),\n',
        ),
    },
    caughtBy: { control: 'EVT-04' },
  },
  {
    id: 'projection-not-declared',
    title: 'the graph gets a field that the description does not list',
    caseName: 'orders',
    edits: {
      'ameide.service.yaml': text => text.replace(/\n *- total/, ''),
    },
    caughtBy: { control: 'EVT-04' },
  },
  {
    id: 'confidential-field-in-the-graph',
    title: 'the graph gets a confidential note',
    caseName: 'orders',
    edits: {
      [orderMapping]: text =>
        text.replace(/fields: {\n/, 'fields: {\n      note: row.note,\n'),
    },
    caughtBy: { control: 'EVT-05' },
  },
  {
    id: 'event-past-the-outbox',
    title: 'an event is delivered by a call, change or no change',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        `import { EventService } from '@ameideio/ameide-sdk-ts/proto/ameide/common/v1/sinks_pb.js';\n${text.replace(
          "throw notFound('customer', id);\n    }\n",
          "throw notFound('customer', id);\n    }\n    void call.client(EventService, 'catalog');\n",
        )}`,
    },
    caughtBy: { control: 'EVT-01' },
  },
];
