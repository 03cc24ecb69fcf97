import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src-shared/bytes.ts';
import { base64, client, rejection, serve, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

/**
 * The ES9+ exchanges of recorded sessions of lpac with osmo-smdpp: our client gets the same payloads, must send the
 * same bodies, and gets the recorded answers.
 */

const folder = new URL('../../../shared/vectors/traces/', import.meta.url);
const address = 'testsmdpplus1.example.com';
const ci = makeCi();
const certificate = makeCertificate({ commonName: 'smdp', issuer: ci, dnsNames: [address] });

interface Exchange {
  readonly url: string;
  readonly request: Record<string, string>;
  readonly status: number;
  readonly headers: string[];
  readonly body: string;
}

function exchangesOf(file: string): Exchange[] {
  const lines = readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines
    .filter((line) => line.kind === 'http-req')
    .map((request) => {
      const answer = lines.find((line) => line.kind === 'http-res' && line.id === request.id);
      return {
        url: request.url,
        request: JSON.parse(request.body),
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
      };
    });
}

/** A server that gives the recorded answers in their order. */
async function replay(exchanges: readonly Exchange[]) {
  let next = 0;
  const server = await serve(certificate, (_request, response) => {
    const exchange = exchanges[next++];
    const keep = exchange?.headers.filter((_header, at) =>
      /^(content-type|x-admin-protocol|server)$/i.test(exchange.headers[at - (at % 2)] ?? ''),
    );
    response.writeHead(exchange?.status ?? 599, keep).end(exchange?.body);
  });
  const trust = trustStore();
  trust.add(ci.der);
  return { server, ...client(trust, server.port, { names: [address] }) };
}

const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64'));

describe.skipIf(!existsSync(folder))('vectors/traces: recorded ES9+ exchanges', () => {
  test('01: a whole download', async () => {
    const exchanges = exchangesOf('01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl');
    expect(exchanges.map((exchange) => exchange.url.split('/').at(-1))).toEqual([
      'initiateAuthentication',
      'authenticateClient',
      'getBoundProfilePackage',
    ]);
    const [first, second, third] = exchanges;
    const { client: es9, server } = await replay(exchanges);
    const begun = await es9.initiateAuthentication(address, {
      euiccChallenge: bytes(first?.request['euiccChallenge']),
      euiccInfo1: bytes(first?.request['euiccInfo1']),
    });
    const recorded = exchanges.map((exchange) => JSON.parse(exchange.body));
    expect(begun.transactionId).toBe(recorded[0].transactionId);
    for (const field of [
      'serverSigned1',
      'serverSignature1',
      'euiccCiPKIdToBeUsed',
      'serverCertificate',
    ] as const)
      expect(base64(begun[field])).toBe(recorded[0][field]);
    expect(toHex(begun.euiccCiPKIdToBeUsed)).toBe('0414F54172BDF98A95D65CBEB88A38A1C11D800A85C3');
    const { transactionId } = begun;
    const authenticated = await es9.authenticateClient(address, {
      transactionId,
      authenticateServerResponse: bytes(second?.request['authenticateServerResponse']),
    });
    for (const field of ['profileMetadata', 'smdpSigned2', 'smdpSignature2', 'smdpCertificate'] as const)
      expect(base64(authenticated[field])).toBe(recorded[1][field]);
    const { boundProfilePackage } = await es9.getBoundProfilePackage(address, {
      transactionId,
      prepareDownloadResponse: bytes(third?.request['prepareDownloadResponse']),
    });
    expect(base64(boundProfilePackage)).toBe(recorded[2].boundProfilePackage);
    expect(toHex(boundProfilePackage.subarray(0, 2))).toBe('BF36');
    expect(server.requests.map((request) => request.url)).toEqual(exchanges.map((exchange) => exchange.url));
    expect(server.requests.map((request) => JSON.parse(request.body))).toEqual(
      exchanges.map((exchange) => exchange.request),
    );
  });

  test('21: a matching id that the server does not know', async () => {
    const exchanges = exchangesOf('21-profile-download-NO-SUCH-rc255.jsonl');
    const { client: es9, server } = await replay(exchanges);
    const [first, second, third] = exchanges.map((exchange) => exchange.request);
    const { transactionId } = await es9.initiateAuthentication(address, {
      euiccChallenge: bytes(first?.['euiccChallenge']),
      euiccInfo1: bytes(first?.['euiccInfo1']),
    });
    const authenticateServerResponse = bytes(second?.['authenticateServerResponse']);
    const refused = await rejection(
      es9.authenticateClient(address, { transactionId, authenticateServerResponse }),
      'es9_status',
    );
    expect(refused.params).toMatchObject({ subjectCode: '8.2.6', reasonCode: '3.8', subject: 'Matching ID' });
    expect(refused.message).toContain('the server says: "Refused"');
    // The matching id is in what was sent, and in no word of the error.
    expect(Buffer.from(authenticateServerResponse).toString('latin1')).toContain('NO-SUCH');
    expect(JSON.stringify(refused.toData())).not.toContain('NO-SUCH');
    const cancelled = await rejection(
      es9.cancelSession(address, {
        transactionId,
        cancelSessionResponse: bytes(third?.['cancelSessionResponse']),
      }),
      'es9_http_status',
    );
    expect(cancelled.params['status']).toBe(500);
    expect(server.requests.map((request) => JSON.parse(request.body))).toEqual([first, second, third]);
  });

  test('every recorded notification is acknowledged', async () => {
    const exchanges = readdirSync(folder)
      .filter((file) => file.endsWith('.jsonl'))
      .flatMap(exchangesOf)
      .filter((exchange) => exchange.url.endsWith('/handleNotification'));
    expect(exchanges.length).toBeGreaterThan(1);
    const { client: es9, server } = await replay(exchanges);
    for (const exchange of exchanges)
      await es9.handleNotification(address, {
        pendingNotification: bytes(exchange.request['pendingNotification']),
      });
    expect(server.requests.map((request) => JSON.parse(request.body))).toEqual(
      exchanges.map((exchange) => exchange.request),
    );
  });
});
