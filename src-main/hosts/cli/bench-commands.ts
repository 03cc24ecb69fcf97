/** The commands that edit the simulated bench of an engine: cards, readers, orders, events. */

import { type Command, Option } from 'commander';
import { group, leaf, type Wrap } from './command.ts';
import { parseCount, parseDelay, parseEnd, parseNumber } from './options.ts';

type Hand = typeof import('./commands/bench-by-hand.ts');

export function benchCommands(simulator: Command, wrap: Wrap): void {
  /** What a command does is loaded when it is run; commander gives its arguments, and then its options. */
  const run = (name: keyof Hand) =>
    wrap(async (context, ...input: readonly unknown[]) => {
      const hands = await import('./commands/bench-by-hand.ts');
      return (hands[name] as (...given: readonly unknown[]) => Promise<number>)(context, ...input);
    }) as (...input: unknown[]) => Promise<void>;

  leaf(simulator, 'show', 'show what cards, readers, SM-DP+ and SM-DS of the bench hold').action(run('show'));
  leaf(simulator, 'exchanges', 'list the functions that cards and servers were asked last').action(
    run('exchanges'),
  );

  const cards = group(simulator, 'cards', 'the cards of the simulated bench');
  leaf(cards, 'make', 'make a card')
    .option('--name <text>', 'what it is called')
    .option('--eid <digits>', 'its EID; default: the next of the bench')
    .option('--settings <file>', 'JSON: memory, versions, capabilities, timing and what else a card can be')
    .option('--foreign-ci', 'under a CI that no server knows')
    .option('--into <reader>', 'the empty reader that it is put into, as sim:2')
    .action(run('makeCard'));
  leaf(cards, 'change', 'name a card, or give it other settings; what is on it stays')
    .argument('<card>', 'its number', parseNumber)
    .option('--name <text>', 'what it is called')
    .option('--settings <file>', 'JSON, in place of all settings that it was given')
    .action(run('changeCard'));
  for (const [name, summary] of [
    ['copy', 'make another card like one, with an EID of its own'],
    ['reset', 'make a card as it was made, without what was downloaded to it'],
    ['delete', 'delete a card with all that is on it'],
    ['restore', 'put a deleted card back, or what was taken from one last; while the engine runs'],
  ] as const)
    leaf(cards, name, summary)
      .argument('<card>', 'its number', parseNumber)
      .action(run(`${name}Card`));
  leaf(cards, 'insert', 'put a card into an empty reader')
    .argument('<card>', 'its number', parseNumber)
    .argument('<reader>', 'as sim:2')
    .action(run('insertCard'));
  leaf(cards, 'remove', 'pull a card out of its reader, also in the middle of an operation')
    .argument('<card>', 'its number', parseNumber)
    .option('--back <ms>', 'put it back after that many milliseconds', parseDelay)
    .action(run('removeCard'));

  const readers = group(simulator, 'readers', 'the readers of the simulated bench');
  leaf(readers, 'add', 'add an empty reader').action(run('addReader'));
  leaf(readers, 'remove', 'take a reader away; its card is in none then')
    .argument('<reader>', 'as sim:2')
    .action(run('removeReader'));

  const orders = group(simulator, 'orders', 'the orders of the simulated SM-DP+');
  leaf(orders, 'make', 'make an order of a profile of the library, or of a package')
    .option('--profile <name>', 'of the library', '1-nordlicht')
    .option('--package <file>', 'an unprotected profile package in DER, in place of the library')
    .option('--name <text>', 'profile name')
    .option('--matching-id <text>', 'default: one that nobody guesses')
    .option('--code <text>', 'the confirmation code that is asked for')
    .option('--eid <digits>', 'the only card that may have it')
    .option('--installations <number>', 'how many cards may install it', parseCount)
    .option('--downloads <number>', 'how often it may be handed out', parseCount)
    .option('--expires <when>', 'when it ends, as 2026-12-31T12:00Z', parseEnd)
    .option('--smds', 'register an event at the SM-DS; wants --eid')
    .option('--no-release', 'leave it to be released later')
    .action(run('makeOrder'));
  leaf(orders, 'code', 'print what an order is downloaded with')
    .argument('<order>', 'its name')
    .action(run('orderCode'));
  leaf(orders, 'act', 'release, cancel or reset an order, or set its state by hand')
    .argument('<order>', 'its name')
    .addOption(
      new Option('--to <what>', 'what becomes of it')
        .choices(['release', 'cancel', 'available', 'reset', 'released', 'downloaded', 'installed', 'error'])
        .makeOptionMandatory(),
    )
    .action(run('actOnOrder'));
  leaf(orders, 'expire', 'give an order that was made by hand another end')
    .argument('<order>', 'its name')
    .argument('<when>', 'as 2026-12-31T12:00Z, or never', parseEnd)
    .action(run('expireOrder'));
  leaf(orders, 'remove', 'remove an order that was made by hand')
    .argument('<order>', 'its name')
    .action(run('removeOrder'));
  leaf(orders, 'restore', 'put a removed order back; while the engine runs')
    .argument('<order>', 'its name')
    .action(run('restoreOrder'));

  const events = group(simulator, 'events', 'the events of the simulated SM-DS');
  leaf(events, 'make', 'register an event')
    .argument('<eid>', 'the card that it is for')
    .option('--order <name>', 'the order that it stands for; default: none')
    .action(run('makeEvent'));
  leaf(events, 'delete', 'delete an event')
    .argument('<event>', 'as `simulator show` names it')
    .action(run('deleteEvent'));
}
