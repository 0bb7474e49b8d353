import {
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
} from '@connectrpc/connect';

import { isOutboundError, markErrors } from '../client/outbound-error.js';
import { UnauthenticatedError } from '../identity/unauthenticated-error.js';
import { ProbeService } from '../server/fixtures/gen/test/probe/v1/probe_pb.js';
import { notFound } from '../service-errors.js';
import { mapError } from './map-error.js';
import { RefusalError } from './refusal-error.js';

function databaseError(code: string, fields: object = {}): Error {
  return Object.assign(
    new Error('duplicate key value violates unique constraint "planted"'),
    {
      severity: 'ERROR',
      code,
      detail: 'Key (email)=(planted@example.com) already exists.',
      ...fields,
    },
  );
}

describe('an error of PostgreSQL', () => {
  it.each<[string, object, Code, string]>([
    [
      '23505',
      { table: 'order_line', constraint: 'order_line_order_number_key' },
      Code.AlreadyExists,
      'order_number: is taken',
    ],
    [
      '23505',
      { table: 'order', constraint: 'order_pkey' },
      Code.AlreadyExists,
      'The value: is taken',
    ],
    [
      '23505',
      { table: 'order', constraint: 'planted' },
      Code.AlreadyExists,
      'The value: is taken',
    ],
    [
      '23503',
      { table: 'order', constraint: 'order_customer_id_fkey' },
      Code.FailedPrecondition,
      'customer_id: does not exist',
    ],
    [
      '23514',
      { table: 'order', constraint: 'order_amount_check' },
      Code.InvalidArgument,
      'amount: is not allowed',
    ],
    [
      '23502',
      { table: 'order' },
      Code.InvalidArgument,
      'A value: is not allowed',
    ],
    ['22P02', {}, Code.InvalidArgument, 'A value: is not allowed'],
    ['22001', {}, Code.InvalidArgument, 'A value: is not allowed'],
    ['57014', {}, Code.DeadlineExceeded, 'The call took too long.'],
    ['40001', {}, Code.Aborted, 'Another change was faster; try again.'],
    ['40P01', {}, Code.Aborted, 'Another change was faster; try again.'],
    ['53300', {}, Code.Unavailable, 'The service is not available; try again.'],
    ['57P01', {}, Code.Unavailable, 'The service is not available; try again.'],
    ['42501', {}, Code.Internal, 'internal error'],
    ['42P01', {}, Code.Internal, 'internal error'],
    ['P0001', {}, Code.Internal, 'internal error'],
  ])(
    '%s %j shows its caller nothing of the row',
    (code, fields, expected, message) => {
      const mapped = mapError(databaseError(code, fields));
      expect(mapped.code).toBe(expected);
      expect(mapped.rawMessage).toBe(message);
      expect(
        JSON.stringify([
          mapped.rawMessage,
          mapped.details,
          [...mapped.metadata],
        ]),
      ).not.toContain('planted');
    },
  );
});

it.each<[string, unknown]>([
  [
    'a mistake of the handler',
    new TypeError("Cannot read properties of undefined (reading 'planted')"),
  ],
  ['something that is no error', 'planted'],
  ['nothing', undefined],
  ['an unknown code', new ConnectError('planted', Code.Unknown)],
  ['lost data', new ConnectError('planted', Code.DataLoss)],
  ['an internal error with a text', new ConnectError('planted', Code.Internal)],
])('tells nothing of %s', (_name, error) => {
  const mapped = mapError(error);
  expect([mapped.code, mapped.rawMessage]).toEqual([
    Code.Internal,
    'internal error',
  ]);
});

it('passes on what is meant for the caller', () => {
  for (const error of [
    notFound('order', '1'),
    new UnauthenticatedError('expired'),
    new RefusalError(
      Code.PermissionDenied,
      'permission_denied',
      'The caller may not call this method.',
    ),
  ]) {
    expect(mapError(error)).toBe(error);
  }
});

it('names no address of a server that cannot be reached', () => {
  const lost = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), {
    code: 'ECONNREFUSED',
  });
  expect(mapError(lost)).toMatchObject({
    code: Code.Unavailable,
    rawMessage: 'The service is not available; try again.',
  });
});

describe('an error of another service', () => {
  async function thrownBy(
    error: ConnectError,
    ended?: AbortSignal,
    streaming = false,
  ): Promise<unknown> {
    const transport = createRouterTransport(
      router =>
        router.service(ProbeService, {
          read: () => Promise.reject(error),
          watch: async function* () {
            yield { seen: 'first' };
            throw error;
          },
        }),
      { transport: { interceptors: [markErrors(ended)] } },
    );
    const client = createClient(ProbeService, transport);
    try {
      if (streaming) {
        for await (const message of client.watch({}))
          expect(message.seen).toBe('first');
      } else {
        await client.read({});
      }
    } catch (thrown) {
      return thrown;
    }
    throw new Error('nothing was thrown');
  }

  it.each([
    [Code.NotFound, Code.Internal],
    [Code.InvalidArgument, Code.Internal],
    [Code.Unauthenticated, Code.Internal],
    [Code.PermissionDenied, Code.Internal],
    [Code.FailedPrecondition, Code.Internal],
    [Code.Unavailable, Code.Unavailable],
    [Code.ResourceExhausted, Code.Unavailable],
    [Code.DeadlineExceeded, Code.Unavailable],
    [Code.Aborted, Code.Unavailable],
    [Code.Canceled, Code.Canceled],
  ])('%i is not passed on to the caller as it is', async (code, expected) => {
    const error = new ConnectError('planted', code, { 'x-planted': 'planted' });
    for (const streaming of [false, true]) {
      const thrown = await thrownBy(error, undefined, streaming);
      expect(isOutboundError(thrown)).toBe(true);
      // A handler that wants to know still can.
      expect(ConnectError.from(thrown).code).toBe(code);
      const mapped = mapError(thrown);
      expect(mapped.code).toBe(expected);
      expect(
        JSON.stringify([mapped.rawMessage, [...mapped.metadata]]),
      ).not.toContain('planted');
    }
  });

  it('is told from the end of the call in whose service it was made', async () => {
    const controller = new AbortController();
    const reason = new ConnectError(
      'The call took too long.',
      Code.DeadlineExceeded,
    );
    controller.abort(reason);
    const interceptor = markErrors(controller.signal);
    await expect(
      interceptor(() => Promise.reject(reason))(
        {} as Parameters<ReturnType<typeof interceptor>>[0],
      ),
    ).rejects.toBe(reason);
    expect(isOutboundError(reason)).toBe(false);
    expect(mapError(reason)).toBe(reason);
  });
});
