import { Transform, type TransformCallback } from "node:stream";

/** Attributes that hold a URL, by the element that they stand in. Source: apimachinery util/proxy transport atomsToAttrs. */
const urlAttributes: Readonly<Record<string, readonly string[] | undefined>> = {
  a: ["href"],
  applet: ["codebase"],
  area: ["href"],
  audio: ["src"],
  base: ["href"],
  blockquote: ["cite"],
  body: ["background"],
  button: ["formaction"],
  command: ["icon"],
  del: ["cite"],
  embed: ["src"],
  form: ["action"],
  frame: ["longdesc", "src"],
  head: ["profile"],
  html: ["manifest"],
  iframe: ["longdesc", "src"],
  img: ["longdesc", "src", "usemap"],
  input: ["src", "usemap", "formaction"],
  ins: ["cite"],
  link: ["href"],
  object: ["classid", "codebase", "data", "usemap"],
  q: ["cite"],
  script: ["src"],
  source: ["src"],
  video: ["poster", "src"],
};

/** A tag that is longer than this goes through as it is, so that no page makes the proxy hold more. In characters. */
const longestTag = 64 * 1024;

const tag = /<([a-zA-Z][a-zA-Z0-9]*)\b((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;
const wholeTag = /^<(?:"[^"]*"|'[^']*'|[^"'>])*>/;
const attribute = /([a-zA-Z][\w:-]*)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g;

/** The links of a page, each as `rewrite` makes it; everything else as it comes. */
export function rewriteLinks(rewrite: (url: string) => string): Transform {
  let rest = "";
  // Latin-1 keeps every byte as it is, whatever the page is written in.
  const write = (text: string) => Buffer.from(text, "latin1");
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      rest += chunk.toString("latin1");
      const open = unfinished(rest);
      const whole = rest.slice(0, open);
      rest = rest.slice(open);
      done(null, write(rewriteText(whole, rewrite)));
    },
    flush(done: TransformCallback) {
      done(null, write(rewriteText(rest, rewrite)));
    },
  });
}

/** Where a tag begins that has not ended yet; the length of the text when there is none. */
function unfinished(text: string): number {
  const open = text.lastIndexOf("<");
  return open < 0 || wholeTag.test(text.slice(open)) || text.length - open > longestTag ? text.length : open;
}

function rewriteText(text: string, rewrite: (url: string) => string): string {
  return text.replace(tag, (whole, element: string, attributes: string) => {
    const names = urlAttributes[element.toLowerCase()];
    if (names === undefined || attributes === "") return whole;
    return `<${element}${attributes.replace(attribute, (pair, name: string, equals: string, value: string) => (names.includes(name.toLowerCase()) ? `${name}${equals}${rewriteValue(value, rewrite)}` : pair))}>`;
  });
}

function rewriteValue(value: string, rewrite: (url: string) => string): string {
  const mark = value[0] === '"' || value[0] === "'" ? value[0] : "";
  return mark === "" ? rewrite(value) : `${mark}${rewrite(value.slice(1, -1))}${mark}`;
}
