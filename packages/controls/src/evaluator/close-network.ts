import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

function refused(): never {
  throw new Error('The evaluation of a tree has no network.');
}

/**
 * Takes the network away from this process, which Node's permission model does
 * not do in every release that we run on. Nothing here asks for it; whoever got
 * that far should find one more closed door.
 */
export function closeNetwork(): void {
  net.Socket.prototype.connect = refused;
  net.Server.prototype.listen = refused;
  dgram.Socket.prototype.bind = refused;
  dgram.Socket.prototype.connect = refused;
  dgram.Socket.prototype.send = refused;
  for (const name of ['lookup', 'lookupService', 'resolve'] as const) {
    Object.defineProperty(dns, name, { value: refused });
    Object.defineProperty(dns.promises, name, { value: refused });
  }
  dns.Resolver.prototype.resolve = Object.assign(refused, {
    __promisify__: refused,
  });
  dns.promises.Resolver.prototype.resolve = refused;
}
