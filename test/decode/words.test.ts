import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeInput, saidText, statusWordMeaning } from '../../src-main/decode/index.ts';
import * as profileElements from '../../src-main/decode/profile-element.ts';
import { spokenValue } from '../../src-main/decode/said.ts';
import { Certificate } from '../../src-main/decode/x509.ts';
import { buildTrustAnchor } from '../../src-main/es9/certificate.ts';
import { fieldCis } from '../../src-main/es9/field-ci.ts';
import * as rsp from '../../src-main/rsp/index.ts';
import type { Definition } from '../../src-main/tlv/index.ts';
import { consoleFunctions } from '../../src-main/workbench/console/parse.ts';
import { toHex } from '../../src-shared/bytes.ts';
import type { TraceNode } from '../../src-shared/model/index.ts';
import { texts as de } from '../../src-shared/texts/de/index.ts';
import { decodeNames, decodePhrases, ownNames } from '../../src-shared/texts/decode-words.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as zh } from '../../src-shared/texts/zh/index.ts';
import {
  capabilityWord,
  decodedTitleText,
  nodeLabelText,
  nodeValueText,
  wordsText,
} from '../../src-shared/texts.ts';

afterEach(() => speak('en', {}));

const all = (nodes: readonly TraceNode[]): TraceNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
const find = (nodes: readonly TraceNode[], label: string) =>
  all(nodes).find((node) => node.label === label) ?? expect.fail(`no ${label}`);

/** The names that values of a declaration have. */
function namesIn(definition: Definition): readonly string[] {
  switch (definition.kind) {
    case 'integer':
      return Object.keys(definition.names ?? {});
    case 'bits':
      return definition.names;
    case 'sequence':
      return definition.fields.flatMap((field) => namesIn(field.definition));
    case 'choice':
      return definition.alternatives.flatMap((one) => namesIn(one.definition));
    case 'sequenceOf':
      return namesIn(definition.item);
    case 'explicit':
    case 'captured':
      return namesIn(definition.inner);
    default:
      return [];
  }
}

const isSchema = (value: unknown): value is { readonly definition: Definition } =>
  typeof value === 'object' && value !== null && 'definition' in value;

const examples: readonly string[] = [
  '81E2910003BF2E00',
  '00A40804047FFF6F07',
  '00A4000C023F00',
  '00B2010426',
  '0070000001',
  '80F2000C00',
  '80AA000 00AA9088100820101830107',
  '621B8202782183023F00A509800171830400018D088A01058B032F0601',
  'D009810301250182028182',
  'D00F8103010104820281828301008501AA',
  'E30B9F70010195010299020560',
  'BF3103800101',
  'BF230A8201018301FF5F4901AA',
  'BF360A',
  '6A82',
  '6115',
  '6C10',
  '63C1',
  '63C2',
  'BF31038001059000',
  toHex(buildTrustAnchor(fieldCis[2] ?? expect.fail('no CI'))),
];

/** What is decoded, and whether its title is a name of its own. */
const titled: readonly (readonly [text: string, own: boolean])[] = [
  ['81E2910003BF2E00', false],
  ['6A82', false],
  ['BF2D00', false],
  ['BF2D02A000', false],
  ['620482024121', false],
  ['D009810301250182028182', false],
  ['A906810500010203', false],
  ['A010800101810101A1098001028101010101FF', false],
  [`8610${'00'.repeat(16)}`, false],
  ['LPA:1$smdp.example.com$ABC-DEF', false],
  ['0000', false],
  ['E30B9F70010195010299020560', true],
  ['89049032123451234512345678901235', true],
  ['{}', true],
];

describe.each([
  ['de', de],
  ['zh', zh],
] as const)('decoded trees in %s', (language, texts) => {
  it('say every phrase and every label of ours in it, and the rest as it is', () => {
    const english = new Set<string>(decodePhrases);
    let words = 0;
    for (const example of examples) {
      speak('en', {});
      const { nodes } = decodeInput(example);
      for (const node of all(nodes)) {
        speak('en', {});
        const plain = nodeValueText(node);
        expect(plain).toBe(node.value);
        expect(nodeLabelText(node)).toBe(node.label);
        speak(language, texts);
        if (node.words === undefined) {
          expect(nodeValueText(node)).toBe(plain);
          expect(english.has(plain ?? '') && plain !== 'EF').toBe(false);
          continue;
        }
        words += 1;
        for (const word of node.words)
          if (typeof word === 'object' && 'phrase' in word)
            expect(
              Object.hasOwn(texts.decodeWords.phrases, word.phrase) ||
                Object.hasOwn(texts.phrases, word.phrase),
              word.phrase,
            ).toBe(true);
      }
    }
    expect(words).toBeGreaterThan(60);
  });

  it('name the meaning of every status word', () => {
    const all = Array.from({ length: 0x4000 }, (_, at) => spokenValue(statusWordMeaning(0x6000 + at)));
    const meanings = new Map(all.map(({ value, words = [] }) => [value, words]));
    expect(meanings.size).toBeGreaterThan(500);
    for (const [value, words] of meanings) expect(wordsText(words)).toBe(value);
    speak(language, texts);
    for (const [value = '', words] of meanings) {
      const said = wordsText(words);
      if (language === 'zh') expect(said, value).toMatch(/\p{Script=Han}/u);
      else expect(said).not.toBe(value);
    }
  });

  it('say what it is in it, but for the names of the specifications', () => {
    for (const [text, own] of titled) {
      speak('en', {});
      const decoded = decodeInput(text);
      expect(decodedTitleText(decoded)).toBe(decoded.title);
      speak(language, texts);
      const said = decodedTitleText(decoded);
      if (own) expect(said).toBe(decoded.title);
      else if (language === 'zh') expect(said, decoded.title).toMatch(/\p{Script=Han}/u);
      else expect(said).not.toBe(decoded.title);
    }
  });

  it('have a word for each field of a request in the console', () => {
    const functions = consoleFunctions();
    speak(language, texts);
    for (const { fields } of functions)
      for (const { type, typeWords = [] } of fields) expect(wordsText(typeWords), type).not.toBe(type);
  });
});

