import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFaultFile, parseFaultRule, writeRuleText } from '../../../src-main/simulator/faults/index.ts';
import {
  bppCommands,
  bppReasons,
  cardFunctionNames,
  rspFunctions,
} from '../../../src-main/simulator/faults/names.ts';
import { type FaultRule, faultKinds, layers } from '../../../src-main/simulator/faults/rule-schema.ts';
import { kindsByLayer } from '../../../src-main/simulator/faults/rule-text.ts';
import { smdpFunctionStatus } from '../../../src-main/simulator/smdp/status.ts';
import { smdsFunctionStatus } from '../../../src-main/simulator/smds/status.ts';
import { describeError, WorkbenchError } from '../../../src-shared/errors/index.ts';

function refusal(input: unknown): string {
  try {
    parseFaultRule(input);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    expect(error.code).toBe('fault_rule_invalid');
    const { message, remedy } = describeError(error);
    return `${message} ${remedy}`;
  }
  throw new Error('it was taken');
}

describe('a rule as one types it', () => {
  test.each<[string, FaultRule]>([
    [
      'ES10b.PrepareDownload error=invalidSignature times=1',
      {
        layer: 'card',
        when: { function: 'ES10b.PrepareDownload', times: 1 },
        fault: { kind: 'error', value: 'invalidSignature' },
      },
    ],
    ['apdu 12 removal', { layer: 'apdu', when: { number: 12 }, fault: { kind: 'removal', when: 'before' } }],
    [
      'apdu ES10c.EnableProfile removal=after back=2s reader=sim:1',
      {
        layer: 'apdu',
        when: { function: 'ES10c.EnableProfile', reader: 'sim:1' },
        fault: { kind: 'removal', when: 'after', backAfterMs: 2000 },
      },
    ],
    [
      'ES9+.AuthenticateClient status=8.2.6/3.8 message="not today"',
      {
        layer: 'server',
        when: { interface: 'ES9+', function: 'AuthenticateClient' },
        fault: { kind: 'status', subjectCode: '8.2.6', reasonCode: '3.8', message: 'not today' },
      },
    ],
    [
      'bpp loadProfileElements 3 badMac',
      { layer: 'bpp', when: { command: 'loadProfileElements', segment: 3 }, fault: { kind: 'badMac' } },
    ],
    [
      'bpp error=scp03tSecurityError',
      { layer: 'bpp', when: {}, fault: { kind: 'bppError', reason: 'scp03tSecurityError' } },
    ],
    ['tls certificate=expired', { layer: 'tls', when: {}, fault: { kind: 'certificate', how: 'expired' } }],
    [
      'apdu command=xxe291 sw=6f00',
      { layer: 'apdu', when: { command: 'xxE291' }, fault: { kind: 'statusWord', sw: 0x6f00 } },
    ],
    [
      'ES9+ http=503 body="come back" type=text/plain header="Retry-After: 5" header="X-A: b"',
      {
        layer: 'server',
        when: { interface: 'ES9+' },
        fault: {
          kind: 'http',
          status: 503,
          body: 'come back',
          contentType: 'text/plain',
          headers: { 'Retry-After': '5', 'X-A': 'b' },
        },
      },
    ],
    [
      'ES9+.InitiateAuthentication field=serverSigned1 value="\\"5\\"" probability=0.25 after=1 every=2',
      {
        layer: 'server',
        when: {
          interface: 'ES9+',
          function: 'InitiateAuthentication',
          probability: 0.25,
          after: 1,
          every: 2,
        },
        fault: { kind: 'field', name: 'serverSigned1', value: '5' },
      },
    ],
    [
      'Octopus.CreateOrder http=500 when=after times=1',
      {
        layer: 'server',
        when: { interface: 'Octopus', function: 'CreateOrder', times: 1 },
        fault: { kind: 'http', status: 500, when: 'after' },
      },
    ],
    [
      'Connect.CreateOrder hang=after',
      {
        layer: 'server',
        when: { interface: 'Connect', function: 'CreateOrder' },
        fault: { kind: 'hang', when: 'after' },
      },
    ],
    [
      'octopus.createorder delivery=10s polls=3',
      {
        layer: 'server',
        when: { interface: 'Octopus', function: 'CreateOrder' },
        fault: { kind: 'delivery', afterMs: 10_000, polls: 3 },
      },
    ],
    [
      'Connect.ListProducts price=1.5',
      {
        layer: 'server',
        when: { interface: 'Connect', function: 'ListProducts' },
        fault: { kind: 'price', factor: 1.5 },
      },
    ],
    [
      'es10c.enableprofile CATBUSY',
      { layer: 'card', when: { function: 'ES10c.EnableProfile' }, fault: { kind: 'catBusy' } },
    ],
  ])('%s', (text, rule) => {
    expect(parseFaultRule(text)).toEqual(rule);
    expect(parseFaultRule(writeRuleText(rule))).toEqual(rule);
  });

  test('there is a word for every kind of fault, and no other', () => {
    for (const layer of layers)
      expect(kindsByLayer[layer].map((one) => one.kind).sort()).toEqual(faultKinds(layer).sort());
  });

  test.each([
    [
      'ES10b.PrepareDownlod error=invalidSignature',
      /no function ES10b.PrepareDownlod.*Did you mean ES10b.PrepareDownload\?/,
    ],
    [
      'ES10b.PrepareDownload error=invalidSignatur',
      /no error value of ES10b.PrepareDownload invalidSignatur.*invalidSignature.*unsupportedCurve/,
    ],
    ['ES10b.GetEUICCChallenge error=5', /GetEUICCChallenge has nothing for the fault error/],
    ['ES10b.AuthenticateServer catBusy', /nothing for the fault catBusy.*ES10c.EnableProfile/],
    [
      'ES9+.AuthenticateCliant status=8.1/4.8',
      /no function ES9\+\.AuthenticateCliant Did you mean ES9\+\.AuthenticateClient\? Known are: ES9\+\.InitiateAuthentication/,
    ],
    ['ES9+.HandleNotification garbage', /nothing for the fault garbage.*ES9\+.InitiateAuthentication/],
    ['ES9+.HandleNotification badMac=1', /nothing for the fault badMac.*GetBoundProfilePackage/],
    ['ES9+.AuthenticateClient status=8.2.6', /reasonCode: it is missing/],
    ['Octopus.GetOrder twice', /nothing for the fault twice.*Connect.CreateOrder/],
    ['Connect.GetOrder shows=LOST', /status: it must be ACCEPTED or FULFILLING/],
    ['Octopus.CreateOrder delivery', /names neither a time nor a number of polls/],
    ['Octopus.Order hang', /no function Octopus.Order.*Octopus.GetOrder/],
    ['ES99.Foo hang', /no place ES99.Foo/],
    ['fish 12', /no place fish.*apdu/],
    ['apdu 12', /names no fault.*removal/],
    ['apdu 12 remuval', /no fault remuval.*Did you mean removal/],
    ['apdu 12 removal bakc=5', /no word for removal bakc.*Did you mean back/],
    ['apdu 12 removal after=1', /goes without after and every/],
    ['apdu sw=1234', /sw: it must be a status word/],
    ['apdu delay=never', /ms: it must be a whole number/],
    ['apdu mute=5', /mute takes no value/],
    ['apdu mute times', /times needs a value/],
    ['apdu mute seed=1', /a seed is for a probability/],
    ['apdu mute times=0', /times: it must be a whole number from 1/],
    ['apdu mute times=1 times=2', /times comes twice/],
    ['bpp badMac name="open', /not closed/],
    ['bpp error=unheardOf', /no error reason unheardOf/],
    ['', /no place \(empty\)/],
    ['tls certificate=old', /how: it must be expired or foreign or wrongName/],
  ])('%s is refused with what is known instead', (text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });
});

