import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import {
  harmless,
  retryAfterMs,
  ShopHttp,
  shopAddress,
  shopToken,
  tokenExpiry,
} from '../../src-main/orders/http.ts';
import { createShopTransport, type ShopRequest } from '../../src-main/orders/index.ts';
import { alpha3Of, isCountry } from '../../src-shared/countries.ts';
import { sameAmount } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { formatPrice } from '../../src-shared/texts.ts';
import { makeCertificate } from '../es9/test-pki.ts';

const codeOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
};

describe('the address of a shop', () => {
  it('is HTTPS, or HTTP on this machine, and ends with a slash', () => {
    expect(shopAddress('https://api.example.com').href).toBe('https://api.example.com/');
    expect(shopAddress('https://api.example.com/connect-api//').href).toBe(
      'https://api.example.com/connect-api/',
    );
    for (const host of ['127.0.0.1:80', '127.1.2.3', 'localhost:8080', '[::1]:9'])
      expect(codeOf(() => shopAddress(`http://${host}/`))).toBeUndefined();
  });

  it.each([
    'http://api.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'file:///etc/passwd',
    'api.example.com',
    'https://name:word@api.example.com',
    'https://api.example.com/?token=1',
    'https://api.example.com/#x',
  ])('is not %s', (address) => {
    expect(codeOf(() => shopAddress(address))).toBe('shop_address_invalid');
  });
});

test('a token is one word of a header, so that nothing of it can begin another header', () => {
  expect(shopToken(' eyJhbGciOiJIUzI1NiIs.a-b_c~d+e/f==\n')).toBe('eyJhbGciOiJIUzI1NiIs.a-b_c~d+e/f==');
  for (const token of ['', 'a b', 'a\r\nX-Other: b', 'ä', 'a=b'])
    expect(codeOf(() => shopToken(token))).toBe('shop_token_malformed');
});

test('a text of a shop is short, printable, and without token and codes', () => {
  const text = `bad\u001b[31m token s3cr3t, code LPA:1$smdp.example.com$ABC and 1$x$y ${'a'.repeat(300)}`;
  const shown = harmless(text, 's3cr3t');
  expect(shown.length).toBeLessThanOrEqual(200);
  for (const hidden of ['s3cr3t', 'ABC', '$', '\u001b']) expect(shown).not.toContain(hidden);
  expect(harmless('', 't')).toBe('no reason given');
});

test('a token that is a JWT says when it runs out (RFC 7519 §4.1.4); any other says nothing', () => {
  const jwt = (claims: unknown) =>
    ['{"alg":"HS256"}', JSON.stringify(claims)]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  expect(tokenExpiry(`${jwt({ exp: 1_768_482_000 })}.c2ln`)).toBe(1_768_482_000_000);
  for (const claims of [{}, { exp: '1768482000' }, { exp: -1 }, { exp: 1.5 }, { exp: 1e15 }, [], null, 'exp'])
    expect(tokenExpiry(`${jwt(claims)}.c2ln`)).toBeUndefined();
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokenExpiry(text) === undefined));
});