it('a title is put together in the language', () => {
  const title = (text: string) => decodedTitleText(decodeInput(text));
  speak('de', de);
  expect(title('6115')).toBe('Antwort-APDU, mehr Daten verfügbar: 21 Byte');
  expect(title('BF2D00')).toBe('ES10c.GetProfilesInfo, Anfrage');
  speak('zh', zh);
  expect(title('E3005A00')).toBe('2 个 TLV');
});

describe('named values', () => {
  it('have a word each, or are names of the field', () => {
    const schemas = [...Object.values(rsp), ...Object.values(profileElements), Certificate].filter(isSchema);
    const names = new Set(schemas.flatMap(({ definition }) => namesIn(definition)));
    expect(names.size).toBeGreaterThan(60);
    const known = new Set<string>(decodeNames);
    const without = [...names].filter(
      (name) => !known.has(name) && !ownNames.has(name) && capabilityWord(name) === undefined,
    );
    expect(without).toEqual([]);
  });

  it('stand with the name and the number of the specification behind the word', () => {
    const { nodes } = decodeInput('E30B9F70010195010299020560');
    const value = (label: string) => nodeValueText(find(nodes, label));
    expect([value('profileState'), value('profileClass')]).toEqual(['enabled (1)', 'operational (2)']);
    speak('de', de);
    expect([value('profileState'), value('profileClass')]).toEqual([
      'aktiv (enabled, 1)',
      'betrieblich (operational, 2)',
    ]);
    expect(value('profilePolicyRules')).toBe(
      'PPR1, darf nicht deaktiviert werden (ppr1), PPR2, darf nicht gelöscht werden (ppr2)',
    );
    speak('zh', zh);
    expect(value('profileState')).toBe('已启用 (enabled, 1)');
  });
});

describe('what is from outside', () => {
  it('is never taken for a word of ours', () => {
    // The nickname is `enabled`, the provider `none`.
    const { nodes } = decodeInput('E30F9007656E61626C656491046E6F6E65');
    const json = decodeInput('{"data":"none","header":{"headers":"true"}}').nodes;
    speak('de', de);
    expect([find(nodes, 'profileNickname'), find(nodes, 'serviceProviderName')].map(nodeValueText)).toEqual([
      'enabled',
      'none',
    ]);
    expect(find(json, 'data')).toMatchObject({ label: 'data', value: 'none' });
    expect(nodeLabelText(find(json, 'header'))).toBe('header');
    expect(nodeLabelText(find(json, 'body'))).toBe('Inhalt');
  });

  it('stands in the words as it came', () => {
    const [node] = decodeInput(examples.at(-1) ?? '').nodes;
    speak('de', de);
    expect(nodeValueText(node ?? expect.fail('no node'))).toBe(
      'O=GSM Association, CN=GSM Association - RSP2 Root CI1; von sich selbst ausgestellt; gültig bis 2052-02-21 23:59:59 UTC',
    );
  });

  it('a status code of a server is told by its codes', () => {
    const { nodes } = decodeInput(
      '{"header":{"functionExecutionStatus":{"statusCodeData":{"subjectCode":"8.2.6","reasonCode":"3.8"}}}}',
    );
    const node = find(nodes, 'statusCodeData');
    expect(node.value).toContain('The matching ID is not accepted');
    speak('zh', zh);
    expect(nodeValueText(node)).toContain('匹配标识不被接受');
  });
});

it('no phrase is in the list that nothing says', () => {
  const folder = resolve(import.meta.dirname, '../../src-main');
  const files = ['decode', 'workbench/console'].flatMap((room) =>
    readdirSync(join(folder, room)).map((file) => readFileSync(join(folder, room, file), 'utf8')),
  );
  const sources = [...files, readFileSync(join(folder, 'workbench/trace-view.ts'), 'utf8')].join('\n');
  const unused = decodePhrases.filter((phrase) => !sources.includes(`'${phrase}'`));
  // Made of a word and `reset`.
  expect(unused.filter((phrase) => !phrase.endsWith(' reset') || phrase.includes('UICC'))).toEqual([]);
  expect(saidText(statusWordMeaning(0x9000))).toBe('normal ending');
});
