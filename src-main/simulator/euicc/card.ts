/** The virtual eUICC as a card: commands, logical channels, proactive commands (ISO/IEC 7816-4, ETSI TS 102 221, 102 223). */

import { concatBytes, equalBytes, fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { encodeTlv } from '../../tlv/index.ts';
import type { VirtualCard } from '../virtual-card.ts';
import { type CommandApdu, PowerLoss, parseCommand, response, StatusWord, SW } from './apdu.ts';
import { answerToReset } from './atr.ts';
import { Chip, type ChipOptions } from './chip.ts';
import { applicationByAid, type CardFile, fileById } from './filesystem.ts';
import { isdrAid, isdrFci, performEs10 } from './isdr.ts';
import { proactiveBytes, terminalResult } from './proactive.ts';
import { enabledProfile, withSwitch } from './profiles.ts';
import { abandonInstallation } from './result.ts';
import { ApduKinds, Timing } from './timing.ts';

interface Channel {
  selected: 'isdr' | 'files' | 'none';
  file: CardFile | undefined;
  inUsim: boolean;
  /** Data that GET RESPONSE has still to fetch, and the status word that comes after it. */
  rest: Uint8Array | undefined;
  /** STORE DATA blocks so far. */
  blocks: Uint8Array[];
  length: number;
}

interface Answer {
  readonly data: Uint8Array;
  readonly sw: number;
}

const nothing = new Uint8Array(0);
const done: Answer = { data: nothing, sw: SW.ok };

function newChannel(): Channel {
  return { selected: 'none', file: undefined, inUsim: false, rest: undefined, blocks: [], length: 0 };
}

export class EuiccCard implements VirtualCard {
  readonly atr: Uint8Array;
  readonly chip: Chip;
  #channels = new Map<number, Channel>();
  /** Present while the card has power; aborted when it loses it. */
  #power: AbortController | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #kinds = new ApduKinds();
  readonly #timing: Timing;

  constructor(options: ChipOptions) {
    this.chip = new Chip(options);
    this.#timing = new Timing(options.config.durations);
    this.atr = answerToReset(options.config.atr);
  }

  async powerOn(): Promise<void> {
    if (this.#power === undefined) this.#start();
  }

  async powerOff(): Promise<void> {
    this.#power?.abort();
    this.#power = undefined;
  }

  async reset(): Promise<void> {
    await this.powerOff();
    this.#start();
  }

  /** Answers every command, whatever its bytes. Rejects with simulated_card_off where the power is or goes off. */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    const bytes = command.slice();
    const answer = this.#last.then(() => this.#exchange(bytes));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #exchange(command: Uint8Array): Promise<Uint8Array> {
    const power = this.#power;
    if (power === undefined) throw new WorkbenchError('simulated_card_off');
    const { fixedMs, perByteMs } = this.chip.config.apduDelay;
    const own = this.#timing.next(this.#kinds.kindOf(command));
    await this.#wait(own ?? fixedMs + perByteMs * command.length, power);
    const answer = await this.#processOrLosePower(command);
    if (own === undefined) await this.#wait(perByteMs * answer.length, power);
    return answer;
  }

  /** A fault that takes the power gives it back at once: the answer is lost, and what was in RAM. */
  async #processOrLosePower(command: Uint8Array): Promise<Uint8Array> {
    try {
      return this.#process(command);
    } catch (error) {
      if (!(error instanceof PowerLoss)) throw error;
      await this.reset();
      throw new WorkbenchError('simulated_card_off');
    }
  }

  async #wait(ms: number, power: AbortController): Promise<void> {
    try {
      if (ms > 0) await this.chip.clock.sleep(ms, power.signal);
    } catch (cause) {
      if (!power.signal.aborted) throw cause;
    }
    if (power.signal.aborted) throw new WorkbenchError('simulated_card_off');
  }

  /** Power-on and reset: what is in RAM is gone; what waited for the reset happens now. */
  #start(): void {
    this.#power = new AbortController();
    this.#channels = new Map([[0, newChannel()]]);
    this.chip.restart();
    try {
      const { pendingSwitch } = this.chip.state;
      if (pendingSwitch !== undefined)
        this.chip.commit(withSwitch(this.chip, this.chip.state, pendingSwitch));
      abandonInstallation(this.chip);
    } catch (error) {
      // A state that cannot be written now is settled at the next reset.
      if (!(error instanceof StatusWord)) throw error;
    }
  }

  #process(bytes: Uint8Array): Uint8Array {
    try {
      const command = parseCommand(bytes);
      const { data, sw } = this.#serve(command);
      return response(data, sw === SW.ok ? this.#okStatus(command) : sw);
    } catch (error) {
      if (error instanceof StatusWord) return response(nothing, error.sw);
      if (error instanceof WorkbenchError) return response(nothing, SW.noPreciseDiagnosis);
      throw error;
    }
  }

  /** 9000, or 91xx while a proactive command waits to be fetched. */
  #okStatus(command: CommandApdu): number {
    const { proactive, config } = this.chip;
    if (proactive === undefined || proactive.fetched || command.ins === 0x12) return SW.ok;
    return 0x9100 | proactiveBytes(proactive.kind, config).length;
  }

  #serve(command: CommandApdu): Answer {
    const before = enabledProfile(this.chip.state)?.iccid;
    try {
      return this.#dispatch(command);
    } finally {
      // The files of a profile go with it, on whatever channel they were selected.
      if (enabledProfile(this.chip.state)?.iccid !== before) this.#forgetFiles();
    }
  }

  #forgetFiles(): void {
    for (const channel of this.#channels.values())
      if (channel.selected === 'files') Object.assign(channel, newChannel());
  }

  #dispatch(command: CommandApdu): Answer {
    const { family, ins } = command;
    const channel = this.#channels.get(command.channel);
    if (channel === undefined) throw new StatusWord(SW.channelNotSupported);
    if (ins === 0xc0) return this.#getResponse(channel, command);
    channel.rest = undefined;
    const basic = family === 0x00;
    switch (ins) {
      case 0x70:
        return this.#only(basic, () => this.#manageChannel(command));
      case 0xa4:
        return this.#only(basic, () => this.#deliver(channel, command, this.#select(channel, command)));
      case 0xb0:
        return this.#only(basic, () => this.#readBinary(channel, command));
      case 0xe2:
        return this.#only(!basic, () => this.#storeData(channel, command));
      case 0xf2:
        return this.#only(!basic, () => this.#deliver(channel, command, this.#status(channel, command)));
      case 0xaa:
        return this.#only(!basic, () => this.#withoutAnswer(command));
      case 0x10:
        return this.#only(!basic, () => this.#terminalProfile(command));
      case 0x12:
        return this.#only(!basic, () => this.#fetch(command));
      case 0x14:
        return this.#only(!basic, () => this.#terminalResponse(command));
      default:
        throw new StatusWord(SW.wrongInstruction);
    }
  }

  #only(allowed: boolean, serve: () => Answer): Answer {
    if (!allowed) throw new StatusWord(SW.wrongClass);
    return serve();
  }

  /** TERMINAL CAPABILITY and TERMINAL PROFILE: taken note of. */
  #withoutAnswer(command: CommandApdu): Answer {
    if (command.p1 !== 0 || command.p2 !== 0) throw new StatusWord(SW.wrongP1P2);
    if (command.data.length === 0) throw new StatusWord(SW.wrongLength);
    return done;
  }

  /** The toolkit begins with it: a profile that has a menu asks for it to be set up. */
  #terminalProfile(command: CommandApdu): Answer {
    const answer = this.#withoutAnswer(command);
    const { chip } = this;
    if (chip.config.toolkitMenu && enabledProfile(chip.state) !== undefined)
      chip.proactive ??= { kind: 'setUpMenu', fetched: false };
    return answer;
  }

  /** Data at once for a command with Le, 61xx for the rest or for a command without. */
  #deliver(channel: Channel, command: CommandApdu, data: Uint8Array): Answer {
    if (data.length === 0) return done;
    const direct = command.le !== undefined && this.chip.config.responseStyle === 'direct';
    const now = direct ? (command.le ?? 0) : 0;
    return this.#portion(channel, data, now);
  }

  #portion(channel: Channel, data: Uint8Array, count: number): Answer {
    const rest = data.subarray(count);
    channel.rest = rest.length === 0 ? undefined : rest;
    const sw = rest.length === 0 ? SW.ok : 0x6100 | (rest.length > 255 ? 0 : rest.length);
    return { data: data.subarray(0, count), sw };
  }

  #getResponse(channel: Channel, command: CommandApdu): Answer {
    const { rest } = channel;
    if (command.p1 !== 0 || command.p2 !== 0) throw new StatusWord(SW.wrongP1P2);
    if (command.data.length > 0 || command.le === undefined) throw new StatusWord(SW.wrongLength);
    if (rest === undefined) throw new StatusWord(SW.conditionsNotSatisfied);
    // Le 00 asks for all that there is; any other Le beyond it is told the right one.
    if (command.le > rest.length && command.le !== 256) throw new StatusWord(0x6c00 | rest.length);
    return this.#portion(channel, rest, Math.min(command.le, rest.length));
  }

  /** ETSI TS 102 221 §11.1.17. */
  #manageChannel(command: CommandApdu): Answer {
    const { p1, p2 } = command;
    if (command.data.length > 0) throw new StatusWord(SW.wrongLength);
    if (p1 === 0x80) {
      if (p2 === 0) throw new StatusWord(SW.wrongP1P2);
      if (!this.#channels.has(p2)) throw new StatusWord(SW.channelNotSupported);
      this.#leave(p2);
      this.#channels.delete(p2);
      return done;
    }
    if (p1 !== 0) throw new StatusWord(SW.wrongP1P2);
    if (p2 === 0 && command.le === undefined) throw new StatusWord(SW.wrongLength);
    if (p2 === 0 && command.le !== 1 && command.le !== 256) throw new StatusWord(0x6c01);
    const number = p2 === 0 ? this.#freeChannel() : p2;
    if (number === undefined) throw new StatusWord(SW.functionNotSupported);
    if (number > this.chip.config.maxChannels || this.#channels.has(number))
      throw new StatusWord(p2 > 19 ? SW.wrongP1P2 : SW.channelNotSupported);
    this.#channels.set(number, newChannel());
    return p2 === 0 ? { data: Uint8Array.of(number), sw: SW.ok } : done;
  }

  #freeChannel(): number | undefined {
    for (let number = 1; number <= this.chip.config.maxChannels; number++)
      if (!this.#channels.has(number)) return number;
    return undefined;
  }

  /** An installation does not outlive the selection of the ISD-R on its channel. */
  #leave(number: number): void {
    if (this.chip.installation?.channel !== number) return;
    this.chip.session = undefined;
    abandonInstallation(this.chip);
  }

  /** By AID or by file identifier (ETSI TS 102 221 §11.1.1). */
  #select(channel: Channel, command: CommandApdu): Uint8Array {
    const { p1, p2, data } = command;
    // P2: no data (0C), FCP (04), FCI (00).
    if (p2 !== 0x00 && p2 !== 0x04 && p2 !== 0x0c) throw new StatusWord(SW.wrongP1P2);
    if (p1 === 0x04) return this.#selectApplication(channel, command);
    if (p1 !== 0x00) throw new StatusWord(SW.wrongP1P2);
    if (data.length !== 2 && data.length !== 0) throw new StatusWord(SW.wrongLength);
    const id = data.length === 0 ? fromHex('3F00') : data;
    const file = fileById(this.chip, id, channel.inUsim);
    if (file === undefined) throw new StatusWord(SW.notFound);
    if (channel.selected === 'isdr') this.#leave(command.channel);
    const inUsim = file.aid !== undefined || (channel.inUsim && !equalBytes(id, fromHex('3F00')));
    Object.assign(channel, { ...newChannel(), selected: 'files', file, inUsim });
    return p2 === 0x0c ? nothing : file.fcp;
  }

  #selectApplication(channel: Channel, command: CommandApdu): Uint8Array {
    const { data, p2 } = command;
    if (data.length < 5 || data.length > 16) throw new StatusWord(SW.wrongLength);
    const isdr = equalBytes(isdrAid.subarray(0, data.length), data);
    const file = isdr ? undefined : applicationByAid(this.chip, data);
    if (!isdr && file === undefined) throw new StatusWord(SW.notFound);
    this.#leave(command.channel);
    Object.assign(channel, { ...newChannel(), selected: isdr ? 'isdr' : 'files', file, inUsim: !isdr });
    if (p2 === 0x0c) return nothing;
    return isdr ? isdrFci(this.chip) : (file?.fcp ?? nothing);
  }

  #readBinary(channel: Channel, command: CommandApdu): Answer {
    const content = channel.file?.content;
    if (content === undefined) throw new StatusWord(SW.commandNotAllowed);
    if (command.data.length > 0 || command.le === undefined) throw new StatusWord(SW.wrongLength);
    if (command.p1 & 0x80) throw new StatusWord(SW.wrongP1P2);
    const rest = content.subarray((command.p1 << 8) | command.p2);
    if (rest.length === 0) throw new StatusWord(0x6b00);
    if (command.le > rest.length && command.le !== 256) throw new StatusWord(0x6c00 | rest.length);
    return { data: rest.subarray(0, command.le), sw: SW.ok };
  }

  /** ETSI TS 102 221 §11.1.2: what is selected on the channel, or nothing. */
  #status(channel: Channel, command: CommandApdu): Uint8Array {
    if (command.p1 > 0x02) throw new StatusWord(SW.wrongP1P2);
    if (command.p2 === 0x0c) return nothing;
    if (command.p2 === 0x01) {
      const aid = channel.selected === 'isdr' ? isdrAid : channel.file?.aid;
      return aid === undefined ? nothing : encodeTlv(0x84, aid);
    }
    if (command.p2 !== 0x00) throw new StatusWord(SW.wrongP1P2);
    if (channel.selected === 'isdr') return isdrFci(this.chip);
    return channel.file?.fcp ?? nothing;
  }

  /** STORE DATA (SGP.22 v2.5 §5.7.2): blocks numbered from 00, the last one marked. */
  #storeData(channel: Channel, command: CommandApdu): Answer {
    const { p1, p2, data } = command;
    if (channel.selected !== 'isdr') throw new StatusWord(SW.wrongInstruction);
    if (p1 !== 0x11 && p1 !== 0x91) throw new StatusWord(SW.wrongP1P2);
    if (data.length === 0) throw new StatusWord(SW.wrongLength);
    if (p2 === 0) this.#forgetBlocks(channel);
    if (p2 !== (channel.blocks.length & 0xff)) {
      this.#forgetBlocks(channel);
      throw new StatusWord(SW.wrongP1P2);
    }
    channel.blocks.push(data);
    channel.length += data.length;
    if (channel.length > this.chip.config.maxCommandLength) {
      this.#forgetBlocks(channel);
      throw new StatusWord(SW.notEnoughMemory);
    }
    if (p1 === 0x11) return done;
    const whole = channel.blocks.length === 1 ? data : concatBytes(...channel.blocks);
    this.#forgetBlocks(channel);
    return this.#deliver(channel, command, performEs10(this.chip, command.channel, whole));
  }

  #forgetBlocks(channel: Channel): void {
    channel.blocks = [];
    channel.length = 0;
  }

  #fetch(command: CommandApdu): Answer {
    if (command.p1 !== 0 || command.p2 !== 0) throw new StatusWord(SW.wrongP1P2);
    if (command.data.length > 0 || command.le === undefined) throw new StatusWord(SW.wrongLength);
    const { proactive, config } = this.chip;
    if (proactive === undefined || proactive.fetched) throw new StatusWord(SW.conditionsNotSatisfied);
    const data = proactiveBytes(proactive.kind, config);
    if (command.le < data.length) throw new StatusWord(0x6c00 | data.length);
    this.chip.proactive = { ...proactive, fetched: true };
    return { data, sw: SW.ok };
  }

  /** A result of 0X says that the device has refreshed: the switch takes place. Others leave it to the next reset. */
  #terminalResponse(command: CommandApdu): Answer {
    if (command.p1 !== 0 || command.p2 !== 0) throw new StatusWord(SW.wrongP1P2);
    const { proactive } = this.chip;
    if (!proactive?.fetched) throw new StatusWord(SW.conditionsNotSatisfied);
    const result = terminalResult(command.data);
    if (result === undefined) throw new StatusWord(SW.wrongData);
    const { pendingSwitch } = this.chip.state;
    if (proactive.kind === 'refresh' && result < 0x10 && pendingSwitch !== undefined)
      this.chip.commit(withSwitch(this.chip, this.chip.state, pendingSwitch));
    this.chip.proactive = undefined;
    return done;
  }
}
