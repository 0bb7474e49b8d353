import type { Socket } from 'node:net';

/** First bytes of every HTTP/2 connection without TLS (RFC 9113, section 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n');

/**
 * Tells from its first bytes whether a connection speaks HTTP/2, and gives them
 * back to the socket, which is paused then. It waits for as many bytes as it
 * takes: a request of HTTP/1.1 may begin with the same letter, and either may
 * arrive a byte at a time.
 *
 * @throws Error when the connection ends or is silent for too long.
 */
export async function speaksHttp2(
  socket: Socket,
  timeoutMs: number,
): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const timer = setTimeout(
      () => settle(() => reject(new Error('The connection is silent.'))),
      timeoutMs,
    );
    const onClose = (): void =>
      settle(() => reject(new Error('The connection has ended.')));
    const onData = (bytes: Buffer): void => {
      received = Buffer.concat([received, bytes]);
      const length = Math.min(received.length, PREFACE.length);
      const alike = received
        .subarray(0, length)
        .equals(PREFACE.subarray(0, length));
      if (!alike || length === PREFACE.length) {
        settle(() => {
          socket.pause();
          socket.unshift(received);
          resolve(alike);
        });
      }
    };
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      act();
    };
    socket.on('data', onData);
    socket.once('close', onClose);
  });
}
