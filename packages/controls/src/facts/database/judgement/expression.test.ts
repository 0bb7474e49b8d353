import { loadParser, parseExpression } from '../sources/parse-sql';
import { guaranteeOf } from './expression';

function guaranteed(expression: string): string {
  const node = parseExpression(expression);
  if (node === undefined) throw new Error(`no expression: ${expression}`);
  const { tenant, organization, nothing } = guaranteeOf(node, {
    relation: 'orders',
    tenantColumn: 'tenant_id',
    organizationColumn: 'organization_id',
    identityOf: ({ key }) =>
      key === 'app.t()' || key === 'setting app.t'
        ? 'tenant'
        : key === 'app.o()'
        ? 'organization'
        : undefined,
    inline: () => undefined,
  });
  if (nothing) return 'no rows';
  return [tenant ? 'tenant' : '', organization ? 'organization' : '']
    .filter(word => word !== '')
    .join(' and ');
}

beforeAll(loadParser);

describe('guaranteeOf', () => {
  it.each([
    ['tenant_id = app.t()', 'tenant'],
    ['(SELECT app.t() AS t) = tenant_id', 'tenant'],
    ['orders.tenant_id::text = (SELECT app.t())::text', 'tenant'],
    [`tenant_id = (SELECT current_setting('app.t', true))`, 'tenant'],
    [`tenant_id = NULLIF(current_setting('app.t'), '')`, 'tenant'],
    ['NOT (tenant_id IS DISTINCT FROM app.t())', 'tenant'],
    ['tenant_id = ANY (ARRAY[app.t()])', 'tenant'],
    [
      '(tenant_id = app.t()) AND (organization_id = app.o())',
      'tenant and organization',
    ],
    [
      'ROW(tenant_id, organization_id) = ROW(app.t(), app.o())',
      'tenant and organization',
    ],
    ['tenant_id = app.t() AND (price > 5 OR note IS NULL)', 'tenant'],
    [
      '(tenant_id = app.t() AND open) OR (tenant_id = app.t() AND NOT open)',
      'tenant',
    ],
    ['CASE WHEN open THEN tenant_id = app.t() ELSE false END', 'tenant'],
    ['COALESCE(tenant_id = app.t(), false)', 'tenant'],
    ['(tenant_id = app.t()) IS TRUE', 'tenant'],
    ['false', 'no rows'],
    ['tenant_id = app.t() AND false', 'no rows'],
    ['NULL::boolean', 'no rows'],
  ])('%s guarantees: %s', (expression, expected) => {
    expect(guaranteed(expression)).toBe(expected);
  });

  it.each([
    'true',
    'tenant_id = app.o()',
    'organization_id = app.t()',
    'tenant_id = app.t() OR true',
    `tenant_id = app.t() OR tenant_id = 'acme'`,
    'tenant_id = COALESCE(app.t(), tenant_id)',
    `tenant_id = COALESCE(app.t(), 'acme')`,
    'tenant_id ~~ app.t()',
    'tenant_id <> app.t()',
    'NOT (tenant_id = app.t())',
    'tenant_id OPERATOR(shop.=) app.t()',
    'lower(tenant_id) = lower(app.t())',
    'tenant_id::varchar(3) = app.t()::varchar(3)',
    'tenant_id COLLATE shop.lax = app.t()',
    'tenant_id = ANY (ARRAY[app.t(), other])',
    'tenant_id = (SELECT app.t() FROM helpers)',
    'tenant_id = tenant_id',
    'other.tenant_id = app.t()',
    'EXISTS (SELECT FROM helpers WHERE helpers.tenant_id = app.t())',
    'app.t() IS NOT NULL',
    'CASE WHEN open THEN true ELSE tenant_id = app.t() END',
    'COALESCE(tenant_id = app.t(), true)',
    '(tenant_id = app.t()) IS NOT FALSE',
    '(tenant_id = app.t()) = false',
    'app.mine(tenant_id)',
  ])('%s guarantees nothing', expression => {
    expect(guaranteed(expression)).toBe('');
  });

  it('goes no deeper than it can', () => {
    const deep = `${'('.repeat(2000)}tenant_id = app.t()${' IS TRUE)'.repeat(
      2000,
    )}`;
    expect(guaranteed(deep)).toBe('');
  });
});
