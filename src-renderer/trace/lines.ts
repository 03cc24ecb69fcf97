import type { TraceLine } from '../../src-shared/model/index.ts';
import { formatBytes, instructionName, remarkText, statusWordClass } from '../../src-shared/texts.ts';

export type KindFilter = 'all' | TraceLine['kind'];

/** What one line says in short: `STORE DATA · 143 B`, `POST smdp.example.com`, a note's sentence. */
export function exchangeText(line: TraceLine): string {
  switch (line.kind) {
    case 'apdu': {
      const sent = line.command.length / 2;
      const received = line.response === undefined ? 0 : line.response.length / 2;
      return `${instructionName(line.command)} · ${formatBytes(sent)} → ${formatBytes(received)}`;
    }
    case 'http': {
      const received = line.responseBytes === undefined ? '' : ` → ${formatBytes(line.responseBytes)}`;
      return `${line.method} ${hostOf(line.url)} · ${formatBytes(line.requestBytes)}${received}`;
    }
    case 'note':
      return remarkText(line.code, line.params);
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export function purposeOf(line: TraceLine): string {
  return line.kind === 'note' ? '' : line.purpose;
}

/** `9000`, `204`; undefined where there was no answer. */
export function resultOf(
  line: TraceLine,
): { readonly text: string; readonly tone: 'good' | 'more' | 'bad' } | undefined {
  switch (line.kind) {
    case 'apdu':
      return line.statusWord === undefined
        ? undefined
        : { text: line.statusWord, tone: statusWordClass(line.statusWord) };
    case 'http':
      return line.status === undefined
        ? undefined
        : { text: String(line.status), tone: line.status < 300 ? 'good' : 'bad' };
    case 'note':
      return undefined;
  }
}

export function isProblem(line: TraceLine): boolean {
  if (line.kind === 'note') return false;
  return line.error !== undefined || resultOf(line)?.tone === 'bad';
}

/** Whether a line shows the text that is looked for; bytes are found with or without spaces. */
export function lineMatches(line: TraceLine, query: string): boolean {
  if (query === '') return true;
  if (purposeOf(line).toLowerCase().includes(query) || exchangeText(line).toLowerCase().includes(query))
    return true;
  if (resultOf(line)?.text.toLowerCase().startsWith(query) === true) return true;
  if (line.kind === 'http') return line.url.toLowerCase().includes(query);
  if (line.kind !== 'apdu') return false;
  const hex = query.replace(/\s+/g, '').toUpperCase();
  return (
    /^[0-9A-F]{2,}$/.test(hex) && (line.command.includes(hex) || (line.response?.includes(hex) ?? false))
  );
}

export interface TraceTotals {
  readonly apdus: number;
  readonly apduMs: number;
  readonly https: number;
  readonly httpMs: number;
}

export function totalsOf(lines: readonly TraceLine[]): TraceTotals {
  const totals = { apdus: 0, apduMs: 0, https: 0, httpMs: 0 };
  for (const line of lines) {
    if (line.kind === 'apdu') {
      totals.apdus++;
      totals.apduMs += line.durationMs;
    } else if (line.kind === 'http') {
      totals.https++;
      totals.httpMs += line.durationMs;
    }
  }
  return totals;
}
