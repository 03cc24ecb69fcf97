import type { RetentionSettings } from '../../src-shared/model/index.ts';

/** What stands in the fields; empty: for ever, or any size. */
export interface RetentionDraft {
  readonly traces: string;
  readonly operations: string;
  readonly gigabytes: string;
}

const GIGABYTE = 1_000_000_000;

export function draftOf({ tracesDays, operationsDays, maxBytes }: RetentionSettings): RetentionDraft {
  return {
    traces: tracesDays === null ? '' : String(tracesDays),
    operations: operationsDays === null ? '' : String(operationsDays),
    gigabytes: maxBytes === null ? '' : String(maxBytes / GIGABYTE),
  };
}

function days(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= 36_500 ? value : undefined;
}

function bytes(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = /^\d{1,6}([.,]\d{1,9})?$/.test(text.trim())
    ? Math.round(Number(text.replace(',', '.')) * GIGABYTE)
    : 0;
  return value >= 10_000_000 ? value : undefined;
}

/** The settings that the fields mean; a field that means none is undefined. */
export function settingsOf(draft: RetentionDraft): {
  readonly [K in keyof RetentionSettings]: RetentionSettings[K] | undefined;
} {
  return {
    tracesDays: days(draft.traces),
    operationsDays: days(draft.operations),
    maxBytes: bytes(draft.gigabytes),
  };
}

export function isWhole(settings: ReturnType<typeof settingsOf>): settings is RetentionSettings {
  return Object.values(settings).every((value) => value !== undefined);
}
