import { once } from 'node:events';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import tls from 'node:tls';

import {
  type CertificateFiles,
  makeCertificateFiles,
} from './fixtures/certificate-files.js';
import {
  listen,
  type Listener,
  type ListenerOptions,
  type RequestHandler,
} from './listener.js';

/** Answers with the version of HTTP, after the milliseconds that the path names. */
const echo: RequestHandler = (request, response) => {
  const delay = Number((request.url ?? '').slice(1)) || 0;
  request.resume();
  setTimeout(() => response.end(request.httpVersion), delay);
};

let certificate: CertificateFiles;
const open: Listener[] = [];

beforeAll(() => {
  certificate = makeCertificateFiles();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(listener => listener.close()));
});

afterAll(() => certificate.remove());

async function start(change: Partial<ListenerOptions> = {}): Promise<Listener> {
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    meshDeclared: false,
    requestTimeoutMs: 60_000,
    handler: echo,
    ...change,
  });
  open.push(listener);
  return listener;
}

const withTls = (): Promise<Listener> =>
  start({
    tls: { certFile: certificate.certFile, keyFile: certificate.keyFile },
  });

/** The answer to one request over a new HTTP/2 connection. */
async function overHttp2(
  url: string,
  path = '/',
  ca?: string,
): Promise<string> {
  const session = http2.connect(url, ca === undefined ? {} : { ca });
  // The stream fails too, and that is waited for.
  session.on('error', () => undefined);
  try {
    const stream = session.request({ ':path': path });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(stream, 'end');
    return Buffer.concat(chunks).toString();
  } finally {
    session.destroy();
  }
}

async function overTls(url: string, agent?: https.Agent): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = https.get(
      url,
      { ca: certificate.certificate, agent },
      response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      },
    );
    request.on('error', reject);
  });
}

