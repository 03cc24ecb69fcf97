/** `simulator card` in a process inside a pcscd namespace: card-process.ts PORT PKI STATE [FAULT RULE…]. */

import { parseFaultRule } from '../../../src-main/simulator/faults/index.ts';
import { runCard } from '../../../src-main/simulator/run-card.ts';
import { toWorkbenchError } from '../../../src-shared/errors/index.ts';

const [port = '', pkiDir = '', stateFile = '', ...faults] = process.argv.slice(2);
const rules = faults.map((one) => parseFaultRule(one));
const control = new AbortController();
process.once('SIGTERM', () => control.abort());

for (let left = 50; ; left--) {
  try {
    const vpcd = { host: '127.0.0.2', port: Number(port) };
    const { end } = await runCard({
      vpcd,
      pkiDir,
      stateFile,
      rules,
      signal: control.signal,
      log: console.log,
    });
    console.log(`ended: ${end}`);
    break;
  } catch (error) {
    // pcscd opens its ports a moment after its socket.
    if (left === 0 || toWorkbenchError(error).code !== 'vpcd_unreachable') throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
