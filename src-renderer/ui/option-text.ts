import { useCallback } from 'react';
import { usePreferences } from '../state/preferences.ts';

/**
 * What an option of a list shows, where the mask of a style sheet does not reach: of numbers the last four digits, which tell
 * cards apart; of names their place in the list.
 * `at`: that place, from 0.
 */
function maskedOption(text: string, at: number): string {
  const digits = text.replace(/\s/g, '');
  return /^\d{8,}$/.test(digits) ? `… ${digits.slice(-4)}` : `•••••• (${at + 1})`;
}

/** The text of an option that is private: as it is, or masked. */
export function useOptionText(): (text: string, at: number) => string {
  const { masked } = usePreferences();
  return useCallback((text, at) => (masked ? maskedOption(text, at) : text), [masked]);
}
