import { parseInput } from '../parse-input';
import { sampleInput } from '../testing/sample-input';
import { buildDomainModel } from './build-domain-model';

const release = {
  release: {
    template: 'domain-controller',
    version: '1.0.0',
    digest: 'sha256:0',
  },
  sdk: {
    name: 'sdk',
    version: '1.0.0',
    tarball: 'vendor/sdk.tgz',
    integrity: 'sha512-A',
  },
};

function modelOf(
  change: (input: ReturnType<typeof sampleInput>) => void = () => undefined,
) {
  const input = sampleInput();
  change(input);
  const parsed = parseInput('domain-controller', input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return buildDomainModel(parsed.input, release);
}

describe('buildDomainModel', () => {
  it('names the service for every language', () => {
    expect(
      modelOf(input => (input.service = 'order-intake')).service,
    ).toMatchObject({
      id: 'order-intake',
      snake: 'order_intake',
      serviceName: 'OrderIntakeService',
      protoPackage: 'ameide.order_intake.v1',
      protoDir: 'ameide/order_intake/v1',
      protoFile: 'order_intake.proto',
      genModule: 'ameide/order_intake/v1/order_intake_pb.js',
      schema: 'order_intake',
      roles: {
        owner: 'order_intake_owner',
        app: 'order_intake_app',
        dispatcher: 'order_intake_dispatcher',
        tenantWide: 'order_intake_tenant_wide',
      },
    });
  });

  it('puts what is referred to first', () => {
    expect(modelOf().aggregates.map(({ name }) => name)).toEqual([
      'Customer',
      'Order',
    ]);
  });

  it('gives each field its columns, types and limits', () => {
    const [orderNumber, customer, status, total] =
      modelOf().aggregates[1]?.fields ?? [];
    expect(orderNumber).toMatchObject({
      column: 'order_number',
      columnType: 'text',
      protoType: 'string',
      protoNumber: 10,
      minLength: 1,
      maxLength: 40,
      uniqueConstraint: 'order_order_number_key',
      columns: [{ nullable: false }],
    });
    expect(customer).toMatchObject({
      name: 'customerId',
      inputName: 'customer',
      column: 'customer_id',
      columnType: 'uuid',
      protoNumber: 11,
      reference: {
        aggregate: 'Customer',
        table: 'customer',
        constraint: 'order_customer_id_fkey',
        self: false,
      },
    });
    expect(status).toMatchObject({
      protoType: 'OrderStatus',
      columnType: 'text',
      enum: {
        unspecified: 'ORDER_STATUS_UNSPECIFIED',
        values: [
          { name: 'NEW', proto: 'ORDER_STATUS_NEW', local: 'NEW', number: 1 },
          { number: 2 },
        ],
      },
    });
    expect(total).toMatchObject({
      protoType: 'ameide.common.v1.Money',
      min: '0',
      isMessage: true,
      columns: [
        { name: 'total_amount', type: 'numeric(19, 4)' },
        { name: 'total_currency', type: 'text' },
      ],
    });
  });

  it('keeps sensitive fields apart', () => {
    const [customer] = modelOf().aggregates;
    expect(customer?.sensitiveFields.map(({ name }) => name)).toEqual([
      'email',
    ]);
    expect(customer?.eventFields).toEqual([]);
    expect(customer?.has).toMatchObject({ sensitive: true, events: false });
  });

  it('declares an enum once that two fields of a given contract share', () => {
    const model = modelOf(input => {
      Object.assign(input, {
        aggregates: undefined,
        proto: `syntax = "proto3";
package ameide.orders.v1;
message First { Kind kind = 1; }
message Second { Kind kind = 1; Kind other = 2; }
enum Kind { KIND_UNSPECIFIED = 0; KIND_A = 1; }`,
      });
    });
    expect(
      model.aggregates.map(({ enums }) => enums.map(({ name }) => name)),
    ).toEqual([['Kind'], []]);
    expect(model.aggregates[1]?.enumFields).toHaveLength(2);
  });

  it("keeps tenant code to the tenant's namespaces", () => {
    const tenant = modelOf(
      input =>
        (input.origin = { type: 'tenant', tenantId: 'acme', sku: 'crm-plus' }),
    );
    expect(tenant.origin.namespaces).toEqual({
      development: 'tenant-acme-development-cust',
      staging: 'tenant-acme-staging-cust',
      production: 'tenant-acme-production-cust',
    });
    expect(tenant.service.protoPackage).toBe('tenant_acme.orders.v1');
    expect(modelOf().origin.namespaces.production).toBe('ameide-production');
  });

  it('has no property without a value, since templates are rendered strictly', () => {
    const missing: string[] = [];
    const walk = (value: unknown, path: string) => {
      if (value === undefined) missing.push(path);
      if (typeof value === 'object' && value !== null) {
        for (const [key, part] of Object.entries(value))
          walk(part, `${path}.${key}`);
      }
    };
    walk(modelOf(), 'model');
    expect(missing).toEqual([]);
  });
});