test('the functions that rules know are those that the servers of RSP have', () => {
  const known = Object.entries(rspFunctions).flatMap(([which, names]) =>
    names.map((one) => `${which}.${one}`),
  );
  // The one that the SM-DP+ calls itself, at the operator.
  const served = Object.keys({ ...smdpFunctionStatus, ...smdsFunctionStatus }).filter(
    (name) => name !== 'ES2+.HandleDownloadProgressInfo',
  );
  expect(known.sort()).toEqual(served.sort());
});

describe('a rule as JSON', () => {
  test('is the same rule', () => {
    const rule = {
      name: 'late',
      layer: 'apdu',
      when: { function: 'ES10b.AuthenticateServer' },
      fault: { kind: 'statusWord', sw: '6985' },
    };
    expect(parseFaultRule(rule)).toEqual(parseFaultRule('apdu ES10b.AuthenticateServer sw=6985 name=late'));
    expect(parseFaultRule({ layer: 'tls', fault: { kind: 'certificate', how: 'foreign' } }).when).toEqual({});
  });

  test.each<[unknown, RegExp]>([
    [5, /neither a text nor an object/],
    [{}, /no layer \(empty\).*apdu, card, bpp, server, tls/],
    [{ layer: 'card', fault: { kind: 'removal' } }, /no fault of layer card removal/],
    [{ layer: 'card', fault: { kind: 'catBusy' }, extra: 1 }, /there is no extra in it/],
    [{ layer: 'apdu', when: { number: -1 }, fault: { kind: 'mute' } }, /number: it must be a whole number/],
    [{ layer: 'server', when: { function: 'RegisterEvent' }, fault: { kind: 'hang' } }, /several interfaces/],
    [
      { layer: 'server', when: { interface: 'ES12', function: 'CancelSession' }, fault: { kind: 'hang' } },
      /ES12.RegisterEvent/,
    ],
    [{ layer: 'card', fault: { kind: 'error', value: 1 } }, /belongs to a function/],
    // No function of the interface has what the fault spoils: the rule would never fire.
    [
      { layer: 'server', when: { interface: 'ES12' }, fault: { kind: 'wrongSignature' } },
      /ES12 has nothing for the fault wrongSignature.*ES9\+.AuthenticateClient/,
    ],
    [{ layer: 'server', when: { interface: 'ES9+' }, fault: { kind: 'twice' } }, /ES9\+ has nothing for/],
  ])('%o is refused', (input, expected) => {
    expect(refusal(input)).toMatch(expected);
  });

  test('a file is a list of both forms, and an error names the entry', () => {
    const file = JSON.stringify(['apdu 12 removal', { layer: 'apdu', fault: { kind: 'mute' } }]);
    expect(parseFaultFile(file, 'f.json')).toHaveLength(2);
    expect(() => parseFaultFile('["apdu 12 removal", "apdu x"]', 'f.json')).toThrow(/f.json, rule 2/);
    expect(() => parseFaultFile('{}', 'f.json')).toThrow(/it is no list/);
    expect(() => parseFaultFile('{', 'f.json')).toThrow(/it is no JSON/);
    expect(() => parseFaultFile(JSON.stringify(Array(257).fill('apdu mute')), 'f.json')).toThrow(
      /more than 256/,
    );
  });
});

