import { describe, expect, it } from 'vitest';
import {
  installationOutcome,
  loadBoundProfilePackage,
  segmentBoundProfilePackage,
} from '../../src-main/es10/index.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { errorOf } from '../support/errors.ts';
import { openScriptedSession, ScriptedCard } from '../support/scripted-card.ts';
import { describeWithVectors, readCardLog } from '../support/vectors.ts';
import { FakeSession } from './fake-session.ts';
import { readVectorFiles } from './vector-files.ts';

const vectors = readVectorFiles().get('ES10b.LoadBoundProfilePackage');
const response = (title: string) => fromHex(vectors?.responses.find((one) => one.title === title)?.hex ?? '');
const installed = response('installed');
const failed = response('failed in a profile element');
const none = new Uint8Array(0);
const segments = ['01', '0203', '040506', '07'].map(fromHex);

function load(answers: readonly (Uint8Array | Error)[]) {
  const session = new FakeSession(answers);
  const progress: string[] = [];
  const outcome = loadBoundProfilePackage(session, segments, {
    onProgress: (done, total) => progress.push(`${done}/${total}`),
  });
  return { session, progress, outcome };
}

describe('the segments', () => {
  it('wait before the last, and end there where what is waited for fails', async () => {
    const session = new FakeSession([none, none, none, installed]);
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const outcome = loadBoundProfilePackage(session, segments, {
      onProgress: () => {},
      beforeLast: () => gate,
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(session.sent.map(({ hex }) => hex)).toEqual(['01', '0203', '040506']);
    release();
    expect(await outcome).toMatchObject({ installed: true });

    const broken = new FakeSession([none, none, none, installed]);
    const full = new WorkbenchError('store_full');
    const beforeLast = () => Promise.reject(full);
    await expect(
      loadBoundProfilePackage(broken, segments, { onProgress: () => {}, beforeLast }),
    ).rejects.toBe(full);
    expect(broken.sent).toHaveLength(3);
  });

  it('go one by one, up to the result', async () => {
    const { session, progress, outcome } = load([none, none, none, installed]);
    expect(await outcome).toMatchObject({ installed: true, raw: installed });
    const result = await outcome;
    if (!result.installed) throw new Error('not installed');
    expect(toHex(result.isdpAid)).toBe('A0000005591010FFFFFFFF8900001100');
    expect(session.sent).toEqual(
      ['01', '0203', '040506', '07'].map((hex) => ({ hex, purpose: 'ES10b.LoadBoundProfilePackage' })),
    );
    expect(progress).toEqual(['0/7', '1/7', '3/7', '6/7', '7/7']);
  });

  it('stop at a result that comes before the last: what is sent on buries the real error', async () => {
    const { session, progress, outcome } = load([none, failed]);
    expect(await outcome).toMatchObject({
      installed: false,
      raw: failed,
      command: 'loadProfileElements',
      reason: 'installFailedDueToPEProcessingError',
    });
    expect(session.sent).toHaveLength(2);
    expect(progress).toEqual(['0/7', '1/7', '3/7']);
  });

  it('stop at the first result even if it is a good one', async () => {
    const { session, outcome } = load([installed]);
    expect(await outcome).toMatchObject({ installed: true });
    expect(session.sent).toHaveLength(1);
  });

  it('that the card takes without a result are an error of their own', async () => {
    const { session, outcome } = load([]);
    expect(await errorOf(outcome)).toEqual({ code: 'no_installation_result', params: {} });
    expect(session.sent).toHaveLength(4);
  });

  it('that the card answers with something else stop there', async () => {
    const { session, outcome } = load([none, fromHex('BF2D02A000')]);
    expect(await errorOf(outcome)).toEqual({
      code: 'tlv_unexpected_tag',
      params: { path: 'ES10b.LoadBoundProfilePackage', found: 'BF2D', expected: 'BF37' },
    });
    expect(session.sent).toHaveLength(2);
  });

  it('stop where the card or the reader fails, with its error', async () => {
    const gone = new WorkbenchError('card_removed', { reader: 'R' });
    const { session, outcome } = load([none, gone]);
    expect(await errorOf(outcome)).toEqual(gone.toData());
    expect(session.sent).toHaveLength(2);
  });
});

describe('a result', () => {
  it('that cannot be read is a decode error, and no success', () => {
    for (let length = 3; length < installed.length; length++)
      expect(() => installationOutcome(installed.subarray(0, length))).toThrow(WorkbenchError);
  });

  it('keeps a command and a reason that v2.5 does not name', () => {
    const outcome = installationOutcome(
      response('failed before the ICCID was known, for a reason of a later version'),
    );
    expect(outcome).toMatchObject({ installed: false, command: 6, reason: 20 });
  });
});

describeWithVectors(
  'the recording synthetic-load-bpp',
  () => {
    it('is played exactly: each segment begins at block 00, and the last is answered', async () => {
      // A card without logical channels, which its maker left out.
      const log = readCardLog('synthetic-load-bpp.log');
      const commands = log.filter(({ command }) => command[1] === 0xe2);
      const bpp = concatBytes(...commands.map(({ command }) => command.subarray(5, -1)));
      const card = ScriptedCard.fromLog(log, { protocol: 'T=1' });
      const session = await openScriptedSession(card, { basicChannel: true });
      const sent = segmentBoundProfilePackage(bpp);
      expect(sent).toHaveLength(7);
      // Its result is a stand-in of three bytes, which is no ProfileInstallationResult.
      expect(await errorOf(loadBoundProfilePackage(session, sent, { onProgress: () => {} }))).toEqual({
        code: 'tlv_missing',
        params: { path: 'ES10b.LoadBoundProfilePackage', expected: 'profileInstallationResultData (BF27)' },
      });
      expect(card.left()).toEqual([]);
    });
  },
  'cards',
);
