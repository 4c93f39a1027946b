// What only the desktop can do, with the type of each answer. Every one of them rejects with a Fault.
import { transport } from "./transport";
import type { Desktop, DesktopSettings, Folder, Wish } from "./wire";

const put = <T>(wish: Wish): Promise<T> => transport.wish(wish) as Promise<T>;

export const desktop = (): Promise<Desktop> => put({ wish: "desktop" });
export const setDesktop = (settings: DesktopSettings): Promise<Desktop> => put({ wish: "set_desktop", settings });
/** The path that the user chose, or `null`. */
export const chooseTarget = (name: string): Promise<string | null> => put({ wish: "choose_target", name });
export const chooseSource = (): Promise<string | null> => put({ wish: "choose_source" });
export const openFolder = (folder: Folder): Promise<null> => put({ wish: "open_folder", folder });
export const openLink = (url: string): Promise<null> => put({ wish: "open_link", url });