const count = fc.integer({ min: 1, max: 1_000_000 });
const often = fc.record(
  { after: count, every: count, times: count, probability: fc.constantFrom(0.5, 1, 0.001) },
  { requiredKeys: [] },
);
const someText = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });
const time = fc.integer({ min: 0, max: 600_000 });
const sw = fc.integer({ min: 0x6000, max: 0x6fff });
const side = fc.constantFrom('before' as const, 'after' as const);

const anyRule: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.oneof(
      fc.record({
        layer: fc.constant('apdu'),
        place: fc.oneof(
          fc.record({ number: count }),
          often,
          fc.record({ command: fc.constantFrom('80E2', 'xxE291'), reader: someText }),
          fc.record({ function: fc.constantFrom(...cardFunctionNames) }),
        ),
        fault: fc.oneof(
          fc.record({ kind: fc.constant('statusWord'), sw }),
          fc.record({ kind: fc.constant('delay'), ms: time }),
          fc.record(
            { kind: fc.constant('garbage'), answer: fc.uint8Array({ minLength: 1, maxLength: 20 }) },
            { requiredKeys: ['kind'] },
          ),
          fc.record({ kind: fc.constant('truncate'), bytes: fc.integer({ min: 1, max: 258 }) }),
          fc.record(
            { kind: fc.constant('removal'), when: side, backAfterMs: time },
            { requiredKeys: ['kind', 'when'] },
          ),
          fc.record({ kind: fc.constant('powerLoss'), when: side }),
          fc.record({ kind: fc.constant('mute') }),
        ),
      }),
      fc.record({
        layer: fc.constant('bpp'),
        place: fc.oneof(
          often,
          fc.record({
            command: fc.constantFrom(...bppCommands),
            segment: fc.integer({ min: 1, max: 65536 }),
          }),
        ),
        fault: fc.oneof(
          fc.record({
            kind: fc.constant('bppError'),
            reason: fc.oneof(fc.constantFrom(...Object.keys(bppReasons)), fc.integer({ min: 0, max: 255 })),
          }),
          fc.record({ kind: fc.constant('badMac') }),
          fc.record({ kind: fc.constant('powerLoss'), at: fc.constantFrom('before', 'within', 'after') }),
        ),
      }),
      fc.record({
        layer: fc.constant('server'),
        place: fc.oneof(
          often,
          // Status codes are of RSP; the shops' APIs have none.
          fc.constantFrom(...Object.keys(rspFunctions)).map((which) => ({ interface: which })),
        ),
        fault: fc.oneof(
          fc.record(
            {
              kind: fc.constant('status'),
              subjectCode: fc.constant('8.1'),
              reasonCode: fc.constant('3.10'),
              message: someText,
            },
            { requiredKeys: ['kind', 'subjectCode', 'reasonCode'] },
          ),
          fc.record(
            { kind: fc.constant('http'), status: fc.integer({ min: 200, max: 599 }), body: someText },
            { requiredKeys: ['kind', 'status'] },
          ),
          fc.record(
            { kind: fc.constant('slow'), delayMs: time, bytesPerSecond: count },
            { requiredKeys: ['kind'] },
          ),
          fc.record(
            { kind: fc.constant('field'), name: someText, value: fc.jsonValue({ maxDepth: 2 }) },
            { requiredKeys: ['kind', 'name'] },
          ),
        ),
      }),
    ),
    fc.option(someText, { nil: undefined }),
  )
  .map(([{ layer, place, fault }, name]) => ({
    layer,
    when: place,
    fault,
    ...(name === undefined ? {} : { name }),
  }));

