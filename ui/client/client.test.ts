import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { afterEach, describe, expect, it, vi } from "vitest";
import { build } from "vite";
import { connect, type Status } from "./client";
import { declarations } from "./declarations";

class FakeSocket {
  static last: FakeSocket;
  sent: unknown[] = [];
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: (event: { code: number; reason: string }) => void;
  constructor(readonly url: string, readonly protocols: string[]) {
    FakeSocket.last = this;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {}
  tell(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const SNAPSHOT = {
  type: "snapshot", seq: 41, epoch: "e", at: 1, profile: "Main", profile_id: "p", simulated: false, live: true, stats: { viewers: 5, live: true },
  channels: {}, recent: [], triggers: [], sessions: [], sources: [], server: null, storage: { state: "ok" }, notices: [], goals: [],
};

afterEach(() => void vi.unstubAllGlobals());

function start(token?: string): { seen: (number | null)[]; told: Status[]; connection: ReturnType<typeof connect> } {
  vi.stubGlobal("WebSocket", FakeSocket);
  const seen: (number | null)[] = [];
  const told: Status[] = [];
  const connection = connect({
    url: "http://127.0.0.1:7828", ...(token !== undefined && { token }), onChange: (now) => seen.push(now.totals.viewers), onStatus: (status) => told.push(status),
  });
  return { seen, told, connection };
}

describe("the client", () => {
  it("connects, keeps the numbers, and goes on where it was", () => {
    vi.useFakeTimers();
    const { seen, told, connection } = start("sgr1_x");
    const first = FakeSocket.last;
    expect([first.url, first.protocols]).toEqual(["ws://127.0.0.1:7828/ws/live", ["sg.v1", "sg.token.sgr1_x"]]);
    first.onopen?.();
    expect(first.sent).toEqual([{ type: "subscribe", channels: ["source", "stats", "event"] }]);
    first.tell(SNAPSHOT);
    first.tell({ type: "delta", seq: 42, at: 2, totals: { viewers: 6 } });
    expect([seen, connection.now?.seq]).toEqual([[5, 6], 42]);
    first.onclose?.({ code: 1001, reason: "" });
    expect(connection.now?.totals.viewers).toBe(6);
    vi.advanceTimersByTime(2_300);
    FakeSocket.last.onopen?.();
    expect(FakeSocket.last.sent).toEqual([{ type: "subscribe", channels: ["source", "stats", "event"], since: 42, epoch: "e" }]);
    FakeSocket.last.tell({ type: "status", event_type: "subscription_confirmed", resumed: true });
    expect(told.map(({ state }) => state)).toEqual(["connecting", "live", "away", "live"]);
    connection.close();
    vi.useRealTimers();
  });

  it("says in the app's own words why it is refused", async () => {
    vi.stubGlobal("fetch", async () => ({ status: 401, json: async () => ({ error: "token_revoked", message: "This token was revoked." }) }));
    const { told, connection } = start();
    FakeSocket.last.onclose?.({ code: 1006, reason: "" });
    await vi.waitFor(() => expect(told.at(-1)).toEqual({ state: "refused", words: "This token was revoked." }));
    connection.close();
  });
});

describe("the file", () => {
  it("is smaller than 4 kB gzipped", { timeout: 60_000 }, async () => {
    const made = await build({ configFile: "vite.client.config.ts", logLevel: "silent", build: { write: false } });
    const [{ output }] = made as unknown as [{ output: { fileName: string; code?: string }[] }];
    const code = output.find(({ fileName }) => fileName === "client.js")?.code ?? "";
    expect(code).toMatch(/export\s*\{/);
    expect(gzipSync(code).length).toBeLessThan(4000);
  });

  it("has types that compile by themselves", { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "client-"));
    writeFileSync(join(folder, "client.d.ts"), declarations("client/client.ts"));
    const use = join(folder, "use.ts");
    writeFileSync(use, `import { connect, type Status } from "./client";
      const line = connect({ channels: ["stats"], onChange: (now) => now.totals.viewers?.toFixed(), onStatus: (status: Status) => status.words });
      const seq: number | undefined = line.now?.seq;
      // @ts-expect-error: there is no such channel
      connect({ channels: ["weather"] });
      export { seq };`);
    const program = ts.createProgram([use], {
      strict: true, noEmit: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [],
      target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    });
    const faults = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(faults).toEqual([]);
  });
});
