import type { Zpage } from "./zpage.ts";

/** Values of the command line's flags by their names. */
export type Flags = Readonly<Record<string, string>>;

/** `/flagz`: what a component's process was told on its command line. Source: apiserver pkg/server/flagz. */
export function flagzPage(component: string, flags: Flags): Zpage {
  const names = Object.keys(flags).sort();
  return {
    kind: "Flagz",
    component,
    fields: names.length === 0 ? {} : { flags: Object.fromEntries(names.map((name) => [name, flags[name]])) },
    text: (delimiter) => names.map((name) => `${name}${delimiter}${flags[name]}\n`).join(""),
  };
}
