import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { base64, client, type Handler, json, rejection, serve, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const ci = makeCi();
const certificate = makeCertificate({
  commonName: 'smdp',
  issuer: ci,
  dnsNames: ['smdp.example.com', 'localhost'],
});
const challenge = fromHex('000102030405060708090A0B0C0D0E0F');
const info1 = fromHex('BF2003820102');
const transactionId = '0A1b2C';
const address = 'smdp.example.com';

function trusted() {
  const trust = trustStore();
  trust.add(ci.der);
  return trust;
}

const initiated = {
  header: { functionExecutionStatus: { status: 'Executed-Success' } },
  transactionId,
  serverSigned1: base64(fromHex('300102')),
  serverSignature1: base64(fromHex('5F370101')),
  euiccCiPKIdToBeUsed: base64(fromHex('04020102')),
  serverCertificate: base64(fromHex('3000')),
};

async function bench(handler: Handler) {
  const server = await serve(certificate, handler);
  const { client: es9, trace } = client(trusted(), server.port);
  return { server, es9, trace };
}

describe('functions of ES9+', () => {
  test('InitiateAuthentication sends what §6.5 asks for and gives the payloads as they came', async () => {
    const server = await serve(certificate, json(initiated));
    const { client: es9, trace } = client(trusted(), server.port);
    const reply = await es9.initiateAuthentication(address, { euiccChallenge: challenge, euiccInfo1: info1 });
    expect(reply.transactionId).toBe(transactionId);
    expect(toHex(reply.serverSigned1)).toBe('300102');
    expect(toHex(reply.serverSignature1)).toBe('5F370101');
    expect(toHex(reply.euiccCiPKIdToBeUsed)).toBe('04020102');
    expect(toHex(reply.serverCertificate)).toBe('3000');
    const [request] = server.requests;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/gsma/rsp2/es9plus/initiateAuthentication');
    expect(request?.headers).toMatchObject({
      host: 'smdp.example.com',
      'content-type': 'application/json',
      'x-admin-protocol': 'gsma/rsp/v2.5.0',
      'user-agent': 'gsma-rsp-lpad',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      euiccChallenge: base64(challenge),
      euiccInfo1: base64(info1),
      smdpAddress: 'smdp.example.com',
    });
    expect(trace).toHaveLength(1);
    expect(trace[0]).toMatchObject({
      purpose: 'ES9+.InitiateAuthentication',
      method: 'POST',
      url: 'https://smdp.example.com/gsma/rsp2/es9plus/initiateAuthentication',
      status: 200,
    });
    expect(trace[0]?.error).toBeUndefined();
    expect(new TextDecoder().decode(trace[0]?.requestBody)).toBe(request?.body);
    expect(JSON.parse(new TextDecoder().decode(trace[0]?.responseBody))).toEqual(initiated);
    expect(trace[0]?.responseHeaders).toContainEqual(['Content-Type', 'application/json;charset=UTF-8']);
  });

  test('an answer of a later version, with fields that v2.5 does not have, is taken', async () => {
    const later = { ...initiated, otherCertsInChain: ['MAA='], crlList: [], sessionContext: { deep: [1] } };
    const { es9 } = await bench((request, response) => {
      response.setHeader('X-Admin-Protocol', 'gsma/rsp/v3.1.0');
      json(later)(request, response);
    });
    const reply = await es9.initiateAuthentication(address, { euiccChallenge: challenge, euiccInfo1: info1 });
    expect(reply.transactionId).toBe(transactionId);
  });

  test('AuthenticateClient', async () => {
    const reply = {
      transactionId: transactionId.toUpperCase(),
      profileMetadata: base64(fromHex('BF2500')),
      smdpSigned2: base64(fromHex('3000')),
      smdpSignature2: base64(fromHex('5F3700')),
      smdpCertificate: base64(fromHex('300101')),
    };
    const { es9, server, trace } = await bench(json(reply));
    const authenticateServerResponse = fromHex('BF3803010203');
    expect(await es9.authenticateClient(address, { transactionId, authenticateServerResponse })).toEqual({
      transactionId,
      profileMetadata: fromHex('BF2500'),
      smdpSigned2: fromHex('3000'),
      smdpSignature2: fromHex('5F3700'),
      smdpCertificate: fromHex('300101'),
    });
    expect(server.requests[0]?.url).toBe('/gsma/rsp2/es9plus/authenticateClient');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      transactionId,
      authenticateServerResponse: base64(authenticateServerResponse),
    });
    expect(trace[0]?.purpose).toBe('ES9+.AuthenticateClient');
  });

  test('GetBoundProfilePackage, of a package larger than any other answer may be', async () => {
    const boundProfilePackage = new Uint8Array(900_000).fill(0xa5);
    const { es9, server } = await bench(
      json({ transactionId, boundProfilePackage: base64(boundProfilePackage) }),
    );
    const reply = await es9.getBoundProfilePackage(address, {
      transactionId,
      prepareDownloadResponse: fromHex('BF2100'),
    });
    expect(reply.transactionId).toBe(transactionId);
    expect(Buffer.compare(reply.boundProfilePackage, boundProfilePackage)).toBe(0);
    expect(server.requests[0]?.url).toBe('/gsma/rsp2/es9plus/getBoundProfilePackage');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      transactionId,
      prepareDownloadResponse: base64(fromHex('BF2100')),
    });
  });

  test('CancelSession', async () => {
    const { es9, server } = await bench(
      json({ header: { functionExecutionStatus: { status: 'Executed-Success' } } }),
    );
    await es9.cancelSession(address, { transactionId, cancelSessionResponse: fromHex('BF4100') });
    expect(server.requests[0]?.url).toBe('/gsma/rsp2/es9plus/cancelSession');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      transactionId,
      cancelSessionResponse: base64(fromHex('BF4100')),
    });
  });

  test('HandleNotification is done when the server has answered 204', async () => {
    const { es9, server, trace } = await bench((_request, response) => response.writeHead(204).end());
    await es9.handleNotification(address, { pendingNotification: fromHex('BF3700') });
    expect(server.requests[0]?.url).toBe('/gsma/rsp2/es9plus/handleNotification');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      pendingNotification: base64(fromHex('BF3700')),
    });
    expect(trace[0]).toMatchObject({ purpose: 'ES9+.HandleNotification', status: 204 });
    expect(trace[0]?.responseBody).toHaveLength(0);
  });

  test('HandleNotification is not done by a 200', async () => {
    const { es9, trace } = await bench(json({}));
    const error = await rejection(
      es9.handleNotification(address, { pendingNotification: fromHex('BF3700') }),
      'es9_not_acknowledged',
    );
    expect(error.params['status']).toBe(200);
    expect(trace[0]?.error?.code).toBe('es9_not_acknowledged');
  });
});

