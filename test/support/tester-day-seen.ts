import { expect } from 'vitest';
import type { TesterDay } from './tester-day.ts';

/** What the tester has to see, in whatever window. */
export function expectTesterDay({ axe, mark, faulty, clean, rule }: TesterDay): void {
  for (const [view, found] of Object.entries(axe)) expect(found, view).toEqual([]);
  expect(Object.keys(axe)).toHaveLength(10);
  expect(mark).toEqual(['1 fault is on', 0]);
  expect(rule).toMatch(/^ES9\+\.GetBoundProfilePackage http=500 \| [1-9]\d* \| [1-9]\d*$/);
  // It failed, the sentence says why, the code can be used again, and nothing is on the card.
  expect(faulty.lpa).toMatch(/Failed/i);
  expect(faulty.lpa).toContain('answered ES9+.GetBoundProfilePackage with HTTP status 500');
  expect(faulty.lpa).toContain('Activation code: can be used again');
  expect(faulty.card).toContain('No profile');
  expect(faulty.smdp).toMatch(/Nordlicht Basis of the tester\s*released/);
  // It succeeded, and both sides have it.
  expect(clean.card).toMatch(/Nordlicht Basis of the tester\s*Enabled/i);
  expect(clean.smdp).toMatch(/Nordlicht Basis of the tester\s*installed/);
  expect(clean.lpa).toContain('Activation code: used up');
  expect(clean.verdict).toBe('All sides agree.');
}