test('Retry-After is seconds or a date, never negative and at most a day', () => {
  const now = Date.UTC(2026, 10, 27, 12);
  expect(retryAfterMs('12', now)).toBe(12_000);
  expect(retryAfterMs('Fri, 27 Nov 2026 12:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Fri, 27 Nov 2026 11:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('999999999', now)).toBe(24 * 60 * 60_000);
  for (const header of [undefined, 'soon', '-1x']) expect(retryAfterMs(header, now)).toBeUndefined();
});

test('amounts are compared as they are written, prices shown with two places at least', () => {
  expect(sameAmount('4.5', '4.50')).toBe(true);
  expect(sameAmount('04.500', '4.5')).toBe(true);
  expect(sameAmount('4', '4.0')).toBe(true);
  expect(sameAmount('4.275', '4.28')).toBe(false);
  expect(sameAmount('9007199254740993', '9007199254740992')).toBe(false);
  expect(formatPrice({ amount: '4.5', currency: 'USD' })).toBe('4.50 USD');
  expect(formatPrice({ amount: '4.275', currency: 'USD' })).toBe('4.275 USD');
});

test('countries have their alpha-3 codes (ISO 3166-1)', () => {
  const known = { JP: 'JPN', GB: 'GBR', DE: 'DEU', US: 'USA', CH: 'CHE', ZA: 'ZAF', AX: 'ALA', SX: 'SXM' };
  for (const [alpha2, alpha3] of Object.entries(known)) expect(alpha3Of(alpha2)).toBe(alpha3);
  expect(alpha3Of('GLO')).toBe('GLO');
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const countries = letters
    .flatMap((one) => letters.map((other) => one + other))
    .filter((pair) => alpha3Of(pair) !== pair);
  // 249 of the standard, and Kosovo.
  expect(countries).toHaveLength(250);
  expect(new Set(countries.map(alpha3Of)).size).toBe(250);
  const pairs = letters.flatMap((one) => letters.map((other) => one + other));
  expect(pairs.filter(isCountry)).toEqual(countries);
  expect(countries.map(alpha3Of).every(isCountry)).toBe(true);
  expect(['XX', 'EU', 'ZZ', 'jp', 'ABC', 'XXX', '', 'JPNX', 'constructor'].filter(isCountry)).toEqual([]);
  // Each is known to this machine's own table of regions.
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  expect(countries.filter((country) => names.of(country) === undefined)).toEqual([]);
});

describe('an exchange', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that says what it is told to, and not a word of HTTP by itself. */
  async function serve(act: (socket: Socket) => void): Promise<URL> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => act(socket));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }
  const transport = createShopTransport(systemClock);
  const asked = (url: URL, more: Partial<ShopRequest> = {}): ShopRequest => ({
    method: 'GET',
    url,
    headers: {},
    maxBytes: 1_000,
    connectMs: 5_000,
    totalMs: 5_000,
    ...more,
  });
  const head = 'HTTP/1.1 200 OK\r\nConnection: close\r\n';

  it('reads no more than it may, whether the length is said or not', async () => {
    const announced = await serve((socket) => socket.end(`${head}Content-Length: 2000\r\n\r\n`));
    expect(await transport(asked(announced))).toMatchObject({ failure: 'too_large', sent: true });
    const endless = await serve((socket) => socket.write(`${head}\r\n${'x'.repeat(5_000)}`));
    expect(await transport(asked(endless))).toMatchObject({ failure: 'too_large', sent: true });
    const huge = await serve((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`),
    );
    expect(await transport(asked(huge))).toMatchObject({ failure: 'broken', sent: true });
  });

  it('tells what never left from what may have arrived', async () => {
    const url = await serve((socket) => socket.destroy());
    expect(await transport(asked(url))).toMatchObject({ failure: 'broken', sent: true });
    expect(await transport(asked(new URL('http://127.0.0.1:1/')))).toMatchObject({
      failure: 'unreachable',
      sent: false,
      reason: 'nothing listens there',
    });
    const silent = await serve(() => undefined);
    expect(await transport(asked(silent, { totalMs: 30 }))).toMatchObject({ failure: 'timeout', sent: true });
    const stopped = AbortSignal.abort();
    expect(await transport(asked(silent, { signal: stopped }))).toMatchObject({
      failure: 'aborted',
      sent: false,
    });
    // Not TLS: nothing of the request was sent, since the connection was never made.
    const plain = new URL(silent.href.replace('http:', 'https:'));
    const spoken = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await transport(asked(new URL(spoken.href.replace('http:', 'https:'))))).toMatchObject({
      failure: 'unreachable',
      sent: false,
    });
    expect(await transport(asked(plain, { connectMs: 30 }))).toMatchObject({
      failure: 'unreachable',
      sent: false,
    });
  });

  it('sends nothing to a server whose certificate leads to no root that is known', async () => {
    const { pem, keyPem } = makeCertificate({ commonName: 'shop', ipAddresses: ['127.0.0.1'] });
    let received = 0;
    const server = createTlsServer({ cert: pem, key: keyPem }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        received += bytes.length;
      });
    });
    server.on('tlsClientError', () => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const exchange = await transport(asked(url, { headers: { authorization: 'Bearer token' } }));
    expect(exchange).toMatchObject({ failure: 'unreachable', sent: false });
    expect(JSON.stringify(exchange)).toContain('certificate');
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toBe(0);
  });

  it('follows no redirect, and sends the token nowhere else', async () => {
    let others = 0;
    const other = await serve((socket) => {
      others++;
      socket.end(`${head}Content-Length: 0\r\n\r\n`);
    });
    const url = await serve((socket) =>
      socket.end(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ${other.href}\r\nContent-Length: 0\r\n\r\n`),
    );
    const http = new ShopHttp(
      { baseUrl: url.href, token: 'token', transport, now: () => 0, newId: () => 'id' },
      () => ({ code: 'none', reason: '' }),
    );
    await expect(http.ask({ method: 'GET', path: 'x' }, z.unknown())).rejects.toMatchObject({
      code: 'shop_redirect',
    });
    expect(others).toBe(0);
  });
});
