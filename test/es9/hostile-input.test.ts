import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '../../src-main/es9/certificate.ts';
import {
  authenticateClientReply,
  checkExecutionStatus,
  es11AuthenticateClientReply,
  initiateAuthenticationReply,
  parseJson,
  readReply,
} from '../../src-main/es9/json-binding.ts';
import { explainNetworkError } from '../../src-main/es9/network-errors.ts';
import { openTrustStore } from '../../src-main/es9/trust-store.ts';
import { type ErrorCode, WorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { client, json, rejection, serve, temporaryFolder, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const context = { host: 'smdp.example.com', function: 'ES9+.Any', secrets: [] };

function onlyThrows(codes: RegExp, act: () => unknown): void {
  try {
    act();
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    expect(thrown.code).toMatch(codes);
    expect(thrown.message).not.toMatch(/\{\w+\}/);
  }
}

describe('any answer', () => {
  const names = [
    'header',
    'functionExecutionStatus',
    'status',
    'statusCodeData',
    'subjectCode',
    'reasonCode',
    'message',
    'transactionId',
    'serverSigned1',
    'eventEntries',
    'eventId',
    '__proto__',
    'constructor',
  ];
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom('Failed', 'Executed-Success', '8.2.6', '3.8', 'MAA=', '0A', null, 5, true),
      fc.string(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie('value')),
    ),
  }));

  test('is read or refused by an error of ES9+', () => {
    const schemas = [initiateAuthenticationReply, authenticateClientReply, es11AuthenticateClientReply];
    fc.assert(
      fc.property(value, fc.constantFrom(...schemas), (body, schema) => {
        onlyThrows(/^es9_(status|missing_field|bad_field|bad_base64)$/, () => {
          const parsed = parseJson(new TextEncoder().encode(JSON.stringify(body)), context);
          checkExecutionStatus(parsed, context);
          readReply(schema, parsed, context);
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('of any bytes, too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        onlyThrows(/^es9_/, () => readReply(initiateAuthenticationReply, parseJson(bytes, context), context));
      }),
    );
  });
});

describe('any certificate', () => {
  const { der } = makeCertificate({ commonName: 'smdp', issuer: makeCi(), dnsNames: ['smdp.example.com'] });

  test('with bytes changed, cut or added is read or refused as malformed', () => {
    const change = fc.tuple(fc.nat(der.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(der.length), (changes, length) => {
        const bytes = der.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        onlyThrows(/^certificate_malformed$/, () => readCertificate(bytes));
        onlyThrows(/^certificate_malformed$/, () => readCertificate(bytes.subarray(0, length)));
      }),
      { numRuns: 1000 },
    );
  });

  test('given to the trust store is refused by an error of trust', () => {
    const store = openTrustStore({ dataFolder: temporaryFolder(), clock: systemClock });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, asDer) => {
        if (asDer) bytes[0] = 0x30;
        onlyThrows(/^certificate_/, () => store.add(bytes));
      }),
    );
    expect(store.list()).toEqual(trustStore().list());
  });

  test('with a key of a kind that nobody knows is no root', () => {
    const bytes = makeCi('Strange').der.slice();
    const curve = Buffer.from('2a8648ce3d030107', 'hex');
    const at = Buffer.from(bytes).indexOf(curve);
    expect(at).toBeGreaterThan(0);
    bytes[at + curve.length - 1] = 0x7b;
    expect(() => trustStore().add(bytes)).toThrowError(
      expect.objectContaining({ code: 'certificate_unusable' }),
    );
  });
});

describe('what the network reports', () => {
  const where = { host: 'smdp.example.com', function: 'ES9+.Any', seconds: 15, secured: false };
  test.each<[string, ErrorCode, string]>([
    ['ENOTFOUND', 'es9_name_unknown', 'no such name'],
    ['EAI_AGAIN', 'es9_name_unknown', 'the name server does not answer'],
    ['ECONNREFUSED', 'es9_refused', 'refused'],
    ['ETIMEDOUT', 'es9_connect_timeout', '15 s'],
    ['EHOSTUNREACH', 'es9_unreachable', 'no route to the host'],
    ['ENETUNREACH', 'es9_unreachable', 'no route to its network'],
    ['EWHATEVER', 'es9_unreachable', 'EWHATEVER'],
    ['HPE_INVALID_CONSTANT', 'es9_not_http', 'INVALID_CONSTANT'],
    ['ECONNRESET', 'tls_handshake', 'during the handshake'],
    ['EPROTO', 'tls_handshake', 'eproto'],
  ])('%s', (code, expected, words) => {
    const error = explainNetworkError(Object.assign(new Error('x'), { code }), where);
    expect(error.code).toBe(expected);
    expect(error.message).toContain(words);
    expect(`${error.message} ${error.remedy}`).not.toMatch(/\{\w+\}/);
  });

  test('a reset once TLS stands is no matter of TLS', () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(explainNetworkError(reset, { ...where, secured: true }).code).toBe('es9_reset');
  });
});

describe('a server that hides when its certificate is looked at', () => {
  test('is refused all the same', async () => {
    const certificate = makeCertificate({
      commonName: 'smdp',
      issuer: makeCi(),
      dnsNames: ['smdp.example.com'],
    });
    const server = await serve(certificate, json({}));
    const { client: es9 } = client(trustStore(), server.port);
    // The first connection is answered; the second, which would only read the certificate, is not.
    server.onConnection((socket) => {
      if (server.connections() > 1) socket.destroy();
    });
    const asked = es9.handleNotification('smdp.example.com', { pendingNotification: new Uint8Array(3) });
    await rejection(asked, 'tls_no_certificate');
    expect(server.connections()).toBe(2);
    expect(server.requests).toHaveLength(0);
  });
});
