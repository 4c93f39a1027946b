// The parameters of an overlay's address: what there may be, as data, and how an address is read by it.

type Said = { readonly words: string };
export type Parameter = Said &
  (
    | { readonly kind: "choice"; readonly choices: readonly string[]; readonly fallback: string }
    | { readonly kind: "list"; readonly choices: readonly string[]; readonly fallback: readonly string[] }
    | { readonly kind: "number"; readonly least: number; readonly most: number; readonly unit?: string; readonly fallback: number }
    | { readonly kind: "text"; readonly longest: number; readonly example?: string; readonly fallback: string }
    | { readonly kind: "switch"; readonly fallback: boolean }
  );
export type Parameters = Readonly<Record<string, Parameter>>;

type ValueOf<P> =
  P extends { kind: "switch" } ? boolean
  : P extends { kind: "number" } ? number
  : P extends { kind: "list"; choices: readonly (infer Choice)[] } ? Choice[]
  : P extends { kind: "choice"; choices: readonly (infer Choice)[] } ? Choice
  : string;
/** What an address says, each parameter by its name. */
export type Values<P extends Parameters> = { -readonly [Name in keyof P]: ValueOf<P[Name]> };

/** Something in the address that cannot be: what, and what to do. */
export type Fault = { what: string; next: string };

/** Reads an address. What cannot be is named, and its fallback stands in its place; what is unknown is left alone. */
export function read<P extends Parameters>(parameters: P, asked: URLSearchParams): { values: Values<P>; faults: Fault[] } {
  const faults: Fault[] = [];
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    const text = asked.get(name);
    if (text === null || text.trim() === "") return [name, parameter.fallback];
    const value = valueOf(name, parameter, text.trim());
    if (typeof value !== "object" || Array.isArray(value)) return [name, value];
    faults.push(value);
    return [name, value.instead];
  });
  return { values: Object.fromEntries(entries) as Values<P>, faults };
}

type Value = string | number | boolean | string[];
type Wrong = Fault & { instead: Value };

function valueOf(name: string, parameter: Parameter, text: string): Value | Wrong {
  const wrong = (what: string, instead: Value = parameter.fallback as Value): Wrong => ({
    what, next: `Check ${name}= in this overlay’s address.`, instead,
  });
  switch (parameter.kind) {
    case "switch":
      if (/^(1|true|yes|on)$/i.test(text)) return true;
      return /^(0|false|no|off)$/i.test(text) ? false : wrong(`“${text}” is neither 1 nor 0.`);
    case "number": {
      const value = Number(text);
      const fits = Number.isFinite(value) && value >= parameter.least && value <= parameter.most;
      return fits ? value : wrong(`“${text}” is no number from ${parameter.least} to ${parameter.most}.`);
    }
    case "choice":
      return parameter.choices.includes(text) ? text : wrong(`There is no ${name} “${text}”.`);
    case "list": {
      const names = [...new Set(text.split(",").map((one) => one.trim()))].filter((one) => one !== "");
      const known = names.filter((one) => parameter.choices.includes(one));
      const unknown = names.filter((one) => !parameter.choices.includes(one));
      if (unknown.length === 0) return known;
      return wrong(`There is no ${unknown.map((one) => `“${one}”`).join(", ")}.`, known.length > 0 ? known : [...parameter.fallback]);
    }
    case "text":
      return text.slice(0, parameter.longest);
  }
}

/** The part of an address after `?` that asks for these values; what is as usual is left out. */
export function written<P extends Parameters>(parameters: P, values: Partial<Values<P>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = values[name];
    if (value === undefined || String(value) === String(parameter.fallback)) return [];
    return [[name, typeof value === "boolean" ? (value ? "1" : "0") : String(value)]];
  });
  return new URLSearchParams(pairs).toString();
}
