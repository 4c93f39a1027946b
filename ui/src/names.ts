// Names as they are shown: a channel's key, a Twitch name as people type it, the two letters of a face.

export type ChannelName = { platform: string; name: string };

/** `twitch:xqc` → twitch, xqc. A key without a platform is generic. */
export const channelName = (key: string): ChannelName => {
  const colon = key.indexOf(":");
  if (colon < 1) return { platform: "generic", name: key };
  return { platform: key.slice(0, colon).toLowerCase(), name: key.slice(colon + 1) };
};

/** What people paste for a Twitch channel: a name, @name, #name, or the page's address. Null if it cannot be one. */
export const twitchName = (typed: string): string | null => {
  const bare = typed
    .trim()
    .replace(/^(https?:\/\/)?((www|m)\.)?twitch\.tv\//i, "")
    .replace(/^[@#]/, "")
    .replace(/[/?#].*$/, "");
  return /^[a-z0-9_]{1,25}$/i.test(bare) ? bare.toLowerCase() : null;
};

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const firstLetter = (word: string): string => [...graphemes.segment(word)][0]?.segment ?? "";

/** Two letters at most, whole characters, no emoji where there are letters. */
export const initials = (name: string): string => {
  const words = name.split(/[\s_.\-–]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, "")));
  return (letters.join("") || firstLetter(name.trim())).toLocaleUpperCase();
};
