/** The commands about readers, cards, their profiles and their notifications, with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type ReaderChoice, type Wrap, type Yes } from './command.ts';
import { parseCount, parseNumber, readerOption, yesOption } from './options.ts';

export function readerCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/reader.ts');
  const reader = group(program, 'reader', 'the readers and what is in them');
  leaf(reader, 'list', 'list the readers').action(
    wrap(async (context, _options: object) => (await commands()).listReaders(context)),
  );
  leaf(reader, 'watch', 'list the readers again whenever something changes, until Ctrl-C').action(
    wrap(async (context, _options: object) => (await commands()).watchReaders(context)),
  );
  const which = 'its name, its index or its id';
  leaf(reader, 'name', 'give a reader a name of its own')
    .argument('<reader>', which)
    .argument('[name]', 'the name; without one it is taken away')
    .action(
      wrap(async (context, text: string, name: string | undefined, _options: object) =>
        (await commands()).nameReader(context, text, name),
      ),
    );
  leaf(reader, 'place', 'say in which slot of the bench a reader stands')
    .argument('<reader>', which)
    .argument('[slot]', 'its number; without one it is taken away', parseCount)
    .action(
      wrap(async (context, text: string, place: number | undefined, _options: object) =>
        (await commands()).placeReader(context, text, place),
      ),
    );
}

export function cardCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/card.ts');
  const card = group(program, 'card', 'the card in a reader');
  leaf(card, 'info', 'read the card: EID, memory, capabilities')
    .option(...readerOption)
    .action(wrap(async (context, options: ReaderChoice) => (await commands()).cardInfo(context, options)));
  leaf(card, 'reset-memory', 'delete what is on the card (SGP.22 §5.7.19 eUICCMemoryReset)')
    .option(...readerOption)
    .option('--operational-profiles', 'delete the operational profiles')
    .option('--test-profiles', 'delete the test profiles that were loaded in the field')
    .option('--default-smdp-address', 'reset the default SM-DP+ address')
    .option(...yesOption)
    .action(
      wrap(
        async (
          context,
          options: ReaderChoice &
            Yes & {
              readonly operationalProfiles?: boolean;
              readonly testProfiles?: boolean;
              readonly defaultSmdpAddress?: boolean;
            },
        ) => (await commands()).resetMemory(context, options),
      ),
    );
  leaf(card, 'default-smdp', 'show or set the default SM-DP+ address of the card')
    .argument('[address]', 'the new address; without one, the present one is shown')
    .option('--clear', 'leave the card without a default SM-DP+')
    .option(...readerOption)
    .action(
      wrap(
        async (context, address: string | undefined, options: ReaderChoice & { readonly clear?: boolean }) =>
          (await commands()).defaultSmdp(context, address, options),
      ),
    );
  leaf(card, 'readings', 'the states in which a card was found at earlier times, the newest first')
    .argument('<eid>', 'the EID of a card that was seen')
    .option('--limit <number>', 'so many at most', parseCount)
    .action(
      wrap(async (context, eid: string, options: { readonly limit?: number }) =>
        (await import('./commands/card-compare.ts')).listReadings(context, eid, options),
      ),
    );
  const moment = 'an EID for the card as last seen, or EID@NUMBER for one of its readings';
  leaf(card, 'compare', 'compare two cards, or one card at two times')
    .argument('<a>', moment)
    .argument('<b>', moment)
    .option('--all', 'also what is the same')
    .option('--csv', 'as CSV, with the names of the models')
    .action(
      wrap(
        async (context, a: string, b: string, options: { readonly all?: boolean; readonly csv?: boolean }) =>
          (await import('./commands/card-compare.ts')).compareTwoCards(context, a, b, options),
      ),
    );
}

export function profileCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/profile.ts');
  const profile = group(program, 'profile', 'the profiles on a card');
  leaf(profile, 'list', 'list the profiles')
    .option(...readerOption)
    .action(
      wrap(async (context, options: ReaderChoice) => (await commands()).listProfiles(context, options)),
    );

  const which = 'ICCID as printed, or AID of the ISD-P';
  for (const kind of ['enable', 'disable'] as const)
    leaf(profile, kind, `${kind} a profile`)
      .argument('<profile>', which)
      .option(...readerOption)
      .option('--no-refresh', 'do not ask the card for a REFRESH')
      .action(
        wrap(async (context, target: string, options: ReaderChoice & { readonly refresh: boolean }) =>
          (await commands()).switchProfile(context, kind, target, options),
        ),
      );
  leaf(profile, 'delete', 'delete a profile from the card')
    .argument('<profile>', which)
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(async (context, target: string, options: ReaderChoice & Yes) =>
        (await commands()).deleteProfile(context, target, options),
      ),
    );
  leaf(profile, 'nickname', 'give a profile a nickname')
    .argument('<iccid>', 'ICCID as printed')
    .argument('<nickname>', 'the nickname; empty to remove it')
    .option(...readerOption)
    .action(
      wrap(async (context, iccid: string, nickname: string, options: ReaderChoice) =>
        (await commands()).setNickname(context, iccid, nickname, options),
      ),
    );
  leaf(profile, 'download', 'download a profile onto the card')
    .argument('[code]', 'activation code, or - to read it from stdin')
    .option('--code <id>', 'take a code of the vault, by its number', parseCount)
    .option('--carrier <name>', 'the carrier that is meant; another one in the profile is pointed out')
    .option('--batch <name>', 'a name under which operations are reported together')
    .option('--qr <file>', 'take the code from a picture (PNG or JPEG) of its QR code')
    .option('--default-server', "without a code: ask the card's default SM-DP+")
    .option('--enable', 'enable the profile when it is on the card')
    .option('--confirmation-code-file <file>', 'file that holds the confirmation code')
    .option('--accept-ppr', 'agree beforehand to policy rules that forbid to disable or delete the profile')
    .option('--imei <imei>', 'IMEI of the device, 15 or 16 digits')
    .option(
      '--tac <tac>',
      'type allocation code of the device, 8 digits (default: the beginning of the IMEI)',
    )
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(
        async (
          context,
          code: string | undefined,
          options: import('./commands/download.ts').DownloadOptions,
        ) => (await import('./commands/download.ts')).downloadProfile(context, code, options),
      ),
    );
  leaf(profile, 'discover', 'ask the SM-DSs what waits for the card')
    .option(
      '--smds <address>',
      'an SM-DS beside the one that the card names (may be repeated; default: those of the settings)',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--download', 'download each of what is found')
    .option('--enable', 'with --download: enable what is downloaded')
    .option('--confirmation-code-file <file>', 'with --download: file that holds the confirmation code')
    .option('--accept-ppr', 'with --download: agree beforehand to policy rules that bind the card')
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(async (context, options: import('./commands/discover.ts').DiscoverOptions) =>
        (await import('./commands/discover.ts')).discoverProfiles(context, options),
      ),
    );
}

export function notificationCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/notification.ts');
  const notification = group(program, 'notification', 'the notifications that wait on a card');
  leaf(notification, 'list', 'list them')
    .option(...readerOption)
    .action(
      wrap(async (context, options: ReaderChoice) => (await commands()).listNotifications(context, options)),
    );
  leaf(notification, 'send', 'send all, or one; each is removed from the card when its server has taken it')
    .argument('[number]', 'sequence number', parseNumber)
    .option(...readerOption)
    .action(
      wrap(async (context, number: number | undefined, options: ReaderChoice) =>
        (await commands()).sendNotifications(context, number, options),
      ),
    );
  leaf(notification, 'remove', 'remove one from the card without sending it')
    .argument('<number>', 'sequence number', parseNumber)
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(async (context, number: number, options: ReaderChoice & Yes) =>
        (await commands()).removeNotification(context, number, options),
      ),
    );
}
