// Two soft tones, made and not loaded: a page that has no file to fetch is never silent by mistake.

const TONES = [659.26, 987.77];
const APART = 0.12;
const LENGTH = 0.9;
let context: AudioContext | undefined;

/** `volume`: 0 to 1. Where sound is not allowed nothing happens. */
export function chime(volume: number): void {
  context ??= new AudioContext();
  const begin = context.currentTime;
  TONES.forEach((frequency, place) => tone(context as AudioContext, frequency, begin + place * APART, volume));
}

function tone(to: AudioContext, frequency: number, at: number, volume: number): void {
  const source = new OscillatorNode(to, { type: "sine", frequency });
  const gain = new GainNode(to, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume * 0.4, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH);
  source.connect(gain).connect(to.destination);
  source.start(at);
  source.stop(at + LENGTH);
}
