// The JavaScript half of the addon: names for PC/SC's numbers, and one class for each of the two uses of a session
// (a context that watches, a card that is connected). Loading this file never throws: where the binary is missing,
// `availability()` and every rejected call say why.

const fs = require('node:fs');
const path = require('node:path');

const SHARE = { exclusive: 1, shared: 2, direct: 3 };
const DISPOSITION = { leave: 0, reset: 1, unpower: 2, eject: 3 };
const INFINITE = 0xffffffff;

// RAW is 0x10000 in WinSCard and PCSC.framework, 4 in pcsc-lite.
const RAW = process.platform === 'linux' ? 4 : 0x10000;
const PROTOCOL = { 'T=0': 1, 'T=1': 2, raw: RAW };

function pcscError(code, message, value = 0, cause = undefined) {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.code = code;
  error.value = value;
  error.function = '';
  return error;
}

function unavailableReason() {
  try {
    const note = JSON.parse(fs.readFileSync(path.join(__dirname, 'build', 'UNAVAILABLE.json'), 'utf8'));
    return typeof note.reason === 'string' ? note.reason : undefined;
  } catch {
    return undefined;
  }
}

let binding;
let loadError;
try {
  binding = require('./build/Release/pcsclite.node');
} catch (cause) {
  const reason =
    unavailableReason() ?? (cause instanceof Error ? cause.message.split('\n')[0] : String(cause));
  loadError = pcscError('PCSC_ADDON_UNAVAILABLE', `the PC/SC addon is not built: ${reason}`, 0, cause);
}

function lookUp(table, name, what) {
  if (!Object.hasOwn(table, name)) throw new TypeError(`${what} is none of ${Object.keys(table).join(', ')}`);
  return table[name];
}

function protocolMask(protocols) {
  let mask = 0;
  for (const protocol of protocols) mask |= lookUp(PROTOCOL, protocol, 'protocol');
  return mask;
}

function protocolName(value) {
  for (const [name, number] of Object.entries(PROTOCOL)) if (number === value) return name;
  return 'undefined';
}

/** A session whose context stands, or the error that prevents it. */
async function openSession() {
  if (binding === undefined) throw loadError;
  const session = new binding.Session();
  try {
    await session.establish();
    return session;
  } catch (error) {
    session.abandon();
    throw error;
  }
}

class Context {
  #session;

  constructor(session) {
    this.#session = session;
  }

  isValid() {
    return this.#session.isValid();
  }

  listReaders() {
    return this.#session.listReaders();
  }

  async getStatusChange(readers, options = {}) {
    return this.#session.getStatusChange(readers, options.timeoutMs ?? INFINITE);
  }

  cancel() {
    this.#session.cancel();
  }

  close() {
    return this.#session.close();
  }

  abandon() {
    this.#session.abandon();
  }
}

class Card {
  #session;
  #closing;

  constructor(session, readerName, protocol) {
    this.#session = session;
    this.readerName = readerName;
    this.protocol = protocolName(protocol);
  }

  async transmit(command, options = {}) {
    return this.#session.transmit(command, options.transaction ?? false);
  }

  async transmitAll(commands) {
    return this.#session.transmitAll(commands);
  }

  async control(code, data = new Uint8Array(0)) {
    return this.#session.control(code, data);
  }

  async getAttribute(attribute) {
    return this.#session.getAttribute(attribute);
  }

  async status() {
    const status = await this.#session.status();
    return { ...status, protocol: protocolName(status.protocol) };
  }

  beginTransaction() {
    return this.#session.beginTransaction();
  }

  async endTransaction(disposition = 'leave') {
    return this.#session.endTransaction(lookUp(DISPOSITION, disposition, 'disposition'));
  }

  async reconnect(options) {
    const protocol = await this.#session.reconnect(
      lookUp(SHARE, options.shareMode, 'shareMode'),
      protocolMask(options.protocols),
      lookUp(DISPOSITION, options.initialization ?? 'leave', 'initialization'),
    );
    this.protocol = protocolName(protocol);
  }

  disconnect(disposition = 'leave') {
    this.#closing ??= this.#end(disposition);
    return this.#closing;
  }

  async #end(disposition) {
    const value = lookUp(DISPOSITION, disposition, 'disposition');
    try {
      await this.#session.disconnect(value);
    } finally {
      await this.#session.close();
    }
  }

  abandon() {
    this.#session.abandon();
  }
}

exports.availability = function availability() {
  return loadError === undefined ? { available: true } : { available: false, error: loadError };
};

exports.openContext = async function openContext() {
  return new Context(await openSession());
};

exports.connect = async function connect(readerName, options) {
  const share = lookUp(SHARE, options.shareMode, 'shareMode');
  const protocols = protocolMask(options.protocols);
  const session = await openSession();
  try {
    const protocol = await session.connect(readerName, share, protocols);
    return new Card(session, readerName, protocol);
  } catch (error) {
    session.abandon();
    throw error;
  }
};

exports.controlCode = function controlCode(code) {
  // SCARD_CTL_CODE: Windows makes it from the device type and the function number.
  return process.platform === 'win32' ? ((0x31 << 16) | (code << 2)) >>> 0 : 0x42000000 + code;
};

exports.PNP_NOTIFICATION = '\\\\?PnP?\\Notification';

exports.ReaderStateFlag = Object.freeze({
  UNAWARE: 0x0000,
  IGNORE: 0x0001,
  CHANGED: 0x0002,
  UNKNOWN: 0x0004,
  UNAVAILABLE: 0x0008,
  EMPTY: 0x0010,
  PRESENT: 0x0020,
  ATRMATCH: 0x0040,
  EXCLUSIVE: 0x0080,
  INUSE: 0x0100,
  MUTE: 0x0200,
  UNPOWERED: 0x0400,
});

exports.CardStateFlag = Object.freeze({
  UNKNOWN: 0x01,
  ABSENT: 0x02,
  PRESENT: 0x04,
  SWALLOWED: 0x08,
  POWERED: 0x10,
  NEGOTIABLE: 0x20,
  SPECIFIC: 0x40,
});

exports.Attribute = Object.freeze({
  VENDOR_NAME: 0x00010100,
  VENDOR_IFD_TYPE: 0x00010101,
  VENDOR_IFD_VERSION: 0x00010102,
  VENDOR_IFD_SERIAL_NO: 0x00010103,
  CHANNEL_ID: 0x00020110,
  MAXINPUT: 0x0007a007,
  ICC_PRESENCE: 0x00090300,
  ICC_INTERFACE_STATUS: 0x00090301,
  CURRENT_PROTOCOL_TYPE: 0x00080201,
  ATR_STRING: 0x00090303,
  ICC_TYPE_PER_ATR: 0x00090304,
  DEVICE_FRIENDLY_NAME: 0x7fff0003,
  DEVICE_SYSTEM_NAME: 0x7fff0004,
});
