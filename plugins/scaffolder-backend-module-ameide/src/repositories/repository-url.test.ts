import {
  parseRepositoryUrl,
  repositoryContentUrl,
  repositoryUrl,
} from './repository-url';

describe('parseRepositoryUrl', () => {
  it.each([
    ['https://git.ameide.local/orders', 'orders', ''],
    ['https://git.ameide.local/orders/', 'orders', ''],
    ['https://git.ameide.local/orders/tree/main', 'orders', ''],
    ['https://git.ameide.local/orders/tree/main/', 'orders', ''],
    [
      'https://git.ameide.local/order-intake/blob/main/a/b.ts',
      'order-intake',
      'a/b.ts',
    ],
    ['https://git.ameide.local/orders/blob/main/a%20b.md', 'orders', 'a b.md'],
  ])('reads %s', (url, name, path) => {
    expect(parseRepositoryUrl(url)).toEqual({ name, path });
  });

  it.each([
    'http://git.ameide.local/orders',
    'https://git.ameide.local:8443/orders',
    'https://git.ameide.local.example.com/orders',
    'https://example.com/git.ameide.local/orders',
    'https://git.ameide.local/',
    'https://git.ameide.local/Orders',
    'https://git.ameide.local/%2e%2e/blob/main/x',
    'https://git.ameide.local/..%2f..%2fetc/blob/main/passwd',
    'https://git.ameide.local/orders.git/blob/main/x',
    'https://git.ameide.local/orders/raw/main/x',
    'https://git.ameide.local/orders/blob/other/x',
    'https://git.ameide.local/orders/blob/main/a//b',
    'https://git.ameide.local/orders/blob/main/a/%2e%2e%2fb',
    'https://git.ameide.local/orders/blob/main/a%2fb',
    'https://git.ameide.local/orders/blob/main/a%5cb',
    'https://git.ameide.local/orders/blob/main/a%00b',
    'https://git.ameide.local/orders/blob/main/%E0%A4',
  ])('refuses %s', url => {
    expect(() => parseRepositoryUrl(url)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it('reads back what is written', () => {
    const url = repositoryContentUrl('orders', 'blob', 'docs/a b#c?.md');
    expect(parseRepositoryUrl(url).path).toBe('docs/a b#c?.md');
    expect(parseRepositoryUrl(repositoryUrl('orders')).path).toBe('');
  });
});
