import { type AggregatedVersion, aggregatedDiscovery, aggregatedDiscoveryType, aggregatedVersions } from "../../api/discovery/aggregated.ts";
import { etagCompanions, etagOf } from "../../api/discovery/etag.ts";
import { apiVersionsDocument, groupDocument, groupListDocument, resourceListDocument } from "../../api/discovery/legacy.ts";
import { groupVersionsOf } from "../../api/groups.ts";
import { documentAnswer, type PathAnswer, type PathFamily } from "../paths/contract.ts";
import type { ResourceCatalog } from "../resource-catalog.ts";

/** SHA-512 in capital hex of a document's bytes. */
export async function digestHex(document: string | Uint8Array): Promise<string> {
  const bytes = Uint8Array.from(typeof document === "string" ? new TextEncoder().encode(document) : document);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

/** `/api`, `/apis` and what lies below them down to a version: each as its own document, or all in one for clients that ask. */
export function discoveryPaths(catalog: ResourceCatalog, serverAddress: string): PathFamily {
  const aggregated = new Map<string, { readonly body: string; readonly hash: Promise<string> }>();

  async function aggregatedAnswer(path: "/api" | "/apis", version: AggregatedVersion, ifNoneMatch: string | undefined): Promise<PathAnswer> {
    const key = `${version} ${path}`;
    let document = aggregated.get(key);
    if (document === undefined) {
      const body = `${JSON.stringify(aggregatedDiscovery(catalog.list(), path, version))}\n`;
      document = { body, hash: digestHex(body) };
      aggregated.set(key, document);
    }
    const { etag, notModified } = etagOf(await document.hash, ifNoneMatch);
    const headers = { ...etagCompanions, etag };
    return { code: notModified ? 304 : 200, mediaType: aggregatedDiscoveryType(version), body: notModified ? "" : document.body, headers };
  }

  return {
    listed: () => groupVersionsOf(catalog.list()).flatMap(listedPaths).concat("/apis"),
    answer({ path, header }) {
      const parts = path.replace(/\/+$/, "").split("/");
      const [, root, ...rest] = parts;
      if (root !== "api" && root !== "apis") return undefined;
      if (rest.length === 0) {
        const aggregatedVersion = wantedAggregated(header("accept"));
        if (aggregatedVersion !== undefined) return aggregatedAnswer(`/${root}`, aggregatedVersion, header("if-none-match"));
        return documentAnswer(root === "api" ? apiVersionsDocument(serverAddress) : groupListDocument(catalog.list()));
      }
      const [group, version] = root === "api" ? ["", rest[0]] : [rest[0] ?? "", rest[1]];
      if (rest.length > (root === "api" ? 1 : 2) || (root === "apis" && group === "")) return undefined;
      const document = version === undefined ? groupDocument(catalog.list(), group) : resourceListDocument(catalog.list(), group, version);
      return document === undefined ? undefined : documentAnswer(document);
    },
  };
}

function listedPaths({ group, versions }: { readonly group: string; readonly versions: readonly string[] }): string[] {
  const root = group === "" ? "/api" : `/apis/${group}`;
  return [root, ...versions.map((version) => `${root}/${version}`)];
}

/** The version of the aggregated form, when that is the first that the client names and we have. */
function wantedAggregated(accept: string | undefined): AggregatedVersion | undefined {
  for (const clause of accept?.split(",") ?? []) {
    const [type, ...parameters] = clause.split(";").map((part) => part.trim());
    if (type !== "application/json" && type !== "*/*") continue;
    if (!parameters.some((parameter) => parameter.startsWith("as="))) return undefined;
    if (!parameters.includes("as=APIGroupDiscoveryList") || !parameters.includes("g=apidiscovery.k8s.io")) continue;
    const version = aggregatedVersions.find((one) => parameters.includes(`v=${one}`));
    if (version !== undefined) return version;
  }
  return undefined;
}
