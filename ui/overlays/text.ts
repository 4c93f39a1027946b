// Other people's texts before they are shown: one line, no marks that turn or pile up what stands around them.

/** Controls (C0, C1), line ends, marks of direction, and marks that cannot be seen. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;
/** More than four marks on one letter are no language, they climb over the picture. */
const PILED = /(\p{M}{4})\p{M}+/gu;

/** A name, a message, a gift's name: what of it may stand on a stream. */
export function clean(text: string, most = 300): string {
  // Cut first: work on what will not be shown is work for a sender of long texts.
  const cut = text.slice(0, most * 4).replace(HIDDEN, " ").replace(PILED, "$1").replace(/ {2,}/g, " ").trim();
  const letters = Array.from(cut);
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : cut;
}

/** A person's or a channel's name. */
export const cleanName = (name: string): string => clean(name, 64);
