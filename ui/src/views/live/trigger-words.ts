// A trigger's id as people read it: our rules by name, another's by its own words.
import { words } from "../../words";

export const triggerName = (id: string): string => {
  const { names } = words.triggers;
  // Not every object’s own: a rule may be called “constructor”.
  if (Object.hasOwn(names, id)) return names[id]!;
  const plain = id.replace(/[_-]+/g, " ").trim();
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
};

/** What a trigger was about: a kind of trigger by its name, or an emote as it is written. */
export const termName = (term: string): string => (Object.hasOwn(words.triggers.names, term) ? words.triggers.names[term]! : term);
