import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeQuery, operatorsOf, parseQuery } from '../../../src-shared/query/index.ts';
import { fields } from './fields.ts';

/** The caret is where the bar stands. */
function complete(text: string, known = {}) {
  const caret = text.indexOf('|');
  const whole = text.replace('|', '');
  const { from, to, items } = completeQuery(whole, caret, fields, known);
  return { replaced: whole.slice(from, to), from, texts: items.map((item) => item.text) };
}

const beginnings = [...Object.keys(fields), 'not', '('];

describe('completion of a query', () => {
  it.each<[string, string, readonly string[]]>([
    ['|', '', beginnings],
    ['not |', '', beginnings],
    ['(|', '', beginnings],
    ["status = 'failed' and |", '', beginnings],
    ['c|', 'c', ['carrier', 'created']],
    ['CR|', 'CR', ['created']],
    ['ca|rrier', 'carrier', ['carrier']],
    ['carrier |', '', operatorsOf.text],
    ['carrier st|', 'st', ['startsWith']],
    ['created <|', '<', ['<>', '<', '<=']],
    ['status |', '', ['=', '<>']],
    ['status = |', '', ["'in_progress'", "'complete'", "'failed'", 'empty']],
    ["status = 'f|", "'f", ["'failed'"]],
    ["status = 'F|ail'", "'Fail'", ["'failed'"]],
    ['status = f|', 'f', ["'failed'"]],
    ['simulated = |', '', ['true', 'false']],
    ['created > -|', '-', ['-1h', '-1d', '-7d', '-30d']],
    ['created > |', '', ['-1h', '-1d', '-7d', '-30d']],
    ['carrier contains |', '', []],
    ["status = 'failed'|", '', ['and', 'or']],
    ["status = 'failed' |", '', ['and', 'or']],
    ["(status = 'failed' |", '', ['and', 'or', ')']],
    ["(status = 'failed') |", '', ['and', 'or']],
    ["status = 'failed' a|", 'a', ['and']],
    ["status = 'failed' | and id = 1", '', ['and', 'or']],
    ['nonsense |', '', []],
    ["status status '|", "'", []],
    ["status = 'failed' )|", '', []],
  ])('%s', (text, replaced, texts) => {
    expect(complete(text)).toMatchObject({ replaced, texts });
  });

  it('offers values that are known, in quotes', () => {
    const known = { carrier: ['Fred', "O'Neill"] };
    expect(complete('carrier = |', known).texts).toEqual(["'Fred'", "'O''Neill'", 'empty']);
    expect(complete("carrier = 'o|", known).texts).toEqual(["'O''Neill'"]);
    expect(complete('carrier = o|', known).texts).toEqual(["'O''Neill'"]);
  });

  it('leads to a query that is read, whatever is chosen', () => {
    /** One more word: of those that are offered, or a value of one's own where none can be known. */
    function goOn(text: string, pick: (items: readonly string[]) => string | undefined): string {
      const items = completeQuery(text, text.length, fields).items.map((item) => item.text);
      const own = / id \S+ $/.test(` ${text}`) ? '12' : "'x'";
      return `${text}${pick(items) ?? own} `;
    }
    const joined = (text: string) => completeQuery(text, text.length, fields).items[0]?.text === 'and';
    const openOf = (text: string) => text.split('( ').length - text.split(') ').length;
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (picks) => {
        let text = '';
        for (const pick of picks) text = goOn(text, (items) => items[pick % items.length]);
        // To its end, by the first thing that is offered.
        while (!joined(text)) text = goOn(text, ([first]) => first);
        text += ') '.repeat(openOf(text));
        expect(parseQuery(text, fields)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, and replaces what the caret is in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, at) => {
        const caret = at % (text.length + 1);
        const { from, to } = completeQuery(text, caret, fields);
        expect(from).toBeLessThanOrEqual(caret);
        expect(to).toBeGreaterThanOrEqual(caret);
      }),
    );
  });
});
