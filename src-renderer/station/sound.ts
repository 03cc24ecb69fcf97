/**
 * The sounds of the station, made at run time. Each is told from the others by its tune alone, with gloves on and the back
 * to the screen: done rises, failed falls and is rough, a wrong card is one note three times, a question is two notes that stay open.
 */

import { stationSettings } from './station-settings.ts';
import type { SoundKind } from './tile-view.ts';

interface Note {
  /** Hertz. */
  readonly pitch: number;
  /** Seconds after the beginning, and how long. */
  readonly at: number;
  readonly lasts: number;
}

const tunes: Readonly<Record<SoundKind, { readonly wave: OscillatorType; readonly notes: readonly Note[] }>> =
  {
    done: {
      wave: 'triangle',
      notes: [
        { pitch: 784, at: 0, lasts: 0.14 },
        { pitch: 1175, at: 0.13, lasts: 0.28 },
      ],
    },
    failed: {
      wave: 'sawtooth',
      notes: [
        { pitch: 233, at: 0, lasts: 0.24 },
        { pitch: 165, at: 0.26, lasts: 0.5 },
      ],
    },
    wrong: {
      wave: 'square',
      notes: [
        { pitch: 440, at: 0, lasts: 0.09 },
        { pitch: 440, at: 0.16, lasts: 0.09 },
        { pitch: 440, at: 0.32, lasts: 0.09 },
      ],
    },
    ask: {
      wave: 'sine',
      notes: [
        { pitch: 880, at: 0, lasts: 0.16 },
        { pitch: 698, at: 0.2, lasts: 0.34 },
      ],
    },
  };

const lengthOf = (kind: SoundKind) => Math.max(...tunes[kind].notes.map(({ at, lasts }) => at + lasts));
/** So loud is each kind of wave at full volume, that they seem equally loud. */
const loudness: Partial<Record<OscillatorType, number>> = {
  triangle: 0.5,
  sine: 0.55,
  square: 0.16,
  sawtooth: 0.2,
};
/** Sounds that wait for their turn; of more at once nobody hears one by one. */
const MOST_WAITING = 4;

let context: AudioContext | undefined;
let freeAt = 0;

/** Whether somebody has pressed a key or clicked: nothing is played before. */
export function mayPlay(): boolean {
  return navigator.userActivation?.hasBeenActive === true;
}

/**
 * Plays a sound behind those that are still to be heard. `loud`: also where sound is switched off, as for trying it.
 * Gives whether it is heard.
 */
export function play(kind: SoundKind, loud = false): boolean {
  const { sound, volume } = stationSettings();
  if (!mayPlay() || volume === 0 || (!sound && !loud)) return false;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  const start = Math.max(context.currentTime + 0.01, freeAt);
  const length = lengthOf(kind) + 0.12;
  if (start - context.currentTime > MOST_WAITING * length) return false;
  freeAt = start + length;
  const { wave, notes } = tunes[kind];
  // Hearing goes by powers: half of the way is a fourth of the force.
  const force = (volume / 100) ** 2 * (loudness[wave] ?? 0.3);
  for (const { pitch, at, lasts } of notes) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = wave;
    oscillator.frequency.value = pitch;
    const from = start + at;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(force, from + 0.012);
    gain.gain.setValueAtTime(force, from + lasts - 0.04);
    gain.gain.linearRampToValueAtTime(0, from + lasts);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + lasts);
  }
  return true;
}
