// client.d.ts: the module's types in one file, drawn from the same sources.
import { dirname, resolve } from "node:path";
import ts from "typescript";

/** The declarations of `entry` and of every file of ours that it takes types from; only what the entry exports can be imported. */
export function declarations(entry: string): string {
  const program = ts.createProgram([entry], {
    declaration: true, emitDeclarationOnly: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], strict: true, types: [],
  });
  const texts: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string, renamed: Names): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} is not part of the module`);
    const text = declarationOf(program, source);
    for (const [, names = "", path = ""] of text.matchAll(IMPORT)) visit(`${resolve(dirname(file), path)}.ts`, aliases(names));
    for (const [, names = "", path = ""] of text.matchAll(PASSED_ON)) {
      visit(`${resolve(dirname(file), path)}.ts`, []);
      texts.push(...aliases(names).map(([from, to]) => `type ${to} = ${from};\n`));
    }
    const own = renamed.reduce((before, [from, to]) => before.replace(new RegExp(`\\b${from}\\b`, "g"), to), text);
    texts.push(flat(own, file === resolve(entry)));
  };
  visit(resolve(entry), []);
  return texts.join("");
}

type Names = [from: string, to: string][];

const IMPORT = /^import (?:type )?\{([^}]*)\} from "(.*)";\n?/gm;
const PASSED_ON = /^export type \{([^}]*)\} from "(.*)";\n?/gm;
const LINE_COMMENT = /^\/\/.*\n?/gm;

/** `A as B`: what is imported under another name is written under it, so that two of one name do not meet. */
function aliases(names: string): Names {
  return [...names.matchAll(/(\w+) as (\w+)/g)].map(([, from = "", to = ""]) => [from, to]);
}

function declarationOf(program: ts.Program, source: ts.SourceFile): string {
  let text = "";
  program.emit(source, (_, written) => (text = written), undefined, true);
  return text;
}

/** Without imports, since everything stands in one file. */
function flat(text: string, isEntry: boolean): string {
  const own = text.replace(IMPORT, "").replace(PASSED_ON, "").replace(LINE_COMMENT, "");
  return isEntry ? own : own.replace(/^export (?:declare )?/gm, "declare ").replace(/^declare \{\};?\n/gm, "");
}
