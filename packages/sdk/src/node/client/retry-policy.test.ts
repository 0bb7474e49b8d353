import { PLATFORM_RETRY_POLICY, retryDelay } from './retry-policy.js';

describe('retryDelay', () => {
  it.each([
    [1, 250],
    [2, 500],
    [3, 1_000],
    [5, 4_000],
    [6, 5_000],
    [30, 5_000],
  ])(
    'after attempt %i is at most %i ms and at least half of it',
    (attempt, longest) => {
      expect(
        retryDelay({ ...PLATFORM_RETRY_POLICY, random: () => 0 }, attempt),
      ).toBe(longest);
      expect(
        retryDelay({ ...PLATFORM_RETRY_POLICY, random: () => 1 }, attempt),
      ).toBe(longest / 2);
    },
  );
});
