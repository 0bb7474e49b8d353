/** A block of IP addresses. */
export interface AddressBlock {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

function parse4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    address = (address << 8n) | BigInt(part);
  }
  return address;
}

function groups(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const values: bigint[] = [];
  for (const part of text.split(':')) {
    if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
    values.push(BigInt(`0x${part}`));
  }
  return values;
}

function parse6(text: string): bigint | undefined {
  // The last 32 bits may be written as an IPv4 address.
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const low = parse4(dotted[2] ?? '');
    if (low === undefined) return undefined;
    return parse6(
      `${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(
        16,
      )}`,
    );
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const before = groups(halves[0] ?? '');
  const after = groups(halves[1] ?? '');
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array<bigint>(missing).fill(0n), ...after];
  return all.reduce((address, group) => (address << 16n) | group, 0n);
}

/** The block that `10.0.0.0/8`, `::/0` or a single address means; undefined for what is neither. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  if (rest.length > 0) return undefined;
  const version = address.includes(':') ? 6 : 4;
  const value = version === 6 ? parse6(address) : parse4(address);
  const bits = version === 6 ? 128 : 32;
  if (value === undefined) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const host = (1n << BigInt(bits - prefix)) - 1n;
  const first = (value | host) ^ host;
  return { version, first, last: first | host };
}

/** Whether a block holds all of another. */
export function holdsBlock(outer: AddressBlock, inner: AddressBlock): boolean {
  return (
    outer.version === inner.version &&
    outer.first <= inner.first &&
    inner.last <= outer.last
  );
}

/** Whether two blocks have an address in common. */
export function overlaps(one: AddressBlock, other: AddressBlock): boolean {
  return (
    one.version === other.version &&
    one.first <= other.last &&
    other.first <= one.last
  );
}
