/** A valid process for tests, before defaults are filled in; a new copy each time. */
export function sampleProcess() {
  return {
    service: 'order-fulfilment',
    owner: 'group:default/team-commerce',
    system: 'commerce',
    description: 'Takes an order from the first check to its delivery.',
    variables: [
      { name: 'customerId', type: 'uuid', input: true },
      { name: 'amount', type: 'decimal', input: true },
      { name: 'orderId', type: 'uuid' },
      { name: 'paymentId', type: 'string', maxLength: 40 },
      { name: 'risk', type: 'enum', values: ['LOW', 'HIGH'] },
      { name: 'deliverOn', type: 'date' },
    ],
    steps: [
      {
        id: 'create-order',
        type: 'call',
        service: 'orders',
        method: 'CreateOrder',
        input: [
          { name: 'order.customerId', from: 'customerId' },
          { name: 'order.channel', value: 'WEB' },
        ],
        output: [{ name: 'order.id', to: 'orderId' }],
        compensation: {
          method: 'UpdateOrder',
          input: [{ name: 'order.id', from: 'orderId' }],
        },
      },
      {
        id: 'at-once',
        type: 'parallel',
        branches: [
          [
            {
              id: 'rate-risk',
              type: 'agent',
              agent: 'risk-rater',
              task: 'Rate the risk of this order.',
              input: [{ name: 'orderId', from: 'orderId' }],
              result: 'risk',
            },
          ],
          [
            {
              id: 'wait-for-payment',
              type: 'signal',
              signal: 'payment-received',
              payload: [{ name: 'paymentId', to: 'paymentId' }],
              timeout: 'P3D',
            },
          ],
        ],
      },
      {
        id: 'large-order',
        type: 'choice',
        cases: [
          {
            when: { variable: 'amount', operator: '>', value: 1000 },
            steps: [
              {
                id: 'release-order',
                type: 'approval',
                roles: ['admin'],
                timeout: 'P7D',
                onRejection: [
                  {
                    id: 'refused',
                    type: 'end',
                    outcome: 'rejected',
                    compensate: true,
                  },
                ],
              },
            ],
          },
        ],
        else: [],
      },
      {
        id: 'plan-delivery',
        type: 'call',
        service: 'logistics',
        method: 'CreateDelivery',
        input: [{ name: 'delivery.orderId', from: 'orderId' }],
        output: [{ name: 'delivery.day', to: 'deliverOn' }],
      },
      { id: 'until-delivery', type: 'timer', until: 'deliverOn' },
    ],
  } as Record<string, unknown> & {
    variables: Record<string, unknown>[];
    steps: Record<string, unknown>[];
  };
}