describe('functions of ES11', () => {
  test('AuthenticateClient of an SM-DS gives events', async () => {
    const eventEntries = [
      { eventId: 'EV-1', rspServerAddress: 'smdp1.example.com' },
      { eventId: 'EV-2', rspServerAddress: 'smds2.example.com' },
    ];
    const { es9, trace } = await bench((request, response) =>
      json(request.url.endsWith('initiateAuthentication') ? initiated : { transactionId, eventEntries })(
        request,
        response,
      ),
    );
    const begun = await es9.es11.initiateAuthentication(address, {
      euiccChallenge: challenge,
      euiccInfo1: info1,
    });
    const reply = await es9.es11.authenticateClient(address, {
      transactionId: begun.transactionId,
      authenticateServerResponse: fromHex('BF3800'),
    });
    expect(reply.eventEntries).toEqual(eventEntries);
    expect(trace.map((entry) => entry.purpose)).toEqual([
      'ES11.InitiateAuthentication',
      'ES11.AuthenticateClient',
    ]);
  });

  test('no events', async () => {
    const { es9 } = await bench(json({ transactionId, eventEntries: [] }));
    const parameters = { transactionId, authenticateServerResponse: fromHex('BF3800') };
    expect((await es9.es11.authenticateClient(address, parameters)).eventEntries).toEqual([]);
  });
});

