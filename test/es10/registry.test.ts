import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  callEs10,
  type Es10Function,
  es10FunctionByTag,
  es10Functions,
  hasTag,
} from '../../src-main/es10/index.ts';
import { decode, encode } from '../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { describeError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { needsShared, sharedFolder } from '../summary/needs.ts';
import { FakeSession } from './fake-session.ts';
import { fromJson, readVectorFiles, toJson, withoutRaw } from './vector-files.ts';

/** SGP.22 v2.5 §5.7.3 to §5.7.22. GetEUICCInfo (§5.7.8) is two commands. */
const specified = [
  ['ES10a.GetEuiccConfiguredAddresses', '5.7.3', 0xbf3c],
  ['ES10a.SetDefaultDpAddress', '5.7.4', 0xbf3f],
  ['ES10b.PrepareDownload', '5.7.5', 0xbf21],
  ['ES10b.LoadBoundProfilePackage', '5.7.6', 0xbf37],
  ['ES10b.GetEUICCChallenge', '5.7.7', 0xbf2e],
  ['ES10b.GetEUICCInfo1', '5.7.8', 0xbf20],
  ['ES10b.GetEUICCInfo2', '5.7.8', 0xbf22],
  ['ES10b.ListNotification', '5.7.9', 0xbf28],
  ['ES10b.RetrieveNotificationsList', '5.7.10', 0xbf2b],
  ['ES10b.RemoveNotificationFromList', '5.7.11', 0xbf30],
  ['ES10b.LoadCRL', '5.7.12', 0xbf35],
  ['ES10b.AuthenticateServer', '5.7.13', 0xbf38],
  ['ES10b.CancelSession', '5.7.14', 0xbf41],
  ['ES10c.GetProfilesInfo', '5.7.15', 0xbf2d],
  ['ES10c.EnableProfile', '5.7.16', 0xbf31],
  ['ES10c.DisableProfile', '5.7.17', 0xbf32],
  ['ES10c.DeleteProfile', '5.7.18', 0xbf33],
  ['ES10c.eUICCMemoryReset', '5.7.19', 0xbf34],
  ['ES10c.GetEID', '5.7.20', 0xbf3e],
  ['ES10c.SetNickname', '5.7.21', 0xbf29],
  ['ES10b.GetRAT', '5.7.22', 0xbf43],
] as const;

const files = readVectorFiles();
// The registry's functions take requests of types of their own; the walk has them as data.
const functions = es10Functions as unknown as readonly Es10Function<unknown, unknown>[];
const specFile = 'spec/RSPDefinitions-v2.5.asn';

describe('the registry', () => {
  it('holds every function of the specification, and no other', () => {
    const key = (one: readonly [string, string, number]) => one.join(' ');
    expect(functions.map((fn) => key([fn.name, fn.section, fn.tag])).sort()).toEqual(
      specified.map(key).sort(),
    );
  });

  it('finds each by the tag of its request and response', () => {
    for (const fn of functions) expect(es10FunctionByTag(fn.tag)?.name).toBe(fn.name);
    expect(es10FunctionByTag(0xbf36)?.name).toBe('ES10b.LoadBoundProfilePackage');
    expect(es10FunctionByTag(0xbf44)).toBeUndefined();
  });

  it('has a file of vectors for every function, and no file without one', () => {
    expect([...files.keys()].sort()).toEqual(specified.map(([name]) => name).sort());
    for (const fn of functions) expect(files.get(fn.name)?.section).toBe(fn.section);
  });
});

