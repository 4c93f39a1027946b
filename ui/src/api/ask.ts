// What may be asked, with the type of each answer.
import { transport } from "./transport";
import type { About, ProfileInfo, Sample, SourceStatus } from "./wire";

export const profiles = (): Promise<ProfileInfo[]> => transport.ask({ ask: "profiles" }) as Promise<ProfileInfo[]>;
export const createProfile = (name: string): Promise<ProfileInfo> => transport.ask({ ask: "create_profile", name }) as Promise<ProfileInfo>;
export const switchProfile = (id: string): Promise<ProfileInfo> => transport.ask({ ask: "switch_profile", id }) as Promise<ProfileInfo>;
export const startDemo = (): Promise<ProfileInfo> => transport.ask({ ask: "start_demo" }) as Promise<ProfileInfo>;
export const addTwitchChannel = (name: string): Promise<SourceStatus> => transport.ask({ ask: "add_channel", channel: `twitch:${name}` }) as Promise<SourceStatus>;
export const removeChannel = (channel: string): Promise<null> => transport.ask({ ask: "remove_channel", channel }) as Promise<null>;
export const samples = (since: number): Promise<Sample[]> => transport.ask({ ask: "samples", since }) as Promise<Sample[]>;
export const about = (): Promise<About> => transport.ask({ ask: "about" }) as Promise<About>;
