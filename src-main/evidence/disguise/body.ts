/** The body of an HTTP message in disguise: texts in its JSON, and payloads in base64 within it. */

import type { HiddenKind } from '../../../src-shared/model/index.ts';
import type { HttpExchange } from '../../../src-shared/trace.ts';
import { metadataViews } from './apdu-views.ts';
import type { HiddenRange } from './disguise.ts';
import { jsonTokens, literalOf, type Token } from './json-text.ts';
import type { Needle } from './needles.ts';
import { collectFromPayload, collectFromText, collectNamed, secretKind } from './places.ts';
import type { HiddenValues } from './values.ts';
import { pieceOf, replaceInText, Target, View } from './views.ts';

const compressed = /^\s*(gzip|x-gzip|deflate|br|zstd|compress)\b/i;

function header(headers: HttpExchange['requestHeaders'], name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

type Part =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'payload'; readonly token: Token & { kind: 'string' }; readonly target: Target };

/** A text of so many letters is not found in base64 by chance. */
const certainBytes = 6;

/** Bytes that a base64 text stands for; undefined where it is none that a server or an LPA would send. */
function payloadOf(text: string, whole: boolean): Uint8Array | undefined {
  if (text.length < 8 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  if (whole && text.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // What begins as a TLV of SGP.22 or X.509 does, or says something itself; any other may be a name of such letters.
  const first = bytes[0] ?? 0;
  const tlv = (first & 0x1f) === 0x1f || first === 0x30 || first === 0x04 || first === 0x80 || first === 0xa0;
  const says = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return tlv || says || text.length >= 64 ? new Uint8Array(bytes) : undefined;
}

export class BodyDisguise {
  readonly views: View[] = [];
  readonly #bytes: Uint8Array;
  readonly #values: HiddenValues;
  readonly #parts: Part[] = [];
  /** What is no text is looked through as it is. */
  #raw: Target | undefined;
  #unreadable = false;

  /** Notes what there is to hide in it. @param fromCard whether its payloads were made by a card */
  constructor(
    bytes: Uint8Array,
    headers: HttpExchange['requestHeaders'],
    fromCard: boolean,
    values: HiddenValues,
  ) {
    this.#bytes = bytes;
    this.#values = values;
    const text = Buffer.from(bytes).toString();
    if (!Buffer.from(text).equals(bytes)) {
      this.#unreadable = compressed.test(header(headers, 'content-encoding'));
      this.#raw = new Target(bytes);
      this.views.push(new View([pieceOf(this.#raw, 0, bytes.length)]));
      return;
    }
    for (const token of jsonTokens(text)) {
      if (token.kind === 'string') {
        const secret = token.name !== undefined && collectNamed(token.name, token.value, values);
        const payload = secret ? undefined : payloadOf(token.value, token.whole);
        if (payload !== undefined) {
          const target = new Target(payload);
          const view = new View([pieceOf(target, 0, payload.length)]);
          this.views.push(view, ...metadataViews([view]));
          this.#parts.push({ kind: 'payload', token, target });
          collectFromPayload(payload, fromCard, values);
          continue;
        }
      }
      if (token.kind !== 'name') collectFromText(token.kind === 'string' ? token.value : token.text, values);
      this.#parts.push({ kind: 'token', token });
    }
  }

  /** After the values were replaced in its views. */
  finish(
    needles: readonly Needle[],
    count: (needle: Needle) => void,
  ): { readonly bytes: Uint8Array; readonly hidden: readonly HiddenRange[] } {
    if (this.#unreadable)
      return {
        bytes: new Uint8Array(this.#bytes.length),
        hidden: [[0, this.#bytes.length, 'other_secret']],
      };
    if (this.#raw !== undefined) return { bytes: this.#raw.bytes, hidden: this.#raw.hidden };
    const out: Buffer[] = [];
    const hidden: HiddenRange[] = [];
    let at = 0;
    const push = (text: string) => {
      const bytes = Buffer.from(text);
      out.push(bytes);
      at += bytes.length;
    };
    for (const part of this.#parts) {
      const { token } = part;
      if (part.kind === 'payload') {
        const { target } = part;
        // What looks like base64 may be a code of such letters itself.
        const literal = this.#named(part.token, needles, count);
        if (literal !== undefined) {
          hidden.push([at, at + literal.text.length, literal.kind]);
          push(literal.text);
          continue;
        }
        const from = at + 1;
        for (const [start, end, kind] of target.hidden)
          hidden.push([from + Math.floor((start * 4) / 3), from + Math.ceil((end * 4) / 3), kind]);
        push(target.hidden.length === 0 ? token.text : this.#encoded(part.token, target));
        continue;
      }
      let kind = this.#kindOf(token) ?? 'other_secret';
      const changed = this.#rewritten(token, needles, (needle) => {
        kind = needle.kind;
        count(needle);
      });
      if (changed !== token.text) hidden.push([at, at + Buffer.byteLength(changed), kind]);
      push(changed);
    }
    return { bytes: new Uint8Array(Buffer.concat(out)), hidden };
  }

  /** A text of base64's letters in which a hidden text stands as it is. */
  #named(
    token: Token & { kind: 'string' },
    needles: readonly Needle[],
    count: (needle: Needle) => void,
  ): { readonly text: string; readonly kind: HiddenKind } | undefined {
    let kind: HiddenKind | undefined;
    const certain = needles.filter(
      ({ bytes }) => bytes.length >= certainBytes || bytes.length === token.value.length,
    );
    const value = replaceInText(token.value, certain, (needle) => {
      kind = needle.kind;
      count(needle);
    });
    return kind === undefined ? undefined : { text: literalOf(value, token.whole), kind };
  }

  #encoded(token: Token & { kind: 'string' }, target: Target): string {
    const text = Buffer.from(target.bytes).toString('base64');
    // A text that breaks off has no padding, and may end within a group: its last characters stay what they were.
    const same = text.slice(0, token.value.length);
    const value = same.length < token.value.length ? same + token.value.slice(same.length) : same;
    return literalOf(value, token.whole);
  }

  #kindOf(token: Token): HiddenKind | undefined {
    return token.kind === 'string' && token.name !== undefined
      ? secretKind(token.name.toLowerCase().replace(/[^a-z0-9]/g, ''))
      : undefined;
  }

  #rewritten(token: Token, needles: readonly Needle[], count: (needle: Needle) => void): string {
    // Names and words of JSON are those of a specification; a number may be one that is hidden.
    if (token.kind === 'name') return token.text;
    if (token.kind === 'other')
      return replaceInText(
        token.text,
        needles.filter(({ digits }) => digits),
        count,
      );
    const kind = this.#kindOf(token);
    const known = kind === undefined ? token.value : this.#values.textOf(kind, token.value);
    const value = known === token.value ? replaceInText(token.value, needles, count) : known;
    return value === token.value ? token.text : literalOf(value, token.whole);
  }
}
