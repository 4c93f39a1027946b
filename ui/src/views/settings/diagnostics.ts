// The report for a maintainer: English, plain lines, no viewer's name, no token, no address of the user's files beyond the data folder.
import type { About } from "../../api/wire";
import type { LiveState } from "../../feed/apply";

export const logsOf = (dataDir: string): string => `${dataDir}${dataDir.includes("\\") ? "\\" : "/"}logs`;

export const reportOf = (about: About, now: LiveState, agent: string, language: string): string => {
  const { server, storage } = now;
  return [
    `Streamgauge ${about.version}`,
    `Window: ${agent}`,
    `Language: ${language}`,
    `Data: ${about.data_dir}`,
    `Port: ${server?.state === "waiting" ? `${server.address} taken: ${server.why}` : (about.http ?? "none")}`,
    `Storage: ${Object.values(storage).join(" ")}`,
    `Profile: ${now.simulated ? "simulated" : "real"}, ${Object.keys(now.channels).length} channels, ${now.goals.length} goals, seq ${now.seq}`,
    ...Object.values(now.sources).map((source) => `Source ${source.kind}: ${source.state}${"why" in source ? `: ${source.why}` : ""}`),
  ].join("\n");
};
