import { variants } from '.';

describe('the good variants', () => {
  it('have an id each, and are at least 12', () => {
    const ids = new Set(variants.map(({ id }) => id));
    expect(ids.size).toBe(variants.length);
    expect(ids.size).toBeGreaterThanOrEqual(12);
  });
});
