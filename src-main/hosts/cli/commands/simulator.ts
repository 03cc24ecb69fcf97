import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

export async function listCodes(context: Context): Promise<number> {
  const engine = await context.engine();
  const codes = await engine.call('simulator.codes', {});
  context.output.result(codes, () =>
    table(
      codes.map((code) => [code.activationCode, code.profileName, code.confirmationCode ?? '', code.state]),
      ['ACTIVATION CODE', 'PROFILE', 'CONFIRMATION CODE', 'STATE'],
    ),
  );
  return exitCodes.ok;
}

export async function runSimulatedCard(_context: Context, _options: object): Promise<number> {
  throw new Error('not yet');
}

export async function runSimulatedSmdp(_context: Context, _options: object): Promise<number> {
  throw new Error('not yet');
}
