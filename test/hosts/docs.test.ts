import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addCommands } from '../../src-main/hosts/cli/commands.ts';
import { exitCodeTexts } from '../../src-main/hosts/cli/exit-codes.ts';
import { parseFaultRule } from '../../src-main/simulator/faults/index.ts';
import { kindsByLayer } from '../../src-main/simulator/faults/rule-text.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/cli.md'), 'utf8');

function leaves(command: Command, path: readonly string[] = []): { path: string; command: Command }[] {
  if (command.commands.length === 0) return [{ path: path.join(' '), command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

function commands() {
  const program = new Command();
  addCommands(program, () => async () => {});
  return leaves(program);
}

test('docs/cli.md names every command and every option', () => {
  expect(commands().length).toBeGreaterThan(20);
  for (const { path, command } of commands()) {
    expect(page).toMatch(new RegExp(`\`${path}[ \`]`));
    for (const option of command.options)
      expect(page, `${path} ${option.flags}`).toContain(option.long ?? '');
  }
});

test('docs/cli.md names every exit code with its meaning', () => {
  for (const [code, meaning] of exitCodeTexts)
    expect(page.replaceAll('`', '')).toContain(`| ${code} | ${meaning} |`);
});

test('docs/cli.md names every fault of every layer, and every condition of a rule', () => {
  for (const kinds of Object.values(kindsByLayer))
    for (const { word, details = {} } of kinds)
      for (const name of [word, ...Object.keys(details)]) expect(page).toMatch(new RegExp(`\`${name}[=\`]`));
  for (const name of ['after', 'every', 'times', 'probability', 'seed', 'card', 'reader', 'command', 'name'])
    expect(page).toContain(`\`${name}=`);
});

test('docs/simulated-servers.md has rules for the shops alone, and each is one', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/simulated-servers.md'), 'utf8');
  const rules = [...text.matchAll(/`((?:Octopus|Connect|ES2\+)[.\w]* [^`]+)`/g)].map(([, rule = '']) => rule);
  expect(rules.length).toBeGreaterThan(15);
  for (const rule of rules) expect(() => parseFaultRule(rule), rule).not.toThrow();
  for (const kind of ['twice', 'price', 'order', 'shows', 'listsLate', 'noCode', 'delivery'])
    expect(rules.some((rule) => parseFaultRule(rule).fault.kind === kind)).toBe(true);
});

test.each(['docs/cli.md', 'docs/simulator.md', 'README.md'])('every fault rule in %s is one', (file) => {
  const text = readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8');
  const rules = [...text.matchAll(/(?:--fault|faults add) '([^']+)'/g)].map(([, rule = '']) => rule);
  for (const rule of rules) expect(() => parseFaultRule(rule), rule).not.toThrow();
  if (file !== 'docs/simulator.md') expect(rules.length).toBeGreaterThan(1);
});