test('every rule can be typed as it is listed', () => {
  fc.assert(
    fc.property(anyRule, (raw) => {
      const rule = parseFaultRule(raw);
      expect(parseFaultRule(writeRuleText(rule))).toEqual(rule);
    }),
  );
});

test('whatever is typed is a rule or is refused', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'apdu',
      'bpp',
      'ES9+.AuthenticateClient',
      'tls',
      '12',
      'removal',
      'sw=6A80',
      'times=1',
      '"',
      '=',
    ),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
      ),
      (text) => {
        try {
          parseFaultRule(text);
        } catch (error) {
          if (!(error instanceof WorkbenchError) || error.code !== 'fault_rule_invalid') throw error;
        }
      },
    ),
  );
});

test('whatever JSON comes is a rule or is refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          layer: fc.constantFrom(...layers),
          when: fc.jsonValue(),
          fault: fc.record({
            kind: fc.constantFrom(...layers.flatMap(faultKinds)),
            value: fc.jsonValue(),
            sw: fc.jsonValue(),
          }),
        }),
      ),
      (input) => {
        try {
          parseFaultRule(input);
        } catch (error) {
          if (!(error instanceof WorkbenchError) || error.code !== 'fault_rule_invalid') throw error;
        }
      },
    ),
  );
});
