/** A query as a condition of SQL: columns and operators from fixed tables, values as bound parameters, and nothing else. */

import type Database from 'better-sqlite3';
import { type Query, type QueryCondition, type QueryValue, timeOf } from '../../src-shared/query/index.ts';
import type { Column } from './fleet-tables.ts';

export interface Sql {
  readonly sql: string;
  readonly params: readonly Database.Value[];
}

export interface QueryContext {
  readonly columns: Readonly<Record<string, Column>>;
  /** What relative times are relative to, in milliseconds since 1970. */
  readonly now: number;
  /** The id of the bench. */
  readonly customerId: string;
}

/** Texts as they are compared where letters beyond ASCII are in question; in SQL as the function `fold`. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** To be called once for each connection on which queries are run. */
export function defineFold(db: Database): void {
  db.function('fold', { deterministic: true, directOnly: true }, (value) =>
    typeof value === 'string' ? fold(value) : value,
  );
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Behind every text that begins with the same characters. */
const last = '\u{10FFFF}\u{10FFFF}';

class Compiler {
  readonly #context: QueryContext;

  constructor(context: QueryContext) {
    this.#context = context;
  }

  query(query: Query, negated: boolean): Sql {
    switch (query.type) {
      case 'condition':
        return this.#condition(query, negated);
      case 'not':
        return this.query(query.part, !negated);
      default: {
        // De Morgan: so every `not` comes to stand at a condition, which knows what it means of what is unset.
        const joint = (query.type === 'and') === negated ? ' OR ' : ' AND ';
        const parts = query.parts.map((part) => this.query(part, negated));
        return {
          sql: `(${parts.map(({ sql }) => sql).join(joint)})`,
          params: parts.flatMap(({ params }) => params),
        };
      }
    }
  }

  #condition({ field, operator, value }: QueryCondition, negated: boolean): Sql {
    const column = this.#context.columns[field];
    // The parser has taken it from the table of the same list.
    if (column === undefined) throw new RangeError(`the list has no column for ${field}`);
    const unequal = operator === '<>';
    const positive = unequal ? '=' : operator;
    const inverse = unequal !== negated;
    const plain =
      value.kind === 'empty'
        ? this.#empty(column)
        : value.kind === 'text'
          ? this.#text(column, positive, value.text)
          : this.#compare(column, positive, this.#bound(value), '');
    // What is unset makes a comparison NULL: no match, and so one of its opposite.
    return inverse ? { sql: `(${plain.sql}) IS NOT TRUE`, params: plain.params } : plain;
  }

  #bound(value: QueryValue): Database.Value {
    if (value.kind === 'number') return value.number;
    if (value.kind === 'boolean') return value.value ? 1 : 0;
    const at = timeOf(value, this.#context.now);
    if (at === undefined) throw new RangeError(`a value of the kind ${value.kind} is no number`);
    return at;
  }

  #params(column: Column, ...values: readonly Database.Value[]): readonly Database.Value[] {
    return column.customer ? [this.#context.customerId, ...values] : values;
  }

  #compare(column: Column, operator: string, value: Database.Value, collation: string): Sql {
    return { sql: `${column.sql} ${operator} ?${collation}`, params: this.#params(column, value) };
  }

  #empty(column: Column): Sql {
    const params = this.#params(column);
    switch (column.unset) {
      case 'never':
        return { sql: '0', params: [] };
      case 'null':
        return { sql: `${column.sql} IS NULL`, params };
      case 'empty':
        return { sql: `${column.sql} = ''`, params };
      case 'both':
        return { sql: `ifnull(${column.sql}, '') = ''`, params };
    }
  }

  #text(column: Column, operator: Exclude<QueryCondition['operator'], '<>'>, text: string): Sql {
    const { writing } = column;
    const anyCase = writing === 'any';
    const collation = anyCase ? ' COLLATE NOCASE' : '';
    const value = writing === 'upper' ? text.toUpperCase() : writing === 'lower' ? text.toLowerCase() : text;
    // NOCASE knows ASCII alone; `fold` knows all letters, and no index.
    const folded = anyCase && !isAscii(text);
    switch (operator) {
      case '=':
        return folded
          ? { sql: `fold(${column.sql}) = ?`, params: this.#params(column, fold(text)) }
          : this.#compare(column, '=', value, collation);
      case 'startsWith':
        if (folded)
          return { sql: `instr(fold(${column.sql}), ?) = 1`, params: this.#params(column, fold(text)) };
        return {
          sql: `(${column.sql} >= ?${collation} AND ${column.sql} <= ?${collation})`,
          params: [...this.#params(column, value), ...this.#params(column, value + last)],
        };
      case 'contains':
      case 'endsWith': {
        const of = folded ? `fold(${column.sql})` : anyCase ? `lower(${column.sql})` : column.sql;
        const sought = folded ? fold(text) : anyCase ? text.toLowerCase() : value;
        if (operator === 'contains')
          return { sql: `instr(${of}, ?) > 0`, params: this.#params(column, sought) };
        if (sought === '') return { sql: `${column.sql} IS NOT NULL`, params: this.#params(column) };
        const length = [...sought].length;
        return { sql: `substr(${of}, ?) = ?`, params: this.#params(column, -length, sought) };
      }
      default:
        return this.#compare(column, operator, value, collation);
    }
  }
}

/** The condition that a query is; of none, one that all rows meet. */
export function compileQuery(query: Query | undefined, context: QueryContext): Sql {
  return query === undefined ? { sql: '1', params: [] } : new Compiler(context).query(query, false);
}
