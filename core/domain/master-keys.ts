/** The keys that wrap all other keys: the current one, and earlier ones that still open what they wrapped. */
import { fingerprintOf } from "./sealing.ts";

export interface MasterKey {
  /** Names the key and tells nothing of it. */
  version: number;
  key: Buffer;
}

export interface MasterKeys {
  current: MasterKey;
  earlier: readonly MasterKey[];
}

/** Versions are read from the keys themselves, so that no order of settings can mix them up. */
export const masterKeysOf = (current: Buffer, earlier: readonly Buffer[] = []): MasterKeys => ({
  current: named(current),
  earlier: earlier.map(named),
});

const VERSION_DIGITS = 7;

const named = (key: Buffer): MasterKey => ({
  version: Number.parseInt(fingerprintOf(key).slice(0, VERSION_DIGITS), 16),
  key,
});
