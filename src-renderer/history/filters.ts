import { z } from 'zod';

const KEY = 'euicc-workbench.history-filters';
const MOST = 50;

export const savedFilter = z.object({ name: z.string().min(1).max(60), query: z.string().max(8000) });
export type SavedFilter = z.infer<typeof savedFilter>;

/** The filters that were saved in this browser. What is damaged there is as if it were not. */
export function readFilters(): readonly SavedFilter[] {
  try {
    const parsed = z
      .array(savedFilter)
      .max(MOST)
      .safeParse(JSON.parse(window.localStorage.getItem(KEY) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** Keeps filters in this browser, the newest first; where it keeps nothing, they last as long as the window. */
export function writeFilters(filters: readonly SavedFilter[]): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(filters.slice(0, MOST)));
  } catch {
    // Storage that is full or forbidden is no reason to stop.
  }
}

/** The query with one more condition, or without it where it has it already. */
export function withCondition(query: string, condition: string): string {
  const parts = query
    .trim()
    .split(/ and /i)
    .filter((part) => part !== '');
  if (parts.includes(condition)) return parts.filter((part) => part !== condition).join(' and ');
  const plain = query.trim() === '' || !/ or /i.test(query);
  return query.trim() === '' ? condition : `${plain ? query.trim() : `(${query.trim()})`} and ${condition}`;
}

export function hasCondition(query: string, condition: string): boolean {
  return query.trim().split(/ and /i).includes(condition);
}
