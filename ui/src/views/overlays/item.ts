// The overlays of the gallery: one of each page, and those that the user made. Pure.
import { catalogue, type OverlayName } from "../../../overlays/catalogue";
import type { SavedOverlay } from "../../api/wire";
import type { Options } from "./address";

export type Item = { id: string; page: OverlayName; /** Empty: what its page is called. */ name: string; options: Options; /** Only in the open profile. */ own: boolean };

const PAGES = Object.keys(catalogue) as OverlayName[];
const isPage = (page: string): page is OverlayName => Object.hasOwn(catalogue, page);
const optionsOf = (saved: SavedOverlay): Options => Object.fromEntries(Object.entries(saved.options).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
const itemOf = (saved: SavedOverlay, page: OverlayName): Item => ({ id: saved.id, page, name: saved.name, options: optionsOf(saved), own: saved.own });

/** The first of each page is always there; its address needs no id. */
export const isFirst = (item: Item): boolean => item.id === item.page;

/** Those made by the user, in the order in which they were made; then one of each page. */
export const itemsOf = (saved: readonly SavedOverlay[]): { made: Item[]; first: Item[] } => ({
  made: saved.flatMap((one) => (one.id !== one.page && isPage(one.page) ? [itemOf(one, one.page)] : [])),
  first: PAGES.map((page) => {
    const found = saved.find((one) => one.id === page);
    return found ? itemOf(found, page) : { id: page, page, name: "", options: {}, own: false };
  }),
});
