import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

import type { RequestHandler } from './listener.js';

/**
 * The open connections of a port, so that closing it waits for calls under way
 * and for nothing else: clients keep idle connections open for ever.
 */
export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<Http2Session>();
  /** Connections of HTTP/1.1, with the number of their requests under way. */
  readonly #http1 = new Map<Socket, number>();
  #draining = false;

  /** A connection as it was accepted. */
  addSocket(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  addSession(session: Http2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  }

  addHttp1(socket: Socket): void {
    this.#http1.set(socket, 0);
    socket.once('close', () => this.#http1.delete(socket));
  }

  /** Counts the requests of HTTP/1.1; HTTP/2 counts by itself. */
  counting(handler: RequestHandler): RequestHandler {
    return (request, response) => {
      const { socket } = request;
      const open = this.#http1.get(socket);
      if (open !== undefined && request.httpVersionMajor === 1) {
        this.#http1.set(socket, open + 1);
        response.once('close', () => {
          const left = (this.#http1.get(socket) ?? 1) - 1;
          if (this.#http1.has(socket)) this.#http1.set(socket, left);
          if (this.#draining && left === 0) socket.end();
        });
      }
      handler(request, response);
    };
  }

  /** Ends every connection as soon as nothing is under way on it. */
  drain(): void {
    this.#draining = true;
    this.#sessions.forEach(session => session.close());
    for (const [socket, open] of this.#http1) {
      if (open === 0) socket.destroy();
    }
  }

  /** Ends every connection at once. */
  cut(): void {
    this.#sockets.forEach(socket => socket.destroy());
  }
}
