// What the build files and their tests use of Node, whose types are no dependency of ours.
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
  export function mkdtempSync(prefix: string): string;
  export function writeFileSync(path: string, text: string): void;
}
declare module "node:os" {
  export function tmpdir(): string;
}
declare module "node:path" {
  export function dirname(path: string): string;
  export function join(...parts: string[]): string;
  export function resolve(...parts: string[]): string;
}
declare module "node:zlib" {
  export function gzipSync(content: string | Uint8Array): { length: number };
}
