/** `npm run soak [ROUNDS [SEED]]`: the race for one activation code, a thousand rounds; tells each that is not as it must be. */

import { Race } from '../test/race/race.ts';

const rounds = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const race = await Race.begin(seed);
const states = new Map<string, number>();
let killed = 0;
let bad = 0;
console.log(`${rounds} rounds, seed ${seed}`);
try {
  for (let round = 1; round <= rounds; round++) {
    const result = await race.run();
    states.set(result.state, (states.get(result.state) ?? 0) + 1);
    if (result.killed) killed++;
    if (result.faults.length > 0) {
      bad++;
      console.log(`round ${round}: ${result.faults.join('; ')}`);
    }
    if (round % 50 === 0)
      console.log(
        `${round} rounds, ${killed} with a killed engine, ${bad} bad; ${[...states].map(([state, count]) => `${state} ${count}`).join(', ')}`,
      );
  }
} finally {
  await race.close();
}
console.log(`${rounds} rounds, ${killed} with a killed engine, ${bad} bad`);
process.exitCode = bad === 0 ? 0 : 1;
