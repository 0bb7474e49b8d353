/** A valid input for tests, before defaults are filled in; a new copy each time. */
export function sampleInput() {
  return {
    service: 'orders',
    owner: 'group:default/team-commerce',
    system: 'commerce',
    description: "Takes and keeps customers' orders.",
    aggregates: [
      {
        name: 'Order',
        fields: [
          {
            name: 'orderNumber',
            type: 'string',
            required: true,
            unique: true,
            maxLength: 40,
          },
          {
            name: 'customer',
            type: 'reference',
            target: 'Customer',
            required: true,
          },
          { name: 'status', type: 'enum', values: ['NEW', 'PAID'] },
          { name: 'total', type: 'money', min: 0 },
        ],
      },
      {
        name: 'Customer',
        fields: [{ name: 'email', type: 'string', classification: 'personal' }],
      },
    ],
  } as Record<string, unknown> & {
    aggregates: { name: string; fields: Record<string, unknown>[] }[];
  };
}
