/** A card as a reader sees it: what the simulated reader and the bridge to vpcd drive. */
export interface VirtualCard {
  /** Answer to reset. */
  readonly atr: Uint8Array;
  /** Contacts get power. State that a card keeps in RAM (channels, sessions) starts empty. */
  powerOn(): Promise<void>;
  /** Contacts lose power, at whatever moment. What is in non-volatile memory stays whole. */
  powerOff(): Promise<void>;
  /** Warm reset: as powerOff and powerOn without the loss of power. */
  reset(): Promise<void>;
  /** One command APDU in, response data and status word out. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
}
