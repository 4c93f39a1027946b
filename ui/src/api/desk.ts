// What only the desktop can do, with the type of each answer. Every one of them rejects with a Fault.
import { transport } from "./transport";
import type { Desk, DeskSettings, Folder, Wish } from "./wire";

const put = <T>(wish: Wish): Promise<T> => transport.wish(wish) as Promise<T>;

export const desk = (): Promise<Desk> => put({ wish: "desk" });
export const setDesk = (settings: DeskSettings): Promise<Desk> => put({ wish: "set_desk", settings });
/** The path that the user chose, or `null`. */
export const chooseTarget = (name: string): Promise<string | null> => put({ wish: "choose_target", name });
export const chooseSource = (): Promise<string | null> => put({ wish: "choose_source" });
export const openFolder = (folder: Folder): Promise<null> => put({ wish: "open_folder", folder });
export const openLink = (url: string): Promise<null> => put({ wish: "open_link", url });
