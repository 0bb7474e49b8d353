// Descriptions that the tests generate from.
const fields = [
  { name: 'orderNumber', type: 'string', required: true, unique: true },
  { name: 'customer', type: 'reference', target: 'Customer', required: true },
  { name: 'total', type: 'money', required: true },
];

/** A domain with two aggregates, a reference, money and personal data. */
export function orders(service) {
  return {
    service,
    owner: 'group:default/team-commerce',
    system: 'commerce',
    description: "Takes and keeps customers' orders.",
    aggregates: [
      {
        name: 'Customer',
        fields: [
          {
            name: 'fullName',
            type: 'string',
            required: true,
            classification: 'personal',
          },
        ],
      },
      { name: 'Order', fields },
    ],
  };
}

/** The same, wrong in three places. */
export function wrongOrders(service) {
  const description = orders(service);
  const [customer, order] = description.aggregates;
  const [fullName] = customer.fields;
  return {
    ...description,
    owner: 'commerce',
    aggregates: [
      { ...customer, fields: [{ ...fullName, classification: 'secret' }] },
      {
        ...order,
        fields: [{ name: 'customer', type: 'reference', target: 'Custmer' }],
      },
    ],
  };
}