describe.each(functions.map((fn) => [fn.name, fn] as const))('%s', (name, fn) => {
  const file = files.get(name);
  if (file === undefined) throw new Error(`no vectors for ${name}`);

  it.each(file.requests.map((one) => [one.title, one] as const))('request: %s', (_, one) => {
    const value = fromJson(one.value);
    expect(toHex(encode(fn.request, value))).toBe(one.hex);
    expect(toHex(encode(fn.request, withoutRaw(value)))).toBe(one.hex);
    expect(toJson(decode(fn.request, fromHex(one.hex), name))).toEqual(one.value);
  });

  it.each(file.responses.map((one) => [one.title, one] as const))('response: %s', async (_, one) => {
    const bytes = fromHex(one.hex);
    expect(toJson(decode(fn.response, bytes, name))).toEqual(one.value);
    expect(toHex(encode(fn.response, withoutRaw(fromJson(one.value))))).toBe(one.hex);
    expect(fn.refusal(decode(fn.response, bytes, name))).toBe(one.refusal);
    expect(hasTag(bytes, fn.tag)).toBe(true);
    if (one.refusal !== undefined) return;
    const session = new FakeSession([bytes]);
    const answer = await callEs10(session, fn, fromJson(file.requests[0]?.value));
    expect(toJson(answer.value)).toEqual(one.value);
    expect(answer.raw).toBe(bytes);
    expect(session.sent).toEqual([{ hex: file.requests[0]?.hex, purpose: name }]);
  });

  it('is cut short nowhere without notice', () => {
    for (const { hex } of file.responses) {
      const bytes = fromHex(hex);
      for (let length = 0; length < bytes.length; length++)
        expect(() => decode(fn.response, bytes.subarray(0, length), name)).toThrow(WorkbenchError);
    }
  });

  if (file.errors.length > 0) {
    it.each(file.errors.map((one) => [one.result, one.hex] as const))('error: %s', async (result, hex) => {
      expect(fn.refusal(decode(fn.response, fromHex(hex), name))).toBe(result);
      const call = callEs10(new FakeSession([fromHex(hex)]), fn, fromJson(file.requests[0]?.value));
      const error = await call.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof WorkbenchError)) throw new Error('not refused');
      expect(error.toData()).toEqual({ code: 'es10_refused', params: { function: name, result } });
      expect(describeError(error).message).toContain(result);
      expect(describeError(error).message).not.toMatch(/[{}]/);
    });
  }
});

describe('the errors of the specification', needsShared(specFile), () => {
  const text = () => readFileSync(resolve(sharedFolder, specFile), 'utf8').replace(/--.*$/gm, '');

  it.each(
    [...files.values()]
      .filter((file) => file.errorType !== undefined)
      .map((file) => [file.function, file] as const),
  )('%s has a vector for each', (_, file) => {
    if (!existsSync(resolve(sharedFolder, specFile))) return;
    const from = text().split(new RegExp(`^${file.errorType}\\s*::=`, 'm'))[1] ?? '';
    const names = /INTEGER\s*\{([^}]*)\}/.exec(from)?.[1] ?? '';
    const errors = [...names.matchAll(/([A-Za-z]\w*)\s*\((\d+)\)/g)]
      .map(([, name = '', number]) => ({ name, number: Number(number) }))
      .filter(({ name }) => name !== 'ok' && !file.noErrors.includes(name));
    expect(errors.length).toBeGreaterThan(0);
    expect(file.errors.map(({ result }) => result)).toEqual(errors.map(({ name }) => name));
    for (const [i, { number }] of errors.entries()) {
      const byte = toHex(Uint8Array.of(number));
      expect(file.errors[i]?.hex).toMatch(new RegExp(`(02|80|81)01${byte}(5F3740.*)?$`));
    }
  });
});

describe('a call', () => {
  const getEid = functions.find((fn) => fn.name === 'ES10c.GetEID');
  if (getEid === undefined) throw new Error('no GetEID');
  const call = (answer: string) =>
    callEs10(new FakeSession([fromHex(answer)]), getEid, { tagList: Uint8Array.of(0x5a) }).then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof WorkbenchError ? thrown.toData() : thrown),
    );

  it('that the card answers with nothing, or with something else, is a named error', async () => {
    expect(await call('')).toEqual({
      code: 'no_answer_data',
      params: { function: 'ES10c.GetEID', sw: '9000' },
    });
    expect(await call('BF2200')).toMatchObject({
      code: 'tlv_unexpected_tag',
      params: { path: 'ES10c.GetEID', found: 'BF22', expected: 'BF3E' },
    });
    expect(await call('BF3E125A1089049032')).toMatchObject({ code: 'tlv_truncated' });
    expect(await call('BF3E00')).toMatchObject({
      code: 'tlv_missing',
      params: { expected: 'eidValue (5A)' },
    });
    expect(await call('BF3E00AA')).toMatchObject({ code: 'tlv_trailing' });
  });

  it('is looked at by its tag only where there is one', () => {
    expect(['BF3E00', 'BF3E', '', '5A00', 'BF3E85'].map((one) => hasTag(fromHex(one), 0xbf3e))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
