/**
 * Reads the ASN.1 module of SGP.22, as much of the notation as it uses: an independent way from the specification's text
 * to the tags on the wire, which the declarations are compared with.
 */

export type TagClass = 'APPLICATION' | 'CONTEXT' | 'PRIVATE';
export interface AsnTag {
  readonly tagClass: TagClass;
  readonly number: number;
}
export interface Size {
  readonly min: number;
  readonly max: number;
}
export type AsnType =
  | { readonly kind: 'tagged'; readonly tag: AsnTag; readonly inner: AsnType }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'sequence' | 'choice'; readonly fields: readonly AsnField[] }
  | { readonly kind: 'sequenceOf'; readonly item: AsnType }
  | { readonly kind: 'integer' | 'bits'; readonly names: Readonly<Record<string, number>> | undefined }
  | { readonly kind: 'octets' | 'utf8'; readonly size: Size | undefined }
  | { readonly kind: 'boolean' | 'oid' };
export interface AsnField {
  readonly name: string;
  readonly type: AsnType;
  readonly optional: boolean;
}

export function readModule(text: string): ReadonlyMap<string, AsnType> {
  return new Reader(text).assignments();
}

/** Whether automatic tagging numbers the fields: only where none of them has a tag written beside it (X.680 §25.3). */
export function isAutomatic(fields: readonly AsnField[]): boolean {
  return fields.every(({ type }) => type.kind !== 'tagged');
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    const plain = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/--.*$/gm, ' ');
    this.#tokens = plain.match(/::=|\.\.|[[\]{}(),;|]|[A-Za-z][\w-]*|\d+/g) ?? [];
  }

  assignments(): Map<string, AsnType> {
    const out = new Map<string, AsnType>();
    this.#skipPast('BEGIN');
    if (this.#peek() === 'IMPORTS') this.#skipPast(';');
    while (this.#peek() !== 'END') {
      const name = this.#next();
      if (this.#peek() === '::=') {
        this.#next();
        out.set(name, this.#type());
      } else {
        // A value, as `id-rsp OBJECT IDENTIFIER ::= { … }`.
        this.#skipPast('::=');
        this.#skipPast('}');
      }
    }
    return out;
  }

  #peek(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('the module ends too early');
    return token;
  }

  #next(): string {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`${this.#peek()} where ${token} was expected`);
  }

  #skipPast(token: string): void {
    while (this.#next() !== token);
  }

  #type(): AsnType {
    const type = this.#plainType();
    const size = this.#constraint();
    return type.kind === 'octets' || type.kind === 'utf8' ? { ...type, size } : type;
  }

  #plainType(): AsnType {
    const token = this.#next();
    switch (token) {
      case '[': {
        const first = this.#next();
        const named = first === 'APPLICATION' || first === 'PRIVATE';
        const number = Number(named ? this.#next() : first);
        this.#expect(']');
        this.#take('IMPLICIT');
        return { kind: 'tagged', tag: { tagClass: named ? first : 'CONTEXT', number }, inner: this.#type() };
      }
      case 'SEQUENCE':
        if (this.#take('OF')) return { kind: 'sequenceOf', item: this.#type() };
        return { kind: 'sequence', fields: this.#fields() };
      case 'CHOICE':
        return { kind: 'choice', fields: this.#fields() };
      case 'INTEGER':
        return { kind: 'integer', names: this.#names() };
      case 'BIT':
        this.#expect('STRING');
        return { kind: 'bits', names: this.#names() };
      case 'OCTET':
        this.#expect('STRING');
        return { kind: 'octets', size: undefined };
      case 'UTF8String':
        return { kind: 'utf8', size: undefined };
      case 'BOOLEAN':
        return { kind: 'boolean' };
      case 'OBJECT':
        this.#expect('IDENTIFIER');
        return { kind: 'oid' };
      default:
        return { kind: 'reference', name: token };
    }
  }

  #fields(): AsnField[] {
    const out: AsnField[] = [];
    this.#expect('{');
    while (!this.#take('}')) {
      const name = this.#next();
      const type = this.#type();
      let optional = this.#take('OPTIONAL');
      if (this.#take('DEFAULT')) {
        this.#next();
        optional = true;
      }
      this.#take(',');
      out.push({ name, type, optional });
    }
    return out;
  }

  #names(): Record<string, number> | undefined {
    if (!this.#take('{')) return undefined;
    const out: Record<string, number> = {};
    while (!this.#take('}')) {
      const name = this.#next();
      this.#expect('(');
      out[name] = Number(this.#next());
      this.#expect(')');
      this.#take(',');
    }
    return out;
  }

  /** `(SIZE(10))`, `(SIZE (1..16))`, `(SIZE(20|32))`. */
  #constraint(): Size | undefined {
    if (!this.#take('(')) return undefined;
    this.#expect('SIZE');
    this.#expect('(');
    const numbers: number[] = [];
    for (let token = this.#next(); token !== ')'; token = this.#next())
      if (/^\d+$/.test(token)) numbers.push(Number(token));
    this.#expect(')');
    return { min: Math.min(...numbers), max: Math.max(...numbers) };
  }
}
