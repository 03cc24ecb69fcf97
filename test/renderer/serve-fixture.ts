/** `node test/renderer/serve-fixture.ts [full|simulated|none|error] [port]`: the window on made-up data, for developing it. */

import { buildWindow } from './build-window.ts';
import type { Scenario } from './fixture-api.ts';
import { startFixtureServer } from './fixture-server.ts';

const [scenario = 'full', port = '5199'] = process.argv.slice(2);
const { folder, remove } = await buildWindow();
const server = await startFixtureServer(folder, scenario as Scenario, { port: Number(port), pace: 400 });
console.log(server.address());
process.on('SIGINT', () => {
  void Promise.all([server.close(), remove()]).then(() => process.exit(0));
});
