import { create } from '@bufbuild/protobuf';

import {
  ProbeRequestSchema,
  ProbeService,
} from '../server/fixtures/gen/test/probe/v1/probe_pb.js';
import { sensitiveNames } from './classified-fields.js';
import { createRedactor, REDACTED } from './redaction.js';
import { sensitiveValues, withoutValues } from './sensitive-values.js';

const redact = createRedactor(sensitiveNames([ProbeService.file]));

const request = create(ProbeRequestSchema, {
  title: 'shown',
  email: 'planted@example.com',
  aliases: ['planted-one', 'planted-two'],
  salary: { currencyCode: 'PLN', amount: '98765.43' },
  contact: { case: 'phone', value: 'planted-phone' },
});

it('hides the sensitive fields of a message, and of a row with its columns', () => {
  const shown = JSON.stringify(
    redact({
      request,
      deep: [{ message: request }],
      row: {
        title: 'shown',
        email: 'planted',
        salary_amount: '98765.43',
        salary_currency: 'PLN',
      },
      map: new Map([['email', 'planted']]),
      set: new Set([request]),
    }),
  );
  expect(shown).toContain('shown');
  expect(shown).not.toMatch(/planted|98765|PLN/);
});

it('shows a member of a oneof that is not sensitive', () => {
  const office = create(ProbeRequestSchema, {
    contact: { case: 'office', value: 'B 12' },
  });
  expect(JSON.stringify(redact(office))).toContain('B 12');
});

it.each([
  'password',
  'dbPasswd',
  'clientSecret',
  'access_token',
  'Authorization',
  'api_key',
  'privateKey',
  'cookie',
])('hides %s whatever a contract says', name => {
  expect(redact({ [name]: 'planted' })).toEqual({ [name]: REDACTED });
});

it('shows of a database error what happened and no value', () => {
  const error = Object.assign(
    new Error('invalid input syntax for type uuid: "planted"'),
    {
      severity: 'ERROR',
      code: '22P02',
      detail: 'planted',
      where: 'planted',
      internalQuery: 'planted',
      table: 'order',
    },
  );
  const shown = redact({
    error,
    nested: { cause: new Error('outer', { cause: error }) },
  });
  expect(JSON.stringify(shown)).not.toContain('planted');
  expect(shown).toMatchObject({ error: { code: '22P02', table: 'order' } });
});

it('survives anything that it is given', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const values = {
    circle,
    bytes: Buffer.from('planted'),
    big: 10n,
    call: () => 'planted',
    symbol: Symbol('planted'),
    nothing: undefined,
    long: 'x'.repeat(10_000),
    many: Array.from({ length: 10_000 }, () => 1),
    date: new Date(0),
  };
  const text = JSON.stringify(redact(values));
  expect(text).not.toContain('planted');
  expect(text.length).toBeLessThan(4_000);
});

describe('the values of sensitive fields', () => {
  const values = sensitiveValues(ProbeRequestSchema, request);

  it('are found wherever they stand', () => {
    expect(values.sort()).toEqual(
      [
        '98765.43',
        'PLN',
        'planted-one',
        'planted-phone',
        'planted-two',
        'planted@example.com',
      ].sort(),
    );
  });

  it('are taken out of every text, and nothing else is', () => {
    expect(
      withoutValues(
        {
          text: 'to planted@example.com, planted-one',
          list: ['planted-two'],
          kept: 'title',
          number: 5,
        },
        values,
      ),
    ).toEqual({
      text: `to ${REDACTED}, ${REDACTED}`,
      list: [REDACTED],
      kept: 'title',
      number: 5,
    });
    expect(withoutValues(98_765, ['98765'])).toBe(REDACTED);
  });

  it('are taken out whole where one is a part of another', () => {
    expect(withoutValues('Ann-Marie', ['Ann', 'Ann-Marie'])).toBe(REDACTED);
  });
});