describe('function execution status (§5.2.6)', () => {
  const failed = (subjectCode: string, reasonCode: string, message?: string) => ({
    header: {
      functionExecutionStatus: { status: 'Failed', statusCodeData: { subjectCode, reasonCode, message } },
    },
  });
  const authenticate = (payload: Uint8Array) => ({ transactionId, authenticateServerResponse: payload });

  test('subject and reason come by name, with a next step and the words of the server', async () => {
    const { es9, trace } = await bench(json(failed('8.2.6', '3.8', 'Refused')));
    const error = await rejection(es9.authenticateClient(address, authenticate(info1)), 'es9_status');
    expect(error.params).toMatchObject({
      function: 'ES9+.AuthenticateClient',
      subjectCode: '8.2.6',
      reasonCode: '3.8',
      subject: 'Matching ID',
    });
    expect(error.message).toBe(
      'ES9+.AuthenticateClient failed at the server: Matching ID: The matching ID is not accepted: it is unknown, ' +
        'was used already, or belongs to another server (subject 8.2.6, reason 3.8); the server says: "Refused"',
    );
    expect(error.remedy).toContain('Check the activation code');
    expect(trace[0]).toMatchObject({ status: 200, error: { code: 'es9_status' } });
  });

  test('codes that the specification does not have are named by their family', async () => {
    const { es9 } = await bench(json(failed('8.2.6.9', '3.77')));
    const error = await rejection(es9.authenticateClient(address, authenticate(info1)), 'es9_status');
    expect(error.params).toMatchObject({
      subject: 'Matching ID',
      reason: 'Conditions of use not satisfied',
      serverMessage: '',
    });
  });

  test.each([
    ['Failed', '1.6', '4.2'],
    ['Expired', '1.6', '4.10'],
    ['Nonsense', '1.6', '4.2'],
  ])('%s without codes', async (status, subjectCode, reasonCode) => {
    const { es9 } = await bench(json({ header: { functionExecutionStatus: { status } } }));
    const error = await rejection(es9.authenticateClient(address, authenticate(info1)), 'es9_status');
    expect(error.params).toMatchObject({ subjectCode, reasonCode });
  });

  test('Executed-WithWarning is a success', async () => {
    const { es9 } = await bench(
      json({ ...initiated, header: { functionExecutionStatus: { status: 'Executed-WithWarning' } } }),
    );
    const reply = es9.initiateAuthentication(address, { euiccChallenge: challenge, euiccInfo1: info1 });
    expect((await reply).transactionId).toBe(transactionId);
  });

  test('a status in a 4xx or 5xx says more than the number', async () => {
    const { es9 } = await bench(json(failed('8.10.1', '3.9'), 500));
    const error = await rejection(es9.authenticateClient(address, authenticate(info1)), 'es9_status');
    expect(error.params['subject']).toBe('Transaction ID');
  });

  test('for a notification, too', async () => {
    const { es9 } = await bench(json(failed('8.1', '6.1')));
    const pendingNotification = fromHex('BF3700');
    await rejection(es9.handleNotification(address, { pendingNotification }), 'es9_status');
  });

  test("the server's words are made fit for a terminal, and hold nothing of what it was sent", async () => {
    const message = `\u001b[31mNo order for MATCH-ID-4711 \u202e${'x'.repeat(5000)}`;
    const { es9, trace } = await bench(json(failed('8.2.6', '3.8', message)));
    const payload = Buffer.concat([fromHex('BF38'), Buffer.from('\u0080\u000cMATCH-ID-4711')]);
    const error = await rejection(
      es9.authenticateClient(address, authenticate(new Uint8Array(payload))),
      'es9_status',
    );
    const text = JSON.stringify([error.toData(), error.message]);
    expect(text).not.toContain('MATCH-ID-4711');
    expect(text).toContain('No order for ***');
    expect(error.params['serverMessage']).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(String(error.params['serverMessage']).length).toBeLessThan(240);
    // The trace, which the store seals, keeps everything.
    expect(new TextDecoder().decode(trace[0]?.responseBody)).toContain('MATCH-ID-4711');
  });
});
