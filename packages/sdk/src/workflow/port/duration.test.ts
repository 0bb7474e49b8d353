import { type Duration, milliseconds } from './duration.js';
import { delayAfter, stepPolicy } from './step-policy.js';
import type { StepOptions } from './activity.js';

describe('milliseconds', () => {
  it.each<[Duration, number]>([
    [{ days: 1 }, 86_400_000],
    [{ hours: 1, minutes: 30 }, 5_400_000],
    [{ seconds: 0 }, 0],
    [{ seconds: 1.5, milliseconds: 1 }, 1_501],
  ])('of %j', (duration, expected) => {
    expect(milliseconds(duration, 'sleep')).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['less than nothing', { seconds: -1 }],
    ['less than nothing in one part', { minutes: 1, seconds: -1 }],
    ['more than ten years', { days: 4_000 }],
    ['no number', { seconds: NaN }],
    ['a text', { seconds: '1' }],
    ['an unknown unit', { weeks: 1 }],
  ])('refuses %s', (_, duration) => {
    expect(() => milliseconds(duration as Duration, 'sleep calm')).toThrow(
      /^sleep calm: .* is no duration/,
    );
  });
});

describe('stepPolicy', () => {
  it('has defaults', () => {
    const policy = stepPolicy('s', {});
    expect(policy).toMatchObject({ maxAttempts: 3, timeoutMs: 30_000 });
    expect([1, 2, 7, 900].map(n => delayAfter(policy, n))).toEqual([
      1_000, 2_000, 60_000, 60_000,
    ]);
  });

  it.each<[StepOptions, RegExp]>([
    [{ maxAttempts: 0 }, /maxAttempts is 0/],
    [{ maxAttempts: Infinity }, /maxAttempts/],
    [{ maxAttempts: 1.5 }, /maxAttempts/],
    [{ backoff: { factor: 0.5 } }, /factor/],
    [{ backoff: { factor: NaN } }, /factor/],
    [{ timeout: { seconds: 0 } }, /timeout is nothing/],
    [{ backoff: { first: { seconds: -1 } } }, /backoff\.first/],
  ])('refuses %j', (options, message) => {
    expect(() => stepPolicy('s', options)).toThrow(message);
  });
});
