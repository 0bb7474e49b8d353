import { jest } from '@jest/globals';
import type { FlattenedJWSInput } from 'jose';

import {
  type PinnedIssuer,
  startPinnedIssuer,
} from './fixtures/pinned-issuer.js';
import { pinnedKeys } from './pinned-keys.js';

const MINUTE = 60_000;
const input: FlattenedJWSInput = { payload: '', signature: '' };

let issuer: PinnedIssuer;
let clock: jest.SpiedFunction<typeof Date.now>;
let began: number;

beforeEach(async () => {
  issuer = await startPinnedIssuer();
  began = Date.now();
  clock = jest.spyOn(Date, 'now');
});

afterEach(async () => {
  jest.restoreAllMocks();
  await issuer.close();
});

const at = (ms: number): void => void clock.mockReturnValue(began + ms);

it.each([
  'http://idp.example/keys',
  'http://127.0.0.1.evil.example/keys',
  'file:///etc/keys',
  'data:,x',
])('refuses to fetch keys from %s', address => {
  expect(() => pinnedKeys(address)).toThrow(/https:\/\//);
});

it('fetches once for any number of unknown key ids within the cooldown', async () => {
  const keys = pinnedKeys(issuer.jwksUri);
  at(0);
  await keys({ alg: 'RS256', kid: 'key-1' }, input);
  for (let index = 0; index < 50; index += 1) {
    at(index * 100);
    await expect(
      keys({ alg: 'RS256', kid: `unknown-${index}` }, input),
    ).rejects.toThrow();
  }
  expect(issuer.fetches()).toBe(1);
  at(31_000);
  await expect(keys({ alg: 'RS256', kid: 'unknown' }, input)).rejects.toThrow();
  expect(issuer.fetches()).toBe(2);
});

it('asks an issuer that does not answer once in five seconds', async () => {
  issuer.answerWith(503);
  const keys = pinnedKeys(issuer.jwksUri);
  for (let index = 0; index < 50; index += 1) {
    at(index * 90);
    await expect(keys({ alg: 'RS256', kid: 'key-1' }, input)).rejects.toThrow();
  }
  expect(issuer.fetches()).toBe(1);
  issuer.answerWith(200);
  at(5_100);
  await expect(
    keys({ alg: 'RS256', kid: 'key-1' }, input),
  ).resolves.toBeDefined();
});

it('refreshes keys in time to bridge an issuer that is away, but forgets them in the end', async () => {
  const keys = pinnedKeys(issuer.jwksUri);
  at(0);
  await keys({ alg: 'RS256', kid: 'key-1' }, input);
  issuer.answerWith(503);
  at(6 * MINUTE);
  await expect(
    keys({ alg: 'RS256', kid: 'key-1' }, input),
  ).resolves.toBeDefined();
  at(9.9 * MINUTE);
  await expect(
    keys({ alg: 'RS256', kid: 'key-1' }, input),
  ).resolves.toBeDefined();
  at(10.1 * MINUTE);
  await expect(keys({ alg: 'RS256', kid: 'key-1' }, input)).rejects.toThrow();
});

it('refuses a removed key once its keys are refreshed', async () => {
  const keys = pinnedKeys(issuer.jwksUri);
  at(0);
  await keys({ alg: 'RS256', kid: 'key-1' }, input);
  await issuer.replaceKey();
  at(11 * MINUTE);
  await expect(keys({ alg: 'RS256', kid: 'key-1' }, input)).rejects.toThrow();
  await expect(
    keys({ alg: 'RS256', kid: 'key-2' }, input),
  ).resolves.toBeDefined();
});
