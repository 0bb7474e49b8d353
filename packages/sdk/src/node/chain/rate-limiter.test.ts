import fc from 'fast-check';

import { InProcessRateLimits } from './rate-limiter.js';

const limit = { requestsPerMinute: 60, burst: 3 };

it('lets a burst through, then one for each share of a minute', () => {
  let now = 0;
  const limits = new InProcessRateLimits(() => now);
  const take = (): boolean => limits.take('key', limit);
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  now += 999;
  expect(take()).toBe(false);
  now += 1;
  expect([take(), take()]).toEqual([true, false]);
  now += 3_600_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

it('keeps keys apart', () => {
  const limits = new InProcessRateLimits(() => 0);
  for (let index = 0; index < 3; index += 1) limits.take('one', limit);
  expect(limits.take('one', limit)).toBe(false);
  expect(limits.take('other', limit)).toBe(true);
});

it('lets nobody make more requests than the burst and the rate allow, whatever their times', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5_000 }), { maxLength: 200 }), gaps => {
      let now = 0;
      const limits = new InProcessRateLimits(() => now);
      let taken = 0;
      for (const gap of gaps) {
        now += gap;
        if (limits.take('key', limit)) taken += 1;
      }
      return (
        taken <=
        limit.burst + Math.ceil((now / 60_000) * limit.requestsPerMinute)
      );
    }),
  );
});

it('holds its limit for who keeps calling while strangers fill the store', () => {
  const limits = new InProcessRateLimits(() => 0);
  for (let index = 0; index < 3; index += 1) limits.take('caller', limit);
  for (let index = 0; index < 250_000; index += 1) {
    limits.take(`stranger-${index}`, limit);
    if (index % 40_000 === 0) expect(limits.take('caller', limit)).toBe(false);
  }
});
