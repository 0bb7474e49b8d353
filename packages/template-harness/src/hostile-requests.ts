import http2 from 'node:http2';
import net from 'node:net';

/** How long an answer to a request that is none is waited for. */
const PATIENCE_MS = 300;

/** A head that is well-formed but for what is changed in it. */
function post(method: string, headers: Readonly<Record<string, string>>) {
  const all = {
    Host: 'x',
    'Content-Type': 'application/json',
    'Content-Length': '2',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`POST /${method} HTTP/1.1`, ...lines, '', '{}'].join('\r\n');
}

/**
 * Requests that no client sends, as raw bytes in latin1. A stranger needs no
 * token for them: none may end the process.
 */
function hostileRequests(method: string): readonly string[] {
  return [
    ...['[', '%', 'a b', ':99999', '\u00ff', ''].map(Host =>
      post(method, { Host }),
    ),
    `POST /${method} HTTP/1.0\r\n\r\n`,
    `POST http://[/${method} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
    'CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    'GET /%?%=% HTTP/1.1\r\nHost: x\r\n\r\n',
    post(method, { 'Content-Length': '-1' }),
    post(method, { 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }),
    post(method, { 'Content-Type': 'application/grpc' }),
    post(method, { 'Connect-Timeout-Ms': '99999999999999999999' }),
    post(method, { Connection: 'upgrade', Upgrade: 'h2c' }),
    post(method, { Traceparent: '\u00ff', Baggage: '%E0%A4%A=%' }),
    post(method, { Authorization: `Bearer ${'a.'.repeat(4_000)}` }),
    post(method, { Origin: '\u00ff', 'Accept-Encoding': ',,;q=' }),
    post(method, { 'X-Long': 'a'.repeat(100_000) }),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u00ff\u00ff\u00ff\u00ff',
    '\u0016\u0003\u0001\u0000\u0005',
    '\0\0\0\0',
  ];
}

/** Sends every hostile request, over HTTP/1.1 and HTTP/2, and waits for what comes. */
export async function sendHostileRequests(
  url: string,
  method: string,
): Promise<void> {
  await Promise.all(
    hostileRequests(method).map(bytes =>
      sendRaw(Number(new URL(url).port), bytes),
    ),
  );
  for (const authority of ['[', ':', '%']) {
    await sendHttp2(url, method, authority);
  }
}

function sendRaw(port: number, bytes: string): Promise<void> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1', () =>
      socket.write(bytes, 'latin1'),
    );
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
    setTimeout(() => socket.destroy(), PATIENCE_MS);
  });
}

function sendHttp2(
  url: string,
  method: string,
  authority: string,
): Promise<void> {
  return new Promise(resolve => {
    const session = http2.connect(url);
    session.on('error', () => undefined);
    session.on('close', () => resolve());
    const stream = session.request({
      ':path': `/${method}`,
      ':method': 'POST',
      ':authority': authority,
      'content-type': 'application/grpc',
    });
    stream.on('error', () => undefined);
    stream.resume();
    stream.end();
    setTimeout(() => session.destroy(), PATIENCE_MS);
  });
}
