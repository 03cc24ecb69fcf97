import { describe, expect, it } from 'vitest';
import { Race } from './race.ts';

const rounds = 50;

describe('two clients and eight readers race for one code, and the engine is killed at random', () => {
  it(`${rounds} rounds: no code is spent twice, and each is on one card, free or burned, as the vault says`, async () => {
    const race = await Race.begin(20_261_127);
    const results = [];
    try {
      for (let round = 0; round < rounds; round++) results.push(await race.run());
    } finally {
      await race.close();
    }
    expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
    // The race was one: it was lost by some, the engine died in some rounds, and codes were and were not used.
    expect(results.filter(({ killed }) => killed).length).toBeGreaterThan(rounds / 3);
    expect(results.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(rounds);
    expect(new Set(results.map(({ state }) => state)).size).toBeGreaterThan(1);
  }, 600_000);
});