/** A connection, by TLS where the address says so, and all that it has received. */
async function connect(url: string): Promise<{
  socket: net.Socket;
  text: () => string;
  closed: Promise<unknown>;
}> {
  const { protocol, port } = new URL(url);
  const place = { host: '127.0.0.1', port: Number(port) };
  const socket =
    protocol === 'https:'
      ? tls.connect({ ...place, ca: certificate.certificate })
      : net.connect(place);
  let received = '';
  socket.on('data', bytes => (received += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise(resolve => socket.once('close', resolve));
  await once(socket, protocol === 'https:' ? 'secureConnect' : 'connect');
  return { socket, text: () => received, closed };
}

describe('one port', () => {
  it('speaks HTTP/1.1 and HTTP/2 in plaintext on loopback', async () => {
    const { url } = await start();
    expect(await (await fetch(url)).text()).toBe('1.1');
    expect(await overHttp2(url)).toBe('2.0');
  });

  it('speaks both with TLS, by ALPN', async () => {
    const { url } = await withTls();
    expect(url).toMatch(/^https:/);
    expect(await overTls(url)).toBe('1.1');
    expect(await overHttp2(url, '/', certificate.certificate)).toBe('2.0');
  });

  it('answers nobody in plaintext where there is TLS', async () => {
    const { url } = await withTls();
    await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow();
  });

  it.each(['POST / HTTP/1.1', 'PUT / HTTP/1.1', 'PRI-LIKE / HTTP/1.1'])(
    'knows %s that arrives a byte at a time from HTTP/2',
    async line => {
      const { url } = await start();
      const { socket, text, closed } = await connect(url);
      socket.setNoDelay(true);
      for (const byte of `${line}\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`) {
        socket.write(byte);
        await wait(1);
      }
      await closed;
      expect(text()).toMatch(/^HTTP\/1\.1 /);
    },
  );

  it('knows HTTP/2 that arrives in pieces', async () => {
    const { url } = await start();
    const { socket, text } = await connect(url);
    for (const piece of ['P', 'RI * HT', 'TP/2.0\r\n\r\nSM\r\n\r\n']) {
      socket.write(piece);
      await wait(5);
    }
    // An empty SETTINGS frame; the server answers with its own.
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    while (text().length < 9) await wait(5);
    expect(text().charCodeAt(3)).toBe(4);
    socket.destroy();
  });
});

describe('plaintext', () => {
  it.each([
    '0.0.0.0',
    '::',
    '10.1.2.3',
    'orders.internal',
    '127.0.0.1.evil.example',
  ])('is refused on %s', async host => {
    await expect(start({ host })).rejects.toThrow(/listen: .*TLS/);
  });

  it('is taken where a mesh is declared', async () => {
    const listener = await start({ host: '0.0.0.0', meshDeclared: true });
    const { port } = new URL(listener.url);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('1.1');
  });
});

describe('closing', () => {
  const soon = (promise: Promise<unknown>): Promise<string> =>
    Promise.race([
      promise.then(() => 'closed'),
      wait(3_000, 'open', { ref: false }),
    ]);

  it('does not wait for idle connections', async () => {
    const plain = await start();
    const secure = await withTls();
    const agent = new https.Agent({ keepAlive: true });
    const sessions = [
      http2.connect(plain.url),
      http2.connect(secure.url, { ca: certificate.certificate }),
    ];
    await Promise.all(sessions.map(session => once(session, 'connect')));
    await (await fetch(plain.url)).text();
    await overTls(secure.url, agent);
    expect(await soon(Promise.all([plain.close(), secure.close()]))).toBe(
      'closed',
    );
    sessions.forEach(session => session.destroy());
    agent.destroy();
    open.splice(0);
  });

  it.each<[string, () => Promise<Listener>, (url: string) => Promise<string>]>([
    ['HTTP/1.1', start, async url => await (await fetch(`${url}/500`)).text()],
    ['HTTP/2', start, url => overHttp2(url, '/500')],
    ['HTTP/1.1 with TLS', withTls, url => overTls(`${url}/500`)],
    [
      'HTTP/2 with TLS',
      withTls,
      url => overHttp2(url, '/500', certificate.certificate),
    ],
  ])(
    'waits for calls under way (%s), and takes no new ones',
    async (_name, begin, call) => {
      const listener = await begin();
      const answer = call(listener.url);
      await wait(200);
      const closing = listener.close();
      open.splice(0);
      await expect(call(listener.url)).rejects.toThrow();
      expect(await answer).toMatch(/^(1\.1|2\.0)$/);
      expect(await soon(closing)).toBe('closed');
    },
  );
});

describe('slow senders', () => {
  it('are cut off in the body, over HTTP/1.1 and HTTP/2', async () => {
    const options: Partial<ListenerOptions> = {
      requestTimeoutMs: 300,
      handler: (request, response) => {
        request.on('end', () => response.end('read'));
        request.on('error', () => undefined);
        request.resume();
      },
    };
    const { url } = await start(options);
    const secure = await start({ ...options, tls: certificate });
    for (const { socket, text, closed } of [
      await connect(url),
      await connect(secure.url),
    ]) {
      socket.write(
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n',
      );
      const drip = setInterval(() => socket.write('x'), 20);
      await closed;
      clearInterval(drip);
      expect(text()).not.toContain('read');
    }

    const session = http2.connect(url);
    const stream = session.request({ ':path': '/', ':method': 'POST' });
    stream.on('error', () => undefined);
    stream.write('x');
    await once(stream, 'close');
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_CANCEL);
    session.destroy();
  });

  it('are not cut off while they wait for an answer', async () => {
    const { url } = await start({ requestTimeoutMs: 100 });
    expect(
      await (
        await fetch(`${url}/400`, { method: 'POST', body: 'sent' })
      ).text(),
    ).toBe('1.1');
    expect(await overHttp2(url, '/400')).toBe('2.0');
  });

  it('are cut off before and in the headers, also behind TLS', async () => {
    const plain = await start({ headersTimeoutMs: 500 });
    const secure = await start({
      headersTimeoutMs: 500,
      tls: { certFile: certificate.certFile, keyFile: certificate.keyFile },
    });
    const silent = await connect(plain.url);
    const withoutHandshake = await connect(secure.url);
    const dripping = await connect(plain.url);
    const secret = tls.connect(Number(new URL(secure.url).port), '127.0.0.1', {
      ca: certificate.certificate,
    });
    secret.on('error', () => undefined);
    secret.resume();
    const secretClosed = once(secret, 'close');
    secret.write('GET / HTTP/1.1\r\n');
    dripping.socket.write('GET / HTTP/1.1\r\n');
    const drip = setInterval(() => dripping.socket.write('x-a: b\r\n'), 100);
    await Promise.all([
      silent.closed,
      withoutHandshake.closed,
      dripping.closed,
      secretClosed,
    ]);
    clearInterval(drip);
    expect(silent.text()).toBe('');
    expect(dripping.text()).toMatch(/^HTTP\/1\.1 408/);
  });
});
