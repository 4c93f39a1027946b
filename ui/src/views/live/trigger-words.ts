// A trigger's id as people read it: our rules by name, another's by its own words.
import { words } from "../../words";

export const triggerName = (id: string): string => {
  const known = words.triggers.names[id];
  if (known) return known;
  const plain = id.replace(/[_-]+/g, " ").trim();
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
};
