import { sourcePageOf } from './source-address';

describe('sourcePageOf', () => {
  it.each([
    ['https://git.ameide.local/orders', '/source/orders'],
    ['https://git.ameide.local/orders/tree/main/', '/source/orders'],
    ['https://git.ameide.local/orders/tree/main/src', '/source/orders'],
    [
      'https://git.ameide.local/orders/blob/main/src/a%20b.ts',
      '/source/orders/src/a%20b.ts',
    ],
  ])('shows %s on %s', (address, page) => {
    expect(sourcePageOf(address)).toBe(page);
  });

  it.each([
    'https://example.com/orders/tree/main/',
    'https://git.ameide.local.example.com/orders',
    'not an address',
  ])('leaves %s alone', address => {
    expect(sourcePageOf(address)).toBeUndefined();
  });
});
