import { notFoundPage } from "./not-found.ts";
import type { KubeletPage } from "../../machinery/streaming/kubelet-api.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";

/** Of a longer file the end is shown. */
const maximumBytes = 16 * 1_024 * 1_024;

/** `/logs/`: the folder's files, and what is in one of them. Nothing outside of the folder is shown, whatever links say. */
export function logFile(files: HostFiles, folder: string, path: string): KubeletPage {
  const wanted = joinPath(folder, ...path.split("/").filter((part) => part !== ".." && part !== "."));
  const stat = files.stat(wanted);
  if (stat === undefined || !isWithin(files, folder, wanted)) throw notFoundPage(path);
  if (stat.type === "folder") return { contentType: "text/html; charset=utf-8", body: listing(files, wanted) };
  if (stat.type !== "file") throw notFoundPage(path);
  const length = Math.min(stat.sizeBytes, maximumBytes);
  return { contentType: "text/plain; charset=utf-8", body: new TextDecoder().decode(files.readRange(wanted, stat.sizeBytes - length, length)) };
}

function isWithin(files: HostFiles, folder: string, wanted: string): boolean {
  const root = files.realPath(folder);
  const real = files.realPath(wanted);
  return real === root || real.startsWith(`${root}/`);
}

/** As Go's file server lists a folder. */
function listing(files: HostFiles, folder: string): string {
  const rows = files.list(folder).map((name) => {
    const shown = files.stat(joinPath(folder, name))?.type === "folder" ? `${name}/` : name;
    return `<a href="${encodeURI(shown)}">${shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</a>\n`;
  });
  return `<pre>\n${rows.join("")}</pre>\n`;
}
