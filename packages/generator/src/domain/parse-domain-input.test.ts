import { sampleInput } from '../testing/sample-input';
import { parseDomainInput } from './parse-domain-input';

type Sample = ReturnType<typeof sampleInput>;

/** Sets one value by its path and parses. */
function problemsOf(change: (input: Sample) => void): string[] {
  const input = sampleInput();
  change(input);
  const result = parseDomainInput(input);
  return result.ok
    ? []
    : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

const field = (input: Sample, index = 0) =>
  input.aggregates[0]?.fields[index] ?? {};
const addField = (input: Sample, added: Record<string, unknown>) =>
  input.aggregates[0]?.fields.push(added);

describe('parseDomainInput', () => {
  it('accepts a valid input and fills in the defaults', () => {
    const result = parseDomainInput(sampleInput());
    expect(result).toMatchObject({
      ok: true,
      input: {
        origin: { type: 'platform' },
        databasePlans: ['shared'],
        dependencies: [],
        projections: [],
        exposure: 'internal',
      },
    });
  });

  it('accepts the frozen records without prototype that the scaffolder passes', () => {
    const input = Object.freeze(
      Object.assign(Object.create(null), sampleInput()),
    );
    expect(parseDomainInput(input).ok).toBe(true);
  });

  const table: [string, (input: Sample) => void, unknown[]][] = [
    ['no service', i => delete i.service, ['service: is missing']],
    [
      'a service of another type',
      i => (i.service = 7),
      ['service: must be a text'],
    ],
    [
      'a service in camelCase',
      i => (i.service = 'orderIntake'),
      [
        'service: is not a service id; use lower-case words joined by hyphens, such as order-intake',
      ],
    ],
    [
      'a service of one letter',
      i => (i.service = 'o'),
      ['service: must have at least 2 characters'],
    ],
    [
      'a reserved service',
      i => (i.service = 'common'),
      [
        'service: common is a reserved name; choose another, such as common-service',
      ],
    ],
    [
      'a reserved prefix',
      i => (i.service = 'pg-orders'),
      ['service: names that begin with pg- are reserved; choose another'],
    ],
    [
      'a service that Windows takes for a device',
      i => (i.service = 'lpt9'),
      [
        'service: lpt9 is a reserved name; choose another, such as lpt9-service',
      ],
    ],
    [
      'an aggregate that Windows takes for a device',
      i => (i.aggregates[1]!.name = 'Aux'),
      [
        'aggregates[1].name: Aux is a reserved name; choose a longer one, such as AuxEntry',
        expect.stringContaining('no aggregate is named Customer'),
      ],
    ],
    [
      'an owner that is no reference',
      i => (i.owner = 'team commerce'),
      [
        'owner: is not an owner; use an entity reference such as group:default/team-commerce',
      ],
    ],
    [
      'a description that reorders text',
      i => (i.description = 'good\u202Edoog'),
      [
        'description: contains the character U+202E, which is invisible or reorders text; remove it',
      ],
    ],
    [
      'a description with a null',
      i => (i.description = 'a\u0000b'),
      [
        'description: contains the character U+0000, which is invisible or reorders text; remove it',
      ],
    ],
    [
      'an unknown key',
      i => (i.colour = 'red'),
      [
        'colour: is not a known key; the keys here are service, owner, system, description, aggregates, proto, origin, databasePlans, dependencies, projections, exposure, corsOrigins',
      ],
    ],
    [
      'an unknown key that is no name',
      i => (i['a\u001b[31mb'] = 1),
      [
        expect.stringMatching(
          /^: has a key that is not known; the keys here are service, /,
        ),
      ],
    ],
    [
      'neither aggregates nor proto',
      i => delete (i as Partial<Sample>).aggregates,
      [
        'aggregates: is missing; describe the aggregates, or give a .proto file as proto',
      ],
    ],
    [
      'both aggregates and proto',
      i => (i.proto = 'syntax = "proto3";'),
      [
        'proto: cannot be given together with aggregates; remove one of the two',
      ],
    ],
    [
      'no aggregate',
      i => (i.aggregates = []),
      ['aggregates: must have at least 1 entry'],
    ],
    [
      'an aggregate in lower case',
      i => (i.aggregates[1] = { name: 'customer', fields: [] }),
      [
        'aggregates[1].name: is not an aggregate name; use PascalCase in the singular, such as OrderLine',
        'aggregates[1].fields: must have at least 1 entry',
      ],
    ],
    [
      'an abbreviation in capitals',
      i =>
        i.aggregates.push({
          name: 'VATRate',
          fields: [{ name: 'rate', type: 'decimal' }],
        }),
      [
        'aggregates[2].name: write it as VatRate',
        'aggregates[2].plural: write it as VatRates',
      ],
    ],
    [
      'two aggregates of one name',
      i =>
        i.aggregates.push({
          name: 'Order',
          fields: [{ name: 'label', type: 'string' }],
        }),
      ['aggregates[2].name: another aggregate is named Order already'],
    ],
    [
      'an aggregate with the name of a request',
      i =>
        i.aggregates.push({
          name: 'CreateOrderRequest',
          fields: [{ name: 'label', type: 'string' }],
        }),
      [
        'aggregates[2].name: gives the name CreateOrderRequest, which the aggregate Order has already; rename one of them',
      ],
    ],
    [
      'an aggregate with the name of an enum',
      i =>
        i.aggregates.push({
          name: 'OrderStatus',
          fields: [{ name: 'label', type: 'string' }],
        }),
      [
        'aggregates[0].fields[2].name: gives the name OrderStatus, which the aggregate OrderStatus has already; rename one of them',
      ],
    ],
    [
      'an aggregate named like the service',
      i =>
        i.aggregates.push({
          name: 'OrdersService',
          fields: [{ name: 'label', type: 'string' }],
        }),
      [
        'aggregates[2].name: gives the name OrdersService, which the service has already; rename one of them',
      ],
    ],
    [
      'a reserved aggregate',
      i =>
        i.aggregates.push({
          name: 'Promise',
          fields: [{ name: 'label', type: 'string' }],
        }),
      [
        'aggregates[2].name: Promise is a reserved name; choose a longer one, such as PromiseEntry',
      ],
    ],
    [
      'a standard field',
      i => addField(i, { name: 'tenantId', type: 'string' }),
      [
        'aggregates[0].fields[4].name: every aggregate or request has tenantId already; remove the field or choose another name',
      ],
    ],
    [
      'a word of the language',
      i => addField(i, { name: 'class', type: 'string' }),
      [
        'aggregates[0].fields[4].name: class is a reserved name; choose a longer one',
      ],
    ],
    [
      'a property of every object',
      i => addField(i, { name: 'constructor', type: 'string' }),
      [
        'aggregates[0].fields[4].name: constructor is a reserved name; choose a longer one',
      ],
    ],
    [
      'a system column',
      i => addField(i, { name: 'xmin', type: 'string' }),
      [
        'aggregates[0].fields[4].name: xmin is a reserved name; choose a longer one',
      ],
    ],
    [
      'a field name that does not survive translation',
      i => addField(i, { name: 'orderID', type: 'string' }),
      ['aggregates[0].fields[4].name: write it as orderId'],
    ],
    [
      'a field twice',
      i => addField(i, { name: 'orderNumber', type: 'text' }),
      [
        'aggregates[0].fields[4].name: another field is named orderNumber already',
      ],
    ],
    [
      'a field with the column of a reference',
      i => addField(i, { name: 'customerId', type: 'uuid' }),
      [
        'aggregates[0].fields[4].name: has the same name as customer in the database; rename one of them',
      ],
    ],
    [
      'a field with the column of an amount',
      i => addField(i, { name: 'totalCurrency', type: 'string' }),
      [
        'aggregates[0].fields[4].name: has the same name as total in the database; rename one of them',
      ],
    ],
    [
      'a reference to nothing',
      i => (field(i, 1).target = 'Custmer'),
      [
        'aggregates[0].fields[1].target: no aggregate is named Custmer; use one of Order, Customer',
      ],
    ],
    [
      'a reference without target',
      i => delete field(i, 1).target,
      [
        'aggregates[0].fields[1].target: a reference needs the name of an aggregate',
      ],
    ],
    [
      'a required reference to itself',
      i =>
        addField(i, {
          name: 'parent',
          type: 'reference',
          target: 'Order',
          required: true,
        }),
      [
        'aggregates[0].fields[4].required: a reference to its own aggregate cannot be required, or the first one could never be created; make it optional',
      ],
    ],
    [
      'references in a circle',
      i =>
        i.aggregates[1]?.fields.push({
          name: 'lastOrder',
          type: 'reference',
          target: 'Order',
        }),
      [
        'aggregates[0].fields[1].target: the references form a circle: Order, Customer, Order; remove one of them, the way back is a list filtered by the other',
        'aggregates[1].fields[1].target: the references form a circle: Customer, Order, Customer; remove one of them, the way back is a list filtered by the other',
      ],
    ],
    [
      'an unknown type',
      i => (field(i).type = 'varchar'),
      [
        expect.stringMatching(
          /^aggregates\[0\]\.fields\[0\]\.type: is not known; use one of string, text, /,
        ),
      ],
    ],
    [
      'a limit of another type',
      i => (field(i, 3).maxLength = 3),
      [
        'aggregates[0].fields[3].maxLength: does not apply to the type money, only to string, text; remove it',
      ],
    ],
    [
      'a string beyond all measure',
      i => addField(i, { name: 'note', type: 'string', maxLength: 1001 }),
      [
        'aggregates[0].fields[4].maxLength: a string has at most 1000 characters; use the type text for more',
      ],
    ],
    [
      'a unique string that fits no index',
      i => (field(i).maxLength = 201),
      [
        'aggregates[0].fields[0].maxLength: a unique string has at most 200 characters, so that it fits into an index',
      ],
    ],
    [
      'lengths the wrong way round',
      i => (field(i).minLength = 41),
      [
        'aggregates[0].fields[0].minLength: is larger than the greatest length, 40',
      ],
    ],
    [
      'limits the wrong way round',
      i => addField(i, { name: 'count', type: 'integer', min: 5, max: 4 }),
      ['aggregates[0].fields[4].min: is larger than max, 4'],
    ],
    [
      'a fraction of an integer',
      i => addField(i, { name: 'count', type: 'integer', min: 0.5 }),
      [
        'aggregates[0].fields[4].min: is not a whole number between -9007199254740991 and 9007199254740991',
      ],
    ],
    [
      'a limit without digits',
      i => addField(i, { name: 'rate', type: 'decimal', min: 'little' }),
      [
        'aggregates[0].fields[4].min: is not a decimal number; write it like 12.50',
      ],
    ],
    [
      'a scale above the precision',
      i =>
        addField(i, { name: 'rate', type: 'decimal', precision: 4, scale: 5 }),
      ['aggregates[0].fields[4].scale: is larger than the precision, 4'],
    ],
    [
      'a limit that the precision cannot hold',
      i =>
        addField(i, {
          name: 'rate',
          type: 'decimal',
          precision: 4,
          scale: 2,
          max: '100',
        }),
      [
        'aggregates[0].fields[4].max: does not fit into 4 digits with 2 after the point',
      ],
    ],
    [
      'an enum without values',
      i => delete field(i, 2).values,
      ['aggregates[0].fields[2].values: an enum needs at least one value'],
    ],
    [
      'an enum value twice',
      i => (field(i, 2).values = ['NEW', 'NEW']),
      ['aggregates[0].fields[2].values[1]: NEW is there twice; remove one'],
    ],
    [
      'an enum value in lower case',
      i => (field(i, 2).values = ['new']),
      [
        'aggregates[0].fields[2].values[0]: is not an enum value; use UPPER_SNAKE, such as IN_REVIEW',
      ],
    ],
    [
      'the enum value of nothing',
      i => (field(i, 2).values = ['UNSPECIFIED']),
      [expect.stringMatching(/values\[0\]: UNSPECIFIED is there already/)],
    ],
    [
      'uniqueness of a text',
      i => addField(i, { name: 'note', type: 'text', unique: true }),
      [
        'aggregates[0].fields[4].unique: does not apply to the type text, only to string, integer, decimal, date, uuid; remove it',
      ],
    ],
    [
      'a pattern that backtracks',
      i => addField(i, { name: 'code', type: 'string', pattern: '^(a+)+$' }),
      [
        expect.stringMatching(
          /^aggregates\[0\]\.fields\[4\]\.pattern: is not a portable pattern/,
        ),
      ],
    ],
    [
      'a database name that is too long',
      i =>
        i.aggregates.push({
          name: `A${'b'.repeat(39)}`,
          fields: [{ name: 'c'.repeat(30), type: 'string' }],
        }),
      [
        expect.stringMatching(
          /^aggregates\[2\]\.fields\[0\]\.name: .* longer than the 63 bytes/,
        ),
      ],
    ],
    [
      'a tenant without id',
      i => (i.origin = { type: 'tenant', sku: 'crm' }),
      ['origin.tenantId: is missing'],
    ],
    [
      'a platform with tenant',
      i => (i.origin = { type: 'platform', tenantId: 'acme' }),
      ['origin.tenantId: is not a known key'],
    ],
    [
      'an unknown origin',
      i => (i.origin = { type: 'partner' }),
      ['origin.type: is not known; use one of platform, tenant'],
    ],
    [
      'an unknown plan',
      i => (i.databasePlans = ['gold']),
      ['databasePlans[0]: is not known; use one of shared, dedicated'],
    ],
    [
      'a plan twice',
      i => (i.databasePlans = ['shared', 'shared']),
      ['databasePlans[1]: shared is there twice; remove one'],
    ],
    [
      'a dependency on itself',
      i => (i.dependencies = [{ service: 'orders' }]),
      [
        'dependencies[0].service: a service does not depend on itself; remove it',
      ],
    ],
    [
      'a dependency twice',
      i => (i.dependencies = [{ service: 'stock' }, { service: 'stock' }]),
      ['dependencies[1].service: stock is there twice; remove one'],
    ],
    [
      'a projection of nothing',
      i => (i.projections = [{ aggregate: 'Invoice', fields: ['total'] }]),
      [
        'projections[0].aggregate: no aggregate is named Invoice; use one of Order, Customer',
      ],
    ],
    [
      'a projection of an unknown field',
      i => (i.projections = [{ aggregate: 'Order', fields: ['sum'] }]),
      [
        'projections[0].fields[0]: Order has no field sum; use one of orderNumber, customer, status, total',
      ],
    ],
    [
      'a projection of a personal field',
      i => (i.projections = [{ aggregate: 'Customer', fields: ['email'] }]),
      [
        'projections[0].fields[0]: email is personal and must not leave the service; remove it from the projection',
      ],
    ],
    [
      'origins without exposure',
      i => (i.corsOrigins = ['https://app.example.com']),
      ['corsOrigins: applies only when exposure is platform-ui; remove it'],
    ],
    [
      'exposure without origins',
      i => (i.exposure = 'platform-ui'),
      [
        'corsOrigins: is missing; exposure platform-ui needs the web origins that may call, such as https://app.example.com',
      ],
    ],
    ...[
      '*',
      'https://*.example.com',
      'http://app.example.com',
      'https://app.example.com/',
      'https://app.example.com:443',
      'https://user@app.example.com',
      'null',
    ].map((origin): [string, (input: Sample) => void, unknown[]] => [
      `the origin ${origin}`,
      i => Object.assign(i, { exposure: 'platform-ui', corsOrigins: [origin] }),
      [
        'corsOrigins[0]: is not an exact https origin; write it like https://app.example.com, without path, wildcard or standard port',
      ],
    ]),
  ];
  it.each(table)('refuses %s', (_name, change, expected) => {
    expect(problemsOf(change)).toEqual(expected);
  });

  it('finds everything at once', () => {
    const problems = problemsOf(input => {
      input.service = 'Orders';
      field(input, 1).target = 'Custmer';
      field(input, 3).colour = 'red';
      input.projections = [{ aggregate: 'Customer', fields: ['email'] }];
    });
    expect(problems.map(problem => problem.split(':')[0])).toEqual([
      'service',
      'aggregates[0].fields[3].colour',
      'aggregates[0].fields[1].target',
      'projections[0].fields[0]',
    ]);
  });

  it.each([null, undefined, 7, 'orders', [], [sampleInput()]])(
    'refuses %p',
    value => {
      expect(parseDomainInput(value)).toMatchObject({
        ok: false,
        problems: [{ path: '' }],
      });
    },
  );
});
