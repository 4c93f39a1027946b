// What the build files use of Node, whose types are no dependency of ours.
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}
